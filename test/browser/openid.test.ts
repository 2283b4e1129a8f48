import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as client from 'openid-client';
import type { Page } from 'playwright-core';
import { barriersAtEachSize } from '../harness/accessibility';
import { AppProcess } from '../harness/app.process';
import { inTurns, keepingDevices } from '../harness/browser';
import { ask, SECRET, tokensOf } from '../harness/openid.stage';
import { setStage } from '../harness/stage';
import { codeOf, linkOf, Telegram } from '../harness/telegram';
import { until } from '../harness/until';
import { reads, says, typeCode } from '../harness/visitor';

describe.each(keepingDevices)('at a $name, a person who comes from an app', (device) => {
  const story = inTurns(device);
  let telegram: Telegram;
  let callback: string;
  const stage = setStage(device, async () => {
    telegram = await Telegram.start();
    const app = await AppProcess.prepare(telegram.settings);
    // A page of ours stands for the app's: a browser that is watched asks no strangers.
    callback = `${app.url}/settings`;
    const shop = { id: 'shop', name: 'Corner Shop', domain: 'shop.example', redirect_uris: [callback], secret: SECRET };
    const apps = [
      { ...shop, first_party: true, return_to: [app.url] },
      { ...shop, id: 'stranger', name: 'Tea House' },
    ];
    const file = join(app.folder, 'apps.json');
    writeFileSync(file, JSON.stringify({ apps }));
    await app.boot({ APPS_FILE: file });
    await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
    return app;
  });
  beforeEach(async () => {
    // The web app is kept on the device before an app sends anybody here: it must not take the protocol's pages for its own.
    await stage.page.evaluate('navigator.serviceWorker.ready');
    await stage.page.reload();
  });
  afterAll(() => telegram.stop());

  const discover = (id: string) =>
    client.discovery(new URL(stage.app.url), id, SECRET, undefined, { execute: [client.allowInsecureRequests] });

  /** An app's question, and how it reads the answer that the browser brings. */
  async function askFor(id: string, more: Record<string, string> = {}) {
    const config = await discover(id);
    const asked = await ask(config, { redirect_uri: callback, ...more });
    const tokens = async (page: Page) => {
      await page.waitForURL(/\/settings\?/);
      return tokensOf(config, new URL(page.url()), asked);
    };
    return { href: asked.url.href, tokens };
  }

  /** Waits for Telegram here; the message is on the phone. */
  async function waitFor(page: Page, name = 'Ann', button = 'Continue with Telegram') {
    await page.getByRole('button', { name: button }).click();
    await page.waitForURL('**/wait');
    const link = await page.getByRole('link', { name: 'Open Telegram' }).getAttribute('href');
    const person = await telegram.addPerson(name);
    await telegram.pressStart(person, link!);
    const [message] = await telegram.untilCodeMessages(person, 1);
    await says(page, 'Check your Telegram');
    return { person, message: message! };
  }

  async function signIn(page: Page, name?: string, button?: string): Promise<void> {
    const { message } = await waitFor(page, name, button);
    await typeCode(page, codeOf(message)!);
  }

  it('signs in and is back, and the next time is not even asked', async () => {
    const { page, visitor } = stage;
    const first = await askFor('shop');
    await page.goto(first.href);
    await says(page, 'Sign in to Corner Shop');
    await visitor.picture(page, '90-sign-in-to-an-app');
    await signIn(page);
    expect((await first.tokens(page)).claims()).toMatchObject({ aud: 'shop' });
    const second = await askFor('shop');
    await page.goto(second.href);
    await second.tokens(page);
    // What an app asks to be confirmed anew can be cancelled.
    const other = await askFor('stranger', { prompt: 'login consent' });
    await page.goto(other.href);
    await says(page, 'Sign in to Tea House');
    await reads(page, 'Tea House asks you to sign in again.');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForURL(/error=access_denied/);
  });

  it('allows an app of strangers what it asks for, and cannot go back to that', async () => {
    const { page, visitor } = stage;
    const asked = await askFor('stranger');
    await page.goto(asked.href);
    await signIn(page);
    await says(page, 'Let Tea House know who you are?');
    await page.reload();
    await says(page, 'Let Tea House know who you are?');
    await reads(page, 'To stay signed in while you are away');
    await visitor.picture(page, '91-consent');
    await page.getByRole('button', { name: 'Allow' }).click();
    await asked.tokens(page);
    await page.goBack();
    await says(page, 'This sign-in has ended');
    await reads(page, 'Go back to the app and start again.');
  });

  story('sees on their account which apps know them, and removes one', async () => {
    const { page, visitor } = stage;
    const asked = await askFor('stranger');
    await page.goto(asked.href);
    await signIn(page);
    await page.getByRole('button', { name: 'Allow' }).click();
    const tokens = await asked.tokens(page);
    await page.goto('/profile');
    await reads(page, 'Apps that know you');
    await reads(page, 'May see: name and username, e-mail, Telegram id');
    await page.getByRole('button', { name: 'Remove Tea House' }).click();
    await visitor.picture(page, '92-apps');
    expect(await barriersAtEachSize(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Remove Tea House' }).click();
    await page.getByRole('button', { name: 'Remove the app' }).click();
    await page.getByText('Apps that know you').waitFor({ state: 'detached' });
    const gone = client.fetchUserInfo(await discover('stranger'), tokens.access_token, tokens.claims()!.sub);
    await expect(gone).rejects.toMatchObject({ status: 401 });
  });

  story('goes on with the account that is signed in here already, or with another', async () => {
    const { page } = stage;
    await signIn(page);
    await page.waitForURL('**/profile');
    const asked = await askFor('shop');
    await page.goto(asked.href);
    const goOn = page.getByRole('button', { name: 'Continue as Ann' });
    // As it is seen: the words stand in one row, with a blank before the name.
    expect(await goOn.innerText()).toBe('Continue as Ann');
    await goOn.click();
    const ann = (await asked.tokens(page)).claims()!.sub;
    await page.goto('/profile');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await signIn(page, 'Ann', 'Use another account');
    await page.waitForURL('**/profile');
    const again = await askFor('shop');
    await page.goto(again.href);
    await page.getByRole('button', { name: 'Use another account' }).click();
    await page
      .getByRole('button', { name: /^Forget/ })
      .first()
      .waitFor();
    await signIn(page, 'Bob', 'Use another account');
    expect((await again.tokens(page)).claims()!.sub).not.toBe(ann);
    await page.goto('/profile');
    await says(page, 'Bob');
  });

  story('presses the link: in another tab of this browser, or in another browser', async () => {
    const { page, visitor } = stage;
    const asked = await askFor('shop');
    await page.goto(asked.href);
    const { message } = await waitFor(page);
    const tab = await visitor.open(linkOf(message));
    await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
    expect((await asked.tokens(page)).claims()).toMatchObject({ amr: ['link'] });
    const other = await stage.browser.visit(stage.app, device);
    const anew = await askFor('shop', { prompt: 'login' });
    await page.goto(anew.href);
    const { message: second } = await waitFor(page, 'Bob', 'Use another account');
    const link = await other.open(linkOf(second));
    const symbol = (await page.locator('.match .sign').textContent()) ?? '';
    await link.getByRole('button', { name: 'Sign in on Chrome on Linux' }).click();
    await link.getByRole('group', { name: 'Symbols' }).getByText(symbol, { exact: true }).click();
    expect((await anew.tokens(page)).claims()).toMatchObject({ acr: 'telegram:approval' });
    await other.leave();
  });

  story('is back with nothing where they cancel, or where the message is refused', async () => {
    const { page } = stage;
    const refused = await askFor('shop');
    await page.goto(refused.href);
    const { person, message } = await waitFor(page);
    await telegram.press(person, message, "This wasn't me");
    await page.waitForURL(/\/settings\?.*error=access_denied/);
    const cancelled = await askFor('shop');
    await page.goto(cancelled.href);
    await waitFor(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForURL(
      new RegExp(`error=access_denied.*state=${new URL(cancelled.href).searchParams.get('state')}`),
    );
    // The next sign-in is for nobody but themselves.
    await page.goto('/');
    await signIn(page);
    await page.waitForURL('**/profile');
  });

  story('may reload and go back on the way', async () => {
    const { page } = stage;
    const asked = await askFor('shop');
    await page.goto(asked.href);
    await says(page, 'Sign in to Corner Shop');
    await page.reload();
    await says(page, 'Sign in to Corner Shop');
    await waitFor(page);
    await page.goBack();
    await says(page, 'Sign in to Corner Shop');
    const { message } = await waitFor(page);
    await page.reload();
    await says(page, 'Check your Telegram');
    await typeCode(page, codeOf(message)!);
    await asked.tokens(page);
  });

  story('answers in one of two tabs, and is told so in the other', async () => {
    const { page, visitor } = stage;
    const asked = await askFor('shop');
    await page.goto(asked.href);
    await says(page, 'Sign in to Corner Shop');
    const other = await visitor.open(page.url());
    await says(other, 'Sign in to Corner Shop');
    await signIn(page);
    await asked.tokens(page);
    await other.getByRole('button', { name: 'Cancel' }).click();
    await says(other, 'This sign-in has ended');
    await reads(other, 'Go back to the app and start again.');
    // Nothing of it is left in that tab: its front door leads to the profile, as ever.
    await other.goto('/');
    await other.waitForURL('**/profile');
  });

  it('is told when what they come back to is over', async () => {
    const { page } = stage;
    const over = `/interaction/${'a'.repeat(21)}`;
    for (const path of [over, `${over}/cancelled`, '/interaction/no-such-page', '/interaction/no/no-such-page']) {
      await page.goto(path);
      await says(page, 'This sign-in has ended');
    }
  });

  describe('by a page that wants them back', () => {
    const pathOf = (returnTo: string) =>
      `/continue?${new URLSearchParams({ app: 'shop', return_to: returnTo }).toString()}`;
    const cart = () => `${callback}?cart=1`;

    it('signs in and is back there, and the next time goes on with the account that is signed in', async () => {
      const { page, visitor } = stage;
      await page.goto(pathOf(cart()));
      await says(page, 'Sign in to Corner Shop');
      await visitor.picture(page, '93-sign-in-for-a-page');
      expect(await barriersAtEachSize(page)).toEqual([]);
      await waitFor(page);
      await page.goBack();
      await says(page, 'Sign in to Corner Shop');
      await signIn(page);
      await page.waitForURL(cart());
      await page.goto(pathOf(cart()));
      await page.getByRole('button', { name: 'Continue as Ann' }).click();
      await page.waitForURL(cart());
      await page.goto(pathOf(cart()));
      await page.getByRole('button', { name: 'Use another account' }).click();
      await signIn(page, 'Bob', 'Use another account');
      await page.waitForURL(cart());
      await page.goto('/profile');
      await says(page, 'Bob');
    });

    it('is back where they cancel, also after they have refused the message', async () => {
      const { page } = stage;
      await page.goto(pathOf(cart()));
      const { person, message } = await waitFor(page);
      await telegram.press(person, message, "This wasn't me");
      await page.getByRole('button', { name: 'Start again' }).click();
      await says(page, 'Sign in to Corner Shop');
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.waitForURL(cart());
      await page.goto('/');
      await signIn(page);
      await page.waitForURL('**/profile');
    });

    it('finds a page that the server has made for the app, and only if that may have them back', async () => {
      const titleOf = async (path: string) => {
        const response = await fetch(stage.app.url + path);
        return /<title>(.*?)<\/title>/.exec(await response.text())![1];
      };
      expect(await titleOf(pathOf(cart()))).toBe('Corner Shop');
      expect(await titleOf(pathOf('https://evil.example/'))).toBe('Telega2Go');
    });

    it('is told where it is not the app’s, and led nowhere', async () => {
      const { page, visitor } = stage;
      for (const url of ['https://evil.example/', 'javascript:alert(1)', '']) {
        await page.goto(pathOf(url));
        await says(page, 'This link leads nowhere');
      }
      await visitor.picture(page, '94-link-that-leads-nowhere');
      await page.getByRole('link', { name: 'Back to sign-in' }).click();
      await says(page, 'Sign in with Telegram');
    });
  });

  story('types the code of a television', async () => {
    const { page, visitor } = stage;
    const config = await discover('shop');
    const shown = await client.initiateDeviceAuthorization(config, { scope: 'openid profile' });
    const polled = client.pollDeviceAuthorizationGrant(config, { ...shown, interval: 1 });
    await page.goto('/device');
    await says(page, 'Sign in on a device');
    await page.getByLabel('Code').fill('BBBB-BBBB');
    await page.getByRole('button', { name: 'Continue' }).click();
    await reads(page, /^That's not a code we know/);
    await page.getByLabel('Code').fill(shown.user_code);
    await visitor.picture(page, '92-code-of-a-device');
    await page.getByRole('button', { name: 'Continue' }).click();
    await says(page, 'Sign in to Corner Shop?');
    await reads(page, shown.user_code);
    await page.getByRole('button', { name: 'Continue' }).click();
    await says(page, 'Sign in to Corner Shop');
    await signIn(page);
    await says(page, 'Signed in');
    expect((await polled).claims()).toMatchObject({ aud: 'shop' });
  });
});
