import type { Page } from 'playwright-core';
import type { AppProcess } from './app.process';
import { TestBrowser, type Device } from './browser';
import type { Visitor } from './visitor';

/** What a browser's story needs; `visitor` is somebody new in each test, and `page` their first tab, at the front door. */
export type Stage = { app: AppProcess; browser: TestBrowser; visitor: Visitor; page: Page };

/** Sets the stage for the tests of a `describe`, and clears it away again, also where it could not be set. `flags` are the browser's. */
export function setStage(device: Device, start: () => Promise<AppProcess>, flags: readonly string[] = []): Stage {
  const stage = {} as Stage;
  const partly: Partial<Stage> = stage;
  beforeAll(async () => {
    stage.app = await start();
    stage.browser = await TestBrowser.launch(flags);
  });
  beforeEach(async () => {
    stage.visitor = await stage.browser.visit(stage.app, device);
    stage.page = await stage.visitor.open();
  });
  afterEach(async () => {
    if (partly.app) await expectAlive(partly.app);
    await partly.visitor?.leave();
  });
  afterAll(async () => {
    await partly.browser?.close();
    await partly.app?.close();
  });
  return stage;
}

/** An app that ended by itself says in its own words why; without this a test would only wait in vain. */
async function expectAlive(app: AppProcess): Promise<void> {
  const answer = await app.get('/health/live').catch(() => undefined);
  if (answer?.status !== 200) throw new Error(`the app is gone; its last words:\n${app.output.slice(-4000)}`);
}
