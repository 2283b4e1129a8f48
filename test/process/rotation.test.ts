import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { Api, type Problem, type Session } from '../harness/api';
import { AppProcess } from '../harness/app.process';
import { HttpClient, type Answer } from '../harness/http.client';
import { Cluster } from '../harness/cluster';
import { CALLBACK, OpenidStage } from '../harness/openid.stage';
import { aTemporaryFolder } from '../harness/sqlite.store';
import { bearer, type Tokens } from '../harness/sign.in';
import { codeOf, Telegram, tokenOf } from '../harness/telegram';
import { until } from '../harness/until';
import { isSignedBy, WebhookReceiver } from '../harness/webhook.receiver';

declare const STORE: 'sqlite' | 'mongo';

const SECRET_HEADER = 'x-telegram-bot-api-secret-token';
const PEOPLE_AT_A_TIME = 1;
/** Traffic, and no flood: a restart would only take longer. */
const BREATH_MS = 1_000;
const ROUNDS_OF_EACH = 2;
const MOST_SESSIONS = 9;

const ROTATE = join(__dirname, '../../dist/rotate.js');
const SECRETS = [
  ...(['MAGIC_LINK_SECRET', 'JWT_PRIVATE_KEY', 'JWT_RSA_PRIVATE_KEY', 'ADMIN_API_KEY'] as const),
  ...(['TELEGRAM_WEBHOOK_SECRET', 'WEBHOOK_SECRET', 'API_KEYS'] as const),
];
/** An app of `APPS_FILE`, and one that an administrator has registered. */
const [SHOP, BOOKS] = ['shop', 'books'];
const AN_APP = { redirect_uris: [CALLBACK], first_party: true };

/** What the command prints for it. */
const aNew = (name: string): string =>
  execFileSync(process.execPath, [ROTATE, name], { stdio: 'pipe' }).toString().trim();
const someSecrets = () => ({
  settings: Object.fromEntries(SECRETS.map((name) => [name, aNew(name)])) as Record<(typeof SECRETS)[number], string>,
  shop: { secret: aNew('APPS_FILE'), key: aNew('APPS_FILE_API_KEYS') },
});
type Secrets = ReturnType<typeof someSecrets>;
/** The product makes those of a registered app, and knows each by an id. */
type Given = Readonly<{ secret: string; secretId: string; key: string; keyId: string }>;
/** What callers show. */
type Shown = Secrets & Readonly<{ books: Given }>;

const folder = aTemporaryFolder();

/** What an operator writes down: these are in force, and those of before or of after are good too. */
function inForce(secrets: Secrets, neighbours?: Secrets): Record<string, string> {
  const settings = { ...secrets.settings, APPS_FILE: declareShop(secrets, neighbours) };
  if (!neighbours) return settings;
  const { API_KEYS: apiKey, ...others } = neighbours.settings;
  const named = Object.entries(others).map(([name, value]) => [`${name}_PREVIOUS`, value]);
  return { ...settings, API_KEYS: `${settings.API_KEYS},${apiKey}`, ...Object.fromEntries(named) };
}

/** @returns the file, which each instance reads when it starts */
function declareShop({ shop }: Secrets, neighbours?: Secrets): string {
  const path = join(folder.path, 'apps.json');
  const previous = neighbours && { previous_secret: neighbours.shop.secret };
  const keys = [shop.key, ...(neighbours ? [neighbours.shop.key] : [])];
  const entry = { id: SHOP, name: 'Corner Shop', ...AN_APP, secret: shop.secret, ...previous, api_keys: keys };
  writeFileSync(path, JSON.stringify({ apps: [entry] }));
  return path;
}

/** Asks again where nobody listens: whoever restarts the only instance has told its clients to. */
class PatientClient extends HttpClient {
  override async request<T>(method: string, path: string, ...rest: [string?, Record<string, string>?]) {
    const ask = () => super.request<T>(method, path, ...rest).catch(() => undefined);
    return until(ask, `an answer to ${path}`);
  }
}

