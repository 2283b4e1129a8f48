import * as client from 'openid-client';
import { Webhook } from 'standardwebhooks';
import { brandPage } from '../../src/pages/branded.files';
import type { Started } from '../harness/api';
import { ask, CALLBACK, OpenidStage, SECRET, tokensOf } from '../harness/openid.stage';
import type { OpenidBrowser } from '../harness/openid.browser';
import { codeOf, linkOf, tokenOf, type PhoneMessage } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';
import { WebhookReceiver, type Received } from '../harness/webhook.receiver';
import { aWebhookSecret } from '../harness/webhook.stage';

const HOUR_MS = 3_600_000;
const API = 'https://api.till.example/';

const app = (id: string, more: object) => ({
  ...{ id, name: `The ${id}`, redirect_uris: [CALLBACK], secret: SECRET, first_party: true },
  ...{ id_token_signed_response_alg: 'ES256', ...more },
});

let stage: OpenidStage;
let receivers: Readonly<Record<'shop' | 'press' | 'own', WebhookReceiver>>;
const secrets = { shop: aWebhookSecret(), press: aWebhookSecret(), own: aWebhookSecret() };

beforeAll(async () => {
  const [shop, press, own] = await Promise.all([1, 2, 3].map(() => WebhookReceiver.start()));
  receivers = { shop: shop!, press: press!, own: own! };
  const settings = { WEBHOOK_URL: own!.url, WEBHOOK_SECRET: secrets.own };
  stage = await OpenidStage.open(settings, [
    app('shop', { webhook_url: shop!.url, webhook_secret: secrets.shop, languages: ['de', 'ru'] }),
    app('press', { webhook_url: press!.url, webhook_secret: secrets.press, subject_type: 'pairwise' }),
    app('codes', { ways_in: ['code'] }),
    app('links', { ways_in: ['link'] }),
    app('approvals', { ways_in: ['approval'] }),
    app('till', { session_hours: 2, audience: API }),
  ]);
});
afterAll(async () => {
  await stage.close();
  await Promise.all(Object.values(receivers).map((receiver) => receiver.close()));
});

/** An app sends a person here, and their message is there. */
async function begin(id: string, language = 'en', browser = stage.browser()) {
  const config = await stage.discover(id);
  const asked = await ask(config);
  const page = await browser.follow(asked.url);
  const interaction = page.pathname.split('/').at(-1)!;
  const { body } = await browser.post('/api/login', { interaction });
  const started = body as unknown as Started;
  const person = await stage.house.telegram.addPerson('Ann', language);
  await stage.house.telegram.pressStart(person, started.telegram_link);
  const message = await until(async () => (await stage.house.telegram.messages(person))[0], 'the message');
  return { browser, config, asked, page, started, person, message };
}

type Begun = Awaited<ReturnType<typeof begin>>;

const typeCode = ({ browser, started }: Pick<Begun, 'browser' | 'started'>, otp: string) =>
  browser.post('/api/verify-otp', { verification_id: started.verification_id, otp });

/** By the code. @returns what their page shows the API */
async function signIn(begun: Begun): Promise<string> {
  const { status, body } = await typeCode(begun, codeOf(begun.message)!);
  expect(status).toBe(200);
  return body.access_token as string;
}

const statusOf = async ({ browser, started }: Begun) =>
  (await (await browser.ask(`/api/verifications/${started.verification_id}`)).json()) as Record<string, unknown>;

describe('the webhooks of an app', () => {
  const typesOf = ({ received }: WebhookReceiver) => received.map(({ event }) => event.type);
  const isBy = ({ body, headers }: Received, secret: string) => {
    try {
      return new Webhook(secret).verify(body, headers as Record<string, string>) !== undefined;
    } catch {
      return false;
    }
  };
  beforeEach(() => Object.values(receivers).forEach(({ received }) => (received.length = 0)));

  it('tell its back end alone what becomes of its verifications, signed by its own secret', async () => {
    const begun = await begin('shop');
    await signIn(begun);
    const [verified] = await receivers.shop.until('verification.verified');
    await receivers.own.until('user.created');
    expect(typesOf(receivers.shop).toSorted()).toEqual(['verification.sent', 'verification.verified']);
    expect([typesOf(receivers.press), typesOf(receivers.own)]).toEqual([[], ['user.created']]);
    expect(verified!.event.data.user_id).toBe(receivers.own.received[0]!.event.data.user_id);
    const by = Object.values(secrets).map((secret) => isBy(verified!, secret));
    expect(by).toEqual([true, false, false]);
  });

  it('never name a person otherwise than it knows them', async () => {
    await signIn(await begin('press'));
    const [verified] = await receivers.press.until('verification.verified');
    expect(verified!.event.data).toMatchObject({ status: 'verified', user_id: null });
    expect(typesOf(receivers.shop)).toEqual([]);
  });

  it('of one without an address of its own go where the settings say', async () => {
    await begin('codes');
    await receivers.own.until('verification.sent');
    expect([typesOf(receivers.shop), typesOf(receivers.press)]).toEqual([[], []]);
  });

  it('come in time while the back end of another app hangs', async () => {
    receivers.press.status = undefined;
    for (let count = 0; count < 10; count++) await begin('press');
    await until(() => receivers.press.received.length >= 8, 'as many as are told at once');
    await begin('shop');
    await receivers.shop.until('verification.sent');
    await begin('codes');
    await receivers.own.until('verification.sent');
    receivers.press.status = 204;
    await receivers.press.goAway();
    await receivers.press.comeBack();
  });
});

