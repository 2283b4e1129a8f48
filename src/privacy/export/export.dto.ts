import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { profileSchema } from '../../account/profile.dto';
import type { Chat } from '../../account/chats/chat.repository';
import type { Portrait } from '../../account/portraits/portrait.repository';
import type { Entry } from '../../audit/audit.entry';
import type { Delivery } from '../../delivery/delivery';
import { allowedAppSchema } from '../../oidc/allowed-apps/allowed.apps.dto';
import { statusAt, type Verification } from '../../verification/verification';
import type { Device } from '../../session/devices/device.repository';
import type { Session } from '../../session/store/session.repository';

const time = z.iso.datetime();

const chat = z.object({
  bot_id: z.int(),
  chat_id: z.int(),
  name: z.string().nullable(),
  username: z.string().nullable(),
  language: z.string(),
  chosen_language: z.string().nullable().meta({ example: 'de' }),
  blocked_at: time.nullable(),
  paused_at: time.nullable(),
});

const picture = z.object({ fetched_at: time, jpeg: z.string().describe('In base64.') });

const session = z.object({
  id: z.string(),
  door: z.string(),
  browser: z.string(),
  system: z.string(),
  address: z.string(),
  created_at: time,
  used_at: time,
  expires_at: time,
  ended_at: time.describe('When it was ended.').nullable(),
  changed: z
    .record(z.string(), z.object({ from: z.string().nullable(), to: z.string().nullable() }))
    .describe('What was changed there of your profile, by field.'),
});

const device = z.object({ browser: z.string(), system: z.string(), created_at: time, used_at: time });

const step = z.object({ at: time, kind: z.string(), attempts: z.int(), error: z.string().nullable() });

const delivery = z.object({
  id: z.string(),
  verification: z.string().describe('The sign-in that it was for.').nullable(),
  bot_id: z.int(),
  language: z.string(),
  state: z.string(),
  requested_at: time,
  sent_at: time.nullable(),
  deleted_at: time.nullable(),
  error: z.string().nullable(),
  steps: z.array(step).describe('What the message went through, oldest first.'),
});

const verification = z.object({
  id: z.string(),
  purpose: z.string(),
  status: z.string(),
  door: z.string().nullable(),
  failure: z.string().nullable(),
  reason: z.string().nullable(),
  attempts: z.int(),
  said: z
    .object({
      name: z.string().nullable(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      telegram_username: z.string().nullable(),
    })
    .describe('What you said of yourself; null unless the requester proved to be you.')
    .nullable(),
  browser: z.string(),
  system: z.string(),
  created_at: time,
  sent_at: time.nullable(),
  ended_at: time.nullable(),
});

const event = z.object({
  at: time,
  action: z.string(),
  by: z.string().describe('`user` is you.'),
  browser: z.string().nullable(),
  system: z.string().nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable()),
});

/** Everything that is stored about a person, in one document. */
export class ExportDto extends createZodDto(
  z.object({
    exported_at: time,
    profile: profileSchema,
    picture: picture.describe('Your profile picture of Telegram.').nullable(),
    chats: z.array(chat).describe('With our bots.'),
    sessions: z.array(session).describe('Where you are or were signed in, newest first.'),
    devices: z.array(device).describe('Known devices: they may ask for a message to you. Used last first.'),
    apps: z.array(allowedAppSchema).describe('The apps that know you, used last first.'),
    deliveries: z.array(delivery).describe('Messages to you, newest first.'),
    verifications: z
      .array(verification)
      .describe('Sign-ins that the messages were for, and those that could not be sent to you.'),
    audit: z.array(event).describe('What you did, and what was done to your account, newest first.'),
  }),
) {}

export const toPictureExport = (of: Portrait | undefined): z.infer<typeof picture> | null =>
  of?.jpeg ? { fetched_at: of.fetchedAt.toISOString(), jpeg: of.jpeg.toString('base64') } : null;

export const toChatExport = (of: Chat): z.infer<typeof chat> => ({
  bot_id: of.botId,
  chat_id: of.chatId,
  name: of.name ?? null,
  username: of.username ?? null,
  language: of.language,
  chosen_language: of.chosenLanguage ?? null,
  blocked_at: toTime(of.blockedAt),
  paused_at: toTime(of.pausedAt),
});

export const toSessionExport = (of: Session): z.infer<typeof session> => ({
  id: of.id,
  door: of.door,
  browser: of.browser,
  system: of.system,
  address: of.address,
  created_at: of.createdAt.toISOString(),
  used_at: of.usedAt.toISOString(),
  expires_at: of.expiresAt.toISOString(),
  ended_at: toTime(of.endedAt),
  changed: of.changed ?? {},
});

export const toDeviceExport = (of: Device): z.infer<typeof device> => ({
  browser: of.browser,
  system: of.system,
  created_at: of.createdAt.toISOString(),
  used_at: of.usedAt.toISOString(),
});

/** @param name the sign-in's name here and in the audit: its link id */
export const toDeliveryExport = (of: Delivery, name: string | undefined): z.infer<typeof delivery> => ({
  id: of.id,
  verification: name ?? null,
  bot_id: of.botId,
  language: of.language,
  state: of.state,
  requested_at: of.requestedAt.toISOString(),
  sent_at: toTime(of.sentAt),
  deleted_at: toTime(of.deletedAt),
  error: of.error ?? null,
  steps: of.steps.map(({ at, kind, attempts, error = null }) => ({ at: at.toISOString(), kind, attempts, error })),
});

/** What was typed, perhaps by someone else, is shown only to the person who proved to be the one it was meant for. */
export const toVerificationExport = (of: Verification, userId: string, now: Date): z.infer<typeof verification> => ({
  id: of.linkId,
  purpose: of.purpose,
  status: statusAt(of, now),
  door: of.door ?? null,
  failure: of.failure ?? null,
  reason: of.reason ?? null,
  attempts: of.attempts,
  said: of.userId === userId ? toSaid(of.applicant) : null,
  browser: of.requester.browser,
  system: of.requester.system,
  created_at: of.createdAt.toISOString(),
  sent_at: toTime(of.sentAt),
  ended_at: toTime(of.endedAt),
});

const toSaid = ({ name, email, phone, telegramUsername }: Verification['applicant']) => ({
  name: name ?? null,
  email: email ?? null,
  phone: phone ?? null,
  telegram_username: telegramUsername ?? null,
});

/** Which administrator it was, and in which browser, is not disclosed to the person. */
export const toEventExport = (of: Entry): z.infer<typeof event> => ({
  at: of.at.toISOString(),
  action: of.action,
  by: of.actor.kind,
  browser: (of.actor.kind === 'user' && of.browser) || null,
  system: (of.actor.kind === 'user' && of.system) || null,
  details: { ...of.details },
});

const toTime = (date: Date | undefined): string | null => date?.toISOString() ?? null;
