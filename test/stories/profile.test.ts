import type { Api, Problem } from '../harness/api';
import type { App } from '../harness/app';
import { House } from '../harness/house';
import { Member, type Profile } from '../harness/member';
import { bearer, comeBackAt } from '../harness/sign.in';
import { codeOf, linkOf, tokenOf, type Telegram } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

type Export = Readonly<{
  exported_at: string;
  profile: Profile;
  chats: readonly Readonly<{ chat_id: number; name: string | null; paused_at: string | null }>[];
  sessions: readonly Readonly<{ id: string; door: string; address: string; ended_at: string | null }>[];
  deliveries: readonly Readonly<{ id: string; verification: string; state: string; steps: readonly unknown[] }>[];
  verifications: readonly Readonly<{ id: string; status: string; said: Readonly<Record<string, unknown>> | null }>[];
  audit: readonly Readonly<{ action: string; by: string; details: Readonly<Record<string, unknown>> }>[];
}>;

const ADMIN_API_KEY = 'an-admin-of-the-tests-0123456789-0123456789';
const API_KEY = 'a-back-end-of-the-tests-0123456789-0123456789';

let house: House;
let telegram: Telegram;
let app: App;
let api: Api;

beforeAll(async () => {
  house = await House.open({
    RESEND_COOLDOWN_SECONDS: '0',
    PUBLIC_URL: 'https://front.example.org',
    ADMIN_API_KEY,
    API_KEYS: API_KEY,
  });
  ({ telegram, app, api } = house);
});

afterAll(() => house.close());

const aMember = (person?: number) => Member.signIn(house, person);

const comeBack = (person: number) => comeBackAt(house, person);

const untilSaid = (person: number, words: string) =>
  until(
    async () => (await telegram.messages(person)).find(({ text }) => text.includes(words)),
    `the bot to say: ${words}`,
  );

function share(person: number, of?: number): Promise<unknown> {
  time.passChatGap();
  return telegram.phone('POST', 'say', { person, contact: true, of });
}

describe('a profile', () => {
  let somebody: Promise<Member> | undefined;
  /** For stories that change nothing. */
  const anybody = () => (somebody ??= aMember());

  it('says who the person is, what they chose, and what was proven', async () => {
    const before = time.now();
    const member = await aMember();
    const answer = await member.get<Profile>();
    expect(answer).toMatchObject({
      status: 200,
      body: {
        ...{ id: member.id, name: 'Ann', email: member.email, phone: null, telegram_id: member.person },
        ...{ language: null, phone_verified: false },
      },
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const createdAt = new Date(answer.body.created_at);
    expect(createdAt >= before && createdAt <= time.now()).toBe(true);
  });

  it('changes in what is named, and in nothing else', async () => {
    const member = await aMember();
    const before = await member.profile();
    expect(await member.change({ name: 'Ann Other', phone: '+4915112345678' })).toMatchObject({
      status: 200,
      body: { ...before, name: 'Ann Other', phone: '+4915112345678' },
    });
    await member.change({ email: `New${member.person}@Example.org`, phone: null });
    expect(await member.profile()).toEqual({ ...before, name: 'Ann Other', email: `new${member.person}@example.org` });
  });

  it('is not changed, and the audit tells of nothing, by what it says already (S3)', async () => {
    const member = await aMember();
    const { name, email, phone, language } = await member.profile();
    expect(await member.change({ name, email, phone, language })).toMatchObject({ status: 200, body: { name, email } });
    await member.change({ name, language: 'de' });
    const { audit } = (await member.get<Export>('/export')).body;
    const changes = audit.filter(({ action }) => action === 'user.changed');
    expect(changes.map(({ details }) => details)).toEqual([{ fields: 'language' }]);
  });

  it('loses no change to another one at the same time', async () => {
    const member = await aMember();
    const changes = { name: 'Ann Other', phone: '+4915112345678', language: 'ru' };
    await Promise.all(Object.entries(changes).map(([field, value]) => member.change({ [field]: value })));
    expect(await member.profile()).toMatchObject(changes);
  });

  it.each<[string, unknown, string]>([
    ['nothing', {}, 'body'],
    ['null', null, 'body'],
    ['a list', [{ name: 'Ann' }], 'body'],
    ['an unknown field', { name: 'Ann', telegram_id: 5 }, 'telegram_id'],
    ['a proof that is not theirs to give', { name: 'Ann', phone_verified: true }, 'phone_verified'],
    ['an operator as name', { name: { $ne: '' } }, 'name'],
    ['a name with a line break', { name: 'Ann\nEve' }, 'name'],
    ['a name that turns the text around', { name: 'Ann\u202e' }, 'name'],
    ['null as name', { name: null }, 'name'],
    ['two e-mails', { email: ['a@example.org', 'b@example.org'] }, 'email'],
    ['null as e-mail', { email: null }, 'email'],
    ['a phone without a country', { phone: '015112345678' }, 'phone'],
    ['a language that we do not speak', { language: 'fr' }, 'language'],
    ['a path as language', { language: '__proto__' }, 'language'],
  ])('refuses %s in a change, and stays as it was (security 28)', async (_, changes, field) => {
    const member = await anybody();
    const before = await member.profile();
    const { status, body } = await member.change<Problem>(changes);
    expect({ status, fields: body.errors?.map((error) => error.field) }).toEqual({ status: 400, fields: [field] });
    expect(await member.profile()).toEqual(before);
  });

  it('has a language, in which the next message is written, whatever Telegram tells', async () => {
    const member = await aMember();
    await member.change({ language: 'de' });
    expect((await comeBack(member.person)).message.text).toContain('Ihr Code');
  });

  it('is refused without a session', async () => {
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['GET', '/export'],
    ])
      expect((await app.request(method!, `/api/profile${path}`)).status).toBe(401);
  });
});

