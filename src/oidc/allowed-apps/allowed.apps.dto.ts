import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { textOf } from '../../fields/measured.text';
import type { AllowedApp } from './allowed.apps';

export class AppIdParam extends createZodDto(
  z.strictObject({ app_id: textOf(1, 64).meta({ description: 'As the list of apps has it.' }) }),
) {}

export const allowedAppSchema = z.object({
  id: z.string(),
  name: z.string(),
  domain: z.string().nullable(),
  first_party: z.boolean().describe('It belongs to the team that runs this service, and needs no consent.'),
  scopes: z.array(z.string()).meta({ description: 'What it may know.', example: ['openid', 'profile'] }),
  allowed_at: z.iso.datetime().describe('Since when it may.'),
  used_at: z.iso.datetime().describe('When it was last given a token.'),
});

export class AllowedAppListDto extends createZodDto(
  z.object({ apps: z.array(allowedAppSchema).describe('Used last first.') }),
) {}

export const toAllowedApp = ({ appId, app, ...of }: AllowedApp): z.infer<typeof allowedAppSchema> => ({
  id: appId,
  name: app?.name ?? appId,
  domain: app?.domain ?? null,
  first_party: app?.isFirstParty ?? false,
  scopes: [...of.scopes],
  allowed_at: of.allowedAt.toISOString(),
  used_at: of.usedAt.toISOString(),
});
