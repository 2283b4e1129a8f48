import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from './icons';

type ComposerProps = Readonly<{
  /** What the bottom of the chat offers, by Telegram's rules. */
  mode: 'start' | 'unblock' | 'write';
  botName: string;
  hasPayload: boolean;
  onStart: () => void;
  onUnblock: () => void;
  onSay: (text: string) => void;
  onShareContact: () => void;
}>;

/** The bottom of the chat: Start, Unblock, or the line to write in. */
export function Composer(props: ComposerProps): JSX.Element {
  if (props.mode === 'write') return <Writing onSay={props.onSay} onShareContact={props.onShareContact} />;
  const isStart = props.mode === 'start';
  return (
    <div class="bottom bottom--start">
      {isStart && (
        <p>
          {props.hasPayload ? `A link of ${props.botName} brought you here.` : `${props.botName} doesn’t know you yet.`}
        </p>
      )}
      <button
        type="button"
        class={props.hasPayload ? 'primary primary--wanted' : 'primary'}
        onClick={isStart ? props.onStart : props.onUnblock}
      >
        {isStart ? 'Start' : 'Unblock'}
      </button>
    </div>
  );
}

type WritingProps = Pick<ComposerProps, 'onSay' | 'onShareContact'>;

function Writing({ onSay, onShareContact }: WritingProps): JSX.Element {
  const [text, setText] = useState('');
  const send = (event: Event) => {
    event.preventDefault();
    if (text.trim() === '') return;
    onSay(text.trim());
    setText('');
  };
  return (
    <form class="bottom" onSubmit={send}>
      <button type="button" class="round" onClick={onShareContact} aria-label="Share my phone number">
        <Icon name="phone" />
      </button>
      <input
        class="line"
        aria-label="Message"
        placeholder="Message"
        autocomplete="off"
        maxLength={4096}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="round round--accent" aria-label="Send">
        <Icon name="send" />
      </button>
    </form>
  );
}
