import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startServer, startShippedApp } from './children.mjs';
import { median } from './numbers.mjs';

const ROUNDS = 5;
const TRIPS = 200;
const WARM_UP_TRIPS = 100;
const AT_REST_MS = 5_000;
const TOKEN = '4242:of-the-benchmark-of-openid-0123456789';
const CALLBACK = 'https://shop.example/callback';
const SECRET = 'the-shop-keeps-this-to-itself-0123456789';
const GOAL_MS = 15;
const GOAL_MIB = 30;
const TICKS_A_SECOND = 100;
const MIB = 2 ** 20;

/** CPU time from an app's request to its tokens for a signed-in person, and the memory of the provider at rest. */
export async function openidBench() {
  if (process.platform !== 'linux') throw new Error('the kernel is asked for CPU and memory as Linux tells them');
  const folder = mkdtempSync(join(tmpdir(), 'telega2go-bench-apps-'));
  const file = join(folder, 'apps.json');
  const shop = { id: 'shop', name: 'Shop', redirect_uris: [CALLBACK], secret: SECRET, first_party: true };
  writeFileSync(file, JSON.stringify({ apps: [shop] }));
  const telegram = await startServer('soak.server.mjs', { readyPath: '/ready', env: () => ({ TOKEN }) });
  try {
    const without = await measure(telegram, {}, ({ pid }) => residentAtRest(pid));
    const { trip, resident } = await measure(telegram, { APPS_FILE: file }, async (app) => {
      const browser = new Browser(app.url);
      await signIn(browser, telegram);
      await roundTrip(browser);
      // By now all of the provider is loaded. What the heap grows by under load is not counted.
      const resident = await residentAtRest(app.pid);
      return { trip: await tripOf(app, browser), resident };
    });
    return toResults({ trip, more: (resident - without) / MIB, resident: resident / MIB });
  } finally {
    await telegram.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(telegram, settings, work) {
  const app = await startShippedApp(telegram, TOKEN, { LIMIT_REQUESTS_PER_IP_MINUTE: '1000000', ...settings });
  try {
    return await work(app);
  } finally {
    await app.stop();
  }
}

/** Milliseconds of CPU per round trip, without the message and the sign-in. */
async function tripOf(app, browser) {
  for (let trip = 0; trip < WARM_UP_TRIPS; trip++) await roundTrip(browser);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = cpuMsOf(app.pid);
    for (let trip = 0; trip < TRIPS; trip++) await roundTrip(browser);
    rounds.push((cpuMsOf(app.pid) - before) / TRIPS);
  }
  return median(rounds);
}

/** Signs in by the code in the message, and goes on to the app, for which no consent is asked. */
async function signIn(browser, { url }) {
  const first = await browser.ask(questionOf(browser).url);
  const page = new URL(first.headers.get('location'), browser.origin);
  const interaction = page.pathname.split('/').at(-1);
  const phone = (path, body) => post(`${url}/sandbox/api/${path}`, body);
  const { id: person } = await phone('people', { first_name: 'Ann', language_code: 'en' });
  const started = await browser.post('/api/login', { interaction });
  const payload = new URL(started.telegram_link).searchParams.get('start');
  await phone('start', { person, payload });
  const otp = await codeFor(url, person, () =>
    browser.ask(`${browser.origin}/api/verifications/${started.verification_id}`),
  );
  const session = await browser.post('/api/verify-otp', {
    verification_id: started.verification_id,
    otp,
    session: 'token',
  });
  const bearer = { authorization: `Bearer ${session.access_token}` };
  const { redirect_to: onwards } = await browser.post(`/api/interactions/${interaction}/continue`, {}, bearer);
  await browser.ask(onwards);
}

/** The newest code: a message whose answer was lost may have been sent twice. */
async function codeFor(url, person, ask) {
  for (;;) {
    const { status } = await (await ask()).json();
    const messages = await (await fetch(`${url}/sandbox/api/messages?person=${person}`)).json();
    const copies = messages.flatMap(({ buttons }) => buttons.flat()).filter(({ kind }) => kind === 'copy');
    if (status === 'sent' && copies.length > 0) return copies.at(-1).copy;
    await pause(50);
  }
}

async function roundTrip(browser) {
  const { url, verifier } = questionOf(browser);
  const answer = await browser.ask(url);
  const code = new URL(answer.headers.get('location'), browser.origin).searchParams.get('code');
  if (code === null) throw new Error('the app was asked to wait for a person');
  const response = await fetch(`${browser.origin}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`shop:${SECRET}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: CALLBACK,
      code_verifier: verifier,
    }),
  });
  const { id_token: token } = await response.json();
  if (token === undefined) throw new Error(`no tokens were given: ${response.status}`);
}

function questionOf({ origin }) {
  const verifier = randomBytes(32).toString('base64url');
  const url = new URL('/oauth2/authorize', origin);
  url.search = new URLSearchParams({
    client_id: 'shop',
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: 'openid profile offline_access',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: randomBytes(8).toString('hex'),
    nonce: randomBytes(8).toString('hex'),
  });
  return { url, verifier };
}

/** Keeps cookies, whatever their path, and follows no redirects. */
class Browser {
  #cookies = new Map();

  constructor(origin) {
    this.origin = origin;
  }

  async ask(url, init = {}) {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(url, { redirect: 'manual', ...init, headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }

  async post(path, body, headers = {}) {
    const json = { 'content-type': 'application/json', ...headers };
    const response = await this.ask(this.origin + path, { method: 'POST', headers: json, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }
}

async function post(url, body) {
  const headers = { 'content-type': 'application/json' };
  const text = await (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).text();
  return text ? JSON.parse(text) : undefined;
}

/** The process's CPU time in user and kernel mode (proc(5)). */
function cpuMsOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND) * 1000;
}

async function residentAtRest(pid) {
  await pause(AT_REST_MS);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}

function toResults({ trip, more, resident }) {
  return [
    {
      name: 'OpenID, authorize to tokens by who is signed in, of the CPU that it may take',
      goal: 1,
      measured: GOAL_MS / trip,
      unit: '×',
      detail: `${trip.toFixed(1)} ms of CPU each, of ${GOAL_MS}`,
    },
    {
      name: 'OpenID, memory at rest after a sign-in to an app, of what it may take more than without apps',
      goal: 0,
      measured: GOAL_MIB - more,
      unit: 'MiB left',
      detail: `${resident.toFixed(0)} MiB, ${more.toFixed(0)} more than without, of ${GOAL_MIB}`,
    },
  ];
}
