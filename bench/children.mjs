import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const READY_WITHIN_MS = 20_000;
const STOPPED_WITHIN_MS = 15_000;

/** A port that is free at the moment. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Starts a server as a process of its own, with an empty folder as its working directory, and waits until it is ready.
 * @param {string} file the script, relative to bench/
 * @returns {Promise<{ url: string, pid: number, stop: () => Promise<void> }>}
 */
export async function startServer(file, { readyPath, env = () => ({}) }) {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'telega2go-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const settings = { PORT: String(port), ...env({ port, folder }) };
  const program = [process.execPath, fileURLToPath(new URL(file, import.meta.url))];
  const url = `http://127.0.0.1:${port}`;
  const started = await startProgram(program, { url, readyPath, cwd: folder, env: settings }).catch((error) => {
    remove();
    throw error;
  });
  return { ...started, stop: () => started.stop().finally(remove) };
}

/**
 * Starts a program, and waits until it answers at `url` if there is one.
 * @param {string[]} command with its arguments
 * @returns {Promise<{ url: string, pid: number, stop: () => Promise<void> }>}
 */
export async function startProgram([program, ...args], { url, readyPath, cwd, env } = {}) {
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  await once(child, 'spawn');
  const complaints = [];
  child.stderr.on('data', (chunk) => complaints.push(chunk));
  const stop = () => stopProgram(child);
  if (!url || (await isAnswered(() => fetch(url + readyPath), child))) return { url, pid: child.pid, stop };
  await stop();
  throw new Error(`${[program, ...args].join(' ')} did not get ready: ${Buffer.concat(complaints).toString()}`);
}

/** The key to everything that is for operators. */
export const ADMIN_API_KEY = 'the-operator-who-measures-has-this-key';

/** The built app against a Bot API double, with its limits out of the way; ready once it knows its bot. */
export async function startApp(telegramUrl, settings = {}) {
  const app = await startServer('../dist/main.js', {
    readyPath: '/health/ready',
    env: ({ folder }) => ({
      ...basicsOf(folder, telegramUrl, '1:bench_token'),
      LIMIT_REQUESTS_PER_IP_MINUTE: '100000000',
      LIMIT_SENDS_PER_CHAT_HOUR: '1000000',
      LIMIT_UNKNOWN_CHATS_PER_SECOND: '100000',
      LIMIT_UNPROVEN_PERCENT: '100',
      OTP_TTL_SECONDS: '5',
      TELEGRAM_MESSAGES_PER_SECOND: '100000',
      ...settings,
    }),
  });
  if (await isAnswered(() => tryToRegister(app.url))) return app;
  await app.stop();
  throw new Error('the app takes no registrations');
}

/**
 * The built app as shipped, apart from `settings`, against a sandbox that acts as a Bot API; ready once its bot is up.
 * @param {{ url: string }} telegram
 */
export async function startShippedApp(telegram, token, settings) {
  const app = await startServer('../dist/main.js', {
    readyPath: '/health/ready',
    env: ({ folder }) => ({
      ...basicsOf(folder, `${telegram.url}/sandbox/telegram`, token),
      ...settings,
    }),
  });
  if (await isAnswered(() => isWell(app.url))) return app;
  await app.stop();
  throw new Error('the bot does not get up');
}

/** The settings of every benchmark: where the app's records are, and where its bot is. */
const basicsOf = (folder, telegramUrl, token) => ({
  ADMIN_API_KEY,
  DATA_DIR: folder,
  DATABASE_URL: `sqlite:${join(folder, 'bench.sqlite')}`,
  LOG_LEVEL: 'warn',
  TELEGRAM_API_ROOT: telegramUrl,
  TELEGRAM_BOT_TOKEN: token,
});

/** @returns {Promise<{ ok: boolean }>} */
async function isWell(url) {
  const health = await fetch(`${url}/health`).then((answer) => answer.json());
  return { ok: health.status === 'ok' };
}

function tryToRegister(url) {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${url}/api/register`, {
    method: 'POST',
    headers,
    body: '{"name":"First","email":"first@example.org"}',
  });
}

/** Asks repeatedly until the answer is a success, the process has ended, or time is up. */
async function isAnswered(ask, child) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline && typeof child?.exitCode !== 'number') {
    const answer = await ask().catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return true;
    await pause(50);
  }
  return false;
}

async function stopProgram(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
  await gone;
  clearTimeout(impatience);
}
