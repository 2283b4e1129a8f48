import * as client from 'openid-client';
import { ask, CALLBACK, OpenidStage, SECRET, tokensOf } from '../harness/openid.stage';
import { time } from '../harness/time';

const MINUTE_MS = 60_000;
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';

let stage: OpenidStage;
let shop: client.Configuration;

beforeAll(async () => {
  stage = await OpenidStage.open();
  shop = await stage.discover();
});
afterAll(() => stage.close());

const basic = (id = 'shop', secret = SECRET) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

async function tell(path: string, fields: URLSearchParams | Record<string, string>, headers = {}) {
  const response = await fetch(stage.house.app.url + path, {
    method: 'POST',
    headers: { authorization: basic(), ...headers },
    body: new URLSearchParams(fields),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text || '{}') as { error?: string } };
}

async function aCode() {
  const browser = stage.browser();
  const token = await stage.signIn(browser);
  const asked = await ask(shop);
  const back = await stage.goOn(browser, await browser.follow(asked.url), token);
  const fields = {
    ...{ grant_type: 'authorization_code', code: back.searchParams.get('code')!, redirect_uri: CALLBACK },
    code_verifier: asked.verifier,
  };
  return { asked, back, fields };
}

/** What the standards say that a provider must do, and that no other story says already. */
describe('the answer of the token endpoint', () => {
  it('is kept by no cache (RFC 6749, 5.1)', async () => {
    const { fields } = await aCode();
    const { status, headers } = await tell('/oauth2/token', fields);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  });

  it('names the way that an app must show its secret in, where it showed a wrong one (RFC 6749, 5.2)', async () => {
    const { fields } = await aCode();
    const { status, headers, body } = await tell('/oauth2/token', fields, { authorization: basic('shop', 'wrong') });
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    expect(headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('has an ID token with issuer, audience, expiry and nonce (OpenID Connect Core, 2)', async () => {
    const { asked, back } = await aCode();
    const claims = (await tokensOf(shop, back, asked)).claims()!;
    expect(claims).toMatchObject({ iss: stage.house.app.url, aud: 'shop', nonce: asked.nonce });
    expect(claims.exp - claims.iat).toBe(600);
    expect(claims.sub.length).toBeLessThanOrEqual(255);
  });
});

describe('a request to the token endpoint', () => {
  it('shows its secret in one way (RFC 6749, 2.3), and no parameter twice (3.2)', async () => {
    const { asked, back, fields } = await aCode();
    const twoWays = await tell('/oauth2/token', { ...fields, client_id: 'shop', client_secret: SECRET });
    expect(twoWays).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    const twice = new URLSearchParams(fields);
    twice.append('code_verifier', asked.verifier);
    expect(await tell('/oauth2/token', twice)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    await tokensOf(shop, back, asked);
  });

  it('says where the code was sent, where the question did (RFC 6749, 4.1.3)', async () => {
    const { fields } = await aCode();
    const { redirect_uri: _, ...bare } = fields;
    const { status, body } = await tell('/oauth2/token', bare);
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  it.each([
    ['a form', { 'content-type': 'application/json' }],
    ['an app that is known', { authorization: basic('nobody') }],
  ])('comes as, or from, %s', async (_, headers) => {
    const { fields } = await aCode();
    expect((await tell('/oauth2/token', fields, headers)).status).toBeGreaterThanOrEqual(400);
  });
});

describe('a question', () => {
  it('leads on by 303, which repeats no body, and is read by no other site', async () => {
    const response = await stage.browser().ask((await ask(shop)).url, { headers: { origin: 'https://shop.example' } });
    expect(response.status).toBe(303);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it.each([
    ['without what it wants', 'response_type', 'invalid_request'],
    ['that does not say where its answer goes', 'redirect_uri', 'invalid_request'],
  ])('%s is refused', async (_, name, error) => {
    const { url, state } = await ask(shop);
    url.searchParams.delete(name);
    const response = await stage.browser().ask(url);
    const location = response.headers.get('location');
    expect(location ?? (await response.text())).toContain(error);
    if (name !== 'redirect_uri') expect(location).toContain(`state=${state}`);
    else expect([response.status, location]).toEqual([400, null]);
  });

  it('of words that are a page is shown as words', async () => {
    const browser = stage.browser();
    const { url } = await ask(shop, { login_hint: '"><script>alert(1)</script>', ui_locales: '<b>' });
    const page = await browser.follow(url);
    expect(await (await browser.ask(page)).text()).not.toContain('<script>alert(1)');
    const { url: faulty } = await ask(shop, { redirect_uri: 'https://evil.example/"><script>alert(1)</script>' });
    expect(await (await browser.ask(faulty)).text()).not.toContain('<script>alert(1)');
  });
});

describe('an access token', () => {
  const userinfo = (token?: string) =>
    fetch(`${stage.house.app.url}/oauth2/userinfo`, token ? { headers: { authorization: `Bearer ${token}` } } : {});

  it('is asked for where none is shown, and refused ten minutes later (RFC 6750, 3)', async () => {
    const bare = await userinfo();
    expect([bare.status, bare.headers.get('www-authenticate')]).toEqual([
      expect.any(Number),
      expect.stringMatching(/^Bearer /),
    ]);
    expect([400, 401]).toContain(bare.status);
    const { tokens } = await stage.signInTo(shop);
    expect((await userinfo(tokens.access_token)).status).toBe(200);
    time.pass(10 * MINUTE_MS + 1_000);
    const late = await userinfo(tokens.access_token);
    expect([late.status, late.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('error="invalid_token"'),
    ]);
  });

  it('that was revoked opens nothing more, and the answer does not tell whether it was one (RFC 7009, 2.2)', async () => {
    const { tokens } = await stage.signInTo(shop);
    expect((await tell('/oauth2/revoke', { token: 'unknown' })).status).toBe(200);
    expect((await tell('/oauth2/revoke', { token: tokens.access_token })).status).toBe(200);
    expect((await userinfo(tokens.access_token)).status).toBe(401);
  });
});

describe('a device that shows a code (RFC 8628)', () => {
  const begin = () => client.initiateDeviceAuthorization(shop, { scope: 'openid' });
  const poll = (code: string, id = 'shop') =>
    tell('/oauth2/token', { grant_type: DEVICE, device_code: code }, { authorization: basic(id) });
  /** A person types it, and says yes or no. */
  async function answer(userCode: string, more: Record<string, string> = {}) {
    const browser = stage.browser();
    const token = await stage.signIn(browser);
    const confirmed = await browser.submit(await browser.submit('/device', { user_code: userCode }), more);
    const location = confirmed.headers.get('location');
    if (location === null) return confirmed.text();
    const page = await browser.follow(location);
    const { body } = await stage.interact(browser, page, 'continue', token);
    return (await browser.arrive(body.redirect_to as string)).text();
  }

  it('waits while there is no answer, and no longer than ten minutes', async () => {
    const { device_code: code } = await begin();
    expect(await poll(code)).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
    time.pass(10 * MINUTE_MS + 1_000);
    expect((await poll(code)).body.error).toMatch(/^(expired_token|invalid_grant)$/);
  });

  it('is told that the person said no', async () => {
    const { device_code: code, user_code: userCode } = await begin();
    await answer(userCode, { abort: 'yes' });
    expect(await poll(code)).toMatchObject({ status: 400, body: { error: 'access_denied' } });
  });

  it('gets its tokens once, and no other app gets them', async () => {
    const { device_code: code, user_code: userCode } = await begin();
    await answer(userCode);
    expect(await poll(code, 'stranger')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await poll(code)).status).toBe(200);
    expect(await poll(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('is let in by no guess', async () => {
    const browser = stage.browser();
    const page = await browser.submit('/device', { user_code: 'BBBB-BBBB' });
    expect(await page.text()).toContain('a code we know');
  });
});

describe('a request by POST, which another site’s form could send without our cookies', () => {
  it.each(['/oauth2/authorize', '/oauth2/logout'])(
    'is refused at %s, in words that say what is taken',
    async (path) => {
      const { status, headers, body } = await tell(path, { client_id: 'shop' });
      expect([status, headers.get('allow'), body]).toMatchObject([405, 'GET, HEAD', { code: 'method_not_allowed' }]);
    },
  );
});
