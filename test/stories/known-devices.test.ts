import { dumpTestDatabase } from '../harness/store';
import type { Started } from '../harness/api';
import { House } from '../harness/house';
import type { Answer } from '../harness/http.client';
import { bearer, type Tokens } from '../harness/sign.in';
import { codeOf, linkOf, tokenOf } from '../harness/telegram';
import { time } from '../harness/time';

const DAY_MS = 86_400_000;
const SENDS_AN_HOUR = 3;

type Known = Readonly<{ accounts: readonly Readonly<{ user_id: string; name: string; telegram_username: string }>[] }>;
type Devices = Readonly<{ devices: readonly Readonly<{ id: string; current: boolean; browser: string }>[] }>;
type Signed = Answer<Tokens & Readonly<{ device_token?: string }>>;

/** Keeps cookies as a browser does. */
class Browser {
  private readonly jar = new Map<string, string>();

  constructor(private readonly house: House) {}

  async ask<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie && { cookie }), ...(body !== undefined && { 'content-type': 'application/json' }) };
    const answer = await this.house.app.request<T>(
      method,
      path,
      body === undefined ? body : JSON.stringify(body),
      headers,
    );
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (line.includes('Max-Age=0')) this.jar.delete(name!);
      else this.jar.set(name!, value!);
    }
    return answer;
  }

  login = (said: object) => this.ask<Started>('POST', '/api/login', said);
  accounts = async () => (await this.ask<Known>('GET', '/api/login')).body.accounts;
  signIn = (id: string, otp: string) => this.ask<Tokens>('POST', '/api/verify-otp', { verification_id: id, otp });
  get proofs(): string {
    return this.jar.get('telega2go_devices') ?? '';
  }
}

