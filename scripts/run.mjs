import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The folder that holds package.json. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The JavaScript file behind a package's command. Called by `node` it needs no shell, so it works on Windows too.
 * @param {string} packageName
 * @param {string} [command] the name of the command, when it is not the package's own
 */
export function tool(packageName, command = packageName) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readManifest(packageName, folder));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

function readManifest(packageName, folder) {
  try {
    return readFileSync(join(folder, 'package.json'), 'utf8');
  } catch (cause) {
    throw new Error(`${packageName} is not installed: run "npm ci" with the development dependencies.`, { cause });
  }
}

/** Starts `node` with these arguments in the project's root, on this terminal unless `options` says otherwise. */
export function startNode(args, options = {}) {
  return spawn(process.execPath, args, { cwd: root, stdio: 'inherit', ...options });
}

/** Resolves when the process is gone, with its exit code as a shell would give it. */
export function exitCodeOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

/** Runs `node` with these arguments and keeps what it prints. */
export async function runNode(args, options = {}) {
  const child = startNode(args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const chunks = { all: [], stdout: [] };
  child.stdout.on('data', (chunk) => (chunks.all.push(chunk), chunks.stdout.push(chunk)));
  child.stderr.on('data', (chunk) => chunks.all.push(chunk));
  const code = await exitCodeOf(child);
  return { code, output: Buffer.concat(chunks.all).toString(), stdout: Buffer.concat(chunks.stdout).toString() };
}

/** Passes the request to stop on to the children; from then on `stopping()` is true. */
export function forwardSignals(children) {
  let stopping = false;
  const pass = (signal) => {
    stopping = true;
    if (!isSentByTerminal(signal)) children.forEach((child) => child.kill(signal));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
  return { stopping: () => stopping };
}

/** Ctrl-C reaches every process of a terminal by itself; passed on as well, it might be taken for impatience. */
function isSentByTerminal(signal) {
  return signal === 'SIGINT' && (process.stdin.isTTY || process.platform === 'win32');
}

/** Ends this script with one plain line instead of a stack. */
export function endWith(error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
