import type { Shelf } from '../shelf';

const KEY = 'telega2go.key';

/** Random; `randomUUID` is missing on plain http in a local network. */
export function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The key of this device for a sign-in: with it, another tab or a reloaded page gets the same answer. */
export function keyOf(id: string, shelf: Shelf): string {
  const [of, kept] = (shelf.getItem(KEY) ?? '').split(' ');
  if (of === id && kept) return kept;
  const key = freshKey();
  shelf.setItem(KEY, `${id} ${key}`);
  return key;
}
