import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBrowser } from './browser.mjs';
import { build } from './build.mjs';
import { prepareClients } from './clients.mjs';
import { startMongo } from './mongo.mjs';
import { findEngines } from './engines.mjs';
import { findNginx } from './nginx.mjs';
import { findPackagingTools } from './packaging.mjs';
import { endWith, exitCodeOf, forwardSignals, root, runNode, startNode, tool } from './run.mjs';

const GRACE_MS = 5_000;
const COUNTS_FD = 3;

const FAST = '--fast';

/** What the environment demands of a run beyond passing tests. */
const demands = ['REQUIRE_ALL', 'REQUIRE_REPLICA_SET'].filter((name) => process.env[name] === '1');
const requireAll = demands.includes('REQUIRE_ALL');
const isFast = process.argv.includes(FAST);
const given = process.argv.slice(2).filter((arg) => arg !== FAST);

try {
  // The fast tests run in process, from the sources.
  const isBuilt = isFast || (await build());
  report(isBuilt ? await runAll(given) : { passed: 0, failed: 1 });
} catch (error) {
  endWith(error);
  report({ passed: 0, failed: 1 });
}

/** The last line of all; a run in which no test passed is not a success. */
function report({ passed, failed }) {
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  console.log(`${passed} passed, ${failed} failed`);
}

async function runAll(args) {
  const projects = await projectsFor(args);
  const has = (...names) => names.some((name) => projects.includes(name));
  const parts = [
    has('browser') && partInBrowser(),
    has('mongo', 'again') && partOnMongo(),
    has('engines') && partInEngines(),
    has('nginx') && partBehindNginx(),
    has('packaging') && partOfPackaging(),
    has('clients') && partWithClients(),
  ];
  const started = (await Promise.all(parts)).filter(Boolean);
  const left = projects.filter((name) => !started.some((part) => part.reason && part.projects.includes(name)));
  const stop = () => Promise.all(started.map((part) => part.stop?.()));
  const counts = await runJest(args, left, started).finally(stop);
  tellWhatWasLeftOut(args, projects, started);
  return { passed: counts.passed, failed: counts.failed + unmet(started) + (requireAll ? counts.skipped : 0) };
}

/**
 * The tiers (jest.config.cjs) of this run: those that were requested, or those that contain what was requested. A file
 * that runs on both stores runs on both if it was named; otherwise the second time needs REQUIRE_ALL.
 */
async function projectsFor(args) {
  if (isFast) return ['fast'];
  const at = args.indexOf('--selectProjects');
  if (at >= 0) return args.splice(at).slice(1);
  if (args.length === 0)
    return [
      'fast',
      'process',
      'browser',
      'engines',
      'nginx',
      'packaging',
      'clients',
      'mongo',
      ...(requireAll ? ['again'] : []),
    ];
  const costly = [['browser'], ['engines'], ['mongo', 'again'], ['nginx'], ['packaging'], ['clients']];
  const wanted = await Promise.all(costly.map((projects) => haveTests(args, projects)));
  return ['fast', 'process', ...costly.filter((_, index) => wanted[index]).flat()];
}

