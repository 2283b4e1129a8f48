import type { Problem } from '../harness/api';
import { House } from '../harness/house';
import { codeOf } from '../harness/telegram';

type User = Readonly<{ id: string; name: string; email: string; telegram_id: number; status: string }>;
type Users = Readonly<{ users: User[]; next_cursor: string | null }>;
type Limit = Readonly<{ name: string; most: number; reached: { subject: string }[] }>;
type Entry = Readonly<{ action: string; actor: { kind: string; id?: string }; subject?: { id: string } }>;

const ADMIN_ID = 4_711_000_001;
const ADMIN_API_KEY = 'an-administrator-who-tests-has-this-key';
/** More than anybody here is sent, save for one. */
const SENDS_AN_HOUR = 6;

describe('an administrator', () => {
  const key: Record<string, string> = { 'x-admin-key': ADMIN_API_KEY };
  let house: House;
  let telegram: House['telegram'];
  let app: House['app'];
  let api: House['api'];

  beforeAll(async () => {
    house = await House.open({
      ADMIN_API_KEY,
      ADMIN_TELEGRAM_IDS: String(ADMIN_ID),
      LIMIT_SENDS_PER_CHAT_HOUR: String(SENDS_AN_HOUR),
    });
    ({ telegram, app, api } = house);
  });

  afterAll(() => house.close());

  /** Somebody who signs in now. */
  async function signIn(person = api.nextPerson(), name = 'Ann') {
    const fields = { telegram_chat_id: person, email: `u${person}@example.org`, name };
    const { verification_id: id } = await api.register(fields);
    const [message] = await telegram.untilCodeMessages(person, 1);
    const { status, body } = await api.verifyOtp(id, codeOf(message!)!);
    // Whoever is not let in keeps the message until its time is over, or they give up.
    if (status !== 200) await app.delete(`/api/verifications/${id}`);
    await telegram.untilEmpty(person);
    return { status, body, person, id: body.user?.id, bearer: { authorization: `Bearer ${body.access_token}` } };
  }

  const get = <T>(path: string, headers = key) => app.get<T & Problem>(`/api/admin/${path}`, headers);
  const act = <T>(method: string, path: string, headers = key) =>
    app.request<T & Problem>(method, `/api/admin/${path}`, undefined, headers);
  const auditOf = async (id: string) => {
    const { body } = await get<{ entries: Entry[] }>(`audit?subject=user:${id}`);
    return body.entries.map(({ action, actor }) => `${action} by ${actor.kind}`);
  };

  it('finds people, a page at a time, without gaps or repeats while others come', async () => {
    const name = `Zed ${api.nextPerson()}`;
    const ids: string[] = [];
    for (let each = 0; each < 5; each++) ids.push((await signIn(undefined, name)).id);
    const q = encodeURIComponent(name.toUpperCase());
    const seen: string[] = [];
    for (let path: string | undefined = `users?q=${q}&limit=2`; path;) {
      const { status, body }: { status: number; body: Users } = await get<Users>(path);
      expect(status).toBe(200);
      seen.push(...body.users.map(({ id }) => id));
      path = body.next_cursor ? `users?q=${q}&limit=2&cursor=${body.next_cursor}` : undefined;
      await signIn();
    }
    expect(seen).toEqual(ids.toReversed());
    const { body } = await get<Users>(`users?q=u${(await get<User>(`users/${ids[0]}`)).body.telegram_id}@`);
    expect(body.users.map(({ id }) => id)).toEqual([ids[0]]);
  });

  it('disables a person: every session ends at once, sign-ins fail until they are enabled (security 21)', async () => {
    const { id, person, bearer } = await signIn();
    expect((await app.get('/api/profile', bearer)).status).toBe(200);
    expect(await act('POST', `users/${id}/disable`)).toMatchObject({ status: 200, body: { status: 'disabled' } });
    expect((await app.get('/api/profile', bearer)).status).toBe(401);
    expect(await signIn(person)).toMatchObject({ status: 403, body: { code: 'account_disabled' } });
    expect((await get<Users>('users?status=disabled')).body.users.map((user) => user.id)).toContain(id);
    expect(await act('POST', `users/${id}/enable`)).toMatchObject({ status: 200, body: { status: 'active' } });
    expect((await app.get('/api/profile', bearer)).status).toBe(401);
    expect(await signIn(person)).toMatchObject({ status: 200, body: { user: { id } } });
  });

  it('sees where a person is signed in, and ends it', async () => {
    const { id, person, bearer } = await signIn();
    await signIn(person);
    const { body } = await get<{ sessions: { door: string }[] }>(`users/${id}/sessions`);
    expect(body.sessions.map(({ door }) => door)).toEqual(['otp', 'otp']);
    expect(await act('DELETE', `users/${id}/sessions`)).toMatchObject({ status: 200, body: { ended: 2 } });
    expect((await app.get('/api/profile', bearer)).status).toBe(401);
  });

  it('deletes a person, who gets a new account when they come again', async () => {
    const { id, person, bearer } = await signIn();
    expect((await act('DELETE', `users/${id}`)).status).toBe(204);
    expect((await app.get('/api/profile', bearer)).status).toBe(401);
    expect(await get(`users/${id}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    const again = await signIn(person);
    expect(again.status).toBe(200);
    expect(again.id).not.toBe(id);
  });

  it('leaves an entry in the audit with each act (security 31)', async () => {
    const { id } = await signIn();
    for (const [method, path] of [
      ['POST', 'disable'],
      ['POST', 'enable'],
      ['DELETE', 'sessions'],
      ['DELETE', ''],
    ] as const)
      await act(method, `users/${id}/${path}`.replace(/\/$/, ''));
    for (const done of ['disabled', 'enabled', 'sessions_ended', 'deleted'])
      expect(await auditOf(id)).toContain(`admin.user_${done} by admin`);
  });

  it('may be signed in instead of having the key; other accounts are refused', async () => {
    const admin = await signIn(ADMIN_ID);
    const { id, bearer } = await signIn();
    expect((await get('users', admin.bearer)).status).toBe(200);
    expect(await act('POST', `users/${id}/disable`, admin.bearer)).toMatchObject({ status: 200 });
    const { body } = await get<{ entries: Entry[] }>(`audit?subject=user:${id}&action=admin.user_disabled`);
    expect(body.entries[0]!.actor).toEqual({ kind: 'admin', id: admin.id });
    const other = await signIn();
    expect(await get('users', other.bearer)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    for (const shown of [bearer, { 'x-admin-key': 'a-wrong-key' }, { authorization: 'Bearer nonsense' }])
      expect(await get('users', shown)).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    await act('DELETE', `users/${admin.id}/sessions`);
    expect((await get('users', admin.bearer)).status).toBe(401);
  });

  it('sees the limits in force, and that one has been reached, but not by whom', async () => {
    const person = api.nextPerson();
    for (let sent = 0; sent < SENDS_AN_HOUR; sent++) await api.register({ telegram_chat_id: person });
    const { limits } = (await get<{ limits: Limit[] }>('limits')).body;
    expect(limits.map(({ name }) => name)).toEqual(expect.arrayContaining(['ip', 'chat', 'start', 'guess', 'denial']));
    const chat = limits.find(({ name }) => name === 'chat')!;
    const reached = [{ used: SENDS_AN_HOUR }];
    expect(chat).toMatchObject({ most: SENDS_AN_HOUR, window_seconds: 3600, reached_now: 1, reached });
    expect(chat.reached[0]!.subject).toMatch(/^[\w-]{12}$/);
    expect(JSON.stringify(limits)).not.toMatch(new RegExp(`${person}|127\\.0`));
  });

  it.each([
    ['users?status=gone', 'status'],
    ['users?q=', 'q'],
    ['users?limit=0', 'limit'],
    ['users?cursor=%24ne', 'cursor'],
    ['users?role=admin', 'role'],
    ['users?q[$ne]=x', 'q[$ne]'],
  ])('is told what is wrong with %s (security 28)', async (path, field) => {
    expect(await get(path)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it.each(['GET', 'DELETE'])('is told that the account does not exist (%s)', async (method) => {
    expect(await act(method, 'users/nobody')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });
});
