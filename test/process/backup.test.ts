import { copyFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Control } from '../../src/persistence/sqlite/sqlite.control';
import { openConnection } from '../../src/persistence/sqlite/sqlite.driver';
import { Api } from '../harness/api';
import { AppProcess } from '../harness/app.process';
import { beginCommand, type Said } from '../harness/command';
import { signInAt, type Tokens } from '../harness/sign.in';
import { codeOf, Telegram } from '../harness/telegram';
import { until } from '../harness/until';

const GUIDE = readFileSync(join(__dirname, '../../docs/backup.md'), 'utf8');

let telegram: Telegram;
let app: AppProcess;
let api: Api;
let store: string;

beforeEach(async () => {
  telegram = await Telegram.start();
  app = await AppProcess.start({ ...telegram.settings, OTP_TTL_SECONDS: '600', RESEND_COOLDOWN_SECONDS: '0' });
  await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
  api = new Api(app);
  store = app.databaseUrl.slice('sqlite:'.length);
});

afterEach(async () => {
  await app.close();
  await telegram.stop();
});

/** What an operator runs beside the app. */
const data = (...args: string[]): Promise<Said> => begin(args).ended;

const begin = (args: readonly string[], databaseUrl = app.databaseUrl) =>
  beginCommand('data', args, { cwd: app.folder, env: { DATABASE_URL: databaseUrl } });

const inFolder = (file: string): string => join(app.folder, file);

/** Somebody whose message is in Telegram. */
async function aMessage() {
  const person = api.nextPerson();
  const { verification_id: id } = await api.register({ telegram_chat_id: person });
  await api.untilStatus(id, 'sent');
  const [message] = await telegram.codeMessages(person);
  return { person, id, code: codeOf(message!)! };
}

/** A code in somebody's chat beside those that are known. */
const anotherCode = (person: number, ...known: string[]): Promise<string> =>
  until(async () => {
    const codes = (await telegram.codeMessages(person)).map((message) => codeOf(message)!);
    return codes.find((code) => !known.includes(code));
  }, 'another code');

/** Has that file in the store's place. */
async function restart(restore: () => Promise<unknown>): Promise<void> {
  await app.signal('SIGTERM');
  await restore();
  await app.boot();
}

it('a backup is taken while people sign in, is whole and for the owner alone, and signs them in when it is restored', async () => {
  const ann = (await signInAt({ api, app, telegram } as never, { kind: 'token' })).body;
  let isOver = false;
  const signIns = (async () => {
    while (!isOver)
      expect(await api.verifyOtp(...(await aMessage().then(({ id, code }) => [id, code] as const)))).toMatchObject({
        status: 200,
      });
  })();
  const taken = await data('backup', 'today.sqlite');
  isOver = true;
  await signIns;
  const holding = /today\.sqlite is a whole backup of .*\n$/.exec(taken.said)![0];
  expect(taken).toEqual({ code: 0, said: `backed up ${store}: ${holding}` });
  expect(statSync(inFolder('today.sqlite')).mode & 0o777).toBe(0o600);
  expect(await data('check', 'today.sqlite')).toEqual({ code: 0, said: holding });

  await restart(async () => {
    writeFileSync(store, 'the disk is gone');
    expect(await data('restore', 'today.sqlite')).toMatchObject({
      code: 0,
      said: expect.stringContaining(`restored ${store}: ${holding}`),
    });
  });
  const { id, code, person } = await aMessage();
  expect(await api.verifyOtp(id, code)).toMatchObject({ status: 200, body: { user: { telegram_id: person } } });
  const refreshed = await app.post<Tokens>('/api/token/refresh', { refresh_token: ann.refresh_token });
  expect(refreshed.status).toBe(401);
});