describe('the webhooks of an app that an administrator registered', () => {
  type Made = Readonly<{ id: string; webhook_secret: string }>;
  const at = (id: string, more = '') => `/api/admin/apps/${id}/webhook-secrets${more}`;
  const make = async (id: string) => (await stage.house.app.post<Made>(at(id), {})).body;
  const revoke = (id: string, secret: string) => stage.house.app.request('DELETE', at(id, `/${secret}`));

  it('are signed by each of its secrets, which are told once, and wait where there is none', async () => {
    const receiver = await WebhookReceiver.start();
    const fields = { id: 'books', name: 'Books', redirect_uris: [CALLBACK], webhook_url: receiver.url };
    const es256 = { id_token_signed_response_alg: 'ES256', first_party: true };
    const { body } = await stage.house.app.post<{ secret: string }>('/api/admin/apps', { ...fields, ...es256 });
    const ask = async () => {
      const browser = stage.browser();
      const config = await stage.discover('books', body.secret);
      const url = client.buildAuthorizationUrl(config, { redirect_uri: CALLBACK, scope: 'openid' });
      const interaction = (await browser.follow(url)).pathname.split('/').at(-1);
      const started = (await browser.post('/api/login', { interaction })).body as unknown as Started;
      const person = await stage.house.telegram.addPerson('Ann');
      await stage.house.telegram.pressStart(person, started.telegram_link);
    };
    const isListed = (error: string) =>
      until(async () => {
        const { body: page } = await stage.house.app.get<{ webhooks: { app_id: string; error: string }[] }>(
          '/api/admin/webhooks?state=pending',
        );
        return page.webhooks.some((each) => each.app_id === 'books' && each.error === error);
      }, 'it to wait');
    await ask();
    await isListed('unsigned');
    const [one, two] = [await make('books'), await make('books')];
    expect((await stage.house.app.get<object>('/api/admin/apps/books')).body).toMatchObject({
      webhook_url: receiver.url,
      webhook_secrets: [{ id: one.id }, { id: two.id }],
    });
    time.pass(10_000);
    const [sent] = await receiver.until('verification.sent');
    const verify = (received: Received, secret: string) =>
      new Webhook(secret).verify(received.body, received.headers as Record<string, string>);
    for (const { webhook_secret: secret } of [one, two]) expect(verify(sent!, secret)).toBeDefined();
    expect((await revoke('books', one.id)).status).toBe(204);
    expect((await revoke('books', one.id)).status).toBe(404);
    await ask();
    const [, next] = await receiver.until('verification.sent', 2);
    expect(() => verify(next!, one.webhook_secret)).toThrow();
    expect(verify(next!, two.webhook_secret)).toBeDefined();
    const shown = JSON.stringify([
      (await stage.house.app.get('/api/admin/apps/books')).body,
      (await stage.house.app.get('/api/admin/audit?subject=app:books')).body,
      stage.house.app.output,
    ]);
    for (const { webhook_secret: secret } of [one, two]) expect(shown).not.toContain(secret.slice(6));
    expect(shown).toContain('admin.app_webhook_secret_created');
    expect(shown).toContain('admin.app_webhook_secret_revoked');
    await receiver.close();
  });

  it('of the file are signed by what stands there', async () => {
    expect(await stage.house.app.post(at('shop'), {})).toMatchObject({
      status: 409,
      body: { code: 'app_read_only' },
    });
  });
});

describe('an app that speaks some languages', () => {
  it.each([
    ['en', 'Ihr Code:'],
    ['ru', 'Ваш код:'],
  ])('writes to a person who speaks %s in one of them', async (language, words) => {
    const begun = await begin('shop', language);
    expect(begun.message.text).toContain(words);
    const { body } = await stage.details(begun.browser, begun.page);
    expect(body).toMatchObject({ app: { languages: ['de', 'ru'] } });
  });

  it('keeps them to itself', async () => {
    expect((await begin('press', 'en')).message.text).toContain('Your code:');
  });

  it('shows its pages in one of them, those of the protocol too', async () => {
    const browser = stage.browser();
    const { url: faulty } = await ask(await stage.discover('shop'), { redirect_uri: 'https://evil.example/' });
    expect(await (await browser.ask(faulty)).text()).toContain('<html lang="de">');
    const brand = { id: 'shop', name: 'Shop', languages: ['de', 'ru'] } as const;
    const built = '<title></title><meta name="application-name" content="" />';
    expect(brandPage(built, brand)).toContain(' data-languages="de ru"');
  });
});

