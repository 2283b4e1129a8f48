import type { Locator, Page } from 'playwright-core';
import { barriersOn } from '../harness/accessibility';
import { Api } from '../harness/api';
import { AppProcess } from '../harness/app.process';
import { devices, inTurns, TestBrowser } from '../harness/browser';
import { httpsFront } from '../harness/https.front';
import { behaveAgain, blockBot, misbehave } from '../harness/phone.faults';
import { production } from '../harness/production';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { codeOf, Telegram } from '../harness/telegram';
import { ANN, readCode, reads, says, typeCode, type Visitor } from '../harness/visitor';

const figure = (page: Page, name: string): Locator =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name }) });
const panel = (page: Page, name: string): Locator => page.getByRole('region', { name });
const now = (page: Page): Locator => panel(page, 'Now');
const found = (page: Page): Locator => panel(page, 'What was found');

/** Waits until the numbers say this. */
const tells = (place: Locator, words: string | RegExp, timeout?: number): Promise<void> =>
  place.getByText(words).first().waitFor({ timeout });

/** A breaker opens at the fifth failure, which tries wait for longer and longer, and stays open for up to a minute. */
const BREAKER_MS = 90_000;

async function lookFor(page: Page, text: string): Promise<void> {
  await page.getByRole('searchbox').fill(text);
  await page.getByRole('button', { name: 'Search' }).click();
}

