import { devices, inTurns } from '../harness/browser';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { readCode, reads, says, typeCode, waitUntilBurnt } from '../harness/visitor';

describe.each(devices)('at a $name, time', (device) => {
  const story = inTurns(device);
  const stage = setStage(device, () => startSandbox({ OTP_TTL_SECONDS: '6', START_TTL_SECONDS: '3' }));

  story('burns the message and the code; a resend brings a new one that works', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { chatId: 701 });
    const phone = await visitor.phoneOf(701);
    const old = await readCode(phone);
    await says(page, 'That code has expired');
    await reads(page, 'Codes work for 6 seconds.');
    await visitor.picture(page, '30-expired');
    await waitUntilBurnt(phone);
    await visitor.picture(phone, '31-phone-burnt');
    await page.getByRole('button', { name: 'Send a new code' }).click();
    await says(page, 'Check your Telegram');
    const fresh = await readCode(phone);
    expect(fresh).not.toBe(old);
    await typeCode(page, fresh);
    await page.waitForURL('**/profile');
  });

  story('ends a start link that nobody pressed, and a new one can be had', async () => {
    const { page, visitor } = stage;
    await visitor.register(page);
    await says(page, 'That link has expired');
    await visitor.picture(page, '32-unused');
    await page.getByRole('button', { name: 'Get a new link' }).click();
    await says(page, 'Open Telegram and press Start');
  });
});
