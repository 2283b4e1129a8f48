import { Secrets } from '../../verification/secrets';
import { Bots } from '../../telegram/bots/telegram.bots';
import { BOT, OTHER_BOT, POOL, RegistrationRoom } from '../../../test/harness/registration.room';
import { StartLinks } from './start.links';

const WAITS = Symbol('waits');

let room: RegistrationRoom;

afterEach(() => room.close());

const links = () => room.get(StartLinks);
/** What it comes to at once, or that it waits. */
const now = (work: Promise<unknown>) => Promise.race([work, new Promise((done) => setImmediate(() => done(WAITS)))]);

describe('a start link', () => {
  it('opens the bot of its verification, with the start code', async () => {
    room = await RegistrationRoom.open(POOL);
    const [one, another] = [await room.ask(), await room.ask({ botId: OTHER_BOT })];
    const codeOf = (linkId: string) => room.get(Secrets).startCode(linkId);
    expect(links().of(one)).toBe(`https://t.me/bot_${BOT}?start=${codeOf(one.linkId)}`);
    expect(links().of(another)).toBe(`https://t.me/bot_${OTHER_BOT}?start=${codeOf(another.linkId)}`);
  });

  it('is none before Telegram has told the name of the bot', async () => {
    room = await RegistrationRoom.openUntold();
    const asked = await room.ask();
    expect(links().of(asked)).toBeNull();
    const tried = links().whenTried(asked);
    expect(await now(tried)).toBe(WAITS);
    room.introduce(BOT);
    await tried;
    expect(links().of(asked)).toMatch(/^https:/);
  });
});

describe('the name of the bot', () => {
  it('is told as soon as Telegram has told it', async () => {
    room = await RegistrationRoom.openUntold();
    const name = links().botUsername();
    expect(await now(name)).toBe(WAITS);
    room.introduce(BOT);
    expect(await name).toBe(`bot_${BOT}`);
  });

  it('is none where Telegram was tried and has told none', async () => {
    room = await RegistrationRoom.openUntold();
    room.get(Bots).setState(BOT, 'unreachable');
    expect(await links().botUsername()).toBeNull();
  });

  it('is none where there are several', async () => {
    room = await RegistrationRoom.open(POOL);
    expect(await links().botUsername()).toBeNull();
  });
});

describe('the bot of a new verification', () => {
  it('is refused for a moment where Start has to be pressed and no name is known', async () => {
    room = await RegistrationRoom.openUntold();
    room.get(Bots).setState(BOT, 'unreachable');
    const refusal = { code: 'telegram_unavailable', details: { retryAfterSeconds: 5 } };
    await expect(links().chooseBot(undefined)).rejects.toMatchObject(refusal);
    expect(await links().chooseBot(room.aPerson().chatId)).toBe(BOT);
  });

  it('is one that the chat has started', async () => {
    room = await RegistrationRoom.open(POOL);
    const { chatId } = await room.greet(room.aPerson({ botId: OTHER_BOT }));
    expect([await links().chooseBot(chatId), await links().chooseBot(chatId)]).toEqual([OTHER_BOT, OTHER_BOT]);
    expect([await links().chooseBot(undefined), await links().chooseBot(undefined)].sort()).toEqual([BOT, OTHER_BOT]);
  });
});
