import { useRef, useState } from 'preact/hooks';
import { announce } from '../announcer';
import type { User } from '../api/types';
import { useAttempt } from '../attempt';
import { NoticeBox } from '../parts/notice-box';
import { TextField } from '../parts/text-field';
import { member } from '../session/member';
import { useKept } from '../use-kept';
import { say } from '../words';
import { changesOf, faultsOfProblem, type Faults } from './changes';
import type { Person } from './facts';
import { forgetChanges, keysOf } from './kept.changes';

export type EditFormProps = Readonly<{ user: Person; onSaved: (user: User) => void; onKeep: () => void }>;

/** Name and e-mail, as they are now. */
export function EditForm({ user, onSaved, onKeep }: EditFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const keys = keysOf(user);
  const [name, setName] = useKept(keys.name, user.name);
  const [email, setEmail] = useKept(keys.email, user.email ?? '');
  const typed = { name, email };
  const [faults, setFaults] = useState<Faults>({});
  const saving = useAttempt(member.change, (answer) => {
    if (answer.ok) {
      forgetChanges(user);
      onSaved(answer.value);
    } else show(faultsOfProblem(answer.problem));
  });
  function show(found: Faults): void {
    setFaults(found);
    const first = found.name ? 'name' : 'email';
    if (!found[first]) return;
    announce(found[first]);
    form.current?.querySelector<HTMLInputElement>(`#${first}`)?.focus();
  }
  function leave(): void {
    forgetChanges(user);
    onKeep();
  }
  const submit = (event: Event) => {
    event.preventDefault();
    const { changes, faults: found } = changesOf(typed, user);
    show(found);
    if (found.name || found.email) return;
    if (changes) saving.run(changes);
    else leave();
  };
  const of = (field: 'name' | 'email') => ({
    id: field,
    label: say(`field.${field}`),
    value: typed[field],
    fault: faults[field],
    onText: (text: string) => {
      (field === 'name' ? setName : setEmail)(text);
      setFaults({ ...faults, [field]: undefined });
    },
  });
  return (
    <form ref={form} noValidate onSubmit={submit}>
      <TextField {...of('name')} autoComplete="name" required />
      <TextField {...of('email')} type="email" inputMode="email" autoComplete="email" autoCapitalize="none" required />
      <button type="submit" class="button button-primary" aria-disabled={saving.busy || saving.pause !== null}>
        {say(saving.busy ? 'profile.saving' : 'profile.save')}
      </button>
      <button type="button" class="button button-outline" onClick={leave}>
        {say('action.cancel')}
      </button>
      <NoticeBox attempt={saving} except={['invalid_request']} />
    </form>
  );
}