describe.each(devices)('at a $name, an operator', (device) => {
  const story = inTurns(device);
  const stage = setStage(device, startSandbox);

  /** Registers in a tab of their own, and comes in. */
  async function comeIn(chatId: number, email: string): Promise<void> {
    const { visitor } = stage;
    const person = await visitor.open();
    await visitor.register(person, { chatId, email });
    await typeCode(person, await readCode(await visitor.phoneOf(chatId)));
    await person.waitForURL('**/profile');
    await person.getByRole('button', { name: 'Sign out' }).click();
    await says(person, 'Sign in with Telegram');
  }

  story('reads the legend of each chart in one row', async () => {
    const { visitor } = stage;
    const page = await visitor.open('/admin');
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      const legends = page.locator('.legend');
      await legends.nth(2).waitFor();
      const rows = await legends.evaluateAll((all) =>
        all.map(({ children }) => new Set([...children].map((each) => each.getBoundingClientRect().top)).size),
      );
      expect(rows).toEqual([1, 1, 1]);
    }
  });

  story('sees how it goes, and sees it change without a reload; a failure leads to what happened', async () => {
    const { visitor } = stage;
    const page = await visitor.open('/admin');
    await tells(figure(page, 'Late deletions'), 'Nothing yet');
    await tells(figure(page, 'Came in'), '0 of 0 sign-ins completed.');
    await tells(now(page), 'All is well: nobody signed in during the last five minutes');
    expect(await page.title()).toBe('✓ All is well: nobody signed in during the last five minutes · Operators');
    expect(await page.locator('link[rel=icon]').getAttribute('href')).toBe('/admin-well.svg');
    await tells(panel(page, 'Failed messages'), 'No failures in the last 24 hours.');
    await tells(panel(page, 'Bots'), 'Breaker closed: messages go out');
    await comeIn(1201, 'operated@example.org');
    await tells(figure(page, 'Came in'), '1 of 1 sign-ins completed.');
    await tells(figure(page, 'Reached'), '100 %');
    await tells(now(page), 'All is well: 1 signed in during the last five minutes');
    await tells(figure(page, 'Late deletions'), 'As promised');
    await tells(panel(page, 'Audit'), 'Signed in');
    await page.locator('.plots').scrollIntoViewIfNeeded();
    await page.locator('.plot canvas').nth(2).waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: /^delivered 1, peak 1 at \d\d:\d\d$/ })
      .waitFor();
    await blockBot(await visitor.phoneOf(1201));
    const unlucky = await visitor.open();
    await visitor.register(unlucky, { chatId: 1201 });
    await says(unlucky, 'We can’t reach you in Telegram yet');
    await tells(figure(page, 'Reached'), '1 delivered. 1 blocked the bot.');
    await page
      .getByRole('listitem')
      .filter({ hasText: /^failed 1, peak 1 / })
      .waitFor();
    await visitor.picture(page, '95-operator');
    await panel(page, 'Failed messages')
      .getByRole('link', { name: /bot was blocked/ })
      .click();
    await panel(page, 'Messages').getByRole('link', { name: 'Chat 1201' }).click();
    await tells(found(page), 'Failed, bot_blocked');
    await visitor.picture(page, '96-operator-timeline');
    // The address names the link, which proves nothing; another operator can open it.
    await page.waitForURL(/\/admin#[\w-]{22}$/);
    const other = await visitor.open(new URL(page.url()).pathname + new URL(page.url()).hash);
    await tells(found(other), 'Failed, bot_blocked');
    await found(other).getByRole('button', { name: 'Close' }).click();
    await found(other).waitFor({ state: 'detached' });
    expect(new URL(other.url()).hash).toBe('');
  });

  story('is told that nothing is known where no answer comes, and when it was', async () => {
    const page = await stage.visitor.open('/admin');
    await tells(now(page), /^All is well/);
    await page.context().setOffline(true);
    await tells(now(page), /^No answer since \d/);
    await page.context().setOffline(false);
    await tells(now(page), /^All is well/);
  });

  story('sees an account shut that they shut; what was found goes with another view', async () => {
    await comeIn(1221, `shut-${device.name}@example.org`);
    const page = await stage.visitor.open('/admin');
    await lookFor(page, `shut-${device.name}@`);
    await found(page).getByRole('heading', { name: 'Sign-ins' }).waitFor();
    await found(page).getByRole('button', { name: 'Disable' }).click();
    await found(page).getByRole('button', { name: 'Yes, disable' }).click();
    await found(page).getByText('disabled', { exact: true }).waitFor();
    await found(page).getByRole('button', { name: 'Enable' }).waitFor();
    const { visitor } = stage;
    const person = await visitor.open();
    await visitor.register(person, { chatId: 1221 });
    await typeCode(person, await readCode(await visitor.phoneOf(1221)));
    await says(person, 'This account is disabled');
    expect(await person.getByLabel('Code from Telegram').count()).toBe(0);
    await page.getByRole('link', { name: 'Messages', exact: true }).click();
    await found(page).waitFor({ state: 'detached' });
  });

  story('finds people and what was sent to them by whatever there is to go by', async () => {
    const { visitor, app } = stage;
    await comeIn(1211, `finder-${device.name}@example.org`);
    const page = await visitor.open('/admin');
    await lookFor(page, '1211');
    await tells(found(page), `finder-${device.name}@example.org`);
    await found(page).getByRole('link', { name: 'Chat 1211' }).click();
    await tells(found(page), 'Verified, by otp');
    await tells(found(page), 'Gone from Telegram');
    await lookFor(page, `finder-${device.name}@`);
    await found(page).getByRole('heading', { name: 'Messages' }).waitFor();
    const { body } = await app.get<{ deliveries: { id: string; verification_id: string }[] }>(
      '/api/admin/deliveries?chat_id=1211',
    );
    const [{ id, verification_id: verification }] = body.deliveries as [(typeof body.deliveries)[number]];
    for (const name of [id, verification]) {
      await lookFor(page, '@nobody_has_this');
      await tells(found(page), /^Nothing found\./);
      await lookFor(page, name);
      await tells(found(page), 'Verified, by otp');
    }
    await panel(page, 'Audit')
      .getByRole('link', { name: /^user …/ })
      .first()
      .click();
    await found(page)
      .getByRole('heading', { name: /^Accounts?$/ })
      .waitFor();
  });
});

