import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { endWith, exitCodeOf, root } from './run.mjs';

/** The oldest and the newest supported version. The workflow covers those in between, and runs everything on each. */
const ENDS = ['20.19', '24'];
/** The package with this machine's binary; `node` itself would run a script to download it. */
const PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const BINARY = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
const CACHE = join(root, 'node_modules/.cache/telega2go/nodes');

/**
 * What depends on Node most: the store, keys and secrets, TLS, HTTP and proxies; and the built product, which is
 * started, killed and started again, and signs a person in.
 */
const CHOSEN = [
  ...['persistence/sqlite/sqlite.database', 'session/', 'verification/', 'telegram/api/'].map((path) => `src/${path}`),
  ...['openid.test', 'proxy'].map((name) => `test/stories/${name}`),
  'test/process/reveal',
];

/** Runs the chosen tests, or those named, on both ends of the supported range, except on the Node that runs this. */
try {
  const named = process.argv.slice(2);
  for (const version of ENDS.filter((each) => !process.version.startsWith(`v${each}.`)))
    if (!(await runOn(version, named.length > 0 ? named : CHOSEN))) process.exitCode = 1;
} catch (error) {
  endWith(error);
}

async function runOn(version, tests) {
  const node = binaryOf(version);
  console.log(`On Node ${execFileSync(node, ['--version']).toString().trim()}:`);
  const options = ['--maxWorkers=2', '--selectProjects', 'fast', 'process'];
  const run = spawn(node, [join(root, 'scripts/test.mjs'), ...tests, ...options], { cwd: root, stdio: 'inherit' });
  return (await exitCodeOf(run)) === 0;
}

/** Downloaded once per version. */
function binaryOf(version) {
  const folder = join(CACHE, version);
  const binary = join(folder, 'node_modules', PACKAGE, BINARY);
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  const quiet = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  execFileSync('npm', ['install', ...quiet, '--prefix', folder, `${PACKAGE}@${version}`], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return binary;
}
