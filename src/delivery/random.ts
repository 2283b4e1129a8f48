import { randomInt } from 'node:crypto';

const STEPS = 2 ** 32;

/** A number in [0, 1), for jitter. */
export const randomFraction = (): number => randomInt(STEPS) / STEPS;
