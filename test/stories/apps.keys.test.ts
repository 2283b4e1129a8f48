import type { Problem } from '../harness/api';
import { CALLBACK, OpenidStage, SECRET } from '../harness/openid.stage';
import { bearer } from '../harness/sign.in';
import { codeOf } from '../harness/telegram';
import { time } from '../harness/time';

const PATH = '/api/v1/verifications';
const APPS = '/api/admin/apps';
const OURS = 'c2VydmljZS1rZXktb2YtdGhlLXRlc3RzLTAx';
const SHOPS = 'the-back-end-of-the-shop-shows-this-0123';

const SHOP = { id: 'shop', name: 'Corner Shop', domain: 'shop.example', redirect_uris: [CALLBACK], secret: SECRET };

type Asked = Readonly<{ verification_id: string }>;
type Made = Readonly<{ id: string; api_key: string; expires_at: string | null }>;

let stage: OpenidStage;
let count = 0;

beforeAll(async () => {
  stage = await OpenidStage.open({ API_KEYS: OURS, LIMIT_SENDS_PER_CHAT_HOUR: '5' }, [{ ...SHOP, api_keys: [SHOPS] }]);
});
afterAll(() => stage.close());

const app = () => stage.house.app;
const tryToAsk = (key: string, person = stage.house.api.nextPerson()) =>
  app().post<Asked & Problem>(PATH, { telegram_chat_id: person, reason: 'Pay 20 EUR' }, bearer(key));

/** The back end that shows this key has somebody confirm something, who has the code now. */
async function asked(key: string) {
  const person = stage.house.api.nextPerson();
  const { status, body } = await tryToAsk(key, person);
  expect(status).toBe(202);
  const [message] = await stage.house.telegram.untilCodeMessages(person, 1);
  const check = (by: string) =>
    app().post<Problem>(`${PATH}/${body.verification_id}/check`, { otp: codeOf(message!) }, bearer(by));
  return { id: body.verification_id, message: message!, check };
}

async function registered(): Promise<string> {
  const id = `books.${count++}`;
  const books = { id, name: 'Books', domain: 'books.example', redirect_uris: [CALLBACK], public: true };
  expect((await app().post(APPS, books)).status).toBe(201);
  return id;
}

async function keyOf(id: string, said: object = {}): Promise<Made> {
  const { status, body } = await app().post<Made>(`${APPS}/${id}/api-keys`, said);
  expect(status).toBe(201);
  return body;
}

const listed = async (id: string) => (await app().get<{ api_keys: Made[] }>(`${APPS}/${id}`)).body;

