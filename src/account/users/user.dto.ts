import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { User } from './user';

export const userSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().meta({ format: 'email' }).nullable(),
  email_verified: z
    .boolean()
    .describe('Whether it was proven to be theirs, by a code that was sent there. Else it is a label.'),
  phone: z.string().describe('E.164').nullable(),
  telegram_id: z.int().describe('The numeric Telegram id: what the account is keyed by.'),
  telegram_username: z.string().describe('Without the @.').nullable(),
});

export class UserDto extends createZodDto(userSchema) {}

export const toUserDto = (user: User): z.infer<typeof userSchema> => ({
  id: user.id,
  name: user.name,
  email: user.email ?? null,
  email_verified: user.emailVerifiedAt !== undefined,
  phone: user.phone ?? null,
  telegram_id: user.telegramId,
  telegram_username: user.telegramUsername ?? null,
});
