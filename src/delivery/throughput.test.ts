import { Throughput } from './throughput';

const BEGINNING = 70_000;

let throughput: Throughput;
let now: number;

beforeEach(() => {
  throughput = new Throughput();
  now = BEGINNING;
});

/** Messages wait for this many seconds, and this many sends end in each, evenly. */
function work(seconds: number, endsPerSecond: number): void {
  const end = now + seconds * 1000;
  const gapMs = endsPerSecond > 0 ? 1000 / endsPerSecond : Infinity;
  for (let nextEnd = now + gapMs; now < end; now += 10) {
    throughput.noteLook(now, true);
    for (; nextEnd <= now; nextEnd += gapMs) throughput.noteEnd(nextEnd);
  }
}

/** Nothing waits. */
function idle(seconds: number): void {
  throughput.noteLook(now, false);
  now += seconds * 1000;
  throughput.noteLook(now, false);
}

const measured = () => throughput.perSecond(now);

describe('how many messages are really sent', () => {
  it('is not known at the start, nor from the first moments', () => {
    expect(measured()).toBe(Infinity);
    work(0.9, 10);
    expect(measured()).toBe(Infinity);
  });

  it.each([1, 2, 10, 25])('is known after a few seconds of work, at %d a second too', (rate) => {
    work(4, rate);
    expect(measured()).toBeGreaterThanOrEqual(rate * 0.95);
    expect(measured()).toBeLessThanOrEqual(rate * 1.5);
  });

  it('is never less than what is done steadily, so that a bot that is on time does not count as slow', () => {
    for (let step = 0; step < 400; step++) {
      work(0.1, 10);
      expect(measured()).toBeGreaterThanOrEqual(9.7);
    }
  });

  it('is not known where no message could have begun since the start', () => {
    throughput.noteLook(now);
    throughput.noteEnd(now);
    now += 2_000;
    expect(measured()).toBe(Infinity);
  });

  it('does not count how long the first of them takes', () => {
    work(4, 0);
    expect(measured()).toBe(Infinity);
    work(2, 20);
    expect(measured()).toBeGreaterThan(19);
  });

  it('falls and rises with what is done, within seconds', () => {
    work(10, 25);
    work(5, 2);
    expect(measured()).toBeLessThan(3);
    work(5, 25);
    expect(measured()).toBeGreaterThan(24);
  });

  it('falls to nothing where nothing ends any more', () => {
    work(3, 10);
    work(6, 0);
    expect(measured()).toBe(0);
  });

  it('is not known any more as soon as nothing waits, however slow it was before', () => {
    work(10, 2);
    expect(measured()).toBeLessThan(3);
    idle(0);
    expect(measured()).toBe(Infinity);
  });

  it('does not take a time in which nothing waited for slowness', () => {
    work(4, 20);
    idle(3_600);
    throughput.noteEnd(now);
    now += 900;
    work(2, 20);
    expect(measured()).toBeGreaterThan(19);
  });

  it('is not known after a while without a measurement, and begins anew with the next', () => {
    work(4, 20);
    now += 6_000;
    expect(measured()).toBe(Infinity);
    work(0.5, 20);
    expect(measured()).toBe(Infinity);
    work(1.5, 20);
    expect(measured()).toBeGreaterThan(19);
  });
});
