import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { findingCodes, type Facts, type Finding } from './now.findings';

const nullableInt = z.int().nullable();

const finding = z.object({
  code: z.enum(findingCodes).meta({ example: 'telegram_circuit_open' }),
  severity: z
    .enum(['wrong', 'careful'])
    .describe('`wrong`: people are kept out, or a promise is broken. `careful`: it may come to that.')
    .meta({ example: 'wrong' }),
  bot: z.int().describe('The bot that it is about. Null where it is about all.').nullable(),
  title: z.string().meta({ example: 'Nothing goes out: the breaker of @telega2go_bot is open, next try in 49 s' }),
  meaning: z.string().describe('What people notice.').meta({ example: 'New messages wait; deletions wait.' }),
  action: z.string().describe('What to do.').meta({ example: 'Check the network to the Bot API.' }),
});

export class NowDto extends createZodDto(
  z.object({
    at: z.iso.datetime(),
    status: z.enum(['well', 'careful', 'wrong']).describe('That of the worst finding.').meta({ example: 'well' }),
    summary: z
      .string()
      .describe('It all in one line.')
      .meta({ example: 'All is well: 31 signed in during the last five minutes' }),
    findings: z.array(finding).describe('The worst first. Empty where all is well.'),
    lately: z
      .object({
        signed_in: nullableInt.meta({ example: 31 }),
        delivered: nullableInt,
        failed: nullableInt.describe('Messages given up for reasons that are not the person’s.'),
        p95_seconds: z
          .number()
          .describe('From the request for a message to its acknowledgement.')
          .nullable()
          .meta({ example: 0.4 }),
        requests: z.int().meta({ example: 180 }),
        faults: z.int().describe('Requests answered with 5xx.').meta({ example: 0 }),
        wrong_codes: z.int().meta({ example: 2 }),
      })
      .describe('Of the last five minutes. Null is what the store cannot tell now.'),
    waiting: z.object({
      messages: nullableInt.describe('Messages that wait to be sent.').meta({ example: 0 }),
      oldest_seconds: nullableInt.describe('How long the oldest of them has waited.').meta({ example: 0 }),
      deletions: nullableInt.describe('Messages in Telegram that are to be deleted in time.').meta({ example: 3 }),
      late_deletions: nullableInt.describe('Those whose time was over a minute ago and more.').meta({ example: 0 }),
      webhooks: nullableInt
        .describe('Webhooks that other services have not taken yet; 100 means that or more.')
        .meta({ example: 0 }),
    }),
  }),
) {}

export function toNow(facts: Facts, findings: readonly Finding[], at: Date): NowDto {
  const { lately, waiting, webhooks, bots } = facts;
  const isKnown = waiting !== undefined;
  const orNull = <T>(value: T): T | null => (isKnown ? value : null);
  return {
    at: at.toISOString(),
    status: findings[0]?.severity ?? 'well',
    summary: summaryOf(facts, findings),
    findings: findings.map(({ bot = null, ...rest }) => ({ bot, ...rest })),
    lately: {
      signed_in: orNull(lately.signedIn),
      delivered: orNull(lately.delivered),
      failed: orNull(lately.failed),
      p95_seconds: lately.p95Seconds,
      ...{ requests: lately.requests, faults: lately.faults, wrong_codes: lately.wrongCodes },
    },
    waiting: {
      messages: waiting?.deliveries ?? null,
      oldest_seconds: orNull(Math.round(Math.max(0, ...bots.map(({ oldestWaitSeconds }) => oldestWaitSeconds)))),
      deletions: waiting?.deletions ?? null,
      late_deletions: waiting?.overdue ?? null,
      webhooks: webhooks?.pending ?? null,
    },
  };
}

function summaryOf({ lately, waiting }: Facts, [worst, ...others]: readonly Finding[]): string {
  if (!worst) {
    const { signedIn } = lately;
    return `All is well: ${signedIn === 0 ? 'nobody' : signedIn} signed in during the last five minutes`;
  }
  const more = others.length === 0 ? '' : ` · ${others.length} more`;
  const waits = waiting && waiting.deliveries > 0 ? ` · ${waiting.deliveries} wait` : '';
  return worst.title + waits + more;
}
