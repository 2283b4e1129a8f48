import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { Pool } from 'undici';
import { compare, PRODUCT } from './baselines/baselines.mjs';
import { startApp } from './children.mjs';
import { askBy, PEOPLE_AT_ONCE, signIn, signInAll } from './loop.people.mjs';
import { Telegram } from './loop.telegram.mjs';
import { measureInTurns } from './numbers.mjs';

const WARM_UP = 300;
const ROUNDS = 6;
const A_ROUND = 200;
/** Each has a database of its own. The first is what the others are compared with, SQLite among them. */
const FLEETS = {
  'one process, one bot': { instances: 1, bots: 1 },
  'three processes, one bot': { instances: 3, bots: 1 },
  'one process, three bots': { instances: 1, bots: 3 },
  'three processes, three bots': { instances: 3, bots: 3 },
  'one process on SQLite': { instances: 1, bots: 1, isSqlite: true },
};

/** Whole sign-ins a second on MongoDB, the requests of each going to all processes in turn. */
export async function mongoBench() {
  const server = process.env.MONGODB_URI;
  if (!server) throw new Error('MONGODB_URI must name a MongoDB replica set, on which databases are made and dropped');
  const telegram = await Telegram.start();
  const fleets = {};
  try {
    for (const [name, terms] of Object.entries(FLEETS)) fleets[name] = await startFleet(telegram, server, terms);
    const run = (name, times) => signInAll(times, (nth) => signIn[PRODUCT]({ ...fleets[name], telegram, nth }));
    for (const name of Object.keys(fleets)) await run(name, WARM_UP);
    const figures = await measureInTurns(Object.keys(fleets), ROUNDS, async (name) => {
      const began = performance.now();
      await run(name, A_ROUND);
      return (A_ROUND * 1000) / (performance.now() - began);
    });
    return compare(figures, {
      title: `Whole sign-ins a second on MongoDB, ${PEOPLE_AT_ONCE} people at once`,
      goals: {},
    });
  } finally {
    await Promise.all(Object.values(fleets).map((fleet) => fleet.stop()));
    telegram.stop();
  }
}

async function startFleet(telegram, server, { instances, bots, isSqlite }) {
  const folder = mkdtempSync(join(tmpdir(), 'telega2go-bench-'));
  const url = new URL(server);
  url.pathname = `/telega2go_bench_${randomBytes(4).toString('hex')}`;
  const settings = {
    // Secrets that were generated are in it, and the processes of a fleet share them.
    DATA_DIR: folder,
    ...(!isSqlite && { DATABASE_URL: url.href }),
    LIMIT_WRONG_CODES_PER_IP_HOUR: '100000',
    OTP_TTL_SECONDS: '60',
    TELEGRAM_BOT_TOKEN: Array.from({ length: bots }, (_, bot) => `${bot + 1}:bench_token`).join(),
  };
  const apps = [];
  const stop = async () => {
    for (const { app, pool } of apps) await pool.destroy().then(() => app.stop());
    if (!isSqlite) await drop(url.href);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (let nth = 0; nth < instances; nth++) {
      const app = await startApp(telegram.url, settings);
      const pool = new Pool(app.url, { connections: PEOPLE_AT_ONCE });
      apps.push({ app, pool, ask: askBy(pool) });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  let turn = 0;
  const ask = (...request) => apps[turn++ % apps.length].ask(...request);
  return { ask, stop };
}

async function drop(url) {
  const client = await new mongo.MongoClient(url).connect();
  await client.db().dropDatabase();
  await client.close();
}
