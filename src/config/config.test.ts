import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ConfigError, loadConfig, readEnvironment, strayNames, type Config } from './config';
import { environment } from './config.environment';
import { rounds } from '../../test/harness/rounds';

type Variables = Record<string, string | undefined>;

const names = Object.keys(environment.shape);
const p256 = newPem('P-256');
let dataDir: string;

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'telega2go-config-'));
});

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe('.env.example', () => {
  const entries = readExample();

  it('lists every variable once, in the order of the table', () => {
    expect(entries.map(({ name }) => name)).toEqual(names);
  });

  it('says a sentence about each', () => {
    expect(entries.filter(({ sentence }) => !/^[A-Z`0-9].{20,}[.\d]$/s.test(sentence))).toEqual([]);
  });

  it('shows the defaults that the app has', () => {
    const shown = entries.filter(({ isSet }) => isSet).map(({ name, value }) => [name, value]);
    expect(Object.fromEntries(shown)).toEqual(fixedDefaults());
  });

  it('shows examples that the app accepts, and no secret', () => {
    const optional = entries.filter(({ isSet }) => !isSet);
    expect(faultsOf(Object.fromEntries(optional.map(({ name, value }) => [name, value])))).toEqual([]);
    expect(optional.filter(({ name, value }) => /SECRET|KEY|TOKEN$/.test(name) && value !== '')).toEqual([]);
  });

  it('changes nothing when it is used as it stands', () => {
    const set = entries.filter(({ isSet }) => isSet).map(({ name, value }) => [name, value]);
    expect(plain(loadConfig({ ...Object.fromEntries(set), DATA_DIR: dataDir }))).toEqual(plain(load()));
  });
});

describe('the table of docs/settings.md', () => {
  const rows = [
    ...readFileSync(join(__dirname, '../../docs/settings.md'), 'utf8').matchAll(
      /^\| `([A-Z0-9_]+)` *\| ([^|]+?) *\|/gm,
    ),
  ];
  const told = new Map(rows.map(([, name, value]) => [name!, value!]));

  it('has every variable once, in the order of .env.example', () => {
    expect(rows.map(([, name]) => name)).toEqual(names);
  });

  it('tells the defaults that the app has', () => {
    const defaults = Object.entries(fixedDefaults());
    expect(defaults.map(([name]) => [name, told.get(name)])).toEqual(
      defaults.map(([name, value]) => [name, expect.stringContaining(`\`${value}\``) as string]),
    );
  });
});

