import { createHash } from 'node:crypto';
import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../config/config';
import { AppError } from '../errors';
import { clientOf } from '../http/request/client';
import type { Caller } from '../otp/otp.service';
import { isOneOf } from '../same-secret';

type Called = FastifyRequest & { caller?: Caller };

const KEY_ID_CHARACTERS = 10;

/** Lets in who shows one of `API_KEYS`. Where there is none, there is no such API. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(private readonly config: Config) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Called>();
    const { apiKeys } = this.config;
    if (apiKeys.length === 0) throw new AppError('not_found');
    const given = keyIn(request);
    if (given === undefined || !isOneOf(given, apiKeys)) throw new AppError('unauthorized');
    request.caller = { keyId: keyIdOf(given), client: clientOf(request), requestId: request.id };
    return true;
  }
}

function keyIn({ headers }: FastifyRequest): string | undefined {
  const named = headers['x-api-key'];
  return typeof named === 'string' ? named : /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** Of 32 random bytes and more a piece of the hash gives nothing away. */
const keyIdOf = (key: string): string =>
  createHash('sha256').update(`api-key-id\n${key}`).digest('base64url').slice(0, KEY_ID_CHARACTERS);

/** Whom `ApiKeyGuard` let in. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<Called>();
  if (!caller) throw new AppError('unauthorized');
  return caller;
});
