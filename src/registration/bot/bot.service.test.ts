import { ChatRepository } from '../../account/chats/chat.repository';
import { DeliveryRepository } from '../../delivery/store/delivery.repository';
import { textsIn } from '../../delivery/message/texts';
import { AppError } from '../../errors';
import { VerificationService } from '../../verification/verification.service';
import { Secrets } from '../../verification/secrets';
import type { Verification } from '../../verification/verification';
import { BotService, type BotUser } from './bot.service';
import { BOT, OTHER_BOT, RegistrationRoom } from '../../../test/harness/registration.room';

const LINE = 77;
const says = textsIn('en');

let room: RegistrationRoom;
let bot: BotService;
let verifications: VerificationService;

beforeEach(async () => {
  room = await RegistrationRoom.open();
  bot = room.get(BotService);
  verifications = room.get(VerificationService);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await room.close();
});

const press = (person: BotUser, { linkId }: Verification): Promise<string | undefined> =>
  bot.link(person, room.get(Secrets).startCode(linkId), LINE);
const chatOf = ({ botId, chatId }: BotUser) => room.get(ChatRepository).find(botId, chatId);
const linesToRemove = async () => (await room.get(DeliveryRepository).listSent(BOT)).map(({ messageId }) => messageId);
const anOutage = () => Promise.reject(new AppError('storage_unavailable'));

describe('Start without a link', () => {
  it('says what the bot is for, in the language of the person, whom the bot can write to from now on', async () => {
    const person = room.aPerson({ languageCode: 'de-AT', username: 'ann_example' });
    expect(await bot.greet(person)).toBe(textsIn('de').help('Telega2Go'));
    expect(await chatOf(person)).toMatchObject({ language: 'de', name: 'Ann Example', username: 'ann_example' });
  });
});

describe('Start by a link', () => {
  it('brings the code into this chat, in the language of the person; the line with the start code goes', async () => {
    const person = room.aPerson({ languageCode: 'ru' });
    const asked = await room.ask();
    expect(await press(person, asked)).toBeUndefined();
    expect(await room.look(asked)).toMatchObject({ status: 'sending', chatId: person.chatId });
    expect(await room.messageOf(asked)).toMatchObject({ state: 'queued', chatId: person.chatId, language: 'ru' });
    expect(await chatOf(person)).toMatchObject({ name: 'Ann Example' });
    expect(await linesToRemove()).toEqual([LINE]);
  });

  it('that is forged, or another bot’s, is answered as unknown, and no line is touched', async () => {
    const asked = await room.ask();
    const ofAnother = await room.ask({ botId: OTHER_BOT });
    const forged = new Secrets(['a-key-of-somebody-else-0123456789-0123456789'], 6).startCode(asked.linkId);
    expect(await bot.link(room.aPerson(), forged, LINE)).toBe(says.linkUnknown);
    expect(await press(room.aPerson(), ofAnother)).toBe(says.linkUnknown);
    expect((await room.look(ofAnother)).status).toBe('awaiting_telegram');
    expect(await linesToRemove()).toEqual([]);
  });

  it('belongs to the person who pressed first', async () => {
    const [person, stranger] = [room.aPerson(), room.aPerson()];
    const asked = await room.ask();
    await press(person, asked);
    expect(await press(stranger, asked)).toBe(says.linkUnknown);
    expect((await room.messageOf(asked))?.chatId).toBe(person.chatId);
    // Also while the bot is busy: pressing again later would not help.
    await room.fillQueue();
    expect(await press(stranger, asked)).toBe(says.linkUnknown);
  });

  it('means one message, however often and parallel it is pressed', async () => {
    const person = room.aPerson();
    const asked = await room.ask();
    expect(await Promise.all([press(person, asked), press(person, asked)])).toEqual([undefined, undefined]);
    const { deliveryId } = await room.look(asked);
    expect(await press(person, asked)).toBeUndefined();
    await verifications.markSent(asked.id, deliveryId!, room.now);
    expect(await press(person, asked)).toBeUndefined();
    expect(await room.look(asked)).toMatchObject({ status: 'sent', deliveryId, generation: 1 });
  });

  it('that a crash cut off before there was a message, brings it when it is pressed again', async () => {
    const person = room.aPerson();
    const asked = await room.ask();
    await verifications.address(asked, person, room.now);
    expect(await room.messageOf(asked)).toBeUndefined();
    expect(await press(person, asked)).toBeUndefined();
    expect(await room.messageOf(asked)).toMatchObject({ state: 'queued', chatId: person.chatId });
  });

  it('pressed again after unblocking the bot brings a new code, counted apart from what others ask for', async () => {
    const person = room.aPerson();
    const failed = await room.ask({ chatId: person.chatId });
    await verifications.fail(failed.id, failed.deliveryId!, 'bot_blocked', room.now);
    expect(await press(person, failed)).toBeUndefined();
    expect(await room.look(failed)).toMatchObject({ status: 'sending', generation: 2 });
    expect(await room.messageOf(failed)).toMatchObject({ state: 'queued' });
    expect([await room.used('start', person.chatId), await room.used('chat', person.chatId)]).toEqual([1, 0]);
  });

  it('in the chat that was typed brings the message before those of strangers', async () => {
    const person = room.aPerson();
    const asked = await room.ask({ chatId: person.chatId, isUnproven: true });
    expect((await room.messageOf(asked))?.turnAt).toEqual(room.now);
    expect(await press(person, asked)).toBeUndefined();
    expect((await room.messageOf(asked))?.turnAt).toBeUndefined();
    expect(await room.look(asked)).toMatchObject({ status: 'sending', isUnproven: false });
  });

  it('brings the message here where it could not go to the chat that was typed', async () => {
    const [typed, person] = [room.aPerson(), room.aPerson()];
    const asked = await room.ask({ chatId: typed.chatId, isUnproven: true });
    expect(await press(person, asked)).toBe(says.linkUnknown);
    await verifications.fail(asked.id, asked.deliveryId!, 'chat_not_found', room.now);
    expect(await press(person, asked)).toBeUndefined();
    expect(await room.look(asked)).toMatchObject({ status: 'sending', chatId: person.chatId, isUnproven: false });
    expect(await room.messageOf(asked)).toMatchObject({ state: 'queued', chatId: person.chatId });
  });

  it('of what is over says that it does not work any more', async () => {
    const person = room.aPerson();
    const cancelled = await room.ask({ chatId: person.chatId });
    await verifications.cancel(cancelled.id, room.now);
    expect(await press(person, cancelled)).toBe(says.linkUnknown);
    const late = await room.ask();
    room.pass(600);
    expect(await press(person, late)).toBe(says.linkUnknown);
  });

  it('says so where too many codes went to this chat', async () => {
    const person = room.aPerson();
    for (let count = 0; count < 5; count++) expect(await press(person, await room.ask())).toBeUndefined();
    const asked = await room.ask();
    expect(await press(person, asked)).toBe(says.tooMany);
    expect((await room.look(asked)).status).toBe('awaiting_telegram');
  });

  it('says so where the message would come too late, and works later', async () => {
    const person = room.aPerson();
    const asked = await room.ask();
    await room.fillQueue();
    expect(await press(person, asked)).toBe(says.busy);
    expect((await room.look(asked)).status).toBe('awaiting_telegram');
    room.pass(6);
    expect(await press(person, asked)).toBeUndefined();
  });

  it('comes again where the store is away', async () => {
    const asked = await room.ask();
    jest.spyOn(verifications, 'address').mockImplementation(anOutage);
    await expect(press(room.aPerson(), asked)).rejects.toMatchObject({ code: 'storage_unavailable' });
  });
});

