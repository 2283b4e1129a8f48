import { cleanCode } from './code';

describe('a code that is typed or pasted', () => {
  it.each([
    ['123 456', '123456'],
    ['12-34-56\n', '123456'],
    ['Your code: 123456.', '123456'],
    ['１２３４５６', '123456'],
    ['١٢٣٤٥٦', '123456'],
    ['۱۲۳۴۵۶', '123456'],
    ['12345678', '123456'],
    ['Telega2Go\nYour code: 258216\nIt works for 60 seconds', '258216'],
    ['27.11.2026, 258216', '258216'],
    ['12a', '12'],
    ['', ''],
  ])('%j is %j', (typed, code) => expect(cleanCode(typed, 6)).toBe(code));
});
