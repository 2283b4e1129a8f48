import { useEffect, useState } from 'preact/hooks';
import { count, duration } from './numbers';
import type { Point, Series } from './operator.client';
import type { PlotCanvas as Canvas } from './plot.canvas';
import { PlotLegend } from './plot.legend';
import type { Drawing, Line } from './plot.lines';

const drawings: readonly Drawing[] = [
  {
    title: 'Messages a minute',
    say: count,
    lines: [
      { name: 'delivered', look: 'accent', of: ({ delivered }: Point) => delivered },
      { name: 'failed', look: 'wrong', of: ({ failed }: Point) => failed },
    ],
  },
  { title: 'Time to Telegram', say: duration, lines: percentiles(({ delivery_seconds: times }) => times) },
  { title: 'Time to sign-in', say: duration, lines: percentiles(({ sign_in_seconds: times }) => times) },
];

function percentiles(of: (point: Point) => Point['delivery_seconds']): readonly Line[] {
  return [
    { name: 'p50', look: 'accent', of: (point) => of(point).p50 },
    { name: 'p95', look: 'careful', of: (point) => of(point).p95 },
    { name: 'p99', look: 'wrong', of: (point) => of(point).p99 },
  ];
}

/** The last hour, drawn. */
export function Plots({ series }: { series: Series | undefined }) {
  const PlotCanvas = usePlotCanvas();
  return (
    <section class="plots" aria-labelledby="hour">
      <h2 id="hour" class="section-name">
        The last hour
      </h2>
      {drawings.map((drawing) => (
        <Plot key={drawing.title} {...drawing} points={series?.points} PlotCanvas={PlotCanvas} />
      ))}
    </section>
  );
}

type PlotProps = Drawing & Readonly<{ points: readonly Point[] | undefined; PlotCanvas: typeof Canvas | undefined }>;

/** The canvas speaks to eyes alone; the legend says the same in figures. */
function Plot({ points, PlotCanvas, ...drawing }: PlotProps) {
  const [pointed, setPointed] = useState<number | null>(null);
  return (
    <figure class="panel plot">
      <figcaption>
        <h3 class="panel-name">{drawing.title}</h3>
        <PlotLegend {...drawing} points={points ?? []} pointed={pointed} />
      </figcaption>
      <div class="plot-place" aria-hidden="true">
        {points && PlotCanvas && <PlotCanvas {...drawing} points={points} onPoint={setPointed} />}
      </div>
    </figure>
  );
}

/** The plotting library comes after the numbers, which need none. */
function usePlotCanvas(): typeof Canvas | undefined {
  const [loaded, setLoaded] = useState<typeof Canvas>();
  useEffect(() => {
    import('./plot.canvas').then(
      ({ PlotCanvas }) => setLoaded(() => PlotCanvas),
      () => undefined,
    );
  }, []);
  return loaded;
}
