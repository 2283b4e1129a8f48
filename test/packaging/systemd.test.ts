import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { loadConfig } from '../../src/config/config';
import { aTemporaryFolder } from '../harness/sqlite.store';
import { freePort } from '../harness/ports';
import { production } from '../harness/production';
import { until } from '../harness/until';

const root = join(__dirname, '../..');
const AS_UNIT = join(root, 'deploy/systemd/as-unit.sh');
const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
const SEE = 'process.stdout.write(JSON.stringify({ env: process.env, folder: process.cwd() }))';
const PEM = production.settings.JWT_PRIVATE_KEY.replaceAll('\\n', '\n');
const TOKEN = '123456:AAF_abcdefghijklmnopqrstuvwxyz12345';
const KEPT = 14;

type Seen = Readonly<{ env: Readonly<Record<string, string>>; folder: string }>;

/** An installation in a folder of its own: a unit, its environment file and its secrets. */
class Machine {
  readonly folder = aTemporaryFolder();
  readonly unit = join(this.folder.path, 'telega2go.service');

  constructor() {
    for (const name of ['secrets', 'bin', 'state']) mkdirSync(join(this.folder.path, name));
  }

  keep(name: string, text: string): string {
    const path = join(this.folder.path, name);
    writeFileSync(path, text);
    return path;
  }

  /** The unit that is shipped, for this user and these folders. */
  install(settings: string): void {
    const text = readFileSync(join(root, 'deploy/systemd/telega2go.service'), 'utf8')
      .replace('User=telega2go', `User=${userInfo().username}`)
      .replaceAll('/opt/telega2go', this.at('telega2go'))
      .replaceAll('/etc/telega2go', this.folder.path)
      .replaceAll('/var/lib/telega2go', this.at('state'));
    this.keep('telega2go.service', text);
    this.keep('telega2go.env', settings);
  }

  at(name: string): string {
    return join(this.folder.path, name);
  }

  run(args: readonly string[], path = PATH) {
    const env = { PATH: path, UNIT: this.unit, APP_NAME: 'of the caller', MAGIC_LINK_SECRET: 'of the caller' };
    return spawnSync(AS_UNIT, args, { cwd: '/', env, encoding: 'utf8' });
  }

  sees(): Seen {
    const { status, stdout, stderr } = this.run([process.execPath, '-e', SEE]);
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Seen;
  }
}

