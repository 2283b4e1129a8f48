/** A factor, read once. */
const factor = Number(process.env.TEST_ROUNDS ?? 1);

if (!(factor > 0)) throw new Error('TEST_ROUNDS is a factor greater than 0');

/**
 * How often something random is tried. The bases are small, so that whoever runs the tests has an answer soon; the large
 * run is made each night by `.github/workflows/nightly.yml`, with `TEST_ROUNDS=50`.
 */
export const rounds = (base: number): number => Math.ceil(base * factor);
