import type { SignName } from '../api/types';
import { say } from '../words';
import { drawings } from './sign.drawings';

/** A symbol with its name below. While servers are updated one after the other, an older one may tell a name not known here. */
export function Sign({ name }: { name: SignName }) {
  return (
    <span class="sign">
      <svg viewBox="0 0 24 24" width="44" height="44" aria-hidden="true" focusable="false">
        <path d={drawings[name]} />
      </svg>
      <span>{name in drawings ? say(`sign.${name}`) : name}</span>
    </span>
  );
}
