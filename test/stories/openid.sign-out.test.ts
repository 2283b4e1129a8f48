import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import * as client from 'openid-client';
import { LogoutReceiver } from '../harness/logout.receiver';
import { ask, CALLBACK, OpenidStage, SECRET, tokensOf } from '../harness/openid.stage';
import { bearer } from '../harness/sign.in';
import { time } from '../harness/time';
import { until } from '../harness/until';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const SLOW_MS = 10_000;
const SHOP = { id: 'shop', name: 'Shop', redirect_uris: [CALLBACK], secret: SECRET, first_party: true };

let backEnd: LogoutReceiver;
let stage: OpenidStage;

beforeAll(async () => {
  backEnd = await LogoutReceiver.start();
  const told = { ...SHOP, backchannel_logout_uri: backEnd.url };
  const apps = [told, { ...told, id: 'forum' }, { ...told, id: 'secretive', subject_type: 'pairwise' }];
  stage = await OpenidStage.open({}, apps);
});
beforeEach(() => {
  backEnd.status = 200;
});
afterAll(async () => {
  await stage.close();
  await backEnd.close();
});

const product = () => stage.house.app;

/** Somebody is signed in to an app, by a browser of their own. */
async function signInTo(id = 'shop', person = stage.house.api.nextPerson(), secret = SECRET) {
  const app = await stage.discover(id, secret);
  const browser = stage.browser();
  const token = await stage.signIn(browser, person);
  await stage.house.telegram.untilEmpty(person);
  return { app, browser, token, person, ...(await goOn(app, browser, token)) };
}

/** They go on to an app by the session of this token. */
async function goOn(app: client.Configuration, browser: ReturnType<typeof stage.browser>, token: string) {
  const asked = await ask(app);
  const page = await browser.follow(asked.url);
  const back = page.pathname.startsWith('/interaction/') ? await stage.goOn(browser, page, token) : page;
  const tokens = await tokensOf(app, back, asked);
  return { tokens, sub: tokens.claims()!.sub, sid: tokens.claims()!.sid as string };
}

type SignedIn = Awaited<ReturnType<typeof signInTo>>;

