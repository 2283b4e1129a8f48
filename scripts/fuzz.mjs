import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ADMIN_API_KEY, startServer } from '../bench/children.mjs';
import { build } from './build.mjs';
import { endWith, exitCodeOf, root } from './run.mjs';

/** Together with the seed, these versions determine the requests. */
const PACKAGES = ['schemathesis==4.32.5', 'hypothesis==6.170.17'];
const FOLDER = join(root, 'node_modules/.cache/schemathesis', PACKAGES.join('-'));
const PROGRAM = join(FOLDER, 'bin/schemathesis');

const API_KEY = 'a-back-end-that-fuzzes-has-a-key-of-its-own';
/** Without the limits that protect people from each other. */
const SETTINGS = {
  ADMIN_API_KEY,
  API_KEYS: API_KEY,
  // A sandbox that only its own machine can reach does not ask for the admin key.
  HOST: '0.0.0.0',
  LOG_LEVEL: 'silent',
  ACCESS_TOKEN_TTL_SECONDS: '86400',
  LIMIT_REQUESTS_PER_IP_MINUTE: '100000000',
  LIMIT_REQUESTS_PER_KEY_MINUTE: '100000000',
  LIMIT_SENDS_PER_CHAT_HOUR: '1000000',
  LIMIT_UNKNOWN_CHATS_PER_SECOND: '100000',
  LIMIT_UNPROVEN_PERCENT: '100',
  LIMIT_WRONG_CODES_PER_IP_HOUR: '1000000',
  LIMIT_WRONG_CODES_PER_MINUTE: '1000000',
  TELEGRAM_MESSAGES_PER_SECOND: '100000',
};

const ALL_PHASES = 'examples,coverage,fuzzing,stateful';
/** Operations that end the session that the other calls need. */
const ENDINGS = ['session.logout', 'session.end', 'privacy.erase'];
const PERSONS_OWN = ['Registration', 'Sessions', 'Profile'];

/**
 * Holds the built product to its own OpenAPI document, with requests generated from it: with keys, with a session, and
 * with neither.
 * @returns {Promise<boolean>} whether each answer was one that the document has for its request
 */
async function fuzz(options) {
  await install();
  const env = ({ folder }) => ({
    ...SETTINGS,
    DATA_DIR: folder,
    DATABASE_URL: `sqlite:${join(folder, 'fuzz.sqlite')}`,
  });
  const app = await startServer('../dist/main.js', { readyPath: '/health/ready', env });
  try {
    const roles = [
      {
        name: 'with keys',
        filters: PERSONS_OWN.flatMap((tag) => ['--exclude-tag', tag]),
        auth: { 'admin-key': `api_key = "${ADMIN_API_KEY}"`, 'api-key': `api_key = "${API_KEY}"` },
      },
      {
        name: 'signed in',
        auth: { bearer: `bearer = "${await signIn(app.url)}"` },
        filters: [
          ...PERSONS_OWN.flatMap((tag) => ['--include-tag', tag]),
          ...ENDINGS.flatMap((id) => ['--exclude-operation-id', id]),
        ],
      },
      // The bounds of each field are the same as with keys, where they were tried.
      { name: 'with nothing', auth: {}, without: 'coverage' },
    ];
    let isFine = true;
    for (const role of roles) isFine = (await fuzzAs(role, app.url, options)) && isFine;
    return isFine;
  } finally {
    await app.stop();
  }
}

async function fuzzAs({ name, auth, filters = [], without }, url, { examples, phases, seed }) {
  const config = join(FOLDER, 'config.toml');
  const sections = Object.entries(auth).map(([scheme, value]) => `\n[auth.openapi.${scheme}]\n${value}\n`);
  writeFileSync(config, readFileSync(join(root, 'scripts/schemathesis.toml'), 'utf8') + sections.join(''));
  const args = ['--no-color', '--config-file', config, 'run', join(root, 'openapi.json'), '--url', url, ...filters];
  const chosen = phases.split(',').filter((phase) => phase !== without);
  const amount = ['--phases', chosen.join(), '--max-examples', examples, '--seed', seed];
  const { code, output } = await run(
    PROGRAM,
    [...args, ...amount, '--continue-on-failure', '--warnings', 'off'],
    FOLDER,
  );
  const cases = /(\d+) generated[^\n]*/.exec(output);
  if (code !== 0) console.log(output.trimEnd());
  console.log(`fuzz ${name}: ${cases?.[0] ?? 'no requests'}`);
  return code === 0 && cases !== null;
}

/** Into a folder of its own, which is removed with node_modules. */
async function install() {
  if (existsSync(PROGRAM)) return;
  await runOrFail('python3', ['-m', 'venv', '--clear', FOLDER]);
  await runOrFail(join(FOLDER, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', ...PACKAGES]);
}

async function runOrFail(command, args) {
  const { code, output } = await run(command, args);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${output}`);
}

async function run(command, args, cwd = root) {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
  const code = await exitCodeOf(child);
  return { code, output: Buffer.concat(chunks).toString() };
}

/** Presses Start on the sandbox's phone, and types the code. @returns {Promise<string>} an access token */
async function signIn(url) {
  const person = (await post(`${url}/sandbox/api/people`, { first_name: 'Ann' })).id;
  const { verification_id, telegram_link } = await until('the bot', async () => {
    const started = await post(`${url}/api/register`, { name: 'Ann', email: 'ann@example.org' });
    return started.telegram_link ? started : undefined;
  });
  await post(`${url}/sandbox/api/start`, { person, payload: new URL(telegram_link).searchParams.get('start') });
  const otp = await until('the code', async () => {
    const messages = await fetch(`${url}/sandbox/api/messages?person=${person}`).then((answer) => answer.json());
    return messages.flatMap(({ buttons }) => buttons.flat()).find(({ kind }) => kind === 'copy')?.copy;
  });
  return (await post(`${url}/api/verify-otp`, { verification_id, otp, session: 'token' })).access_token;
}

async function post(url, body) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`POST ${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

async function until(what, ask) {
  for (const deadline = performance.now() + 20_000; performance.now() < deadline; await pause(100)) {
    const found = await ask();
    if (found !== undefined) return found;
  }
  throw new Error(`${what} did not come`);
}

try {
  const options = {
    examples: { type: 'string', default: '2' },
    phases: { type: 'string', default: ALL_PHASES },
    seed: { type: 'string', default: '4711' },
  };
  process.exitCode = (await build()) && (await fuzz(parseArgs({ options }).values)) ? 0 : 1;
} catch (error) {
  endWith(error);
}
