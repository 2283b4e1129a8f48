import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { userSchema, toUserDto } from '../../account/users/user.dto';
import type { User } from '../../account/users/user';
import { userStates, type UserState } from '../../account/users/user.directory';
import { userId } from '../../fields/fields';
import type { Session } from '../../session/store/session.repository';
import { cursor, limit } from '../admin.fields';

const time = z.iso.datetime();
const MOST_LETTERS = 100;

export class UsersQuery extends createZodDto(
  z.strictObject({
    q: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(MOST_LETTERS, `must have at most ${MOST_LETTERS} characters`)
      .optional()
      .meta({
        pattern: '[^\\s]',
        description: 'A whole id or Telegram id, or how a name, an e-mail or an @username begins.',
        example: 'ann',
      }),
    status: z
      .enum(userStates, `must be one of ${userStates.join(', ')}`)
      .optional()
      .meta({ description: 'Only accounts that are so.' }),
    limit,
    cursor: cursor.optional(),
  }),
) {}

export class UserIdParam extends createZodDto(z.strictObject({ id: userId })) {}

const administeredUser = userSchema.extend({
  status: z.enum(userStates).describe('`suspended`: Telegram says that there is no such person any more.'),
  phone_verified_at: time.nullable(),
  created_at: time,
  signed_in_at: time.describe('When they came in last.'),
  disabled_at: time.nullable(),
  suspended_at: time.nullable(),
});

export class AdministeredUserDto extends createZodDto(administeredUser) {}

export class UsersDto extends createZodDto(
  z.object({
    users: z.array(administeredUser).describe('The newest first.'),
    next_cursor: z.string().describe('Asks for the next page. Null on the last one.').nullable(),
  }),
) {}

export class UserSessionsDto extends createZodDto(
  z.object({
    sessions: z
      .array(
        z.object({
          id: z.string(),
          door: z.string(),
          browser: z.string(),
          system: z.string(),
          address: z.string(),
          created_at: time,
          used_at: time,
          expires_at: time,
        }),
      )
      .describe('The newest first; of more than 200, the newest.'),
  }),
) {}

export class EndedSessionsDto extends createZodDto(z.object({ ended: z.int() })) {}

export const toAdministeredUser = (user: User): z.infer<typeof administeredUser> => ({
  ...toUserDto(user),
  status: stateOf(user),
  phone_verified_at: toTime(user.phoneVerifiedAt),
  created_at: user.createdAt.toISOString(),
  signed_in_at: user.signedInAt.toISOString(),
  disabled_at: toTime(user.disabledAt),
  suspended_at: toTime(user.suspendedAt),
});

export const toUserSession = (session: Session): UserSessionsDto['sessions'][number] => ({
  id: session.id,
  door: session.door,
  browser: session.browser,
  system: session.system,
  address: session.address,
  created_at: session.createdAt.toISOString(),
  used_at: session.usedAt.toISOString(),
  expires_at: session.expiresAt.toISOString(),
});

function stateOf({ disabledAt, suspendedAt }: User): UserState {
  if (disabledAt) return 'disabled';
  return suspendedAt ? 'suspended' : 'active';
}

const toTime = (date: Date | undefined): string | null => date?.toISOString() ?? null;
