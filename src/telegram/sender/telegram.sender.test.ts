import { Logger } from '@nestjs/common';
import { Telegraf } from 'telegraf';
import { BotApi, type CallOptions } from '../api/bot-api';
import { BotGate } from '../gate/bot.gate';
import {
  answer,
  FaultServer,
  ok,
  refuse,
  reset,
  silence,
  tooMany,
  type Fault,
} from '../../../test/harness/fault.server';
import { holdTimers } from '../../../test/harness/held.timer';
import type { OutgoingMessage } from './message';
import { RetryInterceptor } from '../api/retry.interceptor';
import type { Bot } from '../bots/telegram.bots';
import { TelegramSender } from './telegram.sender';
import { until } from '../../../test/harness/until';
import { systemTiming } from '../api/timing';

const to = { botId: 42, chatId: 7 };
const picture = Buffer.from('png');
const message: OutgoingMessage = { html: 'Code <code>834129</code>', picture, buttons: [] };
const TIMEOUT_SECONDS = 20;
const soon = () => new Date(Date.now() + 30_000);

let server: FaultServer;
let api: BotApi;
let sender: TelegramSender;

beforeEach(async () => {
  server = await FaultServer.start();
  api = new BotApi({ token: '42:AAtoken', apiRoot: server.root, timeoutSeconds: TIMEOUT_SECONDS });
  const gate = new BotGate(42, api, 1000, systemTiming);
  const calls = new RetryInterceptor(api, 3, { ...systemTiming, sleep: async () => undefined });
  const bot: Bot = { id: 42, api, gate, calls, telegraf: new Telegraf('42:AAtoken') };
  sender = new TelegramSender({ get: (id) => (id === bot.id ? bot : undefined) });
});

afterEach(async () => {
  jest.restoreAllMocks();
  await api.close();
  await server.stop();
});

const methods = () => server.calls.map(({ method }) => method);

