import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openConnection } from '../../src/persistence/sqlite/sqlite.driver';
import { nameOf } from '../../src/stores/stores';
import { Api } from '../harness/api';
import { AppProcess } from '../harness/app.process';
import { beginCommand } from '../harness/command';
import { bearer, signInAt, type Tokens } from '../harness/sign.in';
import { makeEmptyFile } from '../harness/sqlite.store';
import { aMongoUrl, dropTestDatabase, endTestLeases } from '../harness/store';
import { codeOf, Telegram } from '../harness/telegram';
import { until } from '../harness/until';

/** More than is copied before a kill arrives. */
const MANY = 15_000;

let telegram: Telegram;
let app: AppProcess;
let api: Api;
const urls: string[] = [];

beforeEach(async () => {
  telegram = await Telegram.start();
});

afterEach(async () => {
  await app.close();
  await telegram.stop();
  for (const url of urls.splice(0)) await dropTestDatabase(url);
});

const aFile = (name: string): string => join(app.folder, name);

function aDatabase(): string {
  const url = aMongoUrl();
  urls.push(url);
  return url;
}

/** Its first store is a file, or a MongoDB. */
async function prepare(databaseUrl?: string): Promise<void> {
  const settings = { ...telegram.settings, OTP_TTL_SECONDS: '600', DELIVERY_DEADLINE_SECONDS: '600' };
  app = await AppProcess.prepare({
    ...settings,
    RESEND_COOLDOWN_SECONDS: '0',
    DATABASE_URL: databaseUrl ?? aDatabase(),
  });
  api = new Api(app);
}

async function boot(databaseUrl: string): Promise<void> {
  await app.boot({ DATABASE_URL: databaseUrl });
  await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
}

const begin = (from: string, to: string) => beginCommand('data', ['copy', '--from', from, '--to', to]);
const copy = (from: string, to: string) => begin(from, to).ended;

/** Killed once some of them are there. */
async function copyAndKill(from: string, to: string): Promise<void> {
  const { child } = begin(from, to);
  const ended = once(child, 'exit');
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  await until(() => /copying limits: [1-9]/.test(said), 'something to be copied');
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
}

/** Somebody whose message is in Telegram. */
async function aMessage() {
  const person = api.nextPerson();
  const { verification_id: id } = await api.register({ telegram_chat_id: person });
  await api.untilStatus(id, 'sent');
  const [message] = await telegram.untilCodeMessages(person, 1);
  return { person, id, code: codeOf(message!)! };
}

describe.each([
  ['SQLite to MongoDB', () => `sqlite:${aFile('first.sqlite')}`, () => aDatabase()],
  ['MongoDB to SQLite', () => aDatabase(), () => `sqlite:${aFile('second.sqlite')}`],
])('from %s', (_, source, target) => {
  it('every person goes on where they were, whatever they were waiting for', async () => {
    await prepare('sqlite:unused');
    const [from, to] = [source(), target()];
    await boot(from);
    const ann = (await signInAt({ api, app, telegram }, { kind: 'token' })).body;
    const inFlight = await aMessage();
    const awaiting = await api.register();
    const waiting = api.nextPerson();
    telegram.misbehave({ fault: 'silence', method: 'sendPhoto', chatId: waiting, times: 1 });
    const held = await api.register({ telegram_chat_id: waiting });
    await until(() => telegram.world.faults.list().every(({ hits }) => hits > 0), 'a message to be under way');

    expect(await copy(from, to)).toMatchObject({ code: 1, said: expect.stringMatching(/in use/) });
    await app.kill();
    await endTestLeases(from);
    const done = await copy(from, to);
    expect(done).toMatchObject({ code: 0, said: expect.stringMatching(/sessions: 1, the same on both sides/) });
    await boot(to);

    expect(await app.post<Tokens>('/api/token/refresh', { refresh_token: ann.refresh_token })).toMatchObject({
      status: 200,
    });
    expect(await app.get('/api/profile', bearer(ann.access_token))).toMatchObject({ status: 200 });
    expect(await api.verifyOtp(inFlight.id, inFlight.code)).toMatchObject({ status: 200 });
    await telegram.untilEmpty(inFlight.person);
    const person = await telegram.addPerson('Eve');
    await telegram.pressStart(person, awaiting.telegram_link);
    const [pressed] = await telegram.untilCodeMessages(person, 1);
    expect(await api.verifyOtp(awaiting.verification_id, codeOf(pressed!)!)).toMatchObject({ status: 200 });
    await api.untilStatus(held.verification_id, 'sent');
    const messages = await telegram.codeMessages(waiting);
    expect(await api.verifyOtp(held.verification_id, codeOf(messages.at(-1)!)!)).toMatchObject({ status: 200 });
  });

  it('a copy that is killed goes on when it is called again, and nothing starts on half of it', async () => {
    await prepare('sqlite:unused');
    const [from, to] = [source(), target()];
    const file = aFile('many.sqlite');
    makeEmptyFile(file);
    fill(file);
    const many = `sqlite:${file}`;
    if (!from.startsWith('sqlite:')) expect(await copy(many, from)).toMatchObject({ code: 0 });
    const began = from.startsWith('sqlite:') ? many : from;
    await copyAndKill(began, to);
    expect(await app.bootAndExit({ DATABASE_URL: to })).toBe(1);
    expect(app.output).toContain('is a copy that was not finished');
    await copyAndKill(began, to);
    const done = await copy(began, to);
    expect(done).toMatchObject({ code: 0, said: expect.stringMatching(`limits: ${MANY}, the same on both sides`) });
    expect(done.said).toContain(
      `The copy of ${nameOf({ databaseUrl: began })} in ${nameOf({ databaseUrl: to })} is whole`,
    );
    await boot(to);
  });
});

