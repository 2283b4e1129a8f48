import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { verificationId } from '../http/fields';
import { failures, statusAt, type Verification } from '../otp/verification';
import { eventNames, type TimelineEvent } from './timeline';

const anyId = verificationId.meta({ description: 'Its id, or the link id by which the audit names it.' });

export class TimelineParam extends createZodDto(z.strictObject({ id: anyId })) {}

const event = z.object({
  at: z.iso.datetime(),
  event: z.enum(eventNames),
  delivery_id: z.string().optional(),
  message_id: z.int().optional(),
  door: z.enum(['otp', 'link', 'approval']).optional(),
  reason: z.enum(failures).describe('Why it failed, in a stable word.').optional(),
  error: z.string().describe('What Telegram or the network said.').optional(),
  attempts: z.int().describe('Calls that it took.').optional(),
});

export class TimelineDto extends createZodDto(
  z.object({
    verification_id: z.string(),
    link_id: z.string().describe('By which the audit names it.'),
    status: z.string(),
    events: z.array(event).describe('In the order in which they happened.'),
  }),
) {}

export const toTimeline = (of: Verification, events: readonly TimelineEvent[], now: Date): TimelineDto => ({
  verification_id: of.id,
  link_id: of.linkId,
  status: statusAt(of, now),
  events: events.map(({ at, deliveryId, messageId, ...rest }) => ({
    at: at.toISOString(),
    ...rest,
    delivery_id: deliveryId,
    message_id: messageId,
  })),
});
