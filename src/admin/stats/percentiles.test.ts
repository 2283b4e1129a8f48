import { Durations, percentilesFrom } from './percentiles';

describe('percentiles', () => {
  const percentilesOf = (durationsMs: readonly number[]) => {
    const durations = new Durations();
    for (const duration of durationsMs) durations.add(duration);
    return durations.percentiles;
  };

  it('are of what was measured, within half a percent', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => (100 - index) * 1000);
    const { count, p50, p95, p99 } = percentilesOf(hundred);
    expect(count).toBe(100);
    for (const [found, is] of [
      [p50, 50],
      [p95, 95],
      [p99, 99],
    ] as const)
      expect(Math.abs(found! / is - 1)).toBeLessThan(0.005);
    expect(percentilesOf([7])).toEqual({ count: 1, p50: 0.007, p95: 0.007, p99: 0.007 });
    expect(percentilesOf([0, -3])).toEqual({ count: 2, p50: 0, p95: 0, p99: 0 });
    expect(percentilesOf([])).toEqual({ count: 0, p50: null, p95: null, p99: null });
  });

  it('are guessed between the bounds of a histogram', () => {
    const buckets = [
      { le: Infinity, count: 100 },
      { le: 1, count: 50 },
      { le: 2, count: 98 },
    ];
    expect(percentilesFrom(buckets)).toEqual({ count: 100, p50: 1, p95: 1.938, p99: 2 });
    expect(percentilesFrom(buckets.map(({ le }) => ({ le, count: 0 })))).toEqual({
      count: 0,
      p50: null,
      p95: null,
      p99: null,
    });
    expect(percentilesFrom([])).toMatchObject({ count: 0 });
  });
});
