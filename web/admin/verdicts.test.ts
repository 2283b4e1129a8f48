import {
  deletionVerdict,
  failuresOf,
  reachVerdict,
  signInVerdict,
  speedVerdict,
  successRate,
  waitingVerdict,
} from './verdicts';

const counts = (delivered: number, failed: number, overstayed = 0) => ({ delivered, failed, overstayed });

describe('the word that says whether a number is good', () => {
  it.each([
    [null, null, 'Unknown'],
    [0, 0, 'Nothing waits'],
    [4, 3, 'On their way'],
    [4, 30, 'Slow'],
    [4, 61, 'Stuck'],
  ])('of %p that wait, the oldest for %p s, is %s', (messages, oldest, word) => {
    expect(waitingVerdict(messages, oldest).word).toBe(word);
  });

  it.each([
    [counts(0, 0), 'Nothing yet'],
    [counts(99, 1), 'Good'],
    [counts(98, 2), 'Low'],
    [counts(95, 5), 'Low'],
    [counts(94, 6), 'Too low'],
  ])('of %j that were reached is %s', (messages, word) => {
    expect(reachVerdict({ messages, failures: {} }).word).toBe(word);
  });

  it.each([
    [null, 'Nothing yet'],
    [1, 'Good'],
    [0.8, 'Good'],
    [0.79, 'Many didn’t'],
    [0.517, 'Many didn’t'],
    [0.49, 'Most didn’t'],
    [0, 'Most didn’t'],
  ])('of sign-ins of which %p were completed is %s', (rate, word) => {
    expect(signInVerdict(rate).word).toBe(word);
  });

  it.each([
    [null, 'Nothing yet'],
    [1, 'Quick'],
    [1.1, 'Slow'],
    [5, 'Slow'],
    [5.1, 'Too slow'],
  ])('of %p seconds is %s', (seconds, word) => {
    expect(speedVerdict(seconds).word).toBe(word);
  });

  it('of deletions is good for none of some', () => {
    expect(deletionVerdict(counts(0, 3)).word).toBe('Nothing yet');
    expect(deletionVerdict(counts(3, 0)).word).toBe('As promised');
    expect(deletionVerdict(counts(3, 0, 1)).word).toBe('Late');
  });
});

describe('a failure', () => {
  it.each([
    ['is ours unless the person is to blame', { telegram_timeout: 2, bot_blocked: 1 }, 2, 0.8],
    ['is theirs for each of their reasons', { bot_blocked: 1, chat_not_found: 1, user_deactivated: 1 }, 0, 1],
    ['is not theirs more often than there were failures', { bot_not_started: 7 }, 0, 1],
    ['is ours where no reason is told', {}, 3, 8 / 11],
  ])('%s', (_, failures, ours, rate) => {
    const stats = { messages: counts(8, 3), failures };
    expect(failuresOf(stats)).toEqual({ ours, theirs: 3 - ours });
    expect(successRate(stats)).toBeCloseTo(rate);
  });

  it('of nothing has no rate', () => {
    expect(successRate({ messages: counts(0, 0), failures: {} })).toBeNull();
    expect(successRate({ messages: counts(0, 2), failures: { bot_blocked: 2 } })).toBeNull();
  });
});
