import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AccountService } from '../account/account.service';
import type { Actor } from '../audit/audit';
import { clock } from '../clock';
import { Config } from '../config/config';
import { AppError } from '../errors';
import { operatorOf } from '../http/operator.guard';
import { bearerOf } from '../session/session.guard';
import { SessionService } from '../session/session.service';

type Administered = FastifyRequest & { admin?: Actor };

/** Admits every request that `OperatorGuard` admits, and sessions of accounts listed in `ADMIN_TELEGRAM_IDS`. */
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

  /** @throws AppError `unauthorized`, `account_disabled`; `forbidden` for an account that is no administrator's */
  private async identify(request: FastifyRequest): Promise<Actor> {
    const operator = operatorOf(request, this.config);
    if (operator) return { kind: 'admin', id: operator };
    const token = bearerOf(request);
    if (token === undefined) throw new AppError('unauthorized');
    const { userId } = await this.sessions.authenticate(token, clock.wall());
    const { id, telegramId, disabledAt } = await this.accounts.get(userId);
    if (disabledAt) throw new AppError('account_disabled');
    if (!this.config.admin.telegramIds.includes(telegramId)) throw new AppError('forbidden');
    return { kind: 'admin', id };
  }
}

/** The administrator that `AdminGuard` let in: an account id, `key`, or `sandbox` where no key is required. */
export const CurrentAdmin = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { admin } = context.switchToHttp().getRequest<Administered>();
  if (!admin) throw new AppError('unauthorized');
  return admin;
});
