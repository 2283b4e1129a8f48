import { Global, Injectable, Logger, Module, type BeforeApplicationShutdown } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Ctx, On, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import type { Update as TelegramUpdate } from 'telegraf/types';
import type { TelegramConfig } from '../../config/config';
import { AppError } from '../../errors';
import { holdTimers } from '../../../test/harness/held.timer';
import { Metrics } from '../../metrics/metrics';
import { until } from '../../../test/harness/until';
import { answer, FaultServer, ok, pollable, refuse, silence, type Fault } from '../../../test/harness/fault.server';
import { BotLifecycle } from './bot.lifecycle';
import { MessageSender } from '../sender/message.sender';
import { Bots, type BotState } from './telegram.bots';
import { TelegramModule } from '../telegram.module';
import type { Webhook } from '../updates/webhook.keeper';
import { systemTiming, type Timing } from '../api/timing';

const STOP_SECONDS = 20;

let server: FaultServer;
let app: TestingModule | undefined;
let nowMs: number;
let isOnDuty: boolean;
let pending: TelegramUpdate[];
let telegram: Fault;
let onMessage: (context: Context) => Promise<void>;
let lines: string[];

@Global()
@Module({ providers: [Metrics], exports: [Metrics] })
class TestMetricsModule {}

@Update()
class MessageUpdate {
  @On('message')
  async message(@Ctx() context: Context): Promise<void> {
    await onMessage(context);
  }
}

@Injectable()
class LastWords implements BeforeApplicationShutdown {
  constructor(private readonly sender: MessageSender) {}

  async beforeApplicationShutdown(): Promise<void> {
    await this.sender.say({ botId: 42, chatId: 7 }, 'bye');
  }
}

const message = (id: number, text = 'hello') =>
  ({ update_id: id, message: { message_id: id, date: 0, text, chat: { id: 7, type: 'private' } } }) as TelegramUpdate;

/** Waits are cut short, except the time that a stop may take. */
const timing: Timing = {
  now: () => nowMs,
  elapsed: () => nowMs,
  random: () => 0.5,
  sleep: (ms, signal) => systemTiming.sleep(ms === STOP_SECONDS * 1000 ? ms : Math.min(ms, 5), signal),
};

async function start(settings: Partial<TelegramConfig> = {}, webhook?: Webhook): Promise<Bots> {
  const config: TelegramConfig = {
    proxy: undefined,
    sandbox: false,
    botTokens: ['42:AAtoken'],
    apiRoot: server.root,
    updates: 'polling',
    webhookSecrets: [],
    timeoutSeconds: 5,
    maxRetries: 0,
    messagesPerSecond: 25,
    sendMode: 'direct',
    ...settings,
  };
  const room = TelegramModule.forRoot(config, webhook, { pollSeconds: 1, stopSeconds: STOP_SECONDS, timing });
  @Module({ imports: [TestMetricsModule, room], providers: [MessageUpdate, LastWords] })
  class TestModule {}
  app = await Test.createTestingModule({ imports: [TestModule] }).compile();
  await app.init();
  const lifecycle = app.get(BotLifecycle, { strict: false });
  for (const { id } of app.get(Bots, { strict: false }).all) void lifecycle.work(id, () => isOnDuty);
  return app.get(Bots, { strict: false });
}

/** How many calls the metrics show to an operator. */
async function counted(method: string, outcome: string): Promise<number> {
  const { values } = await app!.get(Metrics, { strict: false }).telegramRequestSeconds.get();
  const isCount = ({ metricName }: { metricName?: string }) => metricName?.endsWith('_count');
  return (
    values.find(({ labels, ...value }) => isCount(value) && labels.method === method && labels.outcome === outcome)
      ?.value ?? 0
  );
}

const reaches = (bots: Bots, state: BotState) => until(() => bots.state(42).state === state, `the bot to be ${state}`);
const polls = () =>
  server.callsOf('getUpdates').map(({ body }) => JSON.parse(body.toString()) as { offset?: number; timeout: number });

