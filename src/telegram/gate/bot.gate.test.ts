import { Logger } from '@nestjs/common';
import type { BotApiCaller } from '../api/bot-api';
import { BotApiError } from '../api/bot-api.error';
import { BotGate } from './bot.gate';
import type { Timing } from '../api/timing';

const START = 1_000_000;
const AFTER_THE_START = 4_000;

let nowMs: number;
let calls: string[];
let failures: Map<string, Error>;
let gate: BotGate;

const timing: Timing = {
  now: () => START + nowMs,
  elapsed: () => nowMs,
  random: () => 0.5,
  sleep: async (ms) => void (nowMs += ms),
};

const api = {
  call: async (method: string) => {
    calls.push(method);
    const failure = failures.get(method);
    if (failure) throw failure;
    return true;
  },
} as BotApiCaller;

beforeEach(() => {
  Logger.overrideLogger(false);
  [nowMs, calls, failures] = [0, [], new Map()];
  gate = new BotGate(42, api, 25, timing);
  nowMs = AFTER_THE_START;
});

const down = new BotApiError('unknown', 'Bad Gateway', { code: 502 });
const tooMany = (retryAfterSeconds?: number) => new BotApiError('rate_limited', 'Too Many', { retryAfterSeconds });

/** A send that has its turn; resolves however it ends. */
const send = (chatId = 7) =>
  gate.call('sendPhoto', { chat_id: chatId }, { takeTurn: () => true }).then(
    () => 'done',
    (error: BotApiError) => error.description,
  );

const failFive = async () => {
  failures.set('sendPhoto', down);
  for (let time = 0; time < 5; time++) await send();
};

describe('messages of a bot', () => {
  it('have 25 turns a second, smoothly', () => {
    let sent = 0;
    for (const end = nowMs + 10_000; nowMs < end; nowMs += 10) sent += gate.takeSends(100);
    expect(sent).toBeGreaterThanOrEqual(249);
    expect(sent).toBeLessThanOrEqual(252);
  });

  it('leave deletions their own turns, twice as many', () => {
    let removed = 0;
    for (const end = nowMs + 10_000; nowMs < end; nowMs += 10) {
      gate.takeSends(100);
      removed += gate.takeRemovals(100);
    }
    expect(removed).toBeGreaterThanOrEqual(499);
    expect(removed).toBeLessThanOrEqual(527);
  });

  it('may go later when there were no turns left, and at once when some are given back', () => {
    gate.takeSends(100);
    gate.takeRemovals(100);
    expect([gate.nextSendMs, gate.nextRemovalMs]).toEqual([expect.closeTo(30), expect.closeTo(20)]);
    gate.giveBackSends(1);
    gate.giveBackRemovals(1);
    expect([gate.nextSendMs, gate.nextRemovalMs]).toEqual([0, 0]);
  });

  it('are not held up by a deletion in their chat', async () => {
    await gate.call('deleteMessage', { chat_id: 7 });
    expect([gate.takeChat(7), gate.takeChat(7)]).toEqual([0, 1100]);
  });

  it('and deletions for which a turn was taken beforehand take no second one', async () => {
    gate.takeRemovals(100);
    gate.giveBackRemovals(1);
    await gate.call('deleteMessage', {}, { takeTurn: () => true });
    expect([gate.takeRemovals(100), nowMs]).toEqual([1, AFTER_THE_START]);
  });

  it('wait for their turn where none was taken beforehand, and for their chat', async () => {
    await gate.call('sendMessage', { chat_id: 7 });
    await gate.call('sendMessage', { chat_id: 8 });
    expect(nowMs - AFTER_THE_START).toBeLessThan(100);
    await gate.call('sendMessage', { chat_id: 7 });
    expect(nowMs - AFTER_THE_START).toBe(1100);
  });

  it('do not wait beyond their deadline', async () => {
    await gate.call('sendMessage', { chat_id: 7 });
    const before = (ms: number) => ({ deadline: new Date(timing.now() + ms) });
    await expect(gate.call('sendMessage', { chat_id: 7 }, before(500))).rejects.toMatchObject({
      kind: 'not_sent',
      description: 'no_turn',
    });
    expect(calls).toHaveLength(1);
    await gate.call('sendMessage', { chat_id: 7 }, before(1_101));
    expect(calls).toHaveLength(2);
  });

  it('do not go when their caller went away while they waited', async () => {
    gate = new BotGate(42, api, 25, { ...timing, sleep: () => Promise.reject(new Error('aborted')) });
    await gate.call('sendMessage', { chat_id: 7 });
    await expect(gate.call('sendMessage', { chat_id: 7 })).rejects.toMatchObject({ description: 'aborted' });
    expect(calls).toHaveLength(1);
  });

  it('are alone in being paced: what brings no message into a chat passes', async () => {
    for (let time = 0; time < 100; time++) await gate.call('answerCallbackQuery', { chat_id: 7 });
    expect(nowMs).toBe(AFTER_THE_START);
  });
});

