import { ChatRepository } from '../account/chats/chat.repository';
import { Outbox } from '../delivery/outbox';
import { textsIn } from '../delivery/message/texts';
import { Metrics } from '../metrics/metrics';
import { VerificationService } from '../verification/verification.service';
import { Secrets } from '../verification/secrets';
import type { Verification } from '../verification/verification';
import { Attempts } from './attempts';
import { BOT, RegistrationRoom } from '../../test/harness/registration.room';
import { until } from '../../test/harness/until';

const WRONG = 'no code';
const GUESSES_A_DAY = 30;
const DAY_SECONDS = 86_400;

let room: RegistrationRoom;
let attempts: Attempts;
let verifications: VerificationService;

beforeEach(async () => {
  room = await RegistrationRoom.open();
  attempts = room.get(Attempts);
  verifications = room.get(VerificationService);
});

afterEach(() => room.close());

const type = (verification: Verification, code: string) => attempts.check({ verification, code }, room.now);
const typeFrom = (address: string, verification: Verification, code: string) =>
  attempts.check({ verification, code, address }, room.now);
const guess = (of: Verification) => type(of, WRONG).catch((error: unknown) => error);

/** Uses up the wrong codes of a day, over as many verifications as it takes. */
async function guessAllDay(chatId: number): Promise<void> {
  for (let count = 0; count < GUESSES_A_DAY; count++) await guess(await room.askAndSend({ chatId }));
}

describe('a code that was typed', () => {
  it('opens its verification when it is right, and uses up no guess', async () => {
    const { chatId } = room.aPerson();
    const asked = await room.askAndSend({ chatId });
    expect(await type(asked, await room.codeOf(asked))).toMatchObject({ id: asked.id, status: 'sent' });
    expect(await room.used('guess', `person:${chatId}`)).toBe(0);
    expect(await room.audited()).toEqual([]);
  });

  it('is told how often it may still be tried when it is wrong, and is in the audit', async () => {
    const { chatId } = room.aPerson();
    const asked = await room.askAndSend({ chatId });
    await expect(type(asked, WRONG)).rejects.toMatchObject({ code: 'otp_invalid', details: { attemptsLeft: 4 } });
    expect(await room.look(asked)).toMatchObject({ status: 'sent', attempts: 1 });
    expect(await room.isRetired(asked)).toBe(false);
    expect(await room.used('guess', `person:${chatId}`)).toBe(1);
    expect(await room.audited()).toEqual(['sign_in.failed']);
  });

  it('locks its verification when the last one is wrong, and the message goes', async () => {
    const asked = await room.askAndSend();
    for (const attemptsLeft of [4, 3, 2, 1, 0])
      await expect(type(asked, WRONG)).rejects.toMatchObject({ code: 'otp_invalid', details: { attemptsLeft } });
    expect((await room.look(asked)).status).toBe('locked');
    expect(await room.isRetired(asked)).toBe(true);
    expect((await room.audited()).slice(-2)).toEqual(['sign_in.failed', 'sign_in.locked']);
    await expect(type(asked, await room.codeOf(asked))).rejects.toMatchObject({ code: 'too_many_attempts' });
  });

  it('opens its verification as the last guess of a day, too', async () => {
    const { chatId } = room.aPerson();
    for (let count = 1; count < GUESSES_A_DAY; count++) await guess(await room.askAndSend({ chatId }));
    const asked = await room.askAndSend({ chatId });
    expect(await type(asked, await room.codeOf(asked))).toMatchObject({ id: asked.id });
  });

  it('costs the address that it came from nothing where it is right, and one where it is wrong', async () => {
    const asked = await room.askAndSend();
    await typeFrom('198.51.100.7', asked, WRONG).catch(() => undefined);
    await typeFrom('198.51.100.7', asked, await room.codeOf(asked));
    expect(await room.used('wrong_ip', '198.51.100.7')).toBe(1);
  });

  it('is the guess of a stranger where one typed the chat, and none of its owner', async () => {
    const { chatId } = room.aPerson();
    await guess(await room.askAndSend({ chatId, isUnproven: true }));
    const used = ['stranger', 'person'].map((asker) => room.used('guess', `${asker}:${chatId}`));
    expect(await Promise.all(used)).toEqual([1, 0]);
  });

  it('that cannot be right any more, or not yet, is no guess', async () => {
    const { chatId } = room.aPerson();
    const over = await room.askAndSend({ chatId });
    await verifications.cancel(over.id, room.now);
    await expect(type(over, WRONG)).rejects.toMatchObject({ code: 'verification_expired' });
    const waiting = await room.ask();
    await expect(type(waiting, WRONG)).rejects.toMatchObject({ code: 'otp_invalid' });
    const used = [`person:${chatId}`, `person:${waiting.id}`].map((subject) => room.used('guess', subject));
    expect(await Promise.all(used)).toEqual([0, 0]);
    expect(await room.audited()).toEqual([]);
  });
});

