import type { ChatRepository } from '../account/chats/chat.repository';
import type { Apps } from '../apps/apps';
import type { Backlog, Outlook } from '../delivery/backlog';
import { Bots, type BotState } from '../telegram/bots/telegram.bots';
import type { OidcService } from '../oidc/oidc.service';
import { Secrets } from '../verification/secrets';
import { BOT, OTHER_BOT, POOL, RegistrationRoom } from '../../test/harness/registration.room';
import { AppBots } from './app.bots';
import { Recipients } from './recipients';

type Known = { state: BotState; username?: string; outlook: Outlook };

const READY: Outlook = { isTimely: true, waitMs: 0 };
const BROKEN: Outlook = { isTimely: false, waitMs: 0 };

const well = (waitMs = 0): Known => ({ state: 'up', username: 'a_bot', outlook: { isTimely: true, waitMs } });

/** The bot of each app. */
type Owners = Readonly<Record<string, string | number>>;

function appsWith(owners: Owners): Apps {
  const all = Object.entries(owners).map(([id, bot]) => ({ id, bot }));
  return { all, findShown: (id: string) => all.find((app) => app.id === id) } as unknown as Apps;
}

/** The recipients of a pool of bots, of which chat 1001 has started some. */
function aPool(
  known: Readonly<Record<number, Known>>,
  started: readonly number[] = [],
  owners: Owners = {},
): Recipients {
  const ids = Object.keys(known).map(Number);
  const bots = {
    all: ids.map((id) => ({ id })),
    username: (id: number) => known[id]!.username,
    state: (id: number) => known[id]!,
    whenTried: () => Promise.resolve(),
    get: (id: number) => (ids.includes(id) ? { id } : undefined),
  } as unknown as Bots;
  const chats = {
    listStarted: async (chatId: number, ids: readonly number[]) =>
      chatId === 1001 ? started.filter((id) => ids.includes(id)) : [],
  };
  const backlog = { outlook: (id: number) => known[id]!.outlook };
  const appBots = new AppBots(appsWith(owners), bots, {} as OidcService);
  return new Recipients(
    bots,
    chats as unknown as ChatRepository,
    backlog as unknown as Backlog,
    appBots,
    {} as Secrets,
  );
}

const times = async (count: number, choose: () => Promise<number>): Promise<number[]> => {
  const chosen: number[] = [];
  for (let time = 0; time < count; time++) chosen.push(await choose());
  return chosen;
};

