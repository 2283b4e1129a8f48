import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { clock } from '../clock';
import { AppError } from '../errors';
import type { Session } from './store/session.repository';
import { SessionService } from './session.service';

type Authenticated = FastifyRequest & { session?: Session };

/** Lets in requests that bear a valid access token (RFC 6750). */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(private readonly sessions: SessionService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Authenticated>();
    const token = bearerOf(request);
    if (!token) throw new AppError('unauthorized');
    request.session = await this.sessions.authenticate(token, clock.wall());
    return true;
  }
}

/** The token that a request bears, if it has the shape of ours. */
export const bearerOf = ({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined =>
  /^Bearer ([\w.-]+)$/i.exec(headers.authorization ?? '')?.[1];

/** The session that `SessionGuard` let in. */
export const CurrentSession = createParamDecorator((_: unknown, context: ExecutionContext): Session => {
  const { session } = context.switchToHttp().getRequest<Authenticated>();
  if (!session) throw new AppError('unauthorized');
  return session;
});
