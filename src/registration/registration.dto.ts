import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { isOpenTo, type Brand } from '../config/apps/app';
import { brand, toBrand } from '../apps/brand.fields';
import type { Delivery } from '../delivery/delivery';
import {
  askingInteraction,
  email,
  linkToken,
  otpCode,
  personName,
  phone,
  telegramChatIdOrDigits,
  telegramUsername,
  verificationId,
} from '../fields/fields';
import { textOf } from '../fields/measured.text';
import type { Client } from '../http/request/client';
import { isStrongKey } from '../http/request/idempotency.key';
import type { SentBy } from '../otp/app.bots';
import type { Begun, Registering } from '../otp/otp.service';
import type { OpenedLink } from '../otp/sign-in.service';
import {
  endReasonAt,
  allEndReasons,
  endsAt,
  failureAt,
  failures,
  IN_CHAT,
  statusAt,
} from '../verification/verification';
import { CHOICES, SIGNS, signsOf } from '../verification/signs';
import type { Failure, Verification } from '../verification/verification';
import { askingApp } from './return.dto';

const statuses = [
  'awaiting_telegram',
  'sending',
  'sent',
  'verified',
  'failed',
  'expired',
  'cancelled',
  'locked',
] as const;

/** The only reason that a stranger is told: it reveals neither who uses the service, nor who has blocked the bot. */
const UNREACHABLE = 'chat_unreachable';
/** Reasons that reveal something about the chat. */
const OF_THE_CHAT = new Set<Failure>(['bot_blocked', 'bot_not_started', 'chat_not_found', 'user_deactivated']);

const time = z.iso.datetime();
const status = z.enum(statuses).describe('Where the verification is.');
const sign = z.enum(SIGNS);
const sessionKind = z
  .enum(['cookie', 'token'])
  .optional()
  .describe('Where the refresh token goes: an HttpOnly cookie (browsers), or the answer (API clients).');

export class RegisterDto extends createZodDto(
  z.strictObject({
    name: personName,
    email,
    phone: phone.optional(),
    telegram_chat_id: telegramChatIdOrDigits.optional(),
    telegram_username: telegramUsername.optional(),
    interaction: askingInteraction.optional(),
    app: askingApp.optional(),
  }),
) {}

export class StartedDto extends createZodDto(
  z.object({
    verification_id: z
      .string()
      .describe(
        "The initiator's proof: keep it where you would keep a password. What a page of ours began takes its browser's cookie, too.",
      ),
    status,
    message: z.string().describe('A sentence for the person.'),
    telegram_link: z
      .string()
      .describe('Opens the bot; pressing Start there links the chat. Null until Telegram has told us our name.')
      .nullable(),
    expires_at: time.describe('When the present status ends by itself.').nullable(),
    resend_at: time.describe('From when a new code may be asked for.'),
  }),
) {}

export class VerificationIdParam extends createZodDto(z.strictObject({ id: verificationId })) {}

export class VerificationStatusDto extends createZodDto(
  z.object({
    verification_id: z.string(),
    app: brand.describe('What it lets the person in to.'),
    status,
    expires_at: time.nullable(),
    resend_at: time,
    attempts_left: z.int(),
    match: sign
      .describe('The name of the symbol that an approver elsewhere must choose. Null where none may.')
      .nullable(),
    reason: z
      .enum(allEndReasons)
      .describe(
        'What ended it. `locked`: wrong codes, or a wrong symbol chosen on another device. `cancelled`: by the one who asked for ' +
          'it, or by "This wasn\'t me", in the message or on the page behind its link. `expired`: its code was not used, or ' +
          'Start was not pressed, in time. Why it `failed` stands in `delivery.error`.',
      )
      .nullable(),
    delivery: z.object({
      attempts: z.int(),
      sent_at: time.nullable(),
      delete_at: time.nullable(),
      deleted_at: time.nullable(),
      error: z
        .enum([...failures, UNREACHABLE])
        .describe(
          `Why it failed; for a chat that was typed and is not proven, always ${UNREACHABLE}. ` +
            'While it is `sending`, `telegram_timeout` says that Telegram does not answer now; sending is retried.',
        )
        .nullable(),
    }),
  }),
) {}

