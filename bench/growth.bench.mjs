import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startApp, startServer } from './children.mjs';
import { barsOf, inWords, measureInTurns, percentile } from './numbers.mjs';
import { registerSteadily } from './registrations.mjs';
import { fillWithAudit, fillWithHistory, fillWithPeople } from './retention.history.mjs';
import { loopDelayOf, readGauges } from './soak.samples.mjs';

const EMPTY = 'empty store';
const GROWN = 'grown store';
const RATE = 100;
const ROUNDS = 6;
const ROUND_SECONDS = 8;
const WARM_UP_SECONDS = 8;
/** Until what was used for opening the streams is freed. */
const SETTLE_MS = 20_000;
/** Within what is kept, so that nothing is erased meanwhile. */
const OF_DAYS = { oldestDays: 29.9, youngestDays: 0.1 };
const MOST = { ratio: 1.2, loopMs: 50, streamKilobytes: 10 };

/**
 * Whether a store that has grown, with many pages waiting, makes a registration slower; what each waiting page costs.
 * @param {string[]} args `--rows 1000000`, of sign-ins and audit entries each; `--people 100000`; `--streams 10000`
 */
export async function growthBench(args) {
  const { rows, people, streams } = sizesFrom(args);
  const folder = mkdtempSync(join(tmpdir(), 'telega2go-growth-'));
  const file = join(folder, 'grown.sqlite');
  const servers = [];
  const start = async (server) => (servers.unshift(await server), servers[0]);
  try {
    const telegram = await start(startServer('bot-api.server.mjs', { readyPath: '/arrivals' }));
    const settings = { DATABASE_URL: `sqlite:${file}`, TRUST_PROXY: '127.0.0.1' };
    await (await startApp(telegram.url, settings)).stop();
    fillWithHistory(file, rows, OF_DAYS);
    fillWithAudit(file, rows, OF_DAYS);
    fillWithPeople(file, people, OF_DAYS);
    const megabytes = (statSync(file).size / 1e6).toFixed(0);
    console.log(`${rows} sign-ins and audit entries, ${people} people, ${megabytes} MB`);
    const grown = await start(startApp(telegram.url, settings));
    const empty = await start(startApp(telegram.url, { TRUST_PROXY: '127.0.0.1' }));
    const pages = await start(startServer('growth.streams.mjs', { readyPath: '/ready' }));
    const { open, bytes } = await openStreams(pages.url, grown.url, streams);
    const { figures, lags } = await registerInTurns({ [GROWN]: grown.url, [EMPTY]: empty.url });
    const left = await openAt(pages.url);
    if (left !== open) throw new Error(`${open - left} streams were closed meanwhile`);
    return toResults({ figures, lags, open, bytesAStream: bytes / open });
  } finally {
    for (const server of servers) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function sizesFrom(args) {
  const options = {
    rows: { type: 'string', default: '1000000' },
    people: { type: 'string', default: '100000' },
    streams: { type: 'string', default: '10000' },
  };
  const { values } = parseArgs({ args, options });
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
}

/** @returns {Promise<{ open: number, bytes: number }>} how many were let in, and by how much the app's process grew */
async function openStreams(pagesUrl, url, streams) {
  await post(`${pagesUrl}/register?url=${url}&count=${streams}`);
  await pause(SETTLE_MS);
  const before = await residentOf(url);
  await post(`${pagesUrl}/open?url=${url}`);
  await pause(SETTLE_MS);
  const open = await openAt(pagesUrl);
  if (open < streams) console.log(`${open} of ${streams} streams were let in: half of what ulimit -n leaves`);
  return { open, bytes: (await residentOf(url)) - before };
}

const openAt = async (pagesUrl) => (await (await fetch(`${pagesUrl}/open`)).json()).open;
const residentOf = async (url) => (await readGauges(url)).process_resident_memory_bytes;

async function post(url) {
  const answer = await fetch(url, { method: 'POST' });
  if (!answer.ok) throw new Error(`${new URL(url).pathname} failed: ${await answer.text()}`);
}

/** @returns the p50 of each round in ms, by store; and the delays of the grown one's event loop in its rounds */
async function registerInTurns(urls) {
  const lags = [];
  const names = Object.keys(urls);
  for (const name of names) await registrationP50(urls[name], WARM_UP_SECONDS);
  const figures = await measureInTurns(names, ROUNDS, async (name) => {
    await readGauges(urls[name]);
    const p50 = await registrationP50(urls[name], ROUND_SECONDS);
    const gauges = await readGauges(urls[name]);
    if (name === GROWN) lags.push(loopDelayOf(gauges));
    return p50;
  });
  return { figures, lags };
}

async function registrationP50(url, seconds) {
  const latencies = [];
  const end = performance.now() + seconds * 1000;
  await registerSteadily(url, { rate: RATE, latencies, isOver: () => performance.now() > end });
  return percentile(latencies, 50);
}

function toResults({ figures, lags, open, bytesAStream }) {
  const bars = barsOf(figures);
  const [grown, empty] = bars;
  const p99 = Math.max(...lags.map((lag) => lag.p99));
  return [
    {
      name: `p50 of a registration, ${RATE} a second, against an empty store`,
      most: MOST.ratio,
      measured: grown.median / empty.median,
      unit: '×',
      detail: `${inWords(grown)} and ${inWords(empty)} ms`,
      plot: { title: `Registration, p50 in ms, ${RATE} a second`, bars },
    },
    {
      name: 'delay of the event loop meanwhile, p99 of the worst round',
      most: MOST.loopMs,
      measured: p99,
      unit: 'ms',
      detail: `longest ${Math.max(...lags.map((lag) => lag.max)).toFixed(0)} ms`,
    },
    {
      name: 'memory of an open event stream',
      most: MOST.streamKilobytes,
      measured: bytesAStream / 1e3,
      unit: 'kB',
      detail: `growth of the resident memory, divided by ${open} streams`,
    },
  ];
}
