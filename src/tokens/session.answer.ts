import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { User } from '../account/users/user';
import { toUserDto, userSchema } from '../account/users/user.dto';
import { DeviceCookie } from '../session/devices/device.cookie';
import { RefreshCookie } from '../session/tokens/refresh.cookie';
import type { Opened } from '../session/session.service';

/** Where the refresh token goes: into an `HttpOnly` cookie (browsers), or into the answer (API clients). */
export type SessionKind = 'cookie' | 'token';

/** A person who was signed in, or whose session goes on. */
export type SignedIn = Readonly<{
  user: User;
  opened: Opened;
  /** The device proof with which this browser or client asks next time; absent if it has one. */
  deviceToken?: string;
}>;

export const sessionSchema = z.object({
  user: userSchema,
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int().describe('Seconds.'),
  refresh_token: z
    .string()
    .describe('For `POST /api/token/refresh`, once. Only for API clients: browsers have it in a cookie.')
    .optional(),
  device_token: z
    .string()
    .describe(
      'By which this client asks for its person next time, as `device_token` of `POST /api/login`. Only for API clients, and only where none was shown.',
    )
    .optional(),
});

export class SessionDto extends createZodDto(sessionSchema) {}

/** The only place where the tokens of a session leave the server. */
@Injectable()
export class SessionAnswer {
  constructor(
    private readonly cookie: RefreshCookie,
    private readonly devices: DeviceCookie,
  ) {}

  /** The answer; sets the cookies in `reply` if the tokens go into them. */
  give({ user, opened, deviceToken }: SignedIn, reply: FastifyReply, kind: SessionKind = 'cookie'): SessionDto {
    const { accessToken, expiresInSeconds, refreshToken } = opened;
    if (kind === 'cookie') {
      this.cookie.set(reply, refreshToken);
      this.devices.renew(reply, opened.session.deviceId, deviceToken);
    }
    return {
      user: toUserDto(user),
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
      ...(kind === 'token' && { refresh_token: refreshToken, ...(deviceToken && { device_token: deviceToken }) }),
    };
  }
}
