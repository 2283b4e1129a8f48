import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { textOf } from '../../fields/measured.text';
import { allEndReasons, endReasonAt, failureAt, failures, statusAt, statuses } from '../../verification/verification';
import type { Verification } from '../../verification/verification';
import { botInQuery, cursorOf, limit, linkId, namedApp, sort, type NamedApp } from '../admin.fields';
import { moment, ofPeriod, periodFields } from '../period.fields';

const time = z.iso.datetime();
const MOST_LETTERS = 254;

export class VerificationsQuery extends createZodDto(
  ofPeriod(
    z.strictObject({
      q: z
        .string()
        .trim()
        .min(1, 'must not be empty')
        .max(MOST_LETTERS, `must have at most ${MOST_LETTERS} characters`)
        .optional()
        .meta({
          pattern: '[^\\s]',
          description:
            'How an e-mail, a name or an @username begins that was typed; or a whole link id, chat id, client address, or the reference ' +
            '(`request_id`) that the app shows. Also of people who never came in.',
          example: 'ann@example.org',
        }),
      status: z
        .enum(statuses, `must be one of ${statuses.join(', ')}`)
        .optional()
        .meta({ description: 'What it is now.' }),
      reason: z
        .enum(failures, `must be one of ${failures.join(', ')}`)
        .optional()
        .meta({ description: 'Why it failed.' }),
      bot: botInQuery.optional(),
      from: moment('Begun from this time on; a day before `to` where neither it nor `q` is given.').optional(),
      to: periodFields('a day').to,
      sort,
      limit,
      cursor: cursorOf('verification').optional(),
    }),
  ),
) {}

const verification = z.object({
  verification_id: linkId,
  purpose: z.enum(['register', 'login', 'service']),
  status: z.enum(statuses),
  reason: z.enum(failures).describe('Why it failed. Null where it did not.').nullable(),
  end_reason: z
    .enum(allEndReasons)
    .describe('What ended it without a sign-in: a person, or a time-out. Null if neither did.')
    .nullable(),
  door: z.enum(['otp', 'link', 'approval']).describe('How its person signed in.').nullable(),
  name: z.string().describe('As it was typed, and not verified; likewise below.').nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  telegram_username: z.string().nullable(),
  chat_id: z.int().describe('Null until Start is pressed, and once the person is forgotten.').nullable(),
  user_id: z.string().describe('Whose account it let in.').nullable(),
  bot: z.int(),
  app: namedApp,
  address: z.string().describe('Of the client that asked, as limits count it.').nullable(),
  browser: z.string().nullable(),
  system: z.string().nullable(),
  request_id: z.string().describe('Of the request that began it: the reference that the app shows.').nullable(),
  codes_tried: z.int().meta({ example: 1 }),
  created_at: time,
  sent_at: time.nullable(),
  ended_at: time.nullable(),
});

export class VerificationsDto extends createZodDto(
  z.object({
    verifications: z.array(verification).describe('The newest first, unless asked otherwise.'),
    next_cursor: z.string().describe('Asks for the next page. Null on the last one.').nullable(),
  }),
) {}

export class RequestParam extends createZodDto(
  z.strictObject({
    id: textOf(1, 64).meta({
      description: 'The reference that the app shows, `request_id` of a problem, or the header `X-Request-Id`.',
      example: '0mh5k7xc0gdWgtXl48wGWV',
    }),
  }),
) {}

export class RequestDto extends createZodDto(
  z.object({
    request_id: z.string(),
    at: time.describe('When it came, as its id tells.').nullable(),
    fault: z
      .object({
        method: z.string().meta({ example: 'POST' }),
        route: z.string().meta({ example: '/api/register' }),
        status: z.int().meta({ example: 503 }),
        code: z
          .string()
          .describe('Of the problem that was answered.')
          .meta({ example: 'storage_unavailable' })
          .nullable(),
      })
      .describe(
        'How it failed, if it was one of the last thousand that this instance failed at. The log has its cause.',
      )
      .nullable(),
    verifications: z.array(verification).describe('What it began.'),
  }),
) {}

const toTime = (date: Date | undefined): string | null => date?.toISOString() ?? null;

export const toVerification = (
  of: Verification,
  app: NamedApp,
  now: Date,
): VerificationsDto['verifications'][number] => ({
  verification_id: of.linkId,
  purpose: of.purpose,
  status: statusAt(of, now),
  reason: failureAt(of, now) ?? null,
  end_reason: endReasonAt(of, now) ?? null,
  door: of.door ?? null,
  name: of.applicant.name ?? null,
  email: of.applicant.email ?? null,
  phone: of.applicant.phone ?? null,
  telegram_username: of.applicant.telegramUsername ?? null,
  chat_id: of.chatId || null,
  user_id: of.userId ?? null,
  bot: of.botId,
  app,
  address: of.origin || null,
  browser: of.requester.browser || null,
  system: of.requester.system || null,
  request_id: of.requestId ?? null,
  codes_tried: of.attempts,
  created_at: of.createdAt.toISOString(),
  sent_at: toTime(of.sentAt),
  ended_at: toTime(of.endedAt),
});
