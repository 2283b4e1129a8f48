import { findingsOf, type BotNow, type Facts } from './now.findings';

const bot: BotNow = {
  bot: 7,
  username: 'our_bot',
  state: 'up',
  since: '2030-05-17T12:00:00.000Z',
  error: null,
  held_by: 'this-one',
  circuit: 'closed',
  held_back_seconds: 0,
  oldestWaitSeconds: 0,
};

const lately = {
  ...{ signedIn: 3, delivered: 20, failed: 0, p95Seconds: 0.2 },
  ...{ requests: 100, faults: 0, wrongCodes: 2 },
};
const waiting = { deliveries: 0, deletions: 2, overdue: 0, stranded: 0, leftBehind: [] };

const well: Facts = {
  storage: { tookMs: 2 },
  bots: [bot],
  areDrawn: true,
  clockAheadSeconds: 0.1,
  waiting,
  webhooks: { pending: 0, failedLately: 0, troubled: 0 },
  lately,
};

const codesOf = (differing: Partial<Facts>) => findingsOf({ ...well, ...differing }).map(({ code }) => code);

describe('what is wrong now', () => {
  it('is nothing where all is well, also before the first sign-in', () => {
    expect(codesOf({})).toEqual([]);
    const none = { signedIn: 0, delivered: 0, failed: 0, p95Seconds: null, requests: 0, faults: 0, wrongCodes: 0 };
    expect(codesOf({ lately: none })).toEqual([]);
    expect(codesOf({ bots: [{ ...bot, state: 'standby' }] })).toEqual([]);
  });

  it.each([
    ['storage_down', { storage: { tookMs: 2, why: 'database or disk is full' } }],
    ['storage_slow', { storage: { tookMs: 1_400 } }],
    ['telegram_circuit_open', { bots: [{ ...bot, circuit: 'open', held_back_seconds: 49 }] }],
    ['telegram_circuit_open', { bots: [{ ...bot, circuit: 'half_open' }] }],
    ['bot_held_back', { bots: [{ ...bot, held_back_seconds: 9 }] }],
    ['bot_unauthorized', { bots: [{ ...bot, state: 'unauthorized', error: '401: Unauthorized' }] }],
    ['bot_unreachable', { bots: [{ ...bot, state: 'unreachable' }] }],
    ['bot_conflict', { bots: [{ ...bot, state: 'conflict' }] }],
    ['bot_starting', { bots: [{ ...bot, state: 'starting' }] }],
    ['backlog_old', { bots: [{ ...bot, oldestWaitSeconds: 11 }] }],
    ['requests_failing', { lately: { ...lately, faults: 6 } }],
    ['deliveries_failing', { lately: { ...lately, failed: 5 } }],
    ['delivery_slow', { lately: { ...lately, p95Seconds: 6 } }],
    ['codes_guessed', { lately: { ...lately, wrongCodes: 151 } }],
    ['deletions_late', { waiting: { ...waiting, overdue: 1 } }],
    ['bot_left_behind', { waiting: { ...waiting, leftBehind: [{ botId: 8, messages: 3 }] } }],
    ['clock_doubted', { clockDoubt: 'it is ahead', clockAheadSeconds: 100_000 }],
    ['clock_wrong', { clockAheadSeconds: -400 }],
    ['webhooks_failing', { webhooks: { pending: 0, failedLately: 1, troubled: 0 } }],
    ['webhooks_failing', { webhooks: { pending: 4, failedLately: 0, troubled: 2 } }],
    ['pictures_missing', { areDrawn: false }],
  ] satisfies [string, Partial<Facts>][])('is %s where %j', (code, differing) => {
    expect(codesOf(differing)).toEqual([code]);
  });

  it('is not told of shares of a handful', () => {
    expect(codesOf({ lately: { ...lately, requests: 4, faults: 4, delivered: 0, failed: 4 } })).toEqual([]);
  });

  it('comes with the worst first, in words that say what is up, what it means and what to do', () => {
    const found = findingsOf({
      ...well,
      areDrawn: false,
      bots: [{ ...bot, held_back_seconds: 9, oldestWaitSeconds: 58, state: 'unauthorized' }],
      storage: { tookMs: 1, why: 'database or disk is full' },
    });
    expect(found.map(({ code }) => code)).toEqual([
      'storage_down',
      'bot_unauthorized',
      'backlog_old',
      'bot_held_back',
      'pictures_missing',
    ]);
    expect(found[0]).toMatchObject({ severity: 'wrong', title: 'The storage is full' });
    for (const { title, meaning, action } of found)
      for (const words of [title, meaning, action]) expect(words).toMatch(/^[^{}]{10,}$/);
  });

  it('is told of the storage alone where nothing else is known', () => {
    expect(codesOf({ storage: { tookMs: 1, why: 'away' }, waiting: undefined, webhooks: undefined })).toEqual([
      'storage_down',
    ]);
  });
});
