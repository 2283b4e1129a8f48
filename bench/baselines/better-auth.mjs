import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { root } from '../../scripts/run.mjs';
import { startServer } from '../children.mjs';

const SOURCE = fileURLToPath(new URL('better-auth', import.meta.url));
/** Below our own node_modules, so that it finds the very SQLite engine that we use. */
const INSTALLED = join(root, 'node_modules/.cache/telega2go/baselines/better-auth');
const LOCK = 'package-lock.json';
/** npm writes it last. */
const DONE = 'node_modules/.package-lock.json';
const INSTALL = ['ci', '--ignore-scripts', '--prefer-offline', '--fetch-retries=1', '--no-audit', '--no-fund'];

/** @returns {Promise<{ url: string, stop: () => Promise<void> } | undefined>} nothing where npm cannot get it */
export async function startBetterAuth() {
  if (!isInstalled() && !install()) return undefined;
  cpSync(SOURCE, INSTALLED, { recursive: true });
  const script = pathToFileURL(join(INSTALLED, 'better-auth.server.mjs')).href;
  return startServer(script, { readyPath: '/ready', env: () => ({ NODE_ENV: 'production' }) });
}

const isInstalled = () => existsSync(join(INSTALLED, DONE)) && lockIn(INSTALLED) === lockIn(SOURCE);
const lockIn = (folder) => readFileSync(join(folder, LOCK), 'utf8');

/** Once per lock file. @returns {boolean} whether it is there now */
function install() {
  cpSync(SOURCE, INSTALLED, { recursive: true });
  try {
    execFileSync('npm', INSTALL, { cwd: INSTALLED, stdio: 'ignore', shell: process.platform === 'win32' });
    return true;
  } catch {
    console.log('better-auth is left out: npm could not install it');
    return false;
  }
}
