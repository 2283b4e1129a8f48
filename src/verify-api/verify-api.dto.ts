import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { languages } from '../config/languages';
import { otpCode, reason, telegramChatIdOrDigits, verificationId } from '../fields/fields';
import { textOf } from '../fields/measured.text';
import { endsAt, failureAt, failures, statusAt, type Addressed, type Verification } from '../verification/verification';

const time = z.iso.datetime();
const AN_ID = 'mp2k7v0xqLr8nW5sYbT3dHfJ9cZaEuG';

const userId = textOf(1, 64).meta({
  description: 'The account of the person: their private chat is its Telegram id.',
  example: AN_ID,
});

export class AskDto extends createZodDto(
  z
    .strictObject({
      telegram_chat_id: telegramChatIdOrDigits.optional(),
      user_id: userId.optional(),
      reason: reason.optional(),
      language: z
        .enum(languages)
        .optional()
        .describe('Of the message. Without it the one that the person chose or Telegram told.'),
    })
    .refine(({ telegram_chat_id: chatId, user_id: id }) => (chatId === undefined) !== (id === undefined), {
      message: 'is required, or else user_id, and not both',
      path: ['telegram_chat_id'],
    })
    .meta({
      oneOf: [{ required: ['telegram_chat_id'] }, { required: ['user_id'] }],
      example: { telegram_chat_id: 123456789, reason: 'Pay 20 € to the Corner Shop', language: 'en' },
    }),
) {}

export class AskedIdParam extends createZodDto(
  z.strictObject({ id: verificationId.meta({ description: 'As the first answer named it.', example: AN_ID }) }),
) {}

export class CheckDto extends createZodDto(z.strictObject({ otp: otpCode })) {}

const id = z
  .string()
  .meta({ description: 'Names it in the calls that follow; the person never sees it.', example: AN_ID });
const status = z
  .enum(['sending', 'sent', 'verified', 'failed', 'expired', 'cancelled', 'locked'])
  .describe('Where it is. `verified` once the right code was checked.');
const expiresAt = time.describe('When the present status ends by itself.').nullable();
const resendAt = time.describe('From when a new code may be asked for.');

export class AskedDto extends createZodDto(
  z.object({ verification_id: id, status, expires_at: expiresAt, resend_at: resendAt }),
) {}

const who = {
  user_id: z.string().meta({ description: 'Their account, if they have one.', example: AN_ID }).nullable(),
  telegram_id: z.int().meta({ description: 'Whose code it was.', example: 123456789 }),
};

export class CheckedDto extends createZodDto(
  z.object({ verification_id: id, status: z.literal('verified'), ...who }),
) {}

export class AskedStatusDto extends createZodDto(
  z.object({
    verification_id: id,
    status,
    expires_at: expiresAt,
    resend_at: resendAt,
    attempts_left: z.int().meta({ description: 'How many codes may still be checked.', example: 5 }),
    error: z.enum(failures).describe('Why it `failed`.').nullable(),
    user_id: who.user_id,
    telegram_id: who.telegram_id.nullable().describe('Whose code it was, once it is `verified`.'),
  }),
) {}

/** A verification for a back end begins with its message on the way. */
const statusOf = (verification: Verification, now: Date): AskedDto['status'] => {
  const current = statusAt(verification, now);
  if (current === 'awaiting_telegram') throw new Error('what a back end asks for has a chat');
  return current;
};

export const toAsked = (verification: Verification, now: Date): AskedDto => ({
  verification_id: verification.id,
  status: statusOf(verification, now),
  expires_at: endsAt(verification)?.toISOString() ?? null,
  resend_at: verification.resendAt.toISOString(),
});

export const toChecked = ({ id, chatId, userId }: Addressed): CheckedDto => ({
  verification_id: id,
  status: 'verified',
  user_id: userId ?? null,
  telegram_id: chatId,
});

export const toAskedStatus = (verification: Verification, attemptsLeft: number, now: Date): AskedStatusDto => ({
  ...toAsked(verification, now),
  attempts_left: attemptsLeft,
  error: failureAt(verification, now) ?? null,
  user_id: verification.userId ?? null,
  telegram_id: verification.status === 'verified' ? verification.chatId || null : null,
});