describe('an app that is open to some ways in', () => {
  const byLink = (message: PhoneMessage, more: object = {}) =>
    stage.house.app.post<{ access_token: string }>('/api/verify-magic-link', {
      ...{ token: tokenOf(linkOf(message)), session: 'token' },
      ...more,
    });

  it('by code alone writes no link, and lets no person in by one', async () => {
    const begun = await begin('codes');
    expect(await statusOf(begun)).toMatchObject({ app: { ways_in: ['code'] } });
    expect(codeOf(begun.message)).toMatch(/^\d{6}$/);
    expect(JSON.stringify(begun.message)).not.toContain('/verify#');
    await signIn(begun);
  });

  it('by link alone writes no code, and takes none', async () => {
    const begun = await begin('links');
    expect(codeOf(begun.message)).toBeUndefined();
    expect((await typeCode(begun, '000000')).status).toBe(403);
    expect(await statusOf(begun)).toMatchObject({ match: null });
    expect((await byLink(begun.message, { approve: true, match: 'anchor' })).status).toBe(403);
    expect((await byLink(begun.message)).status).toBe(200);
  });

  it('by approval alone lets in the device that waits, and no other', async () => {
    const begun = await begin('approvals');
    expect(codeOf(begun.message)).toBeUndefined();
    expect(begun.message.text).toContain('let in the device');
    expect((await byLink(begun.message)).status).toBe(403);
    const { match } = await statusOf(begun);
    expect((await byLink(begun.message, { approve: true, match })).status).toBe(200);
  });

  it('takes no session of another way in, and asks for a new sign-in', async () => {
    const browser = stage.browser();
    const token = await stage.signIn(browser);
    const config = await stage.discover('approvals');
    const page = await browser.follow((await ask(config)).url);
    expect(await stage.interact(browser, page, 'continue', token)).toMatchObject({
      status: 403,
      body: { code: 'fresh_sign_in_required' },
    });
    // The browser is signed in to another app by that session, and is led to no answer all the same.
    await stage.goOn(browser, await browser.follow((await ask(await stage.discover('codes'))).url), token);
    const again = await browser.follow((await ask(config)).url);
    expect((await stage.details(browser, again)).body).toMatchObject({ prompt: 'login', must_sign_in: true });
  });
});

describe('an app whose sign-ins are good for two hours', () => {
  const till = () => stage.discover('till');
  const aSignIn = async (browser: OpenidBrowser) => stage.signInTo(await till(), browser);

  it('goes on with its tokens as long, and has people sign in anew then', async () => {
    const config = await till();
    const browser = stage.browser();
    const { tokens, token } = await aSignIn(browser);
    time.pass(HOUR_MS);
    const next = await client.refreshTokenGrant(config, tokens.refresh_token!);
    const silent = await browser.follow((await ask(config)).url);
    expect(silent.searchParams.get('code')).toBeTruthy();
    time.pass(HOUR_MS + 2_000);
    await expect(client.refreshTokenGrant(config, next.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    const page = await browser.follow((await ask(config)).url);
    expect((await stage.details(browser, page)).body).toMatchObject({ prompt: 'login', must_sign_in: true });
    expect(await stage.interact(browser, page, 'continue', token)).not.toMatchObject({ status: 200 });
    // It is this app's rule alone.
    const other = await ask(await stage.discover('codes'));
    expect((await browser.follow(other.url)).searchParams.get('code')).toBeTruthy();
  });

  it('shows access tokens to its own API that open nothing here, and gets none for another', async () => {
    const config = await till();
    const browser = stage.browser();
    const token = await stage.signIn(browser);
    const asked = await ask(config, { resource: API });
    const back = await stage.goOn(browser, await browser.follow(asked.url), token);
    const { access_token: jwt, refresh_token: refresh } = await client.authorizationCodeGrant(
      config,
      back,
      { pkceCodeVerifier: asked.verifier, expectedState: asked.state, expectedNonce: asked.nonce },
      { resource: API },
    );
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as object;
    const [header, claims] = jwt.split('.').slice(0, 2).map(read);
    expect(header).toMatchObject({ typ: 'at+jwt', alg: 'ES256' });
    expect(claims).toMatchObject({ aud: API, client_id: 'till', iss: stage.house.app.url });
    const bearer = { authorization: `Bearer ${jwt}` };
    expect((await stage.house.app.get('/api/profile', bearer)).status).toBe(401);
    expect((await fetch(`${stage.house.app.url}/oauth2/userinfo`, { headers: bearer })).status).toBe(401);
    const plain = await client.refreshTokenGrant(config, refresh!);
    expect(plain.access_token.split('.')).toHaveLength(1);
    for (const [id, resource] of [
      ['till', 'https://other.example/'],
      ['shop', API],
      ['till', stage.house.app.url],
    ] as const) {
      const led = await stage.browser().follow((await ask(await stage.discover(id), { resource })).url);
      expect([id, led.searchParams.get('error')]).toEqual([id, 'invalid_target']);
    }
  });

  it('has its tokens by name at the usual call, too', async () => {
    const { asked, back, tokens } = await aSignIn(stage.browser());
    expect([asked.state, back.searchParams.get('state')]).toEqual([asked.state, asked.state]);
    expect(tokens.claims()!.aud).toBe('till');
    await expect(tokensOf(await till(), back, asked)).rejects.toThrow();
  });
});
