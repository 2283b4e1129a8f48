import { randomBytes } from 'node:crypto';
import { dumpTestDatabase } from '../harness/store';
import { SessionRepository } from '../../src/session/store/session.repository';
import { wrongCode, type Problem, type Started, type Status } from '../harness/api';
import { House } from '../harness/house';
import type { Answer } from '../harness/http.client';
import { bearer, cookieOf, signInAt, type Tokens } from '../harness/sign.in';
import { codeOf, linkOf, tokenOf } from '../harness/telegram';
import { time } from '../harness/time';

type Waiting = Readonly<{ person: number; id: string; code: string; token: string; match: string }>;
type Way = (waiting: Waiting, key?: string) => Promise<Answer<Tokens & Problem & { device_token?: string }>>;

const OLD_SECRET = 'an-old-key-that-is-long-enough-for-us';
const MINUTE_MS = 60_000;
const ALREADY_USED = { status: 409, body: { code: 'already_used' } };

let house: House;

beforeAll(async () => {
  house = await House.open({
    RESEND_COOLDOWN_SECONDS: '0',
    MAGIC_LINK_SECRET: OLD_SECRET,
    PUBLIC_URL: 'https://front.example.org',
    TRUST_PROXY: '127.0.0.1/32',
  });
});

afterAll(() => house.close());

const aKey = () => randomBytes(16).toString('base64url');
const keyed = (key?: string): Record<string, string> => (key === undefined ? {} : { 'idempotency-key': key });

async function aWaiting(): Promise<Waiting> {
  const { api, telegram } = house;
  const person = api.nextPerson();
  const { verification_id: id } = await api.register({ telegram_chat_id: person, email: `l${person}@example.org` });
  const [message] = await telegram.untilCodeMessages(person, 1);
  await api.untilStatus(id, 'sent');
  const { match } = (await api.status(id)) as Status & { match: string };
  return { person, id, code: codeOf(message!)!, token: tokenOf(linkOf(message!)), match };
}

const byCode: Way = ({ id, code }, key) =>
  house.app.post('/api/verify-otp', { verification_id: id, otp: code, session: 'token' }, keyed(key));
const byLink: Way = ({ token }, key) =>
  house.app.post('/api/verify-magic-link', { token, session: 'token' }, keyed(key));
const approve = ({ token, match }: Waiting, key?: string) =>
  house.app.post<Problem & { approved?: boolean }>(
    '/api/verify-magic-link',
    { token, approve: true, match },
    keyed(key),
  );
const collect: Way = ({ id }, key) =>
  house.app.post(`/api/verifications/${id}/session`, { session: 'token' }, keyed(key));
const byApproval: Way = async (waiting, key) => {
  await approve(waiting, aKey());
  return collect(waiting, key);
};
const profile = async (token: string) => (await house.app.get('/api/profile', bearer(token))).status;
const refresh = (token: string | undefined) =>
  house.app.post<Tokens & Problem>('/api/token/refresh', { refresh_token: token });

