import type { Api, Problem, Session } from '../harness/api';
import type { App } from '../harness/app';
import type { Answer } from '../harness/http.client';
import { House } from '../harness/house';
import { Member } from '../harness/member';
import { bearer } from '../harness/sign.in';
import { codeOf, linkOf, tokenOf, type PhoneMessage, type Telegram } from '../harness/telegram';
import { time } from '../harness/time';

type Found = Readonly<{ users: readonly Readonly<{ id: string; email_verified: boolean }>[] }>;
type Details = Readonly<{ name: string; typed: object | null }>;

const TYPED = { name: 'Eve Typed', email: 'ceo@corp.example', phone: '+4915112345678' };
const TAKEN = { ...TYPED, email_verified: false };
const OWN = { name: 'Vic', email: null, phone: null, email_verified: false };

describe('an e-mail, a name and a phone that were only typed', () => {
  let house: House;
  let telegram: Telegram;
  let app: App;
  let api: Api;

  beforeAll(async () => {
    house = await House.open({ RESEND_COOLDOWN_SECONDS: '0', PUBLIC_URL: 'https://front.example.org' });
    ({ telegram, app, api } = house);
  });

  afterAll(() => house.close());

  /** What a stranger typed, and somebody new who pressed Start on the link of it. */
  async function pressed(): Promise<Readonly<{ id: string; person: number; message: PhoneMessage; token: string }>> {
    const person = await telegram.addPerson('Vic');
    time.passChatGap();
    const { verification_id: id, telegram_link: link } = await api.register(TYPED);
    await telegram.pressStart(person, link);
    const [message] = await telegram.untilCodeMessages(person, 1);
    await api.untilStatus(id, 'sent');
    return { id, person, message: message!, token: tokenOf(linkOf(message!)) };
  }

  const byLink = (body: object): Promise<Answer<Session & Problem>> => app.post('/api/verify-magic-link', body);
  const details = async (token: string) => (await app.post<Details>('/api/magic-link/details', { token })).body;

  it('do not keep out a person who types the same, and are not taken from the first (S2)', async () => {
    const [squatter, owner] = [await Member.signIn(house), await Member.signIn(house)];
    const email = 'boss@corp.example';
    expect(await squatter.change({ email })).toMatchObject({ status: 200, body: { email, email_verified: false } });
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person, email: email.toUpperCase() });
    const [message] = await telegram.untilCodeMessages(person, 1);
    const registered = await api.verifyOtp(id, codeOf(message!)!);
    expect(registered).toMatchObject({ status: 200, body: { user: { telegram_id: person, email } } });
    expect(await owner.change({ email })).toMatchObject({ status: 200 });
    expect(await squatter.profile()).toMatchObject({ id: squatter.id, email });
    const { users } = (await app.get<Found>(`/api/admin/users?q=${email}`)).body;
    expect(new Set(users.map((user) => user.id))).toEqual(new Set([squatter.id, owner.id, registered.body.user.id]));
  });

  it('get the same answer whether another account has that e-mail or none (S4)', async () => {
    const [member, other] = [await Member.signIn(house), await Member.signIn(house)];
    const known = await member.change<object>({ email: other.email });
    const unknown = await member.change<object>({ email: 'nobody@corp.example' });
    expect(known.status).toBe(unknown.status);
    expect({ ...known.body, email: '' }).toEqual({ ...unknown.body, email: '' });
    const document = JSON.stringify((await app.get('/api/openapi.json')).body);
    expect(document).not.toContain('email_taken');
  });

  it('are told to be unproven wherever an account is shown (S2)', async () => {
    const member = await Member.signIn(house);
    const unproven = { email: member.email, email_verified: false };
    expect(member.tokens.user).toMatchObject(unproven);
    expect(await member.profile()).toMatchObject(unproven);
    expect((await member.get('/export')).body).toMatchObject({ profile: unproven });
    expect((await app.get<Found>(`/api/admin/users?q=${member.id}`)).body.users).toMatchObject([unproven]);
    expect((await app.post('/api/token/refresh', { refresh_token: member.tokens.refresh_token })).body).toMatchObject({
      user: unproven,
    });
  });

  it('are not those of a person who opens the link: they have the name that Telegram tells (S2)', async () => {
    const { person, token } = await pressed();
    expect((await byLink({ token })).body.user).toMatchObject({ ...OWN, telegram_id: person });
  });

  it('are a person’s own where they saw what was typed, and said so (S2)', async () => {
    const { person, token } = await pressed();
    expect(await details(token)).toMatchObject({ name: TYPED.name, typed: TYPED });
    expect((await byLink({ token, as_typed: true })).body.user).toMatchObject({ ...TAKEN, telegram_id: person });
    expect(await byLink({ token, as_typed: 'yes' })).toMatchObject({ status: 400 });
  });

  it('are a person’s own where they type the code on the page where all that was typed (S2)', async () => {
    const { id, message } = await pressed();
    expect((await api.verifyOtp(id, codeOf(message)!)).body.user).toMatchObject(TAKEN);
  });

  it('are a person’s own where they let in the device on which all that was typed (S2)', async () => {
    const { id, token } = await pressed();
    const { match } = (await app.get<{ match: string }>(`/api/verifications/${id}`)).body;
    expect(await byLink({ token, approve: true, match })).toMatchObject({ status: 200 });
    const { body } = await app.post<Session>(`/api/verifications/${id}/session`, {});
    expect(body.user).toMatchObject(TAKEN);
  });

  it('change nothing of an account that there is, and are not offered to its owner (S2)', async () => {
    const person = await telegram.addPerson('Vic');
    await telegram.greet(person);
    const member = await Member.signIn(house, person);
    const before = await member.profile();
    time.passChatGap();
    const { telegram_link: link } = await api.register(TYPED);
    await telegram.pressStart(person, link);
    const [message] = await telegram.untilCodeMessages(person, 1);
    const token = tokenOf(linkOf(message!));
    expect(await details(token)).toMatchObject({ name: before.name, typed: null });
    const { body } = await byLink({ token, as_typed: true });
    expect((await app.get('/api/profile', bearer(body.access_token))).body).toEqual(before);
  });
});
