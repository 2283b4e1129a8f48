import type { Locator, Page } from 'playwright-core';
import { devices, inTurns } from '../harness/browser';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { until } from '../harness/until';
import { readCode, readLink, reads, says } from '../harness/visitor';
import { register } from './member';

const PATIENCE_TABS = 25;

const hasFocus = (target: Locator): Promise<boolean> => target.evaluate((element) => element.matches(':focus-visible'));

/** Presses Tab (or Shift+Tab) until the target has the focus, as a person would who looks for the ring around it. */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await target.waitFor();
  for (let tabs = 0; tabs < PATIENCE_TABS; tabs++) {
    if (await hasFocus(target)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`not reached with the keyboard: ${target.toString()}`);
}

describe.each(devices)('at a $name, with the keyboard alone', (device) => {
  const story = inTurns(device);
  const stage = setStage(device, startSandbox);

  const focused = (page: Page, words: string) =>
    until(() => page.evaluate<boolean>(`document.activeElement.textContent === ${JSON.stringify(words)}`), words);

  async function press(page: Page, name: string): Promise<void> {
    await tabTo(page, page.getByRole('button', { name, exact: true }));
    await page.keyboard.press('Enter');
  }

  it('a person gets from the front door to the profile', async () => {
    const { page, visitor } = stage;
    await tabTo(page, page.getByRole('link', { name: 'Register with name and e-mail' }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByLabel('Name', { exact: true }));
    await page.keyboard.type('Keyboard Person');
    await tabTo(page, page.getByLabel('E-mail'));
    await page.keyboard.type(`keys-${device.name}@example.org`);
    await tabTo(page, page.getByRole('button', { name: 'Continue', exact: true }));
    await page.keyboard.press('Enter');
    await says(page, 'Open Telegram and press Start');
    await tabTo(page, page.getByRole('link', { name: 'Open Telegram' }));
    const phone = await visitor.opens(() => page.keyboard.press('Enter'));
    await tabTo(phone, phone.getByRole('button', { name: 'Start', exact: true }));
    await phone.keyboard.press('Enter');
    const code = await readCode(phone);
    await page.bringToFront();
    await says(page, 'Check your Telegram');
    await tabTo(page, page.getByLabel('Code from Telegram'), 'Shift+Tab');
    await page.keyboard.type(code);
    await page.waitForURL('**/profile');
    await says(page, 'Keyboard Person');
  });

  it('the focus that a person has chosen is never taken away', async () => {
    const { page, visitor } = stage;
    await visitor.register(page);
    const cancel = page.getByRole('button', { name: 'Cancel' });
    await tabTo(page, cancel);
    const start = await page.getByRole('link', { name: 'Open Telegram' }).getAttribute('href');
    const phone = await visitor.open(start!);
    await phone.getByRole('button', { name: 'Start', exact: true }).click();
    await page.bringToFront();
    await says(page, 'Check your Telegram');
    expect(await hasFocus(cancel)).toBe(true);
  });

  it('a person chooses how the app speaks and looks', async () => {
    const { page } = stage;
    await tabTo(page, page.getByRole('link', { name: 'Settings' }));
    await page.keyboard.press('Enter');
    await says(page, 'Settings');
    await tabTo(page, page.getByRole('radio', { name: 'Same as device' }));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await page.getAttribute('html', 'data-scheme')).toBe('dark');
    await tabTo(page, page.getByRole('radio', { name: 'English' }), 'Shift+Tab');
    await page.keyboard.press('ArrowRight');
    await says(page, 'Einstellungen');
    await tabTo(page, page.getByRole('button', { name: 'Fertig' }));
    await page.keyboard.press('Enter');
    await says(page, 'Mit Telegram anmelden');
  });

  it('an operator finds what happened, and goes back', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { chatId: 951 });
    await readCode(await visitor.phoneOf(951));
    const operator = await visitor.open('/admin');
    await tabTo(operator, operator.getByRole('searchbox'));
    await operator.keyboard.type('951');
    await operator.keyboard.press('Enter');
    await tabTo(operator, operator.getByRole('link', { name: 'Chat 951' }));
    await operator.keyboard.press('Enter');
    await reads(operator, 'In Telegram');
    const found = operator.getByRole('region', { name: 'What was found' });
    expect(await found.evaluate((panel) => panel.matches(':focus-within, :focus'))).toBe(true);
    await tabTo(operator, operator.getByRole('button', { name: 'Close' }));
    await operator.keyboard.press('Enter');
    await operator.getByText('In Telegram', { exact: true }).waitFor({ state: 'detached' });
    expect(await hasFocus(operator.getByRole('searchbox'))).toBe(true);
  });

  story('a person who answers a link begins anew at each headline', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { chatId: 952 });
    const other = await stage.browser.visit(stage.app, device);
    const link = await other.open(await readLink(await other.phoneOf(952)));
    await press(link, 'Sign in on Chrome on Linux');
    await focused(link, 'Which symbol is on your other screen?');
    await press(link, 'Back');
    await focused(link, 'Register with Telega2Go?');
    await press(link, 'This wasn’t me');
    await focused(link, 'Sign-in stopped');
    await other.leave();
  });

  story('a person who changes their mind is not lost: by Cancel, by Esc, by Forget', async () => {
    const { page } = stage;
    await register(stage, { chatId: 953 });
    await press(page, 'Delete my account');
    await focused(page, 'Delete your account?');
    await page.keyboard.press('Escape');
    await focused(page, 'Delete my account');
    await press(page, 'Sign out');
    await press(page, 'Continue as Ann Example');
    await says(page, 'Check your Telegram');
    await page.reload();
    await press(page, 'Cancel');
    await focused(page, 'Sign-in cancelled');
    await page.goto('/');
    await press(page, 'Forget Ann Example on this device');
    await focused(page, 'Continue with Telegram');
  });
});
