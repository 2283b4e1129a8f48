import type { Page } from 'playwright-core';
import { barriersAtEachSize } from '../harness/accessibility';
import { devices, inTurns } from '../harness/browser';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { readLink, reads, says, waitUntilBurnt, type Visitor } from '../harness/visitor';

describe.each(devices)('at a $name, a link that is opened on another device', (device) => {
  const story = inTurns(device);
  const stage = setStage(device, startSandbox);
  let other: Visitor;

  beforeEach(async () => {
    other = await stage.browser.visit(stage.app, device);
  });
  afterEach(() => other.leave());

  /** Somebody waits here, and the message's link is open there. */
  async function opened(name: string, chatId: number): Promise<Readonly<{ phone: Page; link: Page; sign: string }>> {
    const { page, visitor } = stage;
    await visitor.register(page, { name, chatId });
    await says(page, 'Check your Telegram');
    const phone = await other.phoneOf(chatId);
    const link = await other.open(await readLink(phone));
    await says(link, 'Register with Telega2Go?');
    await reads(link, `Register as ${name}?`);
    await reads(
      link,
      /^Requested from Chrome on Linux, \d+ seconds? ago\. That device is on the same network as this device\.$/,
    );
    await reads(page, 'Opened the link on another device? Pick this symbol there:');
    return { phone, link, sign: (await page.locator('.match .sign').textContent())! };
  }

  const signsOn = (link: Page) => link.getByRole('group', { name: 'Symbols' }).getByRole('button');

  story('lets in the one that waits, and not itself, after the right symbol (security 14, 15)', async () => {
    const { page, visitor } = stage;
    const { phone, link, sign } = await opened('Far Away', 1001);
    await visitor.picture(page, '70-match');
    await other.picture(link, '71-link-choices');
    expect(await barriersAtEachSize(link)).toEqual([]);
    await link.getByRole('button', { name: 'Sign in on Chrome on Linux' }).click();
    await says(link, 'Which symbol is on your other screen?');
    expect(await signsOn(link).count()).toBe(6);
    await other.picture(link, '72-signs');
    expect(await barriersAtEachSize(link)).toEqual([]);
    const [arrived] = await Promise.all([
      page.waitForURL('**/profile').then(() => says(page, 'Far Away')),
      signsOn(link).getByText(sign, { exact: true }).click(),
    ]);
    expect(arrived).toBeUndefined();
    await says(link, 'Your other device is signed in');
    await other.picture(link, '73-approved');
    await waitUntilBurnt(phone);
    await says(await other.open('/profile'), 'You’re not signed in');
    await page.reload();
    await says(page, 'Far Away');
  });

  story('offers that first, and does not put what a stranger typed into the headline (S13)', async () => {
    const typed = 'Security: account locked, call +1 900 555';
    const { link } = await opened(typed, 1005);
    const labels = await link.locator('.choices .button').allTextContents();
    expect(labels).toEqual([
      'Sign in on Chrome on Linux',
      'Register here instead',
      'Use my Telegram name instead',
      'This wasn’t me',
    ]);
    expect(await link.locator('.choices .button-primary').allTextContents()).toEqual([labels[0]]);
    expect(await link.getByRole('heading').getByText(typed).count()).toBe(0);
  });

  story(
    'lets in the other one where its person wants that, and the one that waits does not say that it is in',
    async () => {
      const { page, visitor } = stage;
      const { link } = await opened('Over There', 1006);
      await link.getByRole('button', { name: 'Register here instead' }).click();
      await link.waitForURL('**/profile');
      await says(page, 'You signed in on another device');
      await reads(page, 'This page isn’t signed in.');
      await visitor.picture(page, '76-elsewhere');
      expect(await barriersAtEachSize(page)).toEqual([]);
      await page.getByRole('button', { name: 'Sign in here too' }).click();
      await says(page, 'Sign in with Telegram');
    },
  );

  story('lets no device in after a wrong symbol, and there is no second try (security 15)', async () => {
    const { page } = stage;
    const { phone, link, sign } = await opened('Wrong Sign', 1002);
    await link.getByRole('button', { name: 'Sign in on Chrome on Linux' }).click();
    await says(link, 'Which symbol is on your other screen?');
    await signsOn(link).filter({ hasNotText: sign }).first().click();
    await says(link, 'That’s not the symbol on your other screen');
    await other.picture(link, '74-wrong-sign');
    expect(await barriersAtEachSize(link)).toEqual([]);
    await says(page, 'The wrong symbol was chosen on the other device');
    await waitUntilBurnt(phone);
    await says(await stage.visitor.open('/profile'), 'You’re not signed in');
  });

  story('stops a sign-in that a stranger requested, by "This wasn’t me" (security 14)', async () => {
    const { page } = stage;
    const { phone, link } = await opened('Not Me', 1003);
    await link.getByRole('button', { name: 'This wasn’t me' }).click();
    await says(link, 'Sign-in stopped');
    await other.picture(link, '75-stopped');
    expect(await barriersAtEachSize(link)).toEqual([]);
    await says(page, 'Sign-in refused');
    await waitUntilBurnt(phone);
  });

  story('stops it at the symbols, too, and keeps its secret out of the history', async () => {
    const { page } = stage;
    const { link } = await opened('Not Me Either', 1004);
    await link.getByRole('button', { name: 'Sign in on Chrome on Linux' }).dblclick();
    await says(link, 'Which symbol is on your other screen?');
    await link.getByRole('button', { name: 'Back' }).click();
    await reads(link, 'Register as Not Me Either?');
    await link.getByRole('button', { name: 'Sign in on Chrome on Linux' }).click();
    await link.getByRole('button', { name: 'This wasn’t me' }).click();
    await says(link, 'Sign-in stopped');
    expect(link.url()).toBe(`${stage.app.url}/verify`);
    await says(page, 'Sign-in refused');
  });
});
