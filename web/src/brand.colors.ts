import { isTold, shadeFor, textOn } from '../../src/config/apps/contrast';

/** The colours that a button may lie on, as in tokens.css: the page and a card. */
const LIGHT = ['#ffffff', '#f4f6f8'];
const DARK = ['#0f1317', '#181e25'];

/** The properties that a colour sets; without one, those of tokens.css apply. */
export function colorsOf(color: string | null): Readonly<Record<string, string>> {
  const border = (pages: readonly string[]) => (color && isTold(color, ...pages) ? 'transparent' : 'var(--border)');
  return {
    '--brand': color ?? '',
    '--brand-text': color ? textOn(color) : '',
    '--brand-shade': color ? shadeFor(color) : '',
    '--brand-border': color ? `light-dark(${border(LIGHT)}, ${border(DARK)})` : '',
  };
}
