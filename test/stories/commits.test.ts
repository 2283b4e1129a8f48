import { Database } from '../../src/persistence/database';
import type { SqliteConnection } from '../../src/persistence/sqlite/sqlite.driver';
import type { Api } from '../harness/api';
import { House } from '../harness/house';
import { codeOf, type Telegram } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

/** Each is a wait for the disk: on most machines what a sign-in takes its time for. */
describe('what a lone sign-in waits for: commits with SQLite', () => {
  let house: House;
  let telegram: Telegram;
  let api: Api;
  let takeCount: () => number;

  beforeAll(async () => {
    house = await House.open({ RESEND_COOLDOWN_SECONDS: '0' });
    ({ telegram, api } = house);
    takeCount = countCommits(Reflect.get(house.app.part(Database as never), 'connection'));
    // What a start writes by itself, such as what its bot takes over, is over after that.
    const person = api.nextPerson();
    await commitsOf(person, registering(person));
  });

  afterAll(() => house.close());

  async function untilSent(person: number, id: string): Promise<string> {
    const [message] = await telegram.untilCodeMessages(person, 1);
    await api.untilStatus(id, 'sent');
    return codeOf(message!)!;
  }

  /** Until the code is in the chat, then until the person is in and the message is known to be gone. */
  async function commitsOf(person: number, start: () => Promise<string>): Promise<Readonly<Record<string, number>>> {
    takeCount();
    const id = await start();
    const code = await untilSent(person, id);
    const sent = takeCount();
    expect(await api.verifyOtp(id, code)).toMatchObject({ status: 200 });
    await until(async () => (await api.status(id)).delivery.deleted_at, 'the message to be gone');
    time.passChatGap();
    return { sent, signedIn: takeCount() };
  }

  const registering = (person: number) => async () =>
    (await api.register({ telegram_chat_id: person })).verification_id;

  const pressing = (person: number) => async () => {
    const { verification_id: id, telegram_link: link } = await api.register();
    await telegram.pressStart(person, link);
    return id;
  };

  it('four from the request to the deletion: the message with its claim, Telegram’s answer, the sign-in with the claim of the deletion, the end', async () => {
    const person = api.nextPerson();
    expect(await commitsOf(person, registering(person))).toEqual({ sent: 2, signedIn: 2 });
  });

  it('no more where there is an account', async () => {
    const person = api.nextPerson();
    await commitsOf(person, registering(person));
    expect(await commitsOf(person, registering(person))).toEqual({ sent: 2, signedIn: 2 });
  });

  it('one at the sign-out', async () => {
    const person = api.nextPerson();
    const id = await registering(person)();
    const typed = { verification_id: id, otp: await untilSent(person, id), session: 'token' };
    const { body } = await house.app.post<{ access_token: string }>('/api/verify-otp', typed);
    await until(async () => (await api.status(id)).delivery.deleted_at, 'the message to be gone');
    takeCount();
    await house.app.post('/api/logout', {}, { authorization: `Bearer ${body.access_token}` });
    expect(takeCount()).toBe(1);
  });

  it('three more where Start is pressed: the press, that it was handled, and that its line has left the chat', async () => {
    const person = await telegram.addPerson('Ann');
    const { sent, signedIn } = await commitsOf(person, pressing(person));
    // What happens beside each other may share one.
    expect(sent).toBeLessThanOrEqual(5);
    expect(sent! + signedIn!).toBeLessThanOrEqual(7);
  });
});

/** Of transactions in which something was written. @returns takes the count since the last time */
function countCommits(connection: SqliteConnection): () => number {
  const changes = connection.prepare('SELECT total_changes() AS now');
  const changed = () => (changes.get() as { now: number }).now;
  const exec = connection.exec.bind(connection);
  let before = changed();
  let count = 0;
  const value = (sql: string) => {
    exec(sql);
    if (sql !== 'COMMIT' || changed() === before) return;
    before = changed();
    count++;
  };
  Object.defineProperty(connection, 'exec', { value });
  return () => {
    const taken = count;
    count = 0;
    return taken;
  };
}
