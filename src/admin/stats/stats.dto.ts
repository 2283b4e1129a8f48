import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { Messages } from './message.tally';
import type { Percentiles } from './percentiles';
import { ofPeriod, periodFields, type Period } from '../period.fields';
import { countedSince, messageCounts, percentiles } from './stats.fields';
import type { Summary } from './tally';

const time = z.iso.datetime();

export class StatsQuery extends createZodDto(ofPeriod(z.strictObject(periodFields('a day')))) {}

const counts = z.record(z.string(), z.int());

export class StatsDto extends createZodDto(
  z.object({
    from: time,
    to: time,
    counted_since: countedSince,
    verifications: z.object({
      total: z.int(),
      by_purpose: counts.describe('`register`, `login`, `service`.'),
      by_outcome: counts.describe('A final status, or `pending`.'),
    }),
    messages: z.object(messageCounts),
    reached_rate: z
      .number()
      .describe('Messages delivered, of all that were delivered or given up: 0 to 1. Null where none is.')
      .nullable()
      .meta({ example: 0.98 }),
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

/** What the store knows about a period. */
export type Counted = Period & Readonly<{ since: Date; summary: Summary; messages: Messages }>;

/** What the answering instance has measured. */
export type Measured = Readonly<{ since: Date; qr: Percentiles; responses: Percentiles; telegram: Percentiles }>;

export const toStats = ({ from, to, since, summary, messages }: Counted, measured: Measured): StatsDto => ({
  from: from.toISOString(),
  to: to.toISOString(),
  counted_since: since.toISOString(),
  verifications: { total: summary.total, by_purpose: summary.purposes, by_outcome: summary.outcomes },
  messages: countsOf(messages),
  reached_rate: shareOf(messages.delivered, messages.delivered + messages.failed),
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

const countsOf = ({ delivered, failed, overstayed }: Messages) => ({ delivered, failed, overstayed });

/** Rounded like `success_rate`. */
const shareOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