describe('a message', () => {
  it('is sent as a picture with its words, and its id is known', async () => {
    server.next(ok({ message_id: 9 }));
    await expect(sender.send(to, message, { deadline: soon() })).resolves.toEqual({
      kind: 'sent',
      messageId: 9,
      tries: 1,
    });
    expect(methods()).toEqual(['sendPhoto']);
  });

  it('is sent as text if it has no picture', async () => {
    server.next(ok({ message_id: 9 }));
    await sender.send(to, { html: 'hi', buttons: [] }, { deadline: soon() });
    expect(methods()).toEqual(['sendMessage']);
  });

  it('goes again while Telegram asks for patience, and counts its tries', async () => {
    server.next(tooMany(1), tooMany(2), ok({ message_id: 9 }));
    await expect(sender.send(to, message, { deadline: soon() })).resolves.toEqual({
      kind: 'sent',
      messageId: 9,
      tries: 3,
    });
  });

  it('was not sent when Telegram asks for more patience than a call has', async () => {
    server.next(tooMany(35));
    await expect(sender.send(to, message, { deadline: soon() })).resolves.toEqual({
      kind: 'not_sent',
      error: '429: Too Many Requests: retry after 35',
      retryAfterSeconds: 35,
      tries: 1,
    });
  });

  it.each<[string, Fault]>([
    ['a reset', reset],
    ['500', refuse(500, 'Internal Server Error')],
    ['a page', answer(200, '<html>')],
    ['a yes without an id', ok(true)],
    ['a yes with an odd id', ok({ message_id: 'nine' })],
  ])('is in an unknown state after %s, and is not sent twice', async (_name, fault) => {
    server.next(fault);
    await expect(sender.send(to, message, { deadline: soon() })).resolves.toMatchObject({ kind: 'unknown', tries: 1 });
    expect(methods()).toEqual(['sendPhoto']);
  });

  it.each([
    ['Forbidden: bot was blocked by the user', 403, 'bot_blocked'],
    ["Forbidden: bot can't initiate conversation with a user", 403, 'bot_not_started'],
    ['Forbidden: user is deactivated', 403, 'user_deactivated'],
    ['Bad Request: chat not found', 400, 'chat_not_found'],
    ["Bad Request: can't parse entities", 400, 'internal'],
  ])('is refused for good: %s', async (description, code, reason) => {
    server.next(refuse(code, description));
    const error = `${code}: ${description}`;
    await expect(sender.send(to, message, { deadline: soon() })).resolves.toEqual({
      kind: 'refused',
      reason,
      error,
      tries: 1,
    });
  });

  it.each(['PHOTO_INVALID_DIMENSIONS', 'IMAGE_PROCESS_FAILED', 'file must be non-empty'])(
    'goes as text if Telegram refuses the picture: %s',
    async (why) => {
      server.next(refuse(400, `Bad Request: ${why}`), ok({ message_id: 9 }));
      await expect(sender.send(to, message, { deadline: soon() })).resolves.toEqual({
        kind: 'sent',
        messageId: 9,
        tries: 2,
      });
      expect(JSON.parse(server.callsOf('sendMessage')[0]!.body.toString())).toMatchObject({ text: message.html });
    },
  );

  describe('of which Telegram refuses a button (networks 17)', () => {
    const open = { kind: 'url', text: 'Open', url: 'https://app.example.org/verify#x' } as const;
    const copy = { kind: 'copy', text: 'Copy', copy: '834129' } as const;
    const deny = { kind: 'callback', text: 'Not me', data: 'deny:1' } as const;
    const withButtons: OutgoingMessage = { ...message, buttons: [[open], [copy], [deny]] };
    const labelsIn = ({ body }: { body: Buffer }) =>
      ['Open', 'Copy', 'Not me'].filter((text) => body.toString().includes(`"text":"${text}"`));
    const send = () => sender.send(to, withButtons, { deadline: soon() });
    let warn: jest.SpyInstance;

    beforeEach(() => {
      warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    });

    it.each([
      ['BUTTON_COPY_TEXT_INVALID', ['Open', 'Not me']],
      ["can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard", ['Open', 'Not me']],
      ['BUTTON_TYPE_INVALID', ['Open', 'Not me']],
      ['BUTTON_URL_INVALID', ['Copy', 'Not me']],
      ["inline keyboard button URL 'https://app.example.org/' is invalid: Wrong HTTP URL", ['Copy', 'Not me']],
      ['BUTTON_DATA_INVALID', ['Open', 'Copy']],
    ])('goes without that one: %s; the next does not try it again, and the log says it once', async (why, labels) => {
      server.next(refuse(400, `Bad Request: ${why}`), ok({ message_id: 9 }), ok({ message_id: 10 }));
      await expect(send()).resolves.toEqual({ kind: 'sent', messageId: 9, tries: 2 });
      await expect(send()).resolves.toEqual({ kind: 'sent', messageId: 10, tries: 1 });
      expect(methods()).toEqual(['sendPhoto', 'sendPhoto', 'sendPhoto']);
      expect(server.calls.slice(1).map(labelsIn)).toEqual([labels, labels]);
      expect(warn.mock.calls.map(([line]) => String(line))).toEqual([expect.stringContaining('Bot 42')]);
    });

    it('goes without any where all are refused', async () => {
      const refusal = refuse(400, 'Bad Request: BUTTON_TYPE_INVALID');
      server.next(refusal, refusal, refusal, ok({ message_id: 9 }));
      await expect(send()).resolves.toMatchObject({ kind: 'sent', tries: 4 });
      expect(server.calls.at(-1)!.body.toString()).not.toContain('inline_keyboard');
    });

    it('goes as text without it where the picture is refused as well', async () => {
      server.next(refuse(400, 'Bad Request: IMAGE_PROCESS_FAILED'), refuse(400, 'Bad Request: BUTTON_URL_INVALID'));
      server.next(refuse(400, 'Bad Request: IMAGE_PROCESS_FAILED'), ok({ message_id: 9 }));
      await expect(send()).resolves.toMatchObject({ kind: 'sent' });
      expect(labelsIn(server.calls.at(-1)!)).toEqual(['Copy', 'Not me']);
    });

    it('takes the place of another without it, with its picture', async () => {
      server.next(refuse(400, 'Bad Request: BUTTON_COPY_TEXT_INVALID'), ok({ message_id: 9 }));
      await expect(sender.replace(to, 9, withButtons, { deadline: soon() })).resolves.toMatchObject({ kind: 'sent' });
      expect(methods()).toEqual(['editMessageMedia', 'editMessageMedia']);
      expect(labelsIn(server.calls.at(-1)!)).toEqual(['Open', 'Not me']);
    });

    it('is a line without it', async () => {
      server.next(refuse(400, 'Bad Request: BUTTON_DATA_INVALID'), ok({ message_id: 9 }));
      await expect(sender.say(to, 'hello', { buttons: [[deny]] })).resolves.toBe(true);
      expect(labelsIn(server.calls.at(-1)!)).toEqual([]);
    });
  });

  it('waits for a better configuration when the token is wrong', async () => {
    server.next(refuse(401, 'Unauthorized'));
    await expect(sender.send(to, message, { deadline: soon() })).resolves.toMatchObject({ kind: 'misconfigured' });
    await expect(sender.send({ ...to, botId: 1 }, message, { deadline: soon() })).resolves.toMatchObject({
      kind: 'misconfigured',
    });
  });

  it('was not sent when its deadline has passed', async () => {
    await expect(sender.send(to, message, { deadline: new Date(0) })).resolves.toMatchObject({
      kind: 'not_sent',
      error: 'timeout',
    });
    expect(server.calls).toHaveLength(0);
  });
});

