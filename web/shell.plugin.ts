import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin, Rolldown } from 'vite';

type Chunk = Rolldown.OutputChunk;
type Bundle = Rolldown.OutputBundle;

type ShellOptions = Readonly<{
  /** The page whose shell it is. */
  page: string;
  /** The service worker, which knows its shell as `SHELL`. */
  worker: string;
  /** Files of the public folder that belong to the shell. */
  publicFiles: readonly string[];
  /** Packages that are fetched only when needed: too heavy for every device. */
  without: readonly string[];
}>;

/** Tells the service worker which files make up the web app, with a version that changes with their contents. */
export function shellOf(options: ShellOptions): Plugin {
  let publicDir = '';
  return {
    name: 'shell',
    enforce: 'post',
    configResolved: (config) => void (publicDir = config.publicDir),
    generateBundle(_, bundle) {
      const page = chunkNamed(bundle, options.page);
      const worker = chunkNamed(bundle, options.worker);
      const built = [...partsOf(page, bundle, options.without)].toSorted();
      const hash = createHash('sha256').update(JSON.stringify(built)).update(sourceOf(bundle, options.page));
      for (const file of options.publicFiles) hash.update(readFileSync(resolve(publicDir, file)));
      // `/verify` is the same page once more, as the server sends it where it may turn out to be any app's.
      const files = ['/', '/verify', ...[...built, ...options.publicFiles].map((file) => `/${file}`)];
      const shell = { version: hash.digest('hex').slice(0, 16), files };
      worker.code = `const SHELL=${JSON.stringify(shell)};${worker.code}`;
    },
  };
}

function chunkNamed(bundle: Bundle, source: string): Chunk {
  const found = Object.values(bundle).find((file): file is Chunk => file.type === 'chunk' && isOf(file, source));
  if (!found) throw new Error(`nothing was built from ${source}`);
  return found;
}

const isOf = ({ facadeModuleId }: Chunk, source: string): boolean => facadeModuleId?.endsWith(source) ?? false;

function sourceOf(bundle: Bundle, page: string): string {
  const file = bundle[page];
  if (file?.type !== 'asset') throw new Error(`${page} was not built`);
  return String(file.source);
}

/** The chunk, its styles, and whatever it loads now or later. */
function partsOf(chunk: Chunk, bundle: Bundle, without: readonly string[], found = new Set<string>()): Set<string> {
  const isLeftOut = chunk.moduleIds.some((id) => without.some((name) => id.includes(`/node_modules/${name}/`)));
  if (isLeftOut || found.has(chunk.fileName)) return found;
  for (const file of [chunk.fileName, ...(chunk.viteMetadata?.importedCss ?? [])]) found.add(file);
  for (const name of [...chunk.imports, ...chunk.dynamicImports]) {
    const next = bundle[name];
    if (next?.type === 'chunk') partsOf(next, bundle, without, found);
  }
  return found;
}
