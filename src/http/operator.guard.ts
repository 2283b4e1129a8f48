import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../config/config';
import { AppError } from '../errors';
import { isOneOf } from '../secrets/same-secret';
import { isOnLoopback, isOurName } from './request/host';

/** Requires the admin key. A sandbox that only its own machine can reach also admits requests without any key. */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(private readonly config: Config) {}

  canActivate(context: ExecutionContext): boolean {
    if (operatorOf(context.switchToHttp().getRequest<FastifyRequest>(), this.config)) return true;
    throw new AppError('unauthorized');
  }
}

/** How a request counts as an operator's. In the sandbox there are no real people: a first look needs no key. */
export function operatorOf(
  { headers }: Pick<FastifyRequest, 'headers'>,
  config: Config,
): 'key' | 'sandbox' | undefined {
  const { authorization, 'x-admin-key': key, host } = headers;
  const isOpen = config.telegram.sandbox && isOnLoopback(config) && isOurName(host, config);
  if (isOpen && authorization === undefined && key === undefined) return 'sandbox';
  // Scrapers can only send a bearer token.
  const given = key ?? /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  return isOneOf(given, config.admin.apiKeys) ? 'key' : undefined;
}