describe('a command by deploy/systemd/as-unit.sh', () => {
  let machine: Machine;

  beforeEach(() => {
    machine = new Machine();
    machine.keep('secrets/jwt_private_key', PEM);
    machine.keep('secrets/magic_link_secret', `it's "quoted" $HOME \\n\n`);
    machine.keep('secrets/magic_link_secret_previous', `${'previous'.repeat(4)}\r\n`);
    machine.keep('secrets/database_url', 'mongodb://user:pass@mongo-0/telega2go?replicaSet=rs0\n');
    machine.keep('token', TOKEN);
    machine.keep(
      'telega2go.service',
      `[Service]
User=${userInfo().username}
WorkingDirectory=${machine.at('state')}
Environment=NODE_ENV=production
Environment="APP_NAME=50%% off"
Environment=DATABASE_URL=sqlite:/var/lib/telega2go/telega2go.sqlite
Environment=JWT_PRIVATE_KEY_FILE=%d/secret_jwt_private_key
Environment=MAGIC_LINK_SECRET_FILE=%d/secret_magic_link_secret
Environment=TELEGRAM_BOT_TOKEN_FILE=%d/token
EnvironmentFile=${machine.at('telega2go.env')}
EnvironmentFile=-${machine.at('missing.env')}
LoadCredential=token:${machine.at('token')}
LoadCredential=secret:${machine.at('secrets')}
`,
    );
    machine.keep(
      'telega2go.env',
      `# APP_LOGO=a comment
; and another
PUBLIC_URL = https://app.example.org  
APP_NAME=Shop # 1, it's "ours"
MAIL_FROM="Shop \\"1\\" # <a@example.org>"
SECURITY_CONTACT='mailto:a b@example.org'
CORS_ORIGINS=https://a.example.org,\\
https://b.example.org
MAGIC_LINK_SECRET_PREVIOUS_FILE=/run/credentials/telega2go.service/secret_magic_link_secret_previous
SMTP_URL_FILE=/somewhere/else
APPS_FILE=/run/credentials/telega2go.service/secret_apps
DATABASE_URL=
DATABASE_URL_FILE=/run/credentials/telega2go.service/secret_database_url`,
    );
  });
  afterEach(() => machine.folder.remove());

  it('has the settings of the unit, which its environment file overrides, and the folder', () => {
    const { env, folder } = machine.sees();
    expect(folder).toBe(machine.at('state'));
    expect(env).toMatchObject({
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://app.example.org',
      APP_NAME: `Shop # 1, it's "ours"`,
      MAIL_FROM: 'Shop "1" # <a@example.org>',
      SECURITY_CONTACT: 'mailto:a b@example.org',
      CORS_ORIGINS: 'https://a.example.org,https://b.example.org',
    });
    expect(Object.keys(env)).not.toContain('APP_LOGO');
  });

  it('has each secret in place of the file that only root can read, and other files as they are', () => {
    const { env } = machine.sees();
    expect(env).toMatchObject({
      JWT_PRIVATE_KEY: PEM.trimEnd(),
      MAGIC_LINK_SECRET: `it's "quoted" $HOME \\n`,
      MAGIC_LINK_SECRET_PREVIOUS: 'previous'.repeat(4),
      TELEGRAM_BOT_TOKEN: TOKEN,
      DATABASE_URL: 'mongodb://user:pass@mongo-0/telega2go?replicaSet=rs0',
      SMTP_URL_FILE: '/somewhere/else',
      APPS_FILE: '/run/credentials/telega2go.service/secret_apps',
    });
    expect(
      Object.keys(env)
        .filter((name) => name.endsWith('_FILE'))
        .sort(),
    ).toEqual(['APPS_FILE', 'SMTP_URL_FILE']);
  });

  it('has what `systemctl edit` has changed', () => {
    mkdirSync(`${machine.unit}.d`);
    machine.keep('telega2go.service.d/override.conf', '[Service]\nEnvironment=LOG_LEVEL=debug\n');
    expect(machine.sees().env.LOG_LEVEL).toBe('debug');
  });

  it('reads drop-ins as systemd does, however they are written', () => {
    mkdirSync(`${machine.unit}.d`);
    expect(machine.sees().env.APP_NAME).toBe(`Shop # 1, it's "ours"`);
    const other = machine.keep('other.env', 'APP_NAME=Other\n');
    machine.keep(
      'telega2go.service.d/10.conf',
      "[Service]\r\nEnvironment = NODE_ENV=test\r\n  Environment='LOG_LEVEL=warn'",
    );
    machine.keep('telega2go.service.d/20.conf', `[Service]\nEnvironmentFile=\nEnvironmentFile=${other}\n`);
    const { env } = machine.sees();
    expect(env).toMatchObject({ NODE_ENV: 'test', LOG_LEVEL: 'warn', APP_NAME: 'Other' });
    expect(env.PUBLIC_URL).toBeUndefined();
  });

  it('names an environment file that is missing', () => {
    machine.keep('telega2go.service', `[Service]\nUser=${userInfo().username}\nEnvironmentFile=/no/such.env\n`);
    expect(machine.run(['true'])).toMatchObject({ status: 1, stderr: 'as-unit.sh: /no/such.env is missing\n' });
  });

  it('refuses a secret that is not there, and a setting that is given twice is left for the product to refuse', () => {
    machine.keep('secrets/database_url', '');
    expect(machine.run(['true'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`DATABASE_URL_FILE: ${machine.at('secrets/database_url')} is missing or empty`),
    });
    const settings = readFileSync(machine.at('telega2go.env'), 'utf8').replace(/^DATABASE_URL=$/m, '');
    machine.keep('telega2go.env', settings);
    const { env } = machine.sees();
    expect(() => loadConfig({ ...env })).toThrow('DATABASE_URL is given twice');
  });

  it('passes no secret as an argument, and prints none', () => {
    for (const tool of ['awk', 'basename', 'cat', 'env', 'grep', 'id', 'sed', 'tail', 'tr']) {
      const path = spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim();
      const script = `#!/bin/sh\nprintf '%s\\n' "$*" >> ${machine.at('arguments')}\nexec ${path} "$@"\n`;
      chmodSync(machine.keep(`bin/${tool}`, script), 0o755);
    }
    const { status, stdout, stderr } = machine.run(['true'], [machine.at('bin'), PATH].join(delimiter));
    const said = [readFileSync(machine.at('arguments'), 'utf8'), stdout, stderr].join();
    expect(status).toBe(0);
    expect(said).toContain('LoadCredential');
    expect(
      ['quoted', 'previousprevious', 'PRIVATE KEY', TOKEN, 'user:pass'].filter((part) => said.includes(part)),
    ).toEqual([]);
  });

  it('answers with the exit code of the command', () => {
    expect(machine.run(['sh', '-c', 'exit 7']).status).toBe(7);
  });
});