describe('a chat', () => {
  it('is forgotten by /stop, which is answered in the language of the person', async () => {
    const person = room.aPerson({ languageCode: 'de' });
    await bot.greet(person);
    expect(await bot.forget(person)).toBe(textsIn('de').stopped);
    expect(await chatOf(person)).toBeUndefined();
  });

  it('is known to be blocked, and not to be any more', async () => {
    const person = room.aPerson();
    await bot.greet(person);
    await bot.noteBlock(person, true);
    expect((await chatOf(person))?.blockedAt).toEqual(room.now);
    await bot.noteBlock(person, false);
    expect((await chatOf(person))?.blockedAt).toBeUndefined();
  });
});

describe('"This wasn\'t me"', () => {
  it('of the person who got the message stops the verification', async () => {
    const person = room.aPerson({ languageCode: 'de' });
    const asked = await room.askAndSend({ chatId: person.chatId });
    expect(await bot.deny(person, asked.linkId)).toBe(textsIn('de').denied('Telega2Go'));
    expect((await room.look(asked)).status).toBe('cancelled');
    expect(await room.isRetired(asked)).toBe(true);
  });

  it('of another person, in another bot’s chat, or of nothing, stops nothing', async () => {
    const person = room.aPerson();
    const asked = await room.askAndSend({ chatId: person.chatId });
    expect(await bot.deny(room.aPerson(), asked.linkId)).toBe(says.tooLate);
    expect(await bot.deny({ ...person, botId: OTHER_BOT }, asked.linkId)).toBe(says.tooLate);
    expect(await bot.deny(person, 'no-link')).toBe(says.tooLate);
    expect((await room.look(asked)).status).toBe('sent');
  });

  it('comes too late for what was used', async () => {
    const person = room.aPerson();
    const asked = await room.askAndSend({ chatId: person.chatId });
    await verifications.consume(asked, { door: 'link' }, room.now);
    expect(await bot.deny(person, asked.linkId)).toBe(says.tooLate);
  });

  it('is no answer where the store is away: it comes again', async () => {
    const person = room.aPerson();
    const asked = await room.askAndSend({ chatId: person.chatId });
    jest.spyOn(verifications, 'deny').mockImplementation(anOutage);
    await expect(bot.deny(person, asked.linkId)).rejects.toMatchObject({ code: 'storage_unavailable' });
  });
});
