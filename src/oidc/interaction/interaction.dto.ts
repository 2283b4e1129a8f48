import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { brand } from '../../apps/brand.fields';
import { interactionId } from '../../fields/fields';

export class InteractionParam extends createZodDto(
  z.object({
    uid: interactionId,
  }),
) {}

export class InteractionDto extends createZodDto(
  z.object({
    uid: z.string(),
    prompt: z
      .enum(['login', 'consent'])
      .describe('What is wanted: that a person signs in, or that they allow the app something.'),
    app: brand,
    scopes: z.array(z.string()).meta({
      description: 'What the app asks for; `offline_access` where it gets a refresh token.',
      example: ['openid', 'profile'],
    }),
    login_hint: z.string().describe('The person whom the app expects.').nullable(),
    ui_locales: z
      .array(z.string())
      .meta({ description: 'Languages that the app wishes for, the best first.', example: ['de', 'en'] }),
    must_sign_in: z
      .boolean()
      .describe('Who is signed in already must do so again: the app asked for it, or it is too long ago.'),
    user_id: z.string().describe('Who is asked to allow something.').nullable(),
    expires_at: z.iso.datetime(),
  }),
) {}

export class RedirectDto extends createZodDto(
  z.object({ redirect_to: z.url().describe('Where the browser goes on.') }),
) {}
