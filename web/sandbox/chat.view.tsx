import { Fragment, type JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Bubble } from './bubble.view';
import { Composer } from './composer.view';
import { Icon } from './icons';
import { Avatar } from './people.view';
import { InAppBrowser } from './in-app.view';
import { phoneApi, type PhoneState } from './phone.client';
import type { PanelName } from './panel.view';
import { useActions, type Notice } from './use-actions';
import type { Burnt, PhoneView } from './use-phone';

type ChatProps = Readonly<{
  phone: PhoneView;
  person: number | undefined;
  panel: PanelName | undefined;
  onPanel: (name: PanelName, button: HTMLElement) => void;
  onChoose: (person: number) => void;
}>;

/** The phone itself: header, messages, and the line at the bottom. */
export function ChatScreen({ phone, person, panel, onPanel, onChoose }: ChatProps): JSX.Element {
  const { state } = phone;
  const [payload, setPayload] = useState(payloadOfAddress());
  const { notice, say, attempt, actions, browsing, browse } = useActions(person, state?.app_url ?? null);
  const start = () => {
    if (person === undefined) return;
    attempt(phoneApi.start(person, payload));
    setPayload(undefined);
    forgetPayload();
  };
  const to = (task: (id: number) => Promise<unknown>) => person !== undefined && attempt(task(person));
  return (
    <section class="phone" aria-label="The phone">
      <Header phone={phone} panel={panel} onPanel={onPanel} />
      <Elsewhere others={state?.others ?? []} onChoose={onChoose} />
      <Messages phone={phone} person={person} actions={actions} />
      <NoticeLine notice={notice} onClose={() => say(undefined)} />
      {state && (
        <Composer
          mode={state.chat.blocked ? 'unblock' : !state.chat.started || payload !== undefined ? 'start' : 'write'}
          botName={state.bot.name}
          hasPayload={payload !== undefined}
          onStart={start}
          onUnblock={() => to((id) => phoneApi.setBlocked(id, false))}
          onSay={(text) => to((id) => phoneApi.say(id, text))}
          onShareContact={() => to((id) => phoneApi.shareContact(id))}
        />
      )}
      {browsing !== undefined && <InAppBrowser href={browsing} onClose={() => browse(undefined)} />}
    </section>
  );
}

/** Announces a message for a person whose phone is not shown. */
function Elsewhere(props: Pick<PhoneState, 'others'> & Pick<ChatProps, 'onChoose'>): JSX.Element | null {
  const [dismissed, setDismissed] = useState<number>();
  const other = props.others.at(-1);
  if (!other || other.id === dismissed) return null;
  return (
    <p class="elsewhere" role="status">
      <span>New message for {other.first_name}</span>
      <button type="button" onClick={() => props.onChoose(other.id)}>
        Show it
      </button>
      <button type="button" onClick={() => setDismissed(other.id)}>
        Dismiss
      </button>
    </p>
  );
}

type HeaderProps = Pick<ChatProps, 'phone' | 'panel' | 'onPanel'>;

function Header({ phone: { state, isOnline }, panel, onPanel }: HeaderProps): JSX.Element {
  return (
    <header class="bar">
      <Avatar name={state?.bot.name ?? 'T'} />
      <div class="bar__title">
        <h1>
          {state?.bot.name ?? ''} <span class="badge">sandbox</span>
        </h1>
        <p>{isOnline ? `@${state?.bot.username ?? 'telega2go_sandbox_bot'}` : 'connecting'}</p>
      </div>
      <button
        type="button"
        class="round"
        aria-expanded={panel === 'people'}
        aria-label={`Whose phone is this? ${state?.person.first_name ?? ''}`}
        onClick={(event) => onPanel('people', event.currentTarget)}
      >
        <Avatar name={state?.person.first_name ?? '?'} />
      </button>
      <button
        type="button"
        class="round"
        aria-expanded={panel === 'faults'}
        aria-label="Make Telegram misbehave"
        onClick={(event) => onPanel('faults', event.currentTarget)}
      >
        <Icon name="bolt" />
      </button>
    </header>
  );
}

type MessagesProps = Pick<ChatProps, 'phone' | 'person'> &
  Readonly<{ actions: ReturnType<typeof useActions>['actions'] }>;

function Messages({ phone, person, actions }: MessagesProps): JSX.Element {
  const { state, shown, burnt, clockOffset } = phone;
  const end = useRef<HTMLLIElement>(null);
  const newest = shown.at(-1)?.message.message_id;
  useEffect(() => end.current?.scrollIntoView({ block: 'end' }), [newest, person, burnt.length]);
  const lifeMs = (state?.ttl_seconds ?? 60) * 1000;
  const isThere = new Set(shown.map(({ message }) => message.message_id));
  const stubs = burnt.filter(({ message }) => !isThere.has(message.message_id));
  const lines = [
    ...shown.map((one) => ({
      id: one.message.message_id,
      line: <Bubble shown={one} {...{ lifeMs, clockOffset, actions }} />,
    })),
    ...stubs.map((one) => ({ id: one.message.message_id, line: <Stub {...one} /> })),
  ];
  return (
    <div class="chat" tabIndex={0} role="log" aria-label="Messages">
      <ol class="messages">
        {lines.length === 0 && <li class="system">{state ? 'No messages yet' : waitingWords(person)}</li>}
        {lines
          .sort((a, b) => a.id - b.id)
          .map(({ id, line }) => (
            <Fragment key={id}>{line}</Fragment>
          ))}
        <li ref={end} class="messages__end" aria-hidden="true" />
      </ol>
    </div>
  );
}

/** In place of a message that is gone: its text, dead as it is. */
function Stub({ message, at }: Burnt): JSX.Element {
  return (
    <li class="system">
      <details>
        <summary>
          <Icon name="flame" /> A message deleted itself at {at.toLocaleTimeString()}
        </summary>
        <p>
          Sent {new Date(message.sent_at).toLocaleTimeString()}, removed by <code>deleteMessage</code>. Its code and
          link no longer work.
        </p>
        <p class="burnt">{message.text}</p>
      </details>
    </li>
  );
}

const waitingWords = (person: number | undefined) =>
  person === undefined ? 'Loading' : `No bot has written to ${person} yet.`;

function NoticeLine({
  notice,
  onClose,
}: {
  readonly notice: Notice | undefined;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <div class="notice-place" role="status">
      {notice && (
        <p class="notice">
          <span>{notice.text}</span>
          {notice.href && (
            <a href={notice.href} target="_blank" rel="noopener noreferrer" onClick={onClose}>
              Open
            </a>
          )}
          {notice.stays && (
            <button type="button" onClick={onClose}>
              OK
            </button>
          )}
        </p>
      )}
    </div>
  );
}

function payloadOfAddress(): string | undefined {
  const payload = new URLSearchParams(location.search).get('start');
  return payload !== null && /^[A-Za-z0-9_-]{1,64}$/.test(payload) ? payload : undefined;
}

function forgetPayload(): void {
  const url = new URL(location.href);
  url.searchParams.delete('start');
  history.replaceState(null, '', url);
}