describe('for a person who never got in, an operator', () => {
  const stage = setStage(
    devices.find(({ name }) => name === 'desktop')!,
    startSandbox,
  );

  it('finds what became of it, does something about it where it is shown, and can send the list as a link', async () => {
    const { visitor, app } = stage;
    const api = new Api(app);
    await api.untilStatus((await api.register({ telegram_chat_id: 1401 })).verification_id, 'sent');
    await blockBot(await visitor.phoneOf(1401));
    const unlucky = await visitor.open();
    await visitor.register(unlucky, { chatId: 1401, email: 'never-in@example.org' });
    await says(unlucky, 'We can’t reach you in Telegram yet');
    const page = await visitor.open('/admin');
    for (const clue of ['never-in@', '1401']) {
      await lookFor(page, clue);
      await tells(found(page), /never-in@example\.org · chat 1401/);
    }
    await tells(found(page), /^They have blocked the bot\. Ask them to unblock it in Telegram/);
    await found(page).getByRole('link', { name: 'Ann' }).first().click();
    await tells(found(page), 'Failed, bot_blocked');
    await tells(found(page), /^They have blocked the bot\. Ask them to unblock it in Telegram/);
    await found(page).getByRole('button', { name: 'Send a test message' }).click();
    await found(page).getByText('Write to chat 1401?').waitFor();
    await found(page).getByRole('button', { name: 'Yes, send a test message' }).click();
    await tells(found(page), /^It didn’t arrive: bot_blocked\. They have blocked the bot\./);
    const { body } = await app.get<{ entries: unknown[] }>('/api/admin/audit?action=admin.delivery_tested');
    expect(body.entries).toHaveLength(1);
    await page.getByRole('link', { name: 'Sign-ins' }).click();
    const list = panel(page, 'Sign-ins');
    await list.getByRole('link', { name: 'bot_blocked 1' }).click();
    await list.getByRole('link', { name: 'Oldest first' }).click();
    await list.getByRole('link', { name: 'Newest first' }).waitFor();
    const { hash } = new URL(page.url());
    expect(hash).toBe('#sign-ins?reason=bot_blocked&sort=oldest');
    const other = await visitor.open(`/admin${hash}`);
    await tells(panel(other, 'Sign-ins'), /never-in@example\.org/);
    expect(await barriersOn(other)).toEqual([]);
    await visitor.picture(other, '97-operator-list');
  });
});

describe('in trouble an operator', () => {
  const stage = setStage(
    devices.find(({ name }) => name === 'desktop')!,
    startSandbox,
  );

  it('sees the breaker open while Telegram fails, and close again', async () => {
    const { page, visitor } = stage;
    const operator = await visitor.open('/admin');
    const phone = await visitor.phoneOf(ANN);
    await misbehave(phone, 'Server error');
    await visitor.register(page, { chatId: 1221 });
    await tells(panel(operator, 'Bots'), /^Breaker open: nothing goes out/, BREAKER_MS);
    await tells(now(operator), /^Nothing goes out: the breaker of @\w+ is (half )?open/);
    expect(await operator.title()).toMatch(/^✗ Nothing goes out/);
    await visitor.picture(operator, '97-operator-breaker');
    await behaveAgain(phone);
    await tells(panel(operator, 'Bots'), 'Breaker closed: messages go out', BREAKER_MS);
    // That messages were slow stays true for five minutes.
    await now(operator)
      .getByText(/^Nothing goes out/)
      .first()
      .waitFor({ state: 'hidden' });
    await operator.waitForFunction("!document.title.includes('Nothing goes out')");
  });

  it('is told when the server is away, keeps what was known, and goes on by itself', async () => {
    const { visitor, app } = stage;
    const page = await visitor.open('/admin');
    await figure(page, 'Reached').waitFor();
    await page.locator('.plots').scrollIntoViewIfNeeded();
    await page.locator('.plot canvas').nth(2).waitFor();
    const known = await figure(page, 'Reached').innerText();
    await app.kill();
    await reads(page, 'No answer. Retrying…');
    expect(await figure(page, 'Reached').innerText()).toBe(known);
    await visitor.picture(page, '98-operator-away');
    await app.boot();
    await reads(page, 'Updated');
  });
});

