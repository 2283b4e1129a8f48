import { accessSync, constants, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fingerprint, isStale, removeStamp, writeStamp } from './freshness.mjs';
import { endWith, root, runNode, tool } from './run.mjs';

const shared = ['package.json', 'package-lock.json', 'tsconfig.json'];

/** What is built, from what, and how. */
export const server = {
  name: 'server',
  output: 'dist/main.js',
  stamp: 'dist/.built-server',
  sources: ['src', 'tsconfig.build.json', ...shared],
  cache: 'dist/.tsbuildinfo',
  command: () => [tool('typescript-7', 'tsc'), '-p', 'tsconfig.build.json'],
};

export const pwa = {
  name: 'PWA',
  output: 'dist/web/index.html',
  stamp: 'dist/.built-web',
  sources: ['web', ...shared],
  command: () => [tool('vite'), 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'],
  env: { VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true' },
};

/** Builds what is stale; read-only output is used as it is. @returns {Promise<boolean>} false if a build failed */
export async function build(parts = [server, pwa], { force = false } = {}) {
  const stale = parts.filter((part) => force || (isStale(part) && (isMissing(part) || isWritable(part))));
  return (await Promise.all(stale.map((part) => buildPart(part, force)))).every(Boolean);
}

const isMissing = ({ output }) => !existsSync(join(root, output));

function isWritable({ output }) {
  try {
    accessSync(join(root, output), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The compiler's cache is removed if the output is missing; otherwise nothing would be written.
 * The fingerprint is taken first, so that a source that changes during the build leaves the output stale.
 */
async function buildPart(part, force) {
  const began = Date.now();
  const print = fingerprint(part.sources);
  removeStamp(part.stamp);
  if (part.cache && (force || isMissing(part))) rmSync(join(root, part.cache), { force: true });
  const { code, output } = await runNode(part.command(), { env: { ...process.env, ...part.env } });
  if (code !== 0 || output.trim()) console.log(output.trimEnd());
  if (code !== 0) return false;
  writeStamp(part.stamp, print);
  console.log(`built the ${part.name} in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return true;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await build([server, pwa], { force: process.argv.includes('--force') })
    .then((isBuilt) => (process.exitCode = isBuilt ? 0 : 1))
    .catch(endWith);
}
