import { ChatRepository } from '../account/chats/chat.repository';
import { AuditRepository } from '../audit/store/audit.repository';
import { VerificationService } from '../verification/verification.service';
import { idOf } from '../verification/proof';
import { signsOf } from '../verification/signs';
import type { Verification } from '../verification/verification';
import { Bots } from '../telegram/bots/telegram.bots';
import { client, RegistrationRoom, type BotUser } from '../../test/harness/registration.room';
import { OtpService } from './otp.service';
import { Recipients } from './recipients';

/** Two a second, over ten seconds. */
const UNKNOWN_AT_ONCE = 20;

const ann = { name: 'Ann Example', email: 'ann@example.org' };

let room: RegistrationRoom;
let verifications: VerificationService;

beforeEach(async () => {
  room = await RegistrationRoom.open();
  verifications = room.get(VerificationService);
});

afterEach(() => room.close());

/** Registers as a client does, which may name a chat and a key. */
const register = (chatId?: number, key?: string) => room.register({ ...ann, telegram_chat_id: chatId }, client, key);

/** Registers as many clients do, each from its own address. */
let addresses = 0;
const fromAnywhere = async (chatId: number): Promise<Verification> => {
  const somebody = { ...client, address: `198.51.${++addresses % 250}.1` };
  const { verification_id: proof } = await room.register({ ...ann, telegram_chat_id: chatId }, somebody);
  return room.look({ id: idOf(proof) });
};

describe('a registration', () => {
  it('that names a chat is on its way there, in the language of the chat', async () => {
    const { chatId } = await room.greet(room.aPerson({ languageCode: 'de' }));
    const started = await register(chatId);
    expect(started).toMatchObject({ status: 'sending', resend_at: '2030-05-17T12:00:30.000Z' });
    expect(started.message).toMatch(/^Registration initiated/);
    const message = await room.messageOf({ id: idOf(started.verification_id) });
    expect(message).toMatchObject({ state: 'queued', chatId, language: 'de' });
  });

  it('that names none waits for Start, and has a link for it', async () => {
    const started = await register();
    const asked = await room.look({ id: idOf(started.verification_id) });
    expect(started).toMatchObject({ status: 'awaiting_telegram', telegram_link: room.get(Recipients).linkOf(asked) });
    expect(started.message).toMatch(/press Start/);
    expect(await room.messageOf(asked)).toBeUndefined();
  });

  it('keeps what the person says of themselves, and the browser and address of the request', async () => {
    const request = { ...ann, phone: '+49301234567', telegram_username: 'ann_example' };
    const { verification_id: proof } = await room.register(request);
    expect(await room.look({ id: idOf(proof) })).toMatchObject({
      purpose: 'register',
      applicant: { ...ann, phone: '+49301234567', telegramUsername: 'ann_example' },
      requester: { browser: 'Firefox', system: 'Linux' },
      origin: client.address,
    });
  });

  it('into a chat that never spoke to the bot is one of a few over all; beyond them Start is pressed first (S1)', async () => {
    const known = await room.greet(room.aPerson());
    const strangers = Array.from({ length: UNKNOWN_AT_ONCE }, () => room.aPerson());
    for (const { chatId } of strangers) expect((await fromAnywhere(chatId)).status).toBe('sending');
    const { chatId } = room.aPerson();
    const refused = await fromAnywhere(chatId);
    expect(refused).toMatchObject({ status: 'awaiting_telegram', chatId: undefined, deliveryId: undefined });
    expect(await room.used('chat', chatId)).toBe(0);
    expect((await fromAnywhere(known.chatId)).status).toBe('sending');
    room.pass(10);
    expect((await fromAnywhere(chatId)).status).toBe('sending');
  });

  it.each<[string, (person: BotUser) => Promise<unknown>]>([
    ['that is paused', (person) => room.pause(person)],
    [
      'that has blocked the bot',
      ({ botId, chatId }) => room.get(ChatRepository).setBlocked(botId, chatId, true, room.now),
    ],
  ])('into a chat %s counts as into one that never spoke to the bot (S14)', async (_, befall) => {
    const person = await room.greet(room.aPerson());
    await befall(person);
    for (let count = 0; count < UNKNOWN_AT_ONCE; count++) await fromAnywhere(room.aPerson().chatId);
    expect((await fromAnywhere(person.chatId)).status).toBe('awaiting_telegram');
    room.pass(10);
    expect((await fromAnywhere(person.chatId)).status).toBe('sending');
  });

  it('is refused to a chat that got too many', async () => {
    const { chatId } = room.aPerson();
    for (let count = 0; count < 5; count++) await register(chatId);
    const details = { rateLimit: { policy: 'chat', limit: 5 } };
    await expect(register(chatId)).rejects.toMatchObject({ code: 'rate_limited', details });
  });

  it('is refused to an address that asks too often', async () => {
    for (let count = 0; count < 10; count++) await register();
    const details = { rateLimit: { policy: 'ip', limit: 10 } };
    await expect(register()).rejects.toMatchObject({ code: 'rate_limited', details });
  });

  it('is refused where its message would come too late, and does not count in the chat', async () => {
    const { chatId } = room.aPerson();
    await room.fillQueue();
    await expect(register(chatId)).rejects.toMatchObject({ code: 'overloaded' });
    expect(await room.used('chat', chatId)).toBe(0);
    expect(await register()).toMatchObject({ status: 'awaiting_telegram' });
  });
});

