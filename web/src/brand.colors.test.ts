import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { colorsOf } from './brand.colors';

describe('the colour of an app', () => {
  it.each([
    ['#1f6feb', '#ffffff', 'light-dark(transparent, transparent)'],
    ['#ffe000', '#000000', 'light-dark(var(--border), transparent)'],
    ['#101418', '#ffffff', 'light-dark(transparent, var(--border))'],
  ])('%s has words of %s on it, and a border where the page has nearly the same', (color, text, border) => {
    expect(colorsOf(color)).toMatchObject({ '--brand': color, '--brand-text': text, '--brand-border': border });
  });

  it('leaves everything as it is where there is none', () => {
    expect(new Set(Object.values(colorsOf(null)))).toEqual(new Set(['']));
  });

  it('is held against what a button lies on', () => {
    const tokens = readFileSync(join(__dirname, 'tokens.css'), 'utf8');
    expect(tokens).toContain('--page: light-dark(#ffffff, #0f1317);');
    expect(tokens).toContain('--card: light-dark(#f4f6f8, #181e25);');
  });
});
