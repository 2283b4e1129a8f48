import type { Problem } from '../harness/api';
import { House } from '../harness/house';
import { asSent, attributesOf, bearer, cookieOf, signInAt } from '../harness/sign.in';

describe('a browser that another site sends (security 25)', () => {
  const FRONT = 'https://front.example.org';
  const allowed = [FRONT, 'https://link.example.org', 'https://partner.example.org'];
  let house: House;
  let app: House['app'];

  beforeAll(async () => {
    house = await House.open({
      PUBLIC_URL: FRONT,
      MAGIC_LINK_BASE_URL: 'https://link.example.org/in',
      CORS_ORIGINS: 'https://partner.example.org',
    });
    app = house.app;
  });

  afterAll(() => house.close());

  it.each([
    ['our own, in an old browser', { origin: FRONT }, /^__Host-telega2go_flow=[\w-]{22}; .*; Secure$/],
    ['our own', { origin: FRONT, 'sec-fetch-site': 'same-origin' }, /^__Host-telega2go_flow=[\w-]{22}; .*; Secure$/],
    ['CORS_ORIGINS', { origin: 'https://partner.example.org' }, /^$/],
    ['nowhere, for it is a program', {}, /^$/],
  ])('is bound to what it began where that was on a page of %s (S7)', async (_, headers, cookie) => {
    const answer = await app.post('/api/login', {}, headers as Record<string, string>);
    expect(answer.status).toBe(202);
    expect(cookieOf(answer)).toMatch(cookie);
  });

  const foreign: readonly (readonly [string, Record<string, string>])[] = [
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another site, in an old browser', { origin: 'https://evil.example' }],
    ['another site, which does not say which', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour', { origin: 'https://other.example.org', 'sec-fetch-site': 'same-site' }],
    ['a neighbour, which does not say which', { 'sec-fetch-site': 'same-site' }],
    ['a frame that hides where it is', { origin: 'null' }],
    ['ours over http', { origin: 'http://front.example.org' }],
    ['ours at another port', { origin: `${FRONT}:8443` }],
    ['one that begins like ours', { origin: `${FRONT}.evil.example` }],
    ['one that the Host header calls ours', { origin: 'https://evil.example', host: 'evil.example' }],
    ['a word that nobody knows', { 'sec-fetch-site': 'same-origin, cross-site' }],
  ];
  const calls: readonly (readonly [string, string])[] = [
    ['POST', '/api/register'],
    ['POST', '/api/login'],
    ['POST', '/api/verify-otp'],
    ['POST', '/api/verify-magic-link'],
    ['POST', '/api/resend-otp'],
    ['POST', '/api/token/refresh'],
    ['POST', '/api/logout'],
    ['DELETE', '/api/sessions'],
    ['DELETE', '/api/verifications/x'],
    ['POST', '/%61pi/logout'],
  ];

  it.each(['GET', 'POST', 'PATCH', 'DELETE'])(
    'from a page of CORS_ORIGINS may %s, and read when to come back',
    async (method) => {
      const origin = 'https://partner.example.org';
      const asking = { origin, 'access-control-request-method': method };
      const preflight = await app.request('OPTIONS', '/api/profile', undefined, asking);
      expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
      expect(preflight.headers.get('access-control-allow-methods')?.split(/, ?/)).toContain(method);
      const answer = await app.get('/api/profile', { origin });
      expect(answer.headers.get('access-control-expose-headers')).toContain('retry-after');
    },
  );

  it('may ask what is allowed without saying where it is', async () => {
    expect((await app.request('OPTIONS', '/api/login')).status).toBe(204);
  });

  it.each(foreign)('from %s changes nothing', async (_, headers) => {
    for (const [method, path] of calls) {
      const answer = await app.request<Problem>(method, path, '{}', { 'content-type': 'application/json', ...headers });
      expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'forbidden']);
    }
  });

  it('does not end the session whose cookie it brings along, nor gets its successor', async () => {
    const signedIn = await signInAt(house);
    const cookie = asSent(cookieOf(signedIn));
    for (const path of ['/api/logout', '/api/token/refresh']) {
      const answer = await app.post<Problem>(path, {}, { ...cookie, origin: 'https://evil.example' });
      expect(answer.status).toBe(403);
      expect(cookieOf(answer)).toBe('');
    }
    expect((await app.get('/api/profile', bearer(signedIn.body.access_token))).status).toBe(200);
    expect((await app.post('/api/token/refresh', {}, { ...cookie, origin: FRONT })).status).toBe(200);
  });

  it('may look, for that changes nothing', async () => {
    for (const path of ['/api/app', '/.well-known/jwks.json'])
      expect((await app.get(path, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).status).toBe(
        200,
      );
  });

  const ours: readonly (readonly [string, Record<string, string>])[] = [
    ['our own page', { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:1' }],
    ['the person themselves', { 'sec-fetch-site': 'none' }],
    ...allowed.map((origin) => [origin, { origin, 'sec-fetch-site': 'cross-site' }] as const),
    ['our own page in an old browser', { origin: FRONT }],
    ['a program', {}],
  ];

  it.each(ours)('is not what comes from %s', async (_, headers) => {
    expect((await app.post('/api/logout', {}, headers)).status).toBe(204);
    expect(await app.post('/api/verify-otp', {}, headers)).toMatchObject({ status: 400 });
  });

  it('over https finds a cookie that is bound to it', async () => {
    const cookie = cookieOf(await signInAt(house));
    expect(cookie).toMatch(/^__Host-telega2go=[\w.-]{80,};/);
    expect(attributesOf(cookie)).toEqual(['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Strict', 'Secure']);
    const renamed = asSent(cookie).cookie.replace('__Host-', '');
    expect((await app.post('/api/token/refresh', {}, { cookie: renamed })).status).toBe(401);
    expect((await app.post('/api/token/refresh', {}, asSent(cookie))).status).toBe(200);
    const out = cookieOf(await app.post('/api/logout', {}));
    expect(out).toMatch(/^__Host-telega2go=;/);
    expect(attributesOf(out)).toContain('Secure');
  });
});

it('a page on loopback is ours by each name that the machine has there, at our own port', async () => {
  const house = await House.open({ PUBLIC_URL: 'http://127.0.0.1:3000' });
  const statusFrom = async (origin: string) => (await house.app.post('/api/login', {}, { origin })).status;
  const ours = ['http://127.0.0.1:3000', 'http://localhost:3000', 'http://[::1]:3000'];
  for (const origin of ours) expect([origin, await statusFrom(origin)]).toEqual([origin, 202]);
  const others = ['http://localhost:3001', 'https://localhost:3000', 'http://127.0.0.2:3000', 'http://localhost'];
  for (const origin of others) expect([origin, await statusFrom(origin)]).toEqual([origin, 403]);
  await house.close();
});
