import { once } from 'node:events';
import fs, { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { join } from 'node:path';
import { aConfig, aPrivateKeyPem } from '../../src/config/config.fixture';
import { checkAddress } from '../../src/doctor/address.check';
import { examine } from '../../src/doctor/doctor';
import type { Finding } from '../../src/doctor/finding';
import { checkDescriptors, checkFolder, ofRoom } from '../../src/doctor/machine.check';
import { checkStore, ofPace } from '../../src/doctor/store.check';
import { paceOf, unreachable } from '../../src/doctor/telegram.check';
import { SqliteDatabase } from '../../src/persistence/sqlite/sqlite.database';
import { openConnection } from '../../src/persistence/sqlite/sqlite.driver';
import { migrations } from '../../src/persistence/sqlite/sqlite.migrations';
import { aTemporaryFolder } from '../harness/sqlite.store';
import { App } from '../harness/app';
import { holdTimers } from '../harness/held.timer';
import { expired, leafOnly, ofUnknownAuthority, selfSigned } from '../harness/certificate';
import { httpsFront } from '../harness/https.front';
import { freePort } from '../harness/ports';
import { until } from '../harness/until';

const TOKEN = '123456:AAF_abcdefghijklmnopqrstuvwxyz12345';
const HOOK = 'https://app.example.org/telegram/webhook';

type Answers = Readonly<Record<string, unknown>>;

const servers: (TcpServer & { closeAllConnections?: () => void })[] = [];
const folder = aTemporaryFolder();

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections?.();
    server.close();
    await once(server, 'close');
  }
});
afterAll(() => folder.remove());