describe('a back end of an app', () => {
  it('has something confirmed in the name of its app', async () => {
    const id = await registered();
    const { api_key: key } = await keyOf(id);
    const { message, check, id: verification } = await asked(key);
    expect(message.text.split('\n').slice(0, 2)).toEqual([
      'Books (books.example)',
      expect.stringContaining('Pay 20 EUR'),
    ]);
    expect(await check(key)).toMatchObject({ status: 200, body: { status: 'verified' } });
    const timeline = await app().get(`/api/admin/verifications/${verification}/timeline`);
    expect(timeline.body).toMatchObject({ app: { id, name: 'Books' } });
  });

  it('of the file shows the key that stands there, which is changed there alone', async () => {
    expect((await asked(SHOPS)).message.text).toMatch(/^Corner Shop \(shop.example\)\n/);
    expect(await listed('shop')).toMatchObject({ source: 'file', api_keys: [] });
    const refused = await app().post(`${APPS}/shop/api-keys`, {});
    expect(refused).toMatchObject({ status: 409, body: { code: 'app_read_only' } });
  });

  it('exchanges its key while codes are under way', async () => {
    const id = await registered();
    const old = await keyOf(id);
    const { check } = await asked(old.api_key);
    const next = await keyOf(id);
    expect((await listed(id)).api_keys.map((key) => key.id)).toEqual([old.id, next.id]);
    const path = `${APPS}/${id}/api-keys/${old.id}`;
    expect((await app().delete(path)).status).toBe(204);
    expect((await app().delete(path)).status).toBe(404);
    expect(await check(old.api_key)).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect((await check(next.api_key)).status).toBe(200);
  });

  it('sees nothing of what another asked for', async () => {
    const [one, other] = [await keyOf(await registered()), await keyOf(await registered())];
    const { check } = await asked(one.api_key);
    for (const foreign of [other.api_key, SHOPS, OURS])
      expect(await check(foreign)).toMatchObject({ status: 404, body: { code: 'verification_not_found' } });
    expect((await asked(OURS)).message.text).toMatch(/^Telega2Go\n/);
    expect((await check(one.api_key)).status).toBe(200);
  });

  it('uses up its own share of what a chat gets, and no other’s', async () => {
    const [one, other] = [await keyOf(await registered()), await keyOf(await registered())];
    const person = stage.house.api.nextPerson();
    for (let each = 0; each < 5; each++) expect((await tryToAsk(one.api_key, person)).status).toBe(202);
    expect(await tryToAsk(one.api_key, person)).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect((await tryToAsk(other.api_key, person)).status).toBe(202);
    const registering = { name: 'Ann', email: 'ann@example.org', telegram_chat_id: person };
    expect((await app().post('/api/register', registering)).status).toBe(202);
  });

  it('is refused with a key that is over, unknown, or of an app that is disabled', async () => {
    const id = await registered();
    const { api_key: key, expires_at: expiresAt } = await keyOf(id, {
      expires_at: new Date(time.now().getTime() + 60_000).toISOString(),
    });
    expect(Date.parse(expiresAt!)).toBeGreaterThan(time.now().getTime());
    expect((await tryToAsk(key)).status).toBe(202);
    for (const wrong of ['', 'x', `${id}.`, `${id}.${'x'.repeat(43)}`, `shop${key.slice(id.length)}`, `${key}x`])
      expect([wrong, (await tryToAsk(wrong)).status]).toEqual([wrong, 401]);
    time.pass(60_000);
    expect((await tryToAsk(key)).status).toBe(401);
    const { api_key: another } = await keyOf(id);
    expect((await tryToAsk(another)).status).toBe(202);
    await app().post(`${APPS}/${id}/disable`, {});
    expect((await tryToAsk(another)).status).toBe(401);
  });

  it('has ten keys at most', async () => {
    const id = await registered();
    for (let each = 0; each < 10; each++) await keyOf(id);
    const refused = await app().post(`${APPS}/${id}/api-keys`, {});
    expect(refused).toMatchObject({ status: 409, body: { code: 'too_many_secrets' } });
  });

  it('is in the audit: which administrator made and revoked its keys, and what it asked for, and no key', async () => {
    const id = await registered();
    const { id: keyId, api_key: key } = await keyOf(id);
    const { check } = await asked(key);
    await check(key);
    await app().delete(`${APPS}/${id}/api-keys/${keyId}`);
    const acts = await app().get<{ entries: object[] }>(`/api/admin/audit?subject=app:${id}`);
    expect(acts.body.entries.slice(0, 2)).toMatchObject([
      { action: 'admin.app_key_revoked', details: { key_id: keyId } },
      { action: 'admin.app_key_created', details: { key_id: keyId, expires_at: null } },
    ]);
    const calls = await app().get<{ entries: object[] }>(`/api/admin/audit?actor=service:app.${id}`);
    expect(calls.body.entries).toMatchObject([
      { action: 'service.verification_checked' },
      { action: 'service.verification_requested' },
    ]);
    const told = JSON.stringify([acts.body, calls.body, await listed(id)]);
    expect(told).not.toContain(key.slice(id.length + 1));
    expect(app().output).not.toContain(key.slice(id.length + 1));
  });
});

describe('without API_KEYS', () => {
  let alone: OpenidStage;

  beforeAll(async () => {
    alone = await OpenidStage.open({}, [SHOP]);
  });
  afterAll(() => alone.close());

  it('there is no API for back ends before an app has a key', async () => {
    const { app: there, api } = alone.house;
    const ask = (key: string) => there.post<Problem>(PATH, { telegram_chat_id: api.nextPerson() }, bearer(key));
    expect(await ask('x')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    await there.post(APPS, { id: 'books', name: 'Books', redirect_uris: [CALLBACK], public: true });
    const { body } = await there.post<Made>(`${APPS}/books/api-keys`, {});
    expect((await ask(body.api_key)).status).toBe(202);
    expect((await ask('x')).status).toBe(401);
  });
});
