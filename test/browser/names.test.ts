import type { Page } from 'playwright-core';
import { devices } from '../harness/browser';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { readCode, readLink, says, typeCode } from '../harness/visitor';

/** As long as a name may be, without a place to break it, and half of it from right to left. */
const LONG = `${'\u05d0'.repeat(50)}${'W'.repeat(50)}`;
const CHAT = 1301;

const overflow = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

describe('at a phone 390 px wide, a long name from right to left (networks 19)', () => {
  const { options } = devices[0]!;
  const stage = setStage(
    { name: 'phone', options: { ...options, viewport: { width: 390, height: 844 } } },
    startSandbox,
  );

  /** Turns nothing around but itself, and stands in a row with the words; read at once, as some pages pass by. */
  async function fits(page: Page, words: string): Promise<void> {
    const sentence = words.replace('{name}', LONG);
    const seen = await page
      .locator('main')
      .getByText(sentence, { exact: true })
      .first()
      .evaluate((place) => [
        place.innerText,
        ...[...place.querySelectorAll('bdi')].map(({ textContent }) => textContent),
      ]);
    expect(seen).toEqual([sentence, LONG]);
    expect(await overflow(page)).toBe(0);
  }

  it('scrolls no page sideways, and turns around nothing that stands beside it', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { name: LONG, chatId: CHAT });
    await says(page, 'Check your Telegram');
    const phone = await visitor.phoneOf(CHAT);
    const newcomer = await visitor.open(await readLink(phone));
    await fits(newcomer, 'Register as {name}?');
    await newcomer.close();
    await typeCode(page, await readCode(phone));
    await fits(page, 'Welcome, {name}. The message disappears from Telegram.');
    await page.waitForURL('**/profile');
    await says(page, LONG);
    expect(await overflow(page)).toBe(0);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await fits(page, 'Continue as {name}');
    await page.getByRole('button', { name: `Continue as ${LONG}` }).click();
    await says(page, 'Check your Telegram');
    await fits(await visitor.open(await readLink(phone)), 'Sign in to Telega2Go as {name}?');
  });
});
