import { existsSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api } from '../harness/api';
import { AppProcess } from '../harness/app.process';
import { production } from '../harness/production';
import { until } from '../harness/until';

const EX_CONFIG = 78;
const EX_REFUSED = 1;

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

describe('an operator starts it when something is wrong', () => {
  let app: AppProcess;
  const others: AppProcess[] = [];

  /** Not started yet, in a folder of its own. */
  const another = async (settings: Readonly<Record<string, string>> = {}): Promise<AppProcess> => {
    const process = await AppProcess.prepare(settings);
    others.push(process);
    return process;
  };
  const linesOf = ({ output }: AppProcess) => output.split('\n').filter((line) => line !== '');
  const register = async () => (await new Api(app).tryRegister({ telegram_chat_id: 4711 })).status;

  beforeAll(async () => {
    app = await AppProcess.prepare();
  });

  afterAll(async () => {
    for (const one of [...others, app]) await one.close();
  });

  it('a start with settings that cannot be used ends with the exit code for configuration, one line a fault, each with its variable and without its value', async () => {
    const faults = { PORT: '-80', OTP_LENGTH: 'six-ish', TELEGRAM_BOT_TOKEN: '4242:no token!', LOG_LEVEL: 'loudest' };
    expect(await app.bootAndExit(faults)).toBe(EX_CONFIG);
    const lines = app.output.trim().split('\n');
    expect(lines).toHaveLength(Object.keys(faults).length);
    for (const name of Object.keys(faults)) expect(lines).toContainEqual(expect.stringContaining(`${name} `));
    for (const value of Object.values(faults)) expect(app.output).not.toContain(value);
  });

  it('a start that lacks a setting names those that are misspelt beside it', async () => {
    const { PUBLIC_URL: _, ...rest } = production.settings;
    const misspelt = await another({
      ...rest,
      TELEGRAM_BOT_TOKEN: '4242:a_bot',
      PUBLIC_ULR: 'https://app.example.org',
    });
    expect(await misspelt.bootAndExit()).toBe(EX_CONFIG);
    expect(linesOf(misspelt)).toEqual([
      'telega2go: PUBLIC_URL is required in production',
      'telega2go: PUBLIC_ULR is not a setting of this product; is it misspelt?',
    ]);
  });

  it.each(['no host at all', 'no-such-host.invalid', '203.0.113.9'])(
    'a start on an address that the machine has not is one line of its settings: %s',
    async (host) => {
      const lost = await another({ HOST: host });
      expect(await lost.bootAndExit()).toBe(EX_CONFIG);
      expect(linesOf(lost)).toEqual(['telega2go: HOST is no address of this machine']);
    },
  );

  it.each(['mongodb://host:port/x', 'mongodb://ann:pass@', 'sqlite:'])(
    'a DATABASE_URL that is none is a setting at fault, and not quoted: %s',
    async (url) => {
      const lost = await another({ DATABASE_URL: url });
      expect(await lost.bootAndExit()).toBe(EX_CONFIG);
      expect(linesOf(lost)).toEqual([expect.stringMatching(/^telega2go: DATABASE_URL /)]);
      expect(lost.output).not.toMatch(/host:port|ann:pass/);
    },
  );

  it('in production each line that it prints is JSON, from the first', async () => {
    const nowhere = { TELEGRAM_BOT_TOKEN: '4242:a_bot_of_the_tests', TELEGRAM_API_ROOT: 'http://127.0.0.1:9' };
    const served = await another({ ...production.settings, ...nowhere });
    await served.boot();
    await served.signal('SIGTERM');
    expect(linesOf(served).filter((line) => !isJson(line))).toEqual([]);
    expect(served.output).toContain(production.settings.PUBLIC_URL);
  });

  it('it takes back nothing once the settings are mended', async () => {
    await app.boot();
    expect((await app.get('/health/live')).status).toBe(200);
  });

  it('secrets and the store are for the owner alone; development secrets are made once, and the admin key is shown once, by a link that carries it (S19)', async () => {
    for (const name of [
      'magic-link-secret',
      'jwt-private-key.pem',
      'admin-api-key',
      'test.sqlite',
      'test.sqlite-wal',
    ]) {
      expect(existsSync(join(app.folder, name))).toBe(true);
      expect(statSync(join(app.folder, name)).mode & 0o777).toBe(0o600);
    }
    const key = readFileSync(join(app.folder, 'admin-api-key'), 'utf8');
    await app.signal('SIGTERM');
    await app.boot();
    expect(app.output.split(key)).toHaveLength(2);
    expect(app.output).toContain(`${app.url}/admin#key=${key}`);
  });

  it('says which names look like settings and are none, and not what they hold', async () => {
    await app.signal('SIGTERM');
    await app.boot({ TELEGRAM_TOKEN: 'of-no-use' });
    expect(app.output).toContain('"names":["TELEGRAM_TOKEN"]');
    expect(app.output).not.toContain('of-no-use');
  });

  it('a second process on the same file is refused in plain words, and the first goes on', async () => {
    const path = join(app.folder, 'test.sqlite');
    const second = await another({ DATABASE_URL: `sqlite:${path}` });
    expect(await second.bootAndExit()).toBe(EX_REFUSED);
    expect(linesOf(second)).toEqual([
      `telega2go: cannot use the SQLite file ${path}: another process is using the file`,
    ]);
    expect(await register()).toBe(202);
  });

  it('a first start that fails keeps no admin key, which it did not show: the next one shows it', async () => {
    const first = await another();
    expect(await first.bootAndExit({ PORT: new URL(app.url).port })).toBe(EX_REFUSED);
    await first.boot();
    const key = readFileSync(join(first.folder, 'admin-api-key'), 'utf8');
    expect(first.output).toContain(`/admin#key=${key}`);
  });

  it('a port in use ends the start with one plain line', async () => {
    const second = await another({ PORT: new URL(app.url).port });
    expect(await second.bootAndExit()).toBe(EX_REFUSED);
    const port = new URL(app.url).port;
    expect(linesOf(second)).toEqual([
      `telega2go: cannot listen on 127.0.0.1:${port}: another process does (EADDRINUSE)`,
    ]);
    expect(await register()).toBe(202);
  });

  it('a file that is no database, or a damaged one, is refused and left as it is', async () => {
    const stranger = await another();
    const path = join(stranger.folder, 'test.sqlite');
    writeFileSync(path, 'This is a shopping list and no database at all.\n'.repeat(100));
    const before = readFileSync(path);
    expect(await stranger.bootAndExit()).toBe(EX_REFUSED);
    expect(stranger.output).toContain(`cannot use the SQLite file ${path}`);
    expect(readFileSync(path)).toEqual(before);
  });

  it('a log that cannot be written costs its lines and nothing else', async () => {
    const silent = await another();
    await silent.boot({}, openSync('/dev/full', 'w'));
    const api = new Api(silent);
    const { verification_id: id } = await api.register({ telegram_chat_id: 4715 });
    await api.untilStatus(id, 'sent');
  });

  it('a store whose file is removed under it takes nothing more, and says so', async () => {
    rmSync(join(app.folder, 'test.sqlite'));
    await until(async () => (await app.get('/health/ready')).status === 503, 'the loss to be noticed');
    const answer = await new Api(app).tryRegister({ telegram_chat_id: 4714 });
    expect(answer).toMatchObject({ status: 503, body: { code: 'storage_unavailable' } });
    expect((await app.get('/health')).body).toMatchObject({ status: 'unavailable', storage: 'down' });
  });
});
