import tls from 'node:tls';
import { ConnectProxy } from '../harness/connect.proxy';
import { httpsFront } from '../harness/https.front';
import { LogoutReceiver } from '../harness/logout.receiver';
import { CALLBACK, OpenidStage, SECRET } from '../harness/openid.stage';

const SHOP = { id: 'shop', name: 'Shop', redirect_uris: [CALLBACK], secret: SECRET, first_party: true };

const portOf = (url: string) => new URL(url).port;

describe('an app that is reached by way of a proxy alone (networks 27)', () => {
  let backEnd: LogoutReceiver;
  let front: Awaited<ReturnType<typeof httpsFront>>;
  let proxy: ConnectProxy;
  let stage: OpenidStage;

  beforeAll(async () => {
    const { connect } = tls;
    jest
      .spyOn(tls, 'connect')
      .mockImplementation(((options: tls.ConnectionOptions) =>
        connect({ ...options, rejectUnauthorized: false })) as typeof connect);
    backEnd = await LogoutReceiver.start();
    front = await httpsFront(() => portOf(backEnd.url));
    proxy = await ConnectProxy.start(() => Number(portOf(front.url)));
    const app = { ...SHOP, backchannel_logout_uri: 'https://shop.far.example/signed-out' };
    stage = await OpenidStage.open({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }, [app]);
  });

  afterAll(async () => {
    await stage.close();
    await proxy.close();
    await front.close();
    await backEnd.close();
    jest.restoreAllMocks();
  });

  it('is told there that a person has signed out', async () => {
    const { browser, tokens } = await stage.signInTo(await stage.discover());
    await browser.submit('/oauth2/logout', { logout: 'yes' });
    await backEnd.until(tokens.claims()!.sid as string);
    expect(proxy.asked).toEqual([{ target: 'shop.far.example:443' }]);
  });
});
