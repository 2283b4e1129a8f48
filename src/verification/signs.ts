import { createHash } from 'node:crypto';
import type { Derivation } from './secrets';

/** Names of symbols, which the web app draws and translates. They are easy to tell apart by sight and by ear. */
export const SIGNS = [
  ...['anchor', 'balloon', 'bell', 'bicycle', 'boat', 'book', 'cactus', 'camera', 'cat', 'cloud', 'crown', 'cup'],
  ...['fish', 'flower', 'glasses', 'heart', 'house', 'key', 'leaf', 'lightning', 'moon', 'star', 'tree', 'umbrella'],
] as const;

export type Sign = (typeof SIGNS)[number];

/** How many symbols to choose from, the waiting device's among them: a guess is right once in so many times. */
export const CHOICES = 6;

/** `right` is the one that the waiting device shows; the order of `choices`, which include it, gives nothing away. */
export type Signs = Readonly<{ right: Sign; choices: readonly Sign[] }>;

/**
 * Derived from what only the server knows. A symbol is no credential, as the person who chooses holds the link: so no
 * key is needed, and instances agree while a key is being rotated.
 */
export function signsOf({ id, nonce, generation }: Derivation): Signs {
  const digest = createHash('sha256').update(`signs\n${id}\n${nonce}\n${generation}`).digest();
  const left: Sign[] = [...SIGNS];
  const choices = Array.from({ length: CHOICES }, (_, index) => {
    return left.splice(digest.readUInt32BE(index * 4) % left.length, 1);
  }).flat();
  const [right] = choices.slice(digest.readUInt32BE(CHOICES * 4) % CHOICES);
  if (right === undefined) throw new Error('there are fewer signs than choices');
  return { right, choices };
}