beforeEach(async () => {
  nowMs = 1_000_000;
  isOnDuty = true;
  pending = [];
  telegram = pollable(pending);
  lines = [];
  onMessage = async () => undefined;
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(Logger.prototype, level).mockImplementation((...args: unknown[]) => {
      lines.push(`${level}: ${String(args[0])}`);
    });
  server = await FaultServer.start();
  server.otherwise = telegram;
});

afterEach(async () => {
  await app?.close();
  app = undefined;
  await server.stop();
  jest.restoreAllMocks();
});

const told = () => lines.filter((line) => line.includes('Bot '));

describe('a bot', () => {
  it('sends again as soon as it gets updates again, however long it was to be left alone', async () => {
    const bots = await start();
    await reaches(bots, 'up');
    server.otherwise = refuse(502, 'Bad Gateway');
    await reaches(bots, 'unreachable');
    const { gate } = bots.primary;
    const send = () => gate.call('sendPhoto', { chat_id: 7 }, { takeTurn: () => true }).catch(() => undefined);
    nowMs += 4_000;
    for (let time = 0; time < 5; time++) await send();
    expect(gate.closedForMs).toBe(10_000);
    server.otherwise = telegram;
    await reaches(bots, 'up');
    await until(() => gate.state.circuit === 'closed', 'messages to go out');
  });

  it('comes up, introduces itself and drops no update that waits', async () => {
    const bots = await start();
    await reaches(bots, 'up');
    expect(bots.username(42)).toBe('test_bot');
    expect(bots.primary.id).toBe(42);
    expect(JSON.parse(server.callsOf('deleteWebhook')[0]!.body.toString())).toEqual({ drop_pending_updates: false });
    await server.sees(2, 'getUpdates');
    expect(polls()[1]).toEqual({
      timeout: 1,
      allowed_updates: ['message', 'callback_query', 'my_chat_member'],
    });
    expect(told()).toEqual(['log: Bot @test_bot is up']);
  });

  it('starts while Telegram is not there, silently at first, and comes up by itself', async () => {
    const { port } = server;
    await server.stop();
    const bots = await start();
    await until(async () => (await counted('getMe', 'not_sent')) >= 2, 'calls in vain');
    expect([bots.state(42).state, told()]).toEqual(['starting', []]);
    nowMs += 3001;
    await reaches(bots, 'unreachable');
    expect(bots.state(42)).toEqual({ state: 'unreachable', since: new Date(nowMs), error: 'ECONNREFUSED' });
    server = await FaultServer.start(port);
    server.otherwise = telegram;
    await reaches(bots, 'up');
    expect(told()).toEqual(['warn: Bot 42 is unreachable (ECONNREFUSED); retrying', 'log: Bot @test_bot is up']);
  });

  it.each(['getMe', 'deleteWebhook'])('does not wait a minute for %s that hangs', async (method) => {
    const fiveSeconds = holdTimers(5_000);
    let isHanging = true;
    server.otherwise = (socket, call) => (isHanging && call.method === method ? silence : telegram)(socket, call);
    const bots = await start({ timeoutSeconds: 60 });
    await server.sees(1, method);
    isHanging = false;
    fiveSeconds.runOut();
    await reaches(bots, 'up');
    expect(told()).toEqual([expect.stringContaining('is unreachable (timeout)'), 'log: Bot @test_bot is up']);
  });

  it.each<[string, string, Fault, BotState]>([
    ['a wrong token', 'getMe', refuse(401, 'Unauthorized'), 'unauthorized'],
    ['a wrong API root', 'getMe', answer(404, '<html>'), 'unauthorized'],
    ['another poller', 'getUpdates', refuse(409, 'Conflict: terminated by other getUpdates request'), 'conflict'],
    ['a broken gateway', 'getUpdates', answer(502, '<html>'), 'unreachable'],
    ['nonsense', 'getUpdates', ok({ no: 'list' }), 'unreachable'],
  ])('lives through %s with one line, and comes up when that is over', async (_name, method, fault, state) => {
    server.otherwise = (socket, call) => (call.method === method ? fault : telegram)(socket, call);
    const bots = await start();
    await reaches(bots, state);
    const seen = server.callsOf(method).length;
    await server.sees(seen + 3, method);
    expect(told()).toEqual([expect.stringContaining(` is ${state} (`)]);
    server.otherwise = telegram;
    await reaches(bots, 'up');
    expect(told()).toHaveLength(2);
    expect(bots.state(42).error).toBeUndefined();
  });

  it.each<[string, Fault]>([
    ['no such method', refuse(404, 'Not Found')],
    ['no page', answer(404, '<html>')],
    ['a refusal', refuse(400, 'Bad Request: method is not supported')],
    ['an error of its own', answer(501, '')],
  ])('gets its updates from a stand-in for Telegram that answers deleteWebhook with %s', async (_, fault) => {
    server.otherwise = (socket, call) => (call.method === 'deleteWebhook' ? fault : telegram)(socket, call);
    const bots = await start();
    await reaches(bots, 'up');
    expect(told()).toEqual(['log: Bot @test_bot is up']);
  });

  it('does not call itself up for the moments that another poller leaves it', async () => {
    const cutOff = refuse(409, 'Conflict: terminated by other getUpdates request');
    server.otherwise = (socket, call) => (call.body.includes('"timeout":1') ? cutOff : telegram)(socket, call);
    const bots = await start();
    await reaches(bots, 'conflict');
    await server.sees(server.callsOf('getUpdates').length + 4, 'getUpdates');
    expect(told()).toEqual(['log: Bot @test_bot is up', expect.stringContaining('is conflict (409: Conflict')]);
  });

  it('hands updates to handlers, whose answers go through the one client', async () => {
    onMessage = async (context) => void (await context.reply('hi'));
    pending.push(message(5));
    await start();
    await server.sees(1, 'sendMessage');
    const call = server.callsOf('sendMessage')[0]!;
    expect(JSON.parse(call.body.toString())).toEqual({ chat_id: 7, text: 'hi' });
    await until(async () => (await counted('sendMessage', 'ok')) === 1, 'the answer to be counted');
  });

  it('asks for an update again until storage is back', async () => {
    let failures = 3;
    const texts: string[] = [];
    onMessage = async (context) => {
      if (failures-- > 0) throw new AppError('storage_unavailable');
      texts.push(context.text ?? '');
    };
    pending.push(message(5, 'first'), message(6, 'second'));
    await start();
    await until(() => pending.length === 0, 'the updates to be confirmed');
    expect(texts).toEqual(['first', 'second']);
    expect(told()).toEqual([
      'log: Bot @test_bot is up',
      'warn: Bot @test_bot leaves updates with Telegram until they can be handled',
    ]);
  });

  it('leaves an update behind that breaks its handler', async () => {
    onMessage = async () => Promise.reject(new TypeError('cannot read what was written'));
    pending.push(message(5));
    await start();
    await until(() => pending.length === 0, 'the updates to be confirmed');
    expect(polls().at(-1)!.offset).toBe(6);
  });

  it('stops cleanly: the handler ends, its update is confirmed, nothing is asked any more', async () => {
    let release = () => {};
    let isAtWork = false;
    onMessage = () => {
      isAtWork = true;
      return new Promise((resolve) => (release = resolve));
    };
    pending.push(message(5));
    await start();
    await until(() => isAtWork, 'the handler to be at work');
    const stop = jest.spyOn(BotLifecycle.prototype, 'beforeApplicationShutdown');
    const closed = app!.close();
    app = undefined;
    await until(() => stop.mock.calls.length > 0, 'the stop');
    release();
    await closed;
    expect(polls().at(-1)).toEqual({ offset: 6, limit: 1, timeout: 0 });
    expect(pending).toEqual([]);
    expect(server.callsOf('sendMessage')).toHaveLength(1);
  });

  it('stops while Telegram is away', async () => {
    server.otherwise = silence;
    await start({ timeoutSeconds: 0.1 });
    await server.sees(1);
    await expect(app!.close()).resolves.toBeUndefined();
    app = undefined;
  });

  it('stands by where another instance works for it: it knows its name, and leaves its updates alone', async () => {
    const bots = await start();
    await reaches(bots, 'up');
    const lifecycle = app!.get(BotLifecycle, { strict: false });
    await lifecycle.standBy(42);
    await reaches(bots, 'standby');
    const asked = polls().length;
    pending.push(message(5));
    for (let turn = 0; turn < 50; turn++) await systemTiming.sleep(1);
    expect(polls()).toHaveLength(asked);
    expect(bots.username(42)).toBe('test_bot');
    await lifecycle.work(42, () => true);
    await until(() => pending.length === 0, 'the updates to be confirmed');
    expect(told()).toEqual(['log: Bot @test_bot is up', 'log: Bot @test_bot stands by', 'log: Bot @test_bot is up']);
  });

  it('handles and confirms nothing from the moment on at which it may be another’s', async () => {
    const handled: unknown[] = [];
    onMessage = async (context) => void handled.push(context.update.update_id);
    let answerPoll: (() => void) | undefined;
    server.otherwise = (socket, call) => {
      if (!call.body.includes('"timeout":1')) return telegram(socket, call);
      answerPoll = () => telegram(socket, call);
    };
    await start();
    await until(() => answerPoll !== undefined, 'a poll');
    isOnDuty = false;
    pending.push(message(5));
    answerPoll!();
    await app!.close();
    app = undefined;
    expect([handled, pending.length]).toEqual([[], 1]);
    expect(polls().some(({ offset }) => offset !== undefined)).toBe(false);
  });

  it('has its own updates and state beside others', async () => {
    server.otherwise = (socket, call) =>
      (call.path.startsWith('/bot43:') ? refuse(401, 'Unauthorized') : telegram)(socket, call);
    const bots = await start({ botTokens: ['42:AAtoken', '43:AAother'] });
    await reaches(bots, 'up');
    await until(() => bots.state(43).state === 'unauthorized', 'the other bot to be refused');
    expect(bots.get(43)?.id).toBe(43);
    expect(bots.get(44)).toBeUndefined();
  });
});

