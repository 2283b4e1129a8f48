import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { deliveryKinds, MAY_BE_THERE, type Delivery, type Step } from '../../delivery/delivery';
import { telegramChatId } from '../../fields/fields';
import { failures, NO_CHAT } from '../../verification/verification';
import { botInQuery, chatIdInQuery, cursor, deliveryId, limit, linkId, sort, verificationName } from '../admin.fields';
import { moment, ofPeriod, periodFields } from '../period.fields';

const time = z.iso.datetime();
export const deliveryStates = ['queued', 'sending', 'sent', 'deleted', 'failed'] as const;

export class DeliveriesQuery extends createZodDto(
  ofPeriod(
    z.strictObject({
      status: z
        .enum(deliveryStates, `must be one of ${deliveryStates.join(', ')}`)
        .optional()
        .meta({ description: 'Where the message is.' }),
      chat_id: chatIdInQuery.optional(),
      verification_id: verificationName.optional(),
      bot: botInQuery.optional(),
      error: z
        .string()
        .min(1, 'must not be empty')
        .max(1_000, 'must have at most 1000 characters')
        .optional()
        .meta({ description: 'The last thing that was said against it, word for word.', example: 'superseded' }),
      kind: z
        .enum(deliveryKinds, `must be one of ${deliveryKinds.join(', ')}`)
        .optional()
        .meta({ description: 'What the row is about.' }),
      from: moment(
        'Asked for from this time on; by `bot` or `kind` alone, a day before `to` if it is left out.',
      ).optional(),
      to: periodFields('a day').to,
      sort,
      limit,
      cursor: cursor.optional(),
    }),
  ),
) {}

export class DeliveryIdParam extends createZodDto(z.strictObject({ id: deliveryId })) {}

/** Telegram never issues this id and every sandbox accepts it: sending the example by accident reaches no person. */
const NOBODYS = 4_503_599_627_370_495;

export class TestDeliveryRequest extends createZodDto(
  z.strictObject({ chat_id: telegramChatId.meta({ example: NOBODYS }) }),
) {}

const receipt = {
  success: z.boolean().describe('Telegram acknowledged the message.'),
  message_id: z.int().nullable(),
  sent_at: time.nullable(),
  delete_at: time.describe('When the message is due to leave the chat.').nullable(),
  chat_id: z.int(),
};

const delivery = {
  ...receipt,
  id: z.string(),
  kind: z
    .enum(deliveryKinds)
    .describe(
      '`message`: what we send. `removal`: something else in the chat that is only taken away. `test`: an operator’s.',
    )
    .meta({ example: 'message' }),
  verification_id: linkId.nullable().describe('Its link id. Null for a test, and where it is forgotten.'),
  bot: z.int(),
  status: z.enum(deliveryStates),
  attempts: z.int().describe('Calls that tried to send it.'),
  removal_attempts: z.int(),
  error: z.string().describe('The last thing that Telegram or the network said against it.').nullable(),
  requested_at: time,
  deadline_at: time.describe("Telegram's acknowledgement counts until then."),
  deleted_at: time.nullable(),
};

const step = z.object({
  at: time,
  kind: z.enum(['sent', 'placed', 'send_again', 'deleted', 'delete_again', 'failed']),
  error: z.string().nullable(),
  attempts: z.int().describe('Calls that this step took.'),
});

const deliveryWithSteps = { ...delivery, steps: z.array(step).describe('Oldest first; the last forty are kept.') };

export class DeliveriesDto extends createZodDto(
  z.object({
    deliveries: z.array(z.object(delivery)).describe('The newest first.'),
    next_cursor: z.string().describe('Asks for the next page. Null on the last one.').nullable(),
  }),
) {}

export class DeliveryDto extends createZodDto(z.object(deliveryWithSteps)) {}

export class TestDeliveryDto extends createZodDto(
  z.object({
    ...receipt,
    id: z.string().describe('Of the delivery, which tells more.'),
    outcome: z
      .enum(['sent', 'not_sent', 'unknown'])
      .describe(
        'Whether the message got into the chat. `unknown`: Telegram was asked, and did not say; where it says so later, the message is deleted.',
      ),
    error: z.enum(failures).describe('Null where it succeeded.').nullable(),
  }),
) {}

const toTime = (date: Date | undefined): string | null => date?.toISOString() ?? null;

export const toReceipt = ({ messageId, sentAt, deleteAt, chatId }: Delivery) => ({
  success: sentAt !== undefined,
  message_id: messageId ?? null,
  sent_at: toTime(sentAt),
  delete_at: toTime(deleteAt),
  chat_id: chatId ?? NO_CHAT,
});

/** The outcome as far as the row shows it: a test that is not over yet may still be sent. */
export function outcomeOf({ sentAt, state, error }: Delivery): TestDeliveryDto['outcome'] {
  if (sentAt) return 'sent';
  return state === 'failed' && !error?.startsWith(MAY_BE_THERE) ? 'not_sent' : 'unknown';
}

/** @param linkId that of its verification, if there is one */
export const toListed = (row: Delivery, linkId: string | undefined): DeliveriesDto['deliveries'][number] => ({
  ...toReceipt(row),
  id: row.id,
  kind: row.kind,
  verification_id: linkId ?? null,
  bot: row.botId,
  status: row.state,
  attempts: row.attempts,
  removal_attempts: row.removalAttempts,
  error: row.error ?? null,
  requested_at: row.requestedAt.toISOString(),
  deadline_at: row.deadlineAt.toISOString(),
  deleted_at: toTime(row.deletedAt),
});

export const toDeliveryDto = (row: Delivery, linkId: string | undefined): DeliveryDto => ({
  ...toListed(row, linkId),
  steps: row.steps.map(toStep),
});

const toStep = ({ at, kind, error, attempts }: Step): DeliveryDto['steps'][number] => ({
  at: at.toISOString(),
  kind,
  error: error ?? null,
  attempts,
});
