import { count, duration, moment, share } from './numbers';

it('counts in thousands', () => {
  expect(count(1204)).toBe('1,204');
});

it.each([
  [1, '100 %'],
  [0.9999, '99.9 %'],
  [0.5, '50 %'],
  [0, '0 %'],
])('a share of %p is %s', (value, text) => {
  expect(share(value)).toBe(text);
});

it.each([
  [0, '0 ms'],
  [0.0843, '84 ms'],
  [1.25, '1.3 s'],
  [59.9, '59.9 s'],
  [60, '1 min'],
  [125, '2 min 5 s'],
  [7200, '2 h'],
  [3660, '1 h 1 min'],
])('%p seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

it('tells the day of a moment where it was another', () => {
  const now = new Date('2030-05-17T12:00:00');
  expect(moment('2030-05-17T09:05:07', now)).toBe('09:05:07');
  expect(moment('2030-05-16T23:59:59', now)).toBe('16 May, 23:59:59');
});
