import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Api } from '../harness/api';
import { AppProcess } from '../harness/app.process';
import { codeOf, Telegram } from '../harness/telegram';
import { until } from '../harness/until';

const METHOD = 'sendPhoto';

/** What dies at a named step stands in kill-matrix.test.ts. */
describe('kill -9, then start', () => {
  let telegram: Telegram;
  let app: AppProcess;
  let api: Api;

  beforeAll(async () => {
    telegram = await Telegram.start();
    app = await AppProcess.prepare({ ...telegram.settings, TELEGRAM_TIMEOUT_SECONDS: '30' });
    api = new Api(app);
  });

  beforeEach(async () => {
    telegram.world.faults.clear();
    if (!app.isRunning) await app.boot();
  });

  afterAll(async () => {
    await app.close();
    await telegram.stop();
  });

  const sendsTo = (person: number) =>
    telegram.world.calls.latest().filter(({ method, chatId }) => method === METHOD && chatId === person).length;
  const isUp = async (one: AppProcess) => (await one.get<{ status: string }>('/health')).body.status === 'ok';

  it('a living code still opens after the crash, and its message goes', async () => {
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    await api.untilStatus(id, 'sent');
    await app.crash();
    await app.boot();
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
    await telegram.untilEmpty(person);
    expect(sendsTo(person)).toBe(1);
  });

  it('a message whose time ran out while the process was dead is deleted at the start', async () => {
    await app.kill();
    await app.boot({ OTP_TTL_SECONDS: '1' });
    const person = api.nextPerson();
    // On a slow machine its time may be over before the process is dead.
    telegram.misbehave({ fault: 'silence', method: 'deleteMessage', chatId: person, times: null });
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const { delivery } = await until(async () => {
      const status = await api.status(id);
      return status.delivery.delete_at !== null && status;
    }, 'the message to be out');
    await app.kill();
    telegram.world.faults.clear();
    await until(() => Date.now() > Date.parse(delivery.delete_at!), 'its time to run out');
    expect(await telegram.codeMessages(person)).toHaveLength(1);
    await app.boot();
    await telegram.untilEmpty(person);
  });

  it('a registration that waits for Start survives, and so does the press that came meanwhile', async () => {
    const person = await telegram.addPerson('Ann');
    await until(() => isUp(app), 'the bot to be up');
    const started = await api.register();
    await app.crash();
    await telegram.pressStart(person, started.telegram_link);
    await app.boot();
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(await api.verifyOtp(started.verification_id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });

  it('of 40 registrations under way none is lost and none has two living codes', async () => {
    telegram.misbehave({ fault: 'slow', seconds: 0.3, times: null, method: METHOD });
    const people = Array.from({ length: 40 }, () => api.nextPerson());
    const started = await Promise.all(people.map((person) => api.register({ telegram_chat_id: person })));
    const sends = () => people.reduce((sum, person) => sum + sendsTo(person), 0);
    await until(() => sends() > 10, 'some to be under way');
    await app.crash();
    telegram.world.faults.clear();
    await app.boot();
    for (const [index, { verification_id: id }] of started.entries()) {
      await api.untilStatus(id, 'sent');
      const messages = (await telegram.codeMessages(people[index]!)).toSorted((a, b) => b.message_id - a.message_id);
      for (const ghost of messages.slice(1))
        expect(await api.verifyOtp(id, codeOf(ghost)!)).toMatchObject({ status: 401 });
      expect(await api.verifyOtp(id, codeOf(messages[0]!)!)).toMatchObject({ status: 200 });
    }
  });

  it('SIGTERM does not wait for clients of live status, nor for connections that are kept open', async () => {
    const alone = await AppProcess.start();
    const itsApi = new Api(alone);
    await until(() => isUp(alone), 'the bot to be up');
    const started = await itsApi.register();
    const watching = fetch(`${alone.url}/api/verifications/${started.verification_id}/events`).then((it) => it.text());
    const [{ id: person }] = (await alone.get<{ id: number }[]>('/sandbox/api/people')).body as [{ id: number }];
    const payload = new URL(started.telegram_link).searchParams.get('start');
    await alone.post('/sandbox/api/start', { person, payload });
    await itsApi.untilStatus(started.verification_id, 'sent');
    expect(await alone.signal('SIGTERM')).toBe(0);
    expect(alone.output).not.toContain('without waiting');
    expect(await watching).toContain('"status":"sent"');
    await alone.close();
  });

  it('SIGTERM: what comes on a connection that is still open is answered as ever, and ends it', async () => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const body = JSON.stringify({ name: 'Ann', email: 'ann@example.org', telegram_chat_id: api.nextPerson() });
    const head = `POST /api/register HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json`;
    socket.write(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 5)}`);
    await until(async () => (await app.get('/health/ready')).status === 200, 'the request to be under way');
    const stopped = app.signal('SIGTERM');
    const isRefused = () =>
      fetch(app.url).then(
        () => false,
        () => true,
      );
    await until(isRefused, 'it to take no new connections');
    socket.write(`${body.slice(5)}GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    const answers = await text(socket);
    expect(answers).toMatch(/^HTTP\/1.1 202 /);
    expect(answers).toContain('"status":"unavailable"');
    expect(answers).toMatch(/^connection: close/im);
    expect(await stopped).toBe(0);
  });

  it('SIGTERM: unready at once, what is under way ends, exit code 0, nothing is sent twice', async () => {
    const person = api.nextPerson();
    telegram.misbehave({ fault: 'slow', seconds: 1, method: METHOD });
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    await until(() => telegram.world.faults.list()[0]!.hits > 0, 'the call to Telegram');
    expect(await app.signal('SIGTERM')).toBe(0);
    await app.boot();
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
    await telegram.untilEmpty(person);
    expect(sendsTo(person)).toBe(1);
  });
});
