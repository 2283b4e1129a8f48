import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { clock } from '../clock';
import type { Percentiles } from './percentiles';
import type { Summary } from './tally';

const MOST_DAYS = 31;
const DAY_MS = 86_400_000;

const time = z.iso.datetime();
const moment = (description: string, example: string) =>
  z.iso
    .datetime({ offset: true, error: 'must be a time such as 2030-05-17T12:00:00Z' })
    .transform((text) => new Date(text))
    .meta({ description, example });

/** In milliseconds. What is no time is told so by itself, and asked here all the same. */
const lengthOf = ({ from, to = clock.now() }: { from?: Date; to?: Date }): number =>
  from instanceof Date && to instanceof Date ? to.getTime() - from.getTime() : DAY_MS;

export class StatsQuery extends createZodDto(
  z
    .strictObject({
      from: moment('From this time on; a day before `to` if it is left out.', '2030-05-16T12:00:00Z').optional(),
      to: moment('Before this time; now if it is left out.', '2030-05-17T12:00:00Z').optional(),
    })
    .refine((period) => lengthOf(period) > 0, { message: 'must be before `to`', path: ['from'] })
    .refine((period) => lengthOf(period) <= MOST_DAYS * DAY_MS, {
      message: `must be within ${MOST_DAYS} days of \`to\``,
      path: ['from'],
    }),
) {}

const percentiles = z.object({
  count: z.int(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});

const counts = z.record(z.string(), z.int());

export class StatsDto extends createZodDto(
  z.object({
    from: time,
    to: time,
    verifications: z.object({
      total: z.int(),
      by_purpose: counts.describe('`register`, `login`, `service`.'),
      by_outcome: counts.describe('A final status, or `pending`.'),
    }),
    success_rate: z.number().describe('Verified, of all that are over: 0 to 1. Null where none is.').nullable(),
    doors: counts.describe('Ways in: `otp`, `link`, `approval`.'),
    failures: counts.describe('By reason.'),
    timeouts: z.int().describe('Failed because Telegram did not answer in time.'),
    delivery_seconds: percentiles.describe("From the request for a message to Telegram's acknowledgement."),
    sign_in_seconds: percentiles.describe('From the first request to being in.'),
    this_instance: z
      .object({
        since: time.describe('Its start.'),
        qr_seconds: percentiles.describe('Drawing one QR picture.'),
        response_seconds: percentiles.describe('Answers to HTTP requests, but for live status.'),
        telegram_seconds: percentiles.describe('Bot API calls, but for polls.'),
      })
      .describe('What the instance that answers has measured since its start; estimates from histograms.'),
  }),
) {}

/** What the instance that answers has measured. */
export type Measured = Readonly<{ since: Date; qr: Percentiles; responses: Percentiles; telegram: Percentiles }>;

export const toStats = (
  summary: Summary,
  measured: Measured,
  { from, to }: Readonly<{ from: Date; to: Date }>,
): StatsDto => ({
  from: from.toISOString(),
  to: to.toISOString(),
  verifications: { total: summary.total, by_purpose: summary.purposes, by_outcome: summary.outcomes },
  success_rate: summary.successRate,
  doors: summary.doors,
  failures: summary.failures,
  timeouts: summary.failures.telegram_timeout ?? 0,
  delivery_seconds: summary.delivery,
  sign_in_seconds: summary.signIn,
  this_instance: {
    since: measured.since.toISOString(),
    qr_seconds: measured.qr,
    response_seconds: measured.responses,
    telegram_seconds: measured.telegram,
  },
});
