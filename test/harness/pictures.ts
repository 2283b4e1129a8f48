import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const SCREENSHOTS = join(__dirname, '../screenshots');

/** Keeps a picture of what is on the screen, for people to look at, where `PICTURES=1`: `test/screenshots/<device>-<scheme>/<name>.png`. */
export async function takePicture(page: Page, folder: string, name: string): Promise<void> {
  if (process.env.PICTURES !== '1') return;
  mkdirSync(join(SCREENSHOTS, folder), { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, folder, `${name}.png`), animations: 'disabled' });
}
