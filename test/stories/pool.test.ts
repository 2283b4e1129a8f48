import type { Bot } from '../../src/sandbox/sandbox.bot';
import { Phone } from '../../src/sandbox/phone/phone.actions';
import { Api, type Started } from '../harness/api';
import { App } from '../harness/app';
import { Telegram } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

const TOKENS = ['111111:AAtest-token_of-the_first-bot-0123456789', '222222:AAtest-token_of-the_second-bot-0123456789'];
const PEOPLE = 100;
const HOUR = 3_600;
const COOLDOWN_MS = 30_000;
const DEADLINE_MS = 180_000;

type Health = Readonly<{
  status: string;
  stranded: number | null;
  bots: readonly Readonly<{ state: string; held_back_seconds: number }>[];
}>;

let telegram: Telegram;
let app: App;
let api: Api;
let first: Bot;
let second: Bot;

const health = async () => (await app.get<Health>('/health')).body;

async function meetBots(): Promise<void> {
  telegram = await Telegram.start({ tokens: TOKENS });
  [first, second] = telegram.world.bots as [Bot, Bot];
}

async function start(states: readonly string[] = ['up', 'up']): Promise<void> {
  app = await App.start({ ...telegram.settings, TELEGRAM_BOT_TOKEN: TOKENS.join(',') });
  api = new Api(app);
  const statesNow = async () => (await health()).bots.map(({ state }) => state).join();
  await until(async () => (await statesNow()) === states.join(), `the bots to be ${states.join()}`);
}

async function end(): Promise<void> {
  await app.close();
  await telegram.stop();
}

/** From now on Telegram does not know the token. */
function revoke(bot: Bot): void {
  const find = telegram.world.bot.bind(telegram.world);
  telegram.world.bot = (token) => (token === bot.token ? undefined : find(token));
}

/** What the bot has in its chats: how many messages with a code. */
const messagesOf = (bot: Bot, person: number): number =>
  [...(bot.chats.get(person)?.messages.values() ?? [])].filter(({ isByBot, content }) => isByBot && content.picture)
    .length;

const startsAt = async (bot: Bot, payload?: string): Promise<number> => {
  const person = await telegram.addPerson('Ann');
  new Phone(telegram.world, bot, telegram.world.chat(bot, person)!).start(payload);
  return person;
};

async function registerMany(count: number): Promise<{ person: number; started: Started }[]> {
  const people = Array.from({ length: count }, () => api.nextPerson());
  return Promise.all(
    people.map(async (person) => ({ person, started: await api.register({ telegram_chat_id: person }) })),
  );
}

const servedBy = (bot: Bot, people: readonly { person: number }[]): number =>
  people.filter(({ person }) => messagesOf(bot, person) === 1).length;

