import type { Answer } from '../api/problem';
import type { Verification } from '../api/types';
import { StatusFeed } from './status.feed';
import { at, aVerification, now } from './waiting.fixture';

class FakeStream extends EventTarget {
  isClosed = false;
  close(): void {
    this.isClosed = true;
  }
  opened(): void {
    this.dispatchEvent(new Event('open'));
  }
  beat(): void {
    this.dispatchEvent(new Event('heartbeat'));
  }
  pushed(verification: Verification): void {
    this.dispatchEvent(new MessageEvent('status', { data: JSON.stringify(verification) }));
  }
  broke(): void {
    this.dispatchEvent(new Event('error'));
  }
}

const gone: Answer<Verification> = { ok: false, problem: { code: 'verification_not_found', status: 404, errors: [] } };

function aFeed(first: Verification = aVerification()) {
  const heard: string[] = [];
  const streams: FakeStream[] = [];
  let answer: Answer<Verification> = { ok: true, value: first };
  let looks = 0;
  const feed = new StatusFeed({
    open: () => {
      streams.push(new FakeStream());
      return streams.at(-1) as FakeStream;
    },
    look: () => {
      looks += 1;
      return Promise.resolve(answer);
    },
    now: () => now,
    onStatus: ({ status }) => heard.push(status),
    onConnection: (connection) => heard.push(connection),
    onGone: () => heard.push('gone'),
  });
  const will = (next: Answer<Verification>) => (answer = next);
  return { feed, heard, streams, will, looks: () => looks, last: () => streams.at(-1) as FakeStream };
}

