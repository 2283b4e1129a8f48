import { dumpTestDatabase } from '../harness/store';
import type { Api, Problem } from '../harness/api';
import type { App } from '../harness/app';
import { House } from '../harness/house';
import { asSent, attributesOf, bearer, cookieOf, signInAt, type SignIn, type Tokens } from '../harness/sign.in';
import { time } from '../harness/time';

type Listed = Readonly<{
  id: string;
  current: boolean;
  browser: string;
  system: string;
  address: string;
  door: string;
}>;

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1';

describe('a session', () => {
  let house: House;
  let app: App;
  let api: Api;

  beforeAll(async () => {
    house = await House.open({ RESEND_COOLDOWN_SECONDS: '0' });
    ({ app, api } = house);
  });

  afterAll(() => house.close());

  const signIn = (of: SignIn = {}) => signInAt(house, of);
  const profile = async ({ access_token: token }: Pick<Tokens, 'access_token'>) =>
    (await app.get('/api/profile', bearer(token))).status;
  const refresh = (token?: string, headers: Record<string, string> = {}) =>
    app.post<Tokens & Problem>('/api/token/refresh', token === undefined ? {} : { refresh_token: token }, headers);
  const list = async ({ access_token: token }: Tokens) =>
    (await app.get<{ sessions: Listed[] }>('/api/sessions', bearer(token))).body.sessions;
  const remove = (path: string, { access_token: token }: Tokens) =>
    app.request<Record<string, unknown>>('DELETE', path, undefined, bearer(token));

  describe('of a program', () => {
    const tokens = async (person?: number) => (await signIn({ kind: 'token', person })).body;

    it('has its refresh token in the answer, and no cookie', async () => {
      const answer = await signIn({ kind: 'token' });
      expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 600, user: { name: 'Ann' } });
      expect(answer.body.refresh_token).toMatch(/^[\w.-]{80,}$/);
      expect(cookieOf(answer)).toBe('');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    });

    it('goes on with a new access token, and the next refresh token', async () => {
      const first = await tokens();
      const answer = await refresh(first.refresh_token);
      expect(answer).toMatchObject({ status: 200, body: { user: first.user, token_type: 'Bearer', expires_in: 600 } });
      expect(cookieOf(answer)).toBe('');
      expect(await profile(answer.body)).toBe(200);
      expect((await refresh(answer.body.refresh_token)).status).toBe(200);
    });

    it('ends for every holder when a token comes again (security 23; incident: GHSA-392p-2q2v-4372)', async () => {
      const first = await tokens();
      const second = (await refresh((await refresh(first.refresh_token)).body.refresh_token)).body;
      time.pass(10_000);
      expect(await refresh(first.refresh_token)).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
      expect(await profile(first)).toBe(401);
      expect(await profile(second)).toBe(401);
      expect((await refresh(second.refresh_token)).status).toBe(401);
    });

    it('has one successor of fifty parallel refreshes, which works (security 23; incident: GHSA-7w99-5wm4-3g79)', async () => {
      const first = await tokens();
      const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(first.refresh_token)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      const successors = new Set(answers.map(({ body }) => body.refresh_token!));
      expect(successors.size).toBe(1);
      const next = await refresh([...successors][0]);
      expect(next.status).toBe(200);
      for (const { body } of [...answers, next]) expect(await profile(body)).toBe(200);
    });

    it('keeps its tokens apart: none passes for the other (security 22)', async () => {
      const first = await tokens();
      expect(await profile({ access_token: first.refresh_token! })).toBe(401);
      expect((await refresh(first.access_token)).status).toBe(401);
      expect((await refresh(undefined, bearer(first.refresh_token!))).status).toBe(401);
      expect(await profile(first)).toBe(200);
    });

    it('is not gone on with by what is no refresh token', async () => {
      const { refresh_token: token } = await tokens();
      for (const wrong of ['x', `${token}x`, 'a.b.c', token!.toUpperCase()])
        expect((await refresh(wrong)).status).toBe(401);
      for (const body of [
        { refresh_token: '' },
        { refresh_token: 5 },
        { refresh_token: { $ne: '' } },
        { token },
        [token],
      ])
        expect(await app.post('/api/token/refresh', body)).toMatchObject({ status: 400 });
      expect((await refresh(token)).status).toBe(200);
    });

    it('is signed out before its access token is over, by either token (security 21)', async () => {
      const [first, second] = [await tokens(), await tokens()];
      expect((await app.post('/api/logout', {}, bearer(first.access_token))).status).toBe(204);
      expect((await app.post('/api/logout', { refresh_token: second.refresh_token })).status).toBe(204);
      for (const session of [first, second]) {
        expect(await profile(session)).toBe(401);
        expect((await refresh(session.refresh_token)).status).toBe(401);
      }
    });

    it('lies nowhere in the store, nor in the log (security 6, 32)', async () => {
      const first = await tokens();
      const second = (await refresh(first.refresh_token)).body;
      await refresh(first.refresh_token);
      const kept = (await dumpTestDatabase(app.databaseUrl)) + app.output;
      for (const token of [first.refresh_token!, second.refresh_token!]) {
        const [, family, secret] = token.split('.') as [string, string, string];
        for (const part of [token, family, secret]) expect(kept).not.toContain(part);
      }
      for (const { access_token: token } of [first, second]) expect(kept).not.toContain(token.split('.')[2]);
    });
  });

  describe('of a browser', () => {
    it('has its refresh token in a cookie that no script reads, and nowhere else (security 25)', async () => {
      const answer = await signIn();
      expect(answer.body).not.toHaveProperty('refresh_token');
      const cookie = cookieOf(answer);
      expect(cookie).toMatch(/^telega2go=[\w.-]{80,};/);
      expect(attributesOf(cookie)).toEqual(['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Strict']);
    });

    it('goes on with the cookie alone, and gets the next one', async () => {
      const signedIn = await signIn();
      const first = cookieOf(signedIn);
      const next = await app.request<Tokens>('POST', '/api/token/refresh', undefined, {
        cookie: `a=b; ${asSent(first).cookie}; c=d`,
      });
      expect(next).toMatchObject({ status: 200, body: { user: signedIn.body.user } });
      expect(next.body).not.toHaveProperty('refresh_token');
      expect(await profile(next.body)).toBe(200);
      expect(asSent(cookieOf(next))).not.toEqual(asSent(first));
      expect((await refresh(undefined, asSent(cookieOf(next)))).status).toBe(200);
    });

    it('of tabs that wake up together goes on in all of them', async () => {
      const first = asSent(cookieOf(await signIn()));
      const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(undefined, first)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(new Set(answers.map((answer) => asSent(cookieOf(answer)).cookie)).size).toBe(1);
    });

    it('is refused without a cookie, and by a cookie of old', async () => {
      const first = asSent(cookieOf(await signIn()));
      expect(await refresh()).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
      const second = asSent(cookieOf(await refresh(undefined, first)));
      expect((await refresh(undefined, second)).status).toBe(200);
      expect((await refresh(undefined, first)).status).toBe(401);
    });

    it('is signed out by the cookie, which goes; and once more, which changes nothing', async () => {
      const signedIn = await signIn();
      const cookie = asSent(cookieOf(signedIn));
      const answers = [
        await app.request('POST', '/api/logout', undefined, cookie),
        await app.request('POST', '/api/logout', undefined, cookie),
        await app.request('POST', '/api/logout'),
        await app.post('/api/logout', {}, bearer('a.b.c')),
      ];
      for (const answer of answers) {
        expect(answer).toMatchObject({ status: 204, body: '' });
        expect(cookieOf(answer)).toMatch(/^telega2go=;/);
        expect(attributesOf(cookieOf(answer))).toContain('Max-Age=0');
      }
      expect(await profile(signedIn.body)).toBe(401);
      expect((await refresh(undefined, cookie)).status).toBe(401);
    });
  });

  describe('is one of several (security 21)', () => {
    it('which are listed with device, place and use, to their owner', async () => {
      const person = api.nextPerson();
      const first = (await signIn({ person, headers: { 'user-agent': FIREFOX } })).body;
      const second = (await signIn({ person, headers: { 'user-agent': IPHONE } })).body;
      await signIn();
      const sessions = await list(second);
      const common = { door: 'otp', address: '127.0.0.1' };
      expect(sessions).toMatchObject([
        { ...common, current: true, browser: 'Safari', system: 'iPhone' },
        { ...common, current: false, browser: 'Firefox', system: 'Linux' },
      ]);
      expect(Object.keys(sessions[0]!).sort()).toEqual(
        ['address', 'browser', 'created_at', 'current', 'door', 'expires_at', 'id', 'system', 'used_at'].sort(),
      );
      expect((await list(first)).map(({ id, current }) => [id, current])).toEqual([
        [sessions[0]!.id, false],
        [sessions[1]!.id, true],
      ]);
    });

    it('each new at its sign-in', async () => {
      const person = api.nextPerson();
      const signedIn = [await signIn({ person }), await signIn({ person })];
      const all = await list(signedIn[1]!.body);
      expect(new Set(all.map(({ id }) => id)).size).toBe(2);
    });

    it('and is ended by another one, at once', async () => {
      const person = api.nextPerson();
      const [lost, here] = [await signIn({ person }), await signIn({ person })];
      const { id } = (await list(here.body)).find(({ current }) => !current)!;
      expect((await remove(`/api/sessions/${id}`, here.body)).status).toBe(204);
      expect(await profile(lost.body)).toBe(401);
      expect((await refresh(undefined, asSent(cookieOf(lost)))).status).toBe(401);
      expect(await list(here.body)).toHaveLength(1);
      expect(await remove(`/api/sessions/${id}`, here.body)).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
    });

    it('and ends the others, how many there are', async () => {
      const person = api.nextPerson();
      const [one, two, here] = [await signIn({ person }), await signIn({ person }), await signIn({ person })];
      expect(await remove('/api/sessions', here.body)).toMatchObject({ status: 200, body: { ended: 2 } });
      for (const { body } of [one, two]) expect(await profile(body)).toBe(401);
      expect(await profile(here.body)).toBe(200);
      expect(await remove('/api/sessions', here.body)).toMatchObject({ status: 200, body: { ended: 0 } });
    });

    it("but not another person's, whose existence is not told", async () => {
      const [mine, theirs] = [await signIn(), await signIn()];
      const [{ id }] = (await list(theirs.body)) as [Listed];
      const answers = [
        await remove(`/api/sessions/${id}`, mine.body),
        await remove('/api/sessions/unknown', mine.body),
      ];
      for (const { status, body } of answers)
        expect([status, { ...body, request_id: '' }]).toEqual([404, { ...answers[0]!.body, request_id: '' }]);
      expect(await profile(theirs.body)).toBe(200);
    });

    it('and is refused without an access token', async () => {
      for (const [method, path] of [
        ['GET', '/api/sessions'],
        ['DELETE', '/api/sessions'],
        ['DELETE', '/api/sessions/x'],
      ] as const)
        expect(await app.request(method, path)).toMatchObject({ status: 401 });
    });
  });
});
