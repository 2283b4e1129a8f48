import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { startMongo } from './mongo.mjs';
import { endWith, exitCodeOf, forwardSignals, root, runNode, startNode, tool } from './run.mjs';

const GRACE_MS = 5_000;
const COUNTS_FD = 3;

/** What an environment asks of a run beyond its tests. */
const demands = ['REQUIRE_ALL', 'REQUIRE_REPLICA_SET'].filter((name) => process.env[name] === '1');
const requireAll = demands.includes('REQUIRE_ALL');

try {
  const isBuilt = await build();
  const counts = isBuilt ? await runAll(process.argv.slice(2)) : { passed: 0, failed: 1 };
  report(counts);
} catch (error) {
  endWith(error);
  report({ passed: 0, failed: 1 });
}

/** The last line of all; a run in which nothing ran is no success. */
function report({ passed, failed }) {
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  console.log(`${passed} passed, ${failed} failed`);
}

async function runAll(args) {
  const mongo = await partOnMongo(args);
  const parts = [partInBrowser(), mongo];
  const counts = await runJest(args, parts).finally(() => mongo.stop?.());
  if (mongo.description) console.log(`MongoDB tests ran against ${mongo.description}`);
  return { passed: counts.passed, failed: counts.failed + unmet(parts, mongo) + (requireAll ? counts.skipped : 0) };
}

/**
 * Says what was not run, and why.
 * @returns {number} how many demands of this run were not met
 */
function unmet(parts, mongo) {
  const missing = parts.filter((part) => part.reason);
  for (const { name, reason, failure } of missing) console.log(`${failure ?? 'skipped'}: ${name} (${reason})`);
  const isWrongServer = demands.includes('REQUIRE_REPLICA_SET') && mongo.kind && mongo.kind !== 'replica-set';
  if (isWrongServer) console.log(`${failureOf('REQUIRE_REPLICA_SET')}: that is no replica set`);
  return missing.filter((part) => part.failure).length + (isWrongServer ? 1 : 0);
}

/** Undefined where none of these was demanded: then what is missing is merely skipped. */
function failureOf(...names) {
  const demand = names.find((name) => demands.includes(name));
  return demand && `FAILED, because ${demand} is set`;
}

/** What not every machine can run: the environment and the arguments that it gives to jest, or the reason why not. */
function partInBrowser() {
  const path = findChromium();
  if (path) return { environment: { CHROMIUM_PATH: path } };
  return {
    name: 'test/browser/',
    reason: 'no Chromium was found; install one ("apt-get install chromium", or Chrome) or set CHROMIUM_PATH',
    failure: failureOf('REQUIRE_ALL'),
    args: ['/node_modules/', '<rootDir>/test/browser/'].map((pattern) => `--testPathIgnorePatterns=${pattern}`),
  };
}

/** Starts a server if this run has a test for it. A server that was named and does not answer is a failure. */
async function partOnMongo(args) {
  if (!(await hasTestsOnMongo(args))) return {};
  const server = await startMongo().catch((error) => ({ reason: error.message, failure: 'FAILED' }));
  if (!server.reason) return server;
  const remedy = 'set MONGODB_URI, or "apt-get install default-jdk-headless maven"';
  return {
    name: 'the tests on MongoDB',
    reason: server.failure ? server.reason : `${server.reason}; ${remedy}`,
    failure: server.failure ?? failureOf('REQUIRE_ALL', 'REQUIRE_REPLICA_SET'),
    args: args.includes('--selectProjects') ? [] : ['--selectProjects', 'sqlite'],
  };
}

/** Asks jest, which alone understands its arguments; without any it has some. */
async function hasTestsOnMongo(args) {
  if (args.length === 0) return true;
  const own = args.includes('--selectProjects') ? [] : ['--selectProjects', 'mongo'];
  const { stdout } = await runNode([tool('jest'), ...args, ...own, '--listTests', '--json']);
  const isOnMongo = own.length > 0 || args.includes('mongo');
  return isOnMongo && /\[\s*"/.test(stdout);
}

async function runJest(args, parts) {
  const jest = startNode([tool('jest'), ...args, ...jestArguments(parts)], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: testEnvironment(parts),
  });
  return outcomeOf(jest);
}

/** These stand last: each takes every word after it for its own. */
function jestArguments(parts) {
  const reporter = join(root, 'scripts/test-reporter.cjs');
  return [...parts.flatMap((part) => part.args ?? []), '--ci', `--reporters=${reporter}`];
}

/** A developer's own settings must not reach the tests: a bot token would write to real people. */
function testEnvironment(parts) {
  const example = readFileSync(join(root, '.env.example'), 'utf8');
  const settings = new Set(Array.from(example.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm), ([, name]) => name));
  const isOurs = (name) => settings.has(name) || name.startsWith('TEST_MONGODB_');
  const inherited = Object.entries(process.env).filter(([name]) => !isOurs(name));
  const handedOver = parts.map((part) => part.environment ?? {});
  const ours = { NODE_ENV: 'test', TEST_COUNTS_FD: String(COUNTS_FD) };
  return Object.assign(Object.fromEntries(inherited), ours, ...handedOver);
}

/** Jest's counts, which come by a pipe of their own. A run that ends without them, or not after them, has failed. */
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
