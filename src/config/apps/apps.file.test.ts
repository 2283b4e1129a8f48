import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from '../../ids';
import type { ConfigError } from '../config';
import { aConfig } from '../config.fixture';
import { aTemporaryFolder } from '../../../test/harness/sqlite.store';
import { readApps } from './apps.file';

const APP = {
  id: 'shop',
  name: 'Corner Shop',
  redirect_uris: ['https://shop.example/callback'],
  public: true,
  id_token_signed_response_alg: 'ES256',
};

describe('what an app shows of itself', () => {
  const folder = aTemporaryFolder();
  const APPS_FILE = join(folder.path, 'apps.json');

  afterAll(() => folder.remove());

  function load(app: object, variables = {}) {
    writeFileSync(APPS_FILE, JSON.stringify({ apps: [{ ...APP, ...app }] }));
    return aConfig({ APPS_FILE, TELEGRAM_BOT_TOKEN: '4242:of-the-tests', ...variables });
  }

  function faultsOf(app: object, variables = {}): readonly string[] {
    try {
      load(app, variables);
      return [];
    } catch (error) {
      return (error as ConfigError).faults;
    }
  }

  it('is read from the file, and of the app default from the settings', () => {
    const shown = {
      name: '  Ümlaut & Söhne ',
      domain: 'a-b.example',
      logo: 'http://cdn.example/l.svg',
      color: '#AA3300',
    };
    const { apps, brand } = load(shown, {
      APP_NAME: 'Acme',
      APP_LOGO: 'https://x.example/l.png',
      APP_COLOR: '#1f6feb',
    });
    expect(apps[0]).toMatchObject({ ...shown, name: 'Ümlaut & Söhne' });
    expect(brand).toEqual({ id: 'default', name: 'Acme', logo: 'https://x.example/l.png', color: '#1f6feb' });
    expect(load({}).brand).toEqual({ id: 'default', name: 'Telega2Go' });
  });

  it.each([
    ['id', 'default'],
    ['name', ' '],
    ['name', 'x'.repeat(65)],
    ['name', 'two\nlines'],
    ['logo', 'javascript:alert(1)'],
    ['logo', 'https://ann:secret@cdn.example/l.png'],
    ['color', 'red'],
    ['color', '#fff'],
  ])('cannot have the %s %j', (field, value) => {
    expect(faultsOf({ [field]: value })).toEqual([expect.stringMatching(`^APPS_FILE apps\\.0\\.${field} must `)]);
    if (field === 'id') return;
    const name = `APP_${field.toUpperCase()}`;
    const faults = faultsOf({}, { [name]: value });
    expect(faults).toEqual([expect.stringMatching(`^${name} must `)]);
    expect(faults.join()).not.toContain('secret');
  });

  it('cannot be a bot that there is no token for', () => {
    expect(faultsOf({ bot: 4242 })).toEqual([]);
    expect(faultsOf({ bot: 424 })).toEqual(['TELEGRAM_BOT_TOKEN has no token for the bot of: shop']);
    // Only Telegram knows a bot's name.
    expect(faultsOf({ bot: '@some_bot' })).toEqual([]);
  });
});

const shop = { id: 'shop', name: 'Shop', public: true, redirect_uris: ['https://shop.example/callback'] };

/** Reads one app from a file that declares it. */
function read(differing: object, production = false) {
  const folder = aTemporaryFolder();
  const path = join(folder.path, 'apps.json');
  writeFileSync(path, JSON.stringify({ apps: [{ ...shop, ...differing }] }));
  const found = readApps(path, production);
  folder.remove();
  return found;
}

it('knows people by their accounts, unless an app is told to know them by names of its own', () => {
  expect(read({}).apps[0]!.subjectType).toBeUndefined();
  expect(read({ subject_type: 'pairwise' })).toMatchObject({ faults: [], apps: [{ subjectType: 'pairwise' }] });
});

it('takes an app with names of its own on one host alone', () => {
  const fault = 'APPS_FILE apps.0.redirect_uris must be of one host where subject_type is pairwise';
  const two = ['https://shop.example/callback', 'https://other.example/callback'];
  expect(read({ subject_type: 'pairwise', redirect_uris: two }).faults).toEqual([fault]);
  expect(read({ subject_type: 'pairwise', redirect_uris: [] }).faults).toEqual([fault]);
  expect(read({ subject_type: 'public', redirect_uris: two }).faults).toEqual([]);
  const paths = ['https://shop.example/one', 'https://shop.example/two'];
  expect(read({ subject_type: 'pairwise', redirect_uris: paths }).faults).toEqual([]);
});

it('knows an app by two secrets while one is exchanged for the other, and says which file cannot be read', () => {
  const [secret, previous] = ['s'.repeat(32), 'p'.repeat(32)];
  const shown = { public: false, secret, previous_secret: previous };
  expect(read(shown).apps[0]!.secretHashes).toEqual([hashOf(secret), hashOf(previous)]);
  expect(read({ ...shown, previous_secret: 'short' }).faults).toEqual([
    'APPS_FILE apps.0.previous_secret must have at least 32 characters',
  ]);
  expect(read({ public: false, secret, previous_secret_file: '/nowhere' }).faults).toEqual([
    'APPS_FILE apps.0.previous_secret_file cannot be read (ENOENT)',
  ]);
});

describe('the API keys of an app of the file', () => {
  const keys = ['one-of-the-keys-of-the-shop-0123456789', 'another-key-of-the-shop-0123456789-012'];

  it('stand there, or in a file of their own, one a line', () => {
    const folder = aTemporaryFolder();
    const path = join(folder.path, 'keys');
    writeFileSync(path, `${keys.join('\r\n')}\n`);
    const { faults, apps } = read({ api_keys_file: path, api_keys: ['a-third-key-of-the-shop-0123456789-0123'] });
    expect([faults, apps[0]!.apiKeyHashes]).toEqual([
      [],
      ['a-third-key-of-the-shop-0123456789-0123', ...keys].map(hashOf),
    ]);
    folder.remove();
  });

  it('are refused where they are short, or not there, and never quoted', () => {
    expect(read({ api_keys: ['short'] }).faults).toEqual([
      'APPS_FILE apps.0.api_keys.0 must have at least 32 characters',
    ]);
    expect(read({ api_keys_file: '/nowhere' }).faults).toEqual([
      'APPS_FILE apps.0.api_keys_file cannot be read (ENOENT)',
    ]);
  });
});

it.each([
  ['secret', 'CHANGE_IN_PRODUCTION_0123456789_0123456789'],
  ['previous_secret', 'change-me-change-me-change-me-change-me'],
  ['api_keys', ['your-api-key-your-api-key-your-api-key']],
])('refuses a placeholder in %s in production alone', (field, value) => {
  const app = { public: false, secret: 'Qm9uam91ciBsZSBtb25kZSBlbnRpZXIgZXQgdG91cw', [field]: value };
  expect(read(app).faults).toEqual([]);
  const place = field === 'api_keys' ? 'api_keys' : 'secret';
  expect(read(app, true).faults).toEqual([
    `APPS_FILE apps.0.${place} looks like a placeholder, which production refuses`,
  ]);
});