it.each([
  ['by the command', () => data('restore', 'old.sqlite')],
  ['by a copy', async () => copyFileSync(inFolder('old.sqlite'), store)],
])('an old backup that is restored %s revives no code and sends nothing twice', async (_, restore) => {
  const used = await aMessage();
  const living = await aMessage();
  const awaiting = await api.register();
  const waiting = api.nextPerson();
  telegram.misbehave({ fault: 'silence', method: 'sendPhoto', chatId: waiting, times: 1 });
  const queued = await api.register({ telegram_chat_id: waiting });
  await until(() => telegram.world.faults.list().every(({ hits }) => hits > 0), 'a message to be under way');
  expect(await data('backup', 'old.sqlite')).toMatchObject({ code: 0 });
  expect(await api.verifyOtp(used.id, used.code)).toMatchObject({ status: 200 });
  await api.resend(living.id);
  const resent = await anotherCode(living.person, living.code);
  await restart(restore);
  expect(await api.verifyOtp(used.id, used.code)).toMatchObject({ status: 410 });
  expect(await api.verifyOtp(living.id, living.code)).toMatchObject({ status: 410 });
  await api.untilStatus(queued.verification_id, 'failed');
  expect(await telegram.codeMessages(waiting)).toEqual([]);
  const person = await telegram.addPerson('Eve');
  await telegram.pressStart(person, awaiting.telegram_link);
  await until(async () => (await telegram.messages(person)).length > 0, 'the bot to say that the link is over');
  expect(await telegram.codeMessages(person)).toEqual([]);
  expect(app.output).toContain('was restored from a backup');
  // What was sent after the backup is not known any more, and its code stays dead.
  await api.resend(living.id);
  const again = await anotherCode(living.person, living.code, resent);
  expect(await api.verifyOtp(living.id, resent)).toMatchObject({ status: 401 });
  expect(await api.verifyOtp(living.id, again)).toMatchObject({ status: 200 });
});

it('what is no whole backup is told apart, and is not restored', async () => {
  expect(await data('backup', 'whole.sqlite')).toMatchObject({ code: 0 });
  await app.signal('SIGTERM');
  const whole = readFileSync(inFolder('whole.sqlite'));
  const damage = (file: string, spoil: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(whole);
    spoil(bytes);
    writeFileSync(inFolder(file), bytes);
  };
  writeFileSync(inFolder('empty'), '');
  writeFileSync(inFolder('letter'), 'Dear diary, '.repeat(1000));
  damage('torn', () => undefined);
  truncateSync(inFolder('torn'), 8 * 4096);
  damage('short', () => undefined);
  truncateSync(inFolder('short'), whole.length - 4096);
  damage('damaged', (bytes) => bytes.fill(0xa5, 4096 * 5, 4096 * 20));
  const foreign = openConnection(inFolder('foreign'), 0);
  foreign.exec('CREATE TABLE moz_places (id)');
  foreign.close();
  const bare = openConnection(inFolder('bare'), 0);
  bare.exec('PRAGMA journal_mode = WAL');
  bare.close();
  const newer = openConnection(inFolder('newer'), 0);
  newer.exec('CREATE TABLE later (id); PRAGMA user_version = 999');
  newer.close();
  const before = readFileSync(store);
  for (const [file, says] of [
    ['missing', 'there is no such file'],
    ['empty', 'is empty: 0 bytes'],
    ['bare', 'holds nothing'],
    ['letter', 'is not a SQLite database'],
    ['foreign', 'another program wrote it'],
    ['newer', 'newer version'],
    ['torn', /is torn: 32768 of \d+ bytes are there; .*lost/],
    ['short', /is torn: .* lost in whole or in part: .*; readable: .*deliveries \(\d+\)/],
    ['damaged', /is damaged: .*lost/],
  ] as const)
    for (const command of ['check', 'restore'])
      expect(await data(command, file)).toEqual({ code: 1, said: expect.stringMatching(says) });
  expect(readFileSync(store)).toEqual(before);
});

