import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig, loadDatabaseConfig, strayNames } from './config';
import { aPrivateKeyPem } from './config.fixture';
import { environment } from './config.environment';
import { fileOf, secretNames } from './config.secrets';

const SECRET = 'q0Zt7mB2vXcR9sLk4pWn8yHd3fGj6uAe';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'telega2go-secrets-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const aFile = (content: string | Buffer): string => {
  const path = join(folder, randomUUID());
  writeFileSync(path, content);
  return path;
};

const load = (given: Record<string, string>) => loadConfig({ NODE_ENV: 'test', DATA_DIR: folder, ...given });

function faultsOf(given: Record<string, string>): readonly string[] {
  try {
    load(given);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

describe('a secret in a file', () => {
  it.each([
    ['as it is', SECRET],
    ['with the line break that editors put at the end', `${SECRET}\n`],
    ['with the line breaks of Windows', `${SECRET}\r\n\r\n`],
    ['with a byte order mark', `\ufeff${SECRET}`],
  ])('is read %s', (_, content) => {
    expect(load({ MAGIC_LINK_SECRET_FILE: aFile(content) }).magicLinkSecrets).toEqual([SECRET]);
  });

  it('keeps the line breaks inside, which a key has', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(load({ JWT_PRIVATE_KEY_FILE: aFile(pem) }).session.privateKey.equals(privateKey)).toBe(true);
  });

  it('satisfies production as a variable does', () => {
    const files = {
      TELEGRAM_BOT_TOKEN_FILE: aFile('123456:AAF_abcdefghijklmnopqrstuvwxyz12345\n'),
      MAGIC_LINK_SECRET_FILE: aFile(`${SECRET}\n`),
      JWT_PRIVATE_KEY_FILE: aFile(aPrivateKeyPem()),
      ADMIN_API_KEY_FILE: aFile('e6Uj3gFd8yHn4pWk9sLc2vXm7tBq0ZrA\n'),
    };
    const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://app.example.org' };
    expect(faultsOf({ ...production, ...files })).toEqual([]);
    expect(
      faultsOf({ ...production, ...files, ADMIN_API_KEY_FILE: aFile('changeme-changeme-changeme-changeme') }),
    ).toEqual([expect.stringMatching(/^ADMIN_API_KEY .*placeholder/)]);
  });

  it('tells a command where the records are', () => {
    expect(loadDatabaseConfig({ DATABASE_URL_FILE: aFile('mongodb://a:b@c/d\n') }).databaseUrl).toBe(
      'mongodb://a:b@c/d',
    );
    expect(() => loadDatabaseConfig({ DATABASE_URL_FILE: join(folder, 'nope') })).toThrow(ConfigError);
  });

  it.each([
    ['that is not there', () => join(folder, 'nope'), 'cannot be read (ENOENT)'],
    ['that is a folder', () => folder, 'cannot be read (EISDIR)'],
    ['that is empty', () => aFile('\n'), 'is empty'],
    ['in UTF-16', () => aFile(Buffer.from(SECRET, 'utf16le')), 'is saved as UTF-16; save it as UTF-8'],
  ])('stops the start with a file %s', (_, path, fault) => {
    expect(faultsOf({ ADMIN_API_KEY_FILE: path(), PORT: '0' })).toEqual([
      `ADMIN_API_KEY_FILE ${fault}`,
      expect.stringMatching(/^PORT /),
    ]);
  });

  it('counts as given in production, even where its file cannot be read', () => {
    const faults = faultsOf({ NODE_ENV: 'production', ADMIN_API_KEY_FILE: join(folder, 'nope') });
    expect(faults).toContain('ADMIN_API_KEY_FILE cannot be read (ENOENT)');
    expect(faults).not.toContain('ADMIN_API_KEY is required in production');
    expect(faultsOf({ NODE_ENV: 'production', PUBLIC_URL_FILE: aFile('https://app.example.org') })).toContain(
      'PUBLIC_URL is required in production',
    );
  });

  it('stops the start where the variable says something as well', () => {
    const both = { ADMIN_API_KEY: SECRET, ADMIN_API_KEY_FILE: aFile(SECRET) };
    expect(faultsOf(both)).toEqual(['ADMIN_API_KEY is given twice, also by ADMIN_API_KEY_FILE']);
    expect(faultsOf({ ...both, ADMIN_API_KEY: '' })).toEqual([]);
  });

  it('is held to what its variable is held to, and not told', () => {
    const faults = faultsOf({ WEBHOOK_SECRET_FILE: aFile('too-short-a-thing') });
    expect(faults).toEqual([expect.stringMatching(/^WEBHOOK_SECRET must be/)]);
    expect(faults.join()).not.toContain('too-short-a-thing');
  });

  it('is named by a variable that the start knows', () => {
    expect(strayNames(Object.fromEntries(secretNames.map((name) => [fileOf(name), 'x'])))).toEqual([]);
    expect(strayNames({ LOG_LEVEL_FILE: 'x' })).toEqual(['LOG_LEVEL_FILE']);
  });
});

describe('the list of secrets', () => {
  it('has every variable whose name says that it is one', () => {
    const named = Object.keys(environment.shape).filter((name) => /SECRET|KEY(S|_PREVIOUS)?$|TOKEN$/.test(name));
    expect(secretNames).toEqual(expect.arrayContaining(named));
    expect(Object.keys(environment.shape)).toEqual(expect.arrayContaining([...secretNames]));
  });

  it('is the one that .env.example tells', () => {
    const [head = ''] = readFileSync(join(__dirname, '../../.env.example'), 'utf8').split('\n\n');
    const told = head.slice(head.lastIndexOf('start.')).match(/\b[A-Z]+(_[A-Z]+)+\b/g);
    expect(told).toEqual([...secretNames]);
  });
});