describe('a phone number', () => {
  const phoneOf = (person: number) => telegram.world.people.get(person)!.phone;

  it("is verified by the person's own contact, until another one is typed (security 19)", async () => {
    const member = await aMember();
    await member.change({ language: 'de' });
    await share(member.person);
    await untilSaid(member.person, 'Telefonnummer Ihres Kontos');
    const phone = phoneOf(member.person);
    expect(await member.profile()).toMatchObject({ phone, phone_verified: true });
    expect((await member.change({ phone })).body).toMatchObject({ phone, phone_verified: true });
    const typed = { phone: '+4915112345678' };
    expect((await member.change(typed)).body).toMatchObject({ ...typed, phone_verified: false });
  });

  it("is not taken from somebody else's contact (security 19)", async () => {
    const [member, other] = [await aMember(), await aMember()];
    await share(member.person, other.person);
    await untilSaid(member.person, "isn't your own contact");
    expect(await member.profile()).toMatchObject({ phone: null, phone_verified: false });
    expect(await other.profile()).toMatchObject({ phone: null, phone_verified: false });
  });

  it('of a person without an account is not kept', async () => {
    const person = await telegram.addPerson('Zoe');
    await telegram.greet(person);
    await share(person);
    await untilSaid(person, "don't have an account yet");
    const member = await aMember(person);
    expect(await member.profile()).toMatchObject({ phone: null, phone_verified: false });
  });
});

describe('a username that changes hands (CVE-2026-28480)', () => {
  it('leads its present owner to an account of their own (security 19)', async () => {
    const before = await telegram.addPerson('Ann');
    telegram.world.people.get(before)!.username = 'recycled_name';
    await telegram.greet(before);
    const ann = await aMember(before);
    expect(await ann.profile()).toMatchObject({ telegram_username: 'recycled_name' });

    telegram.world.people.get(before)!.username = undefined;
    const after = await telegram.addPerson('Zoe');
    telegram.world.people.get(after)!.username = 'recycled_name';
    const { id, message } = await comeBackAt(house, after, { telegram_username: 'recycled_name' });
    expect(await telegram.codeMessages(before)).toEqual([]);
    const { body } = await api.verifyOtp(id, codeOf(message)!);
    expect(body.user).toMatchObject({ telegram_id: after, name: 'Zoe', email: null });
    expect(body.user.id).not.toBe(ann.id);
    expect(await ann.profile()).toMatchObject({ id: ann.id, telegram_id: before });
  });

  it('is the one that Telegram tells at the last sign-in, and the audit has that it changed', async () => {
    const person = await telegram.addPerson('Ann');
    telegram.world.people.get(person)!.username = 'first_name';
    await telegram.greet(person);
    await aMember(person);
    telegram.world.people.get(person)!.username = 'second_name';
    await telegram.greet(person);
    await until(async () => {
      const again = await aMember(person);
      return (await again.profile()).telegram_username === 'second_name' ? again : undefined;
    }, 'the new name to be known');
    const again = await aMember(person);
    const { audit } = (await again.get<Export>('/export')).body;
    const changes = audit.filter(({ action }) => action === 'user.changed');
    expect(changes.map(({ details }) => details)).toEqual([{ fields: 'telegram_username' }]);
  });

  it('is none that was only typed, once Telegram has told who the person is', async () => {
    const person = await telegram.addPerson('Ann');
    telegram.world.people.get(person)!.username = undefined;
    const started = await api.register({ telegram_username: 'only_typed' });
    await telegram.pressStart(person, started.telegram_link);
    const [message] = await telegram.untilCodeMessages(person, 1);
    const { body } = await api.verifyOtp(started.verification_id, codeOf(message!)!);
    const profile = await app.get<Profile>('/api/profile', bearer(body.access_token));
    expect(profile).toMatchObject({ status: 200, body: { telegram_id: person, telegram_username: null } });
  });

  it('is none that was only typed with a chat that the bot does not know, until Telegram tells one (S13)', async () => {
    const person = api.nextPerson();
    const typed = await api.register({ telegram_chat_id: person, telegram_username: 'the_real_ceo' });
    const [message] = await telegram.untilCodeMessages(person, 1);
    const { body } = await api.verifyOtp(typed.verification_id, codeOf(message!)!);
    expect(body.user).toMatchObject({ telegram_id: person, telegram_username: null });
    telegram.world.people.get(person)!.username = 'an_intern';
    await telegram.greet(person);
    expect(await (await aMember(person)).profile()).toMatchObject({ telegram_username: 'an_intern' });
  });
});

