import { dumpTestDatabase } from '../harness/store';
import { clock } from '../../src/clock';
import { Erasure } from '../../src/privacy/erasure';
import { House } from '../harness/house';
import { Member } from '../harness/member';
import { recordsIn } from '../harness/records';
import { comeBackAt } from '../harness/sign.in';
import { codeOf } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

const ADMIN = 'an-admin-of-the-tests-0123456789-0123456789';
const SECOND = 1000;
const MINUTE = 60_000;
/** What was under way must have come to its end. */
const SETTLED_MS = 20_000;

type Entry = Readonly<{ action: string; actor: Readonly<{ kind: string; id: string | null }> }>;

let house: House;

beforeAll(async () => {
  house = await House.open({ RESEND_COOLDOWN_SECONDS: '0', ADMIN_API_KEY: ADMIN });
});

afterAll(() => house.close());

const aMember = (person?: number) => Member.signIn(house, person);

/** Somebody of whom there is everything that there can be, a message with a living code included. */
async function aKnownMember(): Promise<Member> {
  const { telegram } = house;
  const person = await telegram.addPerson('Quintessa');
  telegram.world.people.get(person)!.username = `quintessa_${person}`;
  await telegram.phone('POST', 'start', { person });
  const member = await aMember(person);
  await member.change({ name: 'Quintessa Example', phone: '+4915187654321' });
  await comeBackAt(house, person);
  return member;
}

const records = () => recordsIn(house.app.databaseUrl);

/** Limits count by Telegram id, for an hour or a day. */
const withoutLimits = (text: string) =>
  text.replace(/"(?:key|_id)":"(?:chat|start|guess|denial|reply):(?:\w+:)?\d+"/g, '');

/** The messages leave Telegram, and nothing that is stored says who it was. */
async function expectForgotten({ person, email }: Member): Promise<void> {
  await house.telegram.untilEmpty(person);
  const text = await records();
  for (const word of ['Quintessa', 'quintessa_', email, '+4915187654321']) expect(text).not.toContain(word);
}

async function deletionsOf({ id }: Member): Promise<readonly Entry[]> {
  const path = `/api/admin/audit?subject=user:${id}&action=user.deleted`;
  return (await house.app.get<{ entries: readonly Entry[] }>(path, { 'x-admin-key': ADMIN })).body.entries;
}

async function expectNoted(member: Member, actor: Entry['actor']): Promise<void> {
  expect(await deletionsOf(member)).toMatchObject([{ actor }]);
}

/** What is left to do is done every ten seconds, by a timer. */
const nextRound = () => house.app.part(Erasure).goOn();

describe('a person who deletes their account', () => {
  it('is signed out everywhere at once and forgotten, in the end by their number too', async () => {
    const member = await aKnownMember();
    expect((await member.erase()).status).toBe(204);
    expect([(await member.get()).status, (await member.refresh()).status]).toEqual([401, 401]);
    await expectForgotten(member);
    await expectNoted(member, { kind: 'user', id: member.id });
    const number = new RegExp(`\\b${member.person}\\b`);
    const isForgotten = async () => !number.test(withoutLimits(await records()));
    time.pass(SETTLED_MS);
    await nextRound();
    await until(isForgotten, 'the Telegram id to be forgotten');
    expect((await member.erase()).status).toBe(401);
  });

  it('has no code that works any more', async () => {
    const member = await aMember();
    const { id, message } = await comeBackAt(house, member.person);
    await member.erase();
    expect(await house.api.verifyOtp(id, codeOf(message)!)).toMatchObject({ status: 410 });
    await house.telegram.untilEmpty(member.person);
  });

  it('gets a new account, with the same e-mail, by registering again', async () => {
    const before = await aKnownMember();
    await before.erase();
    await house.telegram.untilEmpty(before.person);
    const after = await aMember(before.person);
    expect(after.id).not.toBe(before.id);
    expect(await after.profile()).toMatchObject({ name: 'Ann', email: before.email, phone: null });
    const { audit } = (await after.get<{ audit: readonly Entry[] }>('/export')).body;
    expect(audit.map(({ action }) => action)).not.toContain('user.deleted');
  });

  it('is not known again by what they wrote before, told once more by Telegram after a crash', async () => {
    const member = await aKnownMember();
    const { telegram } = house;
    const { person, bot } = { person: telegram.world.people.get(member.person)!, bot: telegram.world.primaryBot };
    const date = Math.floor(clock.wall().getTime() / 1000);
    time.pass(SECOND);
    expect((await member.erase()).status).toBe(204);
    const from = { id: person.id, is_bot: false, first_name: 'Quintessa', language_code: 'en' };
    const entities = [{ type: 'bot_command', offset: 0, length: 6 }];
    const message = {
      message_id: 1_000_000,
      date,
      from,
      chat: { id: person.id, type: 'private' },
      text: '/start',
      entities,
    };
    await until(() => bot.updates.isPolled, 'a poll');
    bot.updates.put({ update_id: 1_000_000, message });
    await until(() => bot.updates.size === 0 && bot.updates.isPolled, 'the update to be confirmed');
    // A round that was under way may have been past it.
    const isForgotten = async () => (await nextRound(), !(await records()).includes('Quintessa'));
    await until(isForgotten, 'a round that forgets it');
    await expectForgotten(member);
  });

  it('is in no byte of the store after a stop, where it keeps the space of what was erased', async () => {
    const member = await aKnownMember();
    expect((await member.erase()).status).toBe(204);
    await expectForgotten(member);
    await house.app.stop();
    const stored = await dumpTestDatabase(house.app.databaseUrl);
    await house.app.boot();
    expect(stored).not.toMatch(new RegExp(`Quintessa|${member.email}|4915187654321`));
  });

  it('must have signed in within five minutes (security 21)', async () => {
    const member = await aMember();
    time.setWall(6 * MINUTE);
    expect(await member.erase()).toMatchObject({ status: 403, body: { code: 'fresh_sign_in_required' } });
    time.setWall(0);
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

  it('by an administrator is forgotten in the same way, and the audit says by which (S17)', async () => {
    const member = await aKnownMember();
    const path = `/api/admin/users/${member.id}`;
    const answer = await house.app.request('DELETE', path, undefined, { 'x-admin-key': ADMIN });
    expect(answer.status).toBe(204);
    expect((await member.get()).status).toBe(401);
    await nextRound();
    await expectForgotten(member);
    await expectNoted(member, { kind: 'admin', id: 'key' });
  });
});