describe('a device that an account knows', () => {
  let house: House;

  beforeAll(async () => {
    house = await House.open({
      LIMIT_SENDS_PER_CHAT_HOUR: String(SENDS_AN_HOUR),
      PUBLIC_URL: 'http://front.example.org',
    });
  });

  afterAll(() => house.close());

  /** What Telegram gets for somebody, who leaves nothing lying about. */
  async function theirMessage(person: number) {
    const [message] = await house.telegram.untilCodeMessages(person, 1);
    time.passChatGap();
    return message!;
  }

  async function comeIn(browser: Browser, person: number, said: object = {}): Promise<Answer<Tokens>> {
    const { verification_id: id, telegram_link: link } = (await browser.login(said)).body;
    await house.telegram.pressStart(person, link);
    const signedIn = await browser.signIn(id, codeOf(await theirMessage(person))!);
    await house.telegram.untilEmpty(person);
    return signedIn;
  }

  async function aMember(name = 'Ann') {
    const [person, browser] = [await house.telegram.addPerson(name), new Browser(house)];
    const username = `user_${person}`;
    house.telegram.world.people.get(person)!.username = username;
    const { body } = await comeIn(browser, person);
    return { person, browser, username, id: body.user.id, token: body.access_token };
  }

  const devicesOf = async (token: string) => (await house.app.get<Devices>('/api/devices', bearer(token))).body.devices;
  const asOwner = (method: string, path: string, token: string) =>
    house.app.request(method, path, undefined, bearer(token));
  const awaits = { status: 202, body: { status: 'awaiting_telegram' } };
  const sends = { status: 202, body: { status: 'sending', message: 'Check your Telegram for your code.' } };

  it('is a browser used to sign in: it asks for its person’s message at once, and stays one device', async () => {
    const { person, browser, username, id } = await aMember();
    expect(await browser.accounts()).toEqual([{ user_id: id, name: 'Ann', telegram_username: username }]);
    const asked = await browser.login({ user_id: id });
    expect(asked).toMatchObject(sends);
    const signedIn = await browser.signIn(asked.body.verification_id, codeOf(await theirMessage(person))!);
    expect(signedIn).toMatchObject({ status: 200, body: { user: { id } } });
    expect(signedIn.body).not.toHaveProperty('device_token');
    expect(await devicesOf(signedIn.body.access_token)).toMatchObject([{ current: true }]);
  });

  it('has a proof that no script reads, and that is stored as a hash alone', async () => {
    const { browser } = await aMember();
    const answer = await browser.ask('POST', '/api/token/refresh', {});
    const [, line] = answer.headers.getSetCookie();
    expect(line).toMatch(/^telega2go_devices=[\w-]{22}; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Strict$/);
    expect(await dumpTestDatabase(house.app.databaseUrl)).not.toContain(browser.proofs);
  });

  it.each(['their id', 'their e-mail', 'their username'])('is asked by %s, and only where it is theirs', async (by) => {
    const [ann, bob] = [await aMember(), await aMember('Bob')];
    const email = `a${ann.person}@example.org`;
    await house.app.request('PATCH', '/api/profile', JSON.stringify({ email }), {
      ...bearer(ann.token),
      'content-type': 'application/json',
    });
    const names = { 'their id': { user_id: ann.id }, 'their e-mail': { email } };
    const said = names[by as keyof typeof names] ?? { telegram_username: ann.username.toUpperCase() };
    const [stranger, other] = [await new Browser(house).login(said), await bob.browser.login(said)];
    for (const answer of [stranger, other]) expect(answer).toMatchObject(awaits);
    expect(Object.keys(stranger.body)).toEqual(Object.keys(other.body));
    expect(await ann.browser.login({})).toMatchObject(awaits);
    expect(await house.telegram.codeMessages(ann.person)).toEqual([]);
    expect(await ann.browser.login(said)).toMatchObject(sends);
    await theirMessage(ann.person);
  });

  it('is an API client that was given a token, which names its account by itself', async () => {
    const person = await house.telegram.addPerson('Ann');
    const verify = async ({ verification_id: id }: Started): Promise<Signed> =>
      house.app.post('/api/verify-otp', {
        ...{ verification_id: id, session: 'token' },
        otp: codeOf(await theirMessage(person)),
      });
    const { body: started } = await house.app.post<Started>('/api/login', {});
    await house.telegram.pressStart(person, started.telegram_link);
    const { device_token: token, user } = (await verify(started)).body;
    expect(token).toMatch(/^[\w-]{22}$/);
    await house.telegram.untilEmpty(person);
    const asked = await house.app.post<Started>('/api/login', { device_token: token });
    expect(asked).toMatchObject(sends);
    const again = (await verify(asked.body)).body;
    expect(again).toMatchObject({ user: { id: user.id } });
    expect(again).not.toHaveProperty('device_token');
    expect(await devicesOf(again.access_token)).toHaveLength(1);
    const known = await house.app.get<Known>('/api/login', { 'x-device-token': token! });
    expect(known.body.accounts).toMatchObject([{ user_id: user.id }]);
    expect(await house.app.post('/api/login', { device_token: 'x'.repeat(22) })).toMatchObject(awaits);
  });

  it('is not the browser in which a link was asked for, where it was pressed in another', async () => {
    const { person, browser, id } = await aMember();
    await browser.login({ user_id: id });
    const elsewhere = new Browser(house);
    const token = tokenOf(linkOf(await theirMessage(person)));
    const { body } = await elsewhere.ask<Tokens>('POST', '/api/verify-magic-link', { token });
    expect(await elsewhere.accounts()).toMatchObject([{ user_id: id }]);
    expect(await devicesOf(body.access_token)).toMatchObject([{ current: true }, { current: false }]);
  });

  it('knows several people, used last first, and forgets one of them', async () => {
    const ann = await aMember();
    const bob = await house.telegram.addPerson('Bob');
    const bobsId = (await comeIn(ann.browser, bob)).body.user.id;
    expect((await ann.browser.accounts()).map(({ name }) => name)).toEqual(['Bob', 'Ann']);
    expect(ann.browser.proofs.split('.')).toHaveLength(2);
    expect((await ann.browser.ask('DELETE', `/api/login/${bobsId}`)).status).toBe(204);
    expect(await ann.browser.accounts()).toMatchObject([{ name: 'Ann' }]);
    expect(ann.browser.proofs.split('.')).toHaveLength(1);
    expect(await ann.browser.login({ user_id: bobsId })).toMatchObject(awaits);
    expect((await ann.browser.ask('DELETE', `/api/login/${ann.id}`)).status).toBe(204);
    expect(ann.browser.proofs).toBe('');
    for (const id of [bobsId, 'nobody']) expect((await ann.browser.ask('DELETE', `/api/login/${id}`)).status).toBe(204);
  });

  it('holds five people; a sixth takes the place of the one who has not been here for the longest time', async () => {
    const ann = await aMember();
    const others = ['Bob', 'Cid', 'Dan', 'Eve'];
    for (const name of others) await comeIn(ann.browser, await house.telegram.addPerson(name));
    await comeIn(ann.browser, ann.person);
    await comeIn(ann.browser, await house.telegram.addPerson('Fay'));
    expect((await ann.browser.accounts()).map(({ name }) => name)).toEqual(['Fay', 'Ann', 'Eve', 'Dan', 'Cid']);
  });

  it.each([
    [
      'forgotten from elsewhere',
      async (of: string, by: string) => asOwner('DELETE', `/api/devices/${await otherOf(of, by)}`, by),
    ],
    ['signed out everywhere', (_: string, by: string) => asOwner('DELETE', '/api/sessions', by)],
    [
      'signed out from elsewhere',
      async (of: string, by: string) => asOwner('DELETE', `/api/sessions/${await sessionOf(of, by)}`, by),
    ],
    ['of an account that is gone', (_: string, by: string) => asOwner('DELETE', '/api/profile', by)],
  ])('asks for nothing any more when it is %s', async (_, end) => {
    const ann = await aMember();
    const elsewhere = await comeIn(new Browser(house), ann.person);
    expect((await end(ann.token, elsewhere.body.access_token)).status).toBeLessThan(300);
    expect(await ann.browser.accounts()).toEqual([]);
    expect(await ann.browser.login({ user_id: ann.id })).toMatchObject(awaits);
  });

  const otherOf = async (_: string, by: string) => (await devicesOf(by)).find(({ current }) => !current)!.id;
  const sessionOf = async (_: string, by: string) => {
    type Sessions = { sessions: readonly { id: string; current: boolean }[] };
    const { sessions } = (await house.app.get<Sessions>('/api/sessions', bearer(by))).body;
    return sessions.find(({ current }) => !current)!.id;
  };

  it('stays known after a sign-out there', async () => {
    const ann = await aMember();
    await ann.browser.ask('POST', '/api/logout', {});
    expect(await ann.browser.accounts()).toMatchObject([{ name: 'Ann' }]);
    expect(await ann.browser.login({ user_id: ann.id })).toMatchObject(sends);
  });

  it('has messages of its own, which no stranger uses up, and beyond them the start link (S5)', async () => {
    const ann = await aMember();
    for (let each = 0; each < 2 * SENDS_AN_HOUR; each++) {
      await house.api.tryRegister({ telegram_chat_id: ann.person });
      time.passChatGap();
    }
    for (let each = 0; each < SENDS_AN_HOUR; each++) {
      expect(await ann.browser.login({ user_id: ann.id })).toMatchObject(sends);
      time.passChatGap();
    }
    expect(await ann.browser.login({ user_id: ann.id })).toMatchObject(awaits);
  });

  it('is told nothing of an account that an administrator keeps shut', async () => {
    const ann = await aMember();
    await house.app.post(`/api/admin/users/${ann.id}/disable`, {});
    expect(await ann.browser.accounts()).toEqual([]);
    expect(await ann.browser.login({ user_id: ann.id })).toMatchObject(awaits);
  });

  it('is a stranger again half a year after it was used last', async () => {
    const ann = await aMember();
    time.pass(179 * DAY_MS);
    expect(await ann.browser.accounts()).toHaveLength(1);
    time.pass(DAY_MS);
    expect(await ann.browser.accounts()).toEqual([]);
    expect(await ann.browser.login({ user_id: ann.id })).toMatchObject(awaits);
  });

  it.each([
    [{ user_id: 'x', email: 'a@example.org' }],
    [{ user_id: 'x', telegram_username: 'abcde' }],
    [{ user_id: '' }],
    [{ device_token: 5 }],
  ])('refuses %j', async (said) => {
    expect(await new Browser(house).login(said)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});
