import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 40_000;
const LOOK_EVERY_MS = 50;

/** Waits for a condition, and says what for if it never comes; answers what it came with. */
export async function until<T>(
  look: () => T | Promise<T>,
  what: string,
  patienceMs = PATIENCE_MS,
): Promise<NonNullable<T>> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found) return found as NonNullable<T>;
    if (Date.now() > end) throw new Error(`waited ${patienceMs / 1000} s for ${what}`);
    await pause(LOOK_EVERY_MS);
  }
}
