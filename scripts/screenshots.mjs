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

/** Retakes the README's pictures from its own sandbox: `node scripts/screenshots.mjs`; with `--store`, the manifest's. */
try {
  if (await build()) await withApp(process.argv.includes('--store') ? storePictures : takeAll);
} catch (error) {
  endWith(error);
}

async function withApp(use) {
  const folder = mkdtempSync(join(tmpdir(), 'telega2go-pictures-'));
  const store = { DATA_DIR: folder, DATABASE_URL: `sqlite:${folder}/store.sqlite` };
  const settings = { PORT, PUBLIC_URL: URL, LIMIT_REQUESTS_PER_IP_MINUTE: '100', ...store };
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
  await page.getByRole('button', { name: 'Continue with Telegram' }).waitFor();
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
  await linkPage(await browser.newContext(options), phone);
  await page.getByLabel('Code from Telegram').fill(await codeOn(phone));
  await page.waitForURL('**/profile');
  await page.getByRole('link', { name: 'Sessions' }).click();
  await page.locator('.sign-in').nth(1).waitFor();
  await save(page, 'sessions');
  await operatorPage(browser);
  for (const colorScheme of ['light', 'dark']) await splitPage(browser, colorScheme);
}

/** The page behind the link, as another device opens it. */
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

/** App and phone side by side, just after the message arrived. */
async function splitPage(browser, colorScheme) {
  const viewport = { width: 1040, height: 880 };
  const page = await browser.newPage({ baseURL: URL, viewport, deviceScaleFactor: 1.2, locale: 'en-GB', colorScheme });
  await page.goto('/sandbox?split');
  const [app, phone] = ['The app', 'The phone'].map((title) => page.frameLocator(`iframe[title="${title}"]`));
  await app.getByRole('button', { name: 'Continue with Telegram' }).click();
  await app.getByRole('link', { name: 'Open Telegram' }).click();
  await phone.getByRole('button', { name: 'Start', exact: true }).click();
  await app.getByRole('heading', { name: 'Check your Telegram' }).waitFor();
  await phone.getByRole('img', { name: 'A QR code' }).last().waitFor();
  await save(page, `split.${colorScheme}`);
  await page.close();
}

/** The operators' page after a few hours, which the sandbox's clock skips. */
async function operatorPage(browser) {
  const page = await browser.newPage({ baseURL: URL, viewport: { width: 1280, height: 980 }, locale: 'en-GB' });
  for (let sent = 0; sent < 8; sent++) {
    const { id } = await post('/sandbox/api/people', { first_name: 'Bea', language_code: 'en' });
    if (sent !== 3) await post('/sandbox/api/start', { person: id });
    const asked = { name: 'Bea Brandt', email: `bea${sent}@example.org`, telegram_chat_id: id };
    const { verification_id } = await post('/api/register', asked);
    if (sent !== 3) {
      await post('/api/verify-otp', { verification_id, otp: await untilCode(id, Boolean), session: 'token' });
      await untilCode(id, (code) => code === undefined);
    } else await untilFailed(verification_id);
    await post('/sandbox/api/time', { seconds: sent === 7 ? 60 : 420 });
  }
  await page.goto('/admin');
  await page.locator('.plot canvas').nth(2).waitFor();
  await page.getByText('Breaker closed: messages go out').waitFor();
  await save(page, 'operator');
}

async function post(path, body) {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return (await fetch(URL + path, request)).json();
}

async function untilCode(person, isIt) {
  for (;;) {
    const messages = await (await fetch(`${URL}/sandbox/api/messages?person=${person}`)).json();
    const code = messages.map(({ text }) => /\b\d{6}\b/.exec(text)?.[0]).find(Boolean);
    if (isIt(code)) return code;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function untilFailed(id) {
  while ((await (await fetch(`${URL}/api/verifications/${id}`)).json()).status !== 'failed')
    await new Promise((resolve) => setTimeout(resolve, 100));
}

function codeOn(phone) {
  const copy = phone.getByRole('button', { name: /^Copy \d{6}$/ });
  return copy.last().textContent();
}

/** What browsers show of the app before it is installed, as people see it: without the sandbox. */
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
