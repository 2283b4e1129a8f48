import type { Status } from '../harness/api';
import { House } from '../harness/house';
import { codeOf } from '../harness/telegram';
import { until } from '../harness/until';

/** A stream, and what came of it so far. */
class Listener {
  text = '';
  isOver = false;

  private constructor(
    readonly headers: Headers,
    private readonly leaving: AbortController,
  ) {}

  static async at({ app }: House, id: string, lastEventId?: string): Promise<Listener> {
    const leaving = new AbortController();
    const response = await fetch(`${app.url}/api/verifications/${id}/events`, {
      headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
      signal: leaving.signal,
    });
    const listener = new Listener(response.headers, leaving);
    void listener.listen(response.body!.pipeThrough(new TextDecoderStream()));
    return listener;
  }

  get statuses(): Status[] {
    return [...this.text.matchAll(/^event: status\ndata: (.*)$/gm)].map(([, json]) => JSON.parse(json!) as Status);
  }

  get lastEventId(): string {
    return [...this.text.matchAll(/^id: (.*)$/gm)].at(-1)![1]!;
  }

  get heartbeats(): number {
    return [...this.text.matchAll(/^: .*\n(?:.*\n)?event: heartbeat\ndata:\n\n/gm)].length;
  }

  leave(): void {
    this.leaving.abort();
  }

  private async listen(texts: ReadableStream<string>): Promise<void> {
    try {
      for await (const text of texts) this.text += text;
    } catch {
      // It has left.
    }
    this.isOver = true;
  }
}

describe('live status', () => {
  let house: House;

  beforeAll(async () => {
    house = await House.open();
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => house.close());

  it('asks every proxy to hold nothing back and to change nothing (networks 1)', async () => {
    const { verification_id: id } = await house.api.register();
    const listener = await Listener.at(house, id);
    expect(listener.headers.get('x-accel-buffering')).toBe('no');
    expect(listener.headers.get('cache-control')).toBe('no-store, no-transform');
    await until(() => listener.statuses.length > 0, 'the first word');
    const resumed = await Listener.at(house, id, listener.lastEventId);
    await until(() => resumed.heartbeats === 1, 'the first word of a stream that has nothing new');
    for (const stream of [listener, resumed]) stream.leave();
  });

  it('says something to everybody at each beat of one timer, which only runs while somebody listens (networks 2)', async () => {
    const beats: { beat: () => void; timer: unknown }[] = [];
    const { setInterval, clearInterval } = global;
    jest.spyOn(global, 'setInterval').mockImplementation(((beat: () => void, ms: number) => {
      const timer = setInterval(ms === 15_000 ? () => undefined : beat, ms);
      if (ms === 15_000) beats.push({ beat, timer });
      return timer;
    }) as typeof setInterval);
    const cleared: unknown[] = [];
    jest.spyOn(global, 'clearInterval').mockImplementation((timer) => {
      cleared.push(timer);
      clearInterval(timer);
    });
    const ids = await Promise.all([1, 2, 3].map(async () => (await house.api.register()).verification_id));
    const listeners = await Promise.all(ids.map((id) => Listener.at(house, id)));
    await until(() => listeners.every(({ statuses }) => statuses.length === 1), 'everybody to be told');
    expect(beats).toHaveLength(1);
    beats[0]!.beat();
    await until(() => listeners.every(({ heartbeats }) => heartbeats === 1), 'everybody to hear the heartbeat');
    for (const id of ids) await house.app.delete(`/api/verifications/${id}`);
    await until(() => listeners.every(({ isOver }) => isOver), 'all streams to end');
    await until(() => cleared.includes(beats[0]!.timer), 'the timer to be stopped');
  });

  it('ends when the message is gone, not before (networks 1)', async () => {
    const person = house.api.nextPerson();
    const { verification_id: id } = await house.api.register({ telegram_chat_id: person });
    const [message] = await house.telegram.untilCodeMessages(person, 1);
    await house.api.untilStatus(id, 'sent');
    const listener = await Listener.at(house, id);
    await house.api.verifyOtp(id, codeOf(message!)!);
    await until(() => listener.isOver, 'the stream to end');
    expect(listener.statuses.map(({ status }) => status)).toContain('verified');
    expect(listener.statuses.at(-1)).toMatchObject({
      status: 'verified',
      delivery: { deleted_at: expect.any(String) as string },
    });
    const resumed = await Listener.at(house, id, listener.lastEventId);
    await until(() => resumed.isOver, 'the resumed stream to end');
    expect(resumed.statuses).toEqual([]);
  });

  it('ends at once where no message was sent', async () => {
    const { verification_id: id } = await house.api.register();
    const listener = await Listener.at(house, id);
    await house.app.delete(`/api/verifications/${id}`);
    await until(() => listener.isOver, 'the stream to end');
    expect(listener.statuses.at(-1)?.status).toBe('cancelled');
  });
});
