import { aProgram, ClientApp, settingsOf } from '../harness/client.app';
import type { OpenidBrowser } from '../harness/openid.browser';

let app: ClientApp;

beforeAll(async () => {
  const program = aProgram((given) => ({
    command: process.execPath,
    args: ['auth-js/app.mjs'],
    env: settingsOf(given),
  }));
  app = await ClientApp.open(program, '/auth/callback/telega2go');
});
afterAll(() => app.close());

/** By a press on the button of the app's own page. */
async function press(browser: OpenidBrowser): Promise<string> {
  const pressed = await browser.submit(await browser.ask('/auth/signin?callbackUrl=/auth/session'));
  await pressed.text();
  return pressed.headers.get('location')!;
}

const sessionOf = async (browser: OpenidBrowser) => (await browser.ask('/auth/session')).json();

describe('an app with Auth.js', () => {
  it('signs a person in, and knows who it is from then on', async () => {
    const browser = app.browser();
    const { text, sub } = await app.signIn(await press(browser), { browser });
    const session = { user: { id: sub, name: 'Ann', email: 'ann@example.org' } };
    expect(JSON.parse(text)).toMatchObject(session);
    expect(await sessionOf(browser)).toMatchObject(session);
  });

  it('learns that the person has cancelled', async () => {
    const browser = app.browser();
    const { text } = await app.signIn(await press(browser), { answer: 'abort', browser });
    expect(text).toMatch('<div class="error"><p>Try signing in with a different account.</p>');
    expect(await sessionOf(browser)).toBeNull();
  });
});
