import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'preact/hooks';
import uPlot, { type AlignedData, type Axis, type Series as Stroke } from 'uplot';
import { scheme } from '../src/scheme';
import { useStore } from '../src/use-store';
import type { Point } from './operator.client';
import { minute } from './numbers';
import { dashes, type Drawing, type Line } from './plot.lines';

const HEIGHT = 240;
const AXIS_GAP = 16;
const LETTER_WIDTH = 7;
const DAY_SECONDS = 86_400;
const AXIS_HEIGHT = 28;

type PlotCanvasProps = Drawing & Readonly<{ points: readonly Point[]; onPoint: (index: number | null) => void }>;

/** Lines over time. Follows the width of its place, and the page's colours as they change. */
export function PlotCanvas({ lines, say, steps, points, onPoint }: PlotCanvasProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const data = toData(lines, points);
  const latest = useRef(data);
  latest.current = data;
  const chosenScheme = useStore(scheme);

  useEffect(() => {
    const box = place.current!;
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsOf(box, { lines, say, steps, onPoint }), latest.current, box);
    };
    draw();
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: box.clientWidth, height: HEIGHT }));
    resized.observe(box);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      dark.removeEventListener('change', draw);
      resized.disconnect();
      plot.current?.destroy();
    };
  }, [chosenScheme]);
  // A plot that was drawn just now has them already.
  useEffect(() => {
    if (plot.current?.data !== data) plot.current?.setData(data);
  }, [points]);

  return (
    <div class="plot-canvas" ref={place}>
      {(['accent', 'careful', 'wrong', 'border'] as const).map((look) => (
        <i key={look} class={`line-${look}`} hidden />
      ))}
    </div>
  );
}

function toData(lines: readonly Line[], points: readonly Point[]): AlignedData {
  return [points.map(({ at }) => Date.parse(at) / 1000), ...lines.map(({ of }) => points.map(of))];
}

function optionsOf(
  box: HTMLElement,
  { lines, say, steps, onPoint }: Omit<PlotCanvasProps, 'points' | 'title'>,
): uPlot.Options {
  const strokeOf = (look: string) => getComputedStyle(box.querySelector(`.line-${look}`) ?? box).color;
  const axis: Axis = {
    stroke: getComputedStyle(box).color,
    font: `12px ${getComputedStyle(box).fontFamily}`,
    grid: { stroke: strokeOf('border'), width: 0.25 },
    ticks: { show: false },
  };
  return {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { y: { range: (_, __, most) => [0, Math.max(most, Number.EPSILON) * 1.1] } },
    series: [{}, ...lines.map((line) => strokeLike(line, strokeOf(line.look)))],
    axes: [
      { ...axis, size: AXIS_HEIGHT, values: (_, marks) => marks.map((seconds, at) => timeAt(marks, seconds, at)) },
      { ...axis, size: (_, said) => widthOf(said), values: (_, marks) => marks.map(say), incrs: [...steps], space: 28 },
    ],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
  };
}

/** Leaves room for the longest label. */
const widthOf = (said: readonly string[] | null): number =>
  AXIS_GAP + LETTER_WIDTH * Math.max(2, ...(said ?? []).map((text) => text.length));

/** The time of day; on long plots, the date where a day begins. */
function timeAt(marks: readonly number[], seconds: number, at: number): string {
  const isLong = marks.at(-1)! - marks[0]! > DAY_SECONDS;
  const date = new Date(seconds * 1000);
  const isNewDay = at === 0 || new Date(marks[at - 1]! * 1000).getDate() !== date.getDate();
  return isLong && isNewDay
    ? date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
    : minute(seconds * 1000);
}

const strokeLike = ({ name, look }: Line, stroke: string): Stroke => ({
  ...{ label: name, stroke, width: 1.5, dash: [...dashes[look]] },
  points: { show: true, size: 5, fill: stroke, filter: lonely },
});

/** A value between two gaps makes no line: it is drawn as a dot. */
function lonely(plot: uPlot, line: number): number[] {
  const values = Array.from<number | null | undefined>(plot.data[line]!);
  const isLonely = (at: number) => values[at] != null && values[at - 1] == null && values[at + 1] == null;
  return [...values.keys()].filter(isLonely);
}
