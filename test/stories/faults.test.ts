import { idOf } from '../../src/verification/proof';
import { dumpTestDatabase } from '../harness/store';
import type { FaultOrder } from '../../src/sandbox/sandbox.faults';
import { House } from '../harness/house';
import { sideBySide, withoutPauses } from '../harness/side.by.side';
import { codeOf, tokenOf } from '../harness/telegram';
import { until } from '../harness/until';

declare const STORE: string;

const METHOD = 'sendPhoto';

type Fault = readonly [what: string, order: FaultOrder, leavesGhost: boolean];
type DeletionFault = readonly [what: string, order: FaultOrder];

/** What Telegram does to the first send, and whether a message of it may be left in the chat with a dead code. */
const faults: readonly Fault[] = [
  ['429 with retry_after 1', { fault: 'rate_limit', seconds: 1, method: METHOD }, false],
  ['429 with retry_after 6', { fault: 'rate_limit', seconds: 6, method: METHOD }, false],
  ['500', { fault: 'server_error', method: METHOD }, false],
  ['a burst of 500', { fault: 'server_error', method: METHOD, times: 3 }, false],
  ['502 with HTML', { fault: 'bad_gateway', method: METHOD }, false],
  ['a reset', { fault: 'reset', method: METHOD }, false],
  ['HTML where JSON should be', { fault: 'garbage', method: METHOD }, false],
  ['truncated JSON', { fault: 'truncated', method: METHOD }, true],
  ['silence', { fault: 'silence', method: METHOD }, false],
  ['a lost answer', { fault: 'lost_answer', method: METHOD }, true],
  ['silence after it was sent', { fault: 'silence_after', method: METHOD }, true],
  ['401 for a moment', { fault: 'unauthorized', method: METHOD }, false],
  ['an empty answer', { fault: 'empty', method: METHOD }, true],
  ['an answer of ten megabytes', { fault: 'huge', method: METHOD }, true],
  ['a yes without a message id', { fault: 'no_id', method: METHOD }, true],
  ['an answer just within the time-out', { fault: 'slow', seconds: 0.5, method: METHOD }, false],
];

const deletionFaults: readonly DeletionFault[] = [
  ['429', { fault: 'rate_limit', seconds: 1 }],
  ['500', { fault: 'server_error' }],
  ['a reset', { fault: 'reset' }],
  ['a lost answer', { fault: 'lost_answer' }],
  ['silence', { fault: 'silence' }],
  ['an empty answer', { fault: 'empty' }],
  ['HTML', { fault: 'garbage' }],
  ['401', { fault: 'unauthorized' }],
];

/** What a store has to do with it is shown by some of them. */
const onThisStore = STORE === 'mongo' ? faults.filter((_, index) => index % 4 === 1) : faults;

