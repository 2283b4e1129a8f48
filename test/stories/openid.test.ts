import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as client from 'openid-client';
import { aTemporaryFolder } from '../../src/persistence/sqlite.factory';
import { House } from '../harness/house';
import { OpenidBrowser } from '../harness/openid.browser';
import { codeOf } from '../harness/telegram';

const CALLBACK = 'https://shop.example/callback';
const SECRET = 'the-shop-keeps-this-to-itself-0123456789';

const folder = aTemporaryFolder();
let house: House;

beforeAll(async () => {
  const file = join(folder.path, 'apps.json');
  const shop = { id: 'shop', name: 'Corner Shop', domain: 'shop.example', redirect_uris: [CALLBACK], secret: SECRET };
  const apps = [
    { ...shop, first_party: true, post_logout_redirect_uris: ['https://shop.example/bye'] },
    { ...shop, id: 'stranger', name: 'Stranger', id_token_signed_response_alg: 'ES256' },
    { id: 'phone', name: 'Phone', public: true, redirect_uris: ['com.example.phone:/callback'] },
  ];
  writeFileSync(file, JSON.stringify({ apps }));
  house = await House.open({ APPS_FILE: file });
});
afterAll(async () => {
  await house.close();
  folder.remove();
});

const discover = (id = 'shop', secret: string | undefined = SECRET) =>
  client.discovery(new URL(house.app.url), id, secret, undefined, { execute: [client.allowInsecureRequests] });

/** Somebody signs in as ever, in the browser at hand. */
async function signIn(browser: OpenidBrowser): Promise<string> {
  const person = house.api.nextPerson();
  const { body } = await browser.post('/api/register', { name: 'Ann', email: 'ann@example.org', telegram_chat_id: person });
  const [message] = await house.telegram.untilCodeMessages(person, 1);
  const typed = { verification_id: body.verification_id, otp: codeOf(message!)! };
  const { body: session } = await browser.post('/api/verify-otp', typed);
  return session.access_token as string;
}

type Asked = Readonly<{ url: URL; verifier: string; state: string; nonce: string }>;

async function ask(config: client.Configuration, more: Record<string, string> = {}): Promise<Asked> {
  const verifier = client.randomPKCECodeVerifier();
  const [state, nonce] = [client.randomState(), client.randomNonce()];
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: 'openid profile email telegram offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...more,
  });
  return { url, verifier, state, nonce };
}

const tokensOf = (config: client.Configuration, back: URL, { verifier, state, nonce }: Asked) =>
  client.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce });

/** From the app's question to its answer, by whoever bears this token. */
async function goOn(browser: OpenidBrowser, page: URL, token: string): Promise<URL> {
  const { status, body } = await browser.post(`/api${page.pathname.replace('/interaction', '/interactions')}/continue`, {}, {
    authorization: `Bearer ${token}`,
  });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return browser.follow(body.redirect_to as string);
}

describe('an app that knows OpenID', () => {
  it('finds the provider at the public address, with the paths that are promised', async () => {
    const config = await discover();
    const { issuer, ...found } = config.serverMetadata();
    expect(issuer).toBe(house.app.url);
    expect(found).toMatchObject({
      authorization_endpoint: `${house.app.url}/oauth2/authorize`,
      token_endpoint: `${house.app.url}/oauth2/token`,
      userinfo_endpoint: `${house.app.url}/oauth2/userinfo`,
      revocation_endpoint: `${house.app.url}/oauth2/revoke`,
      introspection_endpoint: `${house.app.url}/oauth2/introspect`,
      pushed_authorization_request_endpoint: `${house.app.url}/oauth2/par`,
      device_authorization_endpoint: `${house.app.url}/oauth2/device`,
      end_session_endpoint: `${house.app.url}/oauth2/logout`,
      jwks_uri: `${house.app.url}/.well-known/jwks.json`,
      authorization_response_iss_parameter_supported: true,
    });
  });

  it('signs somebody in, reads who it is, and goes on with new tokens', async () => {
    const config = await discover();
    const browser = new OpenidBrowser(house.app.url);
    const token = await signIn(browser);
    const asked = await ask(config);
    const page = await browser.follow(asked.url);
    const back = await goOn(browser, page, token);
    expect(back.origin + back.pathname).toBe(CALLBACK);
    const tokens = await tokensOf(config, back, asked);
    const claims = tokens.claims()!;
    expect(claims).toMatchObject({ aud: 'shop', amr: ['otp'], acr: 'telegram:code' });
    const profile = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    expect(profile).toMatchObject({ name: 'Ann', email: 'ann@example.org', email_verified: false });
    const next = await client.refreshTokenGrant(config, tokens.refresh_token!);
    expect(next.refresh_token).not.toBe(tokens.refresh_token);
    await client.fetchUserInfo(config, next.access_token, claims.sub);
    // Signed in to us already, and it is the team's own: nobody is asked anything.
    const again = await ask(config);
    const straight = await browser.follow(again.url);
    expect(straight.origin + straight.pathname).toBe(CALLBACK);
    await tokensOf(config, straight, again);
  });
});
