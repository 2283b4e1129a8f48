import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { chatIdOf } from './bot-api.call';
import { answerInstead, answerOk, answerRefusal, spoiled, type Answer } from './bot-api.faults';
import { methodNamed } from './bot-api.methods';
import { EMPTY_BODY, Params, type Body } from './bot-api.params';
import { BotApiRefusal } from './bot-api.refusal';
import type { Bot } from '../sandbox.bot';
import type { FaultOrder } from '../sandbox.faults';
import type { World } from '../sandbox.world';

const TOKEN = /^[1-9]\d{0,15}:[^/]+$/;
const MAX_TOKEN_CHARACTERS = 80;
const UNSENT_BYTES = 64;
const METHOD_PATH = /^bot([^/]+)\/([^/]+)$/;
const FILE_PATH = /^file\/bot([^/]+)\/(.+)$/;

/** Answers everything under the Bot API's root: `bot<token>/<method>` and `file/bot<token>/<path>`. */
export class BotApiServer {
  /** Calls under way, each with the controller that ends its waiting. */
  readonly #open = new Set<AbortController>();

  constructor(
    private readonly world: World,
    private readonly closing: AbortSignal,
  ) {
    closing.addEventListener('abort', () => this.#open.forEach((call) => call.abort()), { once: true });
  }

  async answer(request: FastifyRequest<{ Params: { '*': string } }>, reply: FastifyReply): Promise<void> {
    const path = request.params['*'];
    const [, token, method] = METHOD_PATH.exec(path) ?? [];
    const [, fileToken, file] = FILE_PATH.exec(path) ?? [];
    const gone = new AbortController();
    this.#open.add(gone);
    reply.raw.once('close', () => {
      this.#open.delete(gone);
      gone.abort();
    });
    const params = paramsOf(request);
    const answer = await (file === undefined
      ? this.#run(token, method, params, gone.signal)
      : this.#download(fileToken, file, params));
    await this.#send(answer, reply, gone.signal);
  }

  async #run(token: string | undefined, name: string | undefined, params: Params, gone: AbortSignal): Promise<Answer> {
    try {
      const bot = this.#bot(token);
      const method = methodNamed(name ?? '');
      if (!method) throw new BotApiRefusal(404, 'Not Found: method not found');
      const order = this.world.faults.take(method.name, chatIdOf(params));
      const call = { world: this.world, bot, params, gone };
      const answer = await this.#perform(async () => answerOk(await method.run(call)), order);
      this.#note(method.name, params, answer, order);
      return answer;
    } catch (error) {
      return refusalOf(error);
    }
  }

  async #perform(run: () => Promise<Answer>, order: FaultOrder | undefined): Promise<Answer> {
    const instead = order && answerInstead(order);
    if (instead) return instead;
    if (order?.fault === 'slow') await sleep((order.seconds ?? 3) * 1000, undefined, { signal: this.closing });
    try {
      return spoiled(await run(), order);
    } catch (error) {
      return spoiled(refusalOf(error), order);
    }
  }

  /** Leaves out quiet polls, which would push everything else out of the log. */
  #note(method: string, params: Params, { status, wire, body }: Answer, order: FaultOrder | undefined): void {
    if (method === 'getUpdates' && status === 200 && !order) return;
    const chatId = chatIdOf(params);
    const cut = wire === 'cut' || wire === 'hang';
    this.world.calls.add({
      method,
      chatId,
      at: new Date(this.world.now()),
      status: cut ? 0 : status,
      fault: order?.fault,
      request: params.shown,
      answer: cut || Buffer.isBuffer(body) ? '' : body,
    });
    this.world.changed();
  }

  #bot(token: string | undefined): Bot {
    if (token === undefined) throw new BotApiRefusal(404, 'Not Found');
    if (!TOKEN.test(token) || token.length > MAX_TOKEN_CHARACTERS) {
      throw new BotApiRefusal(401, 'Unauthorized: invalid token specified');
    }
    const bot = this.world.bot(token);
    if (!bot) throw new BotApiRefusal(401, 'Unauthorized');
    return bot;
  }

  async #send(answer: Answer, reply: FastifyReply, gone: AbortSignal): Promise<void> {
    if (answer.wire === undefined) {
      await reply
        .code(answer.status)
        .headers({ 'content-type': answer.contentType, date: this.#date(), ...answer.headers })
        .send(answer.body);
      return;
    }
    reply.hijack();
    const { raw } = reply;
    if (answer.wire === 'cut' || gone.aborted) raw.destroy();
    if (answer.wire === 'short') {
      const length = Buffer.byteLength(answer.body) + UNSENT_BYTES;
      raw.writeHead(answer.status, { 'content-type': answer.contentType, 'content-length': length });
      raw.write(answer.body);
    }
    gone.addEventListener('abort', () => raw.destroy(), { once: true });
  }

  /** By the sandbox's own clock, as Telegram's is by its own. */
  #date(): string {
    return new Date(this.world.now()).toUTCString();
  }

  async #download(token: string | undefined, path: string, params: Params): Promise<Answer> {
    try {
      const picture = this.#bot(token).pictures.at(path);
      const order = this.world.faults.take('file', undefined);
      const answer = await this.#perform(async () => {
        if (!picture) throw new BotApiRefusal(404, 'Not Found');
        return { status: 200, body: picture.bytes, contentType: 'application/octet-stream' };
      }, order);
      this.#note('file', params, answer, order);
      return answer;
    } catch (error) {
      return refusalOf(error);
    }
  }
}

function paramsOf(request: FastifyRequest): Params {
  const query = request.query as Readonly<Record<string, unknown>>;
  return new Params(query, (request.body as Body | undefined) ?? EMPTY_BODY);
}

/** A bug in the sandbox itself is an "Internal Server Error", as with Telegram. */
export function refusalOf(error: unknown): Answer {
  if (error instanceof BotApiRefusal) return answerRefusal(error);
  return answerRefusal(new BotApiRefusal(500, 'Internal Server Error'));
}
