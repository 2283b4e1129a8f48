import type { Api, Problem } from '../harness/api';
import type { App } from '../harness/app';
import { House } from '../harness/house';
import { Member } from '../harness/member';
import { comeBackAt } from '../harness/sign.in';
import { codeOf, tokenOf, type Telegram } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

const DAY = 86_400_000;
const HALF_A_YEAR_AND_MORE = 183 * DAY;
const API_KEY = { 'x-api-key': 'c2VydmljZS1rZXktb2YtdGhlLXRlc3RzLTAx' };

type Noted = Readonly<{
  action: string;
  actor: { kind: string; id: string | null };
  origin: string | null;
  details: Readonly<Record<string, unknown>> | null;
}>;

let house: House;
let telegram: Telegram;
let app: App;
let api: Api;

beforeAll(async () => {
  house = await House.open({ RESEND_COOLDOWN_SECONDS: '0', API_KEYS: API_KEY['x-api-key'] });
  ({ telegram, app, api } = house);
});

afterAll(() => house.close());

const aMember = () => Member.signIn(house);

/** The person types the code of a sign-in for which they named an e-mail, or nothing. */
async function comeBack({ person }: Member, email?: string) {
  const { id, message } = await comeBackAt(house, person, { email });
  const answer = await api.verifyOtp(id, codeOf(message)!);
  if (answer.status !== 200) await app.delete(`/api/verifications/${id}`);
  await telegram.untilEmpty(person);
  return answer;
}

describe('an account that nobody has used for half a year (security 20)', () => {
  it('opens by Telegram and its e-mail, and not by Telegram alone', async () => {
    const member = await aMember();
    time.pass(HALF_A_YEAR_AND_MORE);
    const refused = await comeBack(member);
    const title: unknown = expect.stringContaining('e-mail');
    expect(refused).toMatchObject({ status: 403, body: { code: 'step_up_required', title } });
    const answer = await comeBack(member, member.email);
    expect(answer).toMatchObject({ status: 200, body: { user: { id: member.id } } });
    expect(await comeBack(member)).toMatchObject({ status: 200 });
  });

  it('is not opened by registering again with another e-mail', async () => {
    const member = await aMember();
    time.pass(HALF_A_YEAR_AND_MORE);
    const started = await api.register({ telegram_chat_id: member.person, email: 'thief@example.org' });
    const [message] = await telegram.untilCodeMessages(member.person, 1);
    const answer = await api.verifyOtp(started.verification_id, codeOf(message!)!);
    expect(answer).toMatchObject({ status: 403, body: { code: 'step_up_required' } });
  });

  it('asks for nothing more a little earlier', async () => {
    const member = await aMember();
    time.pass(HALF_A_YEAR_AND_MORE - 2 * DAY);
    expect(await comeBack(member)).toMatchObject({ status: 200, body: { user: { id: member.id } } });
  });
});

