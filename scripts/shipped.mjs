import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

/** The package name at the beginning of an import. */
const IMPORTED = /(?:from|import)\s*\(?'((?:@[\w.-]+\/)?[a-z][\w.-]*)/g;

/**
 * Every package that ships, even in part: what the server needs at run time, and what is bundled into the web app,
 * which package.json counts as a development dependency.
 * @returns {{ name: string, version: string, license: string, isBundled: boolean }[]}
 */
export function shippedPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const atRunTime = Object.keys(packages).filter(
    (path) => path !== '' && !packages[path].dev && !packages[path].devOptional,
  );
  const bundled = new Set(atRunTime);
  for (const name of importedByTheWebApp()) follow(packages, `node_modules/${name}`, bundled);
  return [...bundled]
    .map((path) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: packages[path].version,
      license: packages[path].license ?? 'UNKNOWN',
      isBundled: !atRunTime.includes(path),
    }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

function importedByTheWebApp() {
  const files = readdirSync(join(root, 'web'), { recursive: true }).map(String);
  const sources = files.filter((file) => /\.tsx?$/.test(file) && !/\.(test|factory|plugin)\.|vite\.config/.test(file));
  const texts = sources.map((file) => readFileSync(join(root, 'web', file), 'utf8'));
  return new Set(texts.flatMap((text) => [...text.matchAll(IMPORTED)].map(([, name]) => name)));
}

/** With all its dependencies; a name that is no package of ours is one of Node's own, or a file of the bundler's. */
function follow(packages, path, seen) {
  const found = packages[path];
  if (!found || seen.has(path)) return;
  seen.add(path);
  for (const name of Object.keys(found.dependencies ?? {})) {
    const own = `${path}/node_modules/${name}`;
    follow(packages, packages[own] ? own : `node_modules/${name}`, seen);
  }
}