/** Asks jest, because only jest understands its arguments. */
async function haveTests(args, projects) {
  const { stdout } = await runNode([tool('jest'), ...args, '--listTests', '--json', '--selectProjects', ...projects]);
  return /\[\s*"/.test(stdout);
}

function tellWhatWasLeftOut(args, projects, started) {
  const mongo = started.find(({ projects: own }) => own.includes('mongo'));
  if (mongo?.description) console.log(`MongoDB tests ran against ${mongo.description}`);
  if (args.length === 0 && !isFast && !projects.includes('again'))
    console.log('left out: stories a second time, on MongoDB (REQUIRE_ALL=1 runs them)');
}

/**
 * Reports what was not run, and why.
 * @returns {number} how many demands of this run were not met
 */
function unmet(parts) {
  const mongo = parts.find(({ kind }) => kind);
  const missing = parts.filter((part) => part.reason);
  for (const { name, reason, failure } of missing) console.log(`${failure ?? 'skipped'}: ${name} (${reason})`);
  const isWrongServer = demands.includes('REQUIRE_REPLICA_SET') && mongo && mongo.kind !== 'replica-set';
  if (isWrongServer) console.log(`${failureOf('REQUIRE_REPLICA_SET')}: that is no replica set`);
  return missing.filter((part) => part.failure).length + (isWrongServer ? 1 : 0);
}

/** Undefined if none of these was demanded: then what is missing is merely skipped. */
function failureOf(...names) {
  const demand = names.find((name) => demands.includes(name));
  return demand && `FAILED, because ${demand} is set`;
}

/** What not every machine can run: its projects, and what it passes to them or why not. They share one browser. */
async function partInBrowser() {
  const projects = ['browser'];
  const browser = await startBrowser();
  if (browser) return { projects, ...browser };
  return {
    projects,
    name: 'test/browser/',
    reason:
      'no Chromium was found; install one ("apt-get install chromium-headless-shell", or Chrome) or set CHROMIUM_PATH',
    failure: failureOf('REQUIRE_ALL'),
  };
}

/** Each engine runs the app while the other runs Telegram, so both are needed. */
function partInEngines() {
  const projects = ['engines'];
  const { environment, missing } = findEngines();
  if (missing.length === 0) return { projects, environment };
  const reason = `nothing was found of ${missing.join(', ')}; "apt-get install ${missing.join(' ')}"`;
  return { projects, name: 'test/engines/', reason, failure: failureOf('REQUIRE_ALL') };
}

/** Each test starts an nginx of its own. */
function partBehindNginx() {
  const projects = ['nginx'];
  const path = findNginx();
  if (path) return { projects, environment: { NGINX_PATH: path } };
  const reason = 'no nginx was found; "apt-get install nginx-light"';
  return { projects, name: 'test/nginx/', reason, failure: failureOf('REQUIRE_ALL') };
}

/** The readers of the files in deploy/, all or none: a file that nothing has read is not known to be fine. */
function partOfPackaging() {
  const projects = ['packaging'];
  const { environment, missing } = findPackagingTools();
  if (missing.length === 0) return { projects, environment };
  const reason = `nothing was found of ${missing.join(', ')}; "node scripts/packaging.mjs" and "apt-get install caddy prometheus systemd openssl"`;
  return { projects, name: 'test/packaging/', reason, failure: failureOf('REQUIRE_ALL') };
}

/** The clients are built once per version. */
async function partWithClients() {
  const projects = ['clients'];
  const { environment, missing } = await prepareClients();
  if (missing.length === 0) return { projects, environment };
  const reason = `${missing.join('; ')}; they take Go 1.21 or later, Python 3 with venv, and the first time proxy.golang.org and pypi.org`;
  return { projects, name: 'test/clients/', reason, failure: failureOf('REQUIRE_ALL') };
}

/** One server for all of them. One that was named and does not answer is a failure. */
async function partOnMongo() {
  const projects = ['mongo', 'again'];
  const server = await startMongo().catch((error) => ({ reason: error.message, failure: 'FAILED' }));
  if (!server.reason) return { projects, ...server };
  const remedy = 'set MONGODB_URI, or "apt-get install default-jdk-headless maven"';
  return {
    projects,
    name: 'the tests on MongoDB',
    reason: server.failure ? server.reason : `${server.reason}; ${remedy}`,
    failure: server.failure ?? failureOf('REQUIRE_ALL', 'REQUIRE_REPLICA_SET'),
  };
}

/** `--selectProjects` comes last, because it takes every word after it. */
async function runJest(args, projects, parts) {
  const ours = ['--ci', `--reporters=${join(root, 'scripts/test-reporter.cjs')}`, '--selectProjects', ...projects];
  const jest = startNode([tool('jest'), ...args, ...ours], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: testEnvironment(parts),
  });
  return outcomeOf(jest);
}

/** A developer's own settings must not reach the tests: a bot token would write to real people. */
function testEnvironment(parts) {
  const example = readFileSync(join(root, '.env.example'), 'utf8');
  const settings = new Set(Array.from(example.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm), ([, name]) => name));
  const isOurs = (name) => settings.has(name.replace(/_FILE$/, '')) || name.startsWith('TEST_MONGODB_');
  const inherited = Object.entries(process.env).filter(([name]) => !isOurs(name));
  const handedOver = parts.map((part) => part.environment ?? {});
  const ours = { NODE_ENV: 'test', TEST_COUNTS_FD: String(COUNTS_FD), TEST_FAST: isFast ? '1' : '0' };
  return Object.assign(Object.fromEntries(inherited), ours, ...handedOver);
}

/** Jest's counts come through their own pipe. A run that ends without them, or does not end after them, has failed. */
async function outcomeOf(jest) {
  const signals = forwardSignals([jest]);
  let counts;
  let impatience;
  jest.stdio[COUNTS_FD].once('data', (message) => {
    counts = JSON.parse(message.toString());
    impatience = setTimeout(() => jest.kill('SIGKILL'), GRACE_MS);
  });
  const code = await exitCodeOf(jest);
  clearTimeout(impatience);
  if (code > 128 && counts) console.log('FAILED  something was left open: the test run did not end by itself');
  const isFailed = signals.stopping() || code !== 0 || !counts;
  const { passed = 0, failed = 0, skipped = 0 } = counts ?? {};
  return { passed, failed: isFailed ? Math.max(failed, 1) : failed, skipped };
}
