import type { Page } from 'playwright-core';
import { AppProcess } from '../harness/app.process';
import { devices } from '../harness/browser';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { until } from '../harness/until';
import { ANN, readCode, reads, says, typeCode } from '../harness/visitor';
import { WireFront } from '../harness/wire.front';

const [phone] = devices;
const NOT_LOADED = 'This didn’t load. Please try again later.';
const SCANS_NOT = 'Scanning doesn’t work right now. Please type the code.';
const PAUSED = 'Live updates are paused; checking every 2 seconds.';

/** A tab that goes out of sight and comes back when a test says so: tests see all tabs at once. */
const SIGHT = `
  let isHidden = false;
  Object.defineProperty(document, 'hidden', { get: () => isHidden });
  window.setHidden = (now) => {
    isHidden = now;
    document.dispatchEvent(new Event('visibilitychange'));
  };`;

const setHidden = (page: Page, isHidden: boolean) => page.evaluate(`window.setHidden(${isHidden})`);

describe('on a phone behind a network that goes wrong, a page that waits for Start', () => {
  let front: WireFront;
  const stage = setStage(phone!, async () => {
    const app = await AppProcess.prepare();
    front = await WireFront.start(() => Number(new URL(app.url).port));
    await app.boot({ PUBLIC_URL: front.url });
    await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
    return app;
  });
  afterEach(() => (front.holdsStreams = false));
  afterAll(() => front.close());

  /** Waits behind the front for Start. */
  async function wait() {
    const visitor = await stage.browser.visit(stage.app, phone!, front.url);
    const page = await visitor.openEmpty();
    await page.addInitScript(SIGHT);
    const streams: string[] = [];
    page.on('request', (request) => request.url().endsWith('/events') && streams.push(request.url()));
    await page.goto('/register');
    await visitor.register(page);
    await says(page, 'Open Telegram and press Start');
    return { page, visitor, streams };
  }

  /** Beside the front. */
  async function pressStart(page: Page) {
    const link = await page.getByRole('link', { name: 'Open Telegram' }).getAttribute('href');
    const payload = new URL(link!, front.url).searchParams.get('start');
    await stage.app.post('/sandbox/api/start', { person: ANN, payload });
  }

  it('shows the field for the code when it comes back, though its connections lead nowhere (networks 2)', async () => {
    const { page, visitor } = await wait();
    await setHidden(page, true);
    front.swallow();
    await pressStart(page);
    await setHidden(page, false);
    await says(page, 'Check your Telegram');
    await typeCode(page, await readCode(await visitor.phoneOf(ANN)));
    await page.waitForURL('**/profile');
    await visitor.leave();
  });

  it('also by itself, when nothing was heard for longer than a heartbeat (networks 2)', async () => {
    const { page, visitor } = await wait();
    front.swallow();
    await pressStart(page);
    await says(page, 'Check your Telegram');
    await visitor.leave();
  });

  it('asks where a proxy holds the stream back, and says so (networks 1)', async () => {
    front.holdsStreams = true;
    const { page, visitor } = await wait();
    await reads(page, PAUSED);
    await pressStart(page);
    await says(page, 'Check your Telegram');
    await visitor.leave();
  });

  it('is back at once, and says nothing of it, where a proxy cuts its stream (networks 1)', async () => {
    const { page, visitor, streams } = await wait();
    await page.evaluate(`new MutationObserver(() => {
      window.wasPaused ||= document.body.textContent.includes('${PAUSED}');
    }).observe(document.body, { childList: true, subtree: true, characterData: true })`);
    await until(() => streams.length === 1, 'the stream to be open');
    front.cut();
    await until(() => streams.length === 2, 'the stream to be opened again');
    await pressStart(page);
    await says(page, 'Check your Telegram');
    expect(await page.evaluate('window.wasPaused')).toBe(false);
    await visitor.leave();
  });

  it('goes on in the eighth tab of one browser, whose six connections the hidden ones leave alone (networks 15)', async () => {
    const { page, visitor } = await wait();
    const tabs = [page];
    while (tabs.length < 8) {
      await setHidden(tabs.at(-1)!, true);
      const tab = await visitor.openEmpty();
      await tab.addInitScript(SIGHT);
      await tab.goto('/wait');
      await says(tab, 'Open Telegram and press Start');
      tabs.push(tab);
    }
    const last = tabs.at(-1)!;
    await pressStart(last);
    await says(last, 'Check your Telegram');
    await setHidden(last, true);
    await setHidden(page, false);
    await says(page, 'Check your Telegram');
    await visitor.leave();
  });
});

