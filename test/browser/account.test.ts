import type { Page } from 'playwright-core';
import { barriersInEachColour } from '../harness/accessibility';
import { devices, inTurns } from '../harness/browser';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { until } from '../harness/until';
import { says } from '../harness/visitor';
import { register, signIn } from './member';

const holds = (page: Page, condition: string): Promise<unknown> =>
  until(() => page.evaluate<boolean>(condition), condition);

/** What was done can be read, and is said to screen readers. */
async function isConfirmed(page: Page, sentence: string): Promise<void> {
  await page.locator('.strip-done').getByText(sentence, { exact: true }).waitFor();
  await page.getByRole('status').getByText(sentence, { exact: true }).waitFor();
}

describe.each(devices)('at a $name, an account', (device) => {
  const story = inTurns(device);
  const stage = setStage(device, startSandbox);

  story('is shown in the bar of every page, and led to from there', async () => {
    const { page } = stage;
    expect(await page.getByRole('link', { name: /^Your account/ }).count()).toBe(0);
    await register(stage, { chatId: 1401 });
    await page.getByRole('link', { name: 'Settings' }).click();
    await says(page, 'Settings');
    await page.getByRole('link', { name: 'Your account, Ann Example' }).click();
    await says(page, 'Ann Example');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await says(page, 'Sign in with Telegram');
    await isConfirmed(page, 'You’re signed out.');
    expect(await page.getByRole('link', { name: /^Your account/ }).count()).toBe(0);
    // What was done is not said on the next page, where it may be true no more, and lies over what is to be pressed.
    await page.getByRole('link', { name: 'Register with name and e-mail' }).click();
    await says(page, 'Register');
    expect(await page.locator('.strip-done').count()).toBe(0);
  });

  story('is changed with the keyboard, which is never lost, and says what it did', async () => {
    const { page } = stage;
    await register(stage, { chatId: 1402 });
    const edit = page.getByRole('button', { name: 'Change name or e-mail' });
    await edit.press('Enter');
    await holds(page, 'document.activeElement.id === "name"');
    expect(await barriersInEachColour(page)).toEqual([]);
    await page.getByLabel('Name', { exact: true }).fill('Dropped');
    await page.keyboard.press('Escape');
    await edit.waitFor();
    await holds(page, 'document.activeElement.className.includes("edit")');
    await says(page, 'Ann Example');
    await edit.press('Enter');
    await page.getByRole('textbox', { name: /^Phone/ }).fill('+49 30 123456');
    await page.keyboard.press('Enter');
    await isConfirmed(page, 'Saved.');
    await holds(page, 'document.activeElement.className.includes("edit")');
    await page.getByText('+4930123456').waitFor();
    await page.getByLabel('Language of messages').selectOption('de');
    await page.waitForResponse((answer) => answer.request().method() === 'PATCH');
    await page.reload();
    await holds(page, 'document.querySelector("#language")?.value === "de"');
    await page.getByRole('button', { name: 'Delete my account' }).press('Enter');
    await page.getByRole('button', { name: 'Keep my account' }).press('Enter');
    await holds(page, 'document.activeElement.textContent === "Delete my account"');
  });

  story('lists its own session first, and the keyboard goes on where one was ended', async () => {
    const { page } = stage;
    const ann = { chatId: 1403 };
    await register(stage, ann);
    const other = await stage.browser.visit(stage.app, device);
    await signIn({ page: await other.open(), visitor: other }, ann);
    await page.goto('/sessions');
    const rows = page.locator('.card').first().locator('.sign-in');
    await rows.nth(1).waitFor();
    expect(await rows.first().textContent()).toContain('(this device)');
    await rows.nth(1).getByRole('button').press('Enter');
    await rows.nth(1).waitFor({ state: 'detached' });
    await isConfirmed(page, 'Session ended.');
    await holds(page, 'document.activeElement.tagName === "H1"');
    await other.leave();
  });
});
