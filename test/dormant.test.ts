import { mongo } from 'mongoose';
import { Api, type Started } from './harness/api';
import { AppProcess } from './harness/app.process';
import { Member } from './harness/member';
import { codeOf, Telegram } from './harness/telegram';
import { until } from './harness/until';
import { WallClock } from './harness/wall.clock';

/** Which store this run is about (jest.config.cjs). */
declare const STORE: string;

const DAY = 86_400_000;
const HALF_A_YEAR_AND_MORE = 183 * DAY;

let telegram: Telegram;
let wallClock: WallClock;
let app: AppProcess;
let api: Api;

beforeAll(async () => {
  telegram = await Telegram.start();
  wallClock = new WallClock();
  app = await AppProcess.start({ ...telegram.settings, ...wallClock.settings, RESEND_COOLDOWN_SECONDS: '0' });
  api = new Api(app);
  await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
});

afterAll(async () => {
  await app.close();
  await telegram.stop();
  wallClock.remove();
});

const aMember = () => Member.signIn({ app, api, telegram });

/** With MongoDB its clock counts, which nobody here can set: there, the last sign-in is put back instead. */
async function letTimePass({ id }: Member, ms: number): Promise<void> {
  if (STORE !== 'mongo') return wallClock.sleep(ms);
  const client = new mongo.MongoClient(app.databaseUrl);
  try {
    const users = client.db().collection<{ _id: string; signedInAt: Date }>('users');
    const user = await users.findOne({ _id: id });
    await users.updateOne({ _id: id }, { $set: { signedInAt: new Date(user!.signedInAt.getTime() - ms) } });
  } finally {
    await client.close();
  }
}

/** The person types the code of a sign-in for which they named an e-mail, or nothing. */
async function comeBack({ person }: Member, email?: string) {
  const { verification_id: id, telegram_link: link } = (await app.post<Started>('/api/login', { email })).body;
  if (email === undefined) await telegram.pressStart(person, link);
  const [message] = await telegram.untilCodeMessages(person, 1);
  const answer = await api.verifyOtp(id, codeOf(message!)!);
  if (answer.status !== 200) await app.delete(`/api/verifications/${id}`);
  await telegram.untilEmpty(person);
  return answer;
}

describe('an account that nobody has used for half a year (security 20)', () => {
  it('opens to who names its e-mail too, and not to Telegram alone', async () => {
    const member = await aMember();
    await letTimePass(member, HALF_A_YEAR_AND_MORE);
    const refused = await comeBack(member);
    const title: unknown = expect.stringContaining('e-mail');
    expect(refused).toMatchObject({ status: 403, body: { code: 'step_up_required', title } });
    const answer = await comeBack(member, member.email);
    expect(answer).toMatchObject({ status: 200, body: { user: { id: member.id } } });
    expect(await comeBack(member)).toMatchObject({ status: 200 });
  });

  it('is not opened by registering again with another e-mail', async () => {
    const member = await aMember();
    await letTimePass(member, HALF_A_YEAR_AND_MORE);
    const started = await api.register({ telegram_chat_id: member.person, email: 'thief@example.org' });
    const [message] = await telegram.untilCodeMessages(member.person, 1);
    const answer = await api.verifyOtp(started.verification_id, codeOf(message!)!);
    expect(answer).toMatchObject({ status: 403, body: { code: 'step_up_required' } });
  });

  it('asks for nothing more a little earlier', async () => {
    const member = await aMember();
    await letTimePass(member, HALF_A_YEAR_AND_MORE - 2 * DAY);
    expect(await comeBack(member)).toMatchObject({ status: 200, body: { user: { id: member.id } } });
  });
});

describe('an account whose person Telegram does not know any more (security 20)', () => {
  it('is suspended: who was signed in no longer is, until Telegram proves the person anew', async () => {
    const member = await aMember();
    const person = telegram.world.people.get(member.person)!;
    person.isDeactivated = true;
    await app.post('/api/login', { email: member.email });
    await until(async () => (await member.get()).status === 401, 'the session to be ended');
    expect((await member.refresh()).status).toBe(401);
    person.isDeactivated = false;
    expect(await comeBack(member)).toMatchObject({ status: 200, body: { user: { id: member.id } } });
  });
});
