import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { email, personName, phone } from '../http/fields';
import { languages, type User } from './user';
import { toUserDto, userSchema } from './user.dto';

const language = z
  .enum(languages)
  .nullable()
  .describe('Of the messages in Telegram. Null: the language that Telegram tells.');

export const profileSchema = userSchema.extend({
  language,
  phone_verified: z.boolean().describe('The phone was shared in Telegram as a contact of their own.'),
  created_at: z.iso.datetime(),
});

export class ProfileDto extends createZodDto(profileSchema) {}

export class ChangeProfileDto extends createZodDto(
  z
    .strictObject({
      name: personName.optional(),
      email: email.optional(),
      phone: phone.nullable().optional().describe('E.164. Null takes it away; another one is not verified yet.'),
      language: language.optional(),
    })
    .refine((changes) => Object.keys(changes).length > 0, 'must name at least one field')
    .meta({ minProperties: 1 }),
) {}

export const toProfile = (user: User): z.infer<typeof profileSchema> => ({
  ...toUserDto(user),
  language: user.language ?? null,
  phone_verified: user.phoneVerifiedAt !== undefined,
  created_at: user.createdAt.toISOString(),
});
