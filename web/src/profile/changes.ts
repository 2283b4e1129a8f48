import type { Problem } from '../api/problem';
import type { ProfileChanges } from '../api/types';
import { isEmail, isName } from '../fields';
import { say } from '../words';

type Typed = Readonly<{ name: string; email: string }>;

export type Faults = Readonly<{ name?: string; email?: string }>;

/** What differs from what is known, and what of it cannot be; `changes` is null where nothing differs. */
export function changesOf(
  typed: Typed,
  known: Readonly<{ name: string; email: string | null }>,
): Readonly<{ changes: ProfileChanges | null; faults: Faults }> {
  const name = typed.name.trim();
  const email = typed.email.trim();
  const isNewName = name !== known.name;
  const isNewEmail = email !== (known.email ?? '');
  const faults = {
    ...(isNewName && !isName(name) && { name: say('fault.name') }),
    ...(isNewEmail && !isEmail(email) && { email: say('fault.email') }),
  };
  const changes = isNewName || isNewEmail ? { ...(isNewName && { name }), ...(isNewEmail && { email }) } : null;
  return { changes, faults };
}

/** The server's objections, each under its own field. */
export function faultsOfProblem({ errors }: Problem): Faults {
  const isAbout = (name: string) => errors.some(({ field }) => field === name);
  return {
    ...(isAbout('name') && { name: say('fault.name') }),
    ...(isAbout('email') && { email: say('fault.email') }),
  };
}
