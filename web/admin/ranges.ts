/** The selectable ranges. Steps begin at multiples of their length, so that what happened stays in its step. */
export const ranges = {
  '15m': { name: '15 min', seconds: 900, stepSeconds: 30 },
  '1h': { name: '1 hour', seconds: 3_600, stepSeconds: 60 },
  '24h': { name: '24 hours', seconds: 86_400, stepSeconds: 900 },
  '7d': { name: '7 days', seconds: 604_800, stepSeconds: 7_200 },
} as const;

export type Range = keyof typeof ranges;

export const rangeOf = (text: string | null, usual: Range): Range =>
  text !== null && Object.hasOwn(ranges, text) ? (text as Range) : usual;

/** The latest period of that range, in whole steps; the current step is not over yet. */
export function periodOf(range: Range, now: number): { from: string; to: string; step_seconds: number } {
  const { seconds, stepSeconds } = ranges[range];
  const end = Math.ceil(now / 1000 / stepSeconds) * stepSeconds;
  const timeOf = (second: number) => new Date(second * 1000).toISOString();
  return { from: timeOf(end - seconds), to: timeOf(end), step_seconds: stepSeconds };
}
