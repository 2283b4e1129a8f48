import type { Page } from 'playwright-core';
import { barriersAtEachSize } from '../harness/accessibility';
import { devices, inTurns } from '../harness/browser';
import { startSandbox } from '../harness/sandbox.app';
import { setStage, type Stage } from '../harness/stage';
import { until } from '../harness/until';
import { ANN, readCode, reads, says, typeCode } from '../harness/visitor';
import { pressStart } from './member';

const fieldsOf = (page: Page): Promise<string[]> =>
  page.locator('main input:not([type=radio])').evaluateAll((fields) => fields.map(({ id }) => id));

/** By one press, with nothing typed. */
async function arrive({ page, visitor }: Stage): Promise<void> {
  await page.getByRole('button', { name: 'Continue with Telegram' }).click();
  await pressStart({ page, visitor }, ANN);
  const phone = await visitor.phoneOf(ANN);
  await typeCode(page, await readCode(phone));
  await phone.close();
  await says(page, 'One more thing');
}

describe.each(devices)('at a $name, the first screen', (device) => {
  const story = inTurns(device);
  const stage = setStage(device, startSandbox);

  story('has one thing to do, and nothing to fill in', async () => {
    const { page } = stage;
    await page.getByRole('button', { name: 'Continue with Telegram' }).waitFor();
    expect(await page.locator('.button-primary').allTextContents()).toEqual(['Continue with Telegram']);
    expect(await fieldsOf(page)).toEqual([]);
    expect(await page.locator('.card a').allTextContents()).toEqual(['Register with name and e-mail']);
  });

  story('comes with one style sheet, and asks for nothing that is refused', async () => {
    const { visitor } = stage;
    const page = await visitor.openEmpty();
    const refused: string[] = [];
    page.on('response', (answer) => answer.status() >= 400 && refused.push(answer.url()));
    await page.goto('/');
    await page.getByRole('button', { name: 'Continue with Telegram' }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(refused).toEqual([]);
    expect(await page.locator('link[rel=stylesheet]').count()).toBe(1);
  });

  story('leads to a form of two fields; a chat id is asked for in the sandbox alone', async () => {
    const { page } = stage;
    await page.goto('/register');
    await page.getByLabel('Telegram chat id').waitFor();
    expect(await fieldsOf(page)).toEqual(['name', 'email', 'telegram_chat_id']);
    await page.route('**/api/app', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), sandbox: false } });
    });
    await page.reload();
    await says(page, 'Register');
    expect(await fieldsOf(page)).toEqual(['name', 'email']);
  });
});

describe.each(devices)('at a $name, what an operator asks for', (device) => {
  const story = inTurns(device);
  const stage = setStage(device, () => startSandbox({ PROFILE_ASKS: 'email,phone' }));

  const focused = (page: Page) => page.evaluate<string>('document.activeElement.tagName');

  story('is asked after the sign-in, once, and may be skipped', async () => {
    const { page } = stage;
    await stage.visitor.register(page, { chatId: 1301 });
    await typeCode(page, await readCode(await stage.visitor.phoneOf(1301)));
    await says(page, 'One more thing');
    expect(await fieldsOf(page)).toEqual(['phone']);
    expect(await barriersAtEachSize(page)).toEqual([]);
    await page.getByRole('button', { name: 'Skip' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    await until(async () => (await focused(page)) === 'H1', 'the keyboard to be at the headline');
    await page.reload();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    expect(await page.getByText('One more thing').count()).toBe(0);
  });

  story('is kept where it is given, and the rest is asked for no more', async () => {
    const { page } = stage;
    await arrive(stage);
    expect(await fieldsOf(page)).toEqual(['email', 'phone']);
    await page.getByRole('textbox', { name: /^Phone/ }).fill('030');
    await page.getByRole('button', { name: 'Save' }).click();
    await reads(page, 'Start with + and the country code.');
    await page.getByRole('textbox', { name: /^Phone/ }).fill('+49 30 123456');
    await page.getByRole('button', { name: 'Save' }).click();
    await reads(page, '+4930123456');
    await page.reload();
    await reads(page, '+4930123456');
    expect(await page.getByText('One more thing').count()).toBe(0);
  });
});

describe.each(devices.slice(0, 1))('at a $name, what an operator needs', (device) => {
  const stage = setStage(device, () => startSandbox({ PROFILE_ASKS: 'phone!' }));

  it('cannot be skipped', async () => {
    const { page } = stage;
    await arrive(stage);
    expect(await page.getByRole('button', { name: 'Skip' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Save' }).click();
    await reads(page, 'Start with + and the country code.');
    await page.getByRole('textbox', { name: /^Phone/ }).fill('+4930123456');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  });
});
