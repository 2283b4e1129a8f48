export const median = (values) => percentile(values, 50);

/** The value that `percent` of the values do not exceed. */
export function percentile(values, percent) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

/**
 * Measures each of `names` once a round, one after the other, so that whatever the machine does meanwhile meets all of
 * them. Every other round goes the other way round: what one leaves behind does not always meet the same neighbour.
 * @param {(name: string) => Promise<number>} measure
 * @returns {Promise<Record<string, number[]>>} the figures of each, round by round
 */
export async function measureInTurns(names, rounds, measure) {
  const figures = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const name of round % 2 === 0 ? names : names.toReversed()) figures[name].push(await measure(name));
  return figures;
}

/** What a picture shows of the figures of each: the median, and how far they are apart. */
export const barsOf = (figures) =>
  Object.entries(figures).map(([name, values]) => ({
    name,
    median: Number(median(values).toPrecision(4)),
    min: Number(Math.min(...values).toPrecision(4)),
    max: Number(Math.max(...values).toPrecision(4)),
  }));

/** As `6,700 (6,500 to 7,000)`. */
export function inWords({ median: middle, min, max }) {
  const [one, least, most] = [middle, min, max].map((value) => value.toLocaleString('en', ROUNDED));
  return `${one} (${least} to ${most})`;
}

const ROUNDED = { maximumFractionDigits: 1 };
