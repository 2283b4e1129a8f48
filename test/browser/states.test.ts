import { wrongCode } from '../harness/api';
import { devices, inTurns } from '../harness/browser';
import { behaveAgain, blockBot, misbehave } from '../harness/phone.faults';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { ANN, readCode, readLink, reads, says, typeCode, waitUntilBurnt } from '../harness/visitor';

describe.each(devices)('at a $name, the waiting room', (device) => {
  const story = inTurns(device);
  const stage = setStage(device, () => startSandbox({ OTP_MAX_ATTEMPTS: '3' }));

  story('counts wrong codes down, then closes, and the message goes', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { chatId: 601 });
    const phone = await visitor.phoneOf(601);
    const wrong = wrongCode(await readCode(phone));
    await typeCode(page, wrong);
    await reads(page, 'That code isn’t right. 2 tries left.');
    await visitor.picture(page, '20-wrong-code');
    await typeCode(page, wrong);
    await reads(page, 'That code isn’t right. 1 try left.');
    await typeCode(page, wrong);
    await says(page, 'Too many wrong codes');
    await waitUntilBurnt(phone);
    await visitor.picture(page, '21-locked');
    await page.getByRole('button', { name: 'Start again', exact: true }).click();
    await says(page, 'Register');
  });

  story('says that codes are off, and what still works, where the account has had too many wrong ones', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { chatId: 612 });
    const code = await readCode(await visitor.phoneOf(612));
    const refusal = { status: 429, contentType: 'application/problem+json', headers: { 'retry-after': '3600' } };
    const body = JSON.stringify({ code: 'too_many_attempts', status: 429 });
    await page.route('**/api/verify-otp', (route) => route.fulfill({ ...refusal, body }));
    await typeCode(page, code);
    await reads(page, 'Codes are off for now');
    await reads(page, 'Too many were wrong. Tap “Sign in” in the message instead.');
    await says(page, 'Check your Telegram');
  });

  story('names a symbol whose drawing did not come, and draws it once it does', async () => {
    const { page, visitor } = stage;
    const drawings = '**/assets/sign.drawings-*.js';
    await page.route(drawings, (route) => route.abort('connectionreset'));
    await visitor.register(page, { chatId: 609 });
    await says(page, 'Check your Telegram');
    const sign = page.locator('.match .sign');
    expect(await sign.textContent()).not.toBe('');
    expect(await sign.locator('path').count()).toBe(0);
    await page.unroute(drawings);
    await sign.locator('path').waitFor();
  });

  story('tells a person without a reachable chat what to do, and goes on once they did', async () => {
    const { page, visitor } = stage;
    const phone = await visitor.phoneOf(ANN);
    await phone
      .getByRole('button', { name: 'Start', exact: true })
      .or(phone.getByLabel('Message', { exact: true }))
      .waitFor();
    await blockBot(phone);
    await visitor.picture(phone, '22-phone-blocked');
    await visitor.register(page, { chatId: ANN });
    await says(page, 'We can’t reach you in Telegram yet');
    await reads(page, 'Open @telega2go_sandbox_bot and press Start once.');
    await visitor.picture(page, '23-blocked');
    const opened = await visitor.follow(page.getByRole('link', { name: 'Open Telegram' }));
    await opened.getByRole('button', { name: 'Unblock', exact: true }).click();
    await opened.getByRole('button', { name: 'Start', exact: true }).click();
    await says(page, 'Check your Telegram');
    await typeCode(page, await readCode(opened));
    await page.waitForURL('**/profile');
  });

  story(
    'says that the code is on its way while Telegram fails, then that it is slow; then the message arrives',
    async () => {
      const { page, visitor } = stage;
      const phone = await visitor.phoneOf(ANN);
      await misbehave(phone, 'Bad gateway');
      await visitor.picture(phone, '24-phone-misbehaves');
      await visitor.register(page, { chatId: 602 });
      await says(page, 'Your code is on its way');
      await visitor.picture(page, '25-sending');
      await says(page, 'Telegram is slow right now');
      await visitor.picture(page, '26-slow');
      await behaveAgain(phone);
      await says(page, 'Check your Telegram');
      await typeCode(page, await readCode(await visitor.phoneOf(602)));
      await page.waitForURL('**/profile');
    },
  );

  story('cancels: the message goes, and the next step is a new start', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { chatId: 603 });
    const phone = await visitor.phoneOf(603);
    await readCode(phone);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await says(page, 'Sign-in cancelled');
    await waitUntilBurnt(phone);
    await visitor.picture(page, '27-cancelled');
    await page.getByRole('button', { name: 'Start again' }).click();
    await says(page, 'Register');
  });

  story('hears "This wasn\'t me" from the phone', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { chatId: 604 });
    const phone = await visitor.phoneOf(604);
    await phone.getByRole('button', { name: "This wasn't me" }).click();
    await says(page, 'Refused in Telegram');
    await waitUntilBurnt(phone);
  });

  story('a link works once: a person who opens or presses it later is told so, or that they are in', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { chatId: 605 });
    const href = await readLink(await visitor.phoneOf(605));
    const [first, second] = [await visitor.open(href), await visitor.open(href)];
    await first.getByRole('button', { name: 'Register', exact: true }).click();
    await first.waitForURL('**/profile');
    await second.getByRole('button', { name: 'Register', exact: true }).click();
    await says(second, 'You’re already signed in');
    await second.getByRole('link', { name: 'Sessions', exact: true }).waitFor();
    const stranger = await stage.browser.visit(stage.app, device);
    const third = await stranger.open(href);
    await says(third, 'This sign-in was already used');
    await stranger.picture(third, '28-already-used');
    await third.getByRole('button', { name: 'Sign in', exact: true }).click();
    await third.waitForURL('**/sign-in');
    await stranger.leave();
    await says(await visitor.open('/verify#nonsense'), 'This link doesn’t work any more');
  });

  story('two tabs that press at once are both in, and neither is told of another device (networks 25)', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { chatId: 606 });
    const href = await readLink(await visitor.phoneOf(606));
    const tabs = [await visitor.open(href), await visitor.open(href)];
    const buttons = tabs.map((tab) => tab.getByRole('button', { name: 'Register', exact: true }));
    for (const button of buttons) await button.waitFor();
    await Promise.all(buttons.map((button) => button.click()));
    for (const tab of tabs) await reads(tab, /^(You’re already signed in|Ann Example)$/);
  });

  story('a link that was opened elsewhere says what can be done, and leads on (networks 25)', async () => {
    const page = await stage.visitor.open('/verify');
    await says(page, 'Open the link again');
    await reads(page, /Tap “Sign in” in the message again\.$/);
    await page.getByRole('link', { name: 'Back to sign-in' }).click();
    await says(page, 'Sign in with Telegram');
  });

  story('says under the field what does not fit, before anything is asked', async () => {
    const { page, visitor } = stage;
    await page.goto('/register');
    await page.getByLabel('E-mail').fill('ann@');
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await reads(page, 'Enter your name, 100 characters at most.');
    await reads(page, 'Enter a valid e-mail address.');
    expect(await page.getByLabel('Name', { exact: true }).evaluate((field) => field.matches(':focus'))).toBe(true);
    await visitor.picture(page, '29-faults');
    await visitor.open('/no-such-page').then((nowhere) => says(nowhere, 'Page not found'));
  });
});

describe.each(devices)('at a $name, what was refused', (device) => {
  const stage = setStage(device, () => startSandbox({ LIMIT_REQUESTS_PER_IP_MINUTE: '1' }));

  it('says why in sight of where one pressed, and keeps what was typed', async () => {
    const { page, visitor } = stage;
    await visitor.register(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Start again' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Bea Example');
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    const notice = page.locator('.notice');
    await notice.getByText('Too many tries').waitFor();
    const { y, height } = (await notice.boundingBox())!;
    expect(y + height).toBeLessThanOrEqual(page.viewportSize()!.height);
    await visitor.picture(page, '33-short-break');
    await page.reload();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Bea Example');
  });
});
