import { silence, toProblem, type Problem } from './api/problem';
import { noticeOf } from './notice';
import { pauseAfter } from './pause';
import { sayAgo, sayTriesLeft } from './words';

const aProblem = (code: string, more: Partial<Problem> = {}): Problem => ({ code, status: 400, errors: [], ...more });
const headers = (more: Record<string, string> = {}) => new Headers(more);

describe('a problem', () => {
  it.each([
    [119, 'you can try again in 119 seconds.'],
    [3250, 'you can try again in 55 minutes.'],
  ])('that asks for a wait of %i seconds says how long that is', (left, sentence) => {
    expect(noticeOf(aProblem('rate_limited'), { left, retriesItself: false }, 60).sentence).toContain(sentence);
  });

  it('of our own making carries the reference that helps us find it', () => {
    expect(noticeOf(aProblem('internal', { requestId: 'r-1' }), null, 60).sentence).toContain('Reference: r-1.');
  });

  it('is read from a problem document', () => {
    const body = {
      code: 'otp_invalid',
      attempts_left: 2,
      request_id: 'r-1',
      errors: [{ field: 'otp', message: 'no' }, 7],
    };
    expect(toProblem(401, headers(), body)).toMatchObject({
      code: 'otp_invalid',
      attemptsLeft: 2,
      requestId: 'r-1',
      errors: [{ field: 'otp', message: 'no' }],
    });
  });

  it('is understood when a proxy answers with its own page', () => {
    expect(toProblem(502, headers({ 'retry-after': '7' }), '<html>')).toMatchObject({
      code: 'overloaded',
      retryAfterSeconds: 7,
    });
    expect(toProblem(500, headers(), undefined).code).toBe('internal');
  });
});

describe('a busy server', () => {
  it('is asked once more by ourselves, after the time it named', () => {
    const busy = aProblem('overloaded', { retryAfterSeconds: 20 });
    expect(pauseAfter(busy, 1)).toEqual({ seconds: 20, retriesItself: true });
    expect(pauseAfter(busy, 2)).toEqual({ seconds: 20, retriesItself: false });
    expect(noticeOf(busy, { left: 20, retriesItself: true }, 60).sentence).toContain('automatically in 20 seconds');
    expect(noticeOf(busy, { left: 20, retriesItself: false }, 60).sentence).not.toContain('automatically');
  });

  it('that never answered counts as busy, unless this device is offline', () => {
    expect(pauseAfter(silence(true), 1)?.retriesItself).toBe(true);
    expect(pauseAfter(silence(false), 1)).toBeNull();
  });

  it('that waited too long for the request is asked once more', () => {
    expect(pauseAfter(aProblem('request_timeout'), 1)).toEqual({ seconds: 5, retriesItself: true });
  });

  it('that limits us is left in peace', () => {
    expect(pauseAfter(aProblem('rate_limited', { retryAfterSeconds: 42 }), 1)).toEqual({
      seconds: 42,
      retriesItself: false,
    });
  });
});

describe('numbers in sentences', () => {
  it('tells how many tries are left', () => {
    expect(sayTriesLeft(3)).toBe('That code isn’t right. 3 tries left.');
    expect(sayTriesLeft(1)).toBe('That code isn’t right. 1 try left.');
    expect(sayTriesLeft(undefined)).toBe('That code isn’t right.');
  });

  it('tells how long ago something was', () => {
    const now = Date.parse('2030-01-01T12:00:00Z');
    expect(sayAgo('2030-01-01T11:59:42Z', now)).toBe('18 seconds ago');
    expect(sayAgo('2030-01-01T11:57:30Z', now)).toBe('2 minutes ago');
    expect(sayAgo('2030-01-01T12:00:03Z', now)).toBe('1 second ago');
    expect(sayAgo('2029-12-30T11:00:00Z', now)).toBe('2 days ago');
  });
});
