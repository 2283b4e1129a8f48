import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { endWith, exitCodeOf, forwardSignals, root, startNode, tool } from './run.mjs';

const GRACE_MS = 5_000;
const COUNTS_FD = 3;

/** What not every machine can run. `variable` hands what was found to the tests. */
const parts = [
  {
    files: 'test/browser/',
    find: findChromium,
    variable: 'CHROMIUM_PATH',
    reason: 'no Chromium was found',
    remedy: 'install one ("apt-get install chromium", or Chrome) or set CHROMIUM_PATH',
  },
];

const requireAll = process.env.REQUIRE_ALL === '1';

try {
  const isBuilt = await build();
  const counts = isBuilt ? await runJest(process.argv.slice(2)) : { passed: 0, failed: 1 };
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

async function runJest(args) {
  const found = parts.map((part) => ({ ...part, value: part.find() }));
  const missing = found.filter((part) => part.value === undefined);
  const jest = startNode([tool('jest'), ...args, ...jestArguments(missing)], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: testEnvironment(found),
  });
  const counts = await outcomeOf(jest);
  const word = requireAll ? 'FAILED, because REQUIRE_ALL is set' : 'skipped';
  for (const part of missing) console.log(`${word}: ${part.files} (${part.reason}; ${part.remedy})`);
  const unmet = requireAll ? missing.length + counts.skipped : 0;
  return { passed: counts.passed, failed: counts.failed + unmet };
}

/** These stand last: each takes every word after it for its own. */
function jestArguments(missing) {
  const ignored = ['/node_modules/', ...missing.map((part) => `<rootDir>/${part.files}`)];
  return [
    '--ci',
    `--reporters=${join(root, 'scripts/test-reporter.cjs')}`,
    ...ignored.map((pattern) => `--testPathIgnorePatterns=${pattern}`),
  ];
}

/** A developer's own settings must not reach the tests: a bot token would write to real people. */
function testEnvironment(found) {
  const example = readFileSync(join(root, '.env.example'), 'utf8');
  const settings = new Set(Array.from(example.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm), ([, name]) => name));
  const inherited = Object.entries(process.env).filter(([name]) => !settings.has(name));
  const handedOver = found.filter((part) => part.value).map((part) => [part.variable, part.value]);
  const ours = { NODE_ENV: 'test', TEST_COUNTS_FD: String(COUNTS_FD) };
  return { ...Object.fromEntries(inherited), ...ours, ...Object.fromEntries(handedOver) };
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
