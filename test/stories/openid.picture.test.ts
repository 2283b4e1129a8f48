import * as client from 'openid-client';
import { fetchAlone } from '../harness/openid.browser';
import { ask, CALLBACK, OpenidStage, SECRET, tokensOf } from '../harness/openid.stage';

const SHOP = { id: 'shop', name: 'Shop', redirect_uris: [CALLBACK], secret: SECRET, first_party: true };

let stage: OpenidStage;

beforeAll(async () => {
  const pairwise = { ...SHOP, subject_type: 'pairwise' };
  stage = await OpenidStage.open({}, [SHOP, { ...pairwise, id: 'one' }, { ...pairwise, id: 'two' }]);
});
afterAll(() => stage.close());

async function aPerson(hasPicture = true): Promise<number> {
  const { telegram } = stage.house;
  const { id } = await telegram.phone<{ id: number }>('POST', 'people', { first_name: 'Ann', picture: hasPicture });
  await telegram.greet(id);
  return id;
}

/** What an app is told of a person, and what they hold. */
async function knownAt(id: string, person: number, scope = 'openid profile') {
  const app = await stage.discover(id);
  const browser = stage.browser();
  const token = await stage.signIn(browser, person);
  const asked = await ask(app, { scope });
  const tokens = await tokensOf(app, await stage.goOn(browser, await browser.follow(asked.url), token), asked);
  const claims = tokens.claims()!;
  const told = await client.fetchUserInfo(app, tokens.access_token, claims.sub);
  return { token, claims, told, picture: told.picture! };
}

const statusOf = async (url: string) => (await fetchAlone(url)).status;

describe('the picture of a person who signs in to an app', () => {
  it('is fetched by any browser, from an address that the app alone is told', async () => {
    const { picture, claims } = await knownAt('shop', await aPerson());
    expect(picture).toMatch(new RegExp(`^${stage.house.app.url}/api/pictures/[\\w-]{43}$`));
    expect(claims).not.toHaveProperty('picture');
    const answer = await fetchAlone(picture);
    expect([answer.status, Object.fromEntries(answer.headers)]).toMatchObject([
      200,
      {
        'content-type': 'image/jpeg',
        'cache-control': 'private, no-cache',
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
      },
    ]);
    const again = await fetchAlone(picture, { headers: { 'if-none-match': answer.headers.get('etag')! } });
    expect(again.status).toBe(304);
    expect(await statusOf(`${picture.slice(0, -1)}${picture.endsWith('A') ? 'B' : 'A'}`)).toBe(404);
  });

  it('has one address for each app and person, which tells nothing of either', async () => {
    const [ann, bob] = [await aPerson(), await aPerson()];
    const { picture: known } = await knownAt('one', ann);
    expect((await knownAt('one', ann)).picture).toBe(known);
    const { picture: open, claims } = await knownAt('shop', ann);
    const addresses = [known, open, (await knownAt('two', ann)).picture, (await knownAt('one', bob)).picture];
    expect(new Set(addresses).size).toBe(4);
    expect(addresses.join()).not.toMatch(new RegExp(`${claims.sub}|${ann}|shop|one`));
  });

  it('is not told to an app that may not know the profile, nor where the person has none', async () => {
    expect((await knownAt('shop', await aPerson(), 'openid email')).told).not.toHaveProperty('picture');
    expect((await knownAt('shop', await aPerson(false))).told).not.toHaveProperty('picture');
  });

  it('goes with what the app may know: taken back, disabled, or deleted', async () => {
    const { app } = stage.house;
    const end: Record<string, (token: string, id: string) => Promise<{ status: number }>> = {
      takenBack: (token) => app.request('DELETE', '/api/profile/apps/shop', undefined, bearer(token)),
      disabled: (_, id) => app.post(`/api/admin/users/${id}/disable`, {}),
      deleted: (token) => app.request('DELETE', '/api/profile', undefined, bearer(token)),
    };
    for (const [how, act] of Object.entries(end)) {
      const { picture, token, claims } = await knownAt('shop', await aPerson());
      expect([how, await statusOf(picture)]).toEqual([how, 200]);
      expect((await act(token, claims.sub)).status).toBeLessThan(300);
      expect([how, await statusOf(picture)]).toEqual([how, 404]);
    }
  });

  it('stays at its address when they sign out, as what they allow does', async () => {
    const person = await aPerson();
    const { picture, token } = await knownAt('shop', person);
    await stage.house.app.post('/api/logout', {}, bearer(token));
    expect(await statusOf(picture)).toBe(200);
    expect((await knownAt('shop', person)).picture).toBe(picture);
  });
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
