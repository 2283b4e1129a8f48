import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Clock } from './clock';

const START = Date.parse('2030-01-01T12:00:00Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A machine whose time the test controls. */
class Machine {
  private readonly since = { wall: START, monotonic: 7_300.25, uptime: 90_000_000 };
  readonly clock: Clock;

  /** @param uptimeStep the resolution of the uptime, in milliseconds */
  constructor(uptimeStep = 1) {
    this.clock = new Clock({
      wall: () => Math.floor(this.since.wall),
      monotonic: () => this.since.monotonic,
      uptime: () => Math.floor(this.since.uptime / uptimeStep) * uptimeStep,
    });
  }

  run(ms: number): void {
    this.sleep(ms);
    this.since.monotonic += ms;
  }

  sleep(ms: number): void {
    this.since.wall += ms;
    this.since.uptime += ms;
  }

  set(byMs: number): void {
    this.since.wall += byMs;
  }

  /** Milliseconds that have passed on our clock since the machine was created. */
  get passed(): number {
    return this.clock.now().getTime() - START;
  }

  ourTimeIn(ms: number): number {
    return this.clock.now().getTime() + ms;
  }
}

describe('the clock that everything stored goes by', () => {
  it('begins as the wall clock, and goes on at its pace', () => {
    const machine = new Machine();
    expect(machine.passed).toBe(0);
    machine.run(90 * SECOND);
    expect(machine.passed).toBe(90 * SECOND);
    expect(machine.clock.in(-HOUR).getTime()).toBe(machine.ourTimeIn(-HOUR));
  });

  it.each([HOUR, -HOUR, 24 * HOUR, 2 * SECOND, 600, -600])(
    'does not move when the wall clock is set by %d ms',
    (by) => {
      const machine = new Machine();
      machine.run(MINUTE);
      machine.set(by);
      expect(machine.passed).toBe(MINUTE);
      machine.run(MINUTE);
      machine.set(-by);
      expect(machine.passed).toBe(2 * MINUTE);
    },
  );

  it('tells the wall clock on request, whether it was set or not', () => {
    const machine = new Machine();
    machine.set(HOUR);
    expect(machine.clock.wall()).toEqual(new Date(START + HOUR));
  });

  it.each([1, 10, SECOND])('adds the time for which the machine slept (uptime in steps of %d ms)', (step) => {
    const machine = new Machine(step);
    machine.run(MINUTE + 300);
    machine.sleep(MINUTE + 777);
    expect(machine.passed).toBe(2 * MINUTE + 1_077);
    machine.run(500);
    machine.sleep(8 * HOUR);
    expect(machine.passed).toBe(2 * MINUTE + 1_577 + 8 * HOUR);
  });

  it.each([HOUR, -HOUR])('adds the sleep alone where the wall clock was set by %d ms meanwhile', (by) => {
    const machine = new Machine();
    machine.sleep(MINUTE);
    machine.set(by);
    expect(machine.passed).toBe(MINUTE);
  });

  it('takes a clock that is set again and again for no sleep', () => {
    const machine = new Machine(SECOND);
    for (let times = 0; times < 100; times++) {
      machine.run(1_001);
      machine.set(times % 3 === 0 ? HOUR : -400);
      expect(machine.passed).toBe((times + 1) * 1_001);
    }
  });

  it('follows the server that keeps the time for all, forward and far back', () => {
    const machine = new Machine();
    expect(machine.clock.follow(machine.ourTimeIn(2 * MINUTE), 1)).toBeCloseTo(2 * MINUTE, -1);
    expect(machine.passed).toBe(2 * MINUTE);
    expect(machine.clock.follow(machine.ourTimeIn(-HOUR), 1)).toBeCloseTo(-HOUR, -1);
    expect(machine.passed).toBe(2 * MINUTE - HOUR);
    machine.run(SECOND);
    expect(machine.passed).toBe(2 * MINUTE - HOUR + SECOND);
  });

  it('stands still rather than go back a little', () => {
    const machine = new Machine();
    expect(machine.passed).toBe(0);
    machine.clock.follow(machine.ourTimeIn(-2 * SECOND), 1);
    machine.run(SECOND);
    expect(machine.passed).toBe(0);
    machine.run(SECOND);
    machine.run(SECOND);
    expect(machine.passed).toBe(SECOND);
  });

  it('is not moved by what a slow answer leaves open', () => {
    const machine = new Machine();
    expect(machine.clock.follow(machine.ourTimeIn(800), 900)).toBe(0);
    expect(machine.passed).toBe(0);
    expect(machine.clock.follow(machine.ourTimeIn(MINUTE), 900)).toBeCloseTo(MINUTE, -1);
    expect(machine.passed).toBe(MINUTE);
  });

  it('keeps the time that it follows when the wall clock is set, and when the machine sleeps', () => {
    const machine = new Machine();
    machine.clock.follow(machine.ourTimeIn(-HOUR), 1);
    machine.set(2 * HOUR);
    machine.sleep(MINUTE);
    machine.run(SECOND);
    expect(machine.passed).toBe(MINUTE + SECOND - HOUR);
  });
});

// Others verify tokens by their own clocks, a lease goes by two clocks, and the sandbox is a separate server.
const OF_THEIR_OWN = ['clock.ts', 'session/', 'lease/', 'sandbox/'];

it('clock.ts alone asks the wall clock, which can be set by anyone', () => {
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /(?<!\.(test|contract|fixture))\.ts$/.test(file));
  const asking = files.filter((file) => /new Date\(\)|\bDate\.now\b/.test(readFileSync(join(__dirname, file), 'utf8')));
  expect(asking).toContain('clock.ts');
  expect(asking.filter((file) => !OF_THEIR_OWN.some((start) => file.startsWith(start)))).toEqual([]);
});