describe('a registration that is repeated with its key', () => {
  it('is the same one, with one message, which counts once, however parallel', async () => {
    const { chatId } = room.aPerson();
    const answers = await Promise.all(Array.from({ length: 5 }, () => register(chatId, 'a-key')));
    expect(await register(chatId, 'a-key')).toEqual(answers[0]);
    expect(new Set(answers.map(({ verification_id: id }) => id)).size).toBe(1);
    expect(await room.used('chat', chatId)).toBe(1);
    expect(await register(chatId, 'another-key')).not.toEqual(answers[0]);
  });

  it('is sent where a crash came between the verification and its message', async () => {
    const { chatId } = room.aPerson();
    const { verification_id: proof } = await register(undefined, 'a-key');
    const id = idOf(proof);
    await verifications.address(await room.look({ id }), room.aPerson({ chatId }), room.now);
    expect(await register(undefined, 'a-key')).toMatchObject({ verification_id: proof, status: 'sending' });
    expect(await room.messageOf({ id })).toMatchObject({ state: 'queued', chatId });
  });

  it('sends nothing more once it is over, or while Start is waited for', async () => {
    const { chatId } = room.aPerson();
    const { verification_id: proof } = await register(undefined, 'a-key');
    const id = idOf(proof);
    expect(await register(undefined, 'a-key')).toMatchObject({ status: 'awaiting_telegram' });
    await verifications.address(await room.look({ id }), room.aPerson({ chatId }), room.now);
    await verifications.cancel(id, room.now);
    expect(await register(undefined, 'a-key')).toMatchObject({ verification_id: proof, status: 'cancelled' });
    expect(await room.messageOf({ id })).toBeUndefined();
  });

  it('waits, in the first moments of a start, until Telegram has told the name in its link', async () => {
    await room.close();
    room = await RegistrationRoom.openUntold();
    const bots = room.get(Bots);
    const whenTried = jest.spyOn(bots, 'whenTried').mockResolvedValue();
    const { chatId } = room.aPerson();
    expect(await register(chatId, 'a-key')).toMatchObject({ telegram_link: null });
    whenTried.mockImplementation(async (id) => room.introduce(id));
    expect((await register(chatId, 'a-key')).telegram_link).toMatch(/^https:/);
  });
});

describe('the status of a verification', () => {
  it('tells of its message, the attempts that are left, and the sign while a sign-in is still possible', async () => {
    const { verification_id: proof } = await register(room.aPerson().chatId);
    const asked = await room.look({ id: idOf(proof) });
    await verifications.markSent(asked.id, asked.deliveryId!, room.now);
    await verifications.checkCode(asked.id, 'wrong', room.now);
    const told = await room.status(proof);
    expect(told).toMatchObject({ status: 'sent', attempts_left: 4, match: signsOf(asked).right });
    expect(told.delivery).toMatchObject({ sent_at: room.now.toISOString(), error: null });
    await verifications.cancel(asked.id, room.now);
    expect(await room.status(proof)).toMatchObject({ status: 'cancelled', match: null });
  });

  it.each(['status', 'cancel'] as const)('of a service is not found by a person (%s)', async (call) => {
    const asked = await room.askAndSend({ purpose: 'service', reason: 'Send 5 apples' });
    await expect(room[call](asked.id)).rejects.toMatchObject({ code: 'verification_not_found' });
    await expect(room[call]('unknown')).rejects.toMatchObject({ code: 'verification_not_found' });
    await expect(room.resend(asked.id)).rejects.toMatchObject({
      code: 'verification_not_found',
    });
  });
});

