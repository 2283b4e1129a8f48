import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as client from 'openid-client';
import type { Page } from 'playwright-core';
import { contrastOf } from '../../src/config/apps/contrast';
import { AppProcess } from '../harness/app.process';
import { devices, keepingDevices } from '../harness/browser';
import { ask, SECRET } from '../harness/openid.stage';
import { OpenidBrowser } from '../harness/openid.browser';
import { setStage } from '../harness/stage';
import { codeOf, linkOf, Telegram } from '../harness/telegram';
import { until } from '../harness/until';
import { says, typeCode } from '../harness/visitor';

const OWN = '#ffe000';
const SHOPS = '#1f6feb';

/** Of a button: what it is painted with, its words, and its border. */
const COLORS = `(() => {
  const { backgroundColor, color, borderTopColor } = getComputedStyle(
    document.querySelector('.button-primary, button.primary'),
  );
  return [backgroundColor, color, borderTopColor];
})()`;

const hex = (color: string): string =>
  `#${color
    .match(/\d+/g)!
    .slice(0, 3)
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')}`;

describe.each([devices[0]!, keepingDevices[1]!])('at a $name, a person who comes from an app', (device) => {
  let telegram: Telegram;
  let callback: string;
  const stage = setStage(device, async () => {
    telegram = await Telegram.start();
    const app = await AppProcess.prepare(telegram.settings);
    callback = `${app.url}/settings`;
    // A browser that is watched asks no strangers: a picture of ours stands for the app's.
    const logo = `${app.url}/icon-192.png`;
    const shop = { id: 'shop', name: 'Corner Shop', domain: 'shop.example', redirect_uris: [callback], secret: SECRET };
    const press = { ...shop, id: 'press', name: 'Daily Press', domain: 'press.example' };
    const apps = [
      { ...shop, logo, color: SHOPS },
      { ...press, logo: 'https://press.example/logo.png' },
    ];
    const file = join(app.folder, 'apps.json');
    writeFileSync(file, JSON.stringify({ apps }));
    await app.boot({ APPS_FILE: file, APP_NAME: 'Acme', APP_COLOR: OWN });
    await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
    return app;
  });
  afterAll(() => telegram.stop());

  async function urlOf(id: string): Promise<URL> {
    const options = { execute: [client.allowInsecureRequests] };
    const config = await client.discovery(new URL(stage.app.url), id, SECRET, undefined, options);
    return (await ask(config, { redirect_uri: callback })).url;
  }

  /** What the page shows of an app: in its bar, in the tab, and on the button that goes on. */
  async function shownOn(page: Page) {
    const bar = page.locator('.top .brand');
    await page.locator('.button-primary').first().waitFor();
    // Under the pointer it has a shade of its own.
    await page.mouse.move(0, 0);
    const [color, text, border] = await page.evaluate<string[]>(COLORS);
    return {
      name: (await bar.textContent())?.trim(),
      logo: await bar.locator('img').getAttribute('src'),
      color: hex(color!),
      text: hex(text!),
      hasBorder: !border!.endsWith(', 0)'),
      title: await page.title(),
    };
  }

  /** Colours change in steps. */
  async function shows(page: Page, wanted: Partial<Awaited<ReturnType<typeof shownOn>>>): Promise<void> {
    const isSo = async () => {
      const shown = await shownOn(page);
      return Object.entries(wanted).every(([part, value]) => shown[part as keyof typeof shown] === value);
    };
    await until(isSo, `the page to show ${JSON.stringify(wanted)}`);
  }

  it('sees that app until they are in, and on the page behind the link; then the name of this installation', async () => {
    const { page, visitor, app } = stage;
    const logo = `${app.url}/icon-192.png`;
    const own = { name: 'Acme', logo: '/favicon.svg', color: OWN, text: '#000000', hasBorder: true };
    await shows(page, own);
    await visitor.picture(page, '95-own-brand');
    await page.goto((await urlOf('shop')).href);
    await says(page, 'Sign in to Corner Shop');
    const shops = { name: 'Corner Shop', logo, color: SHOPS, text: '#ffffff', hasBorder: false };
    await shows(page, { ...shops, title: 'Sign in to Corner Shop · Corner Shop' });
    await visitor.picture(page, '96-brand-of-an-app');
    await page.getByRole('button', { name: 'Continue with Telegram' }).click();
    await page.waitForURL('**/wait');
    await shows(page, shops);
    const href = await page.getByRole('link', { name: 'Open Telegram' }).getAttribute('href');
    const person = await telegram.addPerson('Ann');
    await telegram.pressStart(person, href!);
    const [message] = await telegram.untilCodeMessages(person, 1);
    const link = await visitor.open(linkOf(message!));
    await says(link, 'Sign in to Corner Shop as Ann?');
    await shows(link, shops);
    await visitor.picture(link, '97-link-of-an-app');
    await typeCode(page, codeOf(message!)!);
    await says(page, 'Let Corner Shop know who you are?');
    await shows(page, shops);
    await page.goto('/profile');
    await says(page, 'Ann');
    expect((await page.locator('.top .brand').textContent())?.trim()).toBe('Acme');
  });

  it('finds pages that the server has made for that app, which let in its logo alone', async () => {
    const { app } = stage;
    const browser = new OpenidBrowser(app.url);
    const page = await browser.follow(await urlOf('press'));
    const ofPress = await browser.ask(page);
    const html = await ofPress.text();
    expect(html).toContain('<title>Daily Press</title>');
    expect(html).not.toMatch(/Acme|Corner Shop|Telega2Go/);
    const pictures = (response: Response) =>
      /img-src ([^;]*)/.exec(response.headers.get('content-security-policy')!)![1];
    expect(pictures(ofPress)).toBe("'self' data: https://press.example");
    const front = await browser.ask('/');
    expect(pictures(front)).toBe("'self' data:");
    expect(pictures(await browser.ask('/verify'))).toBe(`'self' data: ${app.url} https://press.example`);
    const over = await browser.ask(`/interaction/${'x'.repeat(43)}`);
    expect(await over.text()).toBe(await front.text());
    for (const path of [
      '/',
      '/admin',
      '/device',
      '/oauth2/authorize?client_id=nobody',
      '/manifest.webmanifest',
      '/nowhere',
    ]) {
      const response = await browser.ask(path, { headers: { accept: 'text/html' } });
      const text = await response.text();
      expect(text).not.toMatch(/Telega2Go|Daily Press|Corner Shop/);
      if (path !== '/admin') expect(text).toContain('Acme');
    }
    expect(await (await browser.ask('/manifest.webmanifest')).json()).toMatchObject({
      name: 'Acme',
      short_name: 'Acme',
      theme_color: OWN,
    });
  });

  it('can read the words on the button of each of the protocol’s own pages', async () => {
    const { page, visitor } = stage;
    await page.goto('/device');
    await says(page, 'Sign in on a device');
    const [color, text, border] = await page.evaluate<string[]>(COLORS);
    expect(hex(color!)).toBe(OWN);
    expect(contrastOf(hex(color!), hex(text!))).toBeGreaterThanOrEqual(4.5);
    // Yellow on white: without a border it would be told from nothing.
    expect(contrastOf(hex(border!), '#ffffff')).toBeGreaterThanOrEqual(3);
    expect(await page.locator('.brand').textContent()).toBe('Acme');
    await visitor.picture(page, '98-device');
  });
});
