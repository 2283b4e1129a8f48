import { House } from '../harness/house';
import { HttpClient } from '../harness/http.client';
import { asSent, cookieOf, signInAt } from '../harness/sign.in';
import { time } from '../harness/time';

const ADMIN_API_KEY = 'an-admin-of-the-tests-0123456789-0123456789';
const key = { 'x-admin-key': ADMIN_API_KEY };

describe('what stands around the pages', () => {
  let house: House;
  beforeAll(async () => {
    house = await House.open({
      SECURITY_CONTACT: 'mailto:security@example.org',
      PUBLIC_URL: 'https://front.example.org',
      ADMIN_API_KEY,
    });
  });
  afterAll(() => house.close());

  it('says where to report a hole, for half a year at a time (RFC 9116)', async () => {
    const { status, headers, body } = await house.app.get<string>('/.well-known/security.txt');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(body).toContain('Contact: mailto:security@example.org\n');
    expect(body).toContain('Canonical: https://front.example.org/.well-known/security.txt\n');
    const expires = Date.parse(/^Expires: (.*)$/m.exec(body)![1]!);
    expect(expires).toBeGreaterThan(time.now().getTime());
    expect(expires).toBeLessThan(time.now().getTime() + 365 * 86_400_000);
  });

  it('tells a browser whether it has a session to go on with, so that none asks in vain', async () => {
    expect((await house.app.get('/api/app')).body).toMatchObject({ has_session: false });
    const cookie = cookieOf(await signInAt(house, { kind: 'cookie' }));
    expect((await house.app.get('/api/app', asSent(cookie))).body).toMatchObject({ has_session: true });
  });

  it('sends operators what is long compressed, and people nothing that holds a token', async () => {
    const coding = { 'accept-encoding': 'gzip' };
    const overHttp = new HttpClient(house.app.url);
    const series = await overHttp.get('/api/admin/stats/series', { ...key, ...coding });
    expect([series.status, series.headers.get('content-encoding')]).toEqual([200, 'gzip']);
    const { headers } = await overHttp.get('/api/app', coding);
    expect(headers.get('content-encoding')).toBeNull();
  });
});

it('says nothing of reports where the settings name no contact', async () => {
  const house = await House.open();
  expect((await house.app.get('/.well-known/security.txt')).status).toBe(404);
  await house.close();
});