describe('on a phone whose browser is told wrong, or lacks something', () => {
  const stage = setStage(phone!, startSandbox);

  /** Somebody whose every page begins with that script. */
  async function visitWith(script: string) {
    const { page, visitor } = stage;
    await page.context().addInitScript(script);
    return { page, visitor };
  }

  it('asks the server, and is not offline where that answers (networks 11)', async () => {
    const { page, visitor } = await visitWith(
      "Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false })",
    );
    await visitor.register(page, { chatId: 1501 });
    await page.reload();
    await says(page, 'Check your Telegram');
    expect(await page.getByText('You’re offline').count()).toBe(0);
    await page.evaluate("dispatchEvent(new Event('offline'))");
    await typeCode(page, await readCode(await visitor.phoneOf(1501)));
    await page.waitForURL('**/profile');
    expect(await page.getByText('You’re offline').count()).toBe(0);
  });

  it('is offline until the server answers, whatever the browser says, and then is not by itself (networks 11)', async () => {
    const { page } = stage;
    let isCut = true;
    await page.context().route('**/api/**', (route) => (isCut ? route.abort() : route.continue()));
    await page.evaluate(`Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false, configurable: true });
      dispatchEvent(new Event('offline'))`);
    const strip = page.locator('.strip').getByText('You’re offline');
    await strip.waitFor();
    const asked = page.waitForRequest('**/api/app');
    await page.evaluate(`Object.defineProperty(Navigator.prototype, 'onLine', { get: () => true });
      dispatchEvent(new Event('online'))`);
    await asked;
    expect(await strip.count()).toBe(1);
    isCut = false;
    await strip.waitFor({ state: 'detached' });
  });

  it('reads everything that changes where a translator has put its own words in their place (networks 12)', async () => {
    // Chrome's translator puts two elements of its own where a text was.
    const { page } = await visitWith(`addEventListener('DOMContentLoaded', () => {
      const translate = (node) => {
        if (node.nodeType === 1) return [...node.childNodes].forEach(translate);
        if (node.nodeType !== 3 || !node.data.trim() || !node.parentElement || node.parentElement.closest('font, title, script, style, [translate=no]')) return;
        const [outer, inner] = [document.createElement('font'), document.createElement('font')];
        outer.append(inner);
        inner.textContent = 'es:' + node.data;
        node.replaceWith(outer);
      };
      translate(document.body);
      new MutationObserver((records) => {
        for (const { type, target, addedNodes } of records)
          for (const node of type === 'characterData' ? [target] : addedNodes) if (node.isConnected) translate(node);
      }).observe(document.body, { childList: true, subtree: true, characterData: true });
    })`);
    const shows = (words: string) =>
      page.getByRole('heading', { level: 1, name: `es:${words}`, exact: true }).waitFor();
    await page.goto('/register');
    await shows('Register');
    await page.locator('#name').fill('Ann Example');
    await page.locator('#email').fill('translated@example.org');
    await page.locator('button[type=submit]').click();
    await shows('Open Telegram and press Start');
    const link = await page.locator('a.button-primary').getAttribute('href');
    const payload = new URL(link!, stage.app.url).searchParams.get('start');
    await stage.app.post('/sandbox/api/start', { person: ANN, payload });
    await shows('Check your Telegram');
    expect(await page.locator('h1').textContent()).toBe('es:Check your Telegram');
    const timer = page.locator('[role=timer] span');
    const before = await timer.textContent();
    expect(before).toMatch(/^\d:\d\d$/);
    await until(async () => (await timer.textContent()) !== before, 'the countdown to go on');
    await page.locator('#code').pressSequentially('000000');
    await reads(page, /^es:That code isn’t right\. \d tries left\.$/);
    expect(await page.locator('#code-below').textContent()).toMatch(/^es:That code isn’t right/);
    expect(await page.locator('.step-current').textContent()).toBe('es:Deliveredes:: es:now');
    await page.locator('.actions button').last().click();
    await shows('Sign-in cancelled');
  });

  it('scans a picture without what Safari 16 lacks (networks 14)', async () => {
    const { page, visitor } = await visitWith(
      'delete URL.canParse; delete AbortSignal.any; delete Promise.withResolvers',
    );
    await visitor.register(page, { chatId: 1502 });
    await page.reload();
    await says(page, 'Check your Telegram');
    await page.getByRole('button', { name: 'Scan QR code' }).click();
    await page.locator('.scanner input').setInputFiles(await pictureFor(1502));
    await reads(page, 'Register as Ann Example?');
  });

  it.each([
    ['the scanner', '**/assets/scanner-*.js', '', NOT_LOADED],
    ['its reader', '**/assets/jsQR-*.js', '', SCANS_NOT],
    ['the means to look at a picture', '', 'delete globalThis.createImageBitmap', SCANS_NOT],
    ['the canvas', '', 'HTMLCanvasElement.prototype.getContext = () => null', SCANS_NOT],
  ])('says that scanning fails where %s is missing (networks 14)', async (_, chunk, script, words) => {
    const { page, visitor } = await visitWith(script);
    if (chunk) await page.context().route(chunk, (route) => route.abort('connectionreset'));
    await visitor.register(page, { chatId: 1503 });
    // What the device has kept is there; what is asked for in the first visit may be missing.
    if (script) await page.reload();
    await says(page, 'Check your Telegram');
    await page.getByRole('button', { name: 'Scan QR code' }).click();
    const input = page.locator('.scanner input');
    if (!chunk.includes('scanner')) await input.setInputFiles(await pictureFor(1503));
    await reads(page, words);
  });

  it('says that the picture of the start link did not come, and shows it once it does (networks 14)', async () => {
    const { page, visitor } = stage;
    await page.context().route('**/assets/qr-*.js', (route) => route.abort('connectionreset'));
    await visitor.register(page);
    await page.getByRole('button', { name: 'Show QR code' }).click();
    await reads(page, NOT_LOADED);
    await page.context().unroute('**/assets/qr-*.js');
    await page.locator('svg.qr').waitFor();
  });

  it('says that a language did not come, and speaks on in the one that did (networks 14)', async () => {
    const { page } = stage;
    await page.context().route('**/assets/german-*.js', (route) => route.abort('connectionreset'));
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByText('Deutsch').click();
    await reads(page, NOT_LOADED);
    expect(await page.getByRole('radio', { name: 'English' }).isChecked()).toBe(true);
    await page.context().unroute('**/assets/german-*.js');
  });

  /** The picture of the newest message in that person's chat. */
  async function pictureFor(person: number) {
    type Phone = { messages: { picture: { url: string } | null }[] };
    const newest = await until(async () => {
      const { body } = await stage.app.get<Phone>(`/sandbox/api/state?person=${person}`);
      return body.messages?.findLast(({ picture }) => picture)?.picture;
    }, 'a message with a picture');
    const answer = await fetch(`${stage.app.url}/sandbox/${newest.url}`);
    return { name: 'picture.png', mimeType: 'image/png', buffer: Buffer.from(await answer.arrayBuffer()) };
  }
});
