import { setMaxListeners } from 'node:events';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerRefusal } from './bot-api/bot-api.faults';
import { EMPTY_BODY, readBody } from './bot-api/bot-api.params';
import { BotApiRefusal } from './bot-api/bot-api.refusal';
import { BotApiServer, refusalOf } from './bot-api/bot-api.server';
import { PhoneRefusal } from './phone/phone.actions';
import { phoneRoutes } from './phone/phone.routes';
import { createWorld, type SandboxOptions, type World } from './sandbox.world';

const BODY_LIMIT = 11 * 1024 * 1024;

/**
 * A Bot API at `telegram/` and the phone's API at `api/`, below the prefix it is registered with.
 * Nothing of it leaks into the rest of the server: parsers, error answers and limits are its own.
 */
export async function sandbox(
  app: FastifyInstance,
  options: SandboxOptions & { readonly world?: World },
): Promise<void> {
  const world = options.world ?? createWorld(options);
  const closing = new AbortController();
  // Every call that waits adds a listener.
  setMaxListeners(0, closing.signal);
  app.addHook('preClose', async () => {
    closing.abort();
    world.close();
  });
  readEveryBody(app);
  await app.register(async (api) => botApiRoutes(api, world, closing.signal), { prefix: '/telegram' });
  await app.register(
    async (api) => {
      api.setErrorHandler(async (error, _request, reply) => {
        if (error instanceof PhoneRefusal) return reply.code(error.status).send({ error: error.sentence });
        const { status } = refusalOf(error);
        return reply.code(status).send({ error: status < 500 ? 'Not understood.' : 'Something broke here.' });
      });
      phoneRoutes(api, world, closing.signal);
    },
    { prefix: '/api' },
  );
}

function readEveryBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    async (request: FastifyRequest, bytes: Buffer) =>
      request.method === 'GET' ? EMPTY_BODY : readBody(request.headers['content-type'], bytes),
  );
}

async function botApiRoutes(api: FastifyInstance, world: World, closing: AbortSignal): Promise<void> {
  const server = new BotApiServer(world, closing);
  api.setErrorHandler(async (error: Error & { statusCode?: number }, _request, reply) => {
    const tooLarge = error.statusCode === 413;
    const answer = tooLarge ? answerRefusal(new BotApiRefusal(413, 'Request Entity Too Large')) : refusalOf(error);
    return reply.code(answer.status).type(answer.contentType).send(answer.body);
  });
  api.route<{ Params: { '*': string } }>({
    method: ['GET', 'POST'],
    url: '/*',
    bodyLimit: BODY_LIMIT,
    handler: (request, reply) => server.answer(request, reply),
  });
}
