import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as client from 'openid-client';
import type { Locator, Page } from 'playwright-core';
import { barriersOn } from '../harness/accessibility';
import { AppProcess } from '../harness/app.process';
import { devices, inTurns } from '../harness/browser';
import { CALLBACK, SECRET } from '../harness/openid.stage';
import { setStage } from '../harness/stage';

const panel = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });
const press = (place: Page | Locator, name: string) => place.getByRole('button', { name, exact: true }).click();

async function startWithFile(): Promise<AppProcess> {
  const app = await AppProcess.prepare();
  const file = join(app.folder, 'apps.json');
  const shop = { id: 'shop', name: 'Corner Shop', redirect_uris: [CALLBACK], secret: SECRET };
  writeFileSync(file, JSON.stringify({ apps: [shop] }));
  await app.boot({ APPS_FILE: file });
  return app;
}

/** Each device has a server of its own, so that the lists hold what the story says. */
describe.each(devices)('at a $name, an operator', (device) => {
  const story = inTurns(device);
  const stage = setStage(device, startWithFile);

  /** Whether the secret is the app's, as the app itself finds out. */
  async function isTaken(id: string, secret: string): Promise<boolean> {
    const options = { execute: [client.allowInsecureRequests] };
    const config = await client.discovery(new URL(stage.app.url), id, secret, undefined, options);
    const { error } = (await client
      .refreshTokenGrant(config, 'x')
      .catch((thrown: unknown) => thrown)) as client.ResponseBodyError;
    return error === 'invalid_grant';
  }

  const secretOn = async (page: Page) => (await panel(page, 'New secret').locator('.id').innerText()).trim();
  const isTooWide = (page: Page) => page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');

  async function register(page: Page, id: string, name: string): Promise<string> {
    await page.getByRole('link', { name: 'Register an app' }).click();
    await page.getByLabel('Client id').fill(id);
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
    await page.getByLabel('Redirect URIs').fill(`${CALLBACK}\nhttps://${id}.example/other`);
    await press(page, 'Register');
    return secretOn(page);
  }

  story('registers an app, changes it, exchanges its secret and shuts it', async () => {
    const { visitor } = stage;
    const page = await visitor.open('/admin');
    await page.getByRole('link', { name: 'Apps', exact: true }).click();
    await panel(page, 'Apps').getByText('in APPS_FILE').waitFor();
    const old = await register(page, 'books', 'Books');
    await panel(page, 'Books').getByText('no sign-in in the last day').waitFor();
    expect(await isTaken('books', old)).toBe(true);
    await press(panel(page, 'New secret'), 'Copy');
    await panel(page, 'New secret').getByText('Copied.').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    await visitor.picture(page, '101-app-secret');
    const books = panel(page, 'Books');
    await books.getByRole('textbox', { name: 'Name', exact: true }).fill('Libri');
    await books.getByText('The team’s own').click();
    await press(books, 'Save');
    const libri = panel(page, 'Libri');
    await libri.getByText('Saved.').waitFor();
    const first = libri.getByRole('listitem').first();
    await press(first, 'Revoke');
    await press(libri, 'Make a new secret');
    await press(libri, 'Yes, make a new secret');
    await libri.getByText('Made: see above.').waitFor();
    const next = await secretOn(page);
    expect(next).not.toBe(old);
    // A question that is still open does not take the keyboard back: Enter would revoke.
    await page.getByRole('button', { name: 'Copy' }).and(page.locator(':focus')).waitFor();
    await press(first, 'Yes, revoke');
    await libri.getByRole('listitem').nth(1).waitFor({ state: 'detached' });
    expect([await isTaken('books', old), await isTaken('books', next)]).toEqual([false, true]);
    const keys = libri.getByRole('region', { name: 'API keys' });
    await press(keys, 'Make a new API key');
    await press(keys, 'Yes, make a new API key');
    await keys.getByText('Made: see above.').waitFor();
    expect(await secretOn(page)).toMatch(/^books\.[\w-]{43}$/);
    expect(await barriersOn(page)).toEqual([]);
    await visitor.picture(page, '104-app-keys');
    await press(keys, 'Revoke');
    await press(keys, 'Yes, revoke');
    await keys.getByText(/^None: no back end/).waitFor();
    await press(libri, 'Disable');
    await libri.getByText('end for good all that it holds').waitFor();
    await visitor.picture(page, '102-app-disable');
    await press(libri, 'Yes, disable');
    await libri.getByText('Disabled.').waitFor();
    expect(await isTaken('books', next)).toBe(false);
    await press(libri, 'Enable');
    await press(libri, 'Yes, enable');
    await libri.getByText('Enabled.').waitFor();
    expect(await isTaken('books', next)).toBe(true);
    // What is shown once is gone with the page that showed it.
    await page.getByRole('link', { name: 'All apps' }).click();
    await panel(page, 'Apps').getByRole('link', { name: 'Libri' }).click();
    await panel(page, 'Libri').getByText('has asked for no tokens yet').waitFor();
    expect(await page.getByText(next).count()).toBe(0);
    await page.goBack();
    await panel(page, 'Apps').getByText('books', { exact: true }).waitFor();
    await visitor.picture(page, '100-apps');
    expect(await barriersOn(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
  });

  story(
    'is told beside each field what is wrong with it, keeps what was typed, and sees what the file declares',
    async () => {
      const { visitor } = stage;
      const page = await visitor.open('/admin#apps?new=1');
      await page.getByLabel('Client id').fill('a b');
      await page.getByLabel('Redirect URIs').fill('http://shop.example/');
      await page.getByText('More', { exact: true }).click();
      await page.getByLabel('Colour').fill('red');
      await press(page, 'Register');
      await page.getByText('It must be a colour such as #1f6feb.').waitFor();
      await page.getByText(/^It must be 1 to 64 characters of A-Z/).waitFor();
      await page.getByText(/^It must be an absolute URL without fragment/).waitFor();
      await page.getByLabel('Client id').and(page.locator(':focus')).waitFor();
      expect(await page.getByLabel('Client id').inputValue()).toBe('a b');
      expect(await barriersOn(page)).toEqual([]);
      expect(await isTooWide(page)).toBe(false);
      await visitor.picture(page, '103-app-faults');
      await page.getByLabel('Colour').fill('');
      await page.getByText(/^Pairwise: it knows people by names/).click();
      await page.getByLabel('Client id').fill('shop');
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Another shop');
      await page.getByLabel('Redirect URIs').fill(CALLBACK);
      await press(page, 'Register');
      await page.getByText('Not saved: there is an app with this client id.').waitFor();
      await page.getByLabel('Client id').fill('pairs');
      await press(page, 'Register');
      await panel(page, 'Another shop').getByText('pairwise', { exact: true }).waitFor();
      await page.getByRole('link', { name: 'All apps' }).click();
      await panel(page, 'Apps').getByRole('link', { name: 'Corner Shop' }).click();
      await panel(page, 'Corner Shop')
        .getByText(/^It’s declared in the file/)
        .waitFor();
      expect(await page.getByRole('button', { name: /Save|Disable|secret/ }).count()).toBe(0);
    },
  );
});
