import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { silence, toProblem, type Problem } from './api/problem';
import { noticeOf } from './notice';
import { pauseAfter } from './pause';
import { sayAgo, sayTriesLeft } from './words';

const aProblem = (code: string, more: Partial<Problem> = {}): Problem => ({ code, status: 400, errors: [], ...more });
const { components } = JSON.parse(readFileSync(join(__dirname, '../../openapi.json'), 'utf8')) as {
  components: { schemas: { Problem: { properties: { code: { enum: string[] } } } } };
};
const apiCodes = components.schemas.Problem.properties.code.enum;
const headers = (more: Record<string, string> = {}) => new Headers(more);

describe('a problem', () => {
  it.each([
    ['link_invalid', 'This link doesn’t work any more'],
    ['already_used', 'Already used'],
    ['rate_limited', 'A short break'],
    ['overloaded', 'Busy at the moment'],
    ['telegram_unavailable', 'Busy at the moment'],
    ['storage_unavailable', 'Busy at the moment'],
    ['account_disabled', 'This account is closed'],
    ['forbidden', 'This was refused'],
    ['step_up_required', 'It has been a long time'],
    ['fresh_sign_in_required', 'Sign in again first'],
    ['not_found', 'It is not there any more'],
    ['too_many_attempts', 'Too many wrong codes'],
    ['verification_not_found', 'Nothing is waiting here'],
    ['verification_expired', 'That code has destroyed itself'],
    ['unauthorized', 'Your session is over'],
    ['invalid_request', 'Please look at what is marked'],
    ['offline', 'You are offline'],
    ['something_new', 'Something went wrong on our side'],
  ])('%s reads "%s", every gap filled', (code, headline) => {
    const notice = noticeOf(aProblem(code), { left: 3, retriesItself: true }, 60);
    expect(notice.headline).toBe(headline);
    expect(notice.sentence).not.toMatch(/[{}]|undefined/);
  });

  it.each([
    [119, 'Try again in 119 seconds.'],
    [3250, 'Try again in 55 minutes.'],
  ])('that asks for a wait of %i seconds says how long that is', (left, sentence) => {
    expect(noticeOf(aProblem('rate_limited'), { left, retriesItself: false }, 60).sentence).toContain(sentence);
  });

  it('of every code that the API knows is told in words of its own', () => {
    const neverOurs = [
      'method_not_allowed',
      'request_timeout',
      'precondition_failed',
      'range_not_satisfiable',
      'headers_too_large',
    ];
    const elsewhere = ['otp_invalid', 'internal', 'user_not_found', ...neverOurs];
    const ofOurs = noticeOf(aProblem('internal'), null, 60).headline;
    const told = apiCodes.filter((known) => noticeOf(aProblem(known), null, 60).headline !== ofOurs);
    expect([...told, ...elsewhere].toSorted()).toEqual(apiCodes.toSorted());
  });

  it('of our own making carries the reference that helps us find it', () => {
    expect(noticeOf(aProblem('internal', { requestId: 'r-1' }), null, 60).sentence).toContain('Reference r-1.');
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
    expect(noticeOf(busy, { left: 20, retriesItself: true }, 60).sentence).toContain('by ourselves in 20 seconds');
    expect(noticeOf(busy, { left: 20, retriesItself: false }, 60).sentence).not.toContain('by ourselves');
  });

  it('that never answered counts as busy, unless this device is offline', () => {
    expect(pauseAfter(silence(true), 1)?.retriesItself).toBe(true);
    expect(pauseAfter(silence(false), 1)).toBeNull();
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
    expect(sayTriesLeft(3)).toBe('Not the right code. 3 tries left.');
    expect(sayTriesLeft(1)).toBe('Not the right code. 1 try left.');
    expect(sayTriesLeft(undefined)).toBe('Not the right code.');
  });

  it('tells how long ago something was', () => {
    const now = Date.parse('2030-01-01T12:00:00Z');
    expect(sayAgo('2030-01-01T11:59:42Z', now)).toBe('18 seconds ago');
    expect(sayAgo('2030-01-01T11:57:30Z', now)).toBe('2 minutes ago');
    expect(sayAgo('2030-01-01T12:00:03Z', now)).toBe('0 seconds ago');
    expect(sayAgo('2029-12-30T11:00:00Z', now)).toBe('2 days ago');
  });
});
