import { monitorEventLoopDelay } from 'node:perf_hooks';
import Fastify from 'fastify';
import { sandbox } from '../dist/sandbox/sandbox.plugin.js';
import { createWorld } from '../dist/sandbox/sandbox.world.js';

/**
 * The sandbox as a Bot API of its own, with Telegram's limits on and a mishap in one of twenty calls that send or
 * delete. Its ledger of what happened in which chat is independent of the app, and never forgets.
 */
const MISHAP_IN = 20;
const METHODS = ['sendPhoto', 'deleteMessage'];
/** How often each mishap comes, relative to the others, and the seconds of a `retry_after` or a delay. */
const MISHAPS = [
  { fault: 'server_error', weight: 10 },
  { fault: 'bad_gateway', weight: 5 },
  { fault: 'reset', weight: 14 },
  { fault: 'lost_answer', weight: 12 },
  { fault: 'slow', weight: 8, seconds: 2 },
  { fault: 'rate_limit', weight: 1, seconds: 1 },
];
const SECOND_MS = 1000;
/** What a bot may send; into a single chat, one. */
const MESSAGES_A_SECOND = 30;

const world = createWorld({ tokens: [process.env.TOKEN], limits: true });
const chats = new Map();
const totals = { calls: 0, mishaps: {}, breaches: { bot: 0, chat: 0 }, busiestSecond: 0, pauses: [] };
let lastSecond = [];
/** A stall of this process bunches calls that came evenly: then a breach may be the machine's fault. */
const stalls = monitorEventLoopDelay();
stalls.enable();

const chatOf = (id) => {
  const chat = chats.get(id) ?? { sends: 0, lostSends: 0, deletionMishaps: 0, present: 0, goneAt: null };
  chats.set(id, chat);
  return chat;
};

/** Chance that is the same in every run (mulberry32). */
function dice(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const roll = dice(6);
const bag = MISHAPS.flatMap(({ weight, ...order }) => Array.from({ length: weight }, () => order));

world.faults.take = (method) => {
  if (!METHODS.includes(method)) return undefined;
  totals.calls += 1;
  return roll() * MISHAP_IN < 1 ? bag[Math.floor(roll() * bag.length)] : undefined;
};

world.calls.add = ({ method, chatId, at, fault }) => {
  if (!METHODS.includes(method)) return;
  const chat = chatOf(chatId);
  count(chat, chatId);
  if (method === 'sendPhoto') chat.sends += 1;
  if (!fault) return;
  totals.mishaps[fault] = (totals.mishaps[fault] ?? 0) + 1;
  if (fault === 'rate_limit') totals.pauses.push(at.getTime());
  if (method === 'deleteMessage') chat.deletionMishaps += 1;
  else if (fault === 'lost_answer') chat.lostSends += 1;
};

/** Records what is in a chat after a call, whatever the app was told. */
function count(chat, chatId) {
  const present = world.primaryBot.chats.get(chatId)?.messages.size ?? 0;
  if (present < chat.present) chat.goneAt = Date.now();
  chat.present = present;
}

/** Breaches of the limits are counted here, whether or not a mishap hides the answer. */
const takeWithinLimits = world.limits.take.bind(world.limits);
world.limits.take = (botId, chatId) => {
  const now = performance.now();
  lastSecond = [...lastSecond.filter((at) => now - at < SECOND_MS), now];
  totals.busiestSecond = Math.max(totals.busiestSecond, lastSecond.length);
  try {
    takeWithinLimits(botId, chatId);
  } catch (refusal) {
    totals.breaches[lastSecond.length > MESSAGES_A_SECOND ? 'bot' : 'chat'] += 1;
    throw refusal;
  }
};

const server = Fastify({ forceCloseConnections: true });
server.get('/ledger', async () => ({
  ...totals,
  longestStallSeconds: stalls.max / 1e9,
  chats: Object.fromEntries(chats),
}));
server.get('/ready', async () => ({}));
await server.register(sandbox, { prefix: '/sandbox', world });
await server.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
process.once('SIGTERM', () => process.exit(0));
