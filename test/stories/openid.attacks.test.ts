import * as client from 'openid-client';
import type { OpenidBrowser } from '../harness/openid.browser';
import { ask, CALLBACK, OpenidStage, SECRET, tokensOf } from '../harness/openid.stage';
import { time } from '../harness/time';

const MINUTE_MS = 60_000;

let stage: OpenidStage;
let shop: client.Configuration;

beforeAll(async () => {
  stage = await OpenidStage.open();
  shop = await stage.discover();
});
afterAll(() => stage.close());

async function call(path: string, fields: Record<string, string>, id = 'shop') {
  const response = await fetch(`${stage.house.app.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${SECRET}`).toString('base64')}` },
    body: new URLSearchParams(fields),
  });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text || '{}') as Record<string, unknown> };
}

async function aCode(more: Record<string, string> = {}) {
  const browser = stage.browser();
  const token = await stage.signIn(browser);
  const asked = await ask(shop, more);
  return { browser, token, asked, back: await stage.goOn(browser, await browser.follow(asked.url), token) };
}

/** What an app shows for a code. */
const exchange = (back: URL, verifier: string) => ({
  grant_type: 'authorization_code',
  code: back.searchParams.get('code')!,
  redirect_uri: CALLBACK,
  code_verifier: verifier,
});

describe('a code that was stolen', () => {
  it('is good for nothing without its verifier', async () => {
    const { asked, back } = await aCode();
    const { code_verifier: _, ...fields } = exchange(back, asked.verifier);
    expect(await call('/oauth2/token', fields)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('is good for nothing when it was asked for without PKCE, and is shown with a verifier', async () => {
    const browser = stage.browser();
    const token = await stage.signIn(browser);
    const { url, verifier } = await ask(shop);
    for (const name of ['code_challenge', 'code_challenge_method']) url.searchParams.delete(name);
    const page = await browser.follow(url);
    const back = await stage.goOn(browser, page, token);
    expect(await call('/oauth2/token', exchange(back, verifier))).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });

  it('is good for nothing after a minute', async () => {
    const { asked, back } = await aCode();
    time.pass(MINUTE_MS + 1_000);
    expect(await call('/oauth2/token', exchange(back, asked.verifier))).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });
});

describe('an answer', () => {
  it('says which provider gives it, so that an app of several does not mix them up (RFC 9207)', async () => {
    const { asked, back } = await aCode();
    expect(back.searchParams.get('iss')).toBe(stage.house.app.url);
    const mixedUp = new URL(back);
    mixedUp.searchParams.set('iss', 'https://other.example');
    await expect(tokensOf(shop, mixedUp, asked)).rejects.toThrow();
    await tokensOf(shop, back, asked);
  });

  it('carries state and nonce as they were asked, and an app that finds others refuses it', async () => {
    const { asked, back } = await aCode();
    expect(back.searchParams.get('state')).toBe(asked.state);
    await expect(tokensOf(shop, back, { ...asked, state: 'another' })).rejects.toThrow();
    await expect(tokensOf(shop, back, { ...asked, nonce: 'another' })).rejects.toThrow();
  });
});

describe('tokens in the hands of another app', () => {
  const isMine = async (tokens: { access_token: string }, sub: string) =>
    expect((await client.fetchUserInfo(shop, tokens.access_token, sub)).sub).toBe(sub);

  it('are not exchanged, not told of, and not revoked', async () => {
    const { tokens, sub } = await stage.signInTo(shop);
    const refreshToken = tokens.refresh_token!;
    const refresh = { grant_type: 'refresh_token', refresh_token: refreshToken };
    expect(await call('/oauth2/token', refresh, 'stranger')).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    for (const token of [tokens.access_token, refreshToken]) {
      expect((await call('/oauth2/introspect', { token }, 'stranger')).body).toEqual({ active: false });
      await call('/oauth2/revoke', { token }, 'stranger');
    }
    await isMine(tokens, sub);
    await client.refreshTokenGrant(shop, refreshToken);
  });

  it('are refused in an address, where logs would keep them', async () => {
    const { tokens } = await stage.signInTo(shop);
    const url = `${stage.house.app.url}/oauth2/userinfo?access_token=${tokens.access_token}`;
    const { status } = await stage.browser().ask(url);
    expect([400, 401]).toContain(status);
  });
});

describe('a question that was tampered with', () => {
  it.each([
    ['for what the app may not know', { scope: 'openid phone' }, 'invalid_scope'],
    ['that wants a page and none', { prompt: 'none login' }, 'invalid_request'],
    ['in a mode that nobody knows', { response_mode: 'carrier-pigeon' }, 'unsupported_response_mode'],
    ['that is of a token of another provider', { id_token_hint: 'eyJhbGciOiJSUzI1NiJ9.e30.AAAA' }, 'invalid_request'],
  ])('%s is answered with the registered error', async (_, change, error) => {
    const modest = await OpenidStage.open({}, [
      { id: 'shop', name: 'Shop', redirect_uris: [CALLBACK], secret: SECRET, scopes: ['openid', 'profile'] },
    ]);
    try {
      const { url, state } = await ask(await modest.discover(), { scope: 'openid', ...(change as object) });
      const back = await modest.browser().follow(url);
      expect(Object.fromEntries(back.searchParams)).toMatchObject({ error, state });
    } finally {
      await modest.close();
    }
  });

  it('with two addresses to go back to leads to none of them', async () => {
    const { url } = await ask(shop);
    url.searchParams.append('redirect_uri', 'https://evil.example/callback');
    const response = await stage.browser().ask(url);
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    expect(await response.text()).toContain('invalid_request');
  });

  it('about one person is not answered with another', async () => {
    const { tokens } = await stage.signInTo(shop);
    const other = await stage.signInTo(shop);
    const { url } = await ask(shop, { prompt: 'none', id_token_hint: tokens.id_token! });
    const back = await other.browser.follow(url);
    expect(back.searchParams.get('error')).toBe('login_required');
  });
});

describe('what is over, or was never there', () => {
  it('is no interaction a quarter of an hour later', async () => {
    const browser = stage.browser();
    const token = await stage.signIn(browser);
    const page = await browser.follow((await ask(shop)).url);
    time.pass(15 * MINUTE_MS + 1_000);
    expect((await stage.interact(browser, page, 'continue', token)).status).not.toBe(200);
    expect(await stage.details(browser, page)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('is no pushed question for another app, nor a minute later', async () => {
    const push = async () =>
      (await client.buildAuthorizationUrlWithPAR(shop, (await ask(shop)).url.searchParams)).searchParams;
    const errorFor = async (parameters: URLSearchParams) => {
      const response = await stage.browser().ask(`/oauth2/authorize?${parameters}`);
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
      return response.text();
    };
    const stolen = await push();
    stolen.set('client_id', 'stranger');
    expect(await errorFor(stolen)).toContain('invalid_request_object');
    const late = await push();
    time.pass(MINUTE_MS + 1_000);
    expect(await errorFor(late)).toContain('invalid_request');
  });

  it.each([
    ['by a password', { grant_type: 'password', username: 'ann', password: 'x' }],
    ['for the app alone', { grant_type: 'client_credentials' }],
  ])('is no token %s', async (_, fields) => {
    expect(await call('/oauth2/token', fields as Record<string, string>)).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/^(unsupported_grant_type|unauthorized_client)$/) as string },
    });
  });
});

describe('another browser', () => {
  it('does not go on where the person has answered', async () => {
    const [mine, theirs] = [stage.browser(), stage.browser()];
    const token = await stage.signIn(mine);
    const page = await mine.follow((await ask(shop)).url);
    const step = await stage.interact(mine, page, 'continue', token);
    const stolen = await theirs.ask(step.body.redirect_to as string);
    expect(stolen.status).toBe(400);
    expect(stolen.headers.get('location')).toBeNull();
    expect((await mine.follow(step.body.redirect_to as string)).searchParams.get('code')).toBeTruthy();
  });
});

describe('another site', () => {
  const FOREIGN = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  const interactionOf = (page: URL) => `/api${page.pathname.replace('/interaction/', '/interactions/')}`;

  it('answers nothing in the name of a person', async () => {
    const browser = stage.browser();
    const token = await stage.signIn(browser);
    const page = await browser.follow((await ask(shop)).url);
    const headers = { ...FOREIGN, authorization: `Bearer ${token}` };
    for (const step of ['continue', 'consent', 'abort'])
      expect((await browser.post(`${interactionOf(page)}/${step}`, {}, headers)).status).toBe(403);
    // It goes on as if nothing had been.
    expect((await stage.goOn(browser, page, token)).origin).toBe('https://shop.example');
  });

  const sendForm = (browser: OpenidBrowser, path: string, fields: Record<string, string>) =>
    browser.ask(path, { method: 'POST', headers: FOREIGN, body: new URLSearchParams(fields) });

  it('cannot sign a person out, or let a device in', async () => {
    const { browser, token } = await stage.signInTo(shop);
    await (await browser.ask('/oauth2/logout')).text();
    const out = await sendForm(browser, '/oauth2/logout/confirm', { logout: 'yes', xsrf: 'guessed' });
    expect(out.status).toBeGreaterThanOrEqual(400);
    const { user_code: code } = await client.initiateDeviceAuthorization(shop, { scope: 'openid' });
    const entered = await sendForm(browser, '/device', { user_code: code, confirm: 'yes', xsrf: 'guessed' });
    expect(entered.headers.get('location')).toBeNull();
    const { status } = await stage.house.app.get('/api/profile', { authorization: `Bearer ${token}` });
    expect(status).toBe(200);
  });

  it('shows no page of ours within its own', async () => {
    const browser = stage.browser();
    const page = await browser.follow((await ask(shop)).url);
    for (const path of [page.pathname, '/device', '/oauth2/logout']) {
      const { headers } = await browser.ask(path);
      expect(`${path}: ${headers.get('content-security-policy')}`).toMatch(/frame-ancestors 'none'/);
    }
  });

  it('cannot have a person led to its own address after signing out, in the name of an app or of none', async () => {
    const { browser } = await stage.signInTo(shop);
    const toEvil = (more = {}) =>
      browser.ask(
        `/oauth2/logout?${new URLSearchParams({ post_logout_redirect_uri: 'https://evil.example/', ...more })}`,
      );
    for (const id of ['shop', 'stranger']) expect((await toEvil({ client_id: id })).status).toBe(400);
    const out = await browser.submit(await toEvil(), { logout: 'yes' });
    expect(out.headers.get('location')).toBe(`${stage.house.app.url}/oauth2/logout/success`);
  });
});
