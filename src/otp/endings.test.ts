import { AuditRepository } from '../audit/store/audit.repository';
import { VerificationService } from '../verification/verification.service';
import { Endings } from './endings';
import { ChatRepository } from '../account/chats/chat.repository';
import { BOT, client, OTHER_BOT, POOL, RegistrationRoom } from '../../test/harness/registration.room';

let room: RegistrationRoom;
let endings: Endings;
let verifications: VerificationService;

beforeEach(async () => {
  room = await RegistrationRoom.open(POOL);
  endings = room.get(Endings);
  verifications = room.get(VerificationService);
});

afterEach(() => room.close());

const denyOneIn = async (chatId: number) =>
  endings.deny(await room.askAndSend({ chatId, isUnproven: true }), 'refused_by_link', room.now);
const isPausedIn = async (botId: number, chatId: number) =>
  (await room.get(ChatRepository).find(botId, chatId))?.pausedAt !== undefined;

describe('"This wasn\'t me"', () => {
  it('ends the verification, takes its message away, and is in the audit', async () => {
    const asked = await room.askAndSend();
    await endings.deny(asked, 'refused_by_link', room.now);
    expect((await room.look(asked)).status).toBe('cancelled');
    expect(await room.isRetired(asked)).toBe(true);
    const [entry] = await room.get(AuditRepository).read(0, 2);
    expect(entry).toMatchObject({
      action: 'sign_in.denied',
      actor: { kind: 'user' },
      subject: { kind: 'verification', id: asked.linkId },
    });
  });

  it('costs the address that asked as much as three requests', async () => {
    await endings.deny(await room.askAndSend(), 'refused_by_link', room.now);
    expect(await room.used('ip', client.address)).toBe(3);
  });

  it('said three times in an hour keeps every bot out of the chat', async () => {
    const { botId, chatId } = room.aPerson();
    for (const id of [BOT, OTHER_BOT]) await room.greet({ botId: id, chatId });
    await denyOneIn(chatId);
    await denyOneIn(chatId);
    expect(await isPausedIn(botId, chatId)).toBe(false);
    await denyOneIn(chatId);
    expect([await isPausedIn(BOT, chatId), await isPausedIn(OTHER_BOT, chatId)]).toEqual([true, true]);
    expect((await room.audited()).filter((action) => action === 'chat.paused')).toHaveLength(1);
  });

  it('said now and then, or in several chats, keeps no bot out', async () => {
    const { botId, chatId } = await room.greet(room.aPerson());
    await denyOneIn(chatId);
    await denyOneIn(chatId);
    for (let times = 0; times < 3; times++) await denyOneIn((await room.greet(room.aPerson())).chatId);
    room.pass(3600);
    await denyOneIn(chatId);
    expect(await isPausedIn(botId, chatId)).toBe(false);
    expect(await room.audited()).not.toContain('chat.paused');
  });

  it('comes too late for what was used, and then costs nothing', async () => {
    const { chatId } = room.aPerson();
    const asked = await room.askAndSend({ chatId });
    await verifications.consume(asked, { door: 'link' }, room.now);
    await expect(endings.deny(asked, 'refused_by_link', room.now)).rejects.toMatchObject({ code: 'already_used' });
    expect([await room.used('ip', client.address), await room.used('denial', chatId)]).toEqual([0, 0]);
  });

  it('goes on where a crash cut it off, and is then over', async () => {
    const { chatId } = room.aPerson();
    const asked = await room.askAndSend({ chatId, isUnproven: true });
    const cutOff = await verifications.deny(asked, 'refused_by_link', room.now);
    await endings.deny(cutOff, 'refused_by_link', room.now);
    expect(await room.isRetired(asked)).toBe(true);
    expect(await room.audited()).toEqual(['sign_in.denied']);
    await expect(endings.deny(cutOff, 'refused_by_link', room.now)).rejects.toMatchObject({
      code: 'verification_expired',
    });
    expect(await room.used('denial', chatId)).toBe(1);
  });

  it('comes too late for a verification that its initiator has cancelled', async () => {
    const asked = await room.askAndSend();
    await room.cancel(asked.id);
    await expect(endings.deny(await room.look(asked), 'refused_by_link', room.now)).rejects.toMatchObject({
      code: 'verification_expired',
    });
    expect(await room.audited()).toEqual(['sign_in.cancelled']);
  });
});

describe('a back end that cancels what it asked for', () => {
  const source = { client, requestId: 'r-1' };
  const ask = () => room.askAndSend({ purpose: 'service' });
  const codeOf = (work: Promise<unknown>) => work.catch(({ code }: { code: string }) => code);

  it('takes the message away, and is in the audit once, however often it says so', async () => {
    const asked = await ask();
    await endings.cancelAsked(asked.id, { keyId: 'a-key', ...source });
    await endings.cancelAsked(asked.id, { keyId: 'a-key', ...source });
    expect([(await room.look(asked)).status, await room.isRetired(asked)]).toEqual(['cancelled', true]);
    const entries = await room.get(AuditRepository).read(0, 3);
    expect(entries).toMatchObject([
      { action: 'sign_in.cancelled', actor: { kind: 'service', id: 'a-key' }, details: { purpose: 'service' } },
    ]);
  });

  it('cancels no sign-in of a person', async () => {
    const asked = await room.askAndSend();
    expect(await codeOf(endings.cancelAsked(asked.id, { keyId: 'a-key', ...source }))).toBe('verification_not_found');
    expect((await room.look(asked)).status).toBe('sent');
  });

  it('adds nothing to what its person refused', async () => {
    const asked = await ask();
    await endings.deny(asked, 'refused_in_telegram', room.now);
    await endings.cancelAsked(asked.id, { keyId: 'a-key', ...source });
    expect(await room.audited()).toEqual(['sign_in.denied']);
  });
});
