import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { textOf } from '../fields/measured.text';
import type { Session } from './store/session.repository';

const time = z.iso.datetime();

const refreshToken = textOf(1, 1024).describe(
  'As the last session answer had it. Browsers leave it out: theirs comes as a cookie.',
);

/** A browser has no token to send, and may leave out the body. */
export class RefreshTokenDto extends createZodDto(
  z.strictObject({ refresh_token: refreshToken.optional() }).prefault({}),
) {}

export class SessionIdParam extends createZodDto(
  z.strictObject({ id: textOf(1, 64).meta({ description: 'As the list of sessions has it.' }) }),
) {}

export class SessionListDto extends createZodDto(
  z.object({
    sessions: z
      .array(
        z.object({
          id: z.string(),
          current: z.boolean().describe('The one that asks.'),
          door: z.string().describe('The way in that was used: `otp`, `link` or `approval`.'),
          browser: z.string().describe('Empty if it is unknown.'),
          system: z.string().describe('Empty if it is unknown.'),
          address: z.string().describe('From where it was last used: IPv4, or the /64 of an IPv6 address.'),
          created_at: time,
          used_at: time.describe('When it was opened or refreshed last.'),
          expires_at: time.describe('When it is over, unless it is used before.'),
        }),
      )
      .describe('Newest first; of more than 200, the newest.'),
  }),
) {}

export class EndedDto extends createZodDto(z.object({ ended: z.int().describe('How many sessions were ended.') })) {}

export const toSessionList = (sessions: readonly Session[], current: Session): SessionListDto => ({
  sessions: sessions.map((session) => ({
    id: session.id,
    current: session.id === current.id,
    door: session.door,
    browser: session.browser,
    system: session.system,
    address: session.address,
    created_at: session.createdAt.toISOString(),
    used_at: session.usedAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
  })),
});
