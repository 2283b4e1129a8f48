import type { Api } from '../harness/api';
import type { App } from '../harness/app';
import { House } from '../harness/house';
import { Member } from '../harness/member';
import { comeBackAt } from '../harness/sign.in';
import { codeOf, type Telegram } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

const DAY = 86_400_000;
const HALF_A_YEAR_AND_MORE = 183 * DAY;

let house: House;
let telegram: Telegram;
let app: App;
let api: Api;

beforeAll(async () => {
  house = await House.open({ RESEND_COOLDOWN_SECONDS: '0' });
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
  it('opens to who names its e-mail too, and not to Telegram alone', async () => {
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

describe('an account whose person Telegram does not know any more (security 20)', () => {
  it('is suspended: who was signed in no longer is, until Telegram proves the person anew', async () => {
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
