import { KillStage } from '../harness/kill.stage';
import { Member } from '../harness/member';
import { recordsIn } from '../harness/records';
import { comeBackAt } from '../harness/sign.in';
import { until } from '../harness/until';

declare const STORE: string;

const ADMIN = 'an-admin-of-the-tests-0123456789-0123456789';

type Entry = Readonly<{ action: string; actor: Readonly<{ kind: string; id: string | null }> }>;

/** Where nothing is half written it is the same on either store. */
const betweenThem = [
  'after AccountDeletionRepository.insert',
  'after UserRepository.remove',
  'after SessionRepository.endAll',
  'after AccountDeletionRepository.markNoted',
  'after VerificationRepository.cancel',
  'after TraceRepository.erase',
];

let stage: KillStage;

beforeAll(async () => {
  stage = await KillStage.open({ RESEND_COOLDOWN_SECONDS: '0', ADMIN_API_KEY: ADMIN });
});
beforeEach(() => stage.reset());
afterAll(() => stage.close());

const aMember = (person?: number) => Member.signIn(stage, person);

/** Somebody of whom there is everything that there can be, a message with a living code included. */
async function aKnownMember(): Promise<Member> {
  const { telegram } = stage;
  const person = await telegram.addPerson('Quintessa');
  telegram.world.people.get(person)!.username = `quintessa_${person}`;
  await telegram.phone('POST', 'start', { person });
  const member = await aMember(person);
  await member.change({ name: 'Quintessa Example', phone: '+4915187654321' });
  await comeBackAt(stage, person);
  return member;
}

const records = () => recordsIn(stage.app.databaseUrl);

/** The messages leave Telegram, and nothing that is stored says who it was. */
async function expectForgotten({ person, email }: Member): Promise<void> {
  await stage.telegram.untilEmpty(person);
  for (const word of ['Quintessa', 'quintessa_', email, '+4915187654321'])
    await until(async () => !(await records()).includes(word), `${word} to be forgotten`);
}

async function deletionsOf({ id }: Member): Promise<readonly Entry[]> {
  const path = `/api/admin/audit?subject=user:${id}&action=user.deleted`;
  return (await stage.app.get<{ entries: readonly Entry[] }>(path, { 'x-admin-key': ADMIN })).body.entries;
}

describe('kill -9 while an account is deleted, then start', () => {
  const steps = [
    'during AccountDeletionRepository.insert',
    'during UserRepository.remove',
    'after DeliveryRepository.retire',
    ...(STORE === 'mongo' ? [] : betweenThem),
  ];

  const members: Member[] = [];

  it.each(steps)('%s: it goes on by itself', async (step) => {
    const member = await aKnownMember();
    await stage.killAt(step, () => member.erase());
    // Where it was not written down yet, nothing has happened, and they ask again.
    if (step === 'during AccountDeletionRepository.insert') await member.erase();
    await until(async () => (await deletionsOf(member)).length > 0, 'it to go on');
    expect((await member.get()).status).toBe(401);
    members.push(member);
  });

  it('each of them is forgotten in the end, and gets a new account', async () => {
    expect(members).toHaveLength(steps.length);
    for (const member of members) {
      await expectForgotten(member);
      expect((await aMember(member.person)).id).not.toBe(member.id);
    }
  });
});
