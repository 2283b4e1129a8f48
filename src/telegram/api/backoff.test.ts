import { backoffMs } from './backoff';

describe('backoff', () => {
  it('doubles its longest wait from half a second up to eight', () => {
    const longest = [0, 1, 2, 3, 4, 5, 30].map((attempt) => backoffMs(attempt, 0.999_999));
    expect(longest).toEqual([499, 999, 1999, 3999, 7999, 7999, 7999]);
  });

  it('spreads over the whole wait, down to none', () => {
    expect([0, 0.25, 0.5].map((random) => backoffMs(2, random))).toEqual([0, 500, 1000]);
  });
});
