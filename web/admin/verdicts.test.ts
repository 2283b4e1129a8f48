import type { Circuit } from './operator.client';
import { failuresOf, overstayVerdict, sendingVerdict, speedVerdict, successRate, successVerdict } from './verdicts';

const aCircuit = (differing: Partial<Circuit> = {}): Circuit => ({
  ...{ bot: 1, username: 'a_bot', state: 'up', circuit: 'closed', held_back_seconds: 0 },
  ...{ held_by: 'a', instance: 'a' },
  ...differing,
});

const counts = (delivered: number, failed: number, overstayed = 0) => ({ delivered, failed, overstayed });

describe('the word that says whether a number is good', () => {
  it.each([
    [[aCircuit()], 'Going out'],
    [[aCircuit(), aCircuit({ held_back_seconds: 3 })], 'Held back'],
    [[aCircuit({ circuit: 'half_open' })], 'Stopped'],
    [[aCircuit(), aCircuit({ circuit: 'open', held_back_seconds: 9 })], 'Stopped'],
  ])('is about sending now: %#', (circuits, word) => {
    expect(sendingVerdict(circuits).word).toBe(word);
  });

  it.each([
    [null, 'Nothing yet'],
    [1, 'Good'],
    [0.99, 'Good'],
    [0.989, 'Low'],
    [0.95, 'Low'],
    [0.949, 'Too low'],
  ])('of a success rate of %p is %s', (rate, word) => {
    expect(successVerdict(rate).word).toBe(word);
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

  it('of overstays is good for none of some', () => {
    expect(overstayVerdict(counts(0, 3)).word).toBe('Nothing yet');
    expect(overstayVerdict(counts(3, 0)).word).toBe('As promised');
    expect(overstayVerdict(counts(3, 0, 1)).word).toBe('Too long');
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
