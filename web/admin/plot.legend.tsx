import { minute } from './numbers';
import type { Point } from './operator.client';
import { dashes, type Drawing, type Line } from './plot.lines';

type PlotLegendProps = Drawing &
  Readonly<{
    points: readonly Point[];
    /** Where the pointer is; else the last minute in which something was. */
    pointed: number | null;
  }>;

/** What each line is, and what it says: where the pointer is, and at its highest. */
export function PlotLegend({ lines, say, points, pointed }: PlotLegendProps) {
  const at = pointed ?? points.findLastIndex((point) => lines.some(({ of }) => of(point)));
  const point = points[at];
  return (
    <table class="legend">
      <thead>
        <tr>
          <th scope="col">
            <span class="visually-hidden">Line</span>
          </th>
          <th scope="col">{point ? minuteOf(point) : 'last'}</th>
          <th scope="col">most</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <LegendRow
            key={line.name}
            line={line}
            say={say}
            value={point && line.of(point)}
            most={mostOf(line, points)}
          />
        ))}
      </tbody>
    </table>
  );
}

type LegendRowProps = Readonly<{
  line: Line;
  say: Drawing['say'];
  value: number | null | undefined;
  most: Point | undefined;
}>;

function LegendRow({ line, say, value, most }: LegendRowProps) {
  return (
    <tr>
      <th scope="row">
        <svg class={`line-sample line-${line.look}`} viewBox="0 0 24 8" width="24" height="8" aria-hidden="true">
          <path d="M0 4h24" stroke-dasharray={dashes[line.look].join(' ')} />
        </svg>
        {line.name}
      </th>
      <td>{value == null ? '–' : say(value)}</td>
      <td>
        {most ? say(line.of(most)!) : '–'} {most && <span class="muted">at {minuteOf(most)}</span>}
      </td>
    </tr>
  );
}

function mostOf({ of }: Line, points: readonly Point[]): Point | undefined {
  const most = points.reduce((highest, point) => Math.max(highest, of(point) ?? 0), 0);
  return most === 0 ? undefined : points.find((point) => of(point) === most);
}

const minuteOf = ({ at }: Point): string => minute(Date.parse(at));
