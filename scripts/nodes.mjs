import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { endWith, exitCodeOf, root } from './run.mjs';

/** The supported versions. The workflow runs everything on each. */
const VERSIONS = ['20.19', '22', '24'];
/** The package with this machine's binary; `node` itself would run a script to download it. */
const PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const BINARY = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
const CACHE = join(root, 'node_modules/.cache/telega2go/nodes');

/** The store, and the built product, which is started, killed and started again, and signs a person in. */
const FIRST = ['src/persistence/sqlite/sqlite.database', 'test/process/reveal'];
/** What else depends on Node most: keys and secrets, TLS, HTTP and proxies. A minor version changes little of it. */
const OTHERS = [
  ...['session/tokens/', 'verification/secrets', 'telegram/api/'].map((path) => `src/${path}`),
  ...['openid.test', 'proxy'].map((name) => `test/stories/${name}`),
];

/** Runs the chosen tests, or those named, on each supported version, except on the Node that runs this. */
try {
  const named = process.argv.slice(2);
  for (const version of VERSIONS.filter((each) => !process.version.startsWith(`v${each}.`))) {
    const isNeighbour = process.version.startsWith(`v${version.split('.')[0]}.`);
    const chosen = isNeighbour ? FIRST : [...FIRST, ...OTHERS];
    if (!(await runOn(version, named.length > 0 ? named : chosen))) process.exitCode = 1;
  }
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
