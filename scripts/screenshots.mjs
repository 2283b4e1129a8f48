import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { endWith, root } from './run.mjs';

const PORT = process.env.PORT ?? '3210';
const URL = `http://127.0.0.1:${PORT}`;
const IMAGES = join(root, 'docs/images');
const ANN = 7_000_000_001;

/** Takes the README's pictures anew, from a sandbox of its own: `node scripts/screenshots.mjs`; with `--store` the manifest's. */
try {
  if (await build()) await withApp(process.argv.includes('--store') ? storePictures : takeAll);
} catch (error) {
  endWith(error);
}

async function withApp(use) {
  const folder = mkdtempSync(join(tmpdir(), 'telega2go-pictures-'));
  const settings = { PORT, PUBLIC_URL: URL, DATA_DIR: folder, DATABASE_URL: `sqlite:${folder}/store.sqlite` };
  const environment = { PATH: process.env.PATH, ...settings };
  const app = spawn(process.execPath, [join(root, 'dist/main.js')], { cwd: folder, env: environment, stdio: 'pipe' });
  app.stderr.pipe(process.stderr);
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--disable-gpu'] });
  try {
    await once(app.stdout, 'data');
    await use(browser);
  } finally {
    await browser.close();
    app.kill('SIGTERM');
    await once(app, 'exit');
    rmSync(folder, { recursive: true });
  }
}

async function takeAll(browser) {
  mkdirSync(IMAGES, { recursive: true });
  const viewport = { width: 392, height: 756 };
  const options = { baseURL: URL, viewport, deviceScaleFactor: 1.5, locale: 'en-GB' };
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await untilReady(page);
  await page.goto('/');
  await save(page, 'welcome');
  await page.goto('/register');
  await page.getByLabel('Name', { exact: true }).fill('Ann Example');
  await page.getByLabel('E-mail').fill('ann@example.org');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.getByText('Open Telegram and press Start', { exact: true }).waitFor();
  const opened = context.waitForEvent('page');
  await page.getByRole('link', { name: 'Open Telegram' }).click();
  const phone = await opened;
  await phone.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('heading', { name: 'Check your Telegram' }).waitFor();
  await save(page, 'waiting');
  await phone.getByRole('img', { name: 'A QR code' }).waitFor();
  await save(phone, 'phone');
  await linkPage(await browser.newContext(options), phone);
}

/** As another device opens it. */
async function linkPage(other, phone) {
  const link = await other.newPage();
  await link.goto(await phone.getByRole('link', { name: 'Sign in' }).getAttribute('href'));
  const letIn = link.getByRole('button', { name: 'Sign in on Chrome on Linux' });
  await letIn.waitFor();
  await save(link, 'link');
  await letIn.click();
  await link.getByRole('group', { name: 'Symbols' }).waitFor();
  await save(link, 'signs');
}

/** What browsers show of the app before it is installed: as people see it, without the sandbox. */
async function storePictures(browser) {
  for (const [name, viewport] of Object.entries({
    narrow: { width: 400, height: 800 },
    wide: { width: 1280, height: 800 },
  })) {
    const page = await browser.newPage({ baseURL: URL, viewport, locale: 'en-GB' });
    await page.route('**/api/app', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), sandbox: false } });
    });
    await page.goto('/');
    await page.getByRole('button', { name: 'Continue with Telegram' }).waitFor();
    await page.screenshot({ path: join(root, `web/public/screenshot-${name}.png`), animations: 'disabled' });
  }
}

/** The bot is up once the sandbox has heard from it. */
async function untilReady(page) {
  await page.goto(`/sandbox?person=${ANN}`);
  await page.waitForFunction(async () => (await (await fetch('/health')).json()).status === 'ok');
}

async function save(page, name) {
  await page.bringToFront();
  await page.screenshot({ path: join(IMAGES, `${name}.png`), animations: 'disabled' });
  console.log(`docs/images/${name}.png`);
}
