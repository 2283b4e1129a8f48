import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ADMIN_API_KEY, startApp, startServer } from './children.mjs';
import { percentile } from './numbers.mjs';
import { registerSteadily } from './registrations.mjs';
import { daysAgo, fillWithHistory } from './retention.history.mjs';

/** The history ended longer ago than it is kept. */
const OLDEST_DAYS = 60;
const YOUNGEST_DAYS = 31;
const RATE = 50;
const WITHOUT_SECONDS = 60;
const WARM_UP_SECONDS = 5;
const LOOK_EVERY_MS = 500;
const DONE_WITHIN_MS = 1_800_000;
/** Longer than the history, so that nothing is erased. */
const KEEP_ALL = { RETENTION_DAYS: '3650' };
const GOAL = 3;

/**
 * How long it takes to erase an old history, and how much people who register meanwhile notice of it.
 * @returns {Promise<boolean>} whether the goal is met
 */
export async function retentionBench(args) {
  const { values } = parseArgs({ args, options: { rows: { type: 'string', default: '1000000' } } });
  const rows = Number(values.rows);
  const folder = mkdtempSync(join(tmpdir(), 'telega2go-history-'));
  const telegram = await startServer('bot-api.server.mjs', { readyPath: '/arrivals' });
  try {
    return report(rows, await measure({ telegram, file: join(folder, 'history.sqlite'), rows }));
  } finally {
    await telegram.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure({ telegram, file, rows }) {
  const settings = { DATABASE_URL: `sqlite:${file}` };
  await (await startApp(telegram.url, { ...settings, ...KEEP_ALL })).stop();
  fillWithHistory(file, rows, { oldestDays: OLDEST_DAYS, youngestDays: YOUNGEST_DAYS });
  const without = await during({ telegram, settings: { ...settings, ...KEEP_ALL } }, () =>
    pause(WITHOUT_SECONDS * 1000),
  );
  const counting = await during({ telegram, settings: { ...settings, ...KEEP_ALL } }, (url) => countAll(url, rows));
  const erasing = await during({ telegram, settings }, (url) => untilErased(url, rows));
  return { without, counting, erasing, megabytes: statSync(file).size / 1e6 };
}

/** How long registrations take, at a steady pace, while `work` runs. */
async function during({ telegram, settings }, work) {
  const app = await startApp(telegram.url, settings);
  const latencies = [];
  let isOver = false;
  const load = registerSteadily(app.url, { rate: RATE, latencies, isOver: () => isOver });
  await pause(WARM_UP_SECONDS * 1000);
  latencies.length = 0;
  const began = performance.now();
  await work(app.url);
  const seconds = (performance.now() - began) / 1000;
  isOver = true;
  await load;
  await app.stop();
  return { seconds, p50: percentile(latencies, 50), p99: percentile(latencies, 99) };
}

/** Reads what an administrator's statistics over the whole history read. */
async function countAll(url, rows) {
  // A little wider: the history was written a while ago.
  const [from, to] = [OLDEST_DAYS, YOUNGEST_DAYS - 1].map((days) => daysAgo(days + 0.5).toISOString());
  const { verifications } = await (await ask(`${url}/api/admin/stats?from=${from}&to=${to}`)).json();
  if (verifications.total !== rows) throw new Error(`${verifications.total} sign-ins were counted`);
}

const ask = (url) => fetch(url, { headers: { 'x-admin-key': ADMIN_API_KEY } });

async function untilErased(url, rows) {
  for (const end = performance.now() + DONE_WITHIN_MS; performance.now() < end; await pause(LOOK_EVERY_MS)) {
    const text = await (await ask(`${url}/metrics`)).text();
    const erased = (kind) =>
      Number(new RegExp(`^retention_erased_total\\{kind="${kind}"\\} (\\d+)`, 'm').exec(text)?.[1]);
    if (erased('delivery') === rows && erased('verification') === rows) return;
  }
  throw new Error('the history was not erased in time');
}

function report(rows, { without, counting, erasing, megabytes }) {
  const ratio = erasing.p99 / without.p99;
  const ms = (value) => `${value.toFixed(1)} ms`;
  const say = (what, { seconds, p50, p99 }) =>
    console.log(`${what} ${seconds.toFixed(0)} s; a registration takes ${ms(p50)} (p99 ${ms(p99)})`);
  console.log(
    `${rows} sign-ins and their messages, ${megabytes.toFixed(0)} MB, ${RATE} registrations a second meanwhile`,
  );
  say('nothing else   ', without);
  say('statistics over', counting);
  say('erased in      ', erasing);
  console.log(
    `${ratio.toFixed(2)} × at p99 while it is erased; goal: at most ${GOAL} ×: ${ratio <= GOAL ? 'yes' : 'NO'}`,
  );
  return ratio <= GOAL;
}
