import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { failures, statusAt, type Verification } from '../../verification/verification';
import { linkId, namedApp, verificationName, type NamedApp } from '../admin.fields';
import { eventNames, type TimelineEvent } from './timeline';

export class TimelineParam extends createZodDto(z.strictObject({ id: verificationName })) {}

const event = z.object({
  at: z.iso.datetime(),
  event: z.enum(eventNames),
  delivery_id: z.string().optional(),
  message_id: z.int().optional(),
  door: z.enum(['otp', 'link', 'approval']).optional(),
  reason: z.enum(failures).describe('Why it failed, in a stable word.').optional(),
  error: z.string().describe('What Telegram or the network said.').optional(),
  attempts: z
    .int()
    .describe('Calls of the Bot API that it took, retries included: `TELEGRAM_MAX_RETRIES` bounds those of one try.')
    .optional(),
});

export class TimelineDto extends createZodDto(
  z.object({
    verification_id: linkId,
    link_id: linkId.describe('The same.'),
    app: namedApp,
    status: z.string(),
    events: z.array(event).describe('In the order in which they happened.'),
  }),
) {}

export const toTimeline = (
  of: Verification,
  { app, events, now }: Readonly<{ app: NamedApp; events: readonly TimelineEvent[]; now: Date }>,
): TimelineDto => ({
  verification_id: of.linkId,
  link_id: of.linkId,
  app,
  status: statusAt(of, now),
  events: events.map(({ at, deliveryId, messageId, ...rest }) => ({
    at: at.toISOString(),
    ...rest,
    delivery_id: deliveryId,
    message_id: messageId,
  })),
});
