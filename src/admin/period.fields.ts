import { z } from 'zod';
import { clock } from '../clock';

export type Period = Readonly<{ from: Date; to: Date }>;
type Asked = Readonly<{ from?: Date; to?: Date }>;

const MOST_DAYS = 31;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export const moment = (description: string, example = '2030-05-17T12:00:00Z') =>
  z.iso
    .datetime({ offset: true, error: 'must be a time such as 2030-05-17T12:00:00Z' })
    .transform((text) => new Date(text))
    .meta({ description, example });

/** @param usual the length, in words, of a period whose `from` is left out */
export const periodFields = (usual: string) => ({
  from: moment(`From this time on; ${usual} before \`to\` if it is left out.`, '2030-05-17T11:00:00Z').optional(),
  to: moment('Before this time; now if it is left out.', '2030-05-17T12:00:00Z').optional(),
});

/** @param usualMs its length if `from` is left out */
export function periodOf({ from, to = clock.now() }: Asked, usualMs: number): Period {
  return { from: from ?? new Date(to.getTime() - usualMs), to };
}

/** In milliseconds. Refinements run even if a field is not a time, which it reports itself: the default applies. */
export function lengthOf({ from, to }: Asked, usualMs: number): number {
  const areTimes = [from, to].every((time) => time === undefined || time instanceof Date);
  const period = periodOf(areTimes ? { from, to } : {}, usualMs);
  return period.to.getTime() - period.from.getTime();
}

/** A query for a period: `from` is before `to`, by at most `MOST_DAYS`. */
export const ofPeriod = <Query extends z.ZodType<Asked>>(query: Query): Query =>
  query
    .refine((asked) => lengthOf(asked, DAY_MS) > 0, { message: 'must be before `to`', path: ['from'] })
    .refine((asked) => lengthOf(asked, DAY_MS) <= MOST_DAYS * DAY_MS, {
      message: `must be within ${MOST_DAYS} days of \`to\``,
      path: ['from'],
    });
