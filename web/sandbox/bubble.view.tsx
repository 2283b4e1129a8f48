import type { JSX } from 'preact';
import { Icon } from './icons';
import { pictureUrl, type Button, type Message } from './phone.client';
import { RichText } from './rich.text';
import { Ring } from './ring';
import type { Shown } from './use-phone';

export type BubbleActions = Readonly<{
  /** Opens a link on the phone itself; false leaves it to the browser. */
  open: (href: string) => boolean;
  copy: (text: string) => void;
  press: (message: Message, row: number, column: number) => void;
  scan: (url: string) => void;
}>;

type BubbleProps = Readonly<{
  shown: Shown;
  lifeMs: number;
  clockOffset: number;
  actions: BubbleActions;
}>;

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** One message as Telegram lays it out: picture, caption, time, buttons; and the ring if it deletes itself. */
export function Bubble({ shown, lifeMs, clockOffset, actions }: BubbleProps): JSX.Element {
  const { message, isBurning } = shown;
  const side = message.from === 'bot' ? 'theirs' : 'mine';
  return (
    <li class={`message message--${side} ${isBurning ? 'message--burning' : ''}`} aria-hidden={isBurning}>
      <div class={`bubble ${message.picture ? 'bubble--picture' : ''}`}>
        <span class="visually-hidden">{message.from === 'bot' ? 'The bot says:' : 'You say:'}</span>
        <Picture message={message} actions={actions} />
        {message.contact !== null && (
          <p class="words">
            <Icon name="phone" /> My number: {message.contact}
          </p>
        )}
        {message.text !== '' && (
          <p class="words">
            <RichText text={message.text} entities={message.entities} onCopy={actions.copy} />
          </p>
        )}
        <div class="foot">
          {message.self_destructs && (
            <Ring endsAt={Date.parse(message.sent_at) + lifeMs} lifeMs={lifeMs} clockOffset={clockOffset} />
          )}
          <p class="when">
            {message.edited_at !== null && 'edited '}
            <time dateTime={message.sent_at}>{time.format(new Date(message.sent_at))}</time>
          </p>
        </div>
      </div>
      <Keyboard message={message} actions={actions} />
    </li>
  );
}

type PartProps = Readonly<{ message: Message; actions: BubbleActions }>;

function Picture({ message: { picture }, actions }: PartProps): JSX.Element | null {
  if (!picture) return null;
  const url = pictureUrl(picture);
  return (
    <button type="button" class="picture" onClick={() => actions.scan(url)}>
      <img src={url} width={picture.width} height={picture.height} alt="A QR code" />
      <span class="picture__hint">
        <Icon name="scan" /> Tap to scan
      </span>
    </button>
  );
}

function Keyboard({ message, actions }: PartProps): JSX.Element | null {
  if (message.buttons.length === 0) return null;
  return (
    <div class="keyboard">
      {message.buttons.map((row, rowIndex) => (
        <div class="keyboard__row" key={rowIndex}>
          {row.map((button, column) => (
            <Key
              key={column}
              button={button}
              onCopy={actions.copy}
              onOpen={actions.open}
              onPress={() => actions.press(message, rowIndex, column)}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

type KeyProps = Readonly<{
  button: Button;
  onCopy: (text: string) => void;
  onOpen: (href: string) => boolean;
  onPress: () => void;
}>;

function Key({ button, onCopy, onOpen, onPress }: KeyProps): JSX.Element {
  if (button.kind === 'url') {
    const open = (event: MouseEvent) => onOpen(button.url) && event.preventDefault();
    return (
      <a class="key" href={button.url} target="_blank" rel="noopener noreferrer" onClick={open}>
        {button.text} <Icon name="open" />
      </a>
    );
  }
  const isCopy = button.kind === 'copy';
  return (
    <button type="button" class="key" onClick={isCopy ? () => onCopy(button.copy) : onPress}>
      {button.text} {isCopy && <Icon name="copy" />}
    </button>
  );
}