/** Two instances behind a load balancer, or the one that an SQLite file can have. */
type House = Readonly<{
  telegram: Telegram;
  api: Api;
  /** Another service, which is told what happens. */
  receiver: WebhookReceiver;
  /** One instance after the other. */
  restart: (settings: Readonly<Record<string, string>>) => Promise<void>;
  /** Requests that no instance answered. */
  failed: () => readonly string[];
  close: () => Promise<void>;
}>;

async function aHouse(settings: Readonly<Record<string, string>>): Promise<House> {
  const receiver = await WebhookReceiver.start();
  const open = STORE === 'mongo' ? aClusteredHouse : aSmallHouse;
  const house = await open({ ...settings, WEBHOOK_URL: receiver.url });
  return { ...house, receiver, close: () => house.close().then(() => receiver.close()) };
}

async function aClusteredHouse(settings: Readonly<Record<string, string>>): Promise<Omit<House, 'receiver'>> {
  const cluster = await Cluster.start({ instances: 2, settings });
  const { telegram, proxy, api } = cluster;
  const restart = async (changes: Readonly<Record<string, string>>) => {
    for (const app of cluster.instances) {
      expect(await app.signal('SIGTERM')).toBe(0);
      await app.boot(changes);
      await until(() => proxy.ready.length === 2, 'the load balancer to see it again');
    }
    await cluster.untilOwner();
  };
  return { telegram, api, restart, failed: () => proxy.failed, close: () => cluster.close() };
}

async function aSmallHouse(settings: Readonly<Record<string, string>>): Promise<Omit<House, 'receiver'>> {
  const telegram = await Telegram.start();
  const app = await AppProcess.prepare({ ...telegram.settings, ...settings });
  const url = { PUBLIC_URL: app.url };
  const isUp = async () => (await app.get<{ status: string }>('/health')).body.status === 'ok';
  await app.boot(url);
  const restart = async (changes: Readonly<Record<string, string>>) => {
    expect(await app.signal('SIGTERM')).toBe(0);
    await app.boot({ ...url, ...changes });
    await until(isUp, 'the bot to be up');
  };
  const close = () => app.close().then(() => telegram.stop());
  await until(isUp, 'the bot to be up');
  return { telegram, api: new Api(new PatientClient(app.url)), restart, failed: () => [], close };
}

type AppTokens = Readonly<{ refresh_token: string; id_token: string }>;

/** What a person does, and what an operator's programs, Telegram, apps and back ends of the team do meanwhile. */
class Traffic {
  readonly refused: unknown[] = [];
  readonly sessions: Tokens[] = [];
  private readonly loops: Promise<void>[] = [];
  private readonly finished: number[] = [];
  private isOver = false;
  private lastUpdate = 0;

  constructor(
    private readonly house: House,
    /** What the callers show; they may change it at any moment. */
    public shown: Shown,
    /** What the apps have of somebody who is signed in to them: each token is good once. */
    private readonly refreshTokens: Record<string, string>,
  ) {}

  begin(): void {
    const people = Array.from({ length: PEOPLE_AT_A_TIME }, () => () => this.signIn());
    const works = [
      ...[...people, () => this.operate(), () => this.update(), () => this.hear(), () => this.stay()],
      ...[() => this.refresh(SHOP, this.shown.shop), () => this.refresh(BOOKS, this.shown.books)],
      () => this.confirm(this.shown.settings.API_KEYS),
      () => this.confirm(this.shown.shop.key, () => this.shown.shop.key),
      () => this.confirm(this.shown.books.key, () => this.shown.books.key),
    ];
    for (const work of works) this.loops.push(this.again(work, this.finished.push(0) - 1));
  }

  /** What was begun before is over by now, and so is what was begun after that. */
  async untilRoundsOfEach(): Promise<void> {
    const before = [...this.finished];
    const areDone = () => this.finished.every((count, index) => count >= before[index]! + ROUNDS_OF_EACH);
    await until(areDone, 'some rounds of everything');
  }

