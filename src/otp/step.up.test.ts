import type { User } from '../account/users/user';
import { aUser } from '../account/users/user.fixture';
import { UserRepository } from '../account/users/user.repository';
import { AuditRepository } from '../audit/store/audit.repository';
import { asAddressed } from '../verification/verification';
import { client, RegistrationRoom } from '../../test/harness/registration.room';
import { StepUp } from './step.up';

const HALF_A_YEAR_MS = 182 * 86_400_000;
const DAY_SECONDS = 86_400;
const CHAT = 4711;
const RIGHT = 'ann@example.org';
const by = { actor: { kind: 'anonymous' }, client } as const;

let room: RegistrationRoom;

beforeEach(async () => {
  room = await RegistrationRoom.open();
});

afterEach(() => room.close());

/** An account whose owner signed in last just over half a year ago. */
async function keepAccount(differing: Partial<User> = {}): Promise<User> {
  const signedInAt = new Date(room.now.getTime() - HALF_A_YEAR_MS - 1);
  const user = aUser({ telegramId: CHAT, email: RIGHT, signedInAt, createdAt: signedInAt, ...differing });
  await room.get(UserRepository).insert(user);
  return user;
}

/** @returns `in`, or the code of the error that stopped them */
async function pass(email?: string): Promise<string> {
  const asked = asAddressed(await room.askAndSend({ purpose: 'login', chatId: CHAT, applicant: { email } }));
  const passed = room.get(StepUp).pass(asked, by, room.now);
  return passed.then(
    () => 'in',
    ({ code }: { code: string }) => code,
  );
}

async function answersNoted(): Promise<unknown[]> {
  const entries = await room.get(AuditRepository).read(0, 100);
  return entries.map(({ action, details }) => [action, details?.answer]);
}

const noted = (answer: string) => ['sign_in.step_up_refused', answer];

describe('what Telegram alone opens', () => {
  it('is an account that was used within half a year, or is a new one', async () => {
    expect(await pass()).toBe('in');
    await keepAccount({ signedInAt: new Date(room.now.getTime() - HALF_A_YEAR_MS) });
    expect(await pass('mallory@example.org')).toBe('in');
    expect(await answersNoted()).toEqual([]);
  });

  it('is also an account that is disabled, which is refused at a later step', async () => {
    await keepAccount({ disabledAt: room.now });
    expect([await pass(), await answersNoted()]).toEqual(['in', []]);
  });
});

describe('an account that nobody has used for half a year', () => {
  it('opens with its e-mail, which uses up no answer', async () => {
    const { id } = await keepAccount();
    for (let count = 0; count < 5; count++) expect(await pass(RIGHT)).toBe('in');
    expect([await room.used('step_up', id), await answersNoted()]).toEqual([0, []]);
  });

  it('takes three wrong answers a day, and no right one after a fourth; the fourth is the last that is noted', async () => {
    await keepAccount();
    const told = [];
    for (let count = 0; count < 5; count++) told.push(await pass('mallory@example.org'));
    const wrong = Array<string>(3).fill('step_up_required');
    expect(told).toEqual([...wrong, 'rate_limited', 'rate_limited']);
    expect(await pass(RIGHT)).toBe('rate_limited');
    expect(await answersNoted()).toEqual([...Array<string[]>(3).fill(noted('wrong')), noted('too_many')]);
    room.pass(DAY_SECONDS);
    expect(await pass(RIGHT)).toBe('in');
  });

  it('opens for a right answer after two wrong ones', async () => {
    await keepAccount();
    for (let count = 0; count < 2; count++) expect(await pass('mallory@example.org')).toBe('step_up_required');
    expect(await pass(RIGHT)).toBe('in');
  });

  it('is not opened by no answer, however often; that is noted four times, and uses up no answer', async () => {
    await keepAccount();
    for (let count = 0; count < 6; count++) expect(await pass()).toBe('step_up_required');
    expect(await answersNoted()).toEqual(Array(4).fill(noted('none')));
    expect(await pass(RIGHT)).toBe('in');
  });

  it('is not opened by an e-mail where it has none', async () => {
    await keepAccount({ email: undefined });
    expect([await pass(RIGHT), await pass()]).toEqual(['step_up_required', 'step_up_required']);
  });

  it('notes the account that was refused, and the link', async () => {
    const user = await keepAccount();
    await pass('mallory@example.org');
    const [entry] = await room.get(AuditRepository).read(0, 1);
    const details = { purpose: 'login', answer: 'wrong', verification: expect.stringMatching(/^[\w-]{22}$/) as string };
    expect(entry).toMatchObject({ subject: { kind: 'user', id: user.id }, details, actor: by.actor });
  });
});