describe('a pool of two bots', () => {
  beforeAll(async () => {
    await meetBots();
    await start();
  });

  afterAll(end);

  it('shares people who are known to neither, and each gets one message, of one of them', async () => {
    const people = await registerMany(PEOPLE);
    for (const { started } of people) await api.untilStatus(started.verification_id, 'sent');
    const [byFirst, bySecond] = [servedBy(first, people), servedBy(second, people)];
    expect(byFirst + bySecond).toBe(PEOPLE);
    expect(Math.abs(byFirst - bySecond)).toBeLessThanOrEqual(PEOPLE / 5);
  });

  it('gives links to both bots in turn, and a person who presses Start gets the message from that bot', async () => {
    const started = [await api.register(), await api.register()];
    const links = started.map(({ telegram_link: link }) => new URL(link));
    expect(links.map(({ pathname }) => pathname.slice(1)).toSorted()).toEqual(
      [first.username, second.username].toSorted(),
    );
    for (const [index, link] of links.entries()) {
      const bot = link.pathname === `/${first.username}` ? first : second;
      const person = await startsAt(bot, link.searchParams.get('start')!);
      await api.untilStatus(started[index]!.verification_id, 'sent');
      expect(messagesOf(bot, person)).toBe(1);
    }
  });

  it('serves a chat by the bot that it has started, also when the message is asked for again', async () => {
    const people = [await startsAt(second), await startsAt(second), await startsAt(first), await startsAt(second)];
    await until(() => first.updates.size + second.updates.size === 0, 'the bots to know these chats');
    for (const [index, person] of people.entries()) {
      const [mine, other] = index === 2 ? [first, second] : [second, first];
      const { verification_id: id } = await api.register({ telegram_chat_id: person });
      await api.untilStatus(id, 'sent');
      expect([messagesOf(mine, person), messagesOf(other, person)]).toEqual([1, 0]);
      time.pass(COOLDOWN_MS);
      expect(await api.resend(id)).toMatchObject({ status: 202 });
      await api.untilStatus(id, 'sent');
      expect(messagesOf(other, person)).toBe(0);
    }
  });

  it('goes on with the other bot while Telegram asks one to pause for an hour', async () => {
    const known = await startsAt(first);
    await until(() => first.updates.size === 0, 'the first bot to know the chat');
    telegram.misbehave({ fault: 'rate_limit', seconds: HOUR, chatId: known, method: 'sendPhoto' });
    const paused = await api.register({ telegram_chat_id: known });
    await api.untilStatus(paused.verification_id, 'failed');
    expect((await health()).bots[0]!.held_back_seconds).toBeGreaterThan(HOUR / 2);
    const people = await registerMany(20);
    for (const { started } of people) await api.untilStatus(started.verification_id, 'sent');
    expect(servedBy(second, people)).toBe(20);
    expect(await api.tryRegister({ telegram_chat_id: known })).toMatchObject({
      status: 503,
      body: { code: 'overloaded' },
    });
    time.pass(HOUR * 1000);
  });

  it('says once at a start that a bot without a token has left messages', async () => {
    const areGone = async () => /^deletions_pending 0$/m.test((await app.get<string>('/metrics')).body);
    await until(areGone, 'the messages of the others to be gone');
    const person = await startsAt(second);
    await until(() => second.updates.size === 0, 'the second bot to know the chat');
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    await api.untilStatus(id, 'sent');
    await app.stop();
    const printed = app.output.length;
    await app.boot({ TELEGRAM_BOT_TOKEN: TOKENS[0]! });
    const said = () => app.output.slice(printed).match(/Bot 222222 has no token any more: 1 /g) ?? [];
    await until(() => said().length > 0, 'the warning');
    expect(await health()).toMatchObject({ status: 'degraded', stranded: 1, overstaying: 0, bots: [{}] });
    expect((await app.get<string>('/metrics')).body).toMatch(/^messages_stranded 1$/m);
    expect(said()).toHaveLength(1);
    await app.stop();
    await app.boot();
    await until(async () => (await health()).status === 'ok', 'the bot to be back, and its message with it');
    expect((await health()).stranded).toBe(0);
  });
});

describe('a pool of two bots, of which one is lost,', () => {
  afterEach(end);

  it('goes on with the other bot where one has a token that Telegram does not know', async () => {
    await meetBots();
    revoke(first);
    await start(['unauthorized', 'up']);
    const people = await registerMany(20);
    for (const { started } of people) await api.untilStatus(started.verification_id, 'sent');
    expect(servedBy(second, people)).toBe(20);
    expect(new URL((await api.register()).telegram_link).pathname).toBe(`/${second.username}`);
  });

  it('goes on with the other bot where a token is taken away meanwhile; what had no choice ends honestly', async () => {
    await meetBots();
    await start();
    const known = await startsAt(first);
    await until(() => first.updates.size === 0, 'the first bot to know the chat');
    revoke(first);
    const stuck = await api.register({ telegram_chat_id: known });
    await until(async () => (await api.status(stuck.verification_id)).delivery.attempts > 0, 'the first refusal');
    const people: { person: number; started: Started }[] = [];
    for (let turn = 0; turn < 20; turn++) people.push(...(await registerMany(1)));
    await until(
      async () => (await Promise.all(people.map(({ started }) => api.status(started.verification_id)))).every(isOver),
      'each to be sent or failed',
    );
    expect(servedBy(second, people)).toBe(20);
    time.pass(DEADLINE_MS);
    await api.untilStatus(stuck.verification_id, 'failed');
  });
});

const isOver = ({ status }: Readonly<{ status: string }>): boolean => status === 'sent' || status === 'failed';
