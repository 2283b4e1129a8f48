import { z } from 'zod';

/**
 * Zod measures whatever has a `length`, also what it has found to be no text; JSON can put something there that cannot be
 * compared with a number, and the comparison throws.
 */
export const ofTextAlone = { abort: true, when: ({ value }: { value: unknown }) => typeof value === 'string' };

/** A text of so many characters. */
export const textOf = (least: number, most: number) => z.string().min(least, ofTextAlone).max(most, ofTextAlone);
