import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { preact } from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { compressed } from './compressed.plugin';
import { oneSheet } from './one-sheet.plugin';
import { shellOf } from './shell.plugin';

const root = import.meta.dirname;
const pages = ['index.html', 'sandbox.html', 'admin.html']
  .map((page) => resolve(root, page))
  .filter((page) => existsSync(page));
const publicFiles = ['favicon.svg', 'manifest.webmanifest', 'icon-192.png'];

/** The server's policy forbids inline scripts, styles and data, so nothing may be inlined here. */
const config = defineConfig({
  root,
  plugins: [
    preact({ devToolsEnabled: false, prefreshEnabled: false }),
    oneSheet(),
    shellOf({ page: 'index.html', worker: 'worker/sw.ts', publicFiles, without: ['jsqr'] }),
    compressed(),
  ],
  build: {
    outDir: resolve(root, '../dist/web'),
    emptyOutDir: true,
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: [...pages, resolve(root, 'worker/sw.ts')],
      // A service worker must keep its address to be updated, and controls only what lies below it.
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000', '/sandbox/': 'http://127.0.0.1:3000' } },
});

export { config as default };