describe('a 429', () => {
  it.each([3, 35, 3600])('of %d s pauses everything that goes into chats for so long', async (seconds) => {
    failures.set('sendPhoto', tooMany(seconds));
    await send();
    expect(gate.state).toEqual({ circuit: 'closed', closedForMs: seconds * 1000 });
    expect([gate.takeSends(9), gate.takeRemovals(9)]).toEqual([0, 0]);
    expect([await send(), calls.length]).toEqual(['held_back', 1]);
    await expect(gate.call('sendPhoto', {}, { takeTurn: () => true })).rejects.toMatchObject({
      retryAfterSeconds: seconds,
    });
    nowMs += seconds * 1000;
    expect([gate.takeSends(9) > 0, gate.takeRemovals(9) > 0]).toEqual([true, true]);
  });

  it('lets what waited for its end go one after the other', async () => {
    let waiting: { until: number; wake: () => void }[] = [];
    const sleep = (ms: number) => new Promise<void>((wake) => waiting.push({ until: nowMs + ms, wake }));
    gate = new BotGate(42, api, 25, { ...timing, sleep });
    failures.set('sendPhoto', tooMany(9));
    await send();
    const times: number[] = [];
    const chats = Array.from({ length: 10 }, (_, index) => 100 + index);
    for (const chat of chats) void gate.call('sendMessage', { chat_id: chat }).then(() => times.push(nowMs));
    for (const end = nowMs + 60_000; nowMs < end && times.length < chats.length; nowMs += 5) {
      const due = waiting.filter(({ until }) => until <= nowMs);
      waiting = waiting.filter(({ until }) => until > nowMs);
      due.forEach(({ wake }) => wake());
      await new Promise(setImmediate);
    }
    expect(times[0]).toBeGreaterThanOrEqual(AFTER_THE_START + 9_000);
    expect(times.at(-1)! - times[0]!).toBeGreaterThanOrEqual(7 * 40);
  });

  it('that tells no time pauses for a second, and a shorter one shortens nothing', async () => {
    failures.set('deleteMessage', tooMany());
    await gate.call('deleteMessage').catch(() => undefined);
    expect(gate.closedForMs).toBe(1000);
    failures.set('sendPhoto', tooMany(10));
    nowMs += 1000;
    await Promise.all([send(), gate.call('deleteMessage', {}, { takeTurn: () => true }).catch(() => undefined)]);
    expect(gate.closedForMs).toBe(10_000);
  });

  it('is no failure', async () => {
    failures.set('sendPhoto', tooMany(1));
    for (let time = 0; time < 9; time++) await send().then(() => (nowMs += 1000));
    expect(gate.state.circuit).toBe('closed');
  });
});

