import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { addressBucket, plainAddress } from './address-bucket';
import { requesterOf } from './requester';

/** The sender of a request: the address that limits count, and browser and system from its User-Agent header. */
export type Client = Readonly<{
  address: string;
  browser: string;
  system: string;
  /** The reference in its answer, should it fail. */
  requestId?: string;
}>;

/**
 * Fastify walks X-Forwarded-For only through proxies that TRUST_PROXY names, and `ips` ends with the first entry that
 * is none of them. An entry that is no address counts as the proxy that wrote it.
 */
export const clientOf = (request: FastifyRequest): Client => ({
  address: addressBucket((request.ips ?? []).findLast((text) => plainAddress(text) !== undefined) ?? request.ip),
  ...requesterOf(request.headers['user-agent']),
  requestId: request.id,
});

/** What the audit keeps of a request: its sender and its id. */
export type Source = Readonly<{ client: Client; requestId: string }>;

/** The sender of the request at hand. */
export const FromClient = createParamDecorator((_: unknown, context: ExecutionContext) =>
  clientOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Where the request at hand comes from. */
export const FromSource = createParamDecorator((_: unknown, context: ExecutionContext): Source => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return { client: clientOf(request), requestId: request.id };
});
