import type { Page } from 'playwright-core';
import { AppProcess } from '../harness/app.process';
import { inTurns, keepingDevices } from '../harness/browser';
import { NextVersion } from '../harness/next.version';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { readCode, reads, says, typeCode } from '../harness/visitor';
import { register } from './member';

/** Waits until the shell of the app is on the device. */
const isKept = (page: Page) => page.evaluate('navigator.serviceWorker.ready.then(() => true)');

const keptFiles = (page: Page) =>
  page.evaluate<string[]>(`caches.keys()
    .then((names) => Promise.all(names.map((name) => caches.open(name))))
    .then((kept) => Promise.all(kept.map((cache) => cache.keys())))
    .then((requests) => requests.flat().map(({ url }) => new URL(url).pathname))`);

describe.each(keepingDevices)('at a $name without a connection', (device) => {
  const story = inTurns(device);
  const stage = setStage(device, startSandbox);
  const setOffline = (isOffline: boolean) => stage.page.context().setOffline(isOffline);

  story('the app opens, keeps what is typed, and goes on by itself when the connection is back', async () => {
    const { page, visitor } = stage;
    await isKept(page);
    await page.goto('/register');
    await setOffline(true);
    await page.reload();
    await says(page, 'Register');
    await page.getByLabel('Name', { exact: true }).fill('Offline Person');
    await page.getByLabel('E-mail').fill(`offline-${device.name}@example.org`);
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await reads(page, 'You’re offline');
    await visitor.picture(page, '90-offline-form');
    await page.reload();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Offline Person');
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await reads(page, 'You’re offline');
    await setOffline(false);
    await says(page, 'Open Telegram and press Start');
  });

  story('the waiting room and the profile say what is possible, and come by themselves', async () => {
    const { page, visitor } = stage;
    await isKept(page);
    await visitor.register(page, { chatId: 1201 });
    await says(page, 'Check your Telegram');
    await setOffline(true);
    await page.reload();
    await says(page, 'You’re offline');
    await reads(page, /^The time of your sign-in is running/);
    await visitor.picture(page, '91-offline-waiting');
    await setOffline(false);
    await says(page, 'Check your Telegram');
    await typeCode(page, await readCode(await visitor.phoneOf(1201)));
    await page.waitForURL('**/profile');
    await setOffline(true);
    await page.reload();
    await reads(page, /^Your account is safe\./);
    await setOffline(false);
    await says(page, 'Ann Example');
  });

  story('nothing of the API is kept on the device, nor any other page of the server', async () => {
    const { page } = stage;
    await isKept(page);
    await register(stage, { chatId: 1202 });
    await page.reload();
    await says(page, 'Ann Example');
    const files = await keptFiles(page);
    expect(files).toContain('/');
    expect(files.filter((path) => !/^\/($|verify$|assets\/|[\w-]+\.(svg|png|webmanifest)$)/.test(path))).toEqual([]);
    expect(files.join()).not.toMatch(/jsQR|sandbox/);
  });
});

describe('at a phone, a newer version', () => {
  const [phone] = keepingDevices;
  let stand: NextVersion;
  const stage = setStage(phone!, async () => {
    const app = await AppProcess.prepare();
    stand = await NextVersion.start(() => app.url);
    await app.boot({ PUBLIC_URL: stand.url });
    return app;
  });
  afterAll(() => stand.close());

  it('waits until the person wants it; then it is there, with all that was typed', async () => {
    const visitor = await stage.browser.visit(stage.app, phone!, stand.url);
    const page = await visitor.open('/register');
    await isKept(page);
    await page.reload();
    await page.getByLabel('Name', { exact: true }).fill('Patient Person');
    expect(await page.getByText('A new version is available.').count()).toBe(0);
    stand.release();
    await page.evaluate('navigator.serviceWorker.getRegistration().then((found) => found.update())');
    const load = page.getByRole('button', { name: 'Update' });
    await load.waitFor();
    await visitor.picture(page, '92-new-version');
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Patient Person');
    const loaded = page.waitForEvent('load');
    await load.click();
    await loaded;
    await says(page, 'Register');
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Patient Person');
    expect(await load.count()).toBe(0);
    const versions = await page.evaluate<string[]>('caches.keys()');
    expect(versions).toEqual([expect.stringMatching(/^shell-\w+x$/)]);
    await visitor.leave();
  });
});

describe.each(keepingDevices)('at a $name, the app can be installed', (device) => {
  const story = inTurns(device);
  const stage = setStage(device, startSandbox);

  story('by a manifest whose pictures and shortcuts are there', async () => {
    const { app } = stage;
    type Picture = Readonly<{ src: string; purpose: string; form_factor: string }>;
    type Manifest = Record<'icons' | 'screenshots', Picture[]> & { shortcuts: { url: string; icons: Picture[] }[] };
    const { icons, shortcuts, screenshots } = (await app.get<Manifest>('/manifest.webmanifest')).body;
    const ofShortcuts = shortcuts.flatMap((shortcut) => shortcut.icons);
    expect(new Set(ofShortcuts.map(({ src }) => src)).size).toBe(shortcuts.length);
    expect(screenshots.map(({ form_factor }) => form_factor).toSorted()).toEqual(['narrow', 'wide']);
    for (const { src } of [...icons, ...ofShortcuts, ...screenshots])
      expect((await app.get(src)).headers.get('content-type')).toMatch(/^image\//);
    for (const { url } of shortcuts) expect((await app.get(url)).status).toBe(200);
    expect(icons.map(({ purpose }) => purpose)).toEqual(expect.arrayContaining(['maskable', 'monochrome']));
  });

  story('where the browser offers it: asks once after a sign-in, and never again after a no', async () => {
    const { page, visitor } = stage;
    const offer = (tab: Page) =>
      tab.evaluate(`dispatchEvent(Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
        prompt: async () => { document.title = 'asked by the browser'; },
      }))`);
    await register(stage, { chatId: 1203 });
    expect(await page.getByText('Keep it at hand').count()).toBe(0);
    await offer(page);
    await page.getByRole('heading', { name: 'Keep it at hand' }).waitFor();
    await visitor.picture(page, '93-install');
    await page.getByRole('button', { name: 'No, thanks' }).click();
    await page.reload();
    await says(page, 'Ann Example');
    await offer(page);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Install the app' }).click();
    expect(await page.title()).toBe('asked by the browser');
    await page.getByRole('button', { name: 'Done' }).click();
    await says(page, 'Ann Example');
    expect(await page.getByText('Keep it at hand').count()).toBe(0);
  });
});
