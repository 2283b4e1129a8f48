import * as client from 'openid-client';
import { bearer } from '../harness/sign.in';
import { ask, OpenidStage, tokensOf } from '../harness/openid.stage';
import { time } from '../harness/time';

type AllowedApp = Readonly<{
  id: string;
  name: string;
  domain: string | null;
  first_party: boolean;
  scopes: readonly string[];
  allowed_at: string;
  used_at: string;
}>;

const HOUR_MS = 3_600_000;
const SCOPES = ['openid', 'profile', 'email', 'telegram', 'offline_access'];

let stage: OpenidStage;
let shop: client.Configuration;
let stranger: client.Configuration;

beforeAll(async () => {
  stage = await OpenidStage.open();
  shop = await stage.discover();
  stranger = await stage.discover('stranger');
});
afterAll(() => stage.close());

const appsOf = async (token: string) =>
  (await stage.house.app.get<{ apps: AllowedApp[] }>('/api/profile/apps', bearer(token))).body.apps;

const takeBack = async (id: string, token: string) =>
  (await stage.house.app.request<{ code?: string }>('DELETE', `/api/profile/apps/${id}`, undefined, bearer(token)))
    .status;

/** Somebody signs in to an app of strangers, and allows what it asks for. */
async function allow(person = stage.house.api.nextPerson()) {
  const browser = stage.browser();
  const token = await stage.signIn(browser, person);
  const asked = await ask(stranger, { prompt: 'consent' });
  const page = await stage.goOn(browser, await browser.follow(asked.url), token);
  const allowed = await stage.interact(browser, page, 'consent', token);
  const tokens = await tokensOf(stranger, await browser.follow(allowed.body.redirect_to as string), asked);
  return { person, browser, token, tokens, sub: tokens.claims()!.sub };
}

describe('the apps that know a person', () => {
  it('are none at first', async () => {
    expect(await appsOf(await stage.signIn(stage.browser()))).toEqual([]);
  });

  it('are shown with what each may know, since when, and when it last asked', async () => {
    const { person, token, tokens } = await allow();
    const [app] = await appsOf(token);
    expect(app).toMatchObject({ id: 'stranger', name: 'Stranger', domain: 'shop.example', first_party: false });
    expect(app!.scopes.toSorted()).toEqual(SCOPES.toSorted());
    time.pass(HOUR_MS);
    await client.refreshTokenGrant(stranger, tokens.refresh_token!);
    const later = await stage.signIn(stage.browser(), person);
    const [again] = await appsOf(later);
    expect(again!.allowed_at).toBe(app!.allowed_at);
    expect(Date.parse(again!.used_at) - Date.parse(app!.used_at)).toBeGreaterThanOrEqual(HOUR_MS);
  });

  it('are each there once, on however many browsers they were allowed', async () => {
    const { person } = await allow();
    const { token } = await allow(person);
    expect((await appsOf(token)).map(({ id }) => id)).toEqual(['stranger']);
  });

  it('are those of the team, too', async () => {
    const { token } = await stage.signInTo(shop);
    expect(await appsOf(token)).toMatchObject([{ id: 'shop', first_party: true }]);
  });

  it('stand in what the person takes along, and in the audit', async () => {
    const { token } = await allow();
    await takeBack('stranger', token);
    const { token: other } = await allow();
    const exported = await stage.house.app.get<{ apps: AllowedApp[] }>('/api/profile/export', bearer(other));
    expect(exported.body.apps).toMatchObject([{ id: 'stranger', name: 'Stranger' }]);
    const { body } = await stage.house.app.get<{ audit: { action: string; details: object }[] }>(
      '/api/profile/export',
      bearer(token),
    );
    const ofApps = body.audit.filter(({ action }) => action.startsWith('app.'));
    expect(ofApps).toMatchObject([
      { action: 'app.revoked', details: { app: 'stranger' } },
      { action: 'app.allowed', details: { app: 'stranger', scopes: SCOPES.join(' ') } },
    ]);
  });
});

describe('an app that is taken back what it was allowed', () => {
  it('knows nothing more at once, and must ask again', async () => {
    const { browser, token, tokens, sub } = await allow();
    await client.fetchUserInfo(stranger, tokens.access_token, sub);
    expect(await takeBack('stranger', token)).toBe(204);
    await expect(client.fetchUserInfo(stranger, tokens.access_token, sub)).rejects.toMatchObject({ status: 401 });
    await expect(client.refreshTokenGrant(stranger, tokens.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    expect(await client.tokenIntrospection(stranger, tokens.access_token)).toEqual({ active: false });
    expect(await appsOf(token)).toEqual([]);
    expect((await browser.follow((await ask(stranger)).url)).pathname).toMatch('/interaction/');
  });

  it('on every browser where it was allowed', async () => {
    const first = await allow();
    const second = await allow(first.person);
    await takeBack('stranger', second.token);
    for (const { tokens, sub } of [first, second])
      await expect(client.fetchUserInfo(stranger, tokens.access_token, sub)).rejects.toMatchObject({ status: 401 });
  });

  it('leaves the sign-in and other people alone', async () => {
    const [mine, theirs] = [await allow(), await allow()];
    await takeBack('stranger', mine.token);
    expect(await appsOf(mine.token)).toEqual([]);
    await client.fetchUserInfo(stranger, theirs.tokens.access_token, theirs.sub);
  });

  it('has no second time: what is not theirs is not found', async () => {
    const { token } = await allow();
    expect(await takeBack('shop', token)).toBe(404);
    expect(await takeBack('stranger', token)).toBe(204);
    expect(await takeBack('stranger', token)).toBe(404);
  });
});
