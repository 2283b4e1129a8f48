import { createHash } from 'node:crypto';
import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Apps } from '../apps/apps';
import { Config } from '../config/config';
import { AppError } from '../errors';
import { clientOf } from '../http/request/client';
import type { Caller } from '../otp/otp.service';
import { isOneOf } from '../secrets/same-secret';

type Called = FastifyRequest & { caller?: Caller };

const KEY_ID_CHARACTERS = 10;

/** Lets in callers that show one of `API_KEYS`, or an app's API key. Without any such key, there is no API. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly config: Config,
    private readonly apps: Apps,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Called>();
    if (this.config.apiKeys.length === 0 && !this.apps.haveApiKeys) throw new AppError('not_found');
    request.caller = { ...(await this.clientBehind(keyIn(request))), client: clientOf(request), requestId: request.id };
    return true;
  }

  /** All keys of an app are one client, so that one can be replaced by another while codes are under way. */
  private async clientBehind(key: string | undefined): Promise<Pick<Caller, 'keyId' | 'appId'>> {
    if (key === undefined) throw new AppError('unauthorized');
    if (isOneOf(key, this.config.apiKeys)) return { keyId: keyIdOf(key) };
    const app = await this.apps.findByApiKey(key);
    if (!app) throw new AppError('unauthorized');
    return { keyId: `app.${app.id}`, appId: app.id };
  }
}

function keyIn({ headers }: FastifyRequest): string | undefined {
  const named = headers['x-api-key'];
  return typeof named === 'string' ? named : /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** For 32 random bytes or more, a part of the hash reveals nothing; it has no dot, unlike the names of apps. */
const keyIdOf = (key: string): string =>
  createHash('sha256').update(`api-key-id\n${key}`).digest('base64url').slice(0, KEY_ID_CHARACTERS);

/** The back end that `ApiKeyGuard` let in. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<Called>();
  if (!caller) throw new AppError('unauthorized');
  return caller;
});
