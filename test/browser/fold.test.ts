import type { Locator, Page } from 'playwright-core';
import type { AppProcess } from '../harness/app.process';
import { devices, type Device } from '../harness/browser';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { until } from '../harness/until';
import { ANN, says, type Visitor } from '../harness/visitor';

const phone = devices[0]!.options;
const places = [
  { name: 'small', options: { ...phone, viewport: { width: 320, height: 640 } } },
  { name: 'on-its-side', options: { ...phone, viewport: { width: 844, height: 390 } } },
  { name: 'laptop', options: { viewport: { width: 1280, height: 650 } } },
];

const upright = places.filter(({ options: { viewport } }) => viewport.height > 600);

/** How far below the fold it ends, in pixels; none where it is in sight as the page stands. */
async function belowTheFold(page: Page, what: Locator): Promise<number> {
  const box = await what.boundingBox();
  return Math.max(0, box!.y + box!.height - page.viewportSize()!.height);
}

/** Of how many heights the names of the steps are: of one where none wraps. */
const linesOfSteps = (page: Page) =>
  page.evaluate<number[]>(
    '[...new Set([...document.querySelectorAll(".step-mark + span")].map((name) => name.offsetHeight))]',
  );

/** By one press, the start link that is waited for, and the code that comes to Ann's phone by it. */
async function comeIn(page: Page, app: AppProcess): Promise<void> {
  await page.locator('.ways-in .button-primary').click();
  const open = page.locator('.actions .button-primary');
  const start = new URL((await open.getAttribute('href'))!, app.url).searchParams.get('start');
  await app.post('/sandbox/api/start', { person: ANN, payload: start });
  await page.locator('#code').waitFor();
  await page.locator('#code').pressSequentially(await untilCodeOf(app));
  await page.waitForURL('**/profile');
}

async function untilCodeOf(app: AppProcess): Promise<string> {
  const read = async () => {
    const { body } = await app.get<{ text: string }[]>(`/sandbox/api/messages?person=${ANN}`);
    return body.map(({ text }) => /\b\d{6}\b/.exec(text)?.[0]).findLast(Boolean);
  };
  return until(read, 'the message to come');
}

/** What of the bar has no room for its words. */
const cut = (page: Page) =>
  page.evaluate<string[]>(
    '[...document.querySelectorAll(".top a")].filter((part) => part.scrollWidth > part.clientWidth).map((part) => part.textContent)',
  );

const overflow = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

describe.each(['en-GB', 'de-DE', 'ru-RU'])('in %s, the waiting room', (locale) => {
  const stage = setStage({ name: 'laptop', options: {} }, () => startSandbox({ OTP_TTL_SECONDS: '600' }));

  /** One press, and the start link that is waited for, by which a code comes to a phone. */
  async function arrive(visitor: Visitor): Promise<Page> {
    const page = await visitor.open();
    await page.locator('.ways-in .button-primary').click();
    await page.waitForURL('**/wait');
    await page.locator('.actions .button-primary').waitFor();
    return page;
  }

  it.each(places)('has its one thing to do above the fold at a $name screen', async ({ name, options }) => {
    const visitor = await stage.browser.visit(stage.app, deviceOf(name, options));
    const page = await arrive(visitor);
    const primary = page.locator('.actions .button-primary');
    await visitor.picture(page, '96-fold-start');
    expect(await belowTheFold(page, primary)).toBe(0);
    const link = (await primary.getAttribute('href'))!;
    const start = new URL(link, stage.app.url).searchParams.get('start');
    await stage.app.post('/sandbox/api/start', { person: ANN, payload: start });
    await until(async () => /^\d+:\d\d · /.test(await page.title()), 'what is left, in the title of the tab');
    await visitor.picture(page, '97-fold-code');
    expect(await belowTheFold(page, page.locator('#code'))).toBe(0);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await linesOfSteps(page)).toHaveLength(1);
    const { body: messages } = await stage.app.get<{ text: string }[]>(`/sandbox/api/messages?person=${ANN}`);
    await page.locator('#code').pressSequentially(/\d{6}/.exec(messages.at(-1)!.text)![0]);
    await page.waitForURL('**/profile');
    await visitor.picture(page, '98-fold-account');
    expect(await cut(page)).toEqual([]);
    await visitor.leave();
  });

  it.each(upright)('is come to by a form that ends above the fold at a $name screen', async ({ name, options }) => {
    const visitor = await stage.browser.visit(stage.app, deviceOf(name, options));
    for (const path of ['/register', '/sign-in']) {
      const page = await visitor.open(path);
      const send = page.locator('form [type=submit]');
      await send.waitFor();
      await visitor.picture(page, `94-fold${path.replace('/', '-')}`);
      expect([path, await belowTheFold(page, send)]).toEqual([path, 0]);
    }
    await visitor.leave();
  });

  const deviceOf = (name: string, options: Device['options']): Device => ({
    name: `${name}-${locale.slice(0, 2)}`,
    options: { ...options, locale },
  });
});

describe.each(['en-GB', 'de-DE', 'ru-RU'])('in %s, what is said of oneself', (locale) => {
  const stage = setStage({ name: 'laptop', options: { locale } }, () => startSandbox({ PROFILE_ASKS: 'email,phone' }));

  it('is asked for, and changed later, by forms that end above the fold', async () => {
    const { page, visitor } = stage;
    await comeIn(page, stage.app);
    const save = page.locator('form [type=submit]');
    await save.waitFor();
    const endsAbove = async (picture: string) => {
      for (const { name, options } of upright) {
        await page.setViewportSize(options.viewport);
        await page.evaluate('scrollTo(0, 0)');
        await visitor.picture(page, `95-fold-${picture}-${name}`);
        expect([picture, name, await belowTheFold(page, save)]).toEqual([picture, name, 0]);
      }
    };
    await endsAbove('asked');
    await page.locator('.form-end .button-quiet').click();
    await page.locator('.edit').click();
    await save.waitFor();
    await endsAbove('changed');
  });
});

describe.each(devices.slice(0, 1))('at a $name, the waiting room', (device) => {
  const permissions = ['clipboard-read', 'clipboard-write'];
  const stage = setStage({ ...device, options: { ...device.options, permissions } }, startSandbox);

  it('takes the code that was copied on the same phone, by one press', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { chatId: 1501 });
    await says(page, 'Check your Telegram');
    const chat = await visitor.phoneOf(1501);
    const code = await chat.getByRole('button', { name: /^Copy \d{6,}$/ }).textContent();
    await chat.close();
    await page.evaluate(`navigator.clipboard.writeText('Your code: ${code}')`);
    await page.getByRole('button', { name: 'Paste code' }).click();
    await page.waitForURL('**/profile');
  });

  it('is left by the step back to what was typed, and is not shown again after the sign-in', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { chatId: 1502, email: 'mistyped@example.org' });
    await page.goBack();
    await says(page, 'Register');
    expect(await page.getByLabel('E-mail').inputValue()).toBe('mistyped@example.org');
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await says(page, 'Check your Telegram');
    const chat = await visitor.phoneOf(1502);
    const code = await chat
      .getByRole('button', { name: /^Copy \d{6,}$/ })
      .last()
      .textContent();
    await page.getByLabel('Code from Telegram').pressSequentially(code!);
    await page.waitForURL('**/profile');
    await page.goBack();
    await page.waitForURL('**/profile');
    await says(page, 'Ann Example');
  });
});
