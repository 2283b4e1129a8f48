import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { preact } from '@preact/preset-vite';
import { defineConfig } from 'vite';

const root = import.meta.dirname;
const pages = ['index.html', 'sandbox.html'].map((page) => resolve(root, page)).filter((page) => existsSync(page));

/** The server's policy is strict (no inline script, style or data), so nothing may be inlined here. */
const config = defineConfig({
  root,
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  build: {
    outDir: resolve(root, '../dist/web'),
    emptyOutDir: true,
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: pages },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000', '/sandbox/': 'http://127.0.0.1:3000' } },
});

export { config as default };
