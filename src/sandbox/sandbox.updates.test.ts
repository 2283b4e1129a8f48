import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Telegraf } from 'telegraf';
import { aSandbox, TOKEN, type RunningSandbox } from '../../test/harness/sandbox.server';

type Update = { update_id: number; message?: { text: string; from: { id: number }; entities?: unknown[] } };

let sandbox: RunningSandbox;
let ann: number;

beforeEach(async () => {
  sandbox = await aSandbox();
  ann = (await sandbox.phone<{ id: number }[]>('GET', 'people'))[0]?.id ?? 0;
});
afterEach(() => sandbox.close());

const updates = async (payload: Record<string, unknown> = {}) =>
  (await sandbox.call('getUpdates', payload)).result as Update[];
const isPolled = (call: Promise<unknown>) => {
  let done = false;
  void call.then(() => (done = true));
  return () => !done;
};

describe('getUpdates', () => {
  it('brings a pressed Start as Telegram writes it', async () => {
    await sandbox.phone('POST', 'start', { person: ann, payload: 'code_1' });
    const [update] = await updates();
    expect(update?.message).toMatchObject({
      message_id: 1,
      from: { id: ann, is_bot: false, first_name: 'Ann', language_code: 'en' },
      chat: { id: ann, type: 'private' },
      text: '/start code_1',
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
    });
  });

  it('brings a command that names its bot whole, as Telegram marks it', async () => {
    await sandbox.phone('POST', 'start', { person: ann });
    await sandbox.phone('POST', 'say', { person: ann, text: '/login@a_bot now' });
    const [, update] = await updates();
    expect(update?.message?.entities).toEqual([{ type: 'bot_command', offset: 0, length: 12 }]);
  });

  it('brings what it is made to bring, in that order, whatever its ids', async () => {
    const waiting = updates({ timeout: 50, allowed_updates: ['message'] });
    const { updates: queue } = sandbox.world.primaryBot;
    while (!queue.isPolled) await sandbox.phone('GET', 'people');
    queue.put({ update_id: 9, channel_post: {} }, { update_id: 8 }, { update_id: 9 });
    expect((await waiting).map(({ update_id }) => update_id)).toEqual([9, 8, 9]);
  });

  it('brings an update again until an offset confirms it', async () => {
    await sandbox.phone('POST', 'start', { person: ann });
    await sandbox.phone('POST', 'say', { person: ann, text: 'hello' });
    const first = await updates({ limit: 1 });
    expect(first.map(({ message }) => message?.text)).toEqual(['/start']);
    expect(await updates({ limit: 1 })).toEqual(first);
    const rest = await updates({ offset: (first[0]?.update_id ?? 0) + 1 });
    expect(rest.map(({ message }) => message?.text)).toEqual(['hello']);
  });

  it('counts a negative offset from the end', async () => {
    for (const text of ['/start', 'one', 'two']) await sandbox.phone('POST', 'say', { person: ann, text });
    expect((await updates({ offset: -1 })).map(({ message }) => message?.text)).toEqual(['two']);
    expect(await updates()).toHaveLength(1);
  });

  it('waits for an update that comes later', async () => {
    const polled = updates({ timeout: 50 });
    const waits = isPolled(polled);
    await sandbox.call('getMe');
    expect(waits()).toBe(true);
    await sandbox.phone('POST', 'start', { person: ann });
    expect((await polled).map(({ message }) => message?.text)).toEqual(['/start']);
  });

  it('refuses the earlier of two pollers', async () => {
    const earlier = sandbox.call('getUpdates', { timeout: 50 });
    await waitUntilPolled();
    const later = updates({ timeout: 50 });
    expect(await earlier).toMatchObject({
      status: 409,
      description: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    });
    await sandbox.phone('POST', 'start', { person: ann });
    expect(await later).toHaveLength(1);
  });

  it('is refused while a webhook is set, and a webhook ends a poll', async () => {
    const polled = sandbox.call('getUpdates', { timeout: 50 });
    await waitUntilPolled();
    await sandbox.call('setWebhook', { url: 'https://bot.example/hook' });
    expect(await polled).toMatchObject({ status: 409, description: 'Conflict: terminated by setWebhook request' });
    expect((await sandbox.call('getUpdates')).description).toBe(
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
    await sandbox.call('deleteWebhook');
    expect(await sandbox.call('getUpdates')).toMatchObject({ status: 200 });
  });

  it('brings only the kinds that were asked for', async () => {
    await updates({ allowed_updates: ['message'] });
    await sandbox.phone('POST', 'start', { person: ann });
    await sandbox.phone('POST', 'block', { person: ann });
    expect((await updates()).map((update) => Object.keys(update)[1])).toEqual(['message']);
  });

  it('tells of a block and its end', async () => {
    await sandbox.phone('POST', 'block', { person: ann });
    await sandbox.phone('POST', 'unblock', { person: ann });
    expect(await updates()).toMatchObject([
      { my_chat_member: { old_chat_member: { status: 'member' }, new_chat_member: { status: 'kicked' } } },
      { my_chat_member: { old_chat_member: { status: 'kicked' }, new_chat_member: { status: 'member' } } },
    ]);
  });

  it('lets a poll go when the server closes', async () => {
    const polled = sandbox.call('getUpdates', { timeout: 50 });
    await waitUntilPolled();
    await sandbox.close();
    expect(await polled).toMatchObject({ result: [] });
  });

  /** Waits until the bot's queue has a poll to interrupt. */
  const waitUntilPolled = async () => {
    while (!sandbox.world.primaryBot.updates.isPolled) await sandbox.call('getMe');
  };
});

describe('a pressed button', () => {
  const keyboard = [
    [
      { text: 'Open', url: 'https://a.example/verify#x' },
      { text: 'Copy', copy_text: { text: '123456' } },
    ],
    [{ text: 'Not me', callback_data: 'no:1' }],
  ];
  const press = (row: number, column: number) =>
    sandbox.phone('POST', 'press', { person: ann, message_id: 2, row, column });

  beforeEach(async () => {
    await sandbox.phone('POST', 'start', { person: ann });
    await sandbox.call('sendMessage', { chat_id: ann, text: 'hi', reply_markup: { inline_keyboard: keyboard } });
  });

  it('opens its link or copies its text without the bot', async () => {
    expect(await press(0, 0)).toEqual({ url: 'https://a.example/verify#x' });
    expect(await press(0, 1)).toEqual({ copy: '123456' });
    expect(await press(4, 4)).toEqual({ error: 'That button is gone.' });
  });

  it('asks the bot, whose answer the person sees', async () => {
    const bot = new Telegraf(TOKEN, { telegram: { apiRoot: `${sandbox.origin}/sandbox/telegram/` } });
    bot.action('no:1', (context) => context.answerCbQuery('Sorry to hear that', { show_alert: true }));
    const stopped = bot.launch();
    expect(await press(1, 0)).toEqual({ answer: { text: 'Sorry to hear that', isAlert: true, url: '' } });
    bot.stop();
    await stopped;
  });
});

describe('a webhook', () => {
  type Delivery = { secret: string | undefined; update: Update };
  let receiver: Server;
  let deliveries: Delivery[];
  let statuses: number[];
  let arrived: () => void;

  beforeEach(async () => {
    deliveries = [];
    statuses = [];
    arrived = () => undefined;
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const secret = request.headers['x-telegram-bot-api-secret-token'];
        const update = JSON.parse(Buffer.concat(chunks).toString()) as Update;
        deliveries.push({ secret: String(secret), update });
        response.writeHead(statuses.shift() ?? 200).end();
        arrived();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    receiver.closeAllConnections();
    receiver.close();
  });

  const delivered = async (count: number) => {
    while (deliveries.length < count) await new Promise<void>((resolve) => (arrived = resolve));
  };
  const hook = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;

  it('is given each update with the secret, again after a failure', async () => {
    statuses = [500];
    await sandbox.call('setWebhook', { url: hook(), secret_token: 's3cret_-' });
    await sandbox.phone('POST', 'start', { person: ann, payload: 'one' });
    await sandbox.phone('POST', 'say', { person: ann, text: 'two' });
    await delivered(3);
    expect(deliveries.map(({ update }) => update.message?.text)).toEqual(['/start one', '/start one', 'two']);
    expect(new Set(deliveries.map(({ secret }) => secret))).toEqual(new Set(['s3cret_-']));
    const info = await sandbox.call('getWebhookInfo');
    expect(info.result).toMatchObject({
      url: hook(),
      last_error_message: 'Wrong response from the webhook: 500 Internal Server Error',
    });
  });

  it.each([
    [{ url: 'http://bot.example/hook' }, 'bad webhook: An HTTPS URL must be provided for webhook'],
    [{ url: 'https://bot.example', secret_token: 'a b' }, 'secret token contains unallowed characters'],
    [{ url: 'https://bot.example', secret_token: 'x'.repeat(257) }, 'secret token is too long'],
  ])('is refused when it is wrong: %#', async (payload, reason) => {
    expect(await sandbox.call('setWebhook', payload)).toMatchObject({
      status: 400,
      description: `Bad Request: ${reason}`,
    });
  });
});
