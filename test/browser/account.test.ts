import type { Page } from 'playwright-core';
import { barriersInEachColour } from '../harness/accessibility';
import { devices, inTurns } from '../harness/browser';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { until } from '../harness/until';
import { says } from '../harness/visitor';
import { MailServer } from '../harness/mail.server';
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
    const edit = page.getByRole('button', { name: 'Edit profile' });
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
    const kept = page.waitForResponse((answer) => answer.request().method() === 'PATCH');
    await page.getByLabel('Language of messages').selectOption('de');
    await kept;
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

describe.each(devices.slice(0, 1))('at a $name, an e-mail', (device) => {
  let mail: MailServer;
  const stage = setStage(device, async () => {
    mail = await MailServer.open();
    return startSandbox({ SMTP_URL: mail.url, MAIL_FROM: 'sign-in@example.org' });
  });
  afterAll(() => mail.close());

  it('is proven by the code that comes there, after a wrong one and a new one', async () => {
    const { page, visitor } = stage;
    const email = `proving-${device.name}@example.org`;
    await register(stage, { chatId: 1450, email });
    await page.getByRole('button', { name: 'Prove this e-mail' }).click();
    await page.getByText(`We sent a code to ${email}.`).first().waitFor();
    await visitor.picture(page, '93-prove-e-mail');
    expect(await barriersInEachColour(page)).toEqual([]);
    await until(async () => mail.codesTo(email).length === 1, 'the e-mail to come');
    const wrong = String((Number(mail.codesTo(email)[0]) + 1) % 1_000_000).padStart(6, '0');
    await page.locator('#code').fill(wrong);
    await page.getByText('4 tries left').first().waitFor();
    await page.getByRole('button', { name: 'Send a new code' }).click();
    await until(async () => mail.codesTo(email).length === 2, 'the second e-mail to come');
    await page.locator('#code').fill(mail.codesTo(email)[1]!);
    await isConfirmed(page, 'Your e-mail is proven.');
    await page.getByText(`${email}, proven`).waitFor();
    expect(await page.getByRole('button', { name: 'Prove this e-mail' }).count()).toBe(0);
    await page.reload();
    await page.getByText(`${email}, proven`).waitFor();
  });
});
