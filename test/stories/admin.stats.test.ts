import { wrongCode } from '../harness/api';
import { House } from '../harness/house';
import { codeOf, tokenOf } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

type Percentiles = Readonly<{ count: number; p50: number | null; p95: number | null; p99: number | null }>;
type Counts = Readonly<{ delivered: number; failed: number; overstayed: number }>;
type Point = Counts &
  Readonly<{ at: string; verified: number; delivery_seconds: Percentiles; sign_in_seconds: Percentiles }>;
type Series = Readonly<{ from: string; to: string; step_seconds: number; points: readonly Point[] }>;
type Stats = Readonly<{
  verifications: { total: number; by_purpose: Record<string, number>; by_outcome: Record<string, number> };
  messages: Counts;
  success_rate: number | null;
  doors: Record<string, number>;
  failures: Record<string, number>;
  timeouts: number;
  delivery_seconds: Percentiles;
  sign_in_seconds: Percentiles;
  this_instance: Record<string, Percentiles>;
}>;

describe('statistics', () => {
  let house: House;
  let telegram: House['telegram'];
  let app: House['app'];
  let api: House['api'];

  beforeAll(async () => {
    house = await House.open();
    ({ telegram, app, api } = house);
  });

  afterAll(() => house.close());

  const stats = async (query = '') => (await app.get<Stats>(`/api/admin/stats${query}`)).body;

  const series = async (query = '') => (await app.get<Series>(`/api/admin/stats/series${query}`)).body;

  async function begin(person = api.nextPerson()) {
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    // A message can be read before we know that it arrived.
    await api.untilStatus(id, 'sent');
    return { id, person, code: codeOf(message!)!, message: message! };
  }

  it('tell nothing of a time in which nothing happened', async () => {
    const empty = { count: 0, p50: null, p95: null, p99: null };
    expect(await stats('?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z')).toMatchObject({
      verifications: { total: 0, by_purpose: {}, by_outcome: {} },
      ...{ success_rate: null, doors: {}, failures: {}, timeouts: 0 },
      ...{ delivery_seconds: empty, sign_in_seconds: empty },
    });
  });

  it('tell how sign-ins ended, by which doors, and how long it took', async () => {
    const byCode = await begin();
    await api.verifyOtp(byCode.id, byCode.code);
    const byLink = await begin();
    await api.verifyLink(tokenOf(await telegram.scan(byLink.message)));
    const cancelled = await begin();
    await app.delete(`/api/verifications/${cancelled.id}`);
    const locked = await begin();
    for (let guess = 0; guess < 5; guess++) await api.verifyOtp(locked.id, wrongCode(locked.code));
    const blocked = await telegram.addPerson('Ann');
    await telegram.phone('POST', 'start', { person: blocked });
    await telegram.phone('POST', 'block', { person: blocked });
    const failed = await api.register({ telegram_chat_id: blocked });
    await api.untilStatus(failed.verification_id, 'failed');
    await begin();
    expect(await stats()).toMatchObject({
      verifications: {
        total: 6,
        by_purpose: { register: 6 },
        by_outcome: { verified: 2, cancelled: 1, locked: 1, failed: 1, pending: 1 },
      },
      messages: { delivered: 5, failed: 1 },
      success_rate: 0.4,
      doors: { otp: 1, link: 1 },
      failures: { bot_blocked: 1 },
      timeouts: 0,
    });
    const { delivery_seconds: delivery, sign_in_seconds: signIn, this_instance: measured } = await stats();
    expect([delivery.count, signIn.count]).toEqual([5, 2]);
    for (const { p50, p95, p99 } of [delivery, signIn]) expect(p50! >= 0 && p50! <= p95! && p95! <= p99!).toBe(true);
    for (const name of ['qr_seconds', 'response_seconds', 'telegram_seconds'])
      expect(measured[name]!.count).toBeGreaterThan(0);
  });

  it('tell step by step what was asked for, what Telegram took, and how many came in', async () => {
    const hour = await series();
    expect(hour.points).toHaveLength(60);
    const sum = (count: (point: Point) => number) => hour.points.reduce((all, point) => all + count(point), 0);
    const day = await stats();
    expect({
      delivered: sum(({ delivered }) => delivered),
      failed: sum(({ failed }) => failed),
      overstayed: sum(({ overstayed }) => overstayed),
    }).toEqual(day.messages);
    expect(sum(({ verified }) => verified)).toBe(day.verifications.by_outcome.verified);
    expect(sum((point) => point.delivery_seconds.count)).toBe(day.delivery_seconds.count);
    expect(sum((point) => point.sign_in_seconds.count)).toBe(day.sign_in_seconds.count);
  });

  it('tell of each moment in the step in which it lies, and of steps in which nothing happened', async () => {
    const before = time.now();
    const { id } = await begin();
    const to = new Date(before.getTime() + 60_000).toISOString();
    const from = new Date(before.getTime() - 60_000).toISOString();
    const { points } = await series(`?from=${from}&to=${to}&step_seconds=60`);
    const [nothing, something] = points;
    const empty = { count: 0, p50: null, p95: null, p99: null };
    expect(nothing!.at).toBe(from);
    expect(something).toMatchObject({ at: before.toISOString(), delivered: 1, failed: 0, overstayed: 0, verified: 0 });
    expect(something!.delivery_seconds).toMatchObject({ count: 1, p50: expect.any(Number) });
    expect(something!.sign_in_seconds).toEqual(empty);
    await app.delete(`/api/verifications/${id}`);
    const quiet = await series('?from=2020-01-01T00:00:00Z&to=2020-01-01T00:01:00Z&step_seconds=30');
    const point = {
      delivered: 0,
      failed: 0,
      overstayed: 0,
      verified: 0,
      delivery_seconds: empty,
      sign_in_seconds: empty,
    };
    expect(quiet).toEqual({
      from: '2020-01-01T00:00:00.000Z',
      to: '2020-01-01T00:01:00.000Z',
      counted_since: '2020-01-01T00:00:00.000Z',
      step_seconds: 30,
      points: [
        { at: '2020-01-01T00:00:00.000Z', ...point },
        { at: '2020-01-01T00:00:30.000Z', ...point },
      ],
    });
  });

  it.each([
    ['?from=yesterday', 'from'],
    ['?from=2030-01-02T00:00:00Z&to=2030-01-01T00:00:00Z', 'from'],
    ['?from=2029-01-01T00:00:00Z&to=2030-01-01T00:00:00Z&step_seconds=86400', 'from'],
    ['?from=2030-01-01T00:00:00Z&to=2030-01-02T00:00:00Z', 'step_seconds'],
    ['?step_seconds=7', 'step_seconds'],
    ['?step_seconds=0', 'step_seconds'],
    ['?step_seconds=1m', 'step_seconds'],
    ['?steps=7', 'steps'],
  ])('are not told step by step for %s', async (query, field) => {
    const refused = await app.get(`/api/admin/stats/series${query}`);
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it.each([
    ['?from=yesterday', 'from'],
    ['?from=2030-01-02T00:00:00Z&to=2030-01-01T00:00:00Z', 'from'],
    ['?from=2029-01-01T00:00:00Z&to=2030-01-01T00:00:00Z', 'from'],
    ['?since=2030-01-01T00:00:00Z', 'since'],
  ])('are not told for %s', async (query, field) => {
    expect(await app.get(`/api/admin/stats${query}`)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it('leave out what only waits for something to happen: polls of Telegram, and live status', async () => {
    const person = await telegram.addPerson('Ann');
    await telegram.phone('POST', 'start', { person });
    const { id, code } = await begin();
    const watched = app.get(`/api/verifications/${id}/events`);
    await api.verifyOtp(id, code);
    await watched;
    const countIn = (metrics: string, name: string, without?: string) =>
      metrics
        .split('\n')
        .filter((line) => line.startsWith(`${name}_count{`) && !(without && line.includes(without)))
        .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    await until(async () => {
      const metrics = (await app.get<string>('/metrics')).body;
      const [calls, answers] = ['telegram_request_duration_seconds', 'http_request_duration_seconds'] as const;
      const { telegram_seconds: called, response_seconds: answered } = (await stats()).this_instance;
      const [some, others] = [countIn(metrics, calls, 'getUpdates'), countIn(metrics, answers, '/events')];
      const hasWaited = countIn(metrics, calls) > some && countIn(metrics, answers) > others;
      // The request for the metrics is answered behind them.
      return hasWaited && called!.count === some && answered!.count === others + 1;
    }, 'the counts to be those of what does not wait');
  });
});
