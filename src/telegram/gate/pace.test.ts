import { Pace } from './pace';

/** Takes turns whenever there are any, looking every `stepMs`, and returns when each was taken. */
function takeFor(pace: Pace, seconds: number, stepMs: number): number[] {
  const taken: number[] = [];
  for (let now = 0; now < seconds * 1000; now += stepMs)
    for (let turns = pace.take(now, 100); turns > 0; turns--) taken.push(now);
  return taken;
}

const inAnySecond = (times: readonly number[]): number =>
  Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + 1000).length));

describe('a pace', () => {
  it.each([1, 7, 40, 250])('is kept, and is smooth, when looked at every %d ms', (stepMs) => {
    const taken = takeFor(new Pace(25), 20, stepMs);
    expect(inAnySecond(taken)).toBeLessThanOrEqual(27);
    if (stepMs <= 40) expect(taken.length).toBeGreaterThanOrEqual(25 * 20 - 1);
  });

  it('reaches a thousand a second by timers of a few milliseconds', () => {
    expect(takeFor(new Pace(1000), 2, 10).length).toBeGreaterThanOrEqual(1990);
  });

  it('hands out no more turns than are asked for', () => {
    expect(new Pace(1000).take(0, 3)).toBe(3);
  });

  it('saves nothing up while no turns are asked for', () => {
    const pace = new Pace(25);
    pace.take(0, 100);
    expect(pace.take(3_600_000, 100)).toBeLessThanOrEqual(2);
  });

  it('books turns one after the other, and hands out none that is booked', () => {
    const pace = new Pace(10);
    pace.take(1000, 9);
    const waits = [pace.book(1000), pace.book(1000), pace.book(1000)];
    expect(waits[1]! - waits[0]!).toBeCloseTo(100);
    expect(waits[2]! - waits[1]!).toBeCloseTo(100);
    expect(pace.take(1000 + waits[2]!, 9)).toBe(0);
    expect(pace.take(1000 + waits[2]! + 100, 9)).toBe(1);
  });

  it('hands out again what was given back', () => {
    const pace = new Pace(10);
    expect(pace.take(0, 1)).toBe(1);
    pace.giveBack(1);
    expect(pace.take(0, 1)).toBe(1);
    expect(pace.take(0, 1)).toBe(0);
  });
});
