import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { count, duration } from './numbers';
import type { Point, Series } from './operator.client';
import { linkTo } from './place';
import type { PlotCanvas as Canvas } from './plot.canvas';
import { PlotLegend } from './plot.legend';
import type { Drawing, Line } from './plot.lines';
import { ranges, type Range } from './ranges';

const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000];
const SECONDS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600];

const drawings: readonly Drawing[] = [
  {
    title: 'Messages',
    say: count,
    steps: WHOLE,
    lines: [
      line('delivered', 'accent', ({ delivered }) => delivered),
      line('failed', 'wrong', ({ failed }) => failed),
      line('signed in', 'careful', ({ verified }) => verified),
    ],
  },
  {
    title: 'Time to Telegram',
    say: duration,
    steps: SECONDS,
    lines: percentiles(({ delivery_seconds: times }) => times),
  },
  {
    title: 'Time to sign-in',
    say: duration,
    steps: SECONDS,
    lines: percentiles(({ sign_in_seconds: times }) => times),
  },
];

function line(name: string, look: Line['look'], of: (point: Point) => number): Line {
  return { name, look, of, count: of };
}

/** With fewer samples, the p99 would just be the slowest one. */
const SOME = 20;

function percentiles(of: (point: Point) => Point['delivery_seconds']): readonly Line[] {
  const counted = (point: Point) => of(point).count;
  return [
    { name: 'p50', look: 'accent', count: counted, of: (point) => of(point).p50 },
    { name: 'p95', look: 'careful', count: counted, of: (point) => of(point).p95 },
    { name: 'p99', look: 'wrong', count: counted, of: (point) => (counted(point) < SOME ? null : of(point).p99) },
  ];
}

type PlotsProps = Readonly<{ series: Series | undefined; range: Range }>;

/** The plots of the chosen range. */
export function Plots({ series, range }: PlotsProps) {
  const place = useRef<HTMLElement>(null);
  const PlotCanvas = usePlotCanvas(place, series !== undefined);
  const step = ranges[range].stepSeconds;
  const isCut = series && series.counted_since > series.from;
  return (
    <section ref={place} class="plots" aria-labelledby="range">
      <div class="section-name plots-head">
        <h2 id="range">Over time</h2>
        <p class="facet">
          {(Object.keys(ranges) as Range[]).map((each) => (
            <a key={each} href={linkTo('overview', { range: each })} aria-current={each === range ? 'true' : undefined}>
              {ranges[each].name}
            </a>
          ))}
        </p>
        <p class="muted">
          per {step < 60 ? `${step} s` : duration(step)}
          {isCut && `, counted since ${new Date(series.counted_since).toLocaleString('en-GB')}`}
        </p>
      </div>
      {drawings.map((drawing) => (
        <Plot key={drawing.title} {...drawing} points={series?.points} PlotCanvas={PlotCanvas} />
      ))}
    </section>
  );
}

type PlotProps = Drawing & Readonly<{ points: readonly Point[] | undefined; PlotCanvas: typeof Canvas | undefined }>;

/** Screen readers cannot read the canvas; the legend says the same in figures. */
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

/** The plotting library is loaded once the plots are about to be seen: on a phone they lie far below the numbers. */
function usePlotCanvas(place: RefObject<HTMLElement | null>, isKnown: boolean): typeof Canvas | undefined {
  const [loaded, setLoaded] = useState<typeof Canvas>();
  useEffect(() => {
    // Until then the page is short, and the plots would seem to be in view.
    if (!isKnown) return undefined;
    const load = ([entry]: readonly IntersectionObserverEntry[]) => {
      if (!entry?.isIntersecting) return;
      seen.disconnect();
      import('./plot.canvas').then(
        ({ PlotCanvas }) => setLoaded(() => PlotCanvas),
        () => undefined,
      );
    };
    const seen = new IntersectionObserver(load, { rootMargin: '200px' });
    seen.observe(place.current!);
    return () => seen.disconnect();
  }, [isKnown]);
  return loaded;
}
