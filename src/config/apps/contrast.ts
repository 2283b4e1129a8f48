/** How bright a colour (`#rrggbb`) is, from 0 to 1 (WCAG 2.2: relative luminance). */
function luminanceOf(color: string): number {
  const lightAt = (at: number) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * lightAt(1) + 0.7152 * lightAt(3) + 0.0722 * lightAt(5);
}

/** From 1, of a colour with itself, to 21, of black with white (WCAG 2.2: contrast ratio). */
export function contrastOf(one: string, other: string): number {
  const luminances = [luminanceOf(one), luminanceOf(other)];
  return (Math.max(...luminances) + 0.05) / (Math.min(...luminances) + 0.05);
}

const BLACK = '#000000';
const WHITE = '#ffffff';
/** The contrast that parts of a page need to stand out from what they lie on (WCAG 2.2, 1.4.11). */
const TOLD = 3;

/** The colour of text on this one: the better of the two has a contrast of at least 4.5. */
export const textOn = (color: string): string => (contrastOf(color, BLACK) >= contrastOf(color, WHITE) ? BLACK : WHITE);

/** Mixed into the colour under the pointer: away from the text's colour, so that the text stays legible. */
export const shadeFor = (color: string): string => (textOn(color) === BLACK ? WHITE : BLACK);

/** Whether a button of this colour stands out on each of these. */
export const isTold = (color: string, ...pages: readonly string[]): boolean =>
  pages.every((page) => contrastOf(color, page) >= TOLD);
