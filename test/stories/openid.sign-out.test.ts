import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import tls from 'node:tls';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { ConnectProxy } from '../harness/connect.proxy';
import { httpsFront } from '../harness/https.front';
import { CALLBACK, OpenidStage, SECRET } from '../harness/openid.stage';

const SHOP = { id: 'shop', name: 'Shop', redirect_uris: [CALLBACK], secret: SECRET, first_party: true };

let backEnd: Server;
let stage: OpenidStage;
/** What the back end of the app was told. */
let told: URLSearchParams[];
/** What it answers. */
let status: number;

const port = () => (backEnd.address() as AddressInfo).port;

beforeAll(async () => {
  backEnd = createServer((request, response) => {
    response.setHeader('connection', 'close');
    response.statusCode = status;
    void text(request).then((body) => (told.push(new URLSearchParams(body)), response.end()));
  });
  await once(backEnd.listen(0, '127.0.0.1'), 'listening');
  stage = await OpenidStage.open({}, [{ ...SHOP, backchannel_logout_uri: `http://127.0.0.1:${port()}/signed-out` }]);
});
beforeEach(() => ([told, status] = [[], 200]));
afterAll(async () => {
  await stage.close();
  backEnd.close();
  await once(backEnd, 'close');
});

describe('an app that wants to be told when somebody signs out (Back-Channel Logout)', () => {
  it('is told who it was and of which sign-in, at an address of the private network, too', async () => {
    const { browser, tokens, sub } = await stage.signInTo(await stage.discover());
    await browser.submit('/oauth2/logout', { logout: 'yes' });
    expect(told).toHaveLength(1);
    const keys = (await stage.house.app.get<JSONWebKeySet>('/.well-known/jwks.json')).body;
    const { payload } = await jwtVerify(told[0]!.get('logout_token')!, createLocalJWKSet(keys), {
      issuer: stage.house.app.url,
      audience: 'shop',
      typ: 'logout+jwt',
    });
    expect(payload).toMatchObject({
      sub,
      sid: tokens.claims()!.sid,
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    });
    expect(payload).not.toHaveProperty('nonce');
  });

  it('keeps nobody from signing out where it fails, and operators read so', async () => {
    status = 503;
    const { browser, token } = await stage.signInTo(await stage.discover());
    const out = await browser.submit('/oauth2/logout', { logout: 'yes' });
    expect(out.status).toBe(303);
    expect((await stage.house.app.get('/api/profile', { authorization: `Bearer ${token}` })).status).toBe(401);
    expect(stage.house.app.output).toMatch('app shop could not be told that somebody has signed out');
  });

  it('is told nothing by somebody who stays', async () => {
    const { browser } = await stage.signInTo(await stage.discover());
    await browser.submit('/oauth2/logout');
    expect(told).toEqual([]);
  });
});

describe('an app that is reached by way of a proxy alone (networks 27)', () => {
  let far: OpenidStage;
  let front: Awaited<ReturnType<typeof httpsFront>>;
  let proxy: ConnectProxy;

  beforeAll(async () => {
    const { connect } = tls;
    jest
      .spyOn(tls, 'connect')
      .mockImplementation(((options: tls.ConnectionOptions) =>
        connect({ ...options, rejectUnauthorized: false })) as typeof connect);
    front = await httpsFront(() => String(port()));
    proxy = await ConnectProxy.start(() => Number(new URL(front.url).port));
    const app = { ...SHOP, backchannel_logout_uri: 'https://shop.far.example/signed-out' };
    far = await OpenidStage.open({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }, [app]);
  });

  afterAll(async () => {
    await far.close();
    await proxy.close();
    await front.close();
    jest.restoreAllMocks();
  });

  const signOut = async () => {
    const { browser } = await far.signInTo(await far.discover());
    return browser.submit('/oauth2/logout', { logout: 'yes' });
  };

  it('is told there', async () => {
    await signOut();
    expect(told).toHaveLength(1);
    expect(proxy.asked).toEqual([{ target: 'shop.far.example:443' }]);
  });

  it('keeps nobody from signing out where the proxy refuses', async () => {
    proxy.status = 403;
    expect((await signOut()).status).toBe(303);
    expect(told).toEqual([]);
    expect(far.house.app.output).toMatch('app shop could not be told that somebody has signed out');
  });
});
