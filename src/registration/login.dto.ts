import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { User } from '../account/users/user';
import type { Named } from '../otp/known.accounts';
import type { Applicant } from '../verification/verification';
import { askingInteraction, deviceToken, email, telegramUsername, userId } from '../fields/fields';
import { askingApp } from './return.dto';

const PAIRS_OF_NAMES = [
  ['email', 'telegram_username'],
  ['email', 'user_id'],
  ['telegram_username', 'user_id'],
];

export class LoginDto extends createZodDto(
  z
    .strictObject({
      email: email.optional(),
      telegram_username: telegramUsername.optional(),
      user_id: userId.optional(),
      device_token: deviceToken.optional(),
      interaction: askingInteraction.optional(),
      app: askingApp.optional(),
    })
    .refine(({ email, telegram_username: username, user_id: id }) => [email, username, id].filter(Boolean).length < 2, {
      message: 'must be the only name',
      path: ['telegram_username'],
    })
    .prefault({})
    .meta({
      description:
        'An e-mail, a username or an account as a hint, or nothing: pressing Start says who it is. A device proof of that very account (the cookie ' +
        'of a browser, the `device_token` of an API client, which names its account by itself) makes the bot write at once.',
      not: { anyOf: PAIRS_OF_NAMES.map((required) => ({ required })) },
      example: { email: 'ann@example.org' },
    }),
) {}

/** The account that is meant, as far as the request names it. */
export const toNamed = (said: LoginDto): Named => ({
  userId: said.user_id,
  email: said.email,
  telegramUsername: said.telegram_username,
  deviceToken: said.device_token,
});

/** The hint, which opens a dormant account if it names its e-mail. */
export const hintIn = ({ email, telegram_username: telegramUsername }: LoginDto): Applicant => ({
  ...{ email, telegramUsername },
});

export class KnownAccountParam extends createZodDto(z.strictObject({ user_id: userId })) {}

export class KnownAccountsDto extends createZodDto(
  z.object({
    accounts: z
      .array(z.object({ user_id: z.string(), name: z.string(), telegram_username: z.string().nullable() }))
      .describe('Those of which this browser, or the `X-Device-Token` shown, holds a proof; used last first.'),
  }),
) {}

export const toKnownAccounts = (users: readonly User[]): KnownAccountsDto => ({
  accounts: users.map(({ id, name, telegramUsername: username }) => ({
    ...{ user_id: id, name, telegram_username: username ?? null },
  })),
});
