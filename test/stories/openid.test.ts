import * as client from 'openid-client';
import { ask, CALLBACK, OpenidStage, SECRET, tokensOf } from '../harness/openid.stage';
import { time } from '../harness/time';
import { until } from '../harness/until';

const HOUR_MS = 3_600_000;

let stage: OpenidStage;
let shop: client.Configuration;

beforeAll(async () => {
  stage = await OpenidStage.open();
  shop = await stage.discover();
});
afterAll(() => stage.close());

const placeOf = ({ origin, pathname }: URL): string => origin + pathname;

describe('an app that knows OpenID', () => {
  it('finds the provider at the public address, with the paths that are promised', () => {
    const { url } = stage.house.app;
    expect(shop.serverMetadata()).toMatchObject({
      issuer: url,
      authorization_endpoint: `${url}/oauth2/authorize`,
      token_endpoint: `${url}/oauth2/token`,
      userinfo_endpoint: `${url}/oauth2/userinfo`,
      revocation_endpoint: `${url}/oauth2/revoke`,
      introspection_endpoint: `${url}/oauth2/introspect`,
      pushed_authorization_request_endpoint: `${url}/oauth2/par`,
      device_authorization_endpoint: `${url}/oauth2/device`,
      end_session_endpoint: `${url}/oauth2/logout`,
      jwks_uri: `${url}/.well-known/jwks.json`,
      authorization_response_iss_parameter_supported: true,
    });
  });

  it('signs a person in, reads who it is, and goes on with new tokens', async () => {
    const { browser, tokens, sub } = await stage.signInTo(shop);
    expect(tokens.claims()).toMatchObject({ aud: 'shop', amr: ['otp'], acr: 'telegram:code' });
    const profile = await client.fetchUserInfo(shop, tokens.access_token, sub);
    expect(profile).toMatchObject({ name: 'Ann', email: 'ann@example.org', email_verified: false });
    const next = await client.refreshTokenGrant(shop, tokens.refresh_token!);
    expect(next.refresh_token).not.toBe(tokens.refresh_token);
    await client.fetchUserInfo(shop, next.access_token, sub);
    // Signed in to us already, and the app is the team's own: there is nothing to ask.
    const again = await ask(shop);
    const straight = await browser.follow(again.url);
    expect(placeOf(straight)).toBe(CALLBACK);
    expect((await tokensOf(shop, straight, again)).claims()!.sub).toBe(sub);
  });

  it('goes on with all that it asked for, as some clients repeat it, and with no more', async () => {
    const scope = 'openid profile offline_access';
    const { tokens, sub } = await stage.signInTo(shop, undefined, { scope });
    const next = await client.refreshTokenGrant(shop, tokens.refresh_token!, { scope });
    await client.fetchUserInfo(shop, next.access_token, sub);
    const more = client.refreshTokenGrant(shop, next.refresh_token!, { scope: `${scope} email` });
    await expect(more).rejects.toMatchObject({ error: 'invalid_scope' });
  });

  it('learns only what it asked for', async () => {
    const { tokens, sub } = await stage.signInTo(shop, undefined, { scope: 'openid' });
    expect(await client.fetchUserInfo(shop, tokens.access_token, sub)).toEqual({ sub });
  });

  it('pushes its question first (RFC 9126)', async () => {
    const browser = stage.browser();
    const token = await stage.signIn(browser);
    const asked = await ask(shop);
    const pushed = await client.buildAuthorizationUrlWithPAR(shop, asked.url.searchParams);
    const back = await stage.goOn(browser, await browser.follow(pushed), token);
    await tokensOf(shop, back, asked);
  });

  it('asks for the consent of the person, unless the app is first-party', async () => {
    const stranger = await stage.discover('stranger');
    const browser = stage.browser();
    const asked = await ask(stranger);
    const page = await stage.goOn(browser, await browser.follow(asked.url), await stage.signIn(browser));
    expect(page.pathname).toMatch('/interaction/');
  });

  it('tells the person that it stays signed in, wherever it gets a refresh token and nowhere else', async () => {
    const apps = [
      { id: 'stays', name: 'Stays', redirect_uris: [CALLBACK], secret: SECRET },
      { id: 'leaves', name: 'Leaves', redirect_uris: [CALLBACK], secret: SECRET, scopes: ['openid', 'profile'] },
    ];
    const another = await OpenidStage.open({}, apps);
    try {
      for (const [id, scope] of [
        ['stays', 'openid profile offline_access'],
        ['stays', 'openid profile'],
        ['leaves', 'openid profile'],
      ] as const) {
        const config = await another.discover(id);
        const browser = another.browser();
        const token = await another.signIn(browser);
        const asked = await ask(config, { scope });
        const page = await another.goOn(browser, await browser.follow(asked.url), token);
        const { body } = await another.details(browser, page);
        const allowed = await another.interact(browser, page, 'consent', token);
        const tokens = await tokensOf(config, await browser.follow(allowed.body.redirect_to as string), asked);
        const stays = id === 'stays';
        expect(body).toMatchObject({
          prompt: 'consent',
          scopes: ['openid', 'profile', ...(stays ? ['offline_access'] : [])],
        });
        expect(tokens.refresh_token !== undefined).toBe(stays);
      }
    } finally {
      await another.close();
    }
  });

  it('on a phone needs no secret, and a scheme of its own', async () => {
    const phone = await stage.discover('phone', '');
    const browser = stage.browser();
    const token = await stage.signIn(browser);
    const asked = await ask(phone, { redirect_uri: 'com.example.phone:/callback' });
    const page = await stage.goOn(browser, await browser.follow(asked.url), token);
    const allowed = await stage.interact(browser, page, 'consent', token);
    const back = await browser.follow(allowed.body.redirect_to as string);
    expect(back.protocol).toBe('com.example.phone:');
    await tokensOf(phone, back, asked);
  });

  it('on a television shows a code, which a person types and confirms elsewhere (RFC 8628)', async () => {
    const device = await client.initiateDeviceAuthorization(shop, { scope: 'openid profile' });
    expect(device.verification_uri).toBe(`${stage.house.app.url}/device`);
    const polled = client.pollDeviceAuthorizationGrant(shop, { ...device, interval: 1 });
    const browser = stage.browser();
    const token = await stage.signIn(browser);
    const typed = await browser.submit('/device', { user_code: device.user_code });
    const confirmed = await browser.submit(typed);
    const page = await browser.follow(confirmed.headers.get('location')!);
    const done = await stage.interact(browser, page, 'continue', token);
    const last = await browser.arrive(done.body.redirect_to as string);
    expect(await last.text()).toMatch('Signed in');
    expect((await polled).claims()).toMatchObject({ aud: 'shop' });
  });
});