describe('live status', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick'] }));
  afterEach(() => jest.useRealTimers());

  it('passes on what the server pushes', async () => {
    const { feed, heard, last } = aFeed(aVerification({ status: 'sending' }));
    feed.start();
    await jest.advanceTimersByTimeAsync(0);
    last().pushed(aVerification({ status: 'sent' }));
    expect(heard).toEqual(['sending', 'live', 'sent']);
    feed.stop();
  });

  it('takes no answer for news that was asked for before the last push', async () => {
    const { feed, heard, last } = aFeed(aVerification({ status: 'sending' }));
    feed.start();
    last().pushed(aVerification({ status: 'sent' }));
    await jest.advanceTimersByTimeAsync(0);
    expect(heard).toEqual(['live', 'sent']);
    feed.stop();
  });

  it('asks every two seconds while the stream is broken, and stops when it is back', async () => {
    const { feed, heard, last, looks } = aFeed();
    feed.start();
    last().beat();
    last().broke();
    await jest.advanceTimersByTimeAsync(6000);
    expect(heard).toContain('polling');
    expect(looks()).toBe(1 + 3);
    last().beat();
    await jest.advanceTimersByTimeAsync(6000);
    expect(looks()).toBe(1 + 3);
    feed.stop();
  });

  it('says nothing of a stream that was cut and is back before it would have asked (networks 1)', async () => {
    const { feed, heard, last, looks } = aFeed();
    feed.start();
    await jest.advanceTimersByTimeAsync(0);
    last().beat();
    last().broke();
    await jest.advanceTimersByTimeAsync(1000);
    last().beat();
    await jest.advanceTimersByTimeAsync(6000);
    expect(heard).not.toContain('polling');
    expect(looks()).toBe(1);
    feed.stop();
  });

  it('asks from the fourth second on where a proxy holds the stream back, open or not, until it lets something through (networks 1)', async () => {
    const { feed, heard, last, looks, will } = aFeed(aVerification({ status: 'awaiting_telegram', expires_at: null }));
    feed.start();
    last().opened();
    await jest.advanceTimersByTimeAsync(2900);
    expect([heard, looks()]).toEqual([['awaiting_telegram'], 1]);
    will({ ok: true, value: aVerification({ status: 'sent' }) });
    await jest.advanceTimersByTimeAsync(200);
    expect(heard).toEqual(['awaiting_telegram', 'polling', 'sent']);
    await jest.advanceTimersByTimeAsync(8000);
    expect(looks()).toBe(2 + 4);
    last().pushed(aVerification({ status: 'sent' }));
    await jest.advanceTimersByTimeAsync(8000);
    expect(looks()).toBe(2 + 4);
    expect(heard.slice(-2)).toEqual(['live', 'sent']);
    feed.stop();
  });

  it('asks and opens another stream when not even a heartbeat came for 20 s (networks 2)', async () => {
    const { feed, streams, last, looks } = aFeed(aVerification({ expires_at: null }));
    feed.start();
    for (let beats = 0; beats < 4; beats++) {
      last().beat();
      await jest.advanceTimersByTimeAsync(15_000);
    }
    expect([streams.length, looks()]).toEqual([1, 1]);
    await jest.advanceTimersByTimeAsync(5100);
    expect([streams.length, looks()]).toEqual([2, 2]);
    expect(streams[0]?.isClosed).toBe(true);
    streams[0]?.broke();
    last().beat();
    await jest.advanceTimersByTimeAsync(10_000);
    expect([streams.length, looks()]).toEqual([2, 2]);
    feed.stop();
  });

  it('takes no connection while it rests, and asks and listens anew when it goes on (networks 2, 15)', async () => {
    const { feed, heard, streams, last, looks, will } = aFeed(aVerification({ status: 'sending' }));
    feed.start();
    last().beat();
    feed.rest();
    expect(last().isClosed).toBe(true);
    await jest.advanceTimersByTimeAsync(120_000);
    expect([streams.length, looks()]).toEqual([1, 1]);
    will({ ok: true, value: aVerification({ status: 'sent' }) });
    feed.start();
    await jest.advanceTimersByTimeAsync(0);
    expect(heard.at(-1)).toBe('sent');
    expect([streams.length, looks()]).toEqual([2, 2]);
    feed.stop();
    feed.start();
    expect([streams.length, looks()]).toEqual([2, 2]);
  });

  it('ends with a final status', async () => {
    const { feed, last, looks } = aFeed();
    feed.start();
    await jest.advanceTimersByTimeAsync(0);
    last().pushed(aVerification({ status: 'verified' }));
    expect(last().isClosed).toBe(true);
    await jest.advanceTimersByTimeAsync(120_000);
    expect(looks()).toBe(1);
  });

  it('says no longer that live updates are paused once it has asked and heard of the end', async () => {
    const { feed, heard, last, will } = aFeed();
    feed.start();
    await jest.advanceTimersByTimeAsync(0);
    last().broke();
    will({ ok: true, value: aVerification({ status: 'expired' }) });
    await jest.advanceTimersByTimeAsync(2000);
    expect(heard.slice(1)).toEqual(['polling', 'live', 'expired']);
    feed.stop();
  });

  it('goes on asking after a failure, and listens again once Start has mended it', async () => {
    const failed = aVerification({ status: 'failed' }, { error: 'bot_not_started' });
    const { feed, heard, streams, will } = aFeed(failed);
    feed.start();
    await jest.advanceTimersByTimeAsync(0);
    expect(streams[0]?.isClosed).toBe(true);
    will({ ok: true, value: aVerification({ status: 'sending' }) });
    await jest.advanceTimersByTimeAsync(2000);
    expect(heard).toEqual(['failed', 'sending']);
    expect(streams).toHaveLength(2);
    feed.stop();
  });

  it('asks when time should have ended the status', async () => {
    const { feed, heard, last, will } = aFeed(aVerification({ expires_at: at(30) }));
    feed.start();
    await jest.advanceTimersByTimeAsync(0);
    last().beat();
    will({ ok: true, value: aVerification({ status: 'expired' }) });
    await jest.advanceTimersByTimeAsync(15_000);
    last().beat();
    await jest.advanceTimersByTimeAsync(15_900);
    expect(heard).not.toContain('expired');
    await jest.advanceTimersByTimeAsync(200);
    expect(heard).toContain('expired');
  });

  it('says so when the server does not know the sign-in', async () => {
    const { feed, heard, last, will } = aFeed();
    will(gone);
    feed.start();
    await jest.advanceTimersByTimeAsync(0);
    expect(heard).toEqual(['gone']);
    expect(last().isClosed).toBe(true);
  });
});
