import { z } from 'zod';

/**
 * Zod measures any value with a `length`, even one that it has found to be no text. JSON can put something there that
 * cannot be compared with a number: the comparison throws.
 */
export const ofTextAlone = { abort: true, when: ({ value }: { value: unknown }) => typeof value === 'string' };

/** A text of `least` to `most` characters. */
export const textOf = (least: number, most: number) => z.string().min(least, ofTextAlone).max(most, ofTextAlone);
