import type { Answer } from '../api/problem';
import type { Verification } from '../api/types';
import { StatusFeed } from './status.feed';
import { at, aVerification, now } from './waiting.factory';

class FakeStream extends EventTarget {
  readyState = 0;
  close(): void {
    this.readyState = 2;
  }
  opened(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }
  pushed(verification: Verification): void {
    this.dispatchEvent(new MessageEvent('status', { data: JSON.stringify(verification) }));
  }
  broke(): void {
    this.readyState = 0;
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
    last().opened();
    last().pushed(aVerification({ status: 'sent' }));
    expect(heard).toEqual(['sending', 'live', 'sent']);
    feed.stop();
  });

  it('takes no answer for news that was asked for before the last push', async () => {
    const { feed, heard, last } = aFeed(aVerification({ status: 'sending' }));
    feed.start();
    last().opened();
    last().pushed(aVerification({ status: 'sent' }));
    await jest.advanceTimersByTimeAsync(0);
    expect(heard).toEqual(['live', 'sent']);
    feed.stop();
  });

  it('asks every two seconds while the stream is broken, and stops when it is back', async () => {
    const { feed, heard, last, looks } = aFeed();
    feed.start();
    last().opened();
    last().broke();
    await jest.advanceTimersByTimeAsync(6000);
    expect(heard).toContain('polling');
    expect(looks()).toBe(1 + 3);
    last().opened();
    await jest.advanceTimersByTimeAsync(6000);
    expect(looks()).toBe(1 + 3);
    feed.stop();
  });

  it('ends with a final status', async () => {
    const { feed, last, looks } = aFeed();
    feed.start();
    await jest.advanceTimersByTimeAsync(0);
    last().pushed(aVerification({ status: 'verified' }));
    expect(last().readyState).toBe(2);
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
    expect(streams[0]?.readyState).toBe(2);
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
    last().opened();
    will({ ok: true, value: aVerification({ status: 'expired' }) });
    await jest.advanceTimersByTimeAsync(30_900);
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
    expect(last().readyState).toBe(2);
  });
});