describe('a message whose answer comes after the time-out', () => {
  let timeOut: ReturnType<typeof holdTimers>;

  beforeEach(() => {
    timeOut = holdTimers(TIMEOUT_SECONDS * 1000);
  });

  /** Answers the first call only when told to, the others at once. */
  const answerLater = () => {
    let tell: () => void = () => undefined;
    server.next((socket, call) => (tell = () => ok({ message_id: 9 })(socket, call)));
    return () => tell();
  };

  it('is told of, so that it can be deleted', async () => {
    const tell = answerLater();
    let hear: (messageId: number) => void = () => undefined;
    const late = new Promise<number>((resolve) => (hear = resolve));
    const sent = sender.send(to, message, { deadline: soon(), onLate: hear });
    await server.sees(1);
    timeOut.runOut();
    expect(await sent).toMatchObject({ kind: 'unknown', error: 'timeout' });
    tell();
    await expect(late).resolves.toBe(9);
  });

  it('does not keep other messages from being sent, however many there are', async () => {
    server.otherwise = silence;
    const terms = () => ({ deadline: soon(), hasTurn: true, onLate: () => undefined });
    for (let round = 1; round <= 3; round++) {
      const sends = Array.from({ length: 60 }, () => sender.send(to, message, terms()));
      await server.sees(60 * round);
      timeOut.runOut();
      await Promise.all(sends);
    }
    server.otherwise = ok({ message_id: 10 });
    await expect(sender.send(to, message, { deadline: soon(), hasTurn: true })).resolves.toMatchObject({
      kind: 'sent',
    });
  });

  it('changes nothing where it says that there is none', async () => {
    let isAnswered: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (isAnswered = resolve));
    let tell: () => void = () => undefined;
    server.next((socket, call) => {
      tell = () => refuse(400, 'Bad Request: chat not found')(socket, call);
      socket.once('close', isAnswered);
    });
    const onLate = jest.fn();
    const sent = sender.send(to, message, { deadline: soon(), onLate });
    await server.sees(1);
    timeOut.runOut();
    await sent;
    tell();
    await api.close();
    await answered;
    expect(onLate).not.toHaveBeenCalled();
  });
});

describe('a call for which a turn was taken', () => {
  it('takes no other, whatever it is', async () => {
    const turns: (boolean | undefined)[] = [];
    const call = async (_method: string, _payload?: unknown, options?: CallOptions) => {
      turns.push(options?.takeTurn?.());
      return { message_id: 9 };
    };
    const withTurns = new TelegramSender({ get: () => ({ calls: { call } }) as unknown as Bot });
    const terms = { deadline: soon(), hasTurn: true };
    await withTurns.send(to, message, terms);
    await withTurns.replace(to, 9, message, terms);
    await withTurns.remove(to, 9, terms);
    await withTurns.removeAll(to, [9, 10], terms);
    await withTurns.remove(to, 9, { deadline: soon() });
    expect(turns).toEqual([true, true, true, true, false]);
  });
});

describe('a message that is replaced', () => {
  it('is told of by no late answer: it is known, and stays', async () => {
    const listened: boolean[] = [];
    const call = async (_method: string, _payload?: unknown, options?: CallOptions) => {
      listened.push(options?.onLate !== undefined);
      return { message_id: 9 };
    };
    const withCalls = new TelegramSender({ get: () => ({ calls: { call } }) as unknown as Bot });
    const terms = { deadline: soon(), onLate: () => undefined };
    await withCalls.replace(to, 9, message, terms);
    await withCalls.send(to, message, terms);
    expect(listened).toEqual([false, true]);
  });
});

