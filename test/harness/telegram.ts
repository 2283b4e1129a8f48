import Fastify, { type FastifyInstance } from 'fastify';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { FaultOrder } from '../../src/sandbox/sandbox.faults';
import { sandbox } from '../../src/sandbox/sandbox.plugin';
import { createWorld, type SandboxOptions, type World } from '../../src/sandbox/sandbox.world';
import { until } from './until';

const TOKEN = '987654321:AAtest-token_of-the_test-bot-0123456789';

export type PhoneMessage = Readonly<{
  message_id: number;
  from: 'bot' | 'person';
  text: string;
  picture: Readonly<{ url: string }> | null;
  buttons: readonly (readonly Readonly<{ kind: string; text: string; url?: string; copy?: string }>[])[];
}>;

/** A Telegram outside of the app, which outlives the app's crashes. */
export class Telegram {
  /** Connections of bots; those of phones are others. */
  private readonly lines = new Set<Socket>();

  private constructor(
    private readonly server: FastifyInstance,
    readonly world: World,
    readonly url: string,
  ) {
    server.server.on('request', ({ url: path, socket }: IncomingMessage) => {
      if (this.lines.has(socket) || !path?.startsWith('/sandbox/telegram/')) return;
      this.lines.add(socket);
      socket.once('close', () => this.lines.delete(socket));
    });
  }

  static async start(options: SandboxOptions = {}, port = 0): Promise<Telegram> {
    const world = createWorld({ tokens: [TOKEN], ...options });
    const server = Fastify({ forceCloseConnections: true });
    await server.register(sandbox, { prefix: '/sandbox', world });
    await server.listen({ host: '127.0.0.1', port });
    const { port: bound } = server.server.address() as AddressInfo;
    return new Telegram(server, world, `http://127.0.0.1:${bound}`);
  }

  /** What the app needs to be told to talk to this one. */
  get settings(): Record<string, string> {
    return { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: `${this.url}/sandbox/telegram` };
  }

  get token(): string {
    return TOKEN;
  }

  /** Messages of the bot that are in the chat now. */
  async messages(person: number): Promise<PhoneMessage[]> {
    if (!this.world.people.has(person)) return [];
    const all = await this.phone<PhoneMessage[]>('GET', `messages?person=${person}`);
    return all.filter((message) => message.from === 'bot');
  }

  /** Messages that carry a code. */
  async codeMessages(person: number): Promise<PhoneMessage[]> {
    return (await this.messages(person)).filter((message) => codeOf(message) !== undefined);
  }

  async untilCodeMessages(person: number, count: number): Promise<PhoneMessage[]> {
    return until(async () => {
      const messages = await this.codeMessages(person);
      return messages.length === count ? messages : undefined;
    }, `${count} messages with a code for ${person}`);
  }

  async untilEmpty(person: number): Promise<void> {
    await until(async () => (await this.codeMessages(person)).length === 0, `the messages of ${person} to be gone`);
  }

  /** What a camera would read off the message's picture. */
  async scan(message: PhoneMessage): Promise<string> {
    const response = await fetch(`${this.url}/sandbox/${message.picture!.url}`);
    const { data, width, height } = PNG.sync.read(Buffer.from(await response.arrayBuffer()));
    return jsQR(new Uint8ClampedArray(data), width, height)!.data;
  }

  pressStart(person: number, telegramLink: string): Promise<unknown> {
    return this.phone('POST', 'start', { person, payload: new URL(telegramLink).searchParams.get('start') });
  }

  /** Somebody presses Start without a link, and the bot has helped them. */
  async greet(person: number): Promise<void> {
    const last = (await this.messages(person)).at(-1)?.message_id ?? 0;
    await this.phone('POST', 'start', { person });
    await until(
      async () => ((await this.messages(person)).at(-1)?.message_id ?? 0) > last,
      `the bot to help ${person}`,
    );
  }

  press(person: number, message: PhoneMessage, buttonText: string): Promise<unknown> {
    const row = message.buttons.findIndex((buttons) => buttons.some(({ text }) => text === buttonText));
    const column = message.buttons[row]?.findIndex(({ text }) => text === buttonText) ?? 0;
    return this.phone('POST', 'press', { person, message_id: message.message_id, row, column });
  }

  async addPerson(firstName: string, languageCode = 'en'): Promise<number> {
    const { id } = await this.phone<{ id: number }>('POST', 'people', {
      first_name: firstName,
      language_code: languageCode,
    });
    return id;
  }

  misbehave(order: FaultOrder): void {
    this.world.faults.add(order);
  }

  /** Cuts the bots' connections: calls that it holds get no answer. */
  hangUp(): void {
    for (const socket of this.lines) socket.destroy();
  }

  async phone<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${this.url}/sandbox/api/${path}`, { method, ...(body !== undefined && json) });
    const text = await response.text();
    if (!response.ok) throw new Error(`the phone refused ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  async stop(): Promise<void> {
    await this.server.close();
  }
}

export const codeOf = (message: PhoneMessage): string | undefined =>
  message.buttons.flat().find((button) => button.kind === 'copy')?.copy;

/** Where its button leads: to what its picture says. */
export const linkOf = (message: PhoneMessage): string =>
  message.buttons.flat().find((button) => button.kind === 'url')!.url!;

export const tokenOf = (link: string): string => new URL(link).hash.slice(1);
