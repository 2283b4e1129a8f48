import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { startApp, startServer } from './children.mjs';
import { percentile } from './numbers.mjs';

const RATES = [100, 200, 300, 400, 600, 1000];
const SECONDS_A_RATE = 8;
const WARM_UP = { rate: 100, seconds: 3 };
const MAX_LAG_MS = 50;
const SETTLE_WITHIN_MS = 10_000;

let chatId = 1_000_000;

/**
 * Registrations a second that reach Telegram within 50 ms at the 99th percentile, each message deleted 5 s later. The
 * rate does not wait for the answers, and the lag counts from the moment at which a registration was due.
 */
export async function deliveryBench() {
  const telegram = await startServer('bot-api.server.mjs', { readyPath: '/arrivals' });
  const app = await startApp(telegram.url).catch(async (error) => {
    await telegram.stop();
    throw error;
  });
  const client = new Pool(app.url, { connections: 64 });
  try {
    await runRate(client, telegram.url, WARM_UP.rate, WARM_UP.seconds);
    return toResult(await climb(client, telegram.url));
  } finally {
    await client.destroy();
    await app.stop();
    await telegram.stop();
  }
}

async function climb(client, telegramUrl) {
  const steps = [];
  for (const rate of RATES) {
    const step = await runRate(client, telegramUrl, rate, SECONDS_A_RATE);
    steps.push({ ...step, rate, isHeld: step.lost === 0 && step.lag < MAX_LAG_MS });
    if (step.lost > 0) break;
  }
  return steps;
}

function toResult(steps) {
  const held = steps.filter((step) => step.isHeld);
  return {
    name: `registrations a second delivered, lag p99 under ${MAX_LAG_MS} ms`,
    goal: 600,
    measured: held.at(-1)?.rate ?? 0,
    unit: '/s',
    detail: steps
      .map(({ rate, lag, lost }) => `${rate}/s: ${lost ? `${lost} lost` : `${lag.toFixed(0)} ms`}`)
      .join(', '),
  };
}

/** @returns {Promise<{ lag: number, lost: number }>} the 99th percentile, and how many were refused or never arrived */
async function runRate(client, telegramUrl, rate, seconds) {
  const due = new Map();
  const answers = [];
  const began = now();
  for (let sent = 0; sent < rate * seconds; sent++) {
    const dueAt = began + (sent * 1000) / rate;
    if (dueAt > now()) await pause(dueAt - now());
    due.set(++chatId, dueAt);
    answers.push(register(client, chatId));
  }
  await Promise.all(answers);
  const arrived = await arrivalsOf(due, telegramUrl);
  const lags = arrived.map(([chat, at]) => at - due.get(chat));
  return { lag: percentile(lags, 99) ?? Infinity, lost: due.size - lags.length };
}

/** Waits within reason for every message that was due. Latecomers of another rate do not count. */
async function arrivalsOf(due, telegramUrl) {
  const arrived = new Map();
  const deadline = Date.now() + SETTLE_WITHIN_MS;
  while (arrived.size < due.size && Date.now() < deadline) {
    await pause(100);
    const answer = await fetch(`${telegramUrl}/arrivals`);
    for (const [chat, at] of await answer.json()) if (due.has(chat) && !arrived.has(chat)) arrived.set(chat, at);
  }
  return [...arrived];
}

/** A registration that gets no answer gets no message either, and counts as lost. */
async function register(client, telegramChatId) {
  const person = { name: 'Person', email: `p${telegramChatId}@example.org`, telegram_chat_id: telegramChatId };
  const request = { method: 'POST', path: '/api/register', headers: { 'content-type': 'application/json' } };
  const answer = await client.request({ ...request, body: JSON.stringify(person) }).catch(() => undefined);
  await answer?.body.dump().catch(() => undefined);
}

const now = () => performance.timeOrigin + performance.now();