async function serve(handler: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A Bot API that says what a test wants to hear, by a clock that is so far behind. */
const telegram = (answers: Answers = {}, behindMs = 0): Promise<string> =>
  serve(({ url = '' }, answer) => {
    const method = url.split('/').at(-1)!;
    const wellOff: Answers = {
      getMe: { ok: true, result: { username: 'some_bot' } },
      getWebhookInfo: { ok: true, result: { url: '', pending_update_count: 0 } },
      getUpdates: { ok: true, result: [] },
    };
    const said = answers[method] ?? wellOff[method];
    answer.setHeader('date', new Date(Date.now() - behindMs).toUTCString());
    answer.end(typeof said === 'string' ? said : JSON.stringify(said));
  });

async function examined(settings: Readonly<Record<string, string>>): Promise<Finding[]> {
  const PORT = settings.PORT ?? String(await freePort());
  const DATABASE_URL = `sqlite:${join(folder.path, 'doctor.sqlite')}`;
  return examine(aConfig({ DATABASE_URL, DATA_DIR: folder.path, ...settings, PORT }));
}

const withBot = async (apiRoot: string, settings: Readonly<Record<string, string>> = {}) =>
  examined({
    TELEGRAM_BOT_TOKEN: TOKEN,
    TELEGRAM_API_ROOT: apiRoot,
    PUBLIC_URL: 'https://app.example.org',
    ...settings,
  });

const linesOf = (findings: readonly Finding[], about: string) =>
  findings.filter((each) => each.about === about).map(({ state, says }) => `${state}: ${says}`);
const BOT = 'bot 123456';

/** What a webhook is told by after a failure that was so long ago, with nothing waiting since. */
const failedBefore = (seconds: number): Answers => ({
  getWebhookInfo: {
    ok: true,
    result: {
      url: HOOK,
      pending_update_count: 0,
      last_error_message: 'SSL error',
      last_error_date: Math.floor(Date.now() / 1000) - seconds,
    },
  },
});

/** What is said of each, what mends it, and who shows it. */
const CERTIFICATES = [
  [
    '(UNABLE_TO_VERIFY_LEAF_SIGNATURE): the chain of the certificate does not lead to a known authority',
    /intermediate certificates.*NODE_EXTRA_CA_CERTS/,
    leafOnly,
  ],
  [
    '(UNABLE_TO_GET_ISSUER_CERT_LOCALLY): the chain of the certificate does not lead to a known authority',
    /intermediate certificates.*NODE_EXTRA_CA_CERTS/,
    ofUnknownAuthority,
  ],
  ['(CERT_HAS_EXPIRED): the certificate has expired', /^Renew it/, expired],
  ['(DEPTH_ZERO_SELF_SIGNED_CERT): no known authority vouches for the certificate', /a public authority/, selfSigned],
] as const;
const unwell = (findings: readonly Finding[]) => findings.filter(({ state }) => state !== 'well');

describe('the doctor', () => {
  it('finds a bot well, and asks for updates where nothing of ours runs', async () => {
    const findings = await withBot(await telegram());
    expect(linesOf(findings, BOT)).toEqual([
      expect.stringMatching(/^well: @some_bot answers in \d+ ms$/),
      'well: nothing else gets its updates',
    ]);
    expect(linesOf(findings, 'clock')).toEqual([expect.stringMatching(/^well: /)]);
    expect(unwell(findings).map(({ about }) => about)).not.toContain(BOT);
  });

  it('says of each thing that is not well what mends it, and never tells a token', async () => {
    const findings = await withBot(
      await telegram({ getMe: { ok: false, error_code: 401, description: 'Unauthorized' } }),
    );
    expect(linesOf(findings, BOT)).toEqual(['wrong: Telegram refuses it: 401 Unauthorized']);
    expect(unwell(findings).filter(({ mend }) => !mend)).toEqual([]);
    expect(JSON.stringify(findings)).not.toContain('AAF_');
  });

  it.each([
    [
      'another process polls',
      { getUpdates: { ok: false, error_code: 409 } },
      {},
      'wrong: another process polls with this token',
    ],
    [
      'a webhook is set where updates are polled',
      { getWebhookInfo: { ok: true, result: { url: 'https://x.example.org', pending_update_count: 0 } } },
      {},
      'wrong: a webhook is set, so polling gets nothing',
    ],
    [
      'the webhook of another deployment',
      { getWebhookInfo: { ok: true, result: { url: 'https://x.example.org', pending_update_count: 0 } } },
      { TELEGRAM_UPDATES: 'webhook', TELEGRAM_WEBHOOK_SECRET: 'a' },
      'wrong: its webhook points elsewhere',
    ],
    [
      'a webhook that Telegram does not get through to',
      { getWebhookInfo: { ok: true, result: { url: HOOK, pending_update_count: 3, last_error_message: 'SSL error' } } },
      { TELEGRAM_UPDATES: 'webhook', TELEGRAM_WEBHOOK_SECRET: 'a' },
      'wrong: Telegram could not deliver updates: SSL error',
    ],
    [
      'a failure of the webhook that is minutes old',
      failedBefore(60),
      { TELEGRAM_UPDATES: 'webhook', TELEGRAM_WEBHOOK_SECRET: 'a' },
      'wrong: Telegram could not deliver updates: SSL error',
    ],
    [
      'a failure of the webhook that is long over',
      failedBefore(3 * 86_400),
      { TELEGRAM_UPDATES: 'webhook', TELEGRAM_WEBHOOK_SECRET: 'a' },
      'well: nothing is in the way of its updates',
    ],
    ['no webhook yet', {}, { TELEGRAM_UPDATES: 'webhook', TELEGRAM_WEBHOOK_SECRET: 'a' }, 'careful: no webhook is set'],
    [
      'updates that pile up',
      { getWebhookInfo: { ok: true, result: { url: HOOK, pending_update_count: 500 } } },
      { TELEGRAM_UPDATES: 'webhook', TELEGRAM_WEBHOOK_SECRET: 'a' },
      'careful: 500 updates are waiting at Telegram',
    ],
    [
      'a pause that Telegram asks for',
      { getMe: { ok: false, error_code: 429, description: 'Too Many Requests: retry after 9' } },
      {},
      'wrong: Telegram refuses it: 429 Too Many Requests: retry after 9',
    ],
    [
      'the same where it is asked of the webhook',
      { getWebhookInfo: { ok: false, error_code: 429, description: 'Too Many Requests: retry after 9' } },
      {},
      'wrong: Telegram refuses it: 429 Too Many Requests: retry after 9',
    ],
    [
      'a Telegram that is down',
      { getUpdates: { ok: false, error_code: 502, description: 'Bad Gateway' } },
      {},
      'wrong: Telegram, or a proxy in front of it, fails: 502 Bad Gateway',
    ],
    ['something that is not a Bot API', { getMe: '<html>' }, {}, 'wrong: what answers is not a Bot API (invalid_json)'],
    ['an answer without a result', { getMe: { ok: true } }, {}, 'wrong: what answers is not a Bot API (no result)'],
  ])('notices %s', async (_, answers: Answers, settings, line) => {
    expect(linesOf(await withBot(await telegram(answers), settings), BOT)).toContain(line);
  });

  it('notices a Telegram that is not reached, and why', async () => {
    const port = await freePort();
    expect(linesOf(await withBot(`http://127.0.0.1:${port}`), BOT)).toEqual([
      'wrong: Telegram does not answer (ECONNREFUSED)',
    ]);
  });

  it.each(CERTIFICATES)('blames the certificate of a Bot API, and no firewall: %s', async (says, mend, identity) => {
    const { url, close } = await httpsFront(() => '1', identity());
    const findings = await withBot(url);
    expect(linesOf(findings, BOT)).toEqual([`wrong: Telegram does not answer ${says}`]);
    expect(unwell(findings).find(({ about }) => about === BOT)?.mend).toMatch(mend);
    await close();
  });

  it('looks for what intercepts TLS where the certificate is not that of Telegram', () => {
    const { mend } = unreachable(BOT, 'SELF_SIGNED_CERT_IN_CHAIN', aConfig({ TELEGRAM_BOT_TOKEN: TOKEN }).telegram);
    expect(mend).toMatch(/a proxy that intercepts TLS/);
  });

  it.each([
    [3_600_000, "wrong: this machine's is 3600 s ahead of Telegram's"],
    [-3_600_000, "wrong: this machine's is 3600 s behind Telegram's"],
    [60_000, "careful: this machine's is 60 s ahead of Telegram's"],
  ])('notices a clock that is %d ms ahead', async (aheadMs, line) => {
    const findings = await withBot(await telegram({}, aheadMs));
    expect(
      linesOf(findings, 'clock')[0]!.replace(/\d+(?= s)/, (text) => String(Math.round(Number(text) / 10) * 10)),
    ).toBe(line);
  });

  it('notices something else at its port', async () => {
    const url = await serve((_, answer) => answer.end('{}'));
    const findings = await examined({ PORT: new URL(url).port });
    expect(linesOf(findings, 'product')).toEqual(['wrong: something else answers at its port']);
    expect(unwell(findings)[0]?.mend).toContain('EADDRINUSE');
  });

  it('notices something at its port that is no HTTP server', async () => {
    const server = createTcpServer((socket) => socket.end('220 mail.example.org ESMTP\r\n').resume()).listen(
      0,
      '127.0.0.1',
    );
    servers.push(server);
    await once(server, 'listening');
    const findings = await examined({ PORT: String((server.address() as AddressInfo).port) });
    expect(linesOf(findings, 'product')).toEqual([
      expect.stringMatching(/^wrong: something other than an HTTP server is using its port \(\w+\)$/),
    ]);
    expect(unwell(findings)[0]?.mend).toContain('EADDRINUSE');
  });

  it('tells a product that hangs, and does not blame the store that it has open', async () => {
    const patience = new AbortController();
    jest.spyOn(AbortSignal, 'timeout').mockReturnValue(patience.signal);
    const url = await serve(() => patience.abort(new DOMException('', 'TimeoutError')));
    const path = join(folder.path, 'locked.sqlite');
    const database = SqliteDatabase.open(path);
    const settings = { PORT: new URL(url).port, DATABASE_URL: `sqlite:${path}` };
    const findings = await examined(settings);
    expect(linesOf(findings, 'product')).toEqual(['wrong: does not answer at its port (TimeoutError)']);
    expect(unwell(findings)[0]?.mend).toContain('restart it');
    const line = `another process has ${path} open`;
    expect(linesOf(findings, 'store')).toContain(`careful: ${line}, so it was not examined`);
    jest.restoreAllMocks();
    expect(linesOf(await examined({ ...settings, PORT: String(await freePort()) }), 'store')).toContain(
      `wrong: ${line}`,
    );
    await database.close();
  });

  it('tells a product that is opening a large store', async () => {
    const url = await serve((_, answer) => answer.writeHead(503).end(JSON.stringify({ status: 'unavailable' })));
    expect(linesOf(await examined({ PORT: new URL(url).port }), 'product')).toEqual(['careful: is starting']);
  });

  it('notices a product that does not go well, and a store that takes no writes', async () => {
    const said = { instance: 'a', status: 'degraded', storage: 'down', bots: [{ username: null }] };
    const url = await serve((_, answer) => answer.end(JSON.stringify(said)));
    const findings = await examined({ PORT: new URL(url).port });
    expect(linesOf(findings, 'product')).toEqual(['careful: runs here, and says that it is degraded']);
    expect(linesOf(findings, 'store')).toContain('wrong: takes no writes');
  });

  it.each([
    ['other_bot', ['wrong: the product that runs here does not serve @some_bot']],
    ['some_bot', []],
    [null, []],
  ])('compares the bot with those of the product that runs: %s', async (username, lines) => {
    const said = { instance: 'a', status: 'ok', storage: 'up', bots: [{ username }] };
    const url = await serve((_, answer) => answer.end(JSON.stringify(said)));
    const findings = await withBot(await telegram(), { PORT: new URL(url).port, PUBLIC_URL: url });
    expect(linesOf(findings, BOT).filter((line) => !line.startsWith('well'))).toEqual(lines);
  });

  it('notices a disk of the network', () => {
    const disk = fs.statfsSync(folder.path);
    jest.spyOn(fs, 'statfsSync').mockReturnValue({ ...disk, type: 0x6969 } as never);
    expect(checkFolder('store', folder.path)).toMatchObject({
      state: 'wrong',
      says: 'is on a network file system (NFS)',
    });
    jest.restoreAllMocks();
  });

  it('notices a file system that is mounted read-only, and what is no folder', () => {
    jest.spyOn(fs, 'accessSync').mockImplementation(() => {
      throw Object.assign(new Error(), { code: 'EROFS' });
    });
    expect(checkFolder('store', folder.path)).toMatchObject({
      says: 'cannot be written to (EROFS)',
      mend: expect.stringMatching(/read-only/) as string,
    });
    jest.restoreAllMocks();
    expect(checkFolder('store', join(aFile('a file'), 'below'))).toMatchObject({
      says: 'cannot be written to (ENOTDIR)',
      mend: expect.stringMatching(/a file where the folder should be/) as string,
    });
  });

  it('takes a folder that only a first start can make for one to come, and none that it cannot look at', () => {
    jest.spyOn(fs, 'accessSync').mockImplementation(() => {
      throw Object.assign(new Error(), { code: 'EACCES' });
    });
    const absent = join(folder.path, 'state/telega2go');
    expect(checkFolder('store', absent)).toMatchObject({
      state: 'careful',
      says: `${absent} does not exist yet, and this user cannot make it in ${folder.path} (EACCES)`,
      mend: expect.stringMatching(/StateDirectory/) as string,
    });
    expect(checkFolder('store', folder.path)).toMatchObject({ state: 'wrong', says: 'cannot be written to (EACCES)' });
    jest.restoreAllMocks();
    const loop = join(folder.path, 'loop');
    symlinkSync(loop, loop);
    expect(checkFolder('store', loop)).toMatchObject({ state: 'wrong', says: 'cannot be written to (ELOOP)' });
  });

  it.each([
    ['a slow Telegram', () => paceOf(BOT, 'some_bot', 3_000), 'careful'],
    ['a slow MongoDB', () => ofPace(400), 'careful'],
    ['too little room', () => ofRoom('store', 50 * 2 ** 20), 'wrong'],
    ['little room', () => ofRoom('store', 500 * 2 ** 20), 'careful'],
    ['a folder that is a file', () => checkFolder('store', aFile('x')), 'wrong'],
    [
      'few descriptors',
      () => checkDescriptors('Max open files            1024                 4096  files'),
      'careful',
    ],
    ['many', () => checkDescriptors('Max open files            65536                 65536  files'), 'well'],
  ])('judges %s', (_, look, state) => expect(look()).toMatchObject({ state }));

  it('takes an absent store for one to come, but with care in production', async () => {
    const path = join(folder.path, 'none.sqlite');
    const at = async (production: boolean) =>
      linesOf(await checkStore({ databaseUrl: `sqlite:${path}`, production }, { isThere: false }), 'store');
    expect(await at(false)).toContain(`well: ${path} does not exist yet: the first start makes it`);
    expect(await at(true)).toContain(`careful: there is no store at ${path}`);
  });

  it.each([
    ['an empty file', '', 'well', /store\.sqlite is empty: the first start makes the store$/, undefined],
    [
      'one of an earlier version',
      `${migrations.slice(0, -1).join(';')}; PRAGMA user_version = ${migrations.length - 1}`,
      'careful',
      /by an earlier version of Telega2Go: a start brings it up to date$/,
      /docs\/upgrades\.md/,
    ],
    [
      'one of a newer version',
      `PRAGMA user_version = ${migrations.length + 1}`,
      'wrong',
      /: the file was written by a newer version of Telega2Go$/,
      /docs\/upgrades\.md/,
    ],
    [
      'a copy that was not finished',
      'PRAGMA user_version = 1000001',
      'wrong',
      /a copy that was not finished/,
      /docs\/copying\.md/,
    ],
    ["another program's", 'CREATE TABLE theirs (key TEXT)', 'wrong', /: another program wrote it$/, /DATABASE_URL/],
    [
      'one that another program changed',
      `${migrations.join(';')}; CREATE TABLE theirs (key TEXT); PRAGMA user_version = ${migrations.length}`,
      'wrong',
      /: its schema is not that of version/,
      /docs\/backup\.md/,
    ],
  ])('tells what is in the place of the store: %s', async (_, sql, state, says, mend) => {
    const path = join(folder.path, 'store.sqlite');
    rmSync(path, { force: true });
    writeFileSync(path, '');
    const connection = openConnection(path, 0);
    connection.exec(sql);
    connection.close();
    const found = await checkStore({ databaseUrl: `sqlite:${path}`, production: true }, { isThere: false });
    expect(found[1]).toMatchObject({ state, says: expect.stringMatching(says) as string });
    expect(found[1]?.mend ?? '').toMatch(mend ?? /^$/);
  });

  it('notices a store that is none, and one that is not reached', async () => {
    const noStore = {
      databaseUrl: `sqlite:${aFile('no store at all, but long enough to be read as one')}`,
      production: true,
    };
    const alone = { isThere: false };
    expect(unwell(await checkStore(noStore, alone))).toEqual([
      expect.objectContaining({ state: 'wrong', about: 'store' }),
    ]);
    const databaseUrl = `mongodb://user:hunter2@127.0.0.1:${await freePort()}/x`;
    const [finding] = await checkStore({ databaseUrl, production: true }, alone);
    expect(finding).toMatchObject({
      state: 'wrong',
      says: expect.stringMatching(/^MongoDB cannot be reached \(ECONNREFUSED\)$/) as string,
    });
    expect(JSON.stringify(finding)).not.toContain('hunter2');
  });

  function aFile(content: string): string {
    const path = join(folder.path, `file-${content.length}`);
    rmSync(path, { force: true });
    writeFileSync(path, content);
    return path;
  }
});

describe('the doctor, while the product runs', () => {
  const JWT_PRIVATE_KEY = aPrivateKeyPem();
  let app: App;
  /** How long a page waits for live status. */
  let patience: ReturnType<typeof holdTimers>;

  beforeAll(async () => {
    app = await App.start({ JWT_PRIVATE_KEY });
    await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
  });
  beforeEach(() => (patience = holdTimers(3_000)));
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => app.close());

  const examinedWith = (changes: Readonly<Record<string, string>> = {}) => {
    const { port } = new URL(app.url);
    const own = { PORT: port, DATABASE_URL: app.databaseUrl, DATA_DIR: folder.path, JWT_PRIVATE_KEY };
    return examine(aConfig({ ...own, ...changes }));
  };

  /** A proxy that passes everything on; with `isHolding` no answer before it is whole. */
  const proxy = (isHolding: boolean) =>
    serve((asked, answer) => {
      const { method, url: path, headers } = asked;
      const passed = request(`${app.url}${path}`, { method, headers }, (told) => {
        answer.writeHead(told.statusCode!, told.headers);
        if (!isHolding) return told.pipe(answer);
        const chunks: Buffer[] = [];
        told.on('data', (chunk: Buffer) => (chunks.push(chunk), patience.runOut()));
        return told.on('end', () => answer.end(Buffer.concat(chunks)));
      });
      asked.pipe(passed);
      passed.on('error', () => answer.destroy());
      answer.on('close', () => passed.destroy());
    });

  it('finds all well, and leaves nothing behind', async () => {
    const findings = await examinedWith();
    expect(unwell(findings).filter(({ about }) => about !== 'descriptors')).toEqual([]);
    expect(linesOf(findings, 'live status')).toEqual(['well: comes through the proxy']);
    expect(linesOf(findings, 'store')).toContain('well: takes writes');
    const { body } = await app.get<{ items: { status: string }[] }>('/api/admin/verifications');
    expect(JSON.stringify(body)).not.toContain('awaiting_telegram');
  });

  it.each([
    ['PUBLIC_URL', { PUBLIC_URL: 'https://other.example.org' }, /: its PUBLIC_URL is http:\/\/127\.0\.0\.1:\d+$/],
    [
      'a bot',
      { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: 'http://127.0.0.1:1' },
      /: it has no TELEGRAM_BOT_TOKEN$/,
    ],
    ['a name', { APP_NAME: 'Another' }, /: it has another APP_NAME$/],
    ['keys', { JWT_PRIVATE_KEY: aPrivateKeyPem() }, /: it has another JWT_PRIVATE_KEY$/],
  ])(
    'notices that what runs is another installation, with %s of its own',
    async (_, changes: Readonly<Record<string, string>>, difference) => {
      const findings = await examinedWith(changes);
      expect(linesOf(findings, 'product')).toEqual([
        expect.stringMatching(/^wrong: what answers at its port has other/),
      ]);
      expect(linesOf(findings, 'product')[0]).toMatch(difference);
      expect(findings.map(({ about }) => about)).not.toContain('PUBLIC_URL');
      expect(linesOf(findings, 'store')).not.toContain('well: takes writes');
    },
  );

  it('notices that what runs has another store open, and makes none', async () => {
    const absent = join(folder.path, 'elsewhere.sqlite');
    const unused = join(folder.path, 'unused.sqlite');
    await SqliteDatabase.open(unused).close();
    const empty = join(folder.path, 'empty.sqlite');
    writeFileSync(empty, '');
    const says = 'wrong: the product that runs here uses another store than these settings name';
    for (const [path, why] of [
      [absent, `${absent} does not exist`],
      [unused, `no process has ${unused} open`],
      [empty, `no process has ${empty} open`],
    ] as const) {
      const lines = linesOf(await examinedWith({ DATABASE_URL: `sqlite:${path}` }), 'store');
      expect(lines).toContain(`${says}: ${why}`);
      expect(lines).not.toContain('well: takes writes');
    }
    expect(existsSync(absent)).toBe(false);
  });

  it('takes a product for its own while a key is changed', async () => {
    const findings = await examinedWith({
      JWT_PRIVATE_KEY: aPrivateKeyPem(),
      JWT_PRIVATE_KEY_PREVIOUS: JWT_PRIVATE_KEY,
    });
    expect(linesOf(findings, 'product')).toEqual([expect.stringMatching(/^well: /)]);
  });

  it('finds nothing wrong with a proxy that passes everything on', async () => {
    const findings = await checkAddress({ publicUrl: await proxy(false) });
    expect(linesOf(findings, 'live status')).toEqual(['well: comes through the proxy']);
  });

  it('notices a proxy that holds live status back', async () => {
    const findings = await checkAddress({ publicUrl: await proxy(true) });
    expect(linesOf(findings, 'live status')).toEqual([expect.stringMatching(/^careful: is held back by the proxy/)]);
  });

  it.each(CERTIFICATES)('blames a certificate that is refused, and no proxy: %s', async (says, mend, identity) => {
    const { url, close } = await httpsFront(() => new URL(app.url).port, identity());
    const findings = await checkAddress({ publicUrl: url });
    expect(linesOf(findings, 'PUBLIC_URL')).toEqual([
      `wrong: cannot be reached ${says}, so browsers and Telegram may refuse it, too`,
    ]);
    expect(findings[0]?.mend).toMatch(mend);
    await close();
  });

  it.each([502, 503, 504, 521])('notices a proxy that does not reach the product, and answers %d', async (status) => {
    const gateway = await serve((_, answer) => answer.writeHead(status).end('<html>Bad Gateway'));
    const [finding] = await checkAddress({ publicUrl: gateway });
    expect(finding).toMatchObject({
      state: 'wrong',
      says: `the proxy answers ${status}: it cannot reach the product`,
      mend: expect.stringMatching(/upstream/) as string,
    });
  });

  it('notices another site, one without TLS, and nothing at all', async () => {
    const site = await serve((_, answer) => answer.end('<html>'));
    const at = async (publicUrl: string) => linesOf(await checkAddress({ publicUrl }), 'PUBLIC_URL');
    expect(await at(site)).toEqual(['wrong: something else answers there']);
    expect(await at(site.replace('http:', 'https:'))).toEqual([
      expect.stringMatching(/^wrong: cannot be reached \((EPROTO|ERR_SSL_.*)\)$/),
    ]);
    expect(await at(`http://127.0.0.1:${await freePort()}`)).toEqual(['wrong: cannot be reached (ECONNREFUSED)']);
  });
});
