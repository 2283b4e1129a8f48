import { periodOf, rangeOf, ranges, type Range } from './ranges';

const NOW = Date.parse('2030-05-17T12:34:56.789Z');

describe('the time that a plot shows', () => {
  it('begins and ends where whole steps do, however often it is looked at', () => {
    expect(periodOf('1h', NOW)).toEqual({
      ...{ from: '2030-05-17T11:35:00.000Z', to: '2030-05-17T12:35:00.000Z', step_seconds: 60 },
    });
    expect(periodOf('24h', NOW)).toMatchObject({ to: '2030-05-17T12:45:00.000Z', step_seconds: 900 });
    for (const range of Object.keys(ranges) as Range[]) {
      const [first, later] = [periodOf(range, NOW), periodOf(range, NOW + 5_000)];
      for (const at of [first.from, first.to, later.from]) {
        expect(Date.parse(at) % (first.step_seconds * 1000)).toBe(0);
      }
    }
  });

  it('is the usual one where the address names none', () => {
    expect(rangeOf('7d', '1h')).toBe('7d');
    for (const text of [null, '', '8d', 'constructor']) expect(rangeOf(text, '1h')).toBe('1h');
  });
});
