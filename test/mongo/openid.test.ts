import * as client from 'openid-client';
import type { AppProcess } from '../harness/app.process';
import { Cluster } from '../harness/cluster';
import { LogoutReceiver } from '../harness/logout.receiver';
import { fetchAlone } from '../harness/openid.browser';
import { anAppsFile, ask, CALLBACK, OpenidStage, SECRET, tokensOf } from '../harness/openid.stage';
import { codeOf } from '../harness/telegram';
import { bearer } from '../harness/sign.in';

let cluster: Cluster;
let backEnd: LogoutReceiver;
let apps: ReturnType<typeof anAppsFile>;

beforeAll(async () => {
  backEnd = await LogoutReceiver.start();
  const app = { id: 'shop', name: 'Shop', redirect_uris: [CALLBACK], secret: SECRET };
  const es256 = { id_token_signed_response_alg: 'ES256' };
  apps = anAppsFile([{ ...app, ...es256, backchannel_logout_uri: backEnd.url }]);
  cluster = await Cluster.start({ instances: 3, settings: { APPS_FILE: apps.path } });
});

afterAll(async () => {
  await cluster.close();
  await backEnd.close();
  apps.remove();
});

/** What an app knows of us; its back end is served by this instance from then on. */
async function discover(instance: () => AppProcess): Promise<client.Configuration> {
  const at = (url: string | URL, init: RequestInit = {}) => {
    const { pathname, search } = new URL(url);
    return fetchAlone(new URL(pathname + search, instance().url), init);
  };
  const options = { execute: [client.allowInsecureRequests], [client.customFetch]: at as client.CustomFetch };
  return client.discovery(new URL(cluster.proxy.url), 'shop', SECRET, undefined, options);
}

describe('a sign-in to an app, at three instances', () => {
  it('begins at one, goes on at the next, ends at the third, and is over at all of them', async () => {
    const [first, second, third] = cluster.instances as [AppProcess, AppProcess, AppProcess];
    let serving = third;
    const shop = await discover(() => serving);
    const { telegram, api } = cluster;
    const openid = OpenidStage.at({ app: { url: cluster.proxy.url }, api, telegram });
    const browser = openid.browser();

    browser.instance = first.url;
    const asked = await ask(shop);
    const page = await browser.follow(asked.url);

    browser.instance = second.url;
    const interaction = page.pathname.split('/').at(-1);
    const { body: login } = await browser.post('/api/login', { interaction });
    const person = await telegram.addPerson('Ann');
    await telegram.pressStart(person, login.telegram_link as string);
    const [message] = await telegram.untilCodeMessages(person, 1);
    browser.instance = third.url;
    const typed = { verification_id: login.verification_id, otp: codeOf(message!)! };
    const token = (await browser.post('/api/verify-otp', typed)).body.access_token as string;
    browser.instance = first.url;
    const consent = await openid.goOn(browser, page, token);
    browser.instance = second.url;
    const { body: allowed } = await openid.interact(browser, consent, 'consent', token);
    browser.instance = third.url;
    const back = await browser.follow(allowed.redirect_to as string);

    const tokens = await tokensOf(shop, back, asked);
    const { sub, sid } = tokens.claims()!;
    for (const instance of cluster.instances) {
      serving = instance;
      expect(await client.fetchUserInfo(shop, tokens.access_token, sub)).toMatchObject({ sub });
    }
    const { refresh_token: refreshToken } = await client.refreshTokenGrant(shop, tokens.refresh_token!);

    expect((await second.post('/api/logout', {}, bearer(token))).status).toBe(204);
    expect(await backEnd.until(sid as string)).toMatchObject({ sub, aud: 'shop' });
    for (const instance of cluster.instances) {
      serving = instance;
      await expect(client.refreshTokenGrant(shop, refreshToken!)).rejects.toMatchObject({ error: 'invalid_grant' });
    }
    expect(backEnd.of(sid as string)).toHaveLength(1);
  });
});