describe('a bot whose updates are sent to us', () => {
  const url = 'https://app.example.org/telegram/webhook';
  let info: Readonly<Record<string, unknown>>;

  const startWithWebhook = () => {
    const others = telegram;
    server.otherwise = (socket, call) =>
      (call.method === 'getWebhookInfo' ? ok({ url, ...info }) : others)(socket, call);
    return start({ updates: 'webhook' }, { publicUrl: 'https://app.example.org', secret: 'a-secret' });
  };
  const looks = (count: number) => server.sees(server.callsOf('getWebhookInfo').length + count, 'getWebhookInfo');

  beforeEach(() => (info = { pending_update_count: 0 }));

  it('tells where and by what secret, and drops nothing that waits', async () => {
    await reaches(await startWithWebhook(), 'up');
    expect(JSON.parse(server.callsOf('setWebhook')[0]!.body.toString())).toMatchObject({
      ...{ url, secret_token: 'a-secret', drop_pending_updates: false },
      allowed_updates: ['message', 'callback_query', 'my_chat_member'],
    });
    expect(polls()).toEqual([]);
  });

  it('sets its webhook again where something has taken it away', async () => {
    await reaches(await startWithWebhook(), 'up');
    info = { url: '', pending_update_count: 0 };
    await server.sees(2, 'setWebhook');
  });

  it('is not up while Telegram does not get through to us, and says why without quoting', async () => {
    const bots = await startWithWebhook();
    await reaches(bots, 'up');
    info = {
      pending_update_count: 2,
      last_error_date: 9,
      last_error_message: 'Wrong response from the webhook: 502 Bad Gateway',
    };
    await reaches(bots, 'unreachable');
    expect(bots.state(42).error).toBe('webhook: Wrong response from the webhook: 502 Bad Gateway');
    await looks(3);
    expect(bots.state(42).state).toBe('unreachable');
    info = { ...info, pending_update_count: 0 };
    await reaches(bots, 'up');
    expect(told().map((line) => line.split(': ')[0])).toEqual(['log', 'warn', 'log']);
    expect(server.callsOf('setWebhook')).toHaveLength(1);
  });

  it('stays up where a failure is over, or nothing waits', async () => {
    const bots = await startWithWebhook();
    info = { pending_update_count: 0, last_error_date: 9, last_error_message: 'Connection timed out' };
    await looks(2);
    info = { ...info, pending_update_count: 1 };
    await looks(2);
    expect(bots.state(42).state).toBe('up');
    expect(told()).toHaveLength(1);
  });
});