describe('a Telegram that does not answer', () => {
  it('is left alone, and tried after 10 s by a call that leaves nothing in any chat', async () => {
    await failFive();
    expect([gate.takeSends(9), gate.takeRemovals(9), await send()]).toEqual([0, 0, 'held_back']);
    expect(gate.state).toEqual({ circuit: 'open', closedForMs: 10_000 });
    expect(calls).toHaveLength(5);
    nowMs += 10_000;
    expect(gate.takeSends(9)).toBe(0);
    expect(calls.slice(5)).toEqual(['getMe']);
    await new Promise(setImmediate);
    expect([gate.state.circuit, gate.takeSends(1)]).toEqual(['closed', 1]);
  });

  it('has five seconds to answer when it is tried', async () => {
    await failFive();
    const call = jest.spyOn(api, 'call');
    nowMs += 10_000;
    gate.takeSends(1);
    expect(call).toHaveBeenCalledWith('getMe', {}, { timeoutSeconds: 5 });
    call.mockRestore();
  });

  it('is left alone for longer when the try fails', async () => {
    await failFive();
    failures.set('getMe', down);
    nowMs += 10_000;
    gate.takeSends(9);
    await new Promise(setImmediate);
    expect(gate.state).toEqual({ circuit: 'open', closedForMs: 20_000 });
  });

  it('is not recognised by refusals, nor by calls that we ended ourselves', async () => {
    failures.set('sendPhoto', new BotApiError('refused', 'Forbidden', { code: 403 }));
    for (let time = 0; time < 9; time++) await send();
    failures.set('sendPhoto', new BotApiError('not_sent', 'not_begun'));
    for (let time = 0; time < 9; time++) await send();
    expect(gate.state.circuit).toBe('closed');
  });

  it('is not excused by a fault of our own', async () => {
    for (const failure of [down, down, down, down, new TypeError('ours'), down]) {
      failures.set('sendPhoto', failure);
      await send();
    }
    expect(gate.state.circuit).toBe('open');
  });

  it('is recognised by a wrong token and by a connection that is refused', async () => {
    for (const kind of ['misconfigured', 'not_sent'] as const) {
      failures.set('sendPhoto', new BotApiError(kind, 'ECONNREFUSED'));
      for (let time = 0; time < 5; time++) await send();
      expect(gate.state.circuit).toBe('open');
      gate.reset();
    }
  });

  it('may take its time in the first moments of a start', async () => {
    nowMs = 0;
    gate = new BotGate(42, api, 25, timing);
    await failFive();
    expect(gate.state.circuit).toBe('closed');
    nowMs = AFTER_THE_START;
    await failFive();
    expect(gate.state.circuit).toBe('open');
  });

  it('has no such time any more once it answered', async () => {
    nowMs = 0;
    gate = new BotGate(42, api, 25, timing);
    await send();
    await failFive();
    expect(gate.state.circuit).toBe('open');
  });

  it('is not what we blame for file descriptors that we ran out of, which are told of once', async () => {
    const warn = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    failures.set('sendPhoto', new BotApiError('not_sent', 'EMFILE'));
    for (let time = 0; time < 9; time++) await send();
    expect(gate.state).toEqual({ circuit: 'closed', closedForMs: 0 });
    expect(warn.mock.calls).toEqual([[expect.stringContaining('EMFILE')]]);
    warn.mockRestore();
  });

  it('is tried at once when it answers by another way again', async () => {
    await failFive();
    gate.tryNow();
    await new Promise(setImmediate);
    expect(calls.at(-1)).toBe('getMe');
    expect(gate.state).toEqual({ circuit: 'closed', closedForMs: 0 });
  });

  it('is called again at once when an operator says so', async () => {
    await failFive();
    failures.set('sendPhoto', tooMany(60));
    gate.reset();
    await send();
    gate.reset();
    expect([gate.closedForMs, gate.takeSends(1)]).toEqual([0, 1]);
  });
});

describe('a token that Telegram does not know', () => {
  const misconfigured = new BotApiError('misconfigured', 'Unauthorized', { code: 401 });

  it('is told for a minute', async () => {
    expect(gate.isUnknown).toBe(false);
    failures.set('sendPhoto', misconfigured);
    await send();
    nowMs += 59_999;
    expect(gate.isUnknown).toBe(true);
    nowMs += 1;
    expect(gate.isUnknown).toBe(false);
  });

  it.each([
    ['an answer', undefined],
    ['a refusal', new BotApiError('refused', 'Forbidden', { code: 403 })],
  ] as const)('is told no longer once a message got %s', async (_, failure) => {
    failures.set('sendPhoto', misconfigured);
    await send();
    failures.delete('sendPhoto');
    if (failure) failures.set('sendPhoto', failure);
    await send();
    expect(gate.isUnknown).toBe(false);
  });
});
