import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AccountService } from '../account/account.service';
import type { Actor } from '../audit/audit';
import { clock } from '../clock';
import { Config } from '../config';
import { AppError } from '../errors';
import { hasAdminKey } from '../http/operator.guard';
import { bearerOf } from '../session/session.guard';
import { SessionService } from '../session/session.service';

type Administered = FastifyRequest & { admin?: Actor };

/**
 * Lets in who has the admin key, and who is signed in as one of `ADMIN_TELEGRAM_IDS`. In development also whoever shows
 * nothing, so that a first look needs no key; whoever shows something that is not good is refused there too.
 */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(
    private readonly config: Config,
    private readonly sessions: SessionService,
    private readonly accounts: AccountService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Administered>();
    request.admin = await this.identify(request);
    return true;
  }

  /** @throws AppError `unauthorized`; `forbidden` for who is signed in and no administrator */
  private async identify(request: FastifyRequest): Promise<Actor> {
    if (hasAdminKey(request, this.config.admin.apiKeys)) return { kind: 'admin', id: 'key' };
    const { headers } = request;
    const showsNothing = headers.authorization === undefined && headers['x-admin-key'] === undefined;
    if (showsNothing && !this.config.production) return { kind: 'admin', id: 'development' };
    const token = bearerOf(request);
    if (token === undefined) throw new AppError('unauthorized');
    const { userId } = await this.sessions.authenticate(token, clock.wall());
    const { id, telegramId, disabledAt } = await this.accounts.get(userId);
    if (disabledAt) throw new AppError('account_disabled');
    if (!this.config.admin.telegramIds.includes(telegramId)) throw new AppError('forbidden');
    return { kind: 'admin', id };
  }
}

/** The administrator whom `AdminGuard` let in: an account's id, or `key`. */
export const CurrentAdmin = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { admin } = context.switchToHttp().getRequest<Administered>();
  if (!admin) throw new AppError('unauthorized');
  return admin;
});
