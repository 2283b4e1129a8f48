import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { Config } from '../config/config';
import { askable } from '../config/config.environment';
import { email, personName, phone } from '../fields/fields';
import type { Portrait } from './portraits/portrait.repository';
import { languages } from '../config/languages';
import { asksOf, type User } from './users/user';
import { toUserDto, userSchema } from './users/user.dto';

const language = z
  .enum(languages)
  .nullable()
  .describe('Of the messages in Telegram. Null: the language that Telegram tells.');

export const profileSchema = userSchema.extend({
  picture: z
    .string()
    .describe('Where your profile picture of Telegram is served to you; null: there is none.')
    .nullable(),
  language,
  email_provable: z
    .boolean()
    .describe('A code can be sent to the e-mail, by which it is proven to be yours; it is not yet.'),
  phone_verified: z.boolean().describe('The phone was shared in Telegram as a contact of their own.'),
  asks: z
    .array(z.object({ field: z.enum(askable), required: z.boolean().describe('It cannot be skipped.') }))
    .describe('What the operator would like to know, and is not given yet.'),
  skipped_asks: z.array(z.enum(askable)).describe('What you were asked for, and did not want to give.'),
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

export const toProfile = (
  user: User,
  { profileAsks, mail }: Pick<Config, 'profileAsks' | 'mail'>,
  portrait: Portrait | undefined,
): z.infer<typeof profileSchema> => ({
  ...toUserDto(user),
  picture: portrait?.jpeg ? '/api/profile/picture' : null,
  language: user.language ?? null,
  email_provable: mail !== undefined && user.email !== undefined && user.emailVerifiedAt === undefined,
  phone_verified: user.phoneVerifiedAt !== undefined,
  asks: asksOf(user, profileAsks),
  skipped_asks: [...(user.skippedAsks ?? [])],
  created_at: user.createdAt.toISOString(),
});
