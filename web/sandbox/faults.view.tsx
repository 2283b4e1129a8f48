import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { phoneApi, type Call, type Fault, type FaultOrder, type RawCall } from './phone.client';

const SWITCHES = [
  { fault: 'rate_limit', words: 'Rate limit', means: '429, retry after 3 s', seconds: 3 },
  { fault: 'server_error', words: 'Server error', means: '500, not sent' },
  { fault: 'bad_gateway', words: 'Bad gateway', means: '502 with a web page' },
  { fault: 'silence', words: 'Silence', means: 'never answers, not sent' },
  { fault: 'silence_after', words: 'Silence after sending', means: 'sent, never answers' },
  { fault: 'lost_answer', words: 'Lost answer', means: 'sent, connection cut' },
  { fault: 'reset', words: 'Connection reset', means: 'cut before sending' },
  { fault: 'truncated', words: 'Half an answer', means: 'sent, answer stops short' },
  { fault: 'garbage', words: 'Garbage', means: '200 with a web page' },
  { fault: 'slow', words: 'Slow', means: 'sent after 5 s', seconds: 5 },
  { fault: 'photo_refused', words: 'Picture refused', means: '400, text may go' },
  { fault: 'unauthorized', words: 'Wrong token', means: '401' },
] as const;

const AIMS = [
  { words: 'the next message', method: 'message', times: 1 },
  { words: 'the next 3 messages', method: 'message', times: 3 },
  { words: 'every message until switched off', method: 'message', times: null },
  { words: 'the next call, whatever it is', method: undefined, times: 1 },
  { words: 'every call until switched off', method: undefined, times: null },
] as const;

type FaultsProps = Readonly<{
  faults: readonly Fault[];
  calls: readonly Call[];
  /** Whether the app's clock can be moved on. */
  hasTime: boolean;
  onAdd: (order: FaultOrder) => void;
  onRemove: (ids: readonly number[]) => void;
  onClear: () => void;
}>;

/** Makes Telegram misbehave, and shows what the app did about it. */
export function Faults({ faults, calls, hasTime, onAdd, onRemove, onClear }: FaultsProps): JSX.Element {
  const [aim, setAim] = useState(0);
  return (
    <div class="panel__body">
      <label class="duration">
        Applies to
        <select class="line" value={aim} onChange={(event) => setAim(Number(event.currentTarget.value))}>
          {AIMS.map(({ words }, value) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <ul class="switches">
        {SWITCHES.map((item) => {
          const mine = faults.filter(({ fault }) => fault === item.fault);
          const on = mine.filter(({ left }) => left !== 0).map(({ id }) => id);
          const { method, times } = AIMS[aim]!;
          const seconds = 'seconds' in item ? item.seconds : undefined;
          const toggle = () => (on.length > 0 ? onRemove(on) : onAdd({ fault: item.fault, method, times, seconds }));
          return <Switch key={item.fault} {...item} isOn={on.length > 0} hits={hitsOf(mine)} onToggle={toggle} />;
        })}
      </ul>
      <button type="button" class="secondary" onClick={onClear} disabled={faults.length === 0}>
        Behave again
      </button>
      {hasTime && <TimeButtons />}
      <h3>What the app did</h3>
      <p class="quiet">{storyOf(calls)}</p>
      <Calls calls={calls} />
    </div>
  );
}

/** Sums up the calls in one sentence. The newest call comes first. */
function storyOf(calls: readonly Call[]): string {
  const hits = calls.filter(({ fault }) => fault !== null).length;
  if (hits === 0) return 'Nothing went wrong so far.';
  const sending = calls.find(({ method }) => SENDING.includes(method));
  const isThere = sending?.status === 200 && sending.fault === null;
  const went = hits === 1 ? 'One call went wrong' : `${hits} calls went wrong`;
  return isThere ? `${went}. The message arrived all the same.` : `${went}. The app goes on by itself.`;
}

const SENDING = ['sendPhoto', 'sendMessage', 'editMessageMedia'];

const hitsOf = (faults: readonly Fault[]) => faults.reduce((sum, { hits }) => sum + hits, 0);

type SwitchProps = Readonly<{ words: string; means: string; isOn: boolean; hits: number; onToggle: () => void }>;

function Switch({ words, means, isOn, hits, onToggle }: SwitchProps): JSX.Element {
  return (
    <li>
      <button type="button" class="switch" role="switch" aria-checked={isOn} onClick={onToggle}>
        <span class="switch__knob" aria-hidden="true" />
        <span class="switch__words">{words}</span>
        <span class="switch__means">{means}</span>
        <span class="switch__hits">{hits === 0 ? '' : `hit ${hits}×`}</span>
      </button>
    </li>
  );
}

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

function Calls({ calls }: { readonly calls: readonly Call[] }): JSX.Element | null {
  if (calls.length === 0) return null;
  return (
    <ol class="calls">
      {calls.map((call) => (
        <li key={call.id}>
          <CallLine {...call} />
        </li>
      ))}
    </ol>
  );
}

/** One call; unfolded, what it carried and what was answered. */
function CallLine(call: Call): JSX.Element {
  const [raw, setRaw] = useState<RawCall>();
  const load = () => void phoneApi.call(call.id).then(setRaw, () => undefined);
  return (
    <details class={call.status === 200 ? 'call' : 'call call--wrong'} onToggle={() => raw ?? load()}>
      <summary>
        <time dateTime={call.at}>{time.format(new Date(call.at))}</time>
        <span class="call__method">{call.method}</span>
        <span class="call__status">
          {call.fault?.replaceAll('_', ' ') ?? (call.status === 200 ? 'done' : call.status)}
        </span>
      </summary>
      {raw && (
        <>
          <pre tabIndex={0}>{JSON.stringify(raw.request, null, 2)}</pre>
          <pre tabIndex={0}>{raw.answer || 'No answer.'}</pre>
        </>
      )}
    </details>
  );
}

const SKIPS = [
  ['A minute passes', 60],
  ['An hour passes', 3_600],
  ['A day passes', 86_400],
] as const;

/** Moves the app's clock on: codes die, locks open, sessions end. */
function TimeButtons(): JSX.Element {
  return (
    <>
      <h3>Let time pass</h3>
      <div class="skips">
        {SKIPS.map(([words, seconds]) => (
          <button key={seconds} type="button" class="secondary" onClick={() => void phoneApi.skipTime(seconds)}>
            {words}
          </button>
        ))}
      </div>
    </>
  );
}
