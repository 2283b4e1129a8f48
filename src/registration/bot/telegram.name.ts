import { personName } from '../../fields/fields';
import { lineOf, MAX_LINE, UNPRINTABLE } from '../../fields/patterns';

const ALL_UNPRINTABLE = new RegExp(UNPRINTABLE, 'gu');

/** Turns a name from Telegram, which allows almost anything, into a valid account name; undefined if none is left. */
export function nameFrom(first: string, last = ''): string | undefined {
  const line = lineOf(`${first} ${last}`).replace(/\s+/g, ' ').replace(ALL_UNPRINTABLE, '');
  return personName.safeParse([...line].slice(0, MAX_LINE).join('')).data;
}
