import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './run.mjs';

/**
 * Describes the sources: every file with its size and modification time. Unlike a comparison of times, it also notices
 * files that were deleted, and older files that came back (an archive, another branch).
 */
export function fingerprint(sources) {
  const hash = createHash('sha256');
  for (const source of sources) for (const line of describe(join(root, source))) hash.update(line);
  return hash.digest('hex');
}

function* describe(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isDirectory()) yield `${relative(root, path)} ${found.size} ${found.mtimeMs}\n`;
  else for (const name of readdirSync(path).sort()) yield* describe(join(path, name));
}

/** True when the output is missing or was not built from these sources. */
export function isStale({ output, stamp, sources }) {
  if (!existsSync(join(root, output)) || !existsSync(join(root, stamp))) return true;
  return readFileSync(join(root, stamp), 'utf8') !== fingerprint(sources);
}

/** Remembers which sources an output was built from. */
export function writeStamp(stamp, print) {
  const path = join(root, stamp);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, print);
}

/** Until the next stamp, the output counts as stale. */
export function removeStamp(stamp) {
  rmSync(join(root, stamp), { force: true });
}