const isOver = async ({ app, tokens, sub }: SignedIn) => {
  await expect(client.fetchUserInfo(app, tokens.access_token, sub)).rejects.toMatchObject({ status: 401 });
  await expect(client.refreshTokenGrant(app, tokens.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
};

const userOf = async (token: string) => (await product().get<{ id: string }>('/api/profile', bearer(token))).body.id;

/** The same person on another browser. */
async function elsewhere({ person }: SignedIn): Promise<string> {
  const token = await stage.signIn(stage.browser(), person);
  await stage.house.telegram.untilEmpty(person);
  return token;
}

async function sessionOf({ token }: SignedIn): Promise<string> {
  const { body } = await product().get<{ sessions: { id: string; current: boolean }[] }>(
    '/api/sessions',
    bearer(token),
  );
  return body.sessions.find(({ current }) => current)!.id;
}

/** A refresh token that was copied is shown once the browser has long gone on. */
async function stealSession({ browser }: SignedIn): Promise<void> {
  const refresh = () => browser.ask('/api/token/refresh', { method: 'POST' });
  const stolen = (await refresh()).headers.getSetCookie()[0]!.split(';')[0]!;
  await (await refresh()).text();
  await (await refresh()).text();
  time.pass(SLOW_MS + 1_000);
  expect((await product().request('POST', '/api/token/refresh', undefined, { cookie: stolen })).status).toBe(401);
}

async function pressNotMe({ person }: SignedIn): Promise<void> {
  const line = await until(async () => {
    const messages = await stage.house.telegram.messages(person);
    return messages.findLast(({ buttons }) => buttons.flat().some(({ text }) => text === 'Not you?'));
  }, 'the line of the sign-in');
  await stage.house.telegram.press(person, line, 'Not you?');
}

const endings: [string, (signedIn: SignedIn) => Promise<unknown>][] = [
  ['at our own page (RP-initiated)', ({ browser }) => browser.submit('/oauth2/logout', { logout: 'yes' })],
  ['at our web app', ({ token }) => product().post('/api/logout', {}, bearer(token))],
  [
    'on another device, for this one',
    async (signedIn) => {
      const [id, token] = [await sessionOf(signedIn), await elsewhere(signedIn)];
      return product().request('DELETE', `/api/sessions/${id}`, undefined, bearer(token));
    },
  ],
  [
    'everywhere else',
    async (signedIn) => product().request('DELETE', '/api/sessions', undefined, bearer(await elsewhere(signedIn))),
  ],
  ['with their account', ({ token }) => product().request('DELETE', '/api/profile', undefined, bearer(token))],
  ['as an operator ends their sessions', async ({ token }) => operate('DELETE', `${await userOf(token)}/sessions`)],
  ['as an operator disables their account', async ({ token }) => operate('POST', `${await userOf(token)}/disable`)],
  ['as an operator deletes their account', async ({ token }) => operate('DELETE', await userOf(token))],
  ['as their refresh token was stolen', stealSession],
];

const operate = (method: string, what: string) => product().request(method, `/api/admin/users/${what}`);

describe('an app that wants to be told when a person signs out (Back-Channel Logout)', () => {
  it('is told who it was and of which sign-in, at an address of the private network, too', async () => {
    const { browser, sub, sid } = await signInTo();
    await browser.submit('/oauth2/logout', { logout: 'yes' });
    await backEnd.until(sid);
    const keys = (await product().get<JSONWebKeySet>('/.well-known/jwks.json')).body;
    const { payload } = await jwtVerify(backEnd.tokens.at(-1)!, createLocalJWKSet(keys), {
      issuer: product().url,
      audience: 'shop',
      typ: 'logout+jwt',
    });
    expect(payload).toMatchObject({ sub, sid, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } });
    expect(payload).not.toHaveProperty('nonce');
  });

  it.each(endings)('is told when that is %s, once, and what it has is good for nothing', async (_, end) => {
    const signedIn = await signInTo();
    await end(signedIn);
    await isOver(signedIn);
    expect(await backEnd.until(signedIn.sid)).toMatchObject({ sub: signedIn.sub, aud: 'shop' });
    const next = await signInTo();
    await product().post('/api/logout', {}, bearer(next.token));
    await backEnd.until(next.sid);
    expect(backEnd.of(signedIn.sid)).toHaveLength(1);
  });

  it('is told when the owner of the account says in Telegram that the sign-in was not theirs', async () => {
    const { person } = await signInTo();
    const theirs = await signInTo('shop', person);
    await pressNotMe(theirs);
    await backEnd.until(theirs.sid);
    await isOver(theirs);
  });

  it('is told when the person takes back what it was allowed, and not what others were', async () => {
    const signedIn = await signInTo();
    const forum = await goOn(await stage.discover('forum'), signedIn.browser, signedIn.token);
    const path = '/api/profile/apps/shop';
    expect((await product().request('DELETE', path, undefined, bearer(signedIn.token))).status).toBe(204);
    await backEnd.until(signedIn.sid);
    await isOver(signedIn);
    expect(backEnd.of(forum.sid)).toEqual([]);
    await product().post('/api/logout', {}, bearer(signedIn.token));
    await backEnd.until(forum.sid);
  });

  it('is told, for each signed-in person, when an operator disables it', async () => {
    const described = { id: 'books', name: 'Books', redirect_uris: [CALLBACK], first_party: true };
    const { body } = await product().post<{ secret: string }>('/api/admin/apps', {
      ...described,
      backchannel_logout_uri: backEnd.url,
      id_token_signed_response_alg: 'ES256',
    });
    const all = [await signInTo('books', undefined, body.secret), await signInTo('books', undefined, body.secret)];
    await product().request('POST', '/api/admin/apps/books/disable');
    for (const { sid, sub } of all) expect(await backEnd.until(sid)).toMatchObject({ sub, aud: 'books' });
    expect((await product().get('/api/profile', bearer(all[0]!.token))).status).toBe(200);
  });

  it('is told by the name that it alone knows a person by', async () => {
    const { token, sid, sub } = await signInTo('secretive');
    const id = await userOf(token);
    await product().post('/api/logout', {}, bearer(token));
    expect(await backEnd.until(sid)).toMatchObject({ sub, aud: 'secretive' });
    expect(sub).not.toBe(id);
  });

  it('is told of a television that shows a code, too', async () => {
    const app = await stage.discover();
    const { user_code: code, ...device } = await client.initiateDeviceAuthorization(app, { scope: 'openid' });
    const polled = client.pollDeviceAuthorizationGrant(app, { ...device, user_code: code, interval: 1 });
    const browser = stage.browser();
    const token = await stage.signIn(browser);
    const confirmed = await browser.submit(await browser.submit('/device', { user_code: code }));
    const page = await browser.follow(confirmed.headers.get('location')!);
    const done = await stage.interact(browser, page, 'continue', token);
    await (await browser.arrive(done.body.redirect_to as string)).text();
    const sid = (await polled).claims()!.sid as string;
    await product().post('/api/logout', {}, bearer(token));
    expect(await backEnd.until(sid)).toMatchObject({ aud: 'shop' });
  });

  it('is told with every other app that the same browser signed in to', async () => {
    const { browser, token, sid } = await signInTo();
    const forum = await goOn(await stage.discover('forum'), browser, token);
    await browser.submit('/oauth2/logout', { logout: 'yes' });
    expect(await backEnd.until(sid)).toMatchObject({ aud: 'shop' });
    expect(await backEnd.until(forum.sid)).toMatchObject({ aud: 'forum' });
  });

  it('does not keep a person from signing out where it fails, and is told again until it knows', async () => {
    backEnd.status = 503;
    const signedIn = await signInTo();
    const out = await signedIn.browser.submit('/oauth2/logout', { logout: 'yes' });
    expect(out.status).toBe(303);
    await isOver(signedIn);
    await until(
      () => product().output.includes('app shop could not be told that a person has signed out'),
      'a warning',
    );
    await backEnd.goAway();
    time.pass(MINUTE_MS);
    await until(() => product().output.includes('fetch failed'), 'another');
    await backEnd.comeBack();
    backEnd.status = 200;
    time.pass(10 * MINUTE_MS);
    await until(() => backEnd.of(signedIn.sid).length === 2, 'the app to be told again');
    time.pass(DAY_MS);
    const next = await signInTo();
    await product().post('/api/logout', {}, bearer(next.token));
    await backEnd.until(next.sid);
    expect(backEnd.of(signedIn.sid)).toHaveLength(2);
  });

  it('is given up in the end, and operators read so', async () => {
    const { token, sid } = await signInTo();
    await backEnd.goAway();
    await product().post('/api/logout', {}, bearer(token));
    await until(async () => {
      time.pass(DAY_MS);
      return product().output.includes('given up');
    }, 'it to be given up');
    await backEnd.comeBack();
    const metrics = async () => (await product().get<string>('/metrics')).body;
    await until(async () => /^openid_logouts_pending 0$/m.test(await metrics()), 'nothing to be left');
    expect(await metrics()).toMatch(/^openid_logouts_sent_total\{outcome="failed"\} 1$/m);
    expect(backEnd.of(sid)).toEqual([]);
  });

  it('is told nothing of a person who stays signed in', async () => {
    const { browser, token, sid } = await signInTo();
    await browser.submit('/oauth2/logout');
    const next = await signInTo();
    await product().post('/api/logout', {}, bearer(next.token));
    await backEnd.until(next.sid);
    expect(backEnd.of(sid)).toEqual([]);
    expect((await product().get('/api/profile', bearer(token))).status).toBe(200);
  });

  it('is told nothing of a sign-in that goes on by another session', async () => {
    const before = await signInTo();
    const id = await sessionOf(before);
    const token = await stage.signIn(before.browser, before.person);
    const asked = await ask(before.app, { prompt: 'login' });
    const back = await stage.goOn(before.browser, await before.browser.follow(asked.url), token);
    const sid = (await tokensOf(before.app, back, asked)).claims()!.sid as string;
    await product().request('DELETE', `/api/sessions/${id}`, undefined, bearer(token));
    const next = await signInTo();
    await product().post('/api/logout', {}, bearer(next.token));
    await backEnd.until(next.sid);
    expect(backEnd.of(sid)).toEqual([]);
    await product().post('/api/logout', {}, bearer(token));
    await backEnd.until(sid);
  });
});
