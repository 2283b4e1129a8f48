import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { clock } from '../../clock';
import { textOf } from '../../fields/measured.text';
import { webhookErrors, webhookStates, webhookTypes, type Webhook } from '../../webhooks/webhook';
import { cursor, limit } from '../admin.fields';

const time = z.iso.datetime();
const overStates = ['failed', 'sent'] as const;

const oneOf = <T extends string>(values: readonly T[]) => z.enum(values, `must be one of ${values.join(', ')}`);

const moment = (description: string, example = '2026-01-02T12:00:00Z') =>
  z.iso
    .datetime({ offset: true, error: 'must be a time such as 2030-05-17T12:00:00Z' })
    .transform((text) => new Date(text))
    .meta({ description, example });

export class WebhooksQuery extends createZodDto(
  z.strictObject({
    state: oneOf(webhookStates).optional().meta({ description: 'How far it is.' }),
    type: oneOf(webhookTypes).optional().meta({ description: 'What happened.' }),
    limit,
    cursor: cursor.optional(),
  }),
) {}

export class WebhookIdParam extends createZodDto(
  z.strictObject({ id: textOf(1, 64).meta({ description: 'As the list of webhooks has it.' }) }),
) {}

export class ReplayRequest extends createZodDto(
  z
    .strictObject({
      from: moment('What happened from this time on.', '2026-01-01T12:00:00Z'),
      to: moment('What happened before this time; without it until now.').optional(),
      state: oneOf(overStates)
        .default('failed')
        .meta({ description: '`failed`: what was given up. `sent`: what was taken, once more.' }),
    })
    .refine(({ from, to = clock.now() }) => !(from instanceof Date && to instanceof Date) || from < to, {
      message: 'must be before `to`',
      path: ['from'],
    }),
) {}

const webhook = z.object({
  id: z.string().describe('The `webhook-id` of each attempt.'),
  type: z.enum(webhookTypes),
  app_id: z.string().describe('The app whose own endpoint is told. Null where `WEBHOOK_URL` is.').nullable(),
  state: z.enum(webhookStates).describe('`pending`: it is tried until it is taken, or given up (`failed`).'),
  attempts: z.int().describe('Since it happened, or since it was replayed.'),
  http_status: z.int().describe('What the endpoint answered last. Null where it did not.').nullable(),
  error: z.enum(webhookErrors).describe('What went wrong last. Null where nothing did.').nullable(),
  occurred_at: time,
  next_attempt_at: time.describe('Null once it is over.').nullable(),
  ended_at: time.nullable(),
  data: z.record(z.string(), z.string().nullable()).describe('As it is told.'),
});

export class WebhookDto extends createZodDto(webhook) {}

export class WebhooksDto extends createZodDto(
  z.object({
    webhooks: z.array(webhook).describe('The newest first.'),
    next_cursor: z.string().describe('Asks for the next page. Null on the last one.').nullable(),
  }),
) {}

export class ReplayedDto extends createZodDto(
  z.object({ replayed: z.int().describe('How many are due again, at once.') }),
) {}

export const toWebhookDto = (row: Webhook): WebhookDto => ({
  id: row.id,
  type: row.type,
  app_id: row.appId ?? null,
  state: row.state,
  attempts: row.attempts,
  http_status: row.status ?? null,
  error: row.error ?? null,
  occurred_at: row.occurredAt.toISOString(),
  next_attempt_at: toTime(row.dueAt),
  ended_at: toTime(row.endedAt),
  data: { ...row.payload },
});

const toTime = (date: Date | undefined): string | null => date?.toISOString() ?? null;
