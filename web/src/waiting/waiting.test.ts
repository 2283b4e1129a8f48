import type { Problem } from '../api/problem';
import type { DeliveryError, Status } from '../api/types';
import { aSession, at, aVerification, now } from './waiting.fixture';
import { atFirst, lifeOf, mayCollect, step, type Waiting, type WaitingEvent } from './waiting';
import { viewOf } from './waiting.view';

const around = { now, bot: '@our_bot', codeSeconds: 60, keepsCookies: true };
const after = (...events: WaitingEvent[]): Waiting => events.reduce(step, atFirst);
const told = (verification = aVerification()): WaitingEvent => ({ type: 'status', verification, at: now });
const refusal = (code: string, more: Partial<Problem> = {}): WaitingEvent => ({
  type: 'refused',
  problem: { code, status: 401, errors: [], ...more },
});

describe('the waiting room', () => {
  const statuses: Record<Status, string> = {
    awaiting_telegram: 'Open Telegram and press Start',
    sending: 'Your code is on its way',
    sent: 'Check your Telegram',
    verified: 'Almost there',
    failed: 'We couldn’t send the message',
    expired: 'That code has expired',
    cancelled: 'Sign-in cancelled',
    locked: 'Too many wrong codes',
  };
  it.each(Object.entries(statuses))('says what %s means, every gap filled', (status, headline) => {
    const view = viewOf(after(told(aVerification({ status: status as Status }))), around);
    expect(view.headline).toBe(headline);
    expect(view.sentence).not.toMatch(/[{}]|undefined|Invalid/);
  });

  it.each([
    [['code'] as const, 'Type the code here.'],
    [['link', 'approval'] as const, 'Tap “Sign in” in the message.'],
  ])('speaks of no way in that is closed, where an app is open to %s alone', (waysIn, sentence) => {
    const verification = aVerification({ status: 'sent' });
    const app = { ...verification.app, ways_in: [...waysIn] };
    const view = viewOf(after(told({ ...verification, app })), around);
    expect([view.headline, view.sentence]).toEqual(['Check your Telegram', sentence]);
  });

  it('speaks of the message where an app has no codes', () => {
    const { app } = aVerification();
    const ofMessage = { app: { ...app, ways_in: ['link' as const] } };
    const seen = (...about: Parameters<typeof aVerification>) =>
      viewOf(after(told(aVerification({ ...ofMessage, ...about[0] }, about[1]))), around);
    const { headline, sentence, others } = seen({ status: 'sending' });
    expect([headline, sentence, others]).toEqual([
      'The message is on its way',
      'This usually takes a second.',
      ['cancel'],
    ]);
    expect(seen({ status: 'sent' }).others).toEqual(['send_message', 'cancel']);
    const expired = seen({ status: 'expired' });
    expect([expired.headline, expired.primary]).toEqual(['That message has expired', 'send_message']);
    const failed = seen({ status: 'failed' }, { error: 'telegram_timeout', sent_at: null });
    expect(failed.primary).toBe('send_message');
  });

  it('says for how long a link works, and of one that works for hours until when', () => {
    const until = (seconds: number) => new Date(now + seconds * 1000).toISOString();
    const sentenceOf = (seconds: number) =>
      viewOf(after(told(aVerification({ status: 'awaiting_telegram', expires_at: until(seconds) }))), around).sentence;
    expect(sentenceOf(540)).toMatch(/9 minutes\.$/);
    expect(sentenceOf(42)).toMatch(/42 seconds\.$/);
    expect(sentenceOf(7200)).toMatch(/\d:\d\d/);
  });

  const failures: Record<DeliveryError, readonly [headline: string, next: string]> = {
    chat_unreachable: ['We can’t reach you in Telegram yet', 'open_telegram'],
    bot_blocked: ['You’ve blocked our bot', 'open_telegram'],
    bot_not_started: ['We can’t reach you in Telegram yet', 'open_telegram'],
    chat_not_found: ['We can’t reach you in Telegram yet', 'open_telegram'],
    user_deactivated: ['That Telegram account is deactivated', 'start_again'],
    telegram_timeout: ['Telegram didn’t answer in time', 'send_new'],
    internal: ['We couldn’t send the message', 'send_new'],
  };
  it.each(Object.entries(failures))('offers one next step after %s', (error, [headline, next]) => {
    const verification = aVerification({ status: 'failed' }, { error: error as DeliveryError, sent_at: null });
    const view = viewOf(after(told(verification)), around);
    expect([view.headline, view.primary]).toEqual([headline, next]);
    expect(view.progress).toEqual({ at: 1, outcome: 'stopped' });
  });

  it('says that it was tried again where it failed for the same reason, and not where it failed for another', () => {
    const failed = (error: DeliveryError) => told(aVerification({ status: 'failed' }, { error, sent_at: null }));
    const { verification_id, expires_at, resend_at } = aVerification();
    const renewed = { verification_id, expires_at: expires_at!, resend_at, status: 'sending' as const };
    const resent = [failed('bot_blocked'), { type: 'resent', renewed, at: now }] as const;
    const seen = (...events: readonly WaitingEvent[]) => viewOf(after(...events), around);
    expect(seen(...resent).headline).toBe('Your code is on its way');
    expect(seen(...resent, failed('bot_blocked')).sentence).toMatch(
      /^We tried again, but nothing has changed\. Unblock/,
    );
    expect(seen(...resent, failed('internal')).sentence).not.toMatch(/tried again/);
    expect(seen(failed('bot_blocked')).sentence).not.toMatch(/tried again/);
  });

  it('names the bot that was blocked', () => {
    const verification = aVerification({ status: 'failed' }, { error: 'bot_blocked' });
    expect(viewOf(after(told(verification)), around).sentence).toContain('@our_bot');
  });

  it('admits that Telegram is slow after five seconds, and offers to cancel', () => {
    const waiting = after(told(aVerification({ status: 'sending' })));
    expect(viewOf(waiting, { ...around, now: now + 5000 }).headline).toBe('Your code is on its way');
    const view = viewOf(waiting, { ...around, now: now + 5001 });
    expect([view.headline, view.others]).toEqual(['Telegram is slow right now', ['cancel']]);
  });

  it('admits at once that Telegram is slow where the server knows', () => {
    const waiting = after(told(aVerification({ status: 'sending' }, { error: 'telegram_timeout' })));
    expect(viewOf(waiting, around).headline).toBe('Telegram is slow right now');
  });

  it('goes on counting the five seconds when the same status is told again', () => {
    const sending = aVerification({ status: 'sending' });
    const waiting = after(told(sending), { type: 'status', verification: sending, at: now + 4000 });
    expect(viewOf(waiting, { ...around, now: now + 6000 }).headline).toBe('Telegram is slow right now');
  });

  it('lets a code expire on the server’s clock, without being told', () => {
    const view = viewOf(after(told()), { ...around, now: now + 60_000 });
    expect([view.headline, view.primary]).toEqual(['That code has expired', 'send_new']);
  });

  it('speaks of the link, not of a code, when Start was never pressed', () => {
    const verification = aVerification({ status: 'expired' }, { sent_at: null });
    expect(viewOf(after(told(verification)), around)).toMatchObject({
      headline: 'That link has expired',
      primary: 'new_link',
    });
  });

  it('never promises more seconds than a code lives', () => {
    expect(lifeOf(aVerification(), now - 400)).toEqual({ total: 60, left: 60 });
  });

  it('says how long a locked one stays closed', () => {
    const locked = after(told(aVerification({ status: 'locked', resend_at: at(25) })));
    expect(viewOf(locked, around).primary).toBe('start_again_later');
  });

  it.each([
    ['locked', 'wrong_symbol', 'The wrong symbol was chosen on the other device', 'start_again_later'],
    ['locked', 'wrong_codes', 'Too many wrong codes', 'start_again_later'],
    ['cancelled', 'refused_in_telegram', 'Refused in Telegram', 'start_again'],
    ['cancelled', 'refused_by_link', 'Sign-in refused', 'start_again'],
    ['cancelled', 'cancelled_here', 'Sign-in cancelled', 'start_again'],
  ] as const)('says what made it %s: %s', (status, reason, headline, primary) => {
    const view = viewOf(after(told(aVerification({ status, reason }))), around);
    expect(view).toMatchObject({ headline, primary, emblem: 'cross' });
  });

  it('shows an hourglass only where time has ended it', () => {
    const emblems = Object.keys(statuses).map((status) => {
      const view = viewOf(after(told(aVerification({ status: status as Status }))), around);
      return [status, view.emblem];
    });
    expect(emblems.filter(([, emblem]) => emblem === 'hourglass')).toEqual([['expired', 'hourglass']]);
  });

  it('welcomes by name a person who typed the right code', () => {
    const view = viewOf(after(told(), { type: 'checking' }, { type: 'signed_in', session: aSession() }), around);
    expect(view).toMatchObject({ headline: 'You’re signed in', primary: 'continue', tone: 'done' });
    expect(view.sentence).toContain('Ann');
  });

  it.each([
    ['Ann Other', 'ann@example.org', 'wasn’t saved'],
    ['Ann', 'other@example.org', 'wasn’t saved'],
    [' Ann ', 'Ann@Example.org', 'disappears from Telegram'],
    ['Ann', 'ann@bücher.example', 'disappears from Telegram'],
  ])('says whether what was typed became the account’s: %s, %s', (name, email, said) => {
    const view = viewOf(after({ type: 'signed_in', session: aSession() }), { ...around, typed: { name, email } });
    expect(view.sentence).toContain(said);
  });

  it.each([
    [0, null, 0],
    [1, null, 1],
    [1, at(0), 3],
  ])('stops at the step that it had come to when it was cancelled: %i tries, sent %s', (attempts, sent_at, step) => {
    const cancelled = aVerification({ status: 'cancelled' }, { attempts, sent_at });
    expect(viewOf(after(told(cancelled)), around).progress.at).toBe(step);
  });

  it('ends where the account is disabled, whatever is told of the code after that', () => {
    const shut = [
      { type: 'checking' } as const,
      refusal('account_disabled'),
      told(aVerification({ status: 'expired' })),
    ];
    const { headline, middle, primary, others } = viewOf(after(told(), ...shut), around);
    expect([headline, middle, primary, others]).toEqual(['This account is disabled', 'none', 'to_start', []]);
  });

  it('speaks of no message where none was ever sent', () => {
    const sentenceOf = (attempts: number) =>
      viewOf(after(told(aVerification({ status: 'cancelled' }, { attempts, sent_at: null }))), around).sentence;
    expect([sentenceOf(0), sentenceOf(1)]).toEqual(['Its link no longer works.', 'Its message no longer works.']);
  });

  it('does not say that the message failed where the person did not come in by it', () => {
    for (const status of ['locked', 'expired', 'cancelled'] as const)
      expect(viewOf(after(told(aVerification({ status }))), around).progress).toEqual({ at: 3, outcome: 'stopped' });
  });

  it('does not speak of another screen while its own code is being checked', () => {
    const verified = told(aVerification({ status: 'verified' }));
    expect(viewOf(after(told(), { type: 'checking' }, verified), around).headline).toBe('Check your Telegram');
  });

  it('says that the sign-in happened elsewhere when the link was faster than the code', () => {
    const verified = told(aVerification({ status: 'verified' }));
    const refused = [told(), { type: 'checking' }, verified, refusal('already_used')] as const;
    expect(viewOf(after(...refused), around).sentence).toBe('Signing you in…');
    const view = viewOf(after(...refused, { type: 'elsewhere' }), around);
    expect(view).toMatchObject({
      headline: 'You signed in on another device',
      sentence: 'This page isn’t signed in.',
    });
    expect([view.primary, ...view.others]).toEqual(['sign_in_too', 'to_start']);
  });

  it('collects what an approval elsewhere has left for it, once, and never beside its own code', () => {
    const verified = told(aVerification({ status: 'verified' }));
    expect(mayCollect(after(told()))).toBe(false);
    expect(mayCollect(after(told(), verified))).toBe(true);
    expect(mayCollect(after(told(), { type: 'checking' }, verified))).toBe(false);
    expect(mayCollect(after(told(), verified, { type: 'elsewhere' }))).toBe(false);
    expect(mayCollect(after(told(), verified, { type: 'signed_in', session: aSession() }))).toBe(false);
  });

  it('keeps a wrong code’s verdict until something is typed', () => {
    const wrong = refusal('otp_invalid', { attemptsLeft: 3 });
    const waiting = after(told(), { type: 'checking' }, wrong, told());
    expect(waiting.codeProblem?.attemptsLeft).toBe(3);
    expect(step(waiting, { type: 'typing' }).codeProblem).toBeNull();
  });

  it('forgets the verdict when a new code is on its way', () => {
    const waiting = after(told(), refusal('otp_invalid'), told(aVerification({ status: 'sending' })));
    expect(waiting.codeProblem).toBeNull();
  });

  it('sends a stranger to the start', () => {
    expect(viewOf(after({ type: 'gone' }), around)).toMatchObject({
      headline: 'This sign-in has ended',
      primary: 'start_again',
    });
  });
});