export class VerifyOtpDto extends createZodDto(
  z.strictObject({ verification_id: verificationId, otp: otpCode, session: sessionKind }),
) {}

export class VerifyLinkDto extends createZodDto(
  z
    .strictObject({
      token: linkToken,
      session: sessionKind,
      approve: z.boolean().optional().describe('Lets in the device that waits, instead of the caller.'),
      match: textOf(1, 16).optional().describe('The name of the symbol that the waiting device shows.'),
      as_typed: z
        .boolean()
        .optional()
        .meta({
          description:
            'For a new account: it gets the name, e-mail and phone that were typed with the request, which another person may ' +
            'have made. With false it gets the name that Telegram tells, and nothing else; if omitted, true if the chat id was ' +
            'typed, too. Letting in the device that waits always takes over what was typed there.',
        }),
    })
    .refine(({ approve, match }) => !approve || match !== undefined, {
      message: 'is required to let in the device that waits',
      path: ['match'],
    })
    .meta({ anyOf: [{ required: ['match'] }, { properties: { approve: { const: false } } }] }),
) {}

export class CollectDto extends createZodDto(z.strictObject({ session: sessionKind }).prefault({})) {}

export class ApprovedDto extends createZodDto(
  z.object({ approved: z.literal(true).describe('Only the device that waited is let in.') }),
) {}

export class LinkTokenDto extends createZodDto(z.strictObject({ token: linkToken })) {}

export class OpenedLinkDto extends createZodDto(
  z.strictObject({
    token: linkToken,
    verification_id: verificationId
      .optional()
      .describe('What the opening browser waits for, if anything: the answer tells whether the link is of that.'),
  }),
) {}

export class ResendDto extends createZodDto(z.strictObject({ verification_id: verificationId })) {}

export class AppInfoDto extends createZodDto(
  z.object({
    app: brand.describe('What people sign in to where no app has sent them here.'),
    sandbox: z.boolean().describe('A stand-in for Telegram is in use: its phone is at /sandbox.'),
    bot_username: z
      .string()
      .describe(
        'Without the @. Null until Telegram has told it, and where there are several bots: each link names its own.',
      )
      .nullable(),
    otp_length: z.int(),
    otp_ttl_seconds: z.int(),
    has_session: z.boolean().describe('This browser showed the cookie of a session: a refresh may go on with it.'),
  }),
) {}

export class LinkDetailsDto extends createZodDto(
  z.object({
    app: brand.describe('The app that the link signs in to.'),
    name: z.string().describe('Whose account it is or, for who is new, the name that was typed.'),
    typed: z
      .object({ name: z.string(), email: z.string().nullable(), phone: z.string().nullable() })
      .describe(
        'What a new account may get: to be shown before it is agreed to. Null where there is an account already.',
      )
      .nullable(),
    status,
    expires_at: time.nullable(),
    requested_at: time,
    requested_by: z.object({
      browser: z.string(),
      system: z.string(),
      same_network: z
        .boolean()
        .describe('The sign-in was requested from the address, or the IPv6 /64, that this call comes from.'),
    }),
    same_browser: z.boolean().describe('The `verification_id` that was sent is that of this link.'),
    asked_in_telegram: z
      .boolean()
      .describe('By /login in the chat with the bot: there is no device that waits and could be let in instead.'),
    signs: z
      .array(sign)
      .length(CHOICES)
      .meta({
        description: 'Names of symbols, of which the device that waits shows one.',
        example: SIGNS.slice(0, CHOICES),
      }),
  }),
) {}