describe('an export', () => {
  it('has everything about a person', async () => {
    const member = await aMember();
    await member.change({ name: 'Ann Other', language: 'de' });
    await share(member.person);
    await untilSaid(member.person, 'Telefonnummer');
    const { status, headers, body } = await member.get<Export>('/export');
    expect(status).toBe(200);
    expect(headers.get('content-disposition')).toBe('attachment; filename="account.json"');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body.profile).toEqual(await member.profile());
    expect(body.chats).toMatchObject([{ chat_id: member.person, name: 'Ann' }]);
    expect(body.sessions).toMatchObject([{ door: 'otp', address: '127.0.0.1' }]);
    const verification = body.verifications[0]!.id;
    expect(body.verifications).toMatchObject([{ status: 'verified', said: { name: 'Ann', email: member.email } }]);
    expect(body.deliveries).toMatchObject([{ verification, state: 'deleted', steps: [{}, {}] }]);
    const actions = ['user.exported', 'contact.verified', 'user.changed', 'sign_in.succeeded', 'user.created'];
    expect(new Set(body.audit.map(({ action }) => action))).toEqual(new Set(actions));
    expect(body.audit[0]).toMatchObject({ action: 'user.exported', by: 'user' });
    expect(body.audit).toContainEqual(expect.objectContaining({ details: { fields: 'name language' } }));
  });

  it('has no secret, and nothing of another person', async () => {
    const other = await aMember();
    const member = await aMember();
    const { id, message } = await comeBack(member.person);
    const text = JSON.stringify((await member.get('/export')).body);
    const { access_token: access, refresh_token: refresh } = member.tokens;
    const link = tokenOf(linkOf(message));
    for (const secret of [access, refresh!, ...refresh!.split('.').slice(1), id, link, link.slice(-16)])
      expect(text).not.toContain(secret);
    expect(text).not.toMatch(new RegExp(`"${codeOf(message)!}"`));
    for (const strange of [other.id, other.email, String(other.person)]) expect(text).not.toContain(strange);
  });

  it('does not tell what a stranger typed who asked for a message to this chat', async () => {
    const member = await aMember();
    const strange = { name: 'Stranger', email: `stranger${member.person}@example.org` };
    time.passChatGap();
    await app.post('/api/register', { ...strange, telegram_chat_id: member.person });
    await telegram.untilCodeMessages(member.person, 1);
    const { body } = await member.get<Export>('/export');
    expect(body.verifications).toMatchObject([{ said: null }, { said: { email: member.email } }]);
    expect(JSON.stringify(body)).not.toContain('tranger');
  });

  it('does not tell which administrator did something, nor with what', async () => {
    const member = await aMember();
    const admin = { 'x-admin-key': ADMIN_API_KEY, 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
    expect((await app.post(`/api/admin/users/${member.id}/enable`, {}, admin)).status).toBe(200);
    const { audit } = (await member.get<Export>('/export')).body;
    const enabled = audit.find(({ action }) => action === 'admin.user_enabled');
    expect(enabled).toMatchObject({ by: 'admin', browser: null, system: null });
  });

  it('has sessions that are over, and what could not be sent', async () => {
    const byKey = { 'x-api-key': API_KEY };
    const member = await aMember();
    const other = await aMember(member.person);
    await app.post('/api/logout', {}, bearer(other.tokens.access_token));
    await telegram.phone('POST', 'block', { person: member.person });
    const asked = await app.post<{ verification_id: string }>(
      '/api/v1/verifications',
      { telegram_chat_id: member.person },
      byKey,
    );
    const path = `/api/v1/verifications/${asked.body.verification_id}`;
    const isOver = async () => (await app.get<{ status: string }>(path, byKey)).body.status === 'failed';
    await until(isOver, 'the message to be given up');
    const { body } = await member.get<Export>('/export');
    expect(body.sessions).toMatchObject([{ ended_at: expect.any(String) }, { ended_at: null }]);
    expect(body.verifications).toContainEqual(expect.objectContaining({ purpose: 'service', status: 'failed' }));
  });
});
