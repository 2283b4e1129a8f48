import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { barriersAtEachSize } from '../harness/accessibility';
import { devices, inTurns } from '../harness/browser';
import { startSandbox } from '../harness/sandbox.app';
import { setStage, type Stage } from '../harness/stage';
import { ANN, readCode, reads, says, typeCode, type Visitor } from '../harness/visitor';
import { ask, register, signIn } from './member';

/** Whatever a script of the page can read of what is kept in the browser. */
const keptBy = (page: Page): Promise<string> =>
  page.evaluate<string>(
    'JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie])',
  );

describe.each(devices)('at a $name, a person comes back', (device) => {
  const story = inTurns(device);
  const stage = setStage(device, startSandbox);

  story(
    'by their e-mail, where they have logged out: the browser is known, and the message is on its way',
    async () => {
      const { page, visitor } = stage;
      const ann = { chatId: 1101, email: `back-${device.name}@example.org` };
      await register(stage, ann);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await says(page, 'Sign in with Telegram');
      await page.getByRole('link', { name: 'Register with name and e-mail' }).click();
      await page.getByRole('link', { name: 'Sign in with e-mail or username' }).click();
      await says(page, 'Welcome back');
      await visitor.picture(page, '80-sign-in');
      expect(await barriersAtEachSize(page)).toEqual([]);
      await page.reload();
      await says(page, 'Welcome back');
      await page.getByLabel('E-mail or Telegram username').fill(ann.email);
      await page.getByRole('button', { name: 'Continue', exact: true }).click();
      await says(page, 'Check your Telegram');
      await visitor.picture(page, '81-sign-in-sent');
      expect(await barriersAtEachSize(page)).toEqual([]);
      await typeCode(page, await readCode(await visitor.phoneOf(ann.chatId)));
      await page.waitForURL('**/profile');
      await reads(page, ann.email);
    },
  );

  story('by a name that no account has, or by none: pressing Start says who they are (security 12)', async () => {
    const { page, visitor } = stage;
    await ask(page, `nobody-${device.name}@example.org`);
    await says(page, 'Open Telegram and press Start');
    const phone = await visitor.follow(page.getByRole('link', { name: 'Open Telegram' }));
    await phone.getByRole('button', { name: 'Start', exact: true }).click();
    await typeCode(page, await readCode(phone));
    await page.waitForURL('**/profile');
    await reads(page, String(ANN));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await says(page, 'Sign in with Telegram');
    await ask(page, '');
    await says(page, 'Open Telegram and press Start');
  });

  story(
    'by one press, where they signed in before; and are strangers again once they are forgotten there',
    async () => {
      const { page, visitor } = stage;
      await register(stage, { chatId: 1120 });
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Continue as Ann Example' }).waitFor();
      await visitor.picture(page, '82-known');
      expect(await barriersAtEachSize(page)).toEqual([]);
      await page.reload();
      await page.getByRole('button', { name: 'Continue as Ann Example' }).click();
      await typeCode(page, await readCode(await visitor.phoneOf(1120)));
      await page.waitForURL('**/profile');
      await page.getByRole('link', { name: 'Sessions' }).click();
      await reads(page, 'Known devices');
      await visitor.picture(page, '83-known-devices');
      expect(await barriersAtEachSize(page)).toEqual([]);
      await page.getByRole('link', { name: 'Profile' }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Forget Ann Example on this device' }).click();
      await page.getByRole('button', { name: 'Continue with Telegram' }).click();
      await says(page, 'Open Telegram and press Start');
    },
  );

  story('and are told under the field what is neither e-mail nor username', async () => {
    const { page } = stage;
    await page.goto('/sign-in');
    await says(page, 'Welcome back');
    await page.getByLabel('E-mail or Telegram username').fill('ann@');
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await reads(page, 'Enter an e-mail address or a Telegram username.');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  });

  story(
    'without doing anything: a reload and a new tab are signed in, and no script can read a token (security 25)',
    async () => {
      const { page, visitor } = stage;
      let token = '';
      page.on('response', (response) => {
        if (response.url().endsWith('/api/verify-otp'))
          void response.json().then((body: { access_token: string }) => (token = body.access_token));
      });
      await register(stage, { chatId: 1102 });
      await page.reload();
      await says(page, 'Ann Example');
      const tab = await visitor.open('/');
      await tab.waitForURL('**/profile');
      await says(tab, 'Ann Example');
      expect(token).toMatch(/^ey/);
      for (const shown of [await keptBy(page), page.url()]) {
        expect(shown).not.toContain(token);
        expect(shown).not.toMatch(/eyJ|[\w-]{40,}/);
      }
      const cookies = await page.context().cookies();
      expect(cookies.map(({ name }) => name).sort()).toEqual(['telega2go', 'telega2go_devices', 'telega2go_flow']);
      for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
      await tab.getByRole('button', { name: 'Sign out' }).click();
      await says(tab, 'Sign in with Telegram');
      await says(page, 'You’re not signed in');
    },
  );

  story('in many tabs at once, which take turns', async () => {
    const { page, visitor } = stage;
    await register(stage, { chatId: 1103 });
    const tabs = await Promise.all(Array.from({ length: 5 }, () => visitor.open('/profile')));
    for (const tab of tabs) await says(tab, 'Ann Example');
    await Promise.all([page, ...tabs].map((tab) => tab.reload()));
    for (const tab of [page, ...tabs]) await says(tab, 'Ann Example');
  });

  story('and goes on when the access token is over (security 21)', async () => {
    const { page } = stage;
    await register(stage, { chatId: 1104 });
    let refused = 0;
    await page.route('**/api/sessions', async (route) => {
      if (refused++ === 0) await route.fulfill({ status: 401, json: { code: 'unauthorized' } });
      else await route.continue();
    });
    await page.goto('/sessions');
    await reads(page, /^Last used/);
    expect(refused).toBe(2);
  });
});

describe.each(devices)('at a $name, the profile', (device) => {
  const story = inTurns(device);
  const stage = setStage(device, startSandbox);
  let other: Visitor;

  beforeEach(async () => {
    other = await stage.browser.visit(stage.app, device);
  });
  afterEach(() => other.leave());

  const ends = (page: Page) => page.getByRole('button', { name: /^End .* from 127\.0\.0\.1$/ });

  story('lists where the person is signed in, and ends one or all others (security 21)', async () => {
    const { page, visitor } = stage;
    const ann = { chatId: 1111, email: `sessions-${device.name}@example.org` };
    await register(stage, ann);
    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.getByText('(this device)').first().waitFor();
    expect(await ends(page).count()).toBe(0);
    const tab = { page: await other.open(), visitor: other };
    await signIn(tab, ann);
    await page.reload();
    await says(page, 'Where you are signed in');
    await ends(page).waitFor();
    await visitor.picture(page, '82-sessions');
    expect(await barriersAtEachSize(page)).toEqual([]);
    await ends(page).click();
    await ends(page).waitFor({ state: 'detached' });
    await tab.page.reload();
    await says(tab.page, 'You’re not signed in');
    await signIn(tab, ann);
    await tab.page.goto('/sessions');
    await tab.page.getByRole('button', { name: 'Sign out all other devices' }).click();
    await ends(tab.page).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Profile' }).click();
    await says(page, 'You’re not signed in');
  });

  story(
    'changes name and e-mail, also to one that another account has, and keeps what was typed over a reload',
    async () => {
      const { page, visitor } = stage;
      const email = `shared-${device.name}@example.org`;
      await register({ page: await other.open(), visitor: other }, { chatId: 1112, email });
      await register(stage, { chatId: 1113 });
      await page.getByRole('button', { name: 'Edit profile' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Anna Changed');
      await page.getByLabel('E-mail').fill('anna@');
      await page.getByRole('button', { name: 'Save' }).click();
      await reads(page, 'Enter a valid e-mail address.');
      await visitor.picture(page, '83-profile-edit');
      expect(await barriersAtEachSize(page)).toEqual([]);
      await page.reload();
      expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Anna Changed');
      expect(await page.getByLabel('E-mail').inputValue()).toBe('anna@');
      await page.getByLabel('E-mail').fill(email);
      await page.getByRole('button', { name: 'Save' }).click();
      await says(page, 'Anna Changed');
      await page.reload();
      await says(page, 'Anna Changed');
      await reads(page, email);
    },
  );

  story('is downloaded, and deleted after it was asked once more', async () => {
    const { page, visitor } = stage;
    const email = `gone-${device.name}@example.org`;
    await register(stage, { chatId: 1114, email });
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download my data' }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(/^account-\d{4}-\d\d-\d\d\.json$/);
    expect(await text(await download.createReadStream())).toContain(`\n    "email": "${email}",\n`);
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await reads(page, 'Delete your account?');
    await visitor.picture(page, '84-delete');
    expect(await barriersAtEachSize(page)).toEqual([]);
    await page.getByRole('button', { name: 'Keep my account' }).click();
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await page.getByRole('button', { name: 'Delete permanently' }).click();
    await says(page, 'Your account is deleted');
    await page.reload();
    await says(page, 'You’re not signed in');
  });

  story('asks for another sign-in before it is deleted, where the last one is long ago', async () => {
    const { page } = stage;
    await register(stage, { chatId: 1115 });
    await page.route('**/api/profile', (route) =>
      route.request().method() === 'DELETE'
        ? route.fulfill({ status: 403, json: { code: 'fresh_sign_in_required' } })
        : route.continue(),
    );
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await page.getByRole('button', { name: 'Delete permanently' }).click();
    await reads(page, 'Sign in again first');
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await says(page, 'Welcome back');
  });

  /** The last sign-in is long ago: until the next one, the server says so. */
  async function growOld(page: Page, path: string, method: string): Promise<void> {
    let isOld = true;
    await page.route('**/api/verify-otp', (route) => ((isOld = false), route.continue()));
    await page.route(path, (route) =>
      isOld && route.request().method() === method
        ? route.fulfill({ status: 403, json: { code: 'fresh_sign_in_required' } })
        : route.continue(),
    );
  }

  /** Presses the one next step, and comes in by the code. */
  async function signInAgain({ page, visitor }: Stage, chatId: number): Promise<void> {
    await reads(page, 'Sign in again first');
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await says(page, 'Welcome back');
    await page.getByRole('button', { name: 'Continue as Ann Example' }).click();
    await says(page, 'Check your Telegram');
    await typeCode(page, await readCode(await visitor.phoneOf(chatId)));
  }

  story('asks for another sign-in before another e-mail, which is typed already when they are back (S11)', async () => {
    const { page, visitor } = stage;
    const email = `fresh-${device.name}@example.org`;
    await register(stage, { chatId: 1116 });
    await growOld(page, '**/api/profile', 'PATCH');
    await page.getByRole('button', { name: 'Edit profile' }).click();
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Save' }).click();
    await reads(page, 'Sign in again first');
    await visitor.picture(page, '85-sign-in-again');
    expect(await barriersAtEachSize(page)).toEqual([]);
    await signInAgain(stage, 1116);
    await page.waitForURL('**/profile');
    expect(await page.getByLabel('E-mail').inputValue()).toBe(email);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Edit profile' }).waitFor();
    await reads(page, email);
  });

  story(
    'asks for another sign-in before a download, and before other sessions are ended, and leads back (S11)',
    async () => {
      const { page } = stage;
      const ann = { chatId: 1117 };
      await register(stage, ann);
      await signIn({ page: await other.open(), visitor: other }, ann);
      await growOld(page, '**/api/profile/export', 'GET');
      await page.getByRole('button', { name: 'Download my data' }).click();
      await reads(page, 'Sign in again first');
      await growOld(page, '**/api/sessions', 'DELETE');
      await page.getByRole('link', { name: 'Sessions' }).click();
      await page.getByRole('button', { name: 'Sign out all other devices' }).click();
      await signInAgain(stage, 1117);
      await page.waitForURL('**/sessions');
      await page.getByRole('button', { name: 'Sign out all other devices' }).click();
      await ends(page).first().waitFor({ state: 'detached' });
    },
  );
});
