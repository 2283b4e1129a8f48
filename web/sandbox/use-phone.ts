import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { eventsUrl, phoneApi, type Message, type PhoneState } from './phone.client';

export type Shown = Readonly<{ message: Message; isBurning: boolean }>;

/** A message that is gone, to be unfolded. */
export type Burnt = Readonly<{ message: Message; at: Date }>;

export type PhoneView = Readonly<{
  state: PhoneState | undefined;
  /** The messages, including those that have just gone and are still burning. */
  shown: readonly Shown[];
  /** Self-destructing messages that were seen to go, with the time by this device's clock. */
  burnt: readonly Burnt[];
  isOnline: boolean;
  /** The server's clock minus this device's, in milliseconds. */
  clockOffset: number;
  reload: () => void;
}>;

const BURNING_MS = 700;
const KEPT_BURNT = 20;
const RETRY_MS = 2000;

/** One person's phone, kept in step with the sandbox by its events. */
export function usePhone(person: number | undefined): PhoneView {
  const [state, setState] = useState<PhoneState>();
  const [burning, setBurning] = useState<readonly Message[]>([]);
  const [burnt, setBurnt] = useState<readonly Burnt[]>([]);
  const [isOnline, setOnline] = useState(true);
  const [clockOffset, setClockOffset] = useState(0);
  const last = useRef<PhoneState>(undefined);

  const accept = useCallback((next: PhoneState) => {
    const gone = goneSince(last.current, next);
    last.current = next;
    setState(next);
    setClockOffset(Date.parse(next.server_time) - Date.now());
    setOnline(true);
    if (gone.length === 0) return;
    setBurning((before) => [...before, ...gone]);
    setBurnt((before) => [...before, ...gone.map((message) => ({ message, at: new Date() }))].slice(-KEPT_BURNT));
    setTimeout(() => setBurning((before) => before.filter((message) => !gone.includes(message))), BURNING_MS);
  }, []);

  const reload = useCallback(() => {
    if (person === undefined) return;
    phoneApi.state(person).then(
      (next) => next.person.id === person && accept(next),
      () => setState(undefined),
    );
  }, [person, accept]);

  useEffect(() => {
    last.current = undefined;
    setBurning([]);
    setBurnt([]);
    return person === undefined ? undefined : listen(reload, setOnline);
  }, [person, reload]);

  return { state, shown: withBurning(state, burning), burnt, isOnline, clockOffset, reload };
}

/** Listens until it is stopped; a stream that ends for good is opened anew. @returns a function that stops it */
function listen(changed: () => void, setOnline: (isOnline: boolean) => void): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource(eventsUrl);
    source.addEventListener('changed', changed);
    source.addEventListener('error', () => {
      setOnline(false);
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS);
    });
  };
  open();
  return () => {
    clearTimeout(retry);
    source?.close();
  };
}

function goneSince(before: PhoneState | undefined, now: PhoneState): readonly Message[] {
  if (before?.person.id !== now.person.id) return [];
  const left = new Set(now.messages.map(({ message_id }) => message_id));
  return before.messages.filter((message) => message.self_destructs && !left.has(message.message_id));
}

function withBurning(state: PhoneState | undefined, burning: readonly Message[]): readonly Shown[] {
  const there = (state?.messages ?? []).map((message) => ({ message, isBurning: false }));
  const going = burning.map((message) => ({ message, isBurning: true }));
  return [...there, ...going].sort((a, b) => a.message.message_id - b.message.message_id);
}
