import type { Page } from 'playwright-core';
import { signsEnglish } from '../../web/src/language/english.signs';
import { signsGerman } from '../../web/src/language/german.signs';
import { signsRussian } from '../../web/src/language/russian.signs';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { readCode, says, typeCode } from '../harness/visitor';

/** What a page has that somebody could not read or press: a line each. */
const BARRIERS = `(() => {
  const shown = (element) => element.checkVisibility() && !element.closest('.visually-hidden, [aria-hidden]');
  const named = (element) => (element.id || element.textContent.trim() || element.className).slice(0, 40);
  const page = document.documentElement;
  const tooWide = page.scrollWidth > page.clientWidth ? ['the page is wider than the window'] : [];
  const main = document.querySelector('main');
  const edge = main.getBoundingClientRect().right - parseFloat(getComputedStyle(main).paddingRight);
  const outside = [...main.querySelectorAll('*')]
    .filter((element) => shown(element) && element.getBoundingClientRect().right > edge + 0.5)
    .map((element) => 'goes out of the column: ' + named(element));
  const small = [...document.querySelectorAll('a, button, summary, input:not([type=radio])')]
    .filter((element) => shown(element) && element.getBoundingClientRect().height < 44)
    .filter((element) => !element.closest('.line'))
    .map((element) => 'is too small for a finger: ' + named(element));
  return [...tooWide, ...outside, ...small];
})()`;

const rooms = [
  {
    name: 'window of 320 pixels in German',
    signs: signsGerman,
    locale: 'de-DE',
    viewport: { width: 320, height: 568 },
  },
  {
    name: 'window of 320 pixels in Russian',
    signs: signsRussian,
    locale: 'ru-RU',
    viewport: { width: 320, height: 568 },
  },
  // What 200 % leaves of 1280 × 800.
  {
    name: 'desktop at 200 %',
    signs: signsEnglish,
    locale: 'en-GB',
    viewport: { width: 640, height: 400 },
    deviceScaleFactor: 2,
  },
];

describe.each(rooms)('in a $name', ({ name, signs, ...options }) => {
  const longest = Object.values(signs).toSorted((a, b) => b.length - a.length)[0];
  const stage = setStage({ name: `access-${options.locale}`, options }, startSandbox);

  async function expectRoom(page: Page, picture: string): Promise<void> {
    await stage.visitor.picture(page, picture);
    expect(await page.evaluate<string[]>(BARRIERS)).toEqual([]);
  }

  it('everything can be read and pressed, from the front door to the end of the account', async () => {
    const { page, visitor } = stage;
    await expectRoom(page, '01-welcome');
    await page.locator('a[href="/register"]').click();
    await page.locator('#name').waitFor();
    await expectRoom(page, '01-register');
    await page.locator('form [type=submit]').click();
    await page.locator('.field-wrong').first().waitFor();
    await expectRoom(page, '02-faults');
    for (const [path, place] of [
      ['/settings', '.choice'],
      ['/sign-in', '#login'],
      ['/no-such-page', 'h1'],
      ['/verify#nonsense', 'h1'],
    ] as const) {
      const other = await visitor.open(path);
      await other.locator(place).first().waitFor();
      await expectRoom(other, `03-${path.replace(/\W/g, '')}`);
    }
    await page.locator('#name').fill('Anneliese Musterfrau-Schmidt');
    await page.locator('#email').fill('anneliese.musterfrau-schmidt@example.org');
    await page.locator('form [type=submit]').click();
    await page.locator('.start-link, .actions .button-primary').first().waitFor();
    await expectRoom(page, '04-start');
    const phone = await visitor.open((await page.locator('.actions .button-primary').getAttribute('href'))!);
    await phone.getByRole('button', { name: 'Start', exact: true }).click();
    const code = await readCode(phone);
    await page.locator('#code').waitFor();
    await expectRoom(page, '05-sent');
    const other = await stage.browser.visit(stage.app, { name: `access-${options.locale}`, options });
    const link = await other.open((await readLinkOf(phone))!);
    await link.locator('.choices').waitFor();
    await expectRoom(link, '06-link');
    await link.locator('.choices button').first().click();
    await link.locator('.signs svg path').first().waitFor();
    // Which names there are is chance: the longest must have room, too.
    await link.evaluate(`for (const name of document.querySelectorAll('.signs .sign > span'))
      name.textContent = ${JSON.stringify(longest)}`);
    await expectRoom(link, '06-signs');
    await other.leave();
    await page.locator('#code').pressSequentially(code);
    await page.waitForURL('**/profile');
    await page.locator('.facts').waitFor();
    await expectRoom(page, '07-profile');
    await page.locator('.ways a').nth(1).click();
    await page.locator('.sign-in').first().waitFor();
    await expectRoom(page, '08-sessions');
    const operator = await visitor.open('/admin');
    await operator.locator('.figure').last().waitFor();
    await operator.locator('.plots').scrollIntoViewIfNeeded();
    await operator.locator('.plot canvas').nth(2).waitFor();
    await expectRoom(operator, '09-operator');
  });
});

describe('for a person who prefers reduced motion', () => {
  const options = { viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' } as const;
  const stage = setStage({ name: 'access-still', options }, startSandbox);

  const moving = (page: Page) =>
    page.evaluate<number>(
      'document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime > 1).length',
    );

  it('nothing moves, and the ring is a number', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { chatId: 1401 });
    await says(page, 'Check your Telegram');
    expect(await page.getByRole('timer').innerText()).toMatch(/^[01]:\d\d$/);
    expect(await page.locator('.ring svg').isVisible()).toBe(false);
    const phone = await visitor.phoneOf(1401);
    const code = await readCode(phone);
    expect([await moving(page), await moving(phone)]).toEqual([0, 0]);
    await visitor.picture(page, '01-sent');
    await typeCode(page, code);
    await says(page, 'You’re signed in');
    expect(await moving(page)).toBe(0);
    await page.waitForURL('**/profile');
  });
});

const readLinkOf = (phone: Page): Promise<string | null> => phone.locator('a.key').first().getAttribute('href');