  async end(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.loops);
  }

  async signIn(): Promise<Tokens | undefined> {
    const { api, telegram } = this.house;
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person, email: `p${person}@example.org` });
    const message = await until(async () => (await telegram.codeMessages(person)).at(-1), `the message of ${person}`);
    const typed = { verification_id: id, otp: codeOf(message)!, session: 'token' };
    const answer = await api.app.post<Tokens>('/api/verify-otp', typed);
    if (this.expect(answer, 200, 'a sign-in') && this.sessions.length < MOST_SESSIONS) this.sessions.push(answer.body);
    return answer.body;
  }

  /** Tokens of all ages, and at times a new one for an old one. */
  private async stay(): Promise<void> {
    const { app } = this.house.api;
    for (const [index, session] of [...this.sessions.entries()]) {
      const profile = await app.get('/api/profile', bearer(session.access_token));
      // Who is told to look less often was let in by their token.
      if (profile.status !== 429) this.expect(profile, 200, 'a profile');
      if (index % 3 !== 0) continue;
      const answer = await app.post<Tokens>('/api/token/refresh', { refresh_token: session.refresh_token });
      if (this.expect(answer, 200, 'a refresh')) this.sessions[index] = { ...answer.body, user: session.user };
    }
  }

  private async operate(): Promise<void> {
    const headers = { 'x-admin-key': this.shown.settings.ADMIN_API_KEY };
    this.expect(await this.house.api.app.get('/api/admin/users', headers), 200, 'an admin call');
  }

  private async update(): Promise<void> {
    const update = { update_id: ++this.lastUpdate, edited_channel_post: {} };
    const headers = { [SECRET_HEADER]: this.shown.settings.TELEGRAM_WEBHOOK_SECRET };
    this.expect(await this.house.api.app.post('/telegram/webhook', update, headers), 200, 'an update');
  }

  /** A service of the team is told what happens, and knows one secret. */
  private async hear(): Promise<void> {
    for (const received of this.house.receiver.received.splice(0))
      if (!isSignedBy(received, this.shown.settings.WEBHOOK_SECRET)) this.refused.push(received);
  }

  /** An app goes on by what it has, and knows by the JWKS whom it is told of. */
  async refresh(id: string, { secret }: Readonly<{ secret: string }>): Promise<void> {
    const { app } = this.house.api;
    const answer = await app.request<AppTokens>(
      'POST',
      '/oauth2/token',
      new URLSearchParams({ grant_type: 'refresh_token', refresh_token: this.refreshTokens[id]! }).toString(),
      {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
      },
    );
    if (!this.expect(answer, 200, `a refresh of ${id}`)) return;
    this.refreshTokens[id] = answer.body.refresh_token;
    const { body: keys } = await app.get<JSONWebKeySet>('/.well-known/jwks.json');
    await jwtVerify(answer.body.id_token, createLocalJWKSet(keys)).catch((error: unknown) => this.refused.push(error));
  }

  /** @param other the key of an app may be another one by the time that the code is checked; one of `API_KEYS` may not */
  private async confirm(key: string, other = () => key): Promise<void> {
    const { api, telegram } = this.house;
    const person = api.nextPerson();
    const path = '/api/v1/verifications';
    const asked = await api.app.post<{ verification_id: string }>(path, { telegram_chat_id: person }, bearer(key));
    if (!this.expect(asked, 202, 'a verification for a back end')) return;
    const message = await until(async () => (await telegram.codeMessages(person)).at(-1), `the message of ${person}`);
    const check = `${path}/${asked.body.verification_id}/check`;
    this.expect(await api.app.post(check, { otp: codeOf(message) }, bearer(other())), 200, 'a check');
  }

  private expect({ status, body }: Answer<unknown>, wanted: number, what: string): boolean {
    if (status !== wanted) this.refused.push({ what, status, body });
    return status === wanted;
  }

  private async again(work: () => Promise<unknown>, index: number): Promise<void> {
    while (!this.isOver) {
      await work();
      this.finished[index]! += 1;
      await pause(BREATH_MS);
    }
  }
}

