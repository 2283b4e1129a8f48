import { createHash } from 'node:crypto';
import type { Derivation } from './secrets';

/** One of these is shown by the device that waits, among three by the one that lets it in. Told apart at a glance. */
const SIGNS = [
  ...['🍎', '🍋', '🍇', '🍓', '🍒', '🥕', '🌽', '🍄', '🌵', '🌻', '🌲', '🍀', '🐶', '🐱', '🐸', '🐢', '🐙', '🐝', '🦋'],
  ...['🐘', '🦒', '🐧', '🦉', '🐬', '🚲', '🚗', '🚀', '⛵', '🚂', '✈️', '🏠', '⛺', '🌋', '⛄', '🔥', '🌈', '⭐', '🌙'],
  ...['☂️', '⚓', '🔔', '🔑', '🎈', '🎸', '🥁', '⚽', '🎲', '🧩'],
] as const;

const CHOICES = 3;

/** `right` is the one that the waiting device shows; the three `choices`, with it among them, come in no order that tells. */
export type Signs = Readonly<{ right: string; choices: readonly string[] }>;

/**
 * Of what only the server knows. It is no credential: who chooses holds the link, so no key is needed, and instances
 * under rotation of a key agree.
 */
export function signsOf({ id, nonce, generation }: Derivation): Signs {
  const digest = createHash('sha256').update(`signs\n${id}\n${nonce}\n${generation}`).digest();
  const left: string[] = [...SIGNS];
  const choices = Array.from({ length: CHOICES }, (_, index) => {
    const [sign] = left.splice(digest.readUInt32BE(index * 4) % left.length, 1);
    return sign!;
  });
  return { right: choices[digest[CHOICES * 4]! % CHOICES]!, choices };
}
