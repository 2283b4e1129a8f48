import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { addressBucket } from './address-bucket';
import { requesterOf } from './requester';

/** Who sends a request: the address that limits count, and what the User-Agent header says of browser and system. */
export type Client = Readonly<{ address: string; browser: string; system: string }>;

/** Fastify walks X-Forwarded-For only through proxies that TRUST_PROXY names; `ips[0]` would be whatever was claimed. */
export const clientOf = (request: FastifyRequest): Client => ({
  address: addressBucket(request.ip),
  ...requesterOf(request.headers['user-agent']),
});

/** The sender of the request at hand. */
export const FromClient = createParamDecorator((_: unknown, context: ExecutionContext) =>
  clientOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
