import type { BotApiCaller } from './bot-api';
import { BotApiError } from './bot-api.error';
import { RetryInterceptor } from './retry.interceptor';
import type { Timing } from './timing';

const START = 1_000_000;
const notSent = () => new BotApiError('not_sent', 'ECONNREFUSED');
const unknown = () => new BotApiError('unknown', 'ECONNRESET');
const tooMany = (retryAfterSeconds: number) =>
  new BotApiError('rate_limited', 'Too Many Requests', { code: 429, retryAfterSeconds });

/** A Telegram that fails as told and then answers `done`, and a clock that moves only by waiting. */
function world(...failures: Error[]) {
  const tries: string[] = [];
  const waits: number[] = [];
  const now = () => START + waits.reduce((sum, ms) => sum + ms, 0);
  const timing: Timing = {
    now,
    elapsed: now,
    random: () => 0.5,
    sleep: async (ms, signal) => {
      waits.push(ms);
      signal?.throwIfAborted();
    },
  };
  const api = {
    call: async (method: string) => {
      tries.push(method);
      const failure = failures.shift();
      if (failure) throw failure;
      return 'done';
    },
  } as BotApiCaller;
  return { calls: new RetryInterceptor(api, 3, timing), tries, waits };
}

describe('a repeated call', () => {
  it('goes again when it was proven not sent, waiting longer each time', async () => {
    const { calls, tries, waits } = world(notSent(), notSent(), notSent());
    await expect(calls.call('sendPhoto')).resolves.toBe('done');
    expect(tries).toHaveLength(4);
    expect(waits).toEqual([250, 500, 1000]);
  });

  it('ends with the last error after the configured repeats', async () => {
    const { calls, tries } = world(notSent(), notSent(), notSent(), tooMany(1), notSent());
    await expect(calls.call('sendPhoto')).rejects.toMatchObject({ kind: 'rate_limited' });
    expect(tries).toHaveLength(4);
  });

  it.each(['sendPhoto', 'sendMessage', 'getUpdates'])(
    'never repeats %s that may have been carried out',
    async (method) => {
      const { calls, tries } = world(unknown());
      await expect(calls.call(method)).rejects.toMatchObject({ kind: 'unknown' });
      expect(tries).toHaveLength(1);
    },
  );

  it.each(['deleteMessage', 'deleteMessages', 'editMessageCaption', 'editMessageText', 'getMe', 'answerCallbackQuery'])(
    'repeats %s, which does no harm twice',
    async (method) => {
      const { calls, tries } = world(unknown(), unknown());
      await expect(calls.call(method)).resolves.toBe('done');
      expect(tries).toHaveLength(3);
    },
  );

  it.each(['refused', 'misconfigured', 'conflict'] as const)(
    'is not made when the answer was final: %s',
    async (kind) => {
      const { calls, tries } = world(new BotApiError(kind, 'no'));
      await expect(calls.call('deleteMessage')).rejects.toMatchObject({ kind });
      expect(tries).toHaveLength(1);
    },
  );

  it('comes no sooner than Telegram asked', async () => {
    const { calls, waits } = world(tooMany(5));
    await calls.call('sendPhoto');
    expect(waits).toEqual([5250]);
  });

  it.each([6, 35, 3600])('leaves a wait of %d s to the caller at once', async (seconds) => {
    const { calls, tries, waits } = world(tooMany(seconds));
    await expect(calls.call('sendPhoto')).rejects.toMatchObject({ retryAfterSeconds: seconds });
    expect([tries.length, waits.length]).toEqual([1, 0]);
  });

  it('is given up at once when its wait would end after the deadline', async () => {
    const { calls, tries, waits } = world(notSent(), tooMany(3));
    const deadline = new Date(START + 3000);
    await expect(calls.call('sendPhoto', {}, { deadline })).rejects.toMatchObject({ kind: 'rate_limited' });
    expect([tries.length, waits]).toEqual([2, [250]]);
  });

  it('is given up when its caller no longer waits for it', async () => {
    const { calls, tries } = world(notSent());
    await expect(calls.call('getMe', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'not_sent' });
    expect(tries).toHaveLength(1);
  });

  it('is given up when its caller goes away during the pause', async () => {
    const caller = new AbortController();
    const { calls, tries, waits } = world(notSent());
    jest.spyOn(waits, 'push').mockImplementation(() => (caller.abort(), 1));
    await expect(calls.call('getMe', {}, { signal: caller.signal })).rejects.toMatchObject({ kind: 'not_sent' });
    expect(tries).toHaveLength(1);
  });

  it('is not made of a fault that is no failed call', async () => {
    const { calls, tries } = world(new TypeError('ours'));
    await expect(calls.call('getMe')).rejects.toThrow(TypeError);
    expect(tries).toHaveLength(1);
  });
});
