import { gzipSync } from 'node:zlib';
import { devices } from '../harness/browser';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { says } from '../harness/visitor';

/** Of script, as it goes over the wire. */
const MOST_BYTES = 40_000;

const headlines = { en: 'Sign in with Telegram', de: 'Mit Telegram anmelden', ru: 'Вход через Telegram' };

describe.each(Object.entries(headlines))('the first load in %s', (locale, headline) => {
  const options = { ...devices[0]!.options, locale };
  const stage = setStage({ name: 'phone', options }, startSandbox);

  it('is at most 40 kB of script, compressed, and nothing of it stands in the page', async () => {
    const { visitor } = stage;
    const page = await visitor.openEmpty();
    const scripts: Promise<number>[] = [];
    // Not the service worker's own, which come later and for later.
    page.on('response', (response) => {
      if (response.request().resourceType() !== 'script') return;
      expect(response.headers()['content-encoding']).toMatch(/^(br|gzip)$/);
      scripts.push(response.body().then((script) => gzipSync(script, { level: 9 }).length));
    });
    await page.goto('/');
    await says(page, headline);
    await page.waitForLoadState('networkidle');
    const bytes = (await Promise.all(scripts)).reduce((all, each) => all + each, 0);
    expect(bytes).toBeGreaterThan(1000);
    expect(bytes).toBeLessThan(MOST_BYTES);
    expect(await page.locator('script:not([src]), style, [style]').count()).toBe(0);
  });
});
