import { chromium } from 'playwright-core';
import { findChromium } from './chromium.mjs';

const FLAGS = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const MORE_FLAGS = ['--disable-component-update', '--disable-sync'];

/**
 * One Chromium for a whole run: tests open windows of their own in it (test/harness/browser.ts).
 * @returns {Promise<{ environment: Record<string, string>, stop: () => Promise<void> } | undefined>} undefined where there is none
 */
export async function startBrowser() {
  const executablePath = findChromium();
  if (!executablePath) return undefined;
  const server = await chromium.launchServer({ executablePath, args: [...FLAGS, ...MORE_FLAGS] });
  return {
    environment: { CHROMIUM_PATH: executablePath, TEST_BROWSER: server.wsEndpoint() },
    stop: () => server.close(),
  };
}
