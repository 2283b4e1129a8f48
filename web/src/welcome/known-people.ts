import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { KnownPerson } from '../api/types';
import { KNOWN } from '../session/session';
import { deviceShelf } from '../shelf';

type KnownPeople = Readonly<{
  /** Null while the known people are being requested: the page waits for them, so that nothing moves under a finger. */
  people: readonly KnownPerson[] | null;
  forget: (person: KnownPerson) => void;
}>;

/** The people who may come back here by one press. */
export function useKnownPeople(): KnownPeople {
  const [people, setPeople] = useState<readonly KnownPerson[] | null>(() => (deviceShelf.getItem(KNOWN) ? null : []));
  async function look(): Promise<void> {
    const answer = await api.known();
    const found = answer.ok ? answer.value : [];
    if (answer.ok && found.length === 0) deviceShelf.removeItem(KNOWN);
    setPeople(found);
  }
  useEffect(() => void look(), []);
  const forget = (person: KnownPerson) => void api.forget(person.user_id).then(look);
  return { people, forget };
}
