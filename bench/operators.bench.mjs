import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ADMIN_API_KEY, startApp, startServer } from './children.mjs';
import { percentile } from './numbers.mjs';
import { registerSteadily } from './registrations.mjs';
import { daysAgo, fillWithAudit, fillWithHistory } from './retention.history.mjs';
import { loopDelayOf, readGauges } from './soak.samples.mjs';

const RATE = 10;
/** Within the longest period that statistics cover. */
const OF_DAYS = { oldestDays: 29.9, youngestDays: 0.1 };
const WARM_UP_SECONDS = 5;
const headers = { 'x-admin-key': ADMIN_API_KEY };

/** What a call may take at most, in ms; a stream takes as long as it takes. */
const LIST_MS = 50;
const STATISTICS_MS = 5_000;
const LOOP_MS = 50;

/**
 * How long an operator waits with a million of everything, and how much the event loop and people who register
 * meanwhile notice of it.
 * @returns {Promise<boolean>} whether the goals are met
 */
export async function operatorsBench(args) {
  const { values } = parseArgs({ args, options: { rows: { type: 'string', default: '1000000' } } });
  const rows = Number(values.rows);
  const folder = mkdtempSync(join(tmpdir(), 'telega2go-operators-'));
  const telegram = await startServer('bot-api.server.mjs', { readyPath: '/arrivals' });
  try {
    const file = join(folder, 'large.sqlite');
    const settings = { DATABASE_URL: `sqlite:${file}` };
    await (await startApp(telegram.url, settings)).stop();
    fillWithHistory(file, rows, OF_DAYS);
    fillWithAudit(file, rows, OF_DAYS);
    console.log(
      `${rows} sign-ins, messages and audit entries of 30 days, ${(statSync(file).size / 1e6).toFixed(0)} MB`,
    );
    return report(await measure(await startApp(telegram.url, settings)));
  } finally {
    await telegram.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(app) {
  const latencies = [];
  let isOver = false;
  const load = registerSteadily(app.url, { rate: RATE, latencies, isOver: () => isOver });
  await pause(WARM_UP_SECONDS * 1000);
  const results = [];
  for (const call of await callsFor(app.url)) {
    await loopDelay(app.url);
    latencies.length = 0;
    const began = performance.now();
    const bytes = await ask(`${app.url}${call.path}`);
    const ms = performance.now() - began;
    results.push({ ...call, ms, bytes, loop: await loopDelay(app.url), registration: Math.max(0, ...latencies) });
  }
  isOver = true;
  await load;
  await app.stop();
  return results;
}

/** Calls for the longest period that each accepts; of a list, the first page and one far behind it. */
async function callsFor(url) {
  const month = `from=${daysAgo(30).toISOString()}&to=${new Date().toISOString()}`;
  const lists = ['deliveries', 'verifications', 'audit', 'users', 'webhooks'].map((name) => `${name}?limit=100`);
  const searches = [
    'deliveries?limit=100&status=failed',
    'deliveries?limit=100&chat_id=12345',
    'verifications?limit=100&q=ann77777@example.org',
    'verifications?limit=100&q=nobody@example.org',
    'audit?limit=100&actor=user:user-4711',
    'audit?limit=100&action=sign_in.locked',
    `audit?limit=100&to=${daysAgo(15).toISOString()}`,
  ];
  const day = '&step_seconds=86400';
  // A repeated call for statistics continues from what is known, so only the first has to count everything.
  const statistics = [
    `stats?${month}`,
    `stats?${month}`,
    `stats/series?${month}${day}`,
    `counts?${month}`,
    'now',
    'limits',
  ];
  const long = ['audit/verify', `audit/export?from=${daysAgo(1).toISOString()}`, `audit/export?${month}`];
  const all = (kind, paths, most) => paths.map((path) => ({ kind, path: `/api/admin/${path}`, most }));
  const [newest] = (await (await fetch(`${url}/api/admin/deliveries?limit=1`, { headers })).json()).deliveries;
  return [
    ...all('list', [...lists, ...searches, `deliveries/${newest.id}`], LIST_MS),
    ...all('statistics', statistics, STATISTICS_MS),
    ...all('long', long, Infinity),
    { kind: 'list', path: '/health', most: LIST_MS },
  ];
}

async function ask(url) {
  const answer = await fetch(url, { headers });
  if (answer.status !== 200) throw new Error(`${url} was answered with ${answer.status}`);
  let bytes = 0;
  for await (const chunk of answer.body) bytes += chunk.length;
  return bytes;
}

const loopDelay = async (url) => loopDelayOf(await readGauges(url));

function report(results) {
  const isMet = ({ ms, most, loop }) => ms <= most && loop.p99 <= LOOP_MS;
  for (const result of results) {
    const { path, ms, bytes, loop, registration } = result;
    const short = path.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…').slice(0, 70);
    const figures = [
      `${ms.toFixed(0)} ms`,
      `${(bytes / 1e3).toFixed(0)} kB`,
      `${loop.p99.toFixed(0)} ms`,
      `${loop.max.toFixed(0)} ms`,
    ];
    console.log(
      `${short.padEnd(70)} ${figures.map((each) => each.padStart(10)).join('')} ${`${registration.toFixed(0)} ms`.padStart(10)} ${isMet(result) ? '' : 'NO'}`,
    );
  }
  console.log('columns: until it is answered, its size, loop delay p99 and max, the longest registration meanwhile');
  const all = results.map(({ loop }) => loop.p99);
  console.log(`loop delay p99 at most ${percentile(all, 100).toFixed(0)} ms; goal: at most ${LOOP_MS} ms`);
  return results.every(isMet);
}
