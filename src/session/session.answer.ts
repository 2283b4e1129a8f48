import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { User } from '../account/user';
import { toUserDto, userSchema } from '../account/user.dto';
import { RefreshCookie } from './refresh.cookie';
import type { Opened } from './session.service';

/** Where the refresh token goes: into an `HttpOnly` cookie (browsers), or into the answer (API clients). */
export type SessionKind = 'cookie' | 'token';

/** Somebody was let in, or goes on. */
export type SignedIn = Readonly<{ user: User; opened: Opened }>;

export const sessionSchema = z.object({
  user: userSchema,
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int().describe('Seconds.'),
  refresh_token: z
    .string()
    .describe('For `POST /api/token/refresh`, once. Only for API clients: browsers have it in a cookie.')
    .optional(),
});

export class SessionDto extends createZodDto(sessionSchema) {}

/** The one place where tokens leave us. */
@Injectable()
export class SessionAnswer {
  constructor(private readonly cookie: RefreshCookie) {}

  /** What to answer; in `reply` the cookie is set, where the token goes into one. */
  give({ user, opened }: SignedIn, reply: FastifyReply, kind: SessionKind = 'cookie'): SessionDto {
    const { accessToken, expiresInSeconds, refreshToken } = opened;
    if (kind === 'cookie') this.cookie.set(reply, refreshToken);
    return {
      user: toUserDto(user),
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
      ...(kind === 'token' && { refresh_token: refreshToken }),
    };
  }
}
