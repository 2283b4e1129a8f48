import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Language } from '../../src/config/languages';

/** What may not be said in each language: the last column of docs/glossary.md, word by word. */
function neverSaid(language: Language): string[] {
  const lines = readFileSync(join(__dirname, '../../docs/glossary.md'), 'utf8').split('\n');
  const rows = lines.filter((line) => line.startsWith('|')).slice(2);
  const cells = rows.flatMap((row) => row.split('|').at(-2)!.split('·'));
  const ours = cells.filter((cell) => cell.trim().startsWith(`${language}:`));
  return ours.flatMap((cell) => cell.trim().slice(3).split(',')).map((word) => word.trim());
}

/** In English, what is said with an apostrophe. */
const STIFF = [
  /\b(do|does|did|is|are|was|were|has|have|could|would|should|will) not\b|\bcannot\b/i,
  /(?:^|[.:;] )(?:(?:You|We|They) (?:are|will)|(?:It|That|There) is)\b/,
];

/** "It waits for this one": which one? */
const NOUNLESS = /\b(this|that) one\b/i;

/** Texts that say what none may, each with what that is. */
export function slipsIn(language: Language, texts: readonly string[]): string[] {
  const banned = neverSaid(language).map((word) => new RegExp(`(?<![\\p{L}/-])${word}(?![\\p{L}-])`, 'iu'));
  const all = [...banned, /\bQR(?![- ](code|код))/i, ...(language === 'en' ? [...STIFF, NOUNLESS] : [])];
  // A gap has a name, which nobody reads.
  const read = (text: string) => text.replace(/\{\w+\}/g, '{}');
  return texts.flatMap((text) => all.filter((slip) => slip.test(read(text))).map((slip) => `${text} (${slip.source})`));
}
