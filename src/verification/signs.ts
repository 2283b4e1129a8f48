import { createHash } from 'node:crypto';
import type { Derivation } from './secrets';

/** Symbols by their names, which the web app draws and translates. Told apart at a glance, and by ear. */
export const SIGNS = [
  ...['anchor', 'balloon', 'bell', 'bicycle', 'boat', 'book', 'cactus', 'camera', 'cat', 'cloud', 'crown', 'cup'],
  ...['fish', 'flower', 'glasses', 'heart', 'house', 'key', 'leaf', 'lightning', 'moon', 'star', 'tree', 'umbrella'],
] as const;

export type Sign = (typeof SIGNS)[number];

/** As many as the waiting device's one hides among: a guess is right once in so many times. */
export const CHOICES = 6;

/** `right` is the one that the waiting device shows; the `choices`, with it among them, come in no order that tells. */
export type Signs = Readonly<{ right: Sign; choices: readonly Sign[] }>;

/**
 * Of what only the server knows. It is no credential: who chooses holds the link, so no key is needed, and instances
 * under rotation of a key agree.
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
