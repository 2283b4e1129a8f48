import { createHash } from 'node:crypto';
import type { Plugin, Rolldown } from 'vite';

type Bundle = Rolldown.OutputBundle;
type Asset = Rolldown.OutputAsset;

const LINK = /\s*<link rel="stylesheet"[^>]* href="\/([^"]+)">/g;

/** Merges a page's style sheets into one: each would hold back the first paint by a round trip of its own. */
export function oneSheet(): Plugin {
  return {
    name: 'one-sheet',
    enforce: 'post',
    generateBundle(_, bundle) {
      const pages = Object.values(bundle).filter((file) => file.fileName.endsWith('.html')) as Asset[];
      const emit = (fileName: string, source: string) => void this.emitFile({ type: 'asset', fileName, source });
      const whole = new Set(pages.flatMap((page) => merge(page, bundle, emit)));
      for (const name of whole) delete bundle[name];
      for (const file of Object.values(bundle))
        if (file.type === 'chunk') for (const name of whole) file.viteMetadata?.importedCss.delete(name);
    },
  };
}

/** @returns the sheets that the page's own one replaces */
function merge(page: Asset, bundle: Bundle, emit: (fileName: string, source: string) => void): string[] {
  const html = String(page.source);
  const names = [...html.matchAll(LINK)].map(([, name]) => name!);
  if (names.length < 2) return [];
  const source = names.map((name) => String((bundle[name] as Asset).source)).join('\n');
  const hash = createHash('sha256').update(source).digest('base64url').slice(0, 8);
  const fileName = `assets/${page.fileName.replace('.html', '')}-${hash}.css`;
  emit(fileName, source);
  const entry = Object.values(bundle).find(
    (file) => file.type === 'chunk' && file.facadeModuleId?.endsWith(page.fileName),
  ) as Rolldown.OutputChunk | undefined;
  entry?.viteMetadata?.importedCss.add(fileName);
  page.source = html
    .replace(LINK, '')
    .replace('</head>', `  <link rel="stylesheet" crossorigin href="/${fileName}">\n  </head>`);
  return names;
}
