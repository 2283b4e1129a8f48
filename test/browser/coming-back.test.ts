import { AppProcess } from '../harness/app.process';
import { inTurns, keepingDevices } from '../harness/browser';
import { setStage } from '../harness/stage';
import { codeOf, Telegram } from '../harness/telegram';
import { until } from '../harness/until';
import { reads, says, typeCode } from '../harness/visitor';

const PAUSED = 'Live updates are paused; checking every 2 seconds.';

describe.each(keepingDevices)('at a $name, the waiting room comes back', (device) => {
  let telegram: Telegram;
  const story = inTurns(device);
  const stage = setStage(device, async () => {
    telegram = await Telegram.start();
    const app = await AppProcess.start({ ...telegram.settings, RESEND_COOLDOWN_SECONDS: '1' });
    await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
    return app;
  });
  afterAll(() => telegram.stop());

  story('after a reload and in a second tab; a sign-in there signs in the first tab, too', async () => {
    const { page, visitor } = stage;
    const [before, after] = [801, 802];
    await visitor.register(page, { chatId: before });
    await says(page, 'Check your Telegram');
    await page.reload();
    await says(page, 'Check your Telegram');
    const second = await visitor.open();
    await says(second, 'Check your Telegram');
    expect(new URL(second.url()).pathname).toBe('/wait');
    const [message] = await telegram.untilCodeMessages(before, 1);
    await typeCode(second, codeOf(message!)!);
    await second.waitForURL('**/profile');
    await page.waitForURL('**/profile');
    const third = await visitor.open();
    await third.waitForURL('**/profile');
    await third.getByRole('button', { name: 'Sign out' }).click();
    await says(third, 'Sign in with Telegram');
    await visitor.register(third, { chatId: after });
    await telegram.untilCodeMessages(after, 1);
  });

  story('when the app was killed and started again: the code on the phone still works', async () => {
    const { app, page, visitor } = stage;
    await visitor.register(page, { chatId: 803 });
    await says(page, 'Check your Telegram');
    const [message] = await telegram.untilCodeMessages(803, 1);
    await app.kill();
    await reads(page, PAUSED);
    await visitor.picture(page, '40-app-away');
    await app.boot();
    await page.getByText(PAUSED).waitFor({ state: 'detached' });
    await typeCode(page, codeOf(message!)!);
    await page.waitForURL('**/profile');
    await telegram.untilEmpty(803);
  });

  story('when it stays away until after the end: the message goes, and the page says so by itself', async () => {
    const { app, page, visitor } = stage;
    await app.kill();
    await app.boot({ OTP_TTL_SECONDS: '4' });
    await visitor.register(page, { chatId: 804 });
    await says(page, 'Check your Telegram');
    const [message] = await telegram.untilCodeMessages(804, 1);
    await app.kill();
    await reads(page, PAUSED);
    await says(page, 'That code has expired');
    expect(await telegram.codeMessages(804)).toEqual([message]);
    await app.boot();
    await telegram.untilEmpty(804);
    await page.getByText(PAUSED).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Send a new code', exact: true }).click();
    await says(page, 'Check your Telegram');
  });
});