describe('secrets that are changed under traffic (security 24)', () => {
  const [before, after] = [someSecrets(), someSecrets()];
  let house: House;

  beforeAll(async () => {
    const settings = { TELEGRAM_UPDATES: 'webhook', OTP_TTL_SECONDS: '600', RESEND_COOLDOWN_SECONDS: '0' };
    house = await aHouse({ ...settings, ...inForce(before) });
  });

  afterAll(async () => {
    await house.close();
    folder.remove();
  });

  const byAdmin = ({ settings }: Secrets) => ({ 'x-admin-key': settings.ADMIN_API_KEY });
  /** Another secret and another key for the registered app. */
  const givenToBooks = async (by: Secrets): Promise<Given> => {
    type Made = Readonly<{ id: string; secret: string; api_key: string }>;
    const made = async (kind: string) => {
      const { status, body } = await house.api.app.post<Made>(`/api/admin/apps/${BOOKS}/${kind}`, {}, byAdmin(by));
      expect([kind, status]).toEqual([kind, 201]);
      return body;
    };
    const [{ secret, id: secretId }, { api_key: key, id: keyId }] = [await made('secrets'), await made('api-keys')];
    return { secret, secretId, key, keyId };
  };
  const revoke = async (by: Secrets, { secretId, keyId }: Given) => {
    for (const path of [`secrets/${secretId}`, `api-keys/${keyId}`])
      await house.api.app.request('DELETE', `/api/admin/apps/${BOOKS}/${path}`, undefined, byAdmin(by));
  };
  /** Somebody is signed in to an app. */
  const refreshTokenOf = async (id: string, secret: string): Promise<string> => {
    const stage = OpenidStage.at({ ...house, app: house.api.app });
    return (await stage.signInTo(await stage.discover(id, secret))).tokens.refresh_token!;
  };

  /** A message that nobody uses yet. */
  const aWaitingMessage = async () => {
    const person = house.api.nextPerson();
    const { verification_id: id } = await house.api.register({ telegram_chat_id: person });
    const [message] = await house.telegram.untilCodeMessages(person, 1);
    return { id, code: codeOf(message!)!, token: tokenOf(await house.telegram.scan(message!)) };
  };
  const kids = async () => {
    const { body } = await house.api.app.get<{ keys: { kid: string }[] }>('/.well-known/jwks.json');
    return body.keys.map(({ kid }) => kid);
  };
  const kidOf = ({ access_token: token }: Pick<Session, 'access_token'>): string =>
    (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid;
  /** Updates come in by the secret that Telegram was told. */
  const pressStart = async () => {
    const person = await house.telegram.addPerson('Ann');
    const started = await house.api.register();
    await house.telegram.pressStart(person, started.telegram_link);
    await house.telegram.untilCodeMessages(person, 1);
  };

  it('refuse no request on the way, and the old ones from the moment on at which they are out', async () => {
    const { api } = house;
    const registered = { id: BOOKS, name: 'Books', ...AN_APP };
    expect((await api.app.post('/api/admin/apps', registered, byAdmin(before))).status).toBe(201);
    const books = await givenToBooks(before);
    const refreshTokens = {
      [SHOP]: await refreshTokenOf(SHOP, before.shop.secret),
      [BOOKS]: await refreshTokenOf(BOOKS, books.secret),
    };
    // Nobody asks anything of us by it until all is over.
    const unused = await refreshTokenOf(SHOP, before.shop.secret);
    const traffic = new Traffic(house, { ...before, books }, refreshTokens);
    const first = (await traffic.signIn())!;
    const original = await kids();
    const messages = {
      byCode: await aWaitingMessage(),
      byLink: await aWaitingMessage(),
      kept: await aWaitingMessage(),
    };
    traffic.begin();

    await house.restart(inForce(before, after));
    await traffic.untilRoundsOfEach();
    const known = await kids();
    await pressStart();

    // Everybody knows both by now: who calls may go over to the new ones, whichever instance answers.
    const others = await givenToBooks(before);
    traffic.shown = { ...after, books: others };
    await traffic.untilRoundsOfEach();
    await revoke(before, books);
    await house.restart(inForce(after, before));
    expect((await api.verifyOtp(messages.byCode.id, messages.byCode.code)).status).toBe(200);
    expect((await api.verifyLink(messages.byLink.token)).status).toBe(200);
    await pressStart();
    await traffic.untilRoundsOfEach();
    const newest = (await traffic.signIn())!;
    expect(known).toContain(kidOf(newest));
    expect(kidOf(newest)).not.toBe(kidOf(first));
    // What the old key has signed would live on for minutes: those who hold it get another by their refresh token.
    const old = traffic.sessions.filter((session) => kidOf(session) === kidOf(first));
    await traffic.end();
    traffic.sessions.splice(0, Infinity, ...traffic.sessions.filter((session) => kidOf(session) === kidOf(newest)));

    const last = new Traffic(house, { ...after, books: others }, refreshTokens);
    last.sessions.push(...traffic.sessions);
    last.begin();
    await house.restart(inForce(after));
    await last.untilRoundsOfEach();
    await pressStart();
    await last.end();
    const late = new Traffic(house, { ...after, books: others }, { [SHOP]: unused });
    await late.refresh(SHOP, after.shop);
    expect([...traffic.refused, ...last.refused, ...late.refused]).toEqual([]);
    expect(house.failed()).toEqual([]);

    expect(old.length).toBeGreaterThan(0);
    for (const { access_token: token } of old)
      expect((await api.app.get('/api/profile', bearer(token))).status).toBe(401);
    // Of each kind of key one: no public half of the old ones is told any more.
    const added = known.filter((kid) => !original.includes(kid));
    expect(added).toHaveLength(2);
    expect(await kids()).toEqual(added);
    expect(added).toContain(kidOf(newest));
    const refused = [
      await api.app.get<Problem>('/api/admin/users', { 'x-admin-key': before.settings.ADMIN_API_KEY }),
      await api.app.post<Problem>(
        '/telegram/webhook',
        { update_id: 1 },
        { [SECRET_HEADER]: before.settings.TELEGRAM_WEBHOOK_SECRET },
      ),
      ...(await Promise.all(
        [before.settings.API_KEYS, before.shop.key, books.key].map((key) =>
          api.app.post<Problem>('/api/v1/verifications', { telegram_chat_id: 1 }, bearer(key)),
        ),
      )),
    ];
    for (const { status, body } of refused) expect([status, body.code]).toEqual([401, 'unauthorized']);
    for (const [id, secret] of [
      [SHOP, before.shop.secret],
      [BOOKS, books.secret],
    ] as const) {
      const stale = new Traffic(house, { ...before, books }, { [id]: 'any' });
      await stale.refresh(id, { secret });
      expect(stale.refused).toEqual([expect.objectContaining({ status: 401 })]);
    }
    expect((await api.verifyOtp(messages.kept.id, messages.kept.code)).body.code).toBe('otp_invalid');
    expect((await api.verifyLink(messages.kept.token)).body.code).toBe('link_invalid');
  });

  it('and the bot token, which Telegram takes back at once: what waits goes out by the new one', async () => {
    const { api, telegram } = house;
    const used = await aWaitingMessage();
    const person = api.nextPerson();
    const token = telegram.token.replace(/:.*/, ':AAanother-token_of-the_test-bot-9876543210');
    telegram.world.primaryBot.token = token;
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    await until(async () => (await api.status(id)).delivery.attempts > 0, 'Telegram to refuse the old token');
    expect(await api.status(id)).toMatchObject({ status: 'sending', delivery: { error: null } });
    expect((await api.verifyOtp(used.id, used.code)).status).toBe(200);
    await house.restart({ ...inForce(after), TELEGRAM_BOT_TOKEN: token });
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect((await api.verifyOtp(id, codeOf(message!)!)).status).toBe(200);
    await until(async () => (await api.status(used.id)).delivery.deleted_at, 'the message of before to be gone');
    await telegram.untilEmpty(person);
  });
});
