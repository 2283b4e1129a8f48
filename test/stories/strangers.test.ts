import type { Started } from '../harness/api';
import { House } from '../harness/house';
import { until } from '../harness/until';

/** More than goes out in a moment, and less than is refused. */
const FLOOD = 150;
/** How many of the flood may still go before an honest message that was asked for after all of them. */
const BEFORE_HONEST = 25;

let house: House;

beforeAll(async () => {
  house = await House.open({
    TRUST_PROXY: '127.0.0.0/8',
    TELEGRAM_MESSAGES_PER_SECOND: '40',
    LIMIT_UNPROVEN_PERCENT: '50',
  });
});
afterAll(() => house.close());

beforeEach(() => {
  served = [];
  const { calls } = house.telegram.world;
  const add = calls.add.bind(calls);
  jest.spyOn(calls, 'add').mockImplementation((call) => {
    if (call.method === 'sendPhoto' && call.status === 200) served.push(call.chatId);
    add(call);
  });
});
afterEach(() => jest.restoreAllMocks());

const from = (address: string) => ({ 'x-forwarded-for': address });
/** Chats, in the order in which they got a message. */
let served: (number | undefined)[];

/** How many got theirs before this person, since `count` had. */
async function waitedFor(person: number, count: number): Promise<number> {
  await until(() => served.includes(person), `a message for ${person}`);
  return served.indexOf(person) - count;
}

/** Each from a /64 of its own, none of them too often. */
async function flood(): Promise<void> {
  const ask = (nth: number) =>
    house.api.tryRegister(
      { telegram_chat_id: house.api.nextPerson() },
      from(`2001:db8:0:${(nth % 256).toString(16)}::1`),
    );
  const answers = await Promise.all(Array.from({ length: FLOOD }, (_, nth) => ask(nth)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
}

describe('one household that asks for messages to very many chats (S1)', () => {
  beforeEach(flood);
  afterEach(() => until(() => served.length > FLOOD, 'the flood to end'));

  it('does not delay a person who presses Start', async () => {
    const person = await house.telegram.addPerson('Ann');
    const { body } = await house.app.post<Started>('/api/login', {}, from('198.51.100.7'));
    const before = served.length;
    await house.telegram.pressStart(person, body.telegram_link);
    expect(await waitedFor(person, before)).toBeLessThan(BEFORE_HONEST);
  });

  it('does not delay a person who types a chat, from another network', async () => {
    const person = house.api.nextPerson();
    const before = served.length;
    const { status } = await house.api.tryRegister({ telegram_chat_id: person }, from('198.51.100.7'));
    expect(status).toBe(202);
    expect(await waitedFor(person, before)).toBeLessThan(BEFORE_HONEST);
  });
});
