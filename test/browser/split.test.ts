import type { FrameLocator, Page } from 'playwright-core';
import { barriersInEachColour, barriersOn } from '../harness/accessibility';
import { devices } from '../harness/browser';
import { startSandbox } from '../harness/sandbox.app';
import { setStage, type Stage } from '../harness/stage';
import { reads } from '../harness/visitor';

const [phone, desktop] = devices;

type Side = Readonly<{ page: Page; app: FrameLocator; phone: FrameLocator }>;

async function openSplit({ visitor }: Stage): Promise<Side> {
  const page = await visitor.open('/sandbox?split');
  const frame = (title: string) => page.frameLocator(`iframe[title="${title}"]`);
  return { page, app: frame('The app'), phone: frame('The phone') };
}

async function register({ app }: Side, email: string, chatId?: number): Promise<void> {
  await app.locator('a[href="/register"]').click();
  await app.getByLabel('Name', { exact: true }).fill('Ann Example');
  await app.getByLabel('E-mail').fill(email);
  if (chatId !== undefined) await app.getByLabel('Telegram chat id').fill(String(chatId));
  await app.getByRole('button', { name: 'Continue', exact: true }).click();
}

const headline = (frame: FrameLocator, words: string) =>
  frame.getByRole('heading', { level: 1, name: words, exact: true }).waitFor();

/** From the form to the message on the phone beside it. */
async function untilMessage(side: Side, email: string): Promise<void> {
  await register(side, email);
  await headline(side.app, 'Open Telegram and press Start');
  await side.app.getByRole('link', { name: 'Open Telegram' }).click();
  await side.phone.getByText('A link of Telega2Go brought you here.').waitFor();
  await side.phone.getByRole('button', { name: 'Start', exact: true }).click();
  await headline(side.app, 'Check your Telegram');
}

/** Presses the message's button; answers with the page that the phone opens over its chat. */
async function openLink({ phone: beside }: Side): Promise<FrameLocator> {
  await beside.getByRole('link', { name: 'Sign in' }).click();
  const opened = beside.frameLocator('iframe[title="The opened page"]');
  await headline(opened, 'Sign in to Telega2Go as Ann Example?');
  return opened;
}

describe('app and phone side by side', () => {
  const stage = setStage(desktop!, startSandbox);
  let tabs = 0;
  beforeEach(() => {
    tabs = 0;
    stage.page.context().on('page', () => tabs++);
  });
  /** The one with both; no press has opened another. */
  const expectNoOtherTab = () => expect(tabs).toBe(1);

  it('a stranger gets in by the code, without leaving the page', async () => {
    const side = await openSplit(stage);
    await stage.visitor.picture(side.page, '70-split-start');
    expect(await barriersInEachColour(side.page)).toEqual([]);
    await untilMessage(side, 'code@example.org');
    await side.phone.getByRole('button', { name: /^Copy \d{6}$/ }).waitFor();
    await stage.visitor.picture(side.page, '71-split-message');
    const code = await side.phone.getByRole('button', { name: /^Copy \d{6}$/ }).textContent();
    await side.app.getByLabel('Code from Telegram').pressSequentially(code!);
    await headline(side.app, 'Ann Example');
    await side.phone.getByText(/A message deleted itself at/).waitFor();
    expectNoOtherTab();
  });

  it('opens the link over the chat; of one browser, both sides are in, whichever is pressed', async () => {
    const side = await openSplit(stage);
    await untilMessage(side, 'button@example.org');
    const opened = await openLink(side);
    await stage.visitor.picture(side.page, '72-split-link');
    await opened.getByRole('button', { name: 'Sign in', exact: true }).click();
    await headline(opened, 'Ann Example');
    await headline(side.app, 'Ann Example');
    await side.phone.getByRole('button', { name: 'Back to the chat' }).click();
    await side.phone.getByRole('log').waitFor();
    expectNoOtherTab();
  });

  it('opens a scanned picture there too', async () => {
    const side = await openSplit(stage);
    await untilMessage(side, 'here@example.org');
    await side.phone.getByRole('button', { name: /Tap to scan/ }).click();
    const opened = side.phone.frameLocator('iframe[title="The opened page"]');
    await opened.getByRole('button', { name: 'Sign in', exact: true }).click();
    await headline(opened, 'Ann Example');
    await headline(side.app, 'Ann Example');
    expectNoOtherTab();
  });

  it("says that a message came on another person's phone, and shows it", async () => {
    const side = await openSplit(stage);
    await register(side, 'other@example.org', 4711);
    await side.phone.getByText('New message for Guest 4711').waitFor();
    await stage.visitor.picture(side.page, '73-split-elsewhere');
    await side.phone.getByRole('button', { name: 'Show it' }).click();
    await side.phone.getByRole('button', { name: /^Copy \d{6}$/ }).waitFor();
    await headline(side.app, 'Check your Telegram');
  });

  it('shows what the app does while Telegram misbehaves', async () => {
    const side = await openSplit(stage);
    await side.phone.getByRole('button', { name: 'Make Telegram misbehave' }).click();
    await side.phone.getByText('Nothing went wrong so far.').waitFor();
    await side.phone.getByRole('switch', { name: 'Server error' }).click();
    await side.phone.getByRole('switch', { name: 'Server error', checked: true }).waitFor();
    await register(side, 'fault@example.org', 4712);
    await side.phone.getByText('One call went wrong. The message arrived all the same.').waitFor();
    await stage.visitor.picture(side.page, '74-split-fault');
    expect(await barriersInEachColour(side.page)).toEqual([]);
    await headline(side.app, 'Check your Telegram');
  });
});

describe('on a narrow window', () => {
  const stage = setStage(phone!, startSandbox);

  it('app and phone are one by one, each behind a button', async () => {
    const { page } = await openSplit(stage);
    expect(await page.locator('.split__narrow a.primary').allTextContents()).toEqual(['The app', 'The phone']);
    await reads(page, /^This view needs a wider window/);
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('link', { name: 'The phone' }).click();
    await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
  });
});

describe('the pages', () => {
  const stage = setStage(desktop!, startSandbox);

  it('may stand in a frame of their own origin, as long as Telegram is a sandbox', async () => {
    const { headers } = await stage.app.get('/');
    expect(headers.get('content-security-policy')).toMatch(/frame-src 'self';.*frame-ancestors 'self'/);
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
  });
});