describe.each([
  ['the code', byCode],
  ['the link', byLink],
  ['an approval elsewhere', byApproval],
])('a sign-in by %s whose answer was lost (networks 4)', (_, way) => {
  it('is answered again with the same session', async () => {
    const [waiting, key] = [await aWaiting(), aKey()];
    const lost = await way(waiting, key);
    const again = await way(waiting, key);
    expect([lost.status, again.status]).toEqual([200, 200]);
    expect(again.body).toMatchObject({
      user: lost.body.user,
      refresh_token: lost.body.refresh_token,
      device_token: lost.body.device_token,
    });
    expect(await profile(again.body.access_token)).toBe(200);
    const { body } = await house.app.get<{ sessions: unknown[] }>('/api/sessions', bearer(again.body.access_token));
    expect(body.sessions).toHaveLength(1);
    const devices = await house.app.get<{ devices: unknown[] }>('/api/devices', bearer(again.body.access_token));
    expect(devices.body.devices).toHaveLength(1);
    expect((await refresh(again.body.refresh_token)).status).toBe(200);
  });

  it('is refused to another key, and to none', async () => {
    const waiting = await aWaiting();
    expect((await way(waiting, aKey())).status).toBe(200);
    expect(await way(waiting, aKey())).toMatchObject(ALREADY_USED);
    expect(await way(waiting)).toMatchObject(ALREADY_USED);
    const unkeyed = await aWaiting();
    expect((await way(unkeyed)).status).toBe(200);
    expect(await way(unkeyed, aKey())).toMatchObject(ALREADY_USED);
  });

  it.each([3, 12])('is one session for %d identical requests at once', async (times) => {
    const [waiting, key] = [await aWaiting(), aKey()];
    if (way === byApproval) await approve(waiting);
    const send = way === byApproval ? collect : way;
    const answers = await Promise.all(Array.from({ length: times }, () => send(waiting, key)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1);
  });

  it.each([
    ['its access token was shown', ({ access_token: token }: Tokens) => profile(token)],
    ['its refresh token was shown', ({ refresh_token: token }: Tokens) => refresh(token)],
    ['it was ended', ({ access_token: token }: Tokens) => house.app.post('/api/logout', {}, bearer(token))],
    ['five minutes have gone', async () => time.pass(5 * MINUTE_MS)],
  ])('is not answered again after %s', async (_name, use) => {
    const [waiting, key] = [await aWaiting(), aKey()];
    const first = await way(waiting, key);
    await use(first.body);
    expect(await way(waiting, key)).toMatchObject(ALREADY_USED);
  });

  it('is answered also where the process died before there was a session', async () => {
    const [waiting, key] = [await aWaiting(), aKey()];
    if (way === byApproval) await approve(waiting);
    const send = way === byApproval ? collect : way;
    jest.spyOn(house.app.part(SessionRepository), 'insert').mockRejectedValueOnce(new Error('killed'));
    expect((await send(waiting, key)).status).toBe(500);
    expect(await send(waiting, aKey())).toMatchObject(ALREADY_USED);
    const again = await send(waiting, key);
    expect(again.status).toBe(200);
    expect(await profile(again.body.access_token)).toBe(200);
  });

  it('is answered again to a phone that has another address by now', async () => {
    const [waiting, key] = [await aWaiting(), aKey()];
    const elsewhere = (address: string) => ({ 'x-forwarded-for': address, ...keyed(key) });
    if (way === byApproval) await approve(waiting);
    const send = (address: string): ReturnType<Way> => {
      const { id, code, token } = waiting;
      if (way === byCode)
        return house.app.post('/api/verify-otp', { verification_id: id, otp: code }, elsewhere(address));
      if (way === byLink) return house.app.post('/api/verify-magic-link', { token }, elsewhere(address));
      return house.app.post(`/api/verifications/${id}/session`, {}, elsewhere(address));
    };
    const [lost, again] = [await send('203.0.113.1'), await send('198.51.100.2')];
    expect(again.status).toBe(200);
    expect(cookieOf(again)).toBe(cookieOf(lost));
  });

  it('takes no key that could be guessed', async () => {
    const waiting = await aWaiting();
    for (const key of ['1', 'a'.repeat(21), `${'a'.repeat(22)}!`, 'a'.repeat(256)])
      expect(await way(waiting, key)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', errors: [{ field: 'Idempotency-Key' }] },
      });
    if (way !== byApproval) expect((await way(waiting, aKey())).status).toBe(200);
  });
});