describe('an app of strangers', () => {
  it('is allowed by the person once, on whatever browser', async () => {
    const stranger = await stage.discover('stranger');
    const person = stage.house.api.nextPerson();
    const browser = stage.browser();
    const token = await stage.signIn(browser, person);
    const asked = await ask(stranger);
    const page = await stage.goOn(browser, await browser.follow(asked.url), token);
    expect((await stage.details(browser, page)).body).toMatchObject({
      prompt: 'consent',
      app: { id: 'stranger', name: 'Stranger', domain: 'shop.example' },
    });
    const allowed = await stage.interact(browser, page, 'consent', token);
    const back = await browser.follow(allowed.body.redirect_to as string);
    await tokensOf(stranger, back, asked);
    const elsewhere = stage.browser();
    const other = await stage.signIn(elsewhere, person);
    const again = await ask(stranger);
    expect(placeOf(await stage.goOn(elsewhere, await elsewhere.follow(again.url), other))).toBe(CALLBACK);
  });
});

describe('a session of ours', () => {
  const isDead = (tokens: { access_token: string; refresh_token?: string }, sub: string) =>
    Promise.all([
      expect(client.fetchUserInfo(shop, tokens.access_token, sub)).rejects.toMatchObject({ status: 401 }),
      expect(client.refreshTokenGrant(shop, tokens.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' }),
      expect(client.tokenIntrospection(shop, tokens.access_token)).resolves.toEqual({ active: false }),
    ]);

  it('takes what apps have of it with it, and they ask anew', async () => {
    const { browser, token, tokens, sub } = await stage.signInTo(shop);
    expect(await client.tokenIntrospection(shop, tokens.access_token)).toMatchObject({ active: true, sub });
    await browser.post('/api/logout', {}, { authorization: `Bearer ${token}` });
    await isDead(tokens, sub);
    expect((await browser.follow((await ask(shop)).url)).pathname).toMatch('/interaction/');
  });

  it('ends where an app signs a person out, and leads back only where that was agreed', async () => {
    const { browser, token, tokens, sub } = await stage.signInTo(shop);
    const parameters = { id_token_hint: tokens.id_token!, post_logout_redirect_uri: 'https://shop.example/bye' };
    const out = await browser.submit(client.buildEndSessionUrl(shop, parameters), { logout: 'yes' });
    expect(out.headers.get('location')).toBe('https://shop.example/bye');
    await isDead(tokens, sub);
    const { status } = await stage.house.app.get('/api/profile', { authorization: `Bearer ${token}` });
    expect(status).toBe(401);
  });

  it('lives on as long as an app goes on with it', async () => {
    const { token, tokens } = await stage.signInTo(shop);
    const usedAt = async () => {
      const { body } = await stage.house.app.get<{ sessions: { used_at: string }[] }>('/api/sessions', {
        authorization: `Bearer ${token}`,
      });
      return body.sessions[0]!.used_at;
    };
    const before = await usedAt();
    await client.refreshTokenGrant(shop, tokens.refresh_token!);
    await until(async () => (await usedAt()) > before, 'the session to be used');
  });
});

/** Later than all others, whose apps go by the right time. */
describe('where our clock is ahead', () => {
  it("a browser, which tells by our time when cookies expire, keeps those of an app's request", async () => {
    time.pass(2 * HOUR_MS);
    const browser = stage.browser();
    const page = await browser.follow((await ask(shop)).url);
    expect((await stage.details(browser, page)).status).toBe(200);
  });
});
