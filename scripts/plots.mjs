import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run.mjs';

/** `node scripts/plots.mjs` draws the saved results of the benchmarks again, as pictures for the documents. */

/** What else the machine does; what the benchmark itself adds is not in it yet. */
const LOAD_BEFORE = loadavg()[0];
const FOLDER = join(root, 'docs/performance');
/** Which results each picture shows, one below the other. */
const PICTURES = { 'sign-in': ['register', 'loop'], growth: ['growth'] };

const WIDTH = 720;
const LABEL = 110;
const VALUE = 190;
const BAR = 22;
const ROW = 32;
const MARGIN = 20;
const TITLE = 34;
/** A background of its own: a page may show the picture on any. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .back { fill: #f6f8fa } .title { font-weight: 600 } .small { font-size: 11px; fill: #59636e }
  .bar { fill: #8c959f } .ours { fill: #1f78c1 } .range { stroke: #1f2328; stroke-width: 1.5 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .back { fill: #161b22 } .small { fill: #9198a1 }
    .bar { fill: #656c76 } .ours { fill: #4493f8 } .range { stroke: #f0f6fc }
  }
`;

/** Writes what a benchmark found, with the day and the machine, for the documents. */
export function save(name, results) {
  const machine = `${cpus().length} × ${cpus()[0].model}, Node ${process.version.slice(1)}`;
  const found = { date: new Date().toISOString().slice(0, 10), machine, load: LOAD_BEFORE, results };
  writeFileSync(pathOf(`${name}.json`), `${JSON.stringify(found, null, 2)}\n`);
}

/** Draws each picture whose results are all there. */
export function draw() {
  for (const [picture, names] of Object.entries(PICTURES)) {
    const files = names.map((name) => pathOf(`${name}.json`));
    if (!files.every((file) => existsSync(file))) continue;
    writeFileSync(pathOf(`${picture}.svg`), toPicture(files.map((file) => JSON.parse(readFileSync(file, 'utf8')))));
  }
}

const pathOf = (file) => join(FOLDER, file);

function toPicture(saved) {
  const plots = saved.flatMap(({ results }) => results.flatMap(({ plot }) => plot ?? []));
  const tops = plots.map((_, index) => MARGIN + sum(plots.slice(0, index).map(heightOf)));
  const foot = MARGIN + sum(plots.map(heightOf));
  const [{ date, machine }] = saved;
  const legend = `Median of the rounds; the line is from the lowest to the highest. ${date}, ${machine}`;
  const parts = plots.map((plot, index) => `<g transform="translate(${MARGIN} ${tops[index]})">${panel(plot)}</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${foot + 30}" role="img">
<title>${text(plots.map(inWords).join('. '))}</title>
<style>${STYLE}</style>
<rect class="back" width="100%" height="100%" rx="8"/>
${parts.join('\n')}
<text class="small" x="${MARGIN}" y="${foot + 10}">${text(legend)}</text>
</svg>
`;
}

const heightOf = ({ bars }) => TITLE + bars.length * ROW + 10;

function panel({ title, bars }) {
  const scale = (WIDTH - 2 * MARGIN - LABEL - VALUE) / Math.max(...bars.map(({ max }) => max));
  const rows = bars.map(({ name, median, min, max }, index) => {
    const top = TITLE + index * ROW;
    const middle = top + BAR / 2;
    const [from, to] = [min, max].map((value) => (LABEL + value * scale).toFixed(1));
    return `
<text x="0" y="${middle + 5}">${text(name)}</text>
<rect class="${index === 0 ? 'ours' : 'bar'}" x="${LABEL}" y="${top}" width="${(median * scale).toFixed(1)}" height="${BAR}" rx="2"/>
<path class="range" d="M${from} ${middle}H${to}M${from} ${middle - 4}v8M${to} ${middle - 4}v8"/>
<text x="${WIDTH - 2 * MARGIN}" y="${middle + 5}" text-anchor="end">${text(figure(median, bars[0].median, index))}</text>`;
  });
  return `<text class="title" x="0" y="16">${text(title)}</text>${rows.join('')}`;
}

/** For a screen reader. */
const inWords = ({ title, bars }) =>
  `${title}: ${bars.map(({ name, median }) => `${name} ${rounded(median)}`).join(', ')}`;

const figure = (median, first, index) =>
  index === 0 ? rounded(median) : `${rounded(median)}; ours is ${Number((first / median).toPrecision(2))} × that`;

const rounded = (value) => value.toLocaleString('en', { maximumSignificantDigits: 3 });
const sum = (values) => values.reduce((total, value) => total + value, 0);
const text = (words) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

if (import.meta.url === pathToFileURL(process.argv[1]).href) draw();
