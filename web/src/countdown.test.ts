import { ServerClock } from './clock';
import { minutesAndSeconds, secondsLeft, spokenMoment } from './countdown';

describe('a countdown', () => {
  it('counts a second that has begun, and never goes below zero', () => {
    expect([secondsLeft(42_000, 0), secondsLeft(42_000, 1), secondsLeft(42_000, 1000)]).toEqual([42, 42, 41]);
    expect(secondsLeft(42_000, 99_000)).toBe(0);
  });

  it.each([
    [0, '0:00'],
    [42, '0:42'],
    [600, '10:00'],
  ])('shows %i seconds as %s', (seconds, shown) => expect(minutesAndSeconds(seconds)).toBe(shown));

  it('is spoken at 30, 10 and 0 alone, even when a look comes late', () => {
    const spoken = [60, 31, 30, 29, 8, 7, 0, 0].map((left, index, all) =>
      spokenMoment(all[index - 1] ?? Infinity, left),
    );
    expect(spoken).toEqual([undefined, undefined, 30, undefined, 10, undefined, 0, undefined]);
  });
});

describe('the server’s clock', () => {
  const second = (text: string) => Date.parse(`2030-01-01T${text}Z`);

  it('is the device’s until the server was heard', () => {
    const clock = new ServerClock(() => 5000);
    clock.observe(null, 0, 0);
    clock.observe('nonsense', 0, 0);
    expect(clock.now()).toBe(5000);
  });

  it('corrects a device that is hours wrong, to within half a second', () => {
    const device = second('03:00:00.000');
    const clock = new ServerClock(() => device);
    clock.observe('Tue, 01 Jan 2030 12:00:00 GMT', device, device);
    expect(Math.abs(clock.now() - second('12:00:00.500'))).toBeLessThanOrEqual(500);
  });

  it('grows more exact with every answer', () => {
    const offset = 3_600_000;
    const clock = new ServerClock(() => 0);
    for (const sentAt of [1100, 2350, 3600, 4850, 5999]) {
      const told = new Date(Math.floor((sentAt + 20 + offset) / 1000) * 1000).toUTCString();
      clock.observe(told, sentAt, sentAt + 40);
    }
    expect(Math.abs(clock.now() - offset)).toBeLessThan(100);
  });

  it('believes the newest answer when the device’s clock was set meanwhile', () => {
    const clock = new ServerClock(() => 0);
    clock.observe(new Date(10_000).toUTCString(), 0, 0);
    clock.observe(new Date(90_000).toUTCString(), 0, 0);
    expect(clock.now()).toBe(90_500);
  });
});
