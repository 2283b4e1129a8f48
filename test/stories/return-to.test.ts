import { ask, OpenidStage, SECRET } from '../harness/openid.stage';

const SHOP = {
  id: 'shop',
  name: 'Corner Shop',
  domain: 'shop.example',
  secret: SECRET,
  redirect_uris: ['https://shop.example/callback'],
  return_to: ['https://shop.example'],
};
const PRESS = {
  ...SHOP,
  id: 'press',
  name: 'Daily Press',
  domain: 'press.example',
  return_to: ['https://press.example'],
};
const CART = 'https://shop.example/cart?of=ann';

let stage: OpenidStage;

beforeAll(async () => {
  stage = await OpenidStage.open({ APP_NAME: 'Acme' }, [SHOP, PRESS]);
});
afterAll(() => stage.close());

const queryOf = (app: string, url: string) => new URLSearchParams({ app, return_to: url }).toString();
const look = (app: string, url: string) =>
  stage.house.app.get<Record<string, unknown>>(`/api/return-to?${queryOf(app, url)}`);

describe('an app’s page that sends people here and wants them back', () => {
  it('is told by its name, and gets them back at an origin that it has registered', async () => {
    const { status, body } = await look('shop', CART);
    expect([status, body]).toMatchObject([200, { app: { id: 'shop', name: 'Corner Shop' }, return_to: CART }]);
  });

  it.each([
    ['shop', 'https://press.example/', 'return_to'],
    ['shop', 'https://shop.example.evil.example/', 'return_to'],
    ['shop', 'javascript:alert(1)', 'return_to'],
    ['', CART, 'app'],
    ['shop', '', 'return_to'],
  ])('is refused where it is %j and wants %j', async (app, url, field) => {
    const { status, body } = await look(app, url);
    expect([status, body.code, body.errors]).toMatchObject([400, 'invalid_request', [{ field }]]);
  });

  it.each(['nobody', 'default'])('is not known by the id %s', async (id) => {
    expect(await look(id, CART)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('shows itself in the message and the waiting room', async () => {
    const { api, telegram } = stage.house;
    const person = api.nextPerson();
    const who = { name: 'Ann', email: 'ann@example.org', telegram_chat_id: person };
    const begun = await api.register({ ...who, app: 'press' });
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(message!.text.split('\n')[0]).toBe('Daily Press (press.example)');
    expect(await api.status(begun.verification_id)).toMatchObject({ app: { id: 'press', name: 'Daily Press' } });
    const { body } = await stage.browser().post('/api/login', { app: 'shop' });
    expect(await api.status(body.verification_id as string)).toMatchObject({ app: { id: 'shop' } });
  });

  it('changes nothing where it is not there, or where another asks by OpenID', async () => {
    const browser = stage.browser();
    const appOf = async (said: object) => {
      const { status, body } = await browser.post('/api/login', said);
      expect(status).toBe(202);
      const verification = await browser.ask(`/api/verifications/${body.verification_id as string}`);
      return ((await verification.json()) as { app: { id: string } }).app.id;
    };
    expect(await appOf({ app: 'nobody' })).toBe('default');
    const page = await browser.follow((await ask(await stage.discover('shop'))).url);
    const { uid } = (await stage.details(browser, page)).body;
    expect(await appOf({ app: 'press', interaction: uid })).toBe('shop');
  });

  it('is refused once an administrator has disabled the app', async () => {
    const { app } = stage.house;
    const books = { id: 'books', name: 'Books', redirect_uris: [], return_to: ['https://books.example'] };
    expect((await app.post('/api/admin/apps', books)).status).toBe(201);
    expect((await look('books', 'https://books.example/')).status).toBe(200);
    await app.post('/api/admin/apps/books/disable', {});
    expect((await look('books', 'https://books.example/')).status).toBe(404);
  });
});
