import { connect } from 'node:net';
import type { Problem } from '../harness/api';
import { House } from '../harness/house';
import { time } from '../harness/time';

const ann = { name: 'Ann', email: 'ann@example.org', telegram_chat_id: 4711 };

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** The request's body, and the field that the answer must name. */
const badRegistrations: readonly (readonly [what: string, body: unknown, field: string])[] = [
  ['no name', { email: ann.email }, 'name'],
  ['an empty name', { ...ann, name: '' }, 'name'],
  ['a blank name', { ...ann, name: '   ' }, 'name'],
  ['a name of 101 characters', { ...ann, name: 'x'.repeat(101) }, 'name'],
  ['a name with a line break', { ...ann, name: 'Ann\nEve' }, 'name'],
  ['a name with a NUL', { ...ann, name: 'Ann\u0000' }, 'name'],
  ['a name that turns the text around', { ...ann, name: 'Ann\u202e' }, 'name'],
  ['half a character', { ...ann, name: 'Ann\ud800' }, 'name'],
  ['a number as name', { ...ann, name: 5 }, 'name'],
  ['a list as name', { ...ann, name: ['Ann'] }, 'name'],
  ['an object as e-mail (CVE-2022-35924)', { ...ann, email: { $ne: '' } }, 'email'],
  ['a list as e-mail', { ...ann, email: ['a@example.org', 'b@example.org'] }, 'email'],
  ['no e-mail address', { ...ann, email: 'ann' }, 'email'],
  ['a huge e-mail', { ...ann, email: `${'a'.repeat(300)}@example.org` }, 'email'],
  ['a phone without a country', { ...ann, phone: '015112345678' }, 'phone'],
  ['a negative chat id, which is a group', { ...ann, telegram_chat_id: -100123 }, 'telegram_chat_id'],
  ['chat id 0', { ...ann, telegram_chat_id: 0 }, 'telegram_chat_id'],
  ['half a chat id', { ...ann, telegram_chat_id: 1.5 }, 'telegram_chat_id'],
  ['a chat id beyond what a number holds', { ...ann, telegram_chat_id: 2 ** 63 }, 'telegram_chat_id'],
  ['a username as chat id', { ...ann, telegram_chat_id: '@ann_example' }, 'telegram_chat_id'],
  ['a username with a dash', { ...ann, telegram_username: 'ann-example' }, 'telegram_username'],
  ['a username that is too short', { ...ann, telegram_username: 'ann' }, 'telegram_username'],
  ['an unknown field', { ...ann, is_admin: true }, 'is_admin'],
  ['a list as the whole', [ann], 'body'],
  ['null as the whole', null, 'body'],
  ['text as the whole', 'ann', 'body'],
];

const malformed: readonly (readonly [what: string, body: string, contentType: string, field: string])[] = [
  ['broken JSON', '{"name": "Ann"', 'application/json', 'body'],
  ['nothing at all', '', 'application/json', 'body'],
  ['__proto__', '{"name":"Ann","email":"a@example.org","__proto__":{"admin":true}}', 'application/json', '__proto__'],
  ['deep nesting', `{"name":${nested(4000)},"email":"a@example.org"}`, 'application/json', 'name'],
  ['a form', 'name=Ann&email=a%40example.org', 'application/x-www-form-urlencoded', 'Content-Type'],
  ['plain text', JSON.stringify(ann), 'text/plain', 'Content-Type'],
  ['XML', '<name>Ann</name>', 'application/xml', 'Content-Type'],
];

