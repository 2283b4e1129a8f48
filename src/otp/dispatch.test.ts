import { AccountService } from '../account/account.service';
import { Backlog } from '../delivery/backlog';
import { ProfileService } from '../account/profile.service';
import { LimitsService } from '../limits/limits.service';
import type { BotUser } from '../../test/harness/registration.room';
import { Dispatch } from './dispatch';
import { RegistrationRoom } from '../../test/harness/registration.room';

/** Two a second, over ten seconds. */
const UNKNOWN_AT_ONCE = 20;

let room: RegistrationRoom;
let dispatch: Dispatch;

beforeEach(async () => {
  room = await RegistrationRoom.open();
  dispatch = room.get(Dispatch);
});

afterEach(() => room.close());

/** Gives the person an account with a chosen language. */
async function register({ chatId: telegramId }: BotUser, language: 'ru'): Promise<void> {
  const user = await room.get(AccountService).welcome({ telegramId }, room.now);
  await room.get(ProfileService).change(user.id, { language }, room.now);
}

describe('the language of a message', () => {
  it('is the one that the person has chosen, else the one that Telegram tells, else English', async () => {
    const known = await room.greet(room.aPerson({ languageCode: 'de' }));
    expect(await dispatch.languageIn(known)).toBe('de');
    await register(known, 'ru');
    expect(await dispatch.languageIn(known)).toBe('ru');
    expect(await dispatch.languageIn(room.aPerson())).toBe('en');
  });

  it('is the one that a back end has named, also after a resend', async () => {
    const { chatId } = await room.greet(room.aPerson({ languageCode: 'de' }));
    const asked = await room.keep({ purpose: 'service', reason: 'Send 5 apples', chatId });
    await dispatch.send(asked, room.now, 'ru');
    expect((await room.messageOf(asked))?.language).toBe('ru');
    room.pass(30);
    await dispatch.sendAnew(asked, room.now);
    expect((await room.messageOf(asked))?.language).toBe('ru');
  });

  it('follows the person from one message to the next, where no back end has named it', async () => {
    const person = await room.greet(room.aPerson({ languageCode: 'de' }));
    const asked = await room.keep({ chatId: person.chatId });
    await dispatch.send(asked, room.now);
    expect((await room.messageOf(asked))?.language).toBe('de');
    await register(person, 'ru');
    room.pass(30);
    await dispatch.sendAnew(asked, room.now);
    expect((await room.messageOf(asked))?.language).toBe('ru');
  });
});

describe('the first message', () => {
  it('goes where Start was pressed', async () => {
    const person = room.aPerson();
    const asked = await room.ask();
    expect(await dispatch.sendFirst(asked, person, room.now)).toBe(true);
    expect(await room.messageOf(asked)).toMatchObject({ state: 'queued', chatId: person.chatId });
    expect(await room.used('start', person.chatId)).toBe(1);
  });

  it('is none, and counts as none, where the start link is over', async () => {
    const person = room.aPerson();
    const asked = await room.ask();
    room.pass(600);
    expect(await dispatch.sendFirst(asked, person, room.now)).toBe(false);
    expect((await room.look(asked)).chatId).toBeUndefined();
    expect(await room.used('start', person.chatId)).toBe(0);
  });

  it('counts as none where it would come too late: the start link still works', async () => {
    const person = room.aPerson();
    const asked = await room.ask();
    await room.fillQueue();
    await expect(dispatch.sendFirst(asked, person, room.now)).rejects.toMatchObject({ code: 'overloaded' });
    expect(await room.look(asked)).toEqual(asked);
    expect(await room.used('start', person.chatId)).toBe(0);
  });
});

describe('a new message', () => {
  it('has a new code, and the old message goes', async () => {
    const before = await room.askAndSend();
    const code = await room.codeOf(before);
    room.pass(30);
    const renewed = await dispatch.sendAnew(before, room.now);
    expect(renewed).toMatchObject({ id: before.id, status: 'sending', generation: 2 });
    expect(await room.messageOf(before)).toMatchObject({ id: renewed!.deliveryId, state: 'queued' });
    expect(await room.codeOf(before)).not.toBe(code);
    expect(await room.isRetired(before)).toBe(true);
  });

  it.each([
    ['in a chat whose id was typed, among those that strangers ask for', true, [1, 0]],
    ['in the chat where Start was pressed, among its own', false, [0, 1]],
  ])('counts, %s', async (_, isUnproven, used) => {
    const { chatId } = await room.greet(room.aPerson());
    const asked = await room.askAndSend({ chatId, isUnproven });
    room.pass(30);
    await dispatch.sendAnew(asked, room.now);
    expect([await room.used('chat', chatId), await room.used('start', chatId)]).toEqual(used);
  });

  it('into a chat that was only typed, and that never spoke to the bot, is one of a few over all (S1)', async () => {
    const asked = await room.askAndSend({ isUnproven: true });
    const again = () => dispatch.sendAnew(asked, room.now);
    room.pass(30);
    for (let count = 0; count < UNKNOWN_AT_ONCE; count++)
      await room.get(LimitsService).take('unknown', 'all', room.now);
    await expect(again()).rejects.toMatchObject({ code: 'overloaded', details: { retryAfterSeconds: 10 } });
    room.pass(30);
    expect(await again()).toMatchObject({ status: 'sending' });
  });

  it('waits behind what others asked for at the same address, unless Start was pressed', async () => {
    const typed = await room.askAndSend({ isUnproven: true });
    const pressed = await room.askAndSend();
    room.pass(30);
    const backlog = room.get(Backlog);
    await backlog.assertRoom(typed.botId);
    for (let asked = 0; asked < 10_000; asked++) backlog.takeTurn(typed.botId, typed.origin, room.now);
    await expect(dispatch.sendAnew(typed, room.now)).rejects.toMatchObject({ code: 'overloaded' });
    expect(await dispatch.sendAnew(pressed, room.now)).toMatchObject({ status: 'sending' });
  });

  it('is refused to a chat that got too many, and the old one stays', async () => {
    const asked = await room.askAndSend();
    const again = async () => {
      room.pass(30);
      return dispatch.sendAnew(await room.look(asked), room.now);
    };
    for (let count = 0; count < 5; count++) await again();
    const last = await room.look(asked);
    await expect(again()).rejects.toMatchObject({ code: 'rate_limited', details: { rateLimit: { policy: 'start' } } });
    expect(await room.look(asked)).toEqual(last);
    expect(await room.isRetired(last)).toBe(false);
  });

  it('is none where something else came first, and the old one stays', async () => {
    const asked = await room.askAndSend();
    expect(await dispatch.sendAnew(asked, room.now)).toBeUndefined();
    expect(await room.look(asked)).toEqual(asked);
    expect(await room.isRetired(asked)).toBe(false);
  });

  it('is refused where it would come too late, and counts as none', async () => {
    const { chatId } = room.aPerson();
    const asked = await room.askAndSend({ chatId });
    room.pass(30);
    await room.fillQueue();
    await expect(dispatch.sendAnew(asked, room.now)).rejects.toMatchObject({ code: 'overloaded' });
    expect(await room.used('chat', chatId)).toBe(0);
  });

  it('without a chat is a longer start link, which no queue keeps waiting', async () => {
    const waiting = await room.ask();
    room.pass(500);
    await room.fillQueue();
    expect(await dispatch.sendAnew(waiting, room.now)).toMatchObject({ status: 'awaiting_telegram', generation: 1 });
    room.pass(500);
    expect(await dispatch.sendFirst(await room.look(waiting), room.aPerson(), room.now)).toBe(true);
  });
});
