import type { Point } from './operator.client';

/** Each colour has a stroke of its own, so that it never speaks alone. */
export type Look = 'accent' | 'careful' | 'wrong';

/** In pixels: so long a stroke, so long a gap. */
export const dashes: Readonly<Record<Look, readonly number[]>> = { accent: [], careful: [8, 4], wrong: [2, 3] };

/** One line of a plot; `of` is null where there is nothing to draw, `count` of how many it tells. */
export type Line = Readonly<{
  name: string;
  look: Look;
  of: (point: Point) => number | null;
  count: (point: Point) => number;
}>;

/** What stands in one plot; `say` tells a value with its unit. */
export type Drawing = Readonly<{
  title: string;
  lines: readonly Line[];
  say: (value: number) => string;
  /** What stands at the axis: of these, those that leave room. */
  steps: readonly number[];
}>;
