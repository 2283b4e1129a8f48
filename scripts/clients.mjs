import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endWith, exitCodeOf, root } from './run.mjs';

/** The checksum database of Go says what a version of it holds. */
const OAUTH2_PROXY = 'github.com/oauth2-proxy/oauth2-proxy/v7@v7.15.6';

/** What is made of other sources, or of another version, has another name there. */
const CACHE = join(root, 'node_modules/.cache/telega2go/clients');
const SOURCES = join(root, 'test/clients');
const suffix = process.platform === 'win32' ? '.exe' : '';

const installed = [
  { setting: 'GO_OIDC_PATH', install: goOidc },
  { setting: 'OAUTH2_PROXY_PATH', install: oauth2Proxy },
  { setting: 'AUTHLIB_PYTHON_PATH', install: authlib },
];

/**
 * Builds the apps of other languages to which people sign in by OpenID in test/clients, once a version: it takes Go, Python 3,
 * and the first time the registries of their packages.
 * @returns {Promise<{ environment: Record<string, string>, missing: string[] }>} where they are, and what cannot be had and why
 */
export async function prepareClients() {
  const environment = {};
  const missing = new Set();
  for (const { setting, install } of installed) {
    try {
      environment[setting] = await install();
    } catch (error) {
      missing.add(error.message);
    }
  }
  return { environment, missing: [...missing] };
}

function goOidc() {
  const folder = join(SOURCES, 'go-oidc');
  const name = `go-oidc-${hashOf(folder, ['main.go', 'go.mod', 'go.sum'])}`;
  return unlessThere(join(CACHE, name, `go-oidc${suffix}`), (path) =>
    run('go', ['build', '-buildvcs=false', '-o', path, '.'], { cwd: folder }),
  );
}

function oauth2Proxy() {
  const [, version] = OAUTH2_PROXY.split('@');
  return unlessThere(join(CACHE, `oauth2-proxy-${version}`, `oauth2-proxy${suffix}`), (path) =>
    run('go', ['install', OAUTH2_PROXY], { env: { ...process.env, GOBIN: dirname(path) } }),
  );
}

/** A virtual environment knows its own place, so that none is moved into its place when it is whole; a file says that it is. */
async function authlib() {
  const folder = join(SOURCES, 'authlib');
  const place = join(CACHE, `authlib-${hashOf(folder, ['requirements.txt'])}`);
  const python = join(place, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(join(place, 'whole'))) return python;
  await run('python3', ['-m', 'venv', '--clear', place]);
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--retries', '1'];
  await run(python, ['-m', 'pip', 'install', ...quiet, '--require-hashes', '-r', join(folder, 'requirements.txt')]);
  writeFileSync(join(place, 'whole'), '');
  return python;
}

/** Built beside its place and then put there, so that a run that was cut off leaves nothing that looks whole. */
async function unlessThere(path, build) {
  if (existsSync(path)) return path;
  const place = dirname(path);
  const beside = `${place}.${process.pid}`;
  try {
    await build(join(beside, basename(path)));
    mkdirSync(place, { recursive: true });
    renameSync(join(beside, basename(path)), path);
    return path;
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

function hashOf(folder, files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 12);
}

async function run(command, args, options) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const code = await exitCodeOf(child).catch(() => {
    throw new Error(`no ${command} was found`);
  });
  if (code === 0) return;
  const last = said.trim().split('\n').at(-1);
  throw new Error(`"${[command, ...args.slice(0, 3)].join(' ')} …" ended with ${code}: ${last}`);
}

/** By itself it installs them, so that a run that must have them does not wait for that. */
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { missing } = await prepareClients();
  missing.forEach(endWith);
}