describe('in production an operator', () => {
  const ADMIN = 1301;
  let telegram: Telegram;
  let front: Awaited<ReturnType<typeof httpsFront>>;
  let app: AppProcess;
  let api: Api;
  let browser: TestBrowser;
  let visitor: Visitor;

  beforeAll(async () => {
    telegram = await Telegram.start();
    front = await httpsFront(() => new URL(app.url).port);
    const settings = { ...production.settings, PUBLIC_URL: front.url, ADMIN_TELEGRAM_IDS: String(ADMIN) };
    app = await AppProcess.start({ ...settings, ...telegram.settings });
    api = new Api(app);
    browser = await TestBrowser.launch();
  });

  beforeEach(async () => {
    const [phone] = devices;
    const trusting = { ...phone!, options: { ...phone!.options, ignoreHTTPSErrors: true } };
    visitor = await browser.visit(app, trusting, front.url);
  });
  afterEach(() => visitor.leave());

  afterAll(async () => {
    await browser.close();
    await app.close();
    await front.close();
    await telegram.stop();
  });

  /** The page's own browser signs in; what it gets is its cookie. */
  async function signIn(page: Page, chatId: number): Promise<void> {
    const { verification_id } = await api.register({ telegram_chat_id: chatId });
    const [message] = await telegram.untilCodeMessages(chatId, 1);
    // A message can be read before we know that it arrived.
    await api.untilStatus(verification_id, 'sent');
    const body = { data: { verification_id, otp: codeOf(message!) } };
    expect((await page.request.post('/api/verify-otp', body)).status()).toBe(200);
    await telegram.untilEmpty(chatId);
  }

  const enter = async (page: Page, key: string): Promise<void> => {
    await page.getByLabel('Admin key').fill(key);
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
  };

  it('comes in with the key, which nothing keeps, and is told of a wrong one', async () => {
    const page = await visitor.open('/admin');
    await reads(page, 'Sign in with the admin key, or in Telegram as one of the administrators.');
    await visitor.picture(page, '99-operator-key');
    expect(await barriersOn(page)).toEqual([]);
    await enter(page, 'a-wrong-key');
    await reads(page, 'This isn’t the admin key.');
    await enter(page, production.adminKey);
    await tells(figure(page, 'Late deletions'), 'Nothing yet');
    const kept = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    );
    expect(kept + page.url()).not.toContain(production.adminKey);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Admin key').waitFor();
    await enter(page, production.adminKey);
    await tells(figure(page, 'Late deletions'), 'Nothing yet');
    await page.reload();
    await page.getByLabel('Admin key').waitFor();
  });

  it('comes in by a link that carries the key, which leaves the address at once; in an open tab, too (S19)', async () => {
    const page = await visitor.open(`/admin#key=${production.adminKey}`);
    await tells(figure(page, 'Late deletions'), 'Nothing yet');
    expect(page.url()).toBe(`${front.url}/admin`);
    await page.reload();
    await page.getByLabel('Admin key').waitFor();
    await page.goto(`/admin#key=${production.adminKey}x`);
    await reads(page, 'This isn’t the admin key.');
    await page.goto(`/admin#key=${production.adminKey}`);
    await tells(figure(page, 'Late deletions'), 'Nothing yet');
    expect(page.url()).toBe(`${front.url}/admin`);
  });

  it('comes in as an administrator who is signed in here; other accounts do not', async () => {
    const page = await visitor.open('/admin');
    await page.getByLabel('Admin key').waitFor();
    await signIn(page, 1302);
    await page.reload();
    await reads(page, /^You’re signed in, but not as an administrator/);
    await signIn(page, ADMIN);
    await page.reload();
    await tells(panel(page, 'Bots'), 'Breaker closed: messages go out');
  });
});
