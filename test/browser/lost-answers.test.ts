import type { Page } from 'playwright-core';
import { devices } from '../harness/browser';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { readCode, readLink, says, typeCode } from '../harness/visitor';

/** The server gets the next such request and answers it, and nothing of that arrives, its cookies neither. */
async function loseAnswer(page: Page, path: string): Promise<{ isLost: boolean }> {
  const loss = { isLost: false };
  await page.route(path, async (route) => {
    if (loss.isLost) return route.continue();
    loss.isLost = true;
    const request = route.request();
    const headers = await request.allHeaders();
    const answer = await fetch(request.url(), { method: request.method(), headers, body: request.postData() });
    expect(answer.status).toBe(200);
    await route.abort('connectionreset');
  });
  return loss;
}

describe('an answer that is lost costs nobody a session (networks 3, 4)', () => {
  const stage = setStage(devices[0]!, startSandbox);

  it('where a code was typed, and where the session is gone on with after a reload', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { chatId: 1301 });
    await says(page, 'Check your Telegram');
    const typed = await loseAnswer(page, '**/api/verify-otp');
    await typeCode(page, await readCode(await visitor.phoneOf(1301)));
    await page.waitForURL('**/profile');
    expect(typed.isLost).toBe(true);
    const refreshed = await loseAnswer(page, '**/api/token/refresh');
    await page.reload();
    await says(page, 'Ann Example');
    expect(refreshed.isLost).toBe(true);
    await page.reload();
    await says(page, 'Ann Example');
  });

  it('where the link was pressed', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { chatId: 1302 });
    await says(page, 'Check your Telegram');
    const link = await visitor.open(await readLink(await visitor.phoneOf(1302)));
    const pressed = await loseAnswer(link, '**/api/verify-magic-link');
    await link.getByRole('button', { name: 'Register', exact: true }).click();
    await link.waitForURL('**/profile');
    expect(pressed.isLost).toBe(true);
  });

  it('where another device let this one in', async () => {
    const { page, visitor, browser, app } = stage;
    await visitor.register(page, { chatId: 1303 });
    await says(page, 'Check your Telegram');
    const sign = (await page.locator('.match .sign').textContent())!;
    const href = await readLink(await visitor.phoneOf(1303));
    const other = await browser.visit(app, devices[1]!);
    const link = await other.open(href);
    const [collected, approved] = [
      await loseAnswer(page, '**/api/verifications/*/session'),
      await loseAnswer(link, '**/api/verify-magic-link'),
    ];
    await link.getByRole('button', { name: /^Sign in on / }).click();
    await link.getByRole('group', { name: 'Symbols' }).getByRole('button').getByText(sign, { exact: true }).click();
    await page.waitForURL('**/profile');
    await says(link, 'Your other device is signed in');
    expect([collected.isLost, approved.isLost]).toEqual([true, true]);
    await other.leave();
  });
});
