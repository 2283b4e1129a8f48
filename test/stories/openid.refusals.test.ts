import * as client from 'openid-client';
import { ask, CALLBACK, OpenidStage, SECRET, tokensOf } from '../harness/openid.stage';
import { until } from '../harness/until';

let stage: OpenidStage;
let shop: client.Configuration;

beforeAll(async () => {
  stage = await OpenidStage.open();
  shop = await stage.discover();
});
afterAll(() => stage.close());

/** As the protocol's library asks it, but for what the test changes. */
async function token(fields: Record<string, string>, secret = SECRET, id = 'shop') {
  const response = await fetch(`${stage.house.app.url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams(fields),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const exchange = (back: URL, verifier: string, more: Record<string, string> = {}) => ({
  grant_type: 'authorization_code',
  code: back.searchParams.get('code')!,
  redirect_uri: CALLBACK,
  code_verifier: verifier,
  ...more,
});

/** The protocol counts in whole ones. */
function untilNextSecond(): Promise<true> {
  const now = Math.floor(Date.now() / 1000);
  return until(() => Math.floor(Date.now() / 1000) > now, 'the next second');
}

async function aCode() {
  const browser = stage.browser();
  const session = await stage.signIn(browser);
  const asked = await ask(shop);
  return { browser, session, asked, back: await stage.goOn(browser, await browser.follow(asked.url), session) };
}

describe('a question that must not be answered', () => {
  it.each([
    ['another address to go back to', { redirect_uri: 'https://evil.example/callback' }, 'invalid_redirect_uri'],
    ['more behind the address', { redirect_uri: `${CALLBACK}/more` }, 'invalid_redirect_uri'],
    ['an app that nobody knows', { client_id: 'nobody' }, 'invalid_client'],
  ])('with %s leads nowhere', async (_, change, error) => {
    const { url } = await ask(shop);
    for (const [name, value] of Object.entries(change)) url.searchParams.set(name, value);
    const response = await stage.browser().ask(url);
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(response.headers.get('content-security-policy')).toMatch("frame-ancestors 'none'");
    expect(await response.text()).toMatch(error);
  });

  it.each([
    ['that must not show a page', { prompt: 'none' }, 'login_required'],
    ['for tokens at once', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['with a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['by an object of its own', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
  ])('%s is answered with the registered error', async (_, change, error) => {
    const { url, state } = await ask(shop);
    for (const [name, value] of Object.entries(change)) url.searchParams.set(name, value as string);
    const back = await stage.browser().follow(url);
    expect(back.origin + back.pathname).toBe(CALLBACK);
    const answer = new URLSearchParams(back.search || back.hash.slice(1));
    expect(Object.fromEntries(answer)).toMatchObject({ error, state, iss: stage.house.app.url });
  });

  it('of an app without a secret needs PKCE', async () => {
    const phone = await stage.discover('phone', '');
    const { url } = await ask(phone, { redirect_uri: 'com.example.phone:/callback' });
    for (const name of ['code_challenge', 'code_challenge_method']) url.searchParams.delete(name);
    const back = await stage.browser().follow(url);
    expect(back.searchParams.get('error')).toBe('invalid_request');
  });
});

describe('a code', () => {
  it('is good once, and what came of it ends when it comes again', async () => {
    const { asked, back } = await aCode();
    const tokens = await tokensOf(shop, back, asked);
    expect(await token(exchange(back, asked.verifier))).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    await expect(client.fetchUserInfo(shop, tokens.access_token, tokens.claims()!.sub)).rejects.toThrow();
    await expect(client.refreshTokenGrant(shop, tokens.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('that is shown many times at the same moment is good once at most', async () => {
    const { asked, back } = await aCode();
    const answers = await Promise.all(Array.from({ length: 8 }, () => token(exchange(back, asked.verifier))));
    const good = answers.filter(({ status }) => status === 200);
    expect(good.length).toBeLessThanOrEqual(1);
    for (const { body } of good)
      await expect(client.tokenIntrospection(shop, body.access_token as string)).resolves.toEqual({ active: false });
  });

  it.each<[string, Record<string, string>, string]>([
    ['another verifier', { code_verifier: 'v'.repeat(43) }, 'shop'],
    ['another address', { redirect_uri: 'https://shop.example/other' }, 'shop'],
    ['another app', {}, 'stranger'],
  ])('with %s is good for nothing', async (_, change, id) => {
    const { asked, back } = await aCode();
    const { status, body } = await token(exchange(back, asked.verifier, change), SECRET, id);
    expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_grant' });
  });

  it('with a wrong secret is good for nothing, and with none', async () => {
    const { asked, back } = await aCode();
    for (const secret of ['wrong', `${SECRET} `, 'a'.repeat(43)])
      expect(await token(exchange(back, asked.verifier), secret)).toMatchObject({
        status: 401,
        body: { error: 'invalid_client' },
      });
    await tokensOf(shop, back, asked);
  });
});

describe('tokens', () => {
  it('of apps are none of ours, and ours none of theirs', async () => {
    const { token: ours, tokens } = await stage.signInTo(shop);
    const profile = (bearer: string) =>
      stage.house.app.get('/api/profile', { authorization: `Bearer ${bearer}` }).then(({ status }) => status);
    expect(await profile(ours)).toBe(200);
    expect(await profile(tokens.access_token)).toBe(401);
    expect(await profile(tokens.id_token!)).toBe(401);
    const userinfo = (bearer: string) =>
      fetch(`${stage.house.app.url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${bearer}` } });
    expect((await userinfo(ours)).status).toBe(401);
    expect((await userinfo(tokens.id_token!)).status).toBe(401);
  });

  it('to go on with are given again to an app whose answer was lost, until the next is used', async () => {
    const { tokens, sub } = await stage.signInTo(shop);
    const refresh = () => client.refreshTokenGrant(shop, tokens.refresh_token!);
    const answers = [...(await Promise.all([refresh(), refresh(), refresh()])), await refresh()];
    const nexts = new Set(answers.map(({ refresh_token: next }) => next));
    expect([nexts.size, nexts.has(tokens.refresh_token)]).toEqual([1, false]);
    for (const { access_token: each } of answers)
      expect(await client.fetchUserInfo(shop, each, sub)).toMatchObject({ sub });
    const third = await client.refreshTokenGrant(shop, [...nexts][0]!);
    expect(nexts.has(third.refresh_token)).toBe(false);
  });

  it('to go on with are good no more once the next was used, and a repeat ends them all', async () => {
    const { tokens, sub } = await stage.signInTo(shop);
    const used = await client.refreshTokenGrant(shop, tokens.refresh_token!);
    const next = await client.refreshTokenGrant(shop, used.refresh_token!);
    await expect(client.refreshTokenGrant(shop, tokens.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    await expect(client.refreshTokenGrant(shop, next.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(client.fetchUserInfo(shop, next.access_token, sub)).rejects.toThrow();
  });
});

describe('an interaction', () => {
  it('is finished by the browser that began it, and by no other', async () => {
    const [mine, theirs] = [stage.browser(), stage.browser()];
    const page = await mine.follow((await ask(shop)).url);
    const stranger = await stage.signIn(theirs);
    expect(await stage.details(theirs, page)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    for (const step of ['continue', 'consent', 'abort'])
      expect(await stage.interact(theirs, page, step, stranger)).toMatchObject({ status: 404 });
    // The one who began it has another page open, too: each is its own.
    const other = await mine.follow((await ask(shop)).url);
    const token = await stage.signIn(mine);
    for (const each of [page, other]) expect((await stage.goOn(mine, each, token)).origin).toBe('https://shop.example');
  });

  it("is not finished twice, nor by the browser's back button", async () => {
    const { browser, asked, session } = await aCode();
    const page = await browser.follow(asked.url).catch(() => asked.url);
    expect(page.pathname).not.toMatch('/interaction/');
    const question = await ask(await stage.discover('stranger'));
    const consent = await browser.follow(question.url);
    const { body } = await stage.interact(browser, consent, 'consent', session);
    await browser.follow(body.redirect_to as string);
    expect(await stage.details(browser, consent)).toMatchObject({ status: 404 });
    const stale = await browser.ask(body.redirect_to as string);
    expect(stale.status).toBe(400);
    expect(await stale.text()).toMatch('This sign-in can’t go on');
  });

  it('that the person cancels tells the app so', async () => {
    const browser = stage.browser();
    const { url, state } = await ask(shop);
    const { body } = await stage.interact(browser, await browser.follow(url), 'abort');
    const back = await browser.follow(body.redirect_to as string);
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: 'access_denied', state });
  });

  it.each([
    ['prompt', 'login'],
    ['max_age', '0'],
  ])('with %s=%s wants a new sign-in', async (name, value) => {
    const { browser, token: old } = await stage.signInTo(shop);
    await untilNextSecond();
    const { url } = await ask(shop, { [name]: value });
    const page = await browser.follow(url);
    expect((await stage.details(browser, page)).body).toMatchObject({ must_sign_in: true });
    expect(await stage.interact(browser, page, 'continue', old)).toMatchObject({
      status: 403,
      body: { code: 'fresh_sign_in_required' },
    });
  });

  it('needs a person who is signed in', async () => {
    const browser = stage.browser();
    const page = await browser.follow((await ask(shop)).url);
    expect(await stage.interact(browser, page, 'continue')).toMatchObject({ status: 401 });
  });
});

it('an app that wants a sign-in of the last half hour takes one from before it asked', async () => {
  const browser = stage.browser();
  const session = await stage.signIn(browser);
  await untilNextSecond();
  const page = await browser.follow((await ask(shop, { max_age: '1800' })).url);
  expect(await stage.interact(browser, page, 'continue', session)).toMatchObject({ status: 200 });
});

describe('signing out', () => {
  it('leads to no address that was not agreed, and believes no token of another provider', async () => {
    const { browser, tokens } = await stage.signInTo(shop);
    const refused = async (parameters: Record<string, string>) => {
      const response = await browser.ask(client.buildEndSessionUrl(shop, parameters));
      expect(response.status).toBe(400);
      expect(response.headers.get('location')).toBeNull();
      await response.text();
    };
    await refused({ id_token_hint: tokens.id_token!, post_logout_redirect_uri: 'https://evil.example/' });
    await refused({ id_token_hint: `${tokens.id_token!.slice(0, -8)}AAAAAAAA` });
  });
});

describe('paths of the protocol that are none', () => {
  it.each(['/oauth2', '/oauth2/', '/oauth2/unknown', '/oauth2/register', '/.well-known/unknown', '/scim/v2/Users'])(
    '%s is 404, and never a page',
    async (path) => {
      const answer = await stage.house.app.get(path, { accept: 'text/html' });
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    },
  );

  it('take no other methods', async () => {
    const { status, headers } = await stage.house.app.get('/oauth2/token');
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('OPTIONS, POST');
  });
});
