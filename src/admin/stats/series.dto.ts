import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { wholeNumber } from '../admin.fields';
import type { Counts } from './census';
import { HOUR_MS, lengthOf, ofPeriod, periodFields, type Period } from '../period.fields';
import { countedSince, messageCounts, percentiles } from './stats.fields';

const MOST_POINTS = 500;
const DAY_SECONDS = 86_400;

const stepSeconds = wholeNumber(DAY_SECONDS, 60).describe(
  `How long a step is: with at most ${MOST_POINTS} in the period.`,
);

/** An invalid step is reported by its own field, but the refinement runs all the same. */
const isStep = (seconds: unknown): boolean => typeof seconds === 'number' && seconds > 0;

export class SeriesQuery extends createZodDto(
  ofPeriod(z.strictObject({ ...periodFields('an hour'), step_seconds: stepSeconds })).refine(
    (asked) => !isStep(asked.step_seconds) || lengthOf(asked, HOUR_MS) <= MOST_POINTS * asked.step_seconds * 1000,
    { message: `must be long enough that the period has at most ${MOST_POINTS} steps`, path: ['step_seconds'] },
  ),
) {}

const point = z.object({
  at: z.iso.datetime().describe('When the step began.'),
  ...messageCounts,
  verified: z.int().describe('Sign-ins that came to their end.'),
  delivery_seconds: percentiles.describe("From the request for a message to Telegram's acknowledgement."),
  sign_in_seconds: percentiles.describe('From the first request to being in.'),
});

export class SeriesDto extends createZodDto(
  z.object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    counted_since: countedSince,
    step_seconds: z.int(),
    points: z.array(point).describe('Of what was asked for in each step, whenever it came to its end. Oldest first.'),
  }),
) {}

export const toSeries = (
  { since, steps }: Counts,
  { from, to, stepSeconds: step }: Period & Readonly<{ stepSeconds: number }>,
): SeriesDto => ({
  from: from.toISOString(),
  to: to.toISOString(),
  counted_since: since.toISOString(),
  step_seconds: step,
  points: steps.map(toPoint),
});

function toPoint({ at, messages, signIns }: Counts['steps'][number]): SeriesDto['points'][number] {
  const { delivery, ...counts } = messages.summary;
  const { outcomes, signIn } = signIns.summary;
  return {
    at: at.toISOString(),
    ...counts,
    verified: outcomes.verified ?? 0,
    delivery_seconds: delivery,
    sign_in_seconds: signIn,
  };
}
