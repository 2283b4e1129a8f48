import { pauseAfter, retryAfterMs } from './schedule';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('what is not taken', () => {
  it('is tried again after the pauses of the standard, and given up after the eighth time', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => pauseAfter(attempts, 0));
    const hours = [2, 5, 10, 10].map((count) => count * HOUR);
    expect(pauses).toEqual([5_000, 5 * MINUTE, 30 * MINUTE, ...hours, undefined]);
  });

  it('is spread a little, and never comes before its time', () => {
    expect(pauseAfter(2, 0.999)).toBeCloseTo(5.5 * MINUTE, -3);
    const drawn = Array.from({ length: 100 }, () => pauseAfter(1)!);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(5_000);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(5_500);
    expect(new Set(drawn).size).toBeGreaterThan(10);
  });

  it.each([
    ['120', 120_000],
    [' 7 ', 7_000],
    ['Fri, 17 May 2030 12:01:30 GMT', 90_000],
    ['Fri, 17 May 2030 11:00:00 GMT', 0],
    ['-5', 0],
    ['soon', 0],
    ['', 0],
    [undefined, 0],
    ['99999999999', 24 * HOUR],
  ])('waits as long as Retry-After asks: %s', (header, wait) => {
    expect(retryAfterMs(header, new Date('2030-05-17T12:00:00Z'))).toBe(wait);
  });
});