function fill(file: string): void {
  const connection = openConnection(file, 0);
  connection.exec(`
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${MANY})
    INSERT INTO limits SELECT printf('ip:%08d', i), 1, ${Date.now() + 3_600_000} FROM n`);
  connection.close();
}

it('what is no store to copy, and no place for a copy, is refused in a line and left as it is', async () => {
  await prepare('sqlite:unused');
  const from = `sqlite:${aFile('store.sqlite')}`;
  const inUse = aDatabase();
  await boot(from);
  await aMessage();
  await app.signal('SIGTERM');
  await boot(inUse);
  writeFileSync(aFile('taken.sqlite'), 'Dear diary');
  const empty = aDatabase();
  await beginCommand('data', ['backup', aFile('backup.sqlite')], { env: { DATABASE_URL: from } }).ended;
  for (const [source, target, says] of [
    [`sqlite:${aFile('missing.sqlite')}`, empty, 'there is no such file'],
    [`sqlite:${aFile('taken.sqlite')}`, empty, 'is not a SQLite database'],
    [`sqlite:${aFile('backup.sqlite')}`, empty, 'is a backup: restore it'],
    [from, `sqlite:${aFile('taken.sqlite')}`, 'already exists'],
    [from, from, 'source and target are the same store'],
    [from, inUse, 'is not empty, or in use'],
    [inUse, empty, 'the source is in use'],
    [aDatabase(), empty, 'the source holds nothing'],
    [from, 'mongodb://127.0.0.1:1/none', 'the store cannot be used'],
  ] as const)
    expect(await copy(source, target)).toEqual({ code: 1, said: expect.stringMatching(`^telega2go: .*${says}.*\n$`) });
  expect(await copy(from, 'postgres://one')).toMatchObject({ code: 78 });
  expect(await copy('', from)).toMatchObject({ code: 2, said: expect.stringContaining('--from is missing') });
});

it('a source that was changed after a copy of it had begun is noticed, and so is another one', async () => {
  await prepare('sqlite:unused');
  const [one, other, to] = [aFile('one.sqlite'), aFile('other.sqlite'), aDatabase()];
  for (const file of [one, other]) makeEmptyFile(file);
  fill(one);
  fill(other);
  const connection = openConnection(other, 0);
  connection.exec(`UPDATE limits SET used = 2 WHERE key = 'ip:00000001'`);
  connection.close();
  await copyAndKill(`sqlite:${one}`, to);
  const changed = await copy(`sqlite:${other}`, to);
  expect(changed).toMatchObject({ code: 1, said: expect.stringContaining('are not those of the source') });
  expect(await app.bootAndExit({ DATABASE_URL: to })).toBe(1);
});
