import type { Page } from 'playwright-core';
import { devices } from '../harness/browser';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { says } from '../harness/visitor';

const LIGHT = 'rgb(255, 255, 255)';
const DARK = 'rgb(15, 19, 23)';

const background = (page: Page) => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');

const barColour = (page: Page) =>
  page.evaluate<string>(
    `[...document.querySelectorAll('meta[name=theme-color]')].filter(({ media }) => matchMedia(media).matches)[0].content`,
  );

describe.each(devices)('at a $name, the settings', (device) => {
  const stage = setStage(device, startSandbox);

  it('are light or dark as the device is, or as the person wants it, from then on', async () => {
    const { page } = stage;
    await page.goto('/settings');
    await says(page, 'Settings');
    expect(await background(page)).toBe(LIGHT);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background(page)).toBe(DARK);
    await page.getByText('Light', { exact: true }).click();
    expect([await background(page), await barColour(page)]).toEqual([LIGHT, '#ffffff']);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.getByText('Dark', { exact: true }).click();
    await page.reload();
    await says(page, 'Settings');
    expect([await background(page), await barColour(page)]).toEqual([DARK, '#0f1317']);
    await page.getByText('Same as device').click();
    expect([await background(page), await barColour(page)]).toEqual([LIGHT, '#ffffff']);
  });

  it('hold for every tab at once', async () => {
    const { page, visitor } = stage;
    await says(page, 'Sign in with Telegram');
    const other = await visitor.open('/settings');
    await other.getByText('Dark', { exact: true }).click();
    await other.getByText('Deutsch').click();
    await says(page, 'Mit Telegram anmelden');
    expect(await background(page)).toBe(DARK);
  });

  it('lead back to where the person was, without a loss of what was typed', async () => {
    const { page, visitor } = stage;
    await page.goto('/sign-in');
    await page.getByLabel('E-mail or Telegram username').fill('ann@example.org');
    await page.getByRole('link', { name: 'Settings' }).click();
    await says(page, 'Settings');
    await page.getByRole('button', { name: 'Done' }).click();
    await says(page, 'Welcome back');
    expect(await page.getByLabel('E-mail or Telegram username').inputValue()).toBe('ann@example.org');
    await page.reload();
    expect(await page.getByLabel('E-mail or Telegram username').inputValue()).toBe('ann@example.org');
    const direct = await visitor.open('/settings');
    await direct.getByRole('button', { name: 'Done' }).click();
    await says(direct, 'Sign in with Telegram');
  });
});
