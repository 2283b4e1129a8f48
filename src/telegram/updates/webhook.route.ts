import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Update } from 'telegraf/types';
import { AppError } from '../../errors';
import { isOneOf } from '../../secrets/same-secret';
import type { Bot, Bots } from '../bots/telegram.bots';
import { UpdateInbox } from './update.inbox';

/** A path below the public URL; part of the product's contract. */
export const WEBHOOK_PATH = '/telegram/webhook';

/** An update does not say which bot it is for; where there are several, the URL does. */
export const webhookUrl = (publicUrl: string, botId: number, botCount: number): string =>
  `${publicUrl}${WEBHOOK_PATH}${botCount > 1 ? `?bot=${botId}` : ''}`;

const SECRET_HEADER = 'x-telegram-bot-api-secret-token';
/** An update may carry a long message, and the one that it replies to. */
const BODY_LIMIT = 1024 * 1024;
const RETRY_AFTER_SECONDS = 5;

/**
 * Receives the updates that Telegram sends. A caller that knows none of the secrets is refused before the body is read.
 * Answers 200 once the update is handled and its changes are stored; anything else makes Telegram send it again. Also
 * active while updates are polled: when instances switch from one to the other, Telegram may reach any of them.
 */
export function serveWebhook(fastify: FastifyInstance, bots: Bots, secrets: readonly string[]): void {
  if (secrets.length === 0) return;
  const inboxes = new Map(bots.all.map(({ id, telegraf }) => [id, inboxOf(telegraf)]));
  const inboxFor = (botId: string | undefined): UpdateInbox => {
    const inbox = inboxes.get(botId === undefined ? bots.primary.id : Number(botId));
    // Updates of a bot whose token is no longer in the settings stay with Telegram, until it forgets them.
    if (!inbox) throw new AppError('not_found');
    return inbox;
  };
  fastify.post<{ Body: Update; Querystring: { bot?: string } }>(
    WEBHOOK_PATH,
    { bodyLimit: BODY_LIMIT, onRequest: async (request) => assertSecret(request, secrets) },
    async ({ body, query }, reply) => answer(reply, await inboxFor(query.bot).handle(body)),
  );
}

const inboxOf = (telegraf: Bot['telegraf']): UpdateInbox => new UpdateInbox((update) => telegraf.handleUpdate(update));

function assertSecret({ headers }: FastifyRequest, secrets: readonly string[]): void {
  if (!isOneOf(headers[SECRET_HEADER], secrets)) throw new AppError('unauthorized');
}

function answer(reply: FastifyReply, obstacle: AppError | undefined): FastifyReply {
  if (obstacle) throw new AppError(obstacle.code, { retryAfterSeconds: RETRY_AFTER_SECONDS });
  return reply.status(200).send();
}
