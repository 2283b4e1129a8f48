import { aProgram, ClientApp, settingsOf } from '../harness/client.app';

let app: ClientApp;

beforeAll(async () => {
  app = await ClientApp.open(
    aProgram((given) => ({
      command: process.env.AUTHLIB_PYTHON_PATH!,
      args: ['authlib/app.py'],
      env: settingsOf(given),
    })),
  );
});
afterAll(() => app.close());

describe('an app in Python, with Authlib', () => {
  it('signs a person in, verifies who it is, and goes on with new tokens', async () => {
    const { status, text, sub } = await app.signIn('/login');
    expect(`${status}: ${text}`).toMatch(/^200: /);
    const ann = { sub, name: 'Ann', email: 'ann@example.org', email_verified: false };
    expect(JSON.parse(text)).toMatchObject({
      id_token: { sub, iss: app.given.issuer, aud: app.given.clientId, acr: 'telegram:code' },
      userinfo: ann,
      refreshed: ann,
    });
  });

  it('learns that the person has cancelled', async () => {
    const { status, text } = await app.signIn('/login', { answer: 'abort' });
    expect(`${status}: ${text.trim()}`).toBe('400: refused: access_denied');
  });
});
