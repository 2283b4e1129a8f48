import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as client from 'openid-client';
import type { Page } from 'playwright-core';
import { AppProcess } from '../harness/app.process';
import { devices } from '../harness/browser';
import { ask, SECRET, tokensOf } from '../harness/openid.stage';
import { setStage } from '../harness/stage';
import { codeOf, Telegram } from '../harness/telegram';
import { until } from '../harness/until';
import { says, typeCode } from '../harness/visitor';

describe.each(devices)('at a $name, somebody who comes from an app', (device) => {
  let telegram: Telegram;
  let callback: string;
  const stage = setStage(device, async () => {
    telegram = await Telegram.start();
    const app = await AppProcess.prepare(telegram.settings);
    // A page of ours stands for the app's: a browser that is watched asks no strangers.
    callback = `${app.url}/settings`;
    const shop = { id: 'shop', name: 'Corner Shop', domain: 'shop.example', redirect_uris: [callback], secret: SECRET };
    const apps = [{ ...shop, first_party: true }, { ...shop, id: 'stranger', name: 'Tea House' }];
    const file = join(app.folder, 'apps.json');
    writeFileSync(file, JSON.stringify({ apps }));
    await app.boot({ APPS_FILE: file });
    await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
    return app;
  });
  afterAll(() => telegram.stop());

  const discover = (id: string) =>
    client.discovery(new URL(stage.app.url), id, SECRET, undefined, { execute: [client.allowInsecureRequests] });

  async function signIn(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Continue with Telegram' }).click();
    await page.waitForURL('**/wait');
    const link = await page.getByRole('link', { name: 'Open Telegram' }).getAttribute('href');
    const person = await telegram.addPerson('Ann');
    await telegram.pressStart(person, link!);
    const [message] = await telegram.untilCodeMessages(person, 1);
    await typeCode(page, codeOf(message!)!);
  }

  it('signs in and is back, and the next time presses once', async () => {
    const { page, visitor } = stage;
    const config = await discover('shop');
    const asked = await ask(config, { redirect_uri: callback });
    await page.goto(asked.url.href);
    await says(page, 'Sign in to Corner Shop');
    await visitor.picture(page, '90-sign-in-to-an-app');
    await signIn(page);
    await page.waitForURL(/\/settings\?/);
    const tokens = await tokensOf(config, new URL(page.url()), asked);
    expect(tokens.claims()).toMatchObject({ aud: 'shop' });
    // An app of strangers asks first.
    const stranger = await discover('stranger');
    const other = await ask(stranger, { redirect_uri: callback, prompt: 'login consent' });
    await page.goto(other.url.href);
    await says(page, 'Sign in to Tea House');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForURL(/error=access_denied/);
  });

  it('allows an app of strangers what it asks for', async () => {
    const { page, visitor } = stage;
    const config = await discover('stranger');
    const asked = await ask(config, { redirect_uri: callback });
    await page.goto(asked.url.href);
    await signIn(page);
    await says(page, 'Let Tea House know who you are?');
    await visitor.picture(page, '91-consent');
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(/\/settings\?/);
    await tokensOf(config, new URL(page.url()), asked);
    await page.goBack();
    expect(page.url()).not.toMatch('/interaction/');
  });

  it('is told when what they come back to is over', async () => {
    const { page } = stage;
    await page.goto(`/interaction/${'a'.repeat(21)}`);
    await says(page, 'This sign-in has ended');
  });
});