describe('codes of an account that were guessed for a day, over all its verifications,', () => {
  it('are refused from then on, the right one too, until the day is over', async () => {
    const { chatId } = room.aPerson();
    await guessAllDay(chatId);
    room.pass(3600);
    const asked = await room.askAndSend({ chatId });
    const code = await room.codeOf(asked);
    const details = { retryAfterSeconds: DAY_SECONDS - 3600 };
    await expect(type(asked, code)).rejects.toMatchObject({ code: 'too_many_attempts', details });
    expect((await room.look(asked)).attempts).toBe(0);
    room.pass(DAY_SECONDS - 3600);
    const next = await room.askAndSend({ chatId });
    expect(await type(next, await room.codeOf(next))).toMatchObject({ id: next.id });
  });

  it('do not affect another account', async () => {
    await guessAllDay(room.aPerson().chatId);
    const asked = await room.askAndSend({ chatId: room.aPerson().chatId });
    expect(await type(asked, await room.codeOf(asked))).toMatchObject({ id: asked.id });
  });

  it('are told to their owner once, in their language, and put into the audit once', async () => {
    const { chatId } = room.aPerson();
    await room.get(ChatRepository).remember({ botId: BOT, chatId, language: 'de' }, room.now);
    await guessAllDay(chatId);
    expect(room.telegram.said).toEqual([]);
    const asked = await room.askAndSend({ chatId });
    for (let times = 0; times < 3; times++) await guess(asked);
    await until(() => room.telegram.said.length > 0, 'the owner to be told');
    expect(room.telegram.said).toEqual([{ to: { botId: BOT, chatId }, html: textsIn('de').guessing('Telega2Go') }]);
    expect((await room.audited()).filter((action) => action === 'sign_in.guessing_stopped')).toHaveLength(1);
  });

  it('are not reported where no chat is known', async () => {
    const waiting = await room.ask();
    const results = await Promise.all(Array.from({ length: GUESSES_A_DAY + 1 }, () => guess(waiting)));
    expect(results).toContainEqual(expect.objectContaining({ code: 'too_many_attempts' }));
    expect(room.telegram.said).toEqual([]);
  });
});

describe('a wrong sign', () => {
  it('closes the verification at once, and is a guess', async () => {
    const { chatId } = room.aPerson();
    const asked = await room.askAndSend({ chatId });
    expect(await attempts.noteWrongSymbol(asked, room.now)).toMatchObject({
      code: 'otp_invalid',
      details: { attemptsLeft: 0 },
    });
    expect((await room.look(asked)).status).toBe('locked');
    expect(await room.isRetired(asked)).toBe(true);
    expect(await room.used('guess', `person:${chatId}`)).toBe(1);
  });

  it('takes the message of now away, where a resend came in between', async () => {
    const asked = await room.askAndSend();
    room.pass(30);
    const renewed = (await verifications.renew(asked, room.now))!;
    await room.get(Outbox).enqueue(renewed, 'en', room.now);
    await attempts.noteWrongSymbol(asked, room.now);
    expect(await room.isRetired(renewed)).toBe(true);
  });

  it('locks nothing that was used meanwhile', async () => {
    const asked = await room.askAndSend();
    await verifications.consume(asked, { door: 'link' }, room.now);
    await attempts.noteWrongSymbol(asked, room.now);
    expect((await room.look(asked)).status).toBe('verified');
    expect(await room.audited()).toEqual(['sign_in.failed']);
  });
});

describe('limits on wrong codes (S5, S8):', () => {
  const expectRight = async (asked: Verification) =>
    expect(await type(asked, await room.codeOf(asked))).toMatchObject({ id: asked.id });

  it('guesses of strangers for a chat that they typed shut out neither its person nor a back end', async () => {
    const { chatId } = room.aPerson();
    for (let count = 0; count < GUESSES_A_DAY; count++)
      await guess(await room.askAndSend({ chatId, isUnproven: true }));
    await expect(type(await room.askAndSend({ chatId, isUnproven: true }), WRONG)).rejects.toMatchObject({
      code: 'too_many_attempts',
    });
    await expectRight(await room.askAndSend({ chatId }));
    await expectRight(await room.askAndSend({ chatId, purpose: 'service', reason: 'Send 5 apples' }));
  });

  it('an address has 30 guesses an hour over all accounts, and then uses up no account’s guesses', async () => {
    const FROM = '203.0.113.9';
    for (let count = 0; count < 30; count++)
      await expect(typeFrom(FROM, await room.askAndSend(), WRONG)).rejects.toMatchObject({ code: 'otp_invalid' });
    const asked = await room.askAndSend();
    const code = await room.codeOf(asked);
    const details = { retryAfterSeconds: 3600 };
    await expect(typeFrom(FROM, asked, code)).rejects.toMatchObject({ code: 'too_many_attempts', details });
    expect(await room.used('guess', `person:${asked.chatId}`)).toBe(0);
    expect(await typeFrom('203.0.113.10', asked, code)).toMatchObject({ id: asked.id });
    room.pass(3600);
    await expect(typeFrom(FROM, await room.askAndSend(), WRONG)).rejects.toMatchObject({ code: 'otp_invalid' });
  });

  it('right codes of one address use up none', async () => {
    for (let count = 0; count < 40; count++) {
      const asked = await room.askAndSend();
      expect(await typeFrom('203.0.113.9', asked, await room.codeOf(asked))).toMatchObject({ id: asked.id });
    }
  });

  it('many over all leave a typed chat the link alone, and all others their codes, until they cease', async () => {
    for (let count = 0; count < 100; count++) await guess(await room.askAndSend());
    const typed = await room.askAndSend({ isUnproven: true });
    await expect(type(typed, await room.codeOf(typed))).rejects.toMatchObject({ code: 'too_many_attempts' });
    expect(await verifications.checkLink(room.get(Secrets).linkToken(typed), room.now)).toMatchObject({ id: typed.id });
    await expectRight(await room.askAndSend());
    room.pass(61);
    await expectRight(await room.askAndSend({ isUnproven: true }));
  });

  it('each wrong code is counted in the metrics', async () => {
    await guess(await room.askAndSend());
    expect(await room.get(Metrics).registry.metrics()).toMatch(/^otp_wrong_total 1$/m);
  });
});
