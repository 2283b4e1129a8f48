import { chromium, type Browser, type BrowserContextOptions } from 'playwright-core';
import { rounds } from './rounds';
import type { AppProcess } from './app.process';
import { Visitor } from './visitor';

/** A little less than the runner's own limit, so that it is the page that says what it waited for. */
const PATIENCE_MS = 590_000;
const FLAGS = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const MORE_FLAGS = ['--disable-component-update', '--disable-sync'];

export type Device = Readonly<{ name: string; options: BrowserContextOptions }>;

/** A small phone with a finger, and a desktop with a mouse. */
export const devices: readonly Device[] = [
  { name: 'phone', options: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } },
  { name: 'desktop', options: { viewport: { width: 1280, height: 800 } } },
];

/** The same, and the app is kept on the device: elsewhere pages come from the server, which takes less of the machine. */
export const keepingDevices: readonly Device[] = devices.map(({ name, options }) => ({
  name,
  options: { ...options, serviceWorkers: 'allow' },
}));

/**
 * An `it` for what is the same at each size: its stories take turns, the first at the phone, the next at the desktop, so
 * that each is told once and both come by most pages. At night each is told at both.
 */
export function inTurns({ name }: Device): (story: string, tell: () => Promise<void>) => void {
  let turn = devices.findIndex((device) => device.name === name);
  return (story, tell) => {
    if (rounds(1) > 1 || turn % devices.length === 0) it(story, tell);
    turn += 1;
  };
}

/** Debian's Chromium, or the one that CHROMIUM_PATH names: the run's own (scripts/browser.mjs), unless a story wants flags. */
export class TestBrowser {
  private constructor(private readonly browser: Browser) {}

  static async launch(flags: readonly string[] = []): Promise<TestBrowser> {
    if (process.env.TEST_BROWSER && flags.length === 0)
      return new TestBrowser(await chromium.connect(process.env.TEST_BROWSER));
    const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
    const browser = await chromium.launch({ executablePath, args: [...FLAGS, ...MORE_FLAGS, ...flags] });
    return new TestBrowser(browser);
  }

  /** Somebody with a device of their own: nothing is kept from those before. `url` is where they reach the app. */
  async visit(app: AppProcess, { name, options }: Device, url = app.url): Promise<Visitor> {
    const context = await this.browser.newContext({
      baseURL: url,
      locale: 'en-GB',
      serviceWorkers: 'block',
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    return new Visitor(context, url, `${name}-${options.colorScheme ?? 'light'}`);
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}
