import type { SignName } from '../api/types';
import { say } from '../words';
import { useLazy } from './lazy';

/** A symbol with its name below. During an update of the servers, one may send a name that is not known here. */
export function Sign({ name }: { name: SignName }) {
  const drawings = useLazy(loadDrawings);
  return (
    <span class="sign">
      <svg viewBox="0 0 24 24" width="44" height="44" aria-hidden="true" focusable="false">
        {drawings && <path d={drawings[name]} />}
      </svg>
      <span translate={false}>{drawings && !(name in drawings) ? name : say(`sign.${name}`)}</span>
    </span>
  );
}

const loadDrawings = async () => (await import('./sign.drawings')).drawings;
