import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { startApp } from './children.mjs';
import { percentile } from './numbers.mjs';
import { readGauges } from './soak.samples.mjs';

const PEOPLE_AT_ONCE = 50;
/** In sign-ins: code that has run a few hundred times is compiled. */
const WARM_UP = 1_500;
const MEASURED = 3_000;
/** A real person takes longer to type the code; after this long, Telegram's answer is stored. */
const TYPING_MS = 50;
const CHAT_ID = /name="chat_id"\r\n(?:[^\r\n]+\r\n)*\r\n(\d+)/;
const CODE = /<code>(\d{6})<\/code>/;

/** What a whole sign-in costs the app: registered, delivered, the code typed, a session, the message deleted. */
export async function loopBench(settings = {}) {
  const telegram = await Telegram.start();
  const app = await startApp(telegram.url, {
    ...settings,
    OTP_TTL_SECONDS: '60',
    LIMIT_WRONG_CODES_PER_IP_HOUR: '100000',
  });
  const client = new Pool(app.url, { connections: PEOPLE_AT_ONCE });
  try {
    const loop = () => signIn(client, telegram);
    await run(WARM_UP, loop);
    const before = await readGauges(app.url);
    const began = performance.now();
    const took = await run(MEASURED, loop);
    const seconds = (performance.now() - began) / 1000;
    return toResult({ took, seconds, before, after: await readGauges(app.url) });
  } finally {
    await client.destroy();
    await app.stop();
    telegram.stop();
  }
}

function toResult({ took, seconds, before, after }) {
  const cpuSeconds = after.process_cpu_seconds_total - before.process_cpu_seconds_total;
  return {
    name: 'whole sign-ins, to the deletion, a second of CPU',
    goal: 400,
    measured: took.length / cpuSeconds,
    unit: '/s',
    detail: [
      `${((cpuSeconds * 1000) / took.length).toFixed(2)} ms of CPU each`,
      `${(took.length / seconds).toFixed(0)} a second, ${PEOPLE_AT_ONCE} people at once`,
      `p50 ${(percentile(took, 50) - TYPING_MS).toFixed(0)} ms without the typing`,
      `RSS ${(after.process_resident_memory_bytes / 2 ** 20).toFixed(0)} MiB`,
    ].join(', '),
  };
}

/** @returns how long each took, in milliseconds */
async function run(times, loop) {
  const took = [];
  let left = times;
  const person = async () => {
    while (left-- > 0) {
      const began = performance.now();
      await loop();
      took.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: PEOPLE_AT_ONCE }, person));
  return took;
}

let lastChat = 1_000_000;

async function signIn(client, telegram) {
  const chat = ++lastChat;
  const code = telegram.whenSent(chat);
  const asked = { name: 'Person', email: `p${chat}@example.org`, telegram_chat_id: chat };
  const { verification_id: id } = await post(client, '/api/register', asked);
  const otp = await code;
  await pause(TYPING_MS);
  const gone = telegram.whenDeleted(chat);
  await post(client, '/api/verify-otp', { verification_id: id, otp, session: 'token' });
  await gone;
}

async function post(client, path, body) {
  const headers = { 'content-type': 'application/json' };
  const answer = await client.request({ method: 'POST', path, headers, body: JSON.stringify(body) });
  const text = await answer.body.text();
  if (answer.statusCode > 299) throw new Error(`${path} answered ${answer.statusCode}: ${text}`);
  return JSON.parse(text);
}

/** A Bot API that accepts everything at once, and tells the simulated people what was sent and deleted. */
class Telegram {
  static async start() {
    const telegram = new Telegram();
    await new Promise((resolve) => telegram.server.listen(0, '127.0.0.1', resolve));
    return telegram;
  }

  sent = new Map();
  deleted = new Map();
  messages = 0;
  server = createServer((request, response) => void this.answer(request, response));

  get url() {
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  whenSent = (chat) => new Promise((resolve) => this.sent.set(chat, resolve));
  whenDeleted = (chat) => new Promise((resolve) => this.deleted.set(chat, resolve));

  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }

  async answer(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const result = await this.call(
      request.url.split('/').at(-1).toLowerCase(),
      Buffer.concat(chunks).toString('latin1'),
    );
    const text = JSON.stringify({ ok: true, result });
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
      .end(text);
  }

  async call(method, body) {
    switch (method) {
      case 'getme':
        return { id: 1, is_bot: true, first_name: 'Bench', username: 'bench_bot' };
      case 'getupdates':
        return pause(5_000, [], { ref: false });
      case 'getuserprofilephotos':
        return { total_count: 0, photos: [] };
      case 'sendphoto': {
        const id = Number(CHAT_ID.exec(body)?.[1]);
        tell(this.sent, id, CODE.exec(body)?.[1]);
        const photo = [{ file_id: 'f', file_unique_id: 'u', width: 1, height: 1 }];
        return {
          message_id: ++this.messages,
          date: Math.floor(Date.now() / 1000),
          chat: { id, type: 'private' },
          photo,
        };
      }
      case 'deletemessage':
        tell(this.deleted, Number(JSON.parse(body).chat_id));
        return true;
      default:
        return true;
    }
  }
}

function tell(waiting, chat, what) {
  waiting.get(chat)?.(what);
  waiting.delete(chat);
}
