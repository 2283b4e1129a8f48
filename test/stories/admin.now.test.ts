import { wrongCode } from '../harness/api';
import { TTL_MS } from '../harness/life';
import { House } from '../harness/house';
import { codeOf } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

type Finding = Readonly<{ code: string; severity: string; bot: number | null; title: string }>;
type Now = Readonly<{
  status: string;
  summary: string;
  findings: readonly Finding[];
  lately: Readonly<Record<string, number | null>>;
  waiting: Readonly<Record<string, number | null>>;
}>;

describe('an operator asks whether anything is wrong now, and is told', () => {
  let house: House;

  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  const look = async (): Promise<Now> => (await house.app.get<Now>('/api/admin/now')).body;
  const codes = async () => (await look()).findings.map(({ code }) => code);

  async function signIn(): Promise<void> {
    const { api, telegram } = house;
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    await api.untilStatus(id, 'sent');
    expect((await api.verifyOtp(id, codeOf(message!)!)).status).toBe(200);
    await telegram.untilEmpty(person);
  }

  it('only with the admin key', async () => {
    expect((await house.app.bareRequest('GET', '/api/admin/now')).status).toBe(401);
  });

  it('that all is well, and how many came in during the last five minutes', async () => {
    expect(await look()).toMatchObject({
      status: 'well',
      summary: 'All is well: nobody signed in during the last five minutes',
      findings: [],
    });
    await signIn();
    await signIn();
    expect(await look()).toMatchObject({
      ...{ status: 'well', summary: 'All is well: 2 signed in during the last five minutes', findings: [] },
      lately: { signed_in: 2, delivered: 2, failed: 0, faults: 0, wrong_codes: 0 },
    });
    time.pass(301_000);
    expect((await look()).lately).toMatchObject({ signed_in: 0, delivered: 0, requests: 0 });
  });

  it('that nothing goes out while the breaker is open, how much waits, and that it is over', async () => {
    const { telegram, api } = house;
    telegram.misbehave({ fault: 'server_error', times: null });
    for (let count = 0; count < 3; count++) await api.register({ telegram_chat_id: api.nextPerson() });
    await until(async () => (await codes())[0] === 'telegram_circuit_open', 'the breaker to open');
    const { status, summary, findings, waiting } = await look();
    expect(status).toBe('wrong');
    expect(summary).toMatch(/^Nothing goes out: the breaker of @\w+ is (half )?open.* · 3 wait/);
    expect(findings[0]).toMatchObject({ severity: 'wrong', bot: expect.any(Number) as number });
    expect(waiting.messages).toBe(3);
    time.pass(90_000);
    expect(await codes()).toContain('backlog_old');
    telegram.world.faults.clear();
    const [{ bot }] = (await house.app.get<{ circuits: { bot: number }[] }>('/api/admin/circuits')).body.circuits as [
      { bot: number },
    ];
    await house.app.post(`/api/admin/circuits/${bot}/reset`, {});
    await until(async () => (await look()).waiting.messages === 0, 'the messages to go out');
    expect(await codes()).not.toContain('telegram_circuit_open');
  });

  it('that another process takes the updates of the bot', async () => {
    const other = `${house.telegram.url}/sandbox/telegram/bot${house.telegram.token}/getUpdates?timeout=5`;
    await until(async () => {
      await fetch(other).catch(() => undefined);
      return (await codes()).includes('bot_conflict');
    }, 'the conflict to be told');
  });

  it('how many codes were wrong, and that they are too many', async () => {
    const { api, telegram } = house;
    const guesses: (() => Promise<unknown>)[] = [];
    for (let person = 0; person < 38; person++) {
      const chat = api.nextPerson();
      const { verification_id: id } = await api.register({ telegram_chat_id: chat });
      const [message] = await telegram.untilCodeMessages(chat, 1);
      await api.untilStatus(id, 'sent');
      guesses.push(() => api.verifyOtp(id, wrongCode(codeOf(message!)!)));
    }
    await time.standingStill(async () => {
      for (const guess of guesses) for (let nth = 0; nth < 4; nth++) await guess();
      const { findings, lately } = await look();
      expect(lately.wrong_codes).toBe(152);
      expect(findings.find(({ code }) => code === 'codes_guessed')!.title).toBe('152 wrong codes in five minutes');
    });
  });

  it('that messages are of a bot that has no token any more', async () => {
    const { app, api } = house;
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    await api.untilStatus(id, 'sent');
    await app.stop();
    await app.boot({ TELEGRAM_BOT_TOKEN: '123456:AAanother-token_of-another_bot-0123456789' });
    expect((await look()).findings.find(({ code }) => code === 'bot_left_behind')).toMatchObject({
      bot: 987654321,
      title: '1 message of bot 987654321, which has no token any more, cannot be sent or deleted',
    });
  });

  it('that the clock is wrong, and messages are still there after their time', async () => {
    const { api, telegram } = house;
    telegram.misbehave({ fault: 'undeletable', method: 'deleteMessage', times: null });
    const { verification_id: id } = await api.register({ telegram_chat_id: api.nextPerson() });
    await api.untilStatus(id, 'sent');
    time.pass(TTL_MS + 120_000);
    await until(async () => (await codes()).includes('deletions_late'), 'the late deletion');
    time.sleep(26 * 3_600_000);
    await until(async () => (await codes()).includes('clock_doubted'), 'the clock to be doubted').finally(() =>
      time.sleep(-26 * 3_600_000),
    );
  });
});
