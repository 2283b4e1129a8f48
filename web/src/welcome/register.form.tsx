import { useRef, useState } from 'preact/hooks';
import { announce } from '../announcer';
import { api } from '../api/client';
import { freshKey } from '../api/repeat';
import type { Answer } from '../api/problem';
import type { Registered } from '../api/types';
import { useAttempt } from '../attempt';
import { serverClock } from '../clock';
import { NoticeBox } from '../parts/notice-box';
import { TextField } from '../parts/text-field';
import { keepPending } from '../pending';
import { go } from '../route';
import { settings } from '../settings/app.settings';
import { deviceShelf, tabShelf } from '../shelf';
import { useStore } from '../use-store';
import { sentBy } from '../way-back';
import { say } from '../words';
import { faultsFrom, faultsOf, firstFault, keepDraft, readDraft, toRequest } from './draft';
import type { Draft, DraftField, Faults } from './draft';

const faultWords = (field: DraftField) => say(`fault.${field}`);

/** Name and e-mail; in the sandbox also whose phone it is. */
export function RegisterForm() {
  const form = useRef<HTMLFormElement>(null);
  const { draft, faults, change, send, attempt } = useRegistration((found) => focusFirst(form.current, found));
  const waits = attempt.busy || attempt.pause !== null;
  const submit = (event: Event) => {
    event.preventDefault();
    send();
  };
  return (
    <form ref={form} noValidate onSubmit={submit}>
      <Fields draft={draft} faults={faults} onChange={change} />
      <button type="submit" class="button button-primary" aria-disabled={waits}>
        {attempt.busy ? say('welcome.busy') : say('action.continue')}
      </button>
      <NoticeBox attempt={attempt} />
    </form>
  );
}

/** The draft and its submission; `onFaults` is called when faults are found, not while they are mended. */
function useRegistration(onFaults: (faults: Faults) => void) {
  const [draft, setDraft] = useState(() => readDraft(tabShelf));
  const [faults, setFaults] = useState<Faults>({});
  const key = useRef<string | null>(null);
  const attempt = useAttempt((sent: Draft) => {
    const request = { ...toRequest(sent), ...sentBy() };
    return api.register(request, (key.current ??= freshKey()));
  }, settle);

  function show(found: Faults): void {
    setFaults(found);
    if (firstFault(found)) onFaults(found);
  }
  /** An answer ends the use of a key; silence does not: if it is sent again, the server creates nothing twice. */
  function settle(answer: Answer<Registered>): void {
    if (answer.ok || answer.problem.status > 0) key.current = null;
    if (answer.ok) enterWaitingRoom(answer.value, draft);
    else show(faultsFrom(answer.problem.errors, faultWords));
  }
  function send(): void {
    const found = faultsOf(draft, faultWords);
    show(found);
    if (!firstFault(found)) attempt.run(draft);
  }
  function change(field: DraftField, text: string): void {
    const next = { ...draft, [field]: text };
    key.current = null;
    keepDraft(tabShelf, next);
    setDraft(next);
    setFaults({ ...faults, [field]: undefined });
    if (attempt.problem?.code === 'invalid_request') attempt.clear();
  }
  return { draft, faults, change, send, attempt };
}

function enterWaitingRoom(registered: Registered, draft: Draft): void {
  const chatId = toRequest(draft).telegram_chat_id ?? null;
  keepPending(deviceShelf, registered, { chatId, isLogin: false, savedAt: serverClock.now() });
  go('/wait');
}

type FieldsProps = Readonly<{ draft: Draft; faults: Faults; onChange: (field: DraftField, text: string) => void }>;

function Fields({ draft, faults, onChange }: FieldsProps) {
  const { sandbox } = useStore(settings);
  const last: DraftField = sandbox ? 'telegram_chat_id' : 'email';
  const of = (field: DraftField) => ({
    id: field,
    label: say(`field.${field}`),
    value: draft[field],
    fault: faults[field],
    enterKeyHint: field === last ? ('go' as const) : ('next' as const),
    onText: (text: string) => onChange(field, text),
  });
  return (
    <>
      <TextField {...of('name')} autoComplete="name" required />
      <TextField {...of('email')} type="email" inputMode="email" autoComplete="email" autoCapitalize="none" required />
      {sandbox && (
        <TextField
          {...of('telegram_chat_id')}
          note={say('field.optional')}
          hint={say('field.telegram_chat_id.hint')}
          inputMode="numeric"
          autoComplete="off"
        />
      )}
    </>
  );
}

/** The cursor goes to the first field that does not fit, and screen readers are told why. */
function focusFirst(form: HTMLFormElement | null, faults: Faults): void {
  const field = firstFault(faults);
  const input = field && form?.querySelector<HTMLInputElement>(`#${field}`);
  if (!input) return;
  input.focus();
  announce(faults[field] ?? '');
}