describe('no door of an account that nobody has used for half a year opens without more than Telegram', () => {
  const refusals = async (id: string): Promise<readonly Noted[]> => {
    const path = `/api/admin/audit?action=sign_in.step_up_refused&subject=user:${id}`;
    return (await app.get<{ entries: readonly Noted[] }>(path)).body.entries;
  };
  const askedByService = async (person: number) => {
    const { body } = await app.post<{ verification_id: string }>(
      '/api/v1/verifications',
      { telegram_chat_id: person },
      API_KEY,
    );
    const [message] = await telegram.untilCodeMessages(person, 1);
    const path = `/api/v1/verifications/${body.verification_id}`;
    return () => app.post<Problem>(`${path}/check`, { otp: codeOf(message!)! }, API_KEY);
  };

  it("a back end's check tells nothing of the account, before its owner came back (S9)", async () => {
    const member = await aMember();
    time.pass(HALF_A_YEAR_AND_MORE);
    const refused = await (await askedByService(member.person))();
    expect(refused).toMatchObject({ status: 403, body: { code: 'step_up_required' } });
    expect(JSON.stringify(refused.body)).not.toContain(member.id);
    expect(await refusals(member.id)).toMatchObject([
      { actor: { kind: 'service' }, details: { purpose: 'service', answer: 'none' } },
    ]);
    time.pass(DAY);
    await telegram.untilEmpty(member.person);
    expect(await comeBack(member, member.email)).toMatchObject({ status: 200 });
    time.passChatGap();
    const check = await askedByService(member.person);
    expect(await check()).toMatchObject({ status: 200, body: { user_id: member.id } });
    await telegram.untilEmpty(member.person);
  });

  it('an account without an e-mail has no question to skip: an administrator lets it in (S9)', async () => {
    const person = await telegram.addPerson('Bob');
    const first = await comeBackAt(house, person);
    const { id } = (await api.verifyOtp(first.id, codeOf(first.message)!)).body.user;
    await telegram.untilEmpty(person);
    time.pass(HALF_A_YEAR_AND_MORE);
    const member = { person } as Member;
    for (const email of [undefined, 'bob@example.org'])
      expect(await comeBack(member, email)).toMatchObject({ status: 403, body: { code: 'step_up_required' } });
    expect(await app.post(`/api/admin/users/${id}/enable`, {})).toMatchObject({ status: 200, body: { id } });
    expect(await comeBack(member)).toMatchObject({ status: 200, body: { user: { id } } });
    const { entries } = (await app.get<{ entries: readonly Noted[] }>(`/api/admin/audit?subject=user:${id}`)).body;
    expect(entries.map(({ action }) => action)).toContain('admin.user_enabled');
  });

  it("a link's page does not tell its name (S9)", async () => {
    const member = await aMember();
    await member.change({ name: 'Anna Secretive' });
    const details = async () => {
      const { id, message } = await comeBackAt(house, member.person);
      const token = tokenOf(await telegram.scan(message));
      const { body } = await app.post<{ name: string }>('/api/magic-link/details', { token });
      await app.delete(`/api/verifications/${id}`);
      await telegram.untilEmpty(member.person);
      return body.name;
    };
    expect(await details()).toBe('Anna Secretive');
    time.pass(HALF_A_YEAR_AND_MORE);
    expect(await details()).toBe('Telegram user');
  });

  it('three wrong e-mails a day are all: each is noted, and then the right one is not tried either (S9, S17)', async () => {
    const member = await aMember();
    time.pass(HALF_A_YEAR_AND_MORE);
    const refusedWithout = await comeBack(member);
    expect(refusedWithout).toMatchObject({ status: 403, body: { code: 'step_up_required' } });
    for (const guess of ['one', 'two', 'three']) {
      const answer = await comeBack(member, `${guess}@example.org`);
      expect(answer).toMatchObject({ status: 403, body: { code: 'step_up_required' } });
    }
    const closed = await comeBack(member, member.email);
    expect(closed).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(Number(closed.headers.get('retry-after'))).toBeGreaterThan(20 * 3600);
    const noted = await refusals(member.id);
    expect(noted.map(({ details }) => details!.answer)).toEqual(['too_many', 'wrong', 'wrong', 'wrong', 'none']);
    for (const { actor, origin } of noted) expect([actor.kind, origin]).toEqual(['anonymous', expect.any(String)]);
    expect(JSON.stringify(noted)).not.toContain('@');
    time.pass(DAY);
    expect(await comeBack(member, member.email)).toMatchObject({ status: 200, body: { user: { id: member.id } } });
  });

  it('the right e-mail uses up none of them, and a link that is opened again and again fills no audit (S9)', async () => {
    const member = await aMember();
    for (let round = 0; round < 4; round++) {
      time.pass(HALF_A_YEAR_AND_MORE);
      expect(await comeBack(member, member.email)).toMatchObject({ status: 200 });
    }
    time.pass(HALF_A_YEAR_AND_MORE);
    const { message } = await comeBackAt(house, member.person);
    const token = tokenOf(await telegram.scan(message));
    for (let repeat = 0; repeat < 10; repeat++)
      expect(await api.verifyLink(token)).toMatchObject({ status: 403, body: { code: 'step_up_required' } });
    expect(await refusals(member.id)).toHaveLength(4);
  });
});

describe('an account whose person Telegram does not know any more (security 20)', () => {
  it('is suspended, and signed out, until Telegram proves the person anew', async () => {
    const member = await aMember();
    const person = telegram.world.people.get(member.person)!;
    person.isDeactivated = true;
    time.passChatGap();
    await api.register({ telegram_chat_id: member.person });
    await until(async () => (await member.get()).status === 401, 'the session to be ended');
    expect((await member.refresh()).status).toBe(401);
    person.isDeactivated = false;
    expect(await comeBack(member)).toMatchObject({ status: 200, body: { user: { id: member.id } } });
  });
});