describe('bad input', () => {
  let house: House;
  let telegram: House['telegram'];
  let app: House['app'];
  let api: House['api'];

  beforeAll(async () => {
    house = await House.open({ LIMIT_REQUESTS_PER_IP_MINUTE: '10' });
    ({ telegram, app, api } = house);
  });

  afterAll(() => house.close());

  function expectProblem(answer: { status: number; headers: Headers; body: Problem }, field: string): void {
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', status: 400 } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.errors?.map((error) => error.field)).toContain(field);
    expect(answer.body.request_id).toBe(answer.headers.get('x-request-id'));
  }

  it.each(badRegistrations)('%s is refused, and the field is named', async (_, body, field) => {
    expectProblem(await app.post<Problem>('/api/register', body), field);
  });

  it.each(malformed)('%s is refused', async (_, body, contentType, field) => {
    const headers = { 'content-type': contentType };
    expectProblem(await app.request<Problem>('POST', '/api/register', body, headers), field);
  });

  it('a body over 16 KiB is refused', async () => {
    const answer = await app.post<Problem>('/api/register', { ...ann, name: 'x'.repeat(16 * 1024) });
    expect(answer).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
  });

  it('names every faulty field at once', async () => {
    const { body } = await app.post<Problem>('/api/register', { name: '', email: 'x', phone: '1', is_admin: true });
    expect(body.errors?.map(({ field }) => field).sort()).toEqual(['email', 'is_admin', 'name', 'phone']);
  });

  it.each([
    ['/api/verify-otp', { verification_id: ['x'], otp: '123456' }, 'verification_id'],
    ['/api/verify-otp', { verification_id: 'x', otp: 123456 }, 'otp'],
    ['/api/verify-otp', { verification_id: 'x', otp: '12 456' }, 'otp'],
    ['/api/verify-magic-link', { token: { $gt: '' } }, 'token'],
    ['/api/verify-magic-link', { token: 'x', admin: true }, 'admin'],
    ['/api/resend-otp', {}, 'verification_id'],
    ['/api/magic-link/details', { token: 1 }, 'token'],
  ])('%s with %j is refused', async (path, body, field) => {
    expectProblem(await app.post<Problem>(path, body), field);
  });

  it.each(['x', '..%2f..', `${'0'.repeat(9)}${'A'.repeat(22)}`, '%00'])('no verification is called %s', async (id) => {
    const answer = await app.get<Problem>(`/api/verifications/${id}`);
    expect(answer).toMatchObject({ status: 404, body: { code: 'verification_not_found' } });
  });

  it('a token that was never made, or was bent, opens nothing', async () => {
    for (const token of ['x', 'A'.repeat(48), `${'A'.repeat(47)}=`])
      expect(await app.post<Problem>('/api/verify-magic-link', { token })).toMatchObject({
        status: 401,
        body: { code: 'link_invalid' },
      });
  });

  it.each([
    ['GET', '/%zz', 400],
    ['GET', '/api/nothing', 404],
    ['GET', '/%61pi/nothing', 404],
    ['POST', '/nothing', 404],
    ['GET', '/assets/nothing.js', 404],
    ['GET', '/api/profile', 401],
  ])('%s %s answers a problem document with %i', async (method, path, status) => {
    const answer = await app.request<Problem>(method, path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it.each([
    ['no HTTP at all', 400, 'HELLO\r\n\r\n'],
    ['endless headers', 431, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`],
  ])('%s is answered with a problem document, and the connection is closed', async (_, status, text) => {
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    socket.end(text);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    const answer = Buffer.concat(chunks).toString();
    expect(answer.startsWith(`HTTP/1.1 ${status} `)).toBe(true);
    expect(answer).toContain('application/problem+json');
    expect(answer).not.toContain('y'.repeat(40));
  });

  it('changed nothing: nothing was sent, nothing was counted against the address', async () => {
    expect(await telegram.codeMessages(ann.telegram_chat_id)).toEqual([]);
    expect(telegram.world.calls.latest().filter(({ method }) => method.startsWith('send'))).toEqual([]);
    const statuses: number[] = [];
    await time.standingStill(async () => {
      for (let round = 0; round < 12; round++) statuses.push((await api.tryRegister({})).status);
      expect(statuses.slice(0, 10)).toEqual(Array(10).fill(202));
      expect(statuses.slice(10)).toEqual([429, 429]);
      const refused = await api.tryRegister({});
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(refused.body).toMatchObject({ code: 'rate_limited' });
    });
  });

  it.each([
    ['POST', '/api/login', 202],
    ['POST', '/api/logout', 204],
    ['POST', '/api/token/refresh', 401],
    ['POST', '/api/verifications/unknown/session', 404],
    ['DELETE', '/api/verifications/unknown', 404],
  ])('%s %s may come without a body, with a type or without (networks 16)', async (method, path, status) => {
    time.pass(60_000);
    const types: Record<string, string>[] = [{ 'content-type': 'application/json' }, {}];
    for (const headers of types)
      expect((await app.request<Problem>(method, path, undefined, headers)).status).toBe(status);
    const withMark = await app.request<Problem>(method, path, '\ufeff{}', { 'content-type': 'application/json' });
    expect(withMark.status).toBe(status);
  });
});
