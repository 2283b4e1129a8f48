import type { Page } from 'playwright-core';
import { wrongCode } from '../harness/api';
import { barriersOn } from '../harness/accessibility';
import { devices } from '../harness/browser';
import { blockBot, misbehave } from '../harness/phone.faults';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { readCode, readLink, reads, says, typeCode } from '../harness/visitor';

/** What the other colours change. */
const OF_COLOURS = ['color-contrast'];

describe.each(devices)('at a $name, axe finds nothing wrong in light and dark colours', (device) => {
  const stage = setStage(device, startSandbox);

  async function expectClean(page: Page, name: string): Promise<void> {
    await page.emulateMedia({ colorScheme: 'light' });
    await stage.visitor.picture(page, `${name}-light`);
    expect(await barriersOn(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await stage.visitor.picture(page, `${name}-dark`);
    expect(await barriersOn(page, OF_COLOURS)).toEqual([]);
  }

  it('with the front door, its faults, and pages that say one thing', async () => {
    const { page, visitor } = stage;
    await expectClean(page, '50-welcome');
    await page.goto('/register');
    await page.getByLabel('Telegram chat id').fill('abc');
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await reads(page, 'Digits only, e.g. 123456789.');
    await expectClean(page, '51-faults');
    await expectClean(await visitor.open('/no-such-page'), '52-nowhere');
    const stranger = await visitor.open('/profile');
    await says(stranger, 'You’re not signed in');
    await expectClean(stranger, '53-not-signed-in');
    await expectClean(await visitor.open('/sign-in'), '63-sign-in');
    const settings = await visitor.open('/settings');
    await says(settings, 'Settings');
    await expectClean(settings, '67-settings');
    const link = await visitor.open('/verify#nonsense');
    await says(link, 'This link doesn’t work any more');
    await expectClean(link, '54-dead-link');
  });

  it('in forced colours, where the first thing to do and the page that is shown have a mark of their own', async () => {
    const { page, visitor } = stage;
    await page.emulateMedia({ forcedColors: 'active' });
    const styleOf = (selector: string, style: string) =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).${style}`);
    const borderOf = async (selector: string) => parseFloat(await styleOf(selector, 'borderTopWidth'));
    await page.getByRole('button', { name: 'Continue with Telegram' }).waitFor();
    expect(await borderOf('.button-primary')).toBeGreaterThan(await borderOf('.button-quiet'));
    await visitor.register(page, { chatId: 1703 });
    expect(await page.getByLabel('Code from Telegram').getAttribute('enterkeyhint')).toBe('go');
    await typeCode(page, await readCode(await visitor.phoneOf(1703)));
    await page.waitForURL('**/profile');
    await page.locator('.ways a[aria-current]').waitFor();
    expect(await styleOf('.ways a[aria-current]', 'outlineStyle')).toBe('solid');
    await visitor.picture(page, '68-forced-colours');
    await page.emulateMedia({ forcedColors: null });
  });

  it('with the waiting room, from the start link to the code', async () => {
    const { page, visitor } = stage;
    await visitor.register(page);
    await says(page, 'Open Telegram and press Start');
    await expectClean(page, '55-awaiting');
    const phone = await visitor.follow(page.getByRole('link', { name: 'Open Telegram' }));
    await phone.getByRole('button', { name: 'Start', exact: true }).click();
    await says(page, 'Check your Telegram');
    await expectClean(page, '56-sent');
    const code = await readCode(phone);
    await typeCode(page, wrongCode(code));
    await reads(page, 'That code isn’t right. 4 tries left.');
    await expectClean(page, '57-wrong-code');
    const other = await stage.browser.visit(stage.app, device);
    const link = await other.open(await readLink(phone));
    await reads(link, 'Register as Ann Example?');
    await expectClean(link, '58-link');
    await link.getByRole('button', { name: 'Sign in on Chrome on Linux' }).click();
    await says(link, 'Which symbol is on your other screen?');
    await expectClean(link, '64-signs');
    await other.leave();
    await typeCode(page, code);
    await page.waitForURL('**/profile');
    await says(page, 'Ann Example');
    await expectClean(page, '59-profile');
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await reads(page, 'Delete your account?');
    await expectClean(page, '65-delete');
    await page.getByRole('link', { name: 'Sessions' }).click();
    await says(page, 'Where you are signed in');
    await reads(page, /^Last used/);
    await expectClean(page, '66-sessions');
  });

  it('with a waiting room that does not lead in', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { chatId: 903 });
    const phone = await visitor.phoneOf(903);
    const wrong = wrongCode(await readCode(phone));
    for (const left of ['4 tries', '3 tries', '2 tries', '1 try']) {
      await typeCode(page, wrong);
      await reads(page, `That code isn’t right. ${left} left.`);
    }
    await typeCode(page, wrong);
    await says(page, 'Too many wrong codes');
    await expectClean(page, '70-locked');
    await blockBot(phone);
    await page.getByRole('button', { name: 'Start again', exact: true }).click();
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await says(page, 'We can’t reach you in Telegram yet');
    await expectClean(page, '71-blocked');
  });

  it('with the operator’s page, its numbers and what it finds', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { chatId: 902 });
    await readCode(await visitor.phoneOf(902));
    const operator = await visitor.open('/admin');
    await reads(operator, 'As promised');
    await operator.locator('.plots').scrollIntoViewIfNeeded();
    await operator.locator('.plot canvas').nth(2).waitFor();
    await expectClean(operator, '68-operator');
    await operator.getByRole('searchbox').fill('902');
    await operator.getByRole('button', { name: 'Search' }).click();
    await operator.getByRole('link', { name: 'Chat 902' }).click();
    await reads(operator, 'In Telegram');
    await expectClean(operator, '69-operator-timeline');
  });

  it('with the phone: a message, the drawers, a blocked bot', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { chatId: 901 });
    const phone = await visitor.phoneOf(901);
    await readCode(phone);
    await expectClean(phone, '60-phone-message');
    await misbehave(phone, 'Rate limit');
    await expectClean(phone, '61-phone-misbehaves');
    await phone.getByRole('button', { name: 'Behave again' }).click();
    await phone.getByRole('button', { name: 'Close' }).click();
    await blockBot(phone);
    await expectClean(phone, '62-phone-blocked');
  });
});
