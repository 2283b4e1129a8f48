import type { Point } from './operator.client';

/** Each colour has its own stroke, so that nothing depends on the colour alone. */
export type Look = 'accent' | 'careful' | 'wrong';

/** Lengths of stroke and gap, in pixels. */
export const dashes: Readonly<Record<Look, readonly number[]>> = { accent: [], careful: [8, 4], wrong: [2, 3] };

/** One line of a plot; `of` is null if there is nothing to draw, `count` is how many the value is based on. */
export type Line = Readonly<{
  name: string;
  look: Look;
  of: (point: Point) => number | null;
  count: (point: Point) => number;
}>;

/** The content of one plot; `say` formats a value with its unit. */
export type Drawing = Readonly<{
  title: string;
  lines: readonly Line[];
  say: (value: number) => string;
  /** Possible distances of the axis labels: the first with enough room counts. */
  steps: readonly number[];
}>;
