import { personName } from '../../fields/fields';
import { lineOf, MAX_LINE, UNPRINTABLE } from '../../fields/patterns';

const ALL_UNPRINTABLE = new RegExp(UNPRINTABLE, 'gu');

/** Of a name as Telegram has it, which lets almost everything through, what an account may be called; or nothing. */
export function nameFrom(first: string, last = ''): string | undefined {
  const line = lineOf(`${first} ${last}`).replace(/\s+/g, ' ').replace(ALL_UNPRINTABLE, '');
  return personName.safeParse([...line].slice(0, MAX_LINE).join('')).data;
}
