import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'preact/hooks';
import uPlot, { type AlignedData, type Axis, type Series as Stroke } from 'uplot';
import { scheme } from '../src/scheme';
import { useStore } from '../src/use-store';
import type { Point } from './operator.client';
import { minute } from './numbers';
import { dashes, type Drawing, type Line } from './plot.lines';

const HEIGHT = 180;
const AXIS_WIDTH = 56;
const AXIS_HEIGHT = 28;

type PlotCanvasProps = Drawing & Readonly<{ points: readonly Point[]; onPoint: (index: number | null) => void }>;

/** Lines over an hour. Follows the width of its place, and the colours of the page as they change. */
export function PlotCanvas({ lines, say, points, onPoint }: PlotCanvasProps) {
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
      plot.current = new uPlot(optionsOf(box, { lines, say, onPoint }), latest.current, box);
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
  useEffect(() => plot.current?.setData(data), [points]);

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
  { lines, say, onPoint }: Omit<PlotCanvasProps, 'points' | 'title'>,
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
      { ...axis, size: AXIS_HEIGHT, values: (_, marks) => marks.map((seconds) => minute(seconds * 1000)) },
      { ...axis, size: AXIS_WIDTH, values: (_, marks) => marks.map(say) },
    ],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
  };
}

const strokeLike = ({ name, look }: Line, stroke: string): Stroke => ({
  ...{ label: name, stroke, width: 1.5, dash: [...dashes[look]] },
  points: { show: true, size: 5, fill: stroke, filter: lonely },
});

/** A minute between two in which nothing was is no line: it is a dot. */
function lonely(plot: uPlot, line: number): number[] {
  const values = Array.from<number | null | undefined>(plot.data[line]!);
  const isLonely = (at: number) => values[at] != null && values[at - 1] == null && values[at + 1] == null;
  return [...values.keys()].filter(isLonely);
}
