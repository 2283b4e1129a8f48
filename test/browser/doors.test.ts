import { inTurns, keepingDevices } from '../harness/browser';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { ANN, readCode, reads, says, typeCode, waitUntilBurnt } from '../harness/visitor';

describe.each(keepingDevices)('at a $name, a person gets in', (device) => {
  const story = inTurns(device);
  const stage = setStage(device, startSandbox);

  story('by typing the code that the message shows', async () => {
    const { page, visitor } = stage;
    await visitor.picture(page, '01-welcome');
    await visitor.register(page, { name: 'Ann Example', email: 'ann@example.org', chatId: 501 });
    await says(page, 'Check your Telegram');
    await visitor.picture(page, '02-sent');
    const phone = await visitor.phoneOf(501);
    const code = await readCode(phone);
    await visitor.picture(phone, '03-phone-message');
    const welcomed = says(page, 'You’re signed in').then(() => visitor.picture(page, '04-verified'));
    await typeCode(page, code);
    await welcomed;
    await reads(page, 'Welcome, Ann Example. The message disappears from Telegram.');
    await page.waitForURL('**/profile');
    await says(page, 'Ann Example');
    await reads(page, 'ann@example.org');
    await visitor.picture(page, '05-profile');
    await waitUntilBurnt(phone);
    await visitor.picture(phone, '06-phone-burnt');
  });

  story('by the start link and the button under the message, in every tab', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { name: 'Button Presser' });
    await says(page, 'Open Telegram and press Start');
    await visitor.picture(page, '10-awaiting');
    const phone = await visitor.follow(page.getByRole('link', { name: 'Open Telegram' }));
    await phone.getByRole('button', { name: 'Start', exact: true }).waitFor();
    await visitor.picture(phone, '11-phone-start');
    await phone.getByRole('button', { name: 'Start', exact: true }).click();
    await says(page, 'Check your Telegram');
    const link = await visitor.follow(phone.getByRole('link', { name: 'Sign in' }));
    await says(link, 'Register with Telega2Go?');
    await reads(link, 'Register as Button Presser?');
    await reads(link, /^Requested in this browser, \d+ seconds? ago\.$/);
    expect(link.url()).toBe(`${stage.app.url}/verify`);
    await visitor.picture(link, '12-link');
    const href = await phone.getByRole('link', { name: 'Sign in' }).getAttribute('href');
    await link.getByRole('button', { name: 'Register', exact: true }).click();
    await link.waitForURL('**/profile');
    await says(link, 'Button Presser');
    await reads(link, String(ANN));
    // The tab that waited, and one that opens the link once more, are of the same browser.
    await page.waitForURL('**/profile');
    await says(page, 'Button Presser');
    const again = await visitor.open(href!);
    await says(again, 'You’re already signed in');
    await visitor.picture(again, '13-used');
    await again.getByRole('link', { name: 'Continue' }).click();
    await says(again, 'Button Presser');
    await waitUntilBurnt(phone);
  });

  story('with nothing but their Telegram name where they do not want what was typed (S2)', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { name: 'Typed By Another', email: 'another@example.org', chatId: 503 });
    const phone = await visitor.phoneOf(503);
    const link = await visitor.follow(phone.getByRole('link', { name: 'Sign in' }));
    await reads(link, 'Register as Typed By Another?');
    await reads(link, 'another@example.org');
    await visitor.picture(link, '14-register');
    await link.getByRole('button', { name: 'Use my Telegram name instead' }).click();
    await link.waitForURL('**/profile');
    await reads(link, '503');
    expect(await link.getByText(/Typed By Another|another@example\.org/).count()).toBe(0);
    await waitUntilBurnt(phone);
  });

  story('by scanning the picture', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { name: 'Picture Scanner', chatId: 502 });
    const phone = await visitor.phoneOf(502);
    const link = await visitor.follow(phone.getByRole('button', { name: /QR code/ }));
    await reads(link, 'Register as Picture Scanner?');
    await link.getByRole('button', { name: 'Register', exact: true }).click();
    await link.waitForURL('**/profile');
    await says(link, 'Picture Scanner');
    await reads(link, '502');
    await waitUntilBurnt(phone);
  });
});