describe('the unit that is shipped, its folder a link', () => {
  const machine = new Machine();
  let product: ChildProcess;
  let url: string;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    symlinkSync(root, machine.at('telega2go'));
    const api = `http://127.0.0.1:${await freePort()}`;
    machine.install(
      `PUBLIC_URL=https://app.example.org\nHOST=127.0.0.1\nPORT=${port}\nTELEGRAM_API_ROOT=${api}\nTRUST_PROXY=127.0.0.1\n`,
    );
    const make = join(root, 'deploy/compose/make-secrets.sh');
    spawnSync(make, [machine.at('secrets')], { env: { PATH, TELEGRAM_BOT_TOKEN: TOKEN } });
    product = spawn(AS_UNIT, ['node', 'dist/main.js'], { env: { PATH, UNIT: machine.unit }, stdio: 'ignore' });
    await until(async () => {
      if (product.exitCode !== null) throw new Error(`the product ended with ${product.exitCode}`);
      return (await fetch(`${url}/health/ready`).catch(() => undefined))?.ok;
    }, 'the product to be ready');
  });

  afterAll(async () => {
    product.kill('SIGTERM');
    if (product.exitCode === null) await once(product, 'exit');
    machine.folder.remove();
  });

  it('has all that the product needs, the web app included', async () => {
    expect(await (await fetch(url)).text()).toContain('<div id="app">');
    expect(machine.run(['node', 'dist/doctor.js']).stdout).toContain('settings: can be used');
  });

  it('is backed up while it runs by deploy/systemd/backup.sh, which keeps the newest 14', () => {
    const backups = machine.at('state/backups');
    mkdirSync(backups);
    const older = Array.from({ length: KEPT }, (_, day) => `telega2go-2020-01-${String(10 + day)}T000000Z.sqlite`);
    for (const name of [...older, 'before-0.2.0.sqlite']) writeFileSync(join(backups, name), '');
    const { status, stdout } = machine.run(['deploy/systemd/backup.sh', backups]);
    expect(status).toBe(0);
    expect(stdout.match(/is a whole backup/g)).toHaveLength(2);
    const [others, kept] = [readdirSync(backups), readdirSync(backups).filter((name) => name.startsWith('telega2go-'))];
    expect(kept).toHaveLength(KEPT);
    expect(kept.slice(0, -1)).toEqual(older.slice(1));
    expect(others).toContain('before-0.2.0.sqlite');
  });

  it('has what a killed backup left unfinished removed by deploy/systemd/backup.sh after a day', () => {
    const folder = machine.at('state/unfinished');
    mkdirSync(folder);
    const old = ['telega2go-2020-01-01T000000Z.sqlite.partial', 'telega2go-2020-01-01T000000Z.sqlite.partial-journal'];
    const others = ['mine.sqlite.partial', 'telega2go-2020-01-01T000000Z.sqlite'];
    for (const name of [...old, ...others]) {
      writeFileSync(join(folder, name), '');
      utimesSync(join(folder, name), 0, 0);
    }
    const underWay = 'telega2go-2020-01-02T000000Z.sqlite.partial';
    writeFileSync(join(folder, underWay), '');
    expect(machine.run(['deploy/systemd/backup.sh', folder]).status).toBe(0);
    expect(readdirSync(folder).filter((name) => /2020|mine/.test(name))).toEqual([...others, underWay]);
  });

  it('takes away no backup where another fails', () => {
    const backups = machine.at('state/backups');
    const before = readdirSync(backups);
    machine.keep('telega2go.env', 'DATABASE_URL=sqlite:/nowhere/telega2go.sqlite\n');
    expect(machine.run(['deploy/systemd/backup.sh', backups]).status).not.toBe(0);
    expect(readdirSync(backups)).toEqual(before);
  });
});
