import { dumpTestDatabase } from '../src/persistence/store.factory';
import type { Started } from './harness/api';
import { KillStage } from './harness/kill.stage';
import { Member } from './harness/member';
import { recordsIn } from './harness/records';
import { codeOf } from './harness/telegram';
import { until } from './harness/until';
import { WallClock } from './harness/wall.clock';

declare const STORE: string;

const ADMIN = 'an-admin-of-the-tests-0123456789-0123456789';
const MINUTE = 60_000;
/** What was under way must have come to its end, and then somebody looks. */
const FORGOTTEN_WITHIN_MS = 50_000;

type Entry = Readonly<{ action: string; actor: Readonly<{ kind: string; id: string | null }> }>;

/** Where nothing is half written it is the same on either store. */
const betweenThem = [
  'after ClosureRepository.insert',
  'after UserRepository.remove',
  'after SessionRepository.endAll',
  'after ClosureRepository.markNoted',
  'after VerificationRepository.cancel',
  'after TraceRepository.erase',
];

let stage: KillStage;
let wallClock: WallClock;

beforeAll(async () => {
  wallClock = new WallClock();
  stage = await KillStage.open({ ...wallClock.settings, RESEND_COOLDOWN_SECONDS: '0', ADMIN_API_KEY: ADMIN });
});
beforeEach(() => stage.reset());
afterAll(async () => {
  await stage.close();
  wallClock.remove();
});

const aMember = (person?: number) => Member.signIn(stage, person);
const login = async (email: string) => (await stage.app.post<Started>('/api/login', { email })).body;

/** Somebody of whom there is everything that there can be, a message with a living code included. */
async function aKnownMember(): Promise<Member> {
  const { telegram } = stage;
  const person = await telegram.addPerson('Quintessa');
  telegram.world.people.get(person)!.username = `quintessa_${person}`;
  await telegram.phone('POST', 'start', { person });
  const member = await aMember(person);
  await member.change({ name: 'Quintessa Example', phone: '+4915187654321' });
  await login(member.email);
  await telegram.untilCodeMessages(person, 1);
  return member;
}

const records = () => recordsIn(stage.app.databaseUrl);

/** Limits count by Telegram id, for an hour or a day. */
const withoutLimits = (text: string) => text.replace(/"(?:key|_id)":"(?:chat|login|start|guess|denial):\d+"/g, '');

/** The messages leave Telegram, and nothing that is stored says who it was. */
async function expectForgotten({ person, email }: Member): Promise<void> {
  await stage.telegram.untilEmpty(person);
  const text = await records();
  for (const word of ['Quintessa', 'quintessa_', email, '+4915187654321']) expect(text).not.toContain(word);
}

async function deletionsOf({ id }: Member): Promise<readonly Entry[]> {
  const path = `/api/admin/audit?subject=user:${id}&action=user.deleted`;
  return (await stage.app.get<{ entries: readonly Entry[] }>(path, { 'x-admin-key': ADMIN })).body.entries;
}

describe('who deletes their account', () => {
  it('is signed out everywhere at once and forgotten, in the end by their number too', async () => {
    const member = await aKnownMember();
    expect((await member.erase()).status).toBe(204);
    expect([(await member.get()).status, (await member.refresh()).status]).toEqual([401, 401]);
    await expectForgotten(member);
    expect(await deletionsOf(member)).toMatchObject([{ actor: { kind: 'user', id: member.id } }]);
    const number = new RegExp(`\\b${member.person}\\b`);
    const isForgotten = async () => !number.test(withoutLimits(await records()));
    await until(isForgotten, 'the Telegram id to be forgotten', FORGOTTEN_WITHIN_MS);
    expect((await member.erase()).status).toBe(401);
  });

  it('has no code that works any more, and is known by nothing (security 12)', async () => {
    const member = await aKnownMember();
    const { person, email } = member;
    const { verification_id: id } = await login(email);
    const messages = await stage.telegram.untilCodeMessages(person, 2);
    await member.erase();
    for (const message of messages)
      expect(await stage.api.verifyOtp(id, codeOf(message)!)).toMatchObject({ status: 410 });
    await stage.telegram.untilEmpty(person);
    const again = await login(email);
    expect(again.status).toBe('sending');
    await stage.api.untilStatus(again.verification_id, 'sent');
    expect(await stage.telegram.codeMessages(person)).toEqual([]);
  });

  it('gets a new account, with the same e-mail, by registering again', async () => {
    const before = await aKnownMember();
    await before.erase();
    await stage.telegram.untilEmpty(before.person);
    const after = await aMember(before.person);
    expect(after.id).not.toBe(before.id);
    expect(await after.profile()).toMatchObject({ name: 'Ann', email: before.email, phone: null });
    const { audit } = (await after.get<{ audit: readonly Entry[] }>('/export')).body;
    expect(audit.map(({ action }) => action)).not.toContain('user.deleted');
  });

  it('is in no byte of the store after a stop, where it keeps the space of what was erased', async () => {
    const member = await aKnownMember();
    expect((await member.erase()).status).toBe(204);
    await expectForgotten(member);
    await stage.app.signal('SIGTERM');
    expect(await dumpTestDatabase(stage.app.databaseUrl)).not.toMatch(
      new RegExp(`Quintessa|${member.email}|4915187654321`),
    );
  });

  it('must have signed in within five minutes (security 21)', async () => {
    const member = await aMember();
    wallClock.set(6 * MINUTE);
    expect(await member.erase()).toMatchObject({ status: 403, body: { code: 'fresh_sign_in_required' } });
    wallClock.set(0);
    expect((await member.get()).status).toBe(200);
  });

  it('is deleted, however often they ask at the same time', async () => {
    const member = await aMember();
    const answers = await Promise.all(Array.from({ length: 5 }, () => member.erase()));
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses).toContain(204);
    expect([...statuses].filter((status) => ![204, 401].includes(status))).toEqual([]);
    expect(await deletionsOf(member)).not.toEqual([]);
  });

  it('by an administrator is forgotten in the same way', async () => {
    const member = await aKnownMember();
    const path = `/api/admin/users/${member.id}`;
    const answer = await stage.app.request('DELETE', path, undefined, { 'x-admin-key': ADMIN });
    expect(answer.status).toBe(204);
    expect((await member.get()).status).toBe(401);
    await until(async () => (await deletionsOf(member)).length > 0, 'the rest to be erased');
    await expectForgotten(member);
    expect(await deletionsOf(member)).toMatchObject([{ actor: { kind: 'admin', id: null } }]);
  });
});

describe('kill -9 while an account is deleted, then start', () => {
  const steps = [
    'during ClosureRepository.insert',
    'during UserRepository.remove',
    'after DeliveryRepository.retire',
    ...(STORE === 'mongo' ? [] : betweenThem),
  ];

  it.each(steps)('%s: it goes on by itself', async (step) => {
    const member = await aKnownMember();
    await stage.killAt(step, () => member.erase());
    // Where it was not written down yet, nothing has happened, and they ask again.
    if (step === 'during ClosureRepository.insert') await member.erase();
    await until(async () => (await deletionsOf(member)).length > 0, 'it to go on');
    expect((await member.get()).status).toBe(401);
    await until(async () => !(await records()).includes(member.email), 'the sign-ins to be forgotten');
    await expectForgotten(member);
    expect((await aMember(member.person)).id).not.toBe(member.id);
  });
});