const SENT_SENTENCE = 'Registration initiated. Check your Telegram for OTP code and QR code!';
const LOGIN_SENTENCE = 'Check your Telegram for your code.';
const PRESS_START_SENTENCE = 'Open Telegram and press Start: that tells us where to send your code.';

/** People's addresses change on the way, so the address counts only with a weak key, which others may have, too. */
const senderOf = (key: string, { address }: Client): string => (isStrongKey(key) ? '' : address);

export const sentBy = ({ interaction, app }: SentBy): SentBy => ({ interaction, app });

/** @param key under which the request may be repeated */
export const toRegistering = (body: RegisterDto, client: Client, key?: string): Registering => ({
  applicant: { name: body.name, email: body.email, phone: body.phone, telegramUsername: body.telegram_username },
  chatId: body.telegram_chat_id,
  sentBy: sentBy(body),
  ...(key !== undefined && { repeatable: { key, sender: senderOf(key, client), body } }),
});

export const toStarted = ({ verification, proof, startLink }: Begun, now: Date): StartedDto => ({
  verification_id: proof,
  status: statusAt(verification, now),
  message: sentenceFor(verification),
  telegram_link: startLink,
  expires_at: toTime(endsAt(verification)),
  resend_at: verification.resendAt.toISOString(),
});

function sentenceFor({ deliveryId, purpose }: Verification): string {
  if (deliveryId === undefined) return PRESS_START_SENTENCE;
  return purpose === 'login' ? LOGIN_SENTENCE : SENT_SENTENCE;
}

/** What is known besides the verification, such as what its initiator shows, and its message's row. */
type Beside = Readonly<{
  proof: string;
  delivery: Delivery | undefined;
  attemptsLeft: number;
  /** Telegram takes no messages at the moment. */
  isHeldUp: boolean;
  brand: Brand;
}>;

export const toVerificationStatus = (
  verification: Verification,
  { proof, delivery, attemptsLeft, isHeldUp, brand: app }: Beside,
  now: Date,
): VerificationStatusDto => {
  const status = statusAt(verification, now);
  return {
    verification_id: proof,
    app: toBrand(app),
    status,
    expires_at: toTime(endsAt(verification)),
    resend_at: verification.resendAt.toISOString(),
    attempts_left: attemptsLeft,
    match: isOpenTo(app, 'approval') && ['sending', 'sent'].includes(status) ? signsOf(verification).right : null,
    reason: endReasonAt(verification, now) ?? null,
    delivery: {
      attempts: delivery?.attempts ?? 0,
      sent_at: toTime(verification.sentAt),
      delete_at: toTime(delivery?.deleteAt),
      deleted_at: toTime(delivery?.deletedAt),
      error: status === 'sending' && isHeldUp ? 'telegram_timeout' : errorFor(verification, now),
    },
  };
};

function errorFor(verification: Verification, now: Date): Failure | typeof UNREACHABLE | null {
  const failure = failureAt(verification, now);
  if (!failure) return null;
  return verification.isUnproven && OF_THE_CHAT.has(failure) ? UNREACHABLE : failure;
}

/** @param address of the client that opens it */
export const toLinkDetails = (opened: OpenedLink, address: string, now: Date): LinkDetailsDto => {
  const { verification, name, typed, isSameBrowser, brand: app } = opened;
  return {
    app: toBrand(app),
    name,
    typed:
      typed?.name === undefined ? null : { name: typed.name, email: typed.email ?? null, phone: typed.phone ?? null },
    status: statusAt(verification, now),
    expires_at: toTime(endsAt(verification)),
    requested_at: verification.createdAt.toISOString(),
    requested_by: { ...verification.requester, same_network: verification.origin === address },
    same_browser: isSameBrowser,
    asked_in_telegram: verification.askedBy === IN_CHAT,
    signs: [...signsOf(verification).choices],
  };
};

const toTime = (date: Date | undefined): string | null => date?.toISOString() ?? null;
