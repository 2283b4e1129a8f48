import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Update } from 'telegraf/types';
import { AppError } from '../../errors';
import { isOneOf } from '../../same-secret';
import type { Bots } from '../bots/telegram.bots';
import { UpdateInbox } from './update.inbox';

/** Below the public URL; a part of the product's contract. */
export const WEBHOOK_PATH = '/telegram/webhook';

const SECRET_HEADER = 'x-telegram-bot-api-secret-token';
/** An update may carry a long message, and the one that it answers. */
const BODY_LIMIT = 1024 * 1024;
const RETRY_AFTER_SECONDS = 5;

/**
 * Takes the updates that Telegram sends. Who knows none of the secrets is turned away before the body is read. 200 is
 * answered once the update is handled, and what that changed is stored; anything else makes Telegram send it again.
 */
export function serveWebhook(fastify: FastifyInstance, bots: Bots, secrets: readonly string[]): void {
  const inbox = new UpdateInbox((update) => bots.primary.telegraf.handleUpdate(update));
  fastify.post<{ Body: Update }>(
    WEBHOOK_PATH,
    { bodyLimit: BODY_LIMIT, onRequest: async (request) => assertSecret(request, secrets) },
    async ({ body }, reply) => answer(reply, await inbox.handle(body)),
  );
}

function assertSecret({ headers }: FastifyRequest, secrets: readonly string[]): void {
  if (!isOneOf(headers[SECRET_HEADER], secrets)) throw new AppError('unauthorized');
}

function answer(reply: FastifyReply, obstacle: AppError | undefined): FastifyReply {
  if (obstacle) throw new AppError(obstacle.code, { retryAfterSeconds: RETRY_AFTER_SECONDS });
  return reply.status(200).send();
}