describe('a removal', () => {
  const remove = () => sender.remove(to, 9, { deadline: soon() });

  it('deletes', async () => {
    await expect(remove()).resolves.toEqual({ kind: 'gone' });
    expect(JSON.parse(server.calls[0]!.body.toString())).toEqual({ chat_id: 7, message_id: 9 });
  });

  it('is done when the message is gone already', async () => {
    server.next(refuse(400, 'Bad Request: message to delete not found'));
    await expect(remove()).resolves.toEqual({ kind: 'gone' });
  });

  it('is done when the account of the chat is deactivated (networks 18)', async () => {
    server.next(refuse(403, 'Forbidden: user is deactivated'));
    await expect(remove()).resolves.toEqual({ kind: 'gone' });
    expect(methods()).toEqual(['deleteMessage']);
  });

  it('is repeated after a lost answer, which does no harm', async () => {
    server.next(reset, refuse(502, ''), refuse(400, 'Bad Request: message to delete not found'));
    await expect(remove()).resolves.toEqual({ kind: 'gone' });
    expect(server.calls).toHaveLength(3);
  });

  it('overwrites a picture that can no longer be deleted', async () => {
    server.next(refuse(400, "Bad Request: message can't be deleted for everyone"), ok({ message_id: 9 }));
    await expect(remove()).resolves.toEqual({ kind: 'blanked' });
    expect(methods()).toEqual(['deleteMessage', 'editMessageCaption']);
  });

  it('overwrites a text that can no longer be deleted', async () => {
    server.next(
      refuse(400, "Bad Request: message can't be deleted"),
      refuse(400, 'Bad Request: there is no caption in the message to edit'),
      ok({ message_id: 9 }),
    );
    await expect(remove()).resolves.toEqual({ kind: 'blanked' });
    expect(methods()).toEqual(['deleteMessage', 'editMessageCaption', 'editMessageText']);
  });

  it.each([
    ['message is not modified: specified new message content', 'blanked'],
    ['message to edit not found', 'gone'],
    ['something else', 'retry'],
  ])('that overwrites ends rightly when told "%s"', async (why, kind) => {
    server.next(refuse(400, "Bad Request: message can't be deleted"), refuse(400, `Bad Request: ${why}`));
    await expect(remove()).resolves.toMatchObject({ kind });
  });

  it('is tried again later when Telegram is busy, away or knows us not', async () => {
    server.next(tooMany(35), refuse(401, 'Unauthorized'));
    await expect(remove()).resolves.toMatchObject({ kind: 'retry', retryAfterSeconds: 35 });
    await expect(remove()).resolves.toMatchObject({ kind: 'retry', error: '401: Unauthorized' });
    server.otherwise = reset;
    await expect(remove()).resolves.toMatchObject({ kind: 'retry', error: 'ECONNRESET' });
  });

  it.each([
    [400, 'Bad Request: chat not found'],
    [403, 'Forbidden: bot was blocked by the user'],
  ])(
    'that is refused with %d overwrites the message, and is tried again where that is refused too',
    async (code, why) => {
      server.next(refuse(code, why), refuse(code, why));
      await expect(remove()).resolves.toEqual({ kind: 'retry', error: `${code}: ${why}` });
      server.next(refuse(code, why), ok(true));
      await expect(remove()).resolves.toEqual({ kind: 'blanked' });
    },
  );
});

describe('small talk', () => {
  it('tells whether Telegram took it', async () => {
    server.next(ok({ message_id: 1 }), refuse(403, 'Forbidden: bot was blocked by the user'));
    await expect(sender.say(to, 'hello')).resolves.toBe(true);
    await expect(sender.say(to, 'hello')).resolves.toBe(false);
    await expect(sender.say({ ...to, botId: 1 }, 'hello')).resolves.toBe(false);
  });

  it('makes no sound, has a button, and is given up, where that is asked for', async () => {
    server.next(ok({ message_id: 1 }));
    const button = { kind: 'callback', text: 'Not you?', data: 'out:1' } as const;
    await expect(sender.say(to, 'hello', { isQuiet: true, buttons: [[button]] })).resolves.toBe(true);
    const inline_keyboard = [[{ text: 'Not you?', callback_data: 'out:1' }]];
    const said = { text: 'hello', disable_notification: true, reply_markup: { inline_keyboard } };
    expect(JSON.parse(server.calls[0]!.body.toString())).toMatchObject(said);
    await expect(sender.say(to, 'hello', { signal: AbortSignal.abort() })).resolves.toBe(false);
    expect(server.calls).toHaveLength(1);
  });

  it('is given up when the product stops', async () => {
    server.next(silence);
    const said = sender.say(to, 'hello');
    await until(() => server.calls.length === 1, 'the call');
    sender.onApplicationShutdown();
    await expect(said).resolves.toBe(false);
  });

  it('ends a spinner, or not, without a word', async () => {
    server.next(ok(true), refuse(400, 'Bad Request: query is too old and response timeout expired'));
    await sender.answerCallback(42, 'abc', 'Done');
    await sender.answerCallback(42, 'abc');
    expect(server.calls.map(({ body }) => JSON.parse(body.toString()) as unknown)).toEqual([
      { callback_query_id: 'abc', text: 'Done' },
      { callback_query_id: 'abc' },
    ]);
  });
});