it('nothing is written over, and nothing is restored under a running product', async () => {
  expect(await data('backup', 'one.sqlite')).toMatchObject({ code: 0 });
  const kept = readFileSync(inFolder('one.sqlite'));
  expect(await data('backup', 'one.sqlite')).toMatchObject({
    code: 1,
    said: expect.stringContaining('already exists'),
  });
  expect(readFileSync(inFolder('one.sqlite'))).toEqual(kept);
  expect(await data('restore', 'one.sqlite')).toMatchObject({
    code: 1,
    said: expect.stringContaining('stop it first'),
  });
  expect(await data('backup', 'nowhere/one.sqlite')).toMatchObject({
    code: 1,
    said: expect.stringContaining('there is no folder nowhere for nowhere/one.sqlite'),
  });
  await app.kill();
  expect(await data('backup', 'two.sqlite')).toMatchObject({ code: 0 });
  expect(existsSync(inFolder('two.sqlite.partial'))).toBe(false);
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('a backup that %s stops leaves nothing behind', async (signal, code) => {
  const other = inFolder('other.sqlite');
  const [file, partial] = [inFolder('new.sqlite'), inFolder('new.sqlite.partial')];
  writeFileSync(other, '');
  const control = Control.open(other, async (target) => {
    for (const suffix of ['', '-journal']) writeFileSync(target + suffix, 'half of it');
    await new Promise(() => undefined);
  });
  await until(() => existsSync(`${other}.socket`), 'the copying product to take calls');
  const { child, ended } = begin(['backup', file], `sqlite:${other}`);
  await until(() => existsSync(`${partial}-journal`), 'the copy to begin');
  child.kill(signal);
  expect(await ended).toEqual({ code, said: `telega2go: stopped by ${signal}: nothing was changed\n` });
  expect([file, partial, `${partial}-journal`].filter((path) => existsSync(path))).toEqual([]);
  control.close();
});

it('a file can be checked where the store is MongoDB, or none is named', async () => {
  expect(await data('backup', 'one.sqlite')).toMatchObject({ code: 0 });
  const checked = { code: 0, said: expect.stringContaining('one.sqlite is a whole backup') };
  for (const url of ['mongodb://127.0.0.1:1/none', ''])
    expect(await begin(['check', 'one.sqlite'], url).ended).toEqual(checked);
  const restored = await begin(['restore', 'one.sqlite'], 'mongodb://127.0.0.1:1/none').ended;
  expect(restored).toMatchObject({ code: 1, said: expect.stringContaining("with MongoDB's own tools") });
});

it('what is no command is told so, with all commands that there are', async () => {
  for (const [args, says] of [
    [[], 'no command was given'],
    [['burn', 'one.sqlite'], 'burn is not a command'],
    [['toString', 'one.sqlite'], 'toString is not a command'],
    [['backup'], 'backup needs the name of a file'],
    [['backup', 'two', 'words'], 'backup takes one file; put a name with spaces in quotes'],
    [['copy', 'mongodb://ann:password@host/one'], 'copy takes each address behind --from or --to'],
    [['copy'], '--from is missing'],
  ] as const) {
    const { code, said } = await data(...args);
    expect([code, said.split('\n')[0]]).toEqual([2, `telega2go: ${says}`]);
    for (const command of ['backup FILE', 'check FILE', 'restore FILE', 'copy --from'])
      expect(said).toContain(`npm run data -- ${command}`);
    expect(said).not.toContain('password');
  }
  const [from, to] = ['mongodb://ann:password@host:port/one', `sqlite:${inFolder('copy.sqlite')}`];
  expect(await data('copy', '--from', from, '--to', to)).toEqual({
    code: 78,
    said: 'telega2go: --from is not a usable MongoDB URL\n',
  });
});

it('docs/backup.md: each command does what it says', async () => {
  const commands = [...GUIDE.matchAll(/^npm run data -- (.+)$/gm)].map(([, args]) => args!.split(' '));
  expect(commands.map(([command]) => command)).toEqual(['backup', 'check', 'restore']);
  for (const args of commands) {
    if (args[0] === 'restore') await app.signal('SIGTERM');
    expect(await data(...args)).toMatchObject({ code: 0 });
  }
  await app.boot();
});
