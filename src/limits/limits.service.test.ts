import { aConfig } from '../config/config.fixture';
import { Metrics } from '../metrics/metrics';
import { aSqliteDatabase } from '../../test/harness/sqlite.store';
import { SqliteLimitRepository } from './limit.repository.sqlite';
import { LimitsService, rateLimited, type LimitName } from './limits.service';

const start = new Date('2030-05-17T12:00:00.000Z');
const seconds = (count: number) => new Date(start.getTime() + count * 1000);

describe('limits', () => {
  const metrics = new Metrics();
  let close: () => Promise<void>;
  let limits: LimitsService;

  beforeEach(() => {
    const opened = aSqliteDatabase();
    close = opened.close;
    const config = aConfig({
      LIMIT_REQUESTS_PER_IP_MINUTE: '10',
      LIMIT_REQUESTS_PER_KEY_MINUTE: '20',
      LIMIT_SENDS_PER_CHAT_HOUR: '5',
    });
    limits = new LimitsService(new SqliteLimitRepository(opened.database), config, metrics);
  });

  afterEach(() => close());

  const spend = (name: LimitName, subject: string | number, times: number, now = start) =>
    Promise.allSettled(Array.from({ length: times }, () => limits.spend(name, subject, now)));
  const allowed = (results: PromiseSettledResult<void>[]) =>
    results.filter(({ status }) => status === 'fulfilled').length;

  it.each([
    ['ten requests an address a minute', 'ip', 10, 60],
    ['twenty requests a key a minute', 'key', 20, 60],
    ['five messages a chat an hour', 'chat', 5, 3600],
    ['thirty wrong codes an account a day', 'guess', 30, 86_400],
    ['three denials a chat an hour', 'denial', 3, 3600],
  ] as const)('allow %s, however parallel they come', async (_, name, most, window) => {
    expect(allowed(await spend(name, 'subject', 50))).toBe(most);
    expect(allowed(await spend(name, 'subject', 1, seconds(window - 0.001)))).toBe(0);
    expect(allowed(await spend(name, 'another', 1))).toBe(1);
    expect(allowed(await spend(name, 'subject', 50, seconds(window)))).toBe(most);
  });

  it('say in whole seconds when to come back', async () => {
    await spend('ip', 'subject', 10);
    const retryAfter = (now: Date) =>
      limits.spend('ip', 'subject', now).catch((error) => error.details.retryAfterSeconds);
    expect(await retryAfter(start)).toBe(60);
    expect(await retryAfter(seconds(0.5))).toBe(60);
    expect(await retryAfter(seconds(59.999))).toBe(1);
  });

  it('are refused as rate_limited, and counted for the operator', async () => {
    await spend('chat', 1001, 5);
    const before = await metrics.registry.getSingleMetricAsString('rate_limit_exceeded_total');
    await expect(limits.spend('chat', 1001, start)).rejects.toMatchObject({ code: 'rate_limited', status: 429 });
    const after = await metrics.registry.getSingleMetricAsString('rate_limit_exceeded_total');
    expect(after).toContain('rate_limit_exceeded_total{limit="chat"}');
    expect(after).not.toBe(before);
  });

  it('tell a client which of them was reached, and when its window ends', async () => {
    await spend('key', 'a', 20);
    const rateLimit = { policy: 'key', limit: 20, windowSeconds: 60, resetSeconds: 45 };
    await expect(limits.spend('key', 'a', seconds(15))).rejects.toMatchObject({ details: { rateLimit } });
    expect(rateLimited(seconds(5), start).details.rateLimit).toBeUndefined();
  });

  it('count a use for what it costs, and take back what was none', async () => {
    expect(await limits.take('chat', 1001, start, 5)).toEqual({ used: 5, endsAt: seconds(3600) });
    await limits.giveBack('chat', 1001, start);
    expect(allowed(await spend('chat', 1001, 5))).toBe(1);
  });

  it('list for an operator the subjects that have reached one', async () => {
    await spend('denial', 1001, 3);
    await spend('denial', 1002, 2);
    await spend('chat', 1003, 5);
    expect(await limits.countReached('denial', start)).toBe(1);
    expect(await limits.listReached('denial', 9, start)).toEqual([{ key: '1001', used: 3, endsAt: seconds(3600) }]);
  });

  it('never tell a client to come back in no time', () => {
    expect(rateLimited(start, seconds(5)).details.retryAfterSeconds).toBe(1);
  });

  const down = {
    take: () => Promise.reject(new Error('down')),
    giveBack: () => Promise.reject(new Error('down')),
    countReached: () => Promise.reject(new Error('down')),
    listReached: () => Promise.reject(new Error('down')),
  };

  it('forget the windows that are over', async () => {
    const purge = jest.fn(() => Promise.resolve());
    await new LimitsService({ ...down, purge }, aConfig(), metrics).purge();
    expect(purge).toHaveBeenCalledWith(expect.any(Date));
  });

  it('bear a store that is down while they are tidied up', async () => {
    const repository = { ...down, purge: () => Promise.reject(new Error('down')) };
    await expect(new LimitsService(repository, aConfig(), metrics).purge()).resolves.toBeUndefined();
  });

  it('let nothing through when they cannot be counted (security 10)', async () => {
    const repository = { ...down, purge: () => Promise.resolve() };
    await expect(new LimitsService(repository, aConfig(), metrics).spend('ip', 'a', start)).rejects.toThrow('down');
  });
});
