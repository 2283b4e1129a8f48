import * as client from 'openid-client';
import { ask, CALLBACK, OpenidStage, SECRET, tokensOf } from '../harness/openid.stage';

const SHOP = { name: 'Shop', redirect_uris: [CALLBACK], secret: SECRET, first_party: true };

let stage: OpenidStage;

beforeAll(async () => {
  const pairwise = { ...SHOP, subject_type: 'pairwise' };
  const apps = [
    { ...pairwise, id: 'one' },
    { ...pairwise, id: 'two' },
    { ...SHOP, id: 'open' },
  ];
  stage = await OpenidStage.open({}, apps);
});
afterAll(() => stage.close());

/** Somebody signs in to an app, which then has tokens of them. */
async function signInTo(id: string, person: number) {
  const app = await stage.discover(id);
  const browser = stage.browser();
  const token = await stage.signIn(browser, person);
  const asked = await ask(app);
  const tokens = await tokensOf(app, await stage.goOn(browser, await browser.follow(asked.url), token), asked);
  return { app, tokens, sub: tokens.claims()!.sub };
}

const subAt = async (id: string, person: number) => (await signInTo(id, person)).sub;

describe('an app with names of its own for people', () => {
  it('knows the same person by the same name each time, and by another than any other app', async () => {
    const [ann, bob] = [stage.house.api.nextPerson(), stage.house.api.nextPerson()];
    const known = await subAt('one', ann);
    expect(await subAt('one', ann)).toBe(known);
    const names = [known, await subAt('two', ann), await subAt('open', ann), await subAt('one', bob)];
    expect(new Set(names).size).toBe(names.length);
  });

  it('is told that name wherever it asks, and never the id of the account', async () => {
    const person = stage.house.api.nextPerson();
    const { sub: accountId } = await signInTo('open', person);
    const { app, tokens, sub } = await signInTo('one', person);
    const profile = await client.fetchUserInfo(app, tokens.access_token, sub);
    const introspected = await client.tokenIntrospection(app, tokens.access_token);
    const refreshed = (await client.refreshTokenGrant(app, tokens.refresh_token!)).claims();
    expect([profile.sub, introspected.sub, refreshed?.sub ?? sub]).toEqual([sub, sub, sub]);
    expect(JSON.stringify([profile, introspected, tokens.claims()])).not.toContain(accountId);
  });

  it('knows people by the same names when the secret is another, without a word of the last one', async () => {
    const person = stage.house.api.nextPerson();
    const before = await subAt('one', person);
    await stage.house.app.stop();
    await stage.house.app.boot({ MAGIC_LINK_SECRET: 'another-secret-0123456789-0123456789-0123' });
    await stage.house.app.untilBotWorks();
    expect(await subAt('one', person)).toBe(before);
  });
});
