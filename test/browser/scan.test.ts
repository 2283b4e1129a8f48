import type { Page } from 'playwright-core';
import { toBuffer } from 'qrcode';
import { readQr } from '../../src/delivery/message/qr.fixture';
import { barriersAtEachSize } from '../harness/accessibility';
import { devices, inTurns } from '../harness/browser';
import { FakeCamera } from '../harness/fake.camera';
import { startSandbox } from '../harness/sandbox.app';
import { setStage, type Stage } from '../harness/stage';
import { reads, says } from '../harness/visitor';
import { until } from '../harness/until';

const state = (page: Page, words: string) => page.locator('.scan-state').getByText(words).waitFor();

/** The picture of the newest message in that person's chat, as it came. */
async function pictureFor({ app }: Stage, person: number): Promise<Buffer> {
  type Phone = { messages: { picture: { url: string } | null }[] };
  const newest = await until(async () => {
    const { body } = await app.get<Phone>(`/sandbox/api/state?person=${person}`);
    return body.messages?.findLast(({ picture }) => picture)?.picture;
  }, 'a message with a picture');
  const answer = await fetch(`${app.url}/sandbox/${newest.url}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** Registers, and answers with the picture of the message. */
async function waitForPicture(stage: Stage, chatId: number): Promise<Buffer> {
  await stage.visitor.register(stage.page, { chatId });
  await says(stage.page, 'Check your Telegram');
  return pictureFor(stage, chatId);
}

/** From the page that asks before it does anything, to the profile; nothing is waited for any more. */
async function comesIn({ page, visitor }: Stage): Promise<void> {
  await reads(page, 'Register as Ann Example?');
  expect(page.url()).not.toContain('#');
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await page.waitForURL('**/profile');
  const later = await visitor.open();
  await later.waitForURL('**/profile');
  await says(later, 'Ann Example');
}

const paste = (page: Page, picture: Buffer) =>
  page.evaluate(`(() => {
    const bytes = Uint8Array.from(atob('${picture.toString('base64')}'), (letter) => letter.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], 'picture.png', { type: 'image/png' }));
    (document.activeElement ?? document.body).dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  })()`);

/** Counts the cameras that are on. */
const WATCH_CAMERAS = `
  window.cameras = [];
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    window.cameras.push(...stream.getTracks());
    return stream;
  };`;
const camerasOn = (page: Page) =>
  page.evaluate<number>("window.cameras.filter(({ readyState }) => readyState === 'live').length");

describe.each(devices)('at a $name with a camera', (device) => {
  const camera = new FakeCamera();
  const story = inTurns(device);
  const stage = setStage(device, startSandbox, camera.flags);
  beforeEach(() => camera.show(undefined));
  afterAll(() => camera.throwAway());

  story('a person scans the picture of the message, is asked, and gets in', async () => {
    const { page, visitor } = stage;
    camera.show(await waitForPicture(stage, 1301));
    await visitor.picture(page, '96-scan-button');
    await page.getByRole('button', { name: 'Scan QR code' }).click();
    await comesIn(stage);
  });

  story('by the reader that the browser has, where it has one', async () => {
    const { page } = stage;
    const rawValue = readQr(await waitForPicture(stage, 1302));
    await page.evaluate(`globalThis.BarcodeDetector = class {
      static getSupportedFormats = async () => ['qr_code'];
      detect = async (canvas) => (canvas.width > 0 ? [{ rawValue: ${JSON.stringify(rawValue)} }] : []);
    }`);
    await page.getByRole('button', { name: 'Scan QR code' }).click();
    await comesIn(stage);
  });

  story('hears that a code is not ours; Escape closes, the focus is back, and the camera is off', async () => {
    const { visitor } = stage;
    const page = await visitor.openEmpty();
    await page.addInitScript(WATCH_CAMERAS);
    await page.goto('/');
    camera.show(await toBuffer('https://elsewhere.example/verify#somebody-elses-secret'));
    await visitor.register(page, { chatId: 1303 });
    await says(page, 'Check your Telegram');
    const button = page.getByRole('button', { name: 'Scan QR code' });
    await button.click();
    await state(page, 'That isn’t our QR code. Use the one in your message.');
    await visitor.picture(page, '97-scan-strange');
    expect(await barriersAtEachSize(page)).toEqual([]);
    expect(await camerasOn(page)).toBe(1);
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await button.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    await until(async () => (await camerasOn(page)) === 0, 'the camera to be off');
  });
});

describe.each(devices)('at a $name without a camera', (device) => {
  const story = inTurns(device);
  const stage = setStage({ ...device, options: { ...device.options, permissions: ['camera'] } }, startSandbox);

  story('a person is told so, and chooses a picture', async () => {
    const { page, visitor } = stage;
    const picture = await waitForPicture(stage, 1311);
    await page.getByRole('button', { name: 'Scan QR code' }).click();
    await state(page, 'No camera found. Choose or paste a picture.');
    await visitor.picture(page, '98-scan-no-camera');
    expect(await barriersAtEachSize(page)).toEqual([]);
    const choose = page.getByLabel('Choose a picture');
    await choose.setInputFiles({ name: 'cat.png', mimeType: 'image/png', buffer: EMPTY_PICTURE });
    await state(page, 'There’s no QR code in that picture.');
    await choose.setInputFiles({ name: 'qr.png', mimeType: 'image/png', buffer: picture });
    await comesIn(stage);
  });

  story('a person pastes the picture on the page that waits, and gets in', async () => {
    const { page } = stage;
    await paste(page, await waitForPicture(stage, 1312));
    await comesIn(stage);
  });

  story('a person pastes the link; a code that is pasted is still the code', async () => {
    const { page, visitor } = stage;
    await waitForPicture(stage, 1313);
    const phone = await visitor.phoneOf(1313);
    const link = await phone.getByRole('link', { name: 'Sign in' }).getAttribute('href');
    const pasteText = (text: string) =>
      page.evaluate(`(() => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', ${JSON.stringify(text)});
        const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
        return document.body.dispatchEvent(event);
      })()`);
    await page.bringToFront();
    expect(await pasteText('123456')).toBe(true);
    await says(page, 'Check your Telegram');
    expect(await pasteText(link!)).toBe(false);
    await comesIn(stage);
  });
});

describe('at a phone where the camera is not allowed', () => {
  const [phone] = devices;
  const stage = setStage(phone!, startSandbox);

  it('a person is told how to allow it, and what else there is', async () => {
    const { page } = stage;
    // What a browser answers whose person has said no: nobody sits before this one to be asked.
    await page.evaluate(`navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException('Permission denied', 'NotAllowedError');
    }`);
    await waitForPicture(stage, 1321);
    await page.getByRole('button', { name: 'Scan QR code' }).click();
    await state(page, 'The camera isn’t allowed here. Allow it in the address bar, or choose a picture.');
    await page.getByRole('button', { name: 'Type the code instead' }).click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await reads(page, 'Code from Telegram');
  });
});

/** One grey dot. */
const EMPTY_PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOsr6//DwAFhAKAjM1mJgAAAABJRU5ErkJggg==',
  'base64',
);
