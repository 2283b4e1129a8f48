import { count, minute } from './numbers';
import type { Point } from './operator.client';
import { dashes, type Drawing, type Line } from './plot.lines';

type PlotLegendProps = Drawing &
  Readonly<{
    points: readonly Point[];
    /** The point under the pointer; else the last one with a value is shown. */
    pointed: number | null;
  }>;

/** The name of each line and its value under the pointer; its count in all, and its peak. */
export function PlotLegend({ lines, say, points, pointed }: PlotLegendProps) {
  const at = pointed ?? points.findLastIndex((point) => lines.some(({ of }) => of(point)));
  const point = points[at];
  return (
    <>
      <p class="muted">
        {point ? minuteOf(point) : 'no message yet'} · n ={' '}
        {count(points.reduce((sum, each) => sum + lines[0]!.count(each), 0))}
      </p>
      <ul class="legend plain">
        {lines.map((line) => {
          const value = point && line.of(point);
          const peak = peakOf(line, points);
          return (
            <li key={line.name} title={peak && `peak ${say(line.of(peak)!)} at ${minuteOf(peak)}`}>
              <svg class={`line-sample line-${line.look}`} viewBox="0 0 24 8" width="24" height="8" aria-hidden="true">
                <path d="M0 4h24" stroke-dasharray={dashes[line.look].join(' ')} />
              </svg>
              {line.name} <strong>{value == null ? '–' : say(value)}</strong>
              <span class="visually-hidden">{peak && `, peak ${say(line.of(peak)!)} at ${minuteOf(peak)}`}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function peakOf({ of }: Line, points: readonly Point[]): Point | undefined {
  const most = points.reduce((highest, point) => Math.max(highest, of(point) ?? 0), 0);
  return most === 0 ? undefined : points.find((point) => of(point) === most);
}

const minuteOf = ({ at }: Point): string => minute(Date.parse(at));
