import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { startApp, startServer } from './children.mjs';
import { askBy, FIRST_CHAT, PEOPLE_AT_ONCE, signInAll } from './loop.people.mjs';

const MESSAGES = 10_000;
/** Long enough for all messages to be sent before the first is due. */
const TTL_SECONDS = 30;
const WITHIN_MS = 60_000;

/** Deletions a second, of messages that fell due while no process was running, each in a chat of its own. */
export async function deletionBench() {
  const folder = mkdtempSync(join(tmpdir(), 'telega2go-bench-'));
  const telegram = await startServer('bot-api.server.mjs', { readyPath: '/arrivals' });
  const settings = {
    DATA_DIR: folder,
    DATABASE_URL: `sqlite:${join(folder, 'bench.sqlite')}`,
    OTP_TTL_SECONDS: String(TTL_SECONDS),
  };
  const start = () => startApp(telegram.url, settings);
  try {
    const before = await start();
    await sendAll(before.url, telegram.url).finally(() => before.stop());
    await pause(TTL_SECONDS * 1000);
    const early = await recordsAt(`${telegram.url}/deletions`);
    const after = await start();
    const times = await collect(`${telegram.url}/deletions`, MESSAGES - early.length).finally(() => after.stop());
    return toResult(times);
  } finally {
    await telegram.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function toResult(times) {
  const seconds = (times.at(-1) - times[0]) / 1000;
  return {
    name: 'deletions a second, of what is due when the process starts',
    goal: 10_000,
    measured: times.length / seconds,
    unit: '/s',
    detail: `${times.length} in ${seconds.toFixed(1)} s`,
  };
}

/** Registers a person for each message, and waits until all have got theirs. */
async function sendAll(url, telegramUrl) {
  const client = new Pool(url, { connections: PEOPLE_AT_ONCE });
  const ask = askBy(client);
  const register = (nth) =>
    ask('/api/register', { name: 'Person', email: `p${nth}@example.org`, telegram_chat_id: FIRST_CHAT + nth });
  await signInAll(MESSAGES, register).finally(() => client.destroy());
  await collect(`${telegramUrl}/arrivals`, MESSAGES);
}

/** Asks for what was recorded since the last call, until `count` records are there. */
async function collect(url, count) {
  const records = [];
  const deadline = Date.now() + WITHIN_MS;
  while (records.length < count) {
    if (Date.now() > deadline) throw new Error(`${url} has only ${records.length} of ${count}`);
    await pause(100);
    records.push(...(await recordsAt(url)));
  }
  return records;
}

const recordsAt = (url) => fetch(url).then((answer) => answer.json());
