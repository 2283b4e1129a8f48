import type { Page } from 'playwright-core';
import { devices } from '../harness/browser';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { ANN, readCode, readLink, reads, says, typeCode, waitUntilBurnt, type Visitor } from '../harness/visitor';
import { register } from './member';

describe.each(devices)('at a $name, one press in the app is enough', (device) => {
  const stage = setStage(device, startSandbox);

  /** Presses Start on a phone, which needs nothing of the app but the link. */
  async function pressStart({ visitor, page }: Readonly<{ visitor: Visitor; page: Page }>): Promise<Page> {
    await says(page, 'Open Telegram and press Start');
    const phone = await visitor.open(
      (await page.getByRole('link', { name: 'Open Telegram' }).getAttribute('href')) ?? '',
    );
    await phone.getByRole('button', { name: 'Start', exact: true }).click();
    await says(page, 'Check your Telegram');
    return phone;
  }

  it('for a newcomer, under the name that Telegram gives; and for a person who comes back', async () => {
    const { page, visitor } = stage;
    await page.getByRole('button', { name: 'Continue with Telegram' }).click();
    const phone = await pressStart({ visitor, page });
    const link = await visitor.follow(phone.getByRole('link', { name: 'Sign in' }));
    await reads(link, /^Requested in this browser, \d+ seconds? ago\.$/);
    await link.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL('**/profile');
    await says(page, 'Ann');
    await reads(page, String(ANN));
    await waitUntilBurnt(phone);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Continue as Ann' }).click();
    await says(page, 'Check your Telegram');
    await typeCode(page, await readCode(phone));
    await page.waitForURL('**/profile');
    await says(page, 'Ann');
  });

  it('also where the server was busy, or took its time to say which accounts the browser knows', async () => {
    const { page } = stage;
    await register(stage, { chatId: 1201 });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Continue as Ann Example' }).waitFor();
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let refusals = 2;
    await page.route('**/api/login', async (route) => {
      if (route.request().method() === 'GET') await held;
      else if (refusals-- > 0)
        return route.fulfill({ status: 503, json: { code: 'overloaded' }, headers: { 'retry-after': '1' } });
      return route.continue();
    });
    await page.reload();
    await reads(page, 'One moment…');
    const placeOf = () => page.getByRole('link', { name: 'Register with name and e-mail' }).boundingBox();
    const before = await placeOf();
    letGo();
    await page.getByRole('button', { name: 'Continue as Ann Example' }).waitFor();
    // On a phone the name takes a second line.
    expect((await placeOf())!.y - before!.y).toBeLessThan(20);
    await page.getByRole('button', { name: 'Continue as Ann Example' }).click();
    await page.getByRole('button', { name: 'Try again' }).click();
    await says(page, 'Check your Telegram');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Continue as Ann Example' }).waitFor();
    expect(await page.locator('.button-primary').allTextContents()).toEqual(['Continue']);
  });

  it('in two tabs at once, and neither takes the other’s cookie away', async () => {
    const { page, visitor } = stage;
    const tabs = [page, await visitor.open()];
    const buttons = tabs.map((tab) => tab.getByRole('button', { name: 'Continue with Telegram' }));
    for (const button of buttons) await button.waitFor();
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.context().route('**/api/login', (route) => held.then(() => route.continue()));
    await Promise.all(buttons.map((button) => button.click()));
    letGo();
    for (const tab of tabs) {
      await says(tab, 'Open Telegram and press Start');
      await tab.reload();
      await says(tab, 'Open Telegram and press Start');
    }
  });

  it('where the link is pressed in Telegram’s own browser: the one that waits goes on by itself', async () => {
    const { page } = stage;
    const telegram = await stage.browser.visit(stage.app, device);
    await page.getByRole('button', { name: 'Continue with Telegram' }).click();
    const phone = await pressStart({ visitor: telegram, page });
    const link = await telegram.open(await readLink(phone));
    const symbol = (await page.locator('.match .sign').textContent()) ?? '';
    await link.getByRole('button', { name: 'Sign in on Chrome on Linux' }).click();
    await link.getByRole('group', { name: 'Symbols' }).getByText(symbol, { exact: true }).click();
    await page.waitForURL('**/profile');
    await says(page, 'Ann');
    await says(link, 'Your other device is signed in');
    await says(await telegram.open('/profile'), 'You’re not signed in');
    await telegram.leave();
  });
});
