import { useRef, useState } from 'preact/hooks';
import { announce } from '../announcer';
import type { User } from '../api/types';
import { useAttempt } from '../attempt';
import { NoticeBox } from '../parts/notice-box';
import { TextField } from '../parts/text-field';
import { member } from '../session/member';
import { useKept } from '../use-kept';
import { say, type Words } from '../words';
import { changesOf, faultsOfProblem, fields, type Faults, type Field, type Typed } from './changes';
import type { Person } from './facts';
import { forgetChanges, keyOf } from './kept.changes';

export type EditFormProps = Readonly<{
  user: Person;
  /** The fields that can be changed here. */
  asked?: readonly Field[];
  required: readonly Field[];
  /** The label of the button that leaves; without it there is none. */
  leave?: Words;
  onSaved: (user: User) => void;
  onLeave: () => void;
}>;

const looks = {
  name: { autoComplete: 'name' },
  email: { type: 'email', inputMode: 'email', autoComplete: 'email', autoCapitalize: 'none' },
  phone: { type: 'tel', inputMode: 'tel', autoComplete: 'tel' },
} as const;

/** A form with what people may say of themselves, filled with what it is now. */
export function EditForm({ user, asked = fields, required, leave, onSaved, onLeave }: EditFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const kept = {
    name: useKept(keyOf(user, 'name'), user.name),
    email: useKept(keyOf(user, 'email'), user.email ?? ''),
    phone: useKept(keyOf(user, 'phone'), user.phone ?? ''),
  };
  const [faults, setFaults] = useState<Faults>({});
  const saving = useAttempt(member.change, (answer) => {
    if (answer.ok) {
      forgetChanges(user);
      onSaved(answer.value);
    } else show(faultsOfProblem(answer.problem));
  });
  function show(found: Faults): void {
    setFaults(found);
    const first = asked.find((field) => found[field]);
    if (!first) return;
    announce(found[first] ?? '');
    form.current?.querySelector<HTMLInputElement>(`#${first}`)?.focus();
  }
  function goBack(): void {
    forgetChanges(user);
    onLeave();
  }
  const submit = (event: Event) => {
    event.preventDefault();
    const typed: Typed = Object.fromEntries(asked.map((field) => [field, kept[field][0]]));
    const { changes, faults: found } = changesOf(typed, user, required);
    show(found);
    if (Object.keys(found).length > 0) return;
    if (changes) saving.run(changes);
    else goBack();
  };
  return (
    <form ref={form} noValidate onSubmit={submit} onKeyDown={(event) => event.key === 'Escape' && leave && goBack()}>
      {asked.map((field) => (
        <TextField
          key={field}
          {...looks[field]}
          id={field}
          label={say(`field.${field}`)}
          note={required.includes(field) ? undefined : say('field.optional')}
          hint={field === 'phone' ? say('field.phone.hint') : undefined}
          enterKeyHint={field === asked.at(-1) ? 'done' : 'next'}
          required={required.includes(field)}
          value={kept[field][0]}
          fault={faults[field]}
          onText={(text) => {
            kept[field][1](text);
            setFaults({ ...faults, [field]: undefined });
          }}
        />
      ))}
      <div class="form-end">
        <button type="submit" class="button button-primary" aria-disabled={saving.busy || saving.pause !== null}>
          {say(saving.busy ? 'profile.saving' : 'profile.save')}
        </button>
        {leave && (
          <button type="button" class="button button-quiet" onClick={goBack}>
            {say(leave)}
          </button>
        )}
      </div>
      <NoticeBox attempt={saving} except={['invalid_request']} />
    </form>
  );
}
