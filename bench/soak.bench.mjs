import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { startServer, startShippedApp } from './children.mjs';
import { readGauges, startSampling } from './soak.samples.mjs';
import { judge, print } from './soak.report.mjs';

const TOKEN = '1:soak_token';
/** Without the limits that protect people from each other: here, one client registers thousands of chats. */
const UNLIMITED = {
  LIMIT_REQUESTS_PER_IP_MINUTE: '100000000',
  LIMIT_UNKNOWN_CHATS_PER_SECOND: '100000',
  LIMIT_UNPROVEN_PERCENT: '100',
};
const FIRST_CHAT = 2_000_000;
const STATUSES_AT_ONCE = 16;
/** The deadline of a delivery and the life of a message, and some time for mishaps at the end. */
const DRAINED_WITHIN_MS = (180 + 60 + 60) * 1000;

/**
 * The built app for minutes on end at Telegram's pace, against a Telegram with limits and mishaps.
 * @param {string[]} args `--minutes 10`, `--rate 25` (registrations a second, each in a chat of its own)
 * @returns {Promise<boolean>} whether each promise was kept
 */
export async function soakBench(args) {
  const options = { minutes: { type: 'string', default: '10' }, rate: { type: 'string', default: '25' } };
  const { values } = parseArgs({ args, options });
  const [seconds, rate] = [Number(values.minutes) * 60, Number(values.rate)];
  const servers = [];
  const start = async (server) => (servers.unshift(await server), servers[0]);
  try {
    const telegram = await start(startServer('soak.server.mjs', { readyPath: '/ready', env: () => ({ TOKEN }) }));
    const app = await start(startShippedApp(telegram, TOKEN, UNLIMITED));
    const run = await runSoak({ appUrl: app.url, telegramUrl: telegram.url, seconds, rate });
    const promises = judge(run);
    print(run, promises);
    return promises.every(({ isKept }) => isKept);
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function runSoak({ appUrl, telegramUrl, seconds, rate }) {
  const client = new Pool(appUrl, { connections: 64 });
  const sampling = startSampling(appUrl);
  const people = await registerAll(client, { seconds, rate });
  const samples = sampling.stop();
  const isDrained = await untilDrained(appUrl);
  const accepted = people.filter(({ id }) => id !== undefined);
  const statuses = await statusesOf(client, accepted);
  await client.destroy();
  const answer = await fetch(`${telegramUrl}/ledger`);
  const { chats, ...telegram } = await answer.json();
  const lives = accepted.map((person, index) => ({ ...person, ...statuses[index], ...chats[person.chat] }));
  return { seconds, rate, people, lives, telegram, samples, isDrained };
}

/** The rate does not wait for the answers. */
async function registerAll(client, { seconds, rate }) {
  const answers = [];
  const began = performance.now();
  for (let asked = 0; asked < rate * seconds; asked++) {
    const waitMs = began + (asked * 1000) / rate - performance.now();
    if (waitMs > 0) await pause(waitMs);
    answers.push(register(client, FIRST_CHAT + asked));
  }
  return Promise.all(answers);
}

/** @returns the chat, the time, and the answer: an id, the status of a refusal, or nothing */
async function register(client, chat) {
  const askedAt = Date.now();
  const person = { name: 'Person', email: `p${chat}@example.org`, telegram_chat_id: chat };
  const request = { method: 'POST', path: '/api/register', headers: { 'content-type': 'application/json' } };
  const answer = await client.request({ ...request, body: JSON.stringify(person) }).catch(() => undefined);
  const body = await answer?.body.json().catch(() => undefined);
  return { chat, askedAt, refusal: answer?.statusCode, id: body?.verification_id };
}

async function untilDrained(url) {
  for (const deadline = Date.now() + DRAINED_WITHIN_MS; Date.now() < deadline; await pause(1000)) {
    const { deliveries_pending: sends, deletions_pending: deletions } = await readGauges(url);
    if (sends + deletions === 0) return true;
  }
  return false;
}

async function statusesOf(client, people) {
  const statuses = [];
  for (let from = 0; from < people.length; from += STATUSES_AT_ONCE) {
    const some = people.slice(from, from + STATUSES_AT_ONCE);
    statuses.push(...(await Promise.all(some.map(({ id }) => statusOf(client, id)))));
  }
  return statuses;
}

async function statusOf(client, id) {
  const answer = await client.request({ method: 'GET', path: `/api/verifications/${id}` });
  const { status, delivery } = await answer.body.json();
  return { status, delivery };
}