describe('a new verification goes', () => {
  it('to the bot with the shortest wait', async () => {
    const pool = aPool({ 1: well(4_000), 2: well(800), 3: well(1_900) });
    expect(await times(4, () => pool.forPerson(7))).toEqual([2, 2, 2, 2]);
  });

  it('to each in its turn while they are alike', async () => {
    const pool = aPool({ 1: well(), 2: well(1_000), 3: well(40), 4: well(1_001) });
    expect(await times(6, () => pool.forPerson(undefined))).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it('to a bot that works, however long its queue, and to a broken one only where no other is left', async () => {
    const broken: Known = { state: 'unauthorized', username: 'a_bot', outlook: BROKEN };
    expect(await times(3, () => aPool({ 1: broken, 2: well(90_000) }).forPerson(7))).toEqual([2, 2, 2]);
    expect(await aPool({ 1: broken, 2: broken }).forPerson(7)).toBe(1);
  });

  it('to a bot that the chat has started, whatever the others do', async () => {
    const pool = aPool({ 1: well(), 2: well(5_000), 3: well(2_000) }, [2, 3]);
    expect(await pool.forPerson(1001)).toBe(3);
    const broken: Known = { state: 'conflict', username: 'a_bot', outlook: BROKEN };
    expect(await aPool({ 1: well(), 2: broken }, [2]).forPerson(1001)).toBe(2);
    expect(await aPool({ 1: well(), 2: broken }, [2]).forPerson(1002)).toBe(1);
  });

  it('to a bot whose name is known, where Start has to be pressed first', async () => {
    const pool = aPool({ 1: { state: 'standby', outlook: READY }, 2: well(5_000) });
    expect(await pool.forPerson(undefined)).toBe(2);
    expect(await pool.forPerson(7)).toBe(1);
  });

  it('for an app with a bot of its own to that one, and for all others to those of no app', async () => {
    const known = { 1: well(), 2: { ...well(90_000), username: 'Shop_bot' }, 3: well() };
    const pool = aPool(known, [1, 3], { shop: '@shop_BOT', press: 3 });
    expect(await times(2, () => pool.forPerson(undefined, 'shop'))).toEqual([2, 2]);
    expect(await times(2, () => pool.forPerson(1001, 'shop'))).toEqual([2, 2]);
    expect(await times(2, () => pool.forPerson(7, 'press'))).toEqual([3, 3]);
    expect(await times(2, () => pool.forPerson(undefined))).toEqual([1, 1]);
    expect(await times(2, () => pool.forPerson(1001, 'gone'))).toEqual([1, 1]);
  });

  it('for an app whose bot is not there to none, and to any where each is of some app', async () => {
    const pool = aPool({ 1: well(), 2: well() }, [], { shop: 1, press: 2, lost: '@lost_bot' });
    await expect(pool.forPerson(7, 'lost')).rejects.toMatchObject({ code: 'telegram_unavailable' });
    expect(await times(2, () => pool.forPerson(undefined))).toEqual([1, 2]);
  });

  it('at once to a person who is known, unless apps have bots of their own, and this one was never started there', async () => {
    const pool = aPool({ 1: well(), 2: well() }, [1], { shop: 1, press: 2 });
    expect(await pool.mayWriteFirst(1, 1001)).toBe(true);
    expect(await pool.mayWriteFirst(2, 1001)).toBe(false);
    expect(await aPool({ 1: well(), 2: well() }, [1]).mayWriteFirst(2, 1001)).toBe(true);
  });

  it('where no link can be pressed, by a bot that the chat has started: of no app, or else an app’s own', async () => {
    const known = { 1: well(), 2: well(), 3: well() };
    expect(await aPool(known, [2, 3], { shop: 3 }).forMessage(1001)).toBe(2);
    expect(await aPool(known, [3], { shop: 3 }).forMessage(1001)).toBe(3);
    expect(await times(3, () => aPool(known, [3], { shop: 1 }).forMessage(7))).toEqual([2, 2, 2]);
    const pool = aPool(known);
    expect(await times(3, () => pool.forMessage(7))).toEqual([1, 2, 3]);
  });

  it('at once when one bot is up, and not before one was tried', async () => {
    const known: Record<number, Known> = { 1: { state: 'starting', outlook: BROKEN }, 2: well() };
    const bots = {
      all: [{ id: 1 }, { id: 2 }],
      username: () => 'a_bot',
      state: (id: number) => known[id]!,
      whenTried: (id: number) => (id === 1 ? new Promise(() => undefined) : Promise.resolve()),
    } as unknown as Bots;
    const backlog = { outlook: (id: number) => known[id]!.outlook };
    const chats = { listStarted: async () => [] };
    const pool = new Recipients(
      bots,
      chats as unknown as ChatRepository,
      backlog as unknown as Backlog,
      new AppBots(appsWith({}), bots, {} as OidcService),
      {} as Secrets,
    );
    expect(await pool.forPerson(7)).toBe(2);
    known[2] = { ...known[2]!, state: 'unauthorized' };
    const waiting = Symbol('waiting');
    expect(await Promise.race([pool.forPerson(7), new Promise((r) => setImmediate(() => r(waiting)))])).toBe(waiting);
  });
});

const WAITS = Symbol('waits');

let room: RegistrationRoom | undefined;

afterEach(async () => {
  await room?.close();
  room = undefined;
});

const links = () => room!.get(Recipients);
/** What `work` resolves to at once, or `WAITS`. */
const now = (work: Promise<unknown>) => Promise.race([work, new Promise((done) => setImmediate(() => done(WAITS)))]);

describe('a start link', () => {
  it('opens the bot of its verification, with the start code', async () => {
    room = await RegistrationRoom.open(POOL);
    const [one, another] = [await room.ask(), await room.ask({ botId: OTHER_BOT })];
    const codeOf = (linkId: string) => room!.get(Secrets).startCode(linkId);
    expect(links().linkOf(one)).toBe(`https://t.me/bot_${BOT}?start=${codeOf(one.linkId)}`);
    expect(links().linkOf(another)).toBe(`https://t.me/bot_${OTHER_BOT}?start=${codeOf(another.linkId)}`);
  });

  it('is none before Telegram has told the name of the bot', async () => {
    room = await RegistrationRoom.openUntold();
    const asked = await room.ask();
    expect(links().linkOf(asked)).toBeNull();
    const tried = links().whenTried([BOT]);
    expect(await now(tried)).toBe(WAITS);
    room.introduce(BOT);
    await tried;
    expect(links().linkOf(asked)).toMatch(/^https:/);
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
    await expect(links().forPerson(undefined)).rejects.toMatchObject(refusal);
    expect(await links().forPerson(room.aPerson().chatId)).toBe(BOT);
  });

  it('is one that the chat has started', async () => {
    room = await RegistrationRoom.open(POOL);
    const { chatId } = await room.greet(room.aPerson({ botId: OTHER_BOT }));
    expect([await links().forPerson(chatId), await links().forPerson(chatId)]).toEqual([OTHER_BOT, OTHER_BOT]);
    expect([await links().forPerson(undefined), await links().forPerson(undefined)].sort()).toEqual([BOT, OTHER_BOT]);
  });
});