describe('a resend', () => {
  it('is refused while the cool-down lasts, and then brings a new message', async () => {
    const asked = await room.askAndSend();
    const refusal = { code: 'rate_limited', details: { retryAfterSeconds: 1 } };
    room.pass(29);
    await expect(room.resend(asked.id)).rejects.toMatchObject(refusal);
    room.pass(1);
    expect(await room.resend(asked.id)).toMatchObject({
      status: 'sending',
      resend_at: '2030-05-17T12:01:00.000Z',
    });
    expect(await room.isRetired(asked)).toBe(true);
  });

  it.each([
    ['verified', 'already_used', (of: Verification) => verifications.consume(of, { door: 'otp' }, room.now)],
    ['locked', 'too_many_attempts', (of: Verification) => verifications.lock(of, 'wrong_codes', room.now)],
    ['cancelled', 'verification_expired', (of: Verification) => verifications.cancel(of.id, room.now)],
  ])('of what is %s is refused (%s)', async (_, code, end) => {
    const asked = await room.askAndSend();
    await end(asked);
    room.pass(30);
    await expect(room.resend(asked.id)).rejects.toMatchObject({ code });
  });

  it('has one of two at once; the other is told when it may ask again', async () => {
    const asked = await room.askAndSend();
    room.pass(30);
    const resend = () => room.resend(asked.id);
    const [first, second] = await Promise.allSettled([resend(), resend()]);
    expect(first).toMatchObject({ status: 'fulfilled', value: { status: 'sending' } });
    expect(second).toMatchObject({ reason: { code: 'rate_limited', details: { retryAfterSeconds: 30 } } });
    expect(await room.look(asked)).toMatchObject({ generation: 2 });
  });

  it('is a request as others are: an address that asks too often gets none', async () => {
    const asked = await room.askAndSend();
    for (let count = 0; count < 10; count++) await register();
    room.pass(30);
    const details = { rateLimit: { policy: 'ip' } };
    await expect(room.resend(asked.id)).rejects.toMatchObject({
      code: 'rate_limited',
      details,
    });
  });
});

describe('a cancellation', () => {
  it('ends it, takes the message away, and is in the audit once, however often it is said', async () => {
    const asked = await room.askAndSend();
    await room.cancel(asked.id);
    expect((await room.look(asked)).status).toBe('cancelled');
    expect(await room.isRetired(asked)).toBe(true);
    await room.cancel(asked.id);
    const entries = await room.get(AuditRepository).read(0, 10);
    expect(entries).toMatchObject([
      {
        action: 'sign_in.cancelled',
        actor: { kind: 'anonymous' },
        subject: { kind: 'verification', id: asked.linkId },
      },
    ]);
  });

  it('that a crash cut off takes the message away when it is repeated', async () => {
    const asked = await room.askAndSend();
    await verifications.cancel(asked.id, room.now);
    expect(await room.isRetired(asked)).toBe(false);
    await room.cancel(asked.id);
    expect(await room.isRetired(asked)).toBe(true);
  });

  it('comes too late for what was used', async () => {
    const asked = await room.askAndSend();
    await verifications.consume(asked, { door: 'otp' }, room.now);
    await expect(room.cancel(asked.id)).rejects.toMatchObject({ code: 'already_used' });
  });
});

describe('a person who comes back', () => {
  const login = () => room.get(OtpService).login({ applicant: {} }, client);

  it('gets a link; pressing Start by it says who they are', async () => {
    const { verification, startLink } = await login();
    const asked = await room.look(verification);
    expect(startLink).toBe(room.get(Recipients).linkOf(asked));
    expect(asked).toMatchObject({ purpose: 'login', status: 'awaiting_telegram', origin: client.address });
    expect(asked).toMatchObject({ chatId: undefined, requester: { browser: 'Firefox', system: 'Linux' } });
  });

  it('waits a moment where their address has asked too often', async () => {
    for (let count = 0; count < 10; count++) await login();
    await expect(login()).rejects.toMatchObject({ code: 'rate_limited', details: { rateLimit: { policy: 'ip' } } });
  });
});
