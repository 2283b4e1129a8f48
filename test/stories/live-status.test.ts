import { connect } from 'node:net';
import { House } from '../harness/house';
import { Listener } from '../harness/listener';
import { codeOf } from '../harness/telegram';
import { until } from '../harness/until';

/** Of one verification. */
const STREAMS = 10;

describe('live status', () => {
  let house: House;

  beforeAll(async () => {
    house = await House.open();
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => house.close());

  it('asks every proxy to hold nothing back and to change nothing (networks 1)', async () => {
    const { verification_id: id } = await house.api.register();
    const listener = await Listener.at(house.app.url, id);
    expect(listener.headers.get('x-accel-buffering')).toBe('no');
    expect(listener.headers.get('cache-control')).toBe('no-store, no-transform');
    await until(() => listener.statuses.length > 0, 'the first word');
    const resumed = await Listener.at(house.app.url, id, listener.lastEventId);
    await until(() => resumed.heartbeats === 1, 'the first word of a stream that has nothing new');
    for (const stream of [listener, resumed]) stream.leave();
  });

  it('tells each listener something every 15 s, by one timer that rests without listeners (networks 2)', async () => {
    const [turns, everyMs] = [30, 500];
    const beats: { beat: () => void; timer: unknown }[] = [];
    const { setInterval, clearInterval } = global;
    jest.spyOn(global, 'setInterval').mockImplementation(((beat: () => void, ms: number) => {
      const timer = setInterval(ms === everyMs ? () => undefined : beat, ms);
      if (ms === everyMs) beats.push({ beat, timer });
      return timer;
    }) as typeof setInterval);
    const cleared: unknown[] = [];
    jest.spyOn(global, 'clearInterval').mockImplementation((timer) => {
      cleared.push(timer);
      clearInterval(timer);
    });
    const ids = await Promise.all([1, 2, 3].map(async () => (await house.api.register()).verification_id));
    const listeners = await Promise.all(ids.map((id) => Listener.at(house.app.url, id)));
    const untilHeard = (times: number) =>
      until(() => listeners.every(({ heartbeats }) => heartbeats === times), 'everybody to hear the heartbeat');
    await untilHeard(1);
    expect(beats).toHaveLength(1);
    for (let turn = 0; turn < turns; turn++) beats[0]!.beat();
    await untilHeard(2);
    for (const id of ids) await house.app.delete(`/api/verifications/${id}`);
    await until(() => listeners.every(({ isOver }) => isOver), 'all streams to end');
    await until(() => cleared.includes(beats[0]!.timer), 'the timer to be stopped');
  });

  it('has places again when a client leaves who sent many requests at once, of which one was answered', async () => {
    const { verification_id: id } = await house.api.register();
    const { hostname, port } = new URL(house.app.url);
    const path = `/api/verifications/${id}/events`;
    const client = connect(Number(port), hostname);
    client.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`.repeat(STREAMS));
    const isFull = async () => {
      const answer = await fetch(house.app.url + path);
      await answer.body!.cancel();
      return answer.status === 503;
    };
    await until(isFull, 'all places to be taken');
    client.destroy();
    const held: Listener[] = [];
    await until(async () => {
      const next = await Listener.at(house.app.url, id);
      if (next.headers.get('content-type')?.startsWith('text/event-stream')) held.push(next);
      return held.length === STREAMS;
    }, 'all places to be free again');
    for (const listener of held) listener.leave();
  });

  it('ends when the message is gone, not before (networks 1)', async () => {
    const person = house.api.nextPerson();
    const { verification_id: id } = await house.api.register({ telegram_chat_id: person });
    const [message] = await house.telegram.untilCodeMessages(person, 1);
    await house.api.untilStatus(id, 'sent');
    const listener = await Listener.at(house.app.url, id);
    await house.api.verifyOtp(id, codeOf(message!)!);
    await until(() => listener.isOver, 'the stream to end');
    expect(listener.statuses.map(({ status }) => status)).toContain('verified');
    expect(listener.statuses.at(-1)).toMatchObject({
      status: 'verified',
      delivery: { deleted_at: expect.any(String) as string },
    });
    const resumed = await Listener.at(house.app.url, id, listener.lastEventId);
    await until(() => resumed.isOver, 'the resumed stream to end');
    expect(resumed.statuses).toEqual([]);
  });

  it('ends at once where no message was sent', async () => {
    const { verification_id: id } = await house.api.register();
    const listener = await Listener.at(house.app.url, id);
    await house.app.delete(`/api/verifications/${id}`);
    await until(() => listener.isOver, 'the stream to end');
    expect(listener.statuses.at(-1)?.status).toBe('cancelled');
  });
});
