import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../config';
import { AppError } from '../errors';
import { isOneOf } from '../same-secret';

/** In production, only who has the admin key; in development everybody, so that a first look needs no key. */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(private readonly config: Config) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (this.config.production && !hasAdminKey(request, this.config.admin.apiKeys)) throw new AppError('unauthorized');
    return true;
  }
}

/** The key comes in `X-Admin-Key`, or as a bearer token from scrapers, which can send nothing else. */
export function hasAdminKey({ headers }: Pick<FastifyRequest, 'headers'>, keys: readonly string[]): boolean {
  const given = headers['x-admin-key'] ?? /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  return isOneOf(given, keys);
}
