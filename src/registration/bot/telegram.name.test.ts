import { nameFrom } from './telegram.name';

it.each([
  ['Ann', undefined, 'Ann'],
  ['Ann', 'Lee', 'Ann Lee'],
  ['\u3164', 'Lee', 'Lee'],
  ['A'.repeat(64), 'b'.repeat(64), `${'A'.repeat(64)} ${'b'.repeat(35)}`],
  ['\ud83d', '\u2800', undefined],
])('a person called %j and %j in Telegram has the name %j', (first, last, name) => {
  expect(nameFrom(first, last)).toBe(name);
});