describe('settings', () => {
  it('are complete without a single variable', () => {
    const config = load();
    expect(config).toMatchObject({ production: false, host: '127.0.0.1', port: 3000 });
    expect(config).toMatchObject({ publicUrl: 'http://127.0.0.1:3000', magicLinkBaseUrl: 'http://127.0.0.1:3000' });
    expect(config.telegram).toMatchObject({ sandbox: true, updates: 'polling', timeoutSeconds: 60, maxRetries: 3 });
  });

  it('are told from names that only look like one', () => {
    const ours = Object.fromEntries(names.map((name) => [name, 'x']));
    expect(strayNames({ ...ours, PATH: 'x', HOME: 'x', NODE_OPTIONS: 'x', no_proxy: 'x', NO_COLOR: 'x' })).toEqual([]);
    const slips = ['TELEGRAM_TOKEN', 'telegram_bot_token', 'OTP_TTL', 'Port'];
    expect(strayNames({ ...ours, ...Object.fromEntries(slips.map((name) => [name, 'x'])) })).toEqual(slips);
  });

  it('take an empty variable as absent', () => {
    const empty = Object.fromEntries(names.map((name) => [name, name === 'DATA_DIR' ? dataDir : '']));
    expect(plain(loadConfig(empty))).toEqual(plain(load()));
  });

  it('name every fault in one go', () => {
    const faults = faultsOf({ PORT: '70000', OTP_LENGTH: '5', TELEGRAM_UPDATES: 'pigeon', CORS_ORIGINS: '*' });
    expect(faults.map((line) => line.split(' ')[0])).toEqual([
      'PORT',
      'CORS_ORIGINS',
      'TELEGRAM_UPDATES',
      'OTP_LENGTH',
    ]);
    expect(faults.every((line) => !line.includes('\n'))).toBe(true);
  });

  it('name what production lacks, too, where a value is bad', () => {
    const faults = faultsOf({
      NODE_ENV: 'production',
      PORT: '70000',
      PUBLIC_URL: 'http://app.example.org',
      MAGIC_LINK_SECRET: 'changeme',
      TELEGRAM_UPDATES: 'webhook',
      SMTP_URL: 'smtp://smtp.example.org',
      APPS_FILE: join(dataDir, 'no-such-file'),
    });
    expect(faults.map((line) => line.replace(/(must|is|looks|cannot).*/, '$1'))).toEqual([
      'PORT must',
      'MAGIC_LINK_SECRET must',
      'TELEGRAM_WEBHOOK_SECRET is',
      'MAIL_FROM is',
      'TELEGRAM_BOT_TOKEN is',
      'JWT_PRIVATE_KEY is',
      'ADMIN_API_KEY is',
      'MAGIC_LINK_SECRET looks',
      'PUBLIC_URL must',
      'APPS_FILE cannot',
    ]);
  });

  it('can be read without anything being made', () => {
    const place = join(dataDir, 'not-there-yet');
    expect(loadConfig({ DATA_DIR: place }, { keepsSecrets: false }).magicLinkSecrets).toHaveLength(1);
    expect(existsSync(place)).toBe(false);
    const { admin } = loadConfig({ DATA_DIR: dataDir });
    expect(loadConfig({ DATA_DIR: dataDir }, { keepsSecrets: false }).admin.apiKeys).toEqual(admin.apiKeys);
  });

  it.each([
    ['OTP_LENGTH', '6.5'],
    ['OTP_LENGTH', '11'],
    ['PORT', '0'],
    ['PORT', '-1'],
    ['PORT', '0x50'],
    ['PUBLIC_URL', 'app.example.org'],
    ['PUBLIC_URL', 'https://app.example.org/auth'],
    ['PUBLIC_URL', 'ftp://app.example.org'],
    ['PUBLIC_URL', 'https://user:pass@app.example.org'],
    ['PUBLIC_URL', 'https://app.example.org/?a=1'],
    ['CORS_ORIGINS', 'https://app.example.org/'],
    ['MAGIC_LINK_SECRET', 'x'.repeat(31)],
    ['TELEGRAM_BOT_TOKEN', '12345'],
    ['TELEGRAM_WEBHOOK_SECRET', 'with space'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', 'everybody'],
    ['DATABASE_URL', 'postgres://localhost/app'],
    ['JWT_PRIVATE_KEY', newPem('P-384')],
    ['ADMIN_TELEGRAM_IDS', '@somebody'],
    ['HTTPS_PROXY', 'proxy.example.org:3128'],
    ['HTTPS_PROXY', 'socks5://proxy.example.org'],
    ['WEBHOOK_URL', 'service.example.org'],
    ['SMTP_URL', 'smtp.example.org:25'],
    ['SMTP_URL', 'https://smtp.example.org'],
    ['SMTP_URL', 'smtp://user@smtp.example.org'],
    ['SMTP_URL', 'smtp://smtp.example.org/path'],
    ['SMTP_URL', 'smtp://smtp.example.org?tls=no'],
    ['MAIL_FROM', 'Example'],
    ['MAIL_FROM', 'a@example.org, b@example.org'],
    ['MAIL_FROM', 'Example <a@example.org>\nBcc: b@example.org'],
    ['WEBHOOK_URL', 'https://user:pass@service.example.org'],
    ['WEBHOOK_SECRET', 'whsec_c2hvcnQ='],
    ['WEBHOOK_SECRET', Buffer.alloc(32, 7).toString('base64')],
    ['WEBHOOK_SECRET_PREVIOUS', `whsec_${Buffer.alloc(65, 7).toString('base64')}`],
    ['LOG_LEVEL', 'loud'],
  ])('refuse a bad %s', (name, value) => {
    const neighbours = { WEBHOOK_SECRET: whsec(7), MAIL_FROM: 'sign-in@example.org' };
    expect(faultsOf({ ...neighbours, [name]: value }).map((line) => line.split(' ')[0])).toEqual([name]);
  });

  it('name a DATA_DIR that is none in one sentence (networks 28)', () => {
    const file = join(dataDir, 'a-file');
    writeFileSync(file, '');
    // Below /proc not even root can make a folder; where there is no /proc, a privileged user could make one.
    const below = existsSync('/proc/self') ? ['/proc/no-such-folder/below'] : [];
    for (const place of [file, join(file, 'below'), ...below])
      expect(faultsOf({ DATA_DIR: place })).toEqual([expect.stringMatching(/^DATA_DIR cannot be used \(E[A-Z]+\)$/)]);
    const spoilt = mkdtempSync(join(dataDir, 'spoilt-'));
    writeFileSync(join(spoilt, 'jwt-private-key.pem'), 'no key');
    expect(faultsOf({ DATA_DIR: spoilt })).toEqual([
      'DATA_DIR: jwt-private-key.pem holds no private key; put back the one that it held, or delete it to start with a new one',
    ]);
  });

  it('never show a value in a fault, whatever was given', () => {
    const garbage = fc.string({ unit: 'binary', minLength: 12 }).filter((text) => text.trim().length >= 12);
    const variables = fc.record(Object.fromEntries(names.map((name) => [name, fc.option(garbage)])));
    fc.assert(
      fc.property(variables, (given) => {
        const message = faultsOf({ ...withoutNulls(given), DATA_DIR: dataDir }).join('\n');
        return Object.values(withoutNulls(given)).every((value) => !message.includes(value.trim()));
      }),
      { numRuns: rounds(10), examples: [[Object.fromEntries(names.map((name) => [name, `hunter2-${name}-hunter2`]))]] },
    );
  });

  it('never show a bot token or a secret that is nearly right', () => {
    const token = '123456:AAF-almost a token';
    const message = faultsOf({
      TELEGRAM_BOT_TOKEN: token,
      ADMIN_API_KEY: 'short-key',
      JWT_PRIVATE_KEY: 'not a key',
    }).join();
    for (const value of [token, 'AAF-almost', 'short-key', 'not a key']) expect(message).not.toContain(value);
  });

  it('read a PEM with its line breaks written out', () => {
    const written = load({ JWT_PRIVATE_KEY: p256.replaceAll('\n', '\\n') });
    expect(written.session.privateKey.equals(load({ JWT_PRIVATE_KEY: p256 }).session.privateKey)).toBe(true);
  });

  it('follow the port and the public address where nothing else is said', () => {
    expect(load({ PORT: '8080' })).toMatchObject({ publicUrl: 'http://127.0.0.1:8080' });
    for (const [host, address] of [
      ['::1', '[::1]'],
      ['::', '127.0.0.1'],
      ['0.0.0.0', '127.0.0.1'],
      ['192.0.2.7', '192.0.2.7'],
      ['localhost', '127.0.0.1'],
    ])
      expect(load({ HOST: host })).toMatchObject({ publicUrl: `http://${address}:3000` });
    expect(load({ PUBLIC_URL: 'https://a.example/' })).toMatchObject({
      publicUrl: 'https://a.example',
      magicLinkBaseUrl: 'https://a.example',
    });
  });

  it.each([
    [{}, 'http://127.0.0.1:3000/sandbox/telegram/'],
    [{ HOST: '0.0.0.0', PORT: '8080' }, 'http://127.0.0.1:8080/sandbox/telegram/'],
    [{ HOST: '::1' }, 'http://[::1]:3000/sandbox/telegram/'],
    [{ TELEGRAM_BOT_TOKEN: '1:abc' }, 'https://api.telegram.org/'],
    [{ TELEGRAM_BOT_TOKEN: '1:abc', TELEGRAM_API_ROOT: 'http://127.0.0.1:8081/bots' }, 'http://127.0.0.1:8081/bots/'],
  ])('reach the Bot API where it is: %j', (given, apiRoot) => {
    expect(load(given).telegram.apiRoot).toBe(apiRoot);
  });

  it('have a proxy for all that is https elsewhere, in either case', () => {
    const proxy = { url: 'http://proxy:3128', except: '.near.example' };
    const both = [
      { HTTPS_PROXY: proxy.url, NO_PROXY: proxy.except },
      { https_proxy: proxy.url, no_proxy: proxy.except },
    ].map((variables) => load(variables));
    expect(both.flatMap((config) => [config.telegram.proxy, config.proxy])).toEqual(Array(4).fill(proxy));
    expect(load({ NO_PROXY: '*' }).telegram.proxy).toBeUndefined();
  });

  it('tell other services by a URL and the secrets that sign, newest first', () => {
    const [next, last] = [whsec(7), whsec(8)];
    const url = 'https://service.example.org/hook?tenant=1';
    expect(load().webhook).toBeUndefined();
    expect(load({ WEBHOOK_SECRET: next }).webhook).toBeUndefined();
    expect(load({ WEBHOOK_URL: url, WEBHOOK_SECRET: next }).webhook).toEqual({ url, secrets: [next] });
    const both = { WEBHOOK_URL: url, WEBHOOK_SECRET: next, WEBHOOK_SECRET_PREVIOUS: last };
    expect(load(both).webhook?.secrets).toEqual([next, last]);
    expect(faultsOf({ WEBHOOK_URL: url })).toEqual(['WEBHOOK_SECRET is required with WEBHOOK_URL']);
  });

  it('ask for a webhook secret when updates come by webhook', () => {
    expect(faultsOf({ TELEGRAM_UPDATES: 'webhook' })).toEqual([expect.stringMatching(/^TELEGRAM_WEBHOOK_SECRET /)]);
    expect(faultsOf({ TELEGRAM_UPDATES: 'webhook', TELEGRAM_WEBHOOK_SECRET: 'a-Z_9' })).toEqual([]);
  });
});

describe('production', () => {
  const production = {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://app.example.org',
    TELEGRAM_BOT_TOKEN: '123456:AAF_abcdefghijklmnopqrstuvwxyz12345',
    MAGIC_LINK_SECRET: 'q0Zt7mB2vXcR9sLk4pWn8yHd3fGj6uAe',
    JWT_PRIVATE_KEY: p256,
    ADMIN_API_KEY: 'e6Uj3gFd8yHn4pWk9sLc2vXm7tBq0ZrA',
  };

  it('starts with real settings, open to the network and logging JSON', () => {
    expect(load(production)).toMatchObject({ production: true, host: '0.0.0.0', log: { format: 'json' } });
    expect(load(production).telegram.sandbox).toBe(false);
  });

  it.each(['PUBLIC_URL', 'TELEGRAM_BOT_TOKEN', 'MAGIC_LINK_SECRET', 'JWT_PRIVATE_KEY', 'ADMIN_API_KEY'])(
    'generates nothing and refuses the sandbox: %s must be given',
    (name) => {
      expect(faultsOf({ ...production, [name]: undefined })).toEqual([`${name} is required in production`]);
    },
  );

  it.each([
    ['MAGIC_LINK_SECRET', 'your-super-key-change-in-production-0123456789'],
    ['MAGIC_LINK_SECRET_PREVIOUS', 'this-is-my-secret-this-is-my-secret-42'],
    ['ADMIN_API_KEY', 'changeme-changeme-changeme-changeme'],
    ['ADMIN_API_KEY_PREVIOUS', 'changeme-changeme-changeme-changeme'],
    ['API_KEYS', 'Qm9uam91ciBsZSBtb25kZSBlbnRpZXIgZXQgdG91cw,your-api-key-your-api-key-your-api-key'],
    ['ADMIN_API_KEY', 'CHANGE_IN_PRODUCTION_0123456789_0123456789'],
    ['ADMIN_API_KEY', 'replace-me-replace-me-replace-me-please'],
    ['TELEGRAM_BOT_TOKEN', '123456:change-this-token'],
    ['TELEGRAM_WEBHOOK_SECRET', 'ChangeMe'],
    ['TELEGRAM_WEBHOOK_SECRET_PREVIOUS', 'ChangeMe'],
  ])('refuses a placeholder in %s', (name, value) => {
    expect(faultsOf({ ...production, [name]: value })).toEqual([expect.stringMatching(`^${name} .*placeholder`)]);
  });

  it.each(['PUBLIC_URL', 'MAGIC_LINK_BASE_URL', 'WEBHOOK_URL'])('refuses a %s without TLS', (name) => {
    expect(faultsOf({ ...production, WEBHOOK_SECRET: whsec(7), [name]: 'http://app.example.org' })).toEqual([
      `${name} must be https in production`,
    ]);
  });
});

const whsec = (byte: number): string => `whsec_${Buffer.alloc(24, byte).toString('base64')}`;

const load = (given: Variables = {}): Config => loadConfig({ DATA_DIR: dataDir, ...given });

function faultsOf(given: Variables): readonly string[] {
  try {
    load(given);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

/** Key objects do not compare by value, but their PEM does. */
function plain(config: Config): unknown {
  const { privateKey, ...session } = config.session;
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  return { ...config, session: { ...session, pem }, admin: { ...config.admin, apiKeyIsNew: false } };
}

/** The defaults that depend on nothing else, as they are written in a file; empty lists are left out. */
function fixedDefaults(): Record<string, string> {
  const defaults = Object.entries(environment.parse({})).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defaults.map(([name, value]) => [name, String(value)]).filter(([, text]) => text !== ''));
}

function readExample() {
  const text = readFileSync(join(__dirname, '../../.env.example'), 'utf8');
  const blocks = text.split('\n\n').slice(1);
  return blocks.map((block) => {
    const lines = block.trim().split('\n');
    const [, comment, name = '', value = ''] = /^(# )?([A-Z0-9_]+)=(.*)$/.exec(lines.at(-1) ?? '') ?? [];
    const sentence = lines.slice(0, -1).map((line) => line.replace(/^# /, ''));
    return { name, value, isSet: comment === undefined, sentence: sentence.join(' ') };
  });
}

function newPem(namedCurve: string): string {
  return generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function withoutNulls(given: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== null));
}

describe('a .env file', () => {
  const before = process.cwd();
  const given = { ...process.env };

  beforeEach(() => process.chdir(mkdtempSync(join(tmpdir(), 'telega2go-'))));
  afterEach(() => {
    process.chdir(before);
    process.env = { ...given };
  });

  const read = (content: string | Buffer) => {
    writeFileSync('.env', content);
    return readEnvironment();
  };
  const text = 'OTP_LENGTH=8\r\nexport OTP_TTL_SECONDS="70" # a comment\r\n';

  it.each([
    ['as it is', text],
    ['with a byte order mark', `\ufeff${text}`],
  ])('is read %s (networks 9)', (_, content) => {
    expect(read(content)).toMatchObject({ OTP_LENGTH: '8', OTP_TTL_SECONDS: '70' });
  });

  it.each([
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
  ])('in %s is refused, for it would be taken for empty', (_, content) => {
    expect(() => read(content)).toThrow(ConfigError);
  });

  it('says less than the environment', () => {
    process.env.OTP_LENGTH = '10';
    expect(read(text)).toMatchObject({ OTP_LENGTH: '10' });
  });
});