describe('Telegram misbehaves', () => {
  let house: House;

  beforeAll(async () => {
    house = await House.open({ TELEGRAM_TIMEOUT_SECONDS: '3', OTP_TTL_SECONDS: '3600' });
  });

  afterAll(() => house.close());

  it('each of these ends in one living code at the user, within the deadline', async () => {
    const { api, app, telegram } = house;
    const livesThrough = async ([, order, leavesGhost]: Fault) => {
      const person = api.nextPerson();
      telegram.misbehave({ ...order, chatId: person });
      const { verification_id: id } = await api.register({ telegram_chat_id: person });
      await api.untilStatus(id, 'sent');
      const messages = await telegram.untilCodeMessages(person, leavesGhost ? 2 : 1);
      const [living, ...ghosts] = messages.toSorted((a, b) => b.message_id - a.message_id);
      for (const ghost of ghosts) {
        expect(await api.verifyLink(tokenOf(await telegram.scan(ghost)))).toMatchObject({ status: 401 });
        expect(codeOf(ghost)).not.toBe(codeOf(living!));
        expect(await api.verifyOtp(id, codeOf(ghost)!)).toMatchObject({ status: 401 });
      }
      expect(await api.verifyOtp(id, codeOf(living!)!)).toMatchObject({ status: 200 });
    };
    await withoutPauses(app, sideBySide(onThisStore, livesThrough));
  });

  it('a deletion met twice by each of these is tried again until the message is gone', async () => {
    const { api, app, telegram } = house;
    const isTriedAgain = async ([, order]: DeletionFault) => {
      const person = api.nextPerson();
      const { verification_id: id } = await api.register({ telegram_chat_id: person });
      const [message] = await telegram.untilCodeMessages(person, 1);
      telegram.misbehave({ ...order, chatId: person, method: 'deleteMessage', times: 2 });
      expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
      await telegram.untilEmpty(person);
      await until(async () => (await api.status(id)).delivery.deleted_at, 'the deletion to be written down');
    };
    await withoutPauses(app, sideBySide(deletionFaults, isTriedAgain));
  });

  it('a refused picture: the same message goes as text', async () => {
    const { api, telegram } = house;
    const person = api.nextPerson();
    telegram.misbehave({ fault: 'photo_refused', chatId: person });
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(message!.picture).toBeNull();
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
    await telegram.untilEmpty(person);
  });

  it('a person who unblocks the bot and presses Start at once gets the code, without a cool-down', async () => {
    const { api, telegram } = house;
    const person = await telegram.addPerson('Ann');
    await telegram.phone('POST', 'start', { person });
    await telegram.phone('POST', 'block', { person });
    const started = await api.register({ telegram_chat_id: person });
    await api.untilStatus(started.verification_id, 'failed');
    await telegram.phone('POST', 'unblock', { person });
    await telegram.pressStart(person, started.telegram_link);
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(await api.verifyOtp(started.verification_id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });

  it('a message that comes after the time-out, and after the next one, does not stay and opens nothing', async () => {
    const { api, telegram } = house;
    const person = api.nextPerson();
    telegram.misbehave({ fault: 'slow', seconds: 7, method: METHOD, chatId: person });
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    await api.untilStatus(id, 'sent');
    const isLate = () => telegram.world.calls.latest().some((it) => it.fault === 'slow' && it.chatId === person);
    await until(isLate, 'the late message');
    const [living] = await telegram.untilCodeMessages(person, 1);
    expect(await api.verifyOtp(id, codeOf(living!)!)).toMatchObject({ status: 200 });
    await telegram.untilEmpty(person);
  });

  it('nothing but 500 while twelve people register: each has one living code when that is over', async () => {
    const { api, app, telegram } = house;
    telegram.world.faults.clear();
    telegram.misbehave({ fault: 'server_error', method: METHOD, times: null });
    const people = Array.from({ length: 12 }, () => api.nextPerson());
    const started = await Promise.all(people.map((person) => api.register({ telegram_chat_id: person })));
    await until(() => telegram.world.faults.list()[0]!.hits >= 5, 'the trouble to be noticed');
    telegram.world.faults.clear();
    const sent = started.map(({ verification_id: id }) => api.untilStatus(id, 'sent'));
    await withoutPauses(app, Promise.all(sent));
    for (const [index, { verification_id: id }] of started.entries()) {
      const [message, ...others] = await telegram.codeMessages(people[index]!);
      expect(others).toEqual([]);
      expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
    }
  });

  it('no code, link or token was in any line, answer or byte stored (security 6, 32)', async () => {
    const { api, app, telegram } = house;
    const person = await telegram.addPerson('Ann');
    const started = await api.register({ phone: '+4915112345678' });
    await telegram.pressStart(person, started.telegram_link);
    const [message] = await telegram.untilCodeMessages(person, 1);
    const token = tokenOf(await telegram.scan(message!));
    const status = await app.get<string>(`/api/verifications/${started.verification_id}`);
    await app.post('/api/verify-magic-link', { token: `${token.slice(0, 40)}AAAAAAAA` });
    await api.verifyLink(token);
    await app.stop();
    const stored = await dumpTestDatabase(app.databaseUrl);
    expect(stored).toContain(idOf(started.verification_id));
    const secrets = [token, telegram.token, new URL(started.telegram_link).searchParams.get('start')!];
    const code = new RegExp(`(?<![\\d.:])${codeOf(message!)}(?!\\d)`);
    for (const seen of [app.output, stored, JSON.stringify(status)]) {
      for (const secret of secrets) expect(seen.includes(secret)).toBe(false);
      expect(seen).not.toMatch(code);
    }
    expect(app.output).not.toContain('+4915112345678');
  });
});
