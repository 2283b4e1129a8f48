import { once } from 'node:events';
import fs, { rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { aConfig } from '../../src/config/config.fixture';
import { examine } from '../../src/doctor/doctor';
import type { Finding } from '../../src/doctor/finding';
import { checkDescriptors, checkFolder, ofRoom } from '../../src/doctor/machine.check';
import { checkStore, ofPace } from '../../src/doctor/store.check';
import { paceOf } from '../../src/doctor/telegram.check';
import { aTemporaryFolder } from '../harness/sqlite.store';
import { App } from '../harness/app';
import { holdTimers } from '../harness/held.timer';
import { httpsFront } from '../harness/https.front';
import { freePort } from '../harness/ports';
import { until } from '../harness/until';

const TOKEN = '123456:AAF_abcdefghijklmnopqrstuvwxyz12345';
const HOOK = 'https://app.example.org/telegram/webhook';

type Answers = Readonly<Record<string, unknown>>;

const servers: Server[] = [];
const folder = aTemporaryFolder();

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
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
      'wrong: a webhook is set, so polls get nothing',
    ],
    [
      'the webhook of another deployment',
      { getWebhookInfo: { ok: true, result: { url: 'https://x.example.org', pending_update_count: 0 } } },
      { TELEGRAM_UPDATES: 'webhook', TELEGRAM_WEBHOOK_SECRET: 'a' },
      'wrong: its webhook leads elsewhere',
    ],
    [
      'a webhook that Telegram does not get through to',
      { getWebhookInfo: { ok: true, result: { url: HOOK, pending_update_count: 3, last_error_message: 'SSL error' } } },
      { TELEGRAM_UPDATES: 'webhook', TELEGRAM_WEBHOOK_SECRET: 'a' },
      'wrong: Telegram could not hand over updates: SSL error',
    ],
    ['no webhook yet', {}, { TELEGRAM_UPDATES: 'webhook', TELEGRAM_WEBHOOK_SECRET: 'a' }, 'careful: no webhook is set'],
    [
      'updates that pile up',
      { getWebhookInfo: { ok: true, result: { url: HOOK, pending_update_count: 500 } } },
      { TELEGRAM_UPDATES: 'webhook', TELEGRAM_WEBHOOK_SECRET: 'a' },
      'careful: 500 updates wait at Telegram',
    ],
    [
      'a pause that Telegram asks for',
      { getMe: { ok: false, error_code: 429, description: 'Too Many Requests: retry after 9' } },
      {},
      'wrong: Telegram refuses it: 429 Too Many Requests: retry after 9',
    ],
    ['something that is no Bot API', { getMe: '<html>' }, {}, 'wrong: Telegram does not answer (SyntaxError)'],
  ])('notices %s', async (_, answers: Answers, settings, line) => {
    expect(linesOf(await withBot(await telegram(answers), settings), BOT)).toContain(line);
  });

  it('notices a Telegram that is not reached, and why', async () => {
    const port = await freePort();
    expect(linesOf(await withBot(`http://127.0.0.1:${port}`), BOT)).toEqual([
      'wrong: Telegram does not answer (ECONNREFUSED)',
    ]);
    const { url, close } = await httpsFront(() => String(port));
    expect(linesOf(await withBot(url), BOT)).toEqual([
      expect.stringMatching(/^wrong: Telegram does not answer \(.*CERT.*\)$/),
    ]);
    await close();
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
  });

  it('notices a product that does not go well, and a store that takes no writes', async () => {
    const said = { instance: 'a', status: 'degraded', storage: 'down', bots: [] };
    const url = await serve((_, answer) => answer.end(JSON.stringify(said)));
    const findings = await examined({ PORT: new URL(url).port });
    expect(linesOf(findings, 'product')).toEqual(['careful: runs here, and says degraded']);
    expect(linesOf(findings, 'store')).toContain('wrong: takes no writes');
  });

  it('notices a disk of the network', () => {
    const disk = fs.statfsSync(folder.path);
    jest.spyOn(fs, 'statfsSync').mockReturnValue({ ...disk, type: 0x6969 } as never);
    expect(checkFolder('store', folder.path)).toMatchObject({ state: 'wrong', says: "is on a network's disk (NFS)" });
    jest.restoreAllMocks();
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

  it('notices a store that is none, and one that is not reached', async () => {
    const noStore = {
      databaseUrl: `sqlite:${aFile('no store at all, but long enough to be read as one')}`,
      production: true,
    };
    expect(unwell(await checkStore(noStore))).toEqual([expect.objectContaining({ state: 'wrong', about: 'store' })]);
    const databaseUrl = `mongodb://user:hunter2@127.0.0.1:${await freePort()}/x`;
    const [finding] = await checkStore({ databaseUrl, production: true });
    expect(finding).toMatchObject({
      state: 'wrong',
      says: expect.stringMatching(/^MongoDB does not let us in/) as string,
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
  let app: App;
  /** How long a page waits for live status. */
  let patience: ReturnType<typeof holdTimers>;

  beforeAll(async () => {
    app = await App.start();
    await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
  });
  beforeEach(() => (patience = holdTimers(3_000)));
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => app.close());

  const examinedAt = (publicUrl: string) => {
    const { port } = new URL(app.url);
    return examine(
      aConfig({ PORT: port, PUBLIC_URL: publicUrl, DATABASE_URL: app.databaseUrl, DATA_DIR: folder.path }),
    );
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
    const findings = await examinedAt(await proxy(false));
    expect(unwell(findings).filter(({ about }) => about !== 'descriptors')).toEqual([]);
    expect(linesOf(findings, 'live status')).toEqual(['well: comes through the proxy']);
    expect(linesOf(findings, 'store')).toContain('well: takes writes');
    const { body } = await app.get<{ items: { status: string }[] }>('/api/admin/verifications');
    expect(JSON.stringify(body)).not.toContain('awaiting_telegram');
  });

  it('notices a proxy that holds live status back', async () => {
    const findings = await examinedAt(await proxy(true));
    expect(linesOf(findings, 'live status')).toEqual([expect.stringMatching(/^careful: is held back by the proxy/)]);
  });

  it('notices a certificate that nobody vouches for, another site, and nothing at all', async () => {
    const { url, close } = await httpsFront(() => new URL(app.url).port);
    expect(linesOf(await examinedAt(url), 'PUBLIC_URL')).toEqual([
      expect.stringMatching(/^wrong: is not reached \(.*CERT.*\)$/),
    ]);
    await close();
    const site = await serve((_, answer) => answer.end('<html>'));
    expect(linesOf(await examinedAt(site), 'PUBLIC_URL')).toEqual(['wrong: something else answers there']);
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    expect(linesOf(await examinedAt(nowhere), 'PUBLIC_URL')).toEqual(['wrong: is not reached (ECONNREFUSED)']);
  });
});
