import { Ring } from '../parts/ring';
import { say, sayWait } from '../words';

/** Seconds that the link has left, and that it lives in total. */
export type Life = Readonly<{ left: number; total: number }>;

export function LinkRing({ life: { left, total } }: { life: Life }) {
  return <Ring left={left} total={total} label={say('code.left', { seconds: sayWait(left) })} />;
}
