import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endWith, exitCodeOf, root } from './run.mjs';

/** Go's checksum database fixes what this version contains. */
const OAUTH2_PROXY = 'github.com/oauth2-proxy/oauth2-proxy/v7@v7.15.6';

/** A build from other sources, or of another version, has another name here. */
const CACHE = join(root, 'node_modules/.cache/telega2go/clients');
const SOURCES = join(root, 'test/clients');
const suffix = process.platform === 'win32' ? '.exe' : '';

const installed = [
  { setting: 'GO_OIDC_PATH', install: goOidc },
  { setting: 'OAUTH2_PROXY_PATH', install: oauth2Proxy },
  { setting: 'AUTHLIB_PYTHON_PATH', install: authlib },
];

/**
 * Builds the apps in other languages that people sign in to by OpenID (test/clients), once per version. Needs Go, Python 3
 * and, at first, their package registries.
 * @returns {Promise<{ environment: Record<string, string>, missing: string[] }>} where they are, and what is missing, why
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

/** A virtual environment knows its own path, so it cannot be built elsewhere and moved: a file marks it as complete. */
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

/** Built beside its place and then moved there, so that an interrupted run leaves nothing that looks complete. */
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

/** Run directly, this script installs the clients, so that a run that needs them does not have to wait for that. */
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { missing } = await prepareClients();
  missing.forEach(endWith);
}