describe('a lost answer', () => {
  it('is given again to the right code that comes three times at once, where four were wrong', async () => {
    const [waiting, key] = [await aWaiting(), aKey()];
    for (let tries = 0; tries < 4; tries++) await byCode({ ...waiting, code: wrongCode(waiting.code) });
    const answers = await Promise.all(Array.from({ length: 3 }, () => byCode(waiting, key)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('of a cancellation is given again, also to those that come at once', async () => {
    const { id } = await aWaiting();
    const cancel = () => house.app.request('DELETE', `/api/verifications/${id}`);
    const answers = await Promise.all(Array.from({ length: 5 }, cancel));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 204));
  });

  it('is not given to a client that knows the key and guesses the code', async () => {
    const [waiting, key] = [await aWaiting(), aKey()];
    expect((await byCode(waiting, key)).status).toBe(200);
    expect(await byCode({ ...waiting, code: wrongCode(waiting.code) }, key)).toMatchObject(ALREADY_USED);
  });

  it('of an approval is given again, also after the device that waited came in', async () => {
    const [waiting, key] = [await aWaiting(), aKey()];
    expect(await approve(waiting, key)).toMatchObject({ status: 200, body: { approved: true } });
    expect(await approve(waiting, key)).toMatchObject({ status: 200, body: { approved: true } });
    const collected = await collect(waiting, aKey());
    expect(await profile(collected.body.access_token)).toBe(200);
    expect(await approve(waiting, key)).toMatchObject({ status: 200, body: { approved: true } });
    expect(await approve(waiting, aKey())).toMatchObject(ALREADY_USED);
  });

  it('is in the audit once', async () => {
    const [waiting, key] = [await aWaiting(), aKey()];
    const { user } = (await byCode(waiting, key)).body;
    await byCode(waiting, key);
    const path = `/api/admin/audit?action=sign_in.succeeded&actor=user:${user.id}`;
    expect((await house.app.get<{ entries: unknown[] }>(path)).body.entries).toHaveLength(1);
  });

  it('leaves nothing in the store by which it could be asked for, nor the tokens', async () => {
    const [waiting, key] = [await aWaiting(), aKey()];
    const { body } = await byCode(waiting, key);
    const kept = (await dumpTestDatabase(house.app.databaseUrl)) + house.app.output;
    const [, family, secret] = body.refresh_token!.split('.');
    for (const each of [key, family!, secret!, body.device_token!]) expect(kept).not.toContain(each);
  });
});

describe('a registration whose answer was lost', () => {
  const register = (body: object, key: string, address: string) =>
    house.app.post<Started & Problem>('/api/register', body, { ...keyed(key), 'x-forwarded-for': address });
  const aBody = () => ({ name: 'Ann', email: 'ann@example.org', telegram_chat_id: house.api.nextPerson() });

  it('is the same one from another address, by a key that cannot be guessed', async () => {
    const [body, key] = [aBody(), aKey()];
    const first = await register(body, key, '203.0.113.1');
    const again = await register(body, key, '198.51.100.2');
    expect(again.body.verification_id).toBe(first.body.verification_id);
  });

  it('is another one from another address, by a key that can be guessed', async () => {
    const first = await register(aBody(), '1', '203.0.113.1');
    const other = await register(aBody(), '1', '198.51.100.2');
    expect(other.status).toBe(202);
    expect(other.body.verification_id).not.toBe(first.body.verification_id);
  });
});

describe('a refresh whose answer was lost (networks 3)', () => {
  const aSession = async () => (await signInAt(house, { kind: 'token' })).body.refresh_token!;
  const successorOf = async (token: string) => (await refresh(token)).body.refresh_token!;

  it('yields the same successor, however late, as long as that was not used', async () => {
    const first = await aSession();
    const second = await successorOf(first);
    time.pass(60 * MINUTE_MS);
    expect(await successorOf(first)).toBe(second);
    expect((await refresh(second)).status).toBe(200);
  });

  it('is refused for ten seconds after the successor was used, and ends nothing', async () => {
    const first = await aSession();
    await time.standingStill(async () => {
      const third = await successorOf(await successorOf(first));
      time.pass(9_000);
      expect(await refresh(first)).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
      expect((await refresh(third)).status).toBe(200);
    });
  });

  it('ends the session after that, for every holder of a token (security 23)', async () => {
    const first = await aSession();
    const third = await refresh(await successorOf(first));
    time.pass(10_001);
    expect((await refresh(first)).status).toBe(401);
    expect((await refresh(third.body.refresh_token)).status).toBe(401);
    expect(await profile(third.body.access_token)).toBe(401);
  });

  it('ends it also where the session is refreshed so often that each repeat comes soon after one', async () => {
    const first = await aSession();
    let token = await successorOf(await successorOf(first));
    for (let step = 0; step < 3; step++) {
      time.pass(4_000);
      token = await successorOf(token);
    }
    expect((await refresh(first)).status).toBe(401);
    expect((await refresh(token)).status).toBe(401);
  });
});
