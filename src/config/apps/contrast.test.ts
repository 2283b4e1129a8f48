import fc from 'fast-check';
import { contrastOf, isTold, textOn } from './contrast';

const aColor = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('the contrast of two colours', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#777777', '#ffffff', 4.48],
    ['#1F6FEB', '#ffffff', 4.63],
    ['#ff0000', '#ffffff', 4],
  ])('of %s and %s is %d, either way round', (one, other, ratio) => {
    expect(contrastOf(one, other)).toBeCloseTo(ratio, 1);
    expect(contrastOf(other, one)).toBe(contrastOf(one, other));
  });
});

describe('words on a colour', () => {
  it.each([
    ['#1f6feb', '#ffffff'],
    ['#ffe000', '#000000'],
    ['#ff0000', '#000000'],
  ])('of %s are %s', (color, text) => expect(textOn(color)).toBe(text));

  it('can be read whatever the colour', () => {
    fc.assert(fc.property(aColor, (color) => contrastOf(color, textOn(color)) >= 4.5));
  });
});

describe('a button', () => {
  it('is told from a page that is much darker or much brighter, and needs a border elsewhere', () => {
    expect(isTold('#1f6feb', '#ffffff', '#f4f6f8')).toBe(true);
    expect(isTold('#ffe000', '#ffffff')).toBe(false);
    expect(isTold('#ffe000', '#0f1317')).toBe(true);
    expect(isTold('#101010', '#0f1317', '#ffffff')).toBe(false);
  });
});
