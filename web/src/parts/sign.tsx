import { useEffect, useState } from 'preact/hooks';
import type { SignName } from '../api/types';
import { say } from '../words';

type Drawings = (typeof import('./sign.drawings'))['drawings'];

/** Fetched by those who see a symbol, once. */
let known: Drawings | null = null;

/** A symbol with its name below. While servers are updated one after the other, an older one may tell a name not known here. */
export function Sign({ name }: { name: SignName }) {
  const [drawings, setDrawings] = useState(known);
  useEffect(() => {
    if (!drawings) void import('./sign.drawings').then((module) => setDrawings((known = module.drawings)));
  }, []);
  return (
    <span class="sign">
      <svg viewBox="0 0 24 24" width="44" height="44" aria-hidden="true" focusable="false">
        {drawings && <path d={drawings[name]} />}
      </svg>
      <span>{drawings && !(name in drawings) ? name : say(`sign.${name}`)}</span>
    </span>
  );
}
