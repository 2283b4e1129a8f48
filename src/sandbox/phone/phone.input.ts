import { z } from 'zod';
import { FAULTS } from '../sandbox.faults';

const personId = z.coerce
  .number()
  .int()
  .positive()
  .max(2 ** 52 - 1);
const position = z.number().int().min(0).max(100);

/** What the phone's page may request; everything else is refused. */
export const input = {
  person: z.object({ person: personId }),
  newPerson: z.strictObject({
    first_name: z.string().trim().min(1).max(64),
    username: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_]{4,31}$/)
      .optional(),
    language_code: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]{2,4})?$/)
      .optional(),
    picture: z.boolean().optional(),
  }),
  /** A different picture than before, or none. */
  picture: z.strictObject({ person: personId, picture: z.boolean() }),
  start: z.strictObject({
    person: personId,
    payload: z
      .string()
      .regex(/^[A-Za-z0-9_-]{0,64}$/)
      .optional(),
  }),
  say: z.union([
    z.strictObject({ person: personId, contact: z.literal(true), of: personId.optional() }),
    z.strictObject({ person: personId, text: z.string().trim().min(1).max(4096) }),
  ]),
  press: z.strictObject({ person: personId, message_id: z.number().int(), row: position, column: position }),
  fault: z.strictObject({
    fault: z.enum(FAULTS),
    method: z
      .string()
      .regex(/^[A-Za-z]{1,40}$/)
      .optional(),
    chatId: z.number().int().optional(),
    times: z.number().int().min(1).max(1000).nullable().optional(),
    seconds: z.number().min(0).max(100_000).optional(),
  }),
  call: z.object({ id: z.coerce.number().int() }),
  time: z.strictObject({ seconds: z.number().int().min(1).max(86_400) }),
  faultId: z.object({ id: z.coerce.number().int().optional() }),
};
