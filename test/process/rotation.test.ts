import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Api, type Problem, type Session } from '../harness/api';
import { AppProcess } from '../harness/app.process';
import { HttpClient, type Answer } from '../harness/http.client';
import { Cluster } from '../harness/cluster';
import { bearer, type Tokens } from '../harness/sign.in';
import { codeOf, Telegram, tokenOf } from '../harness/telegram';
import { until } from '../harness/until';

declare const STORE: 'sqlite' | 'mongo';

const SECRET_HEADER = 'x-telegram-bot-api-secret-token';
const PEOPLE_AT_A_TIME = 2;
/** Traffic, and no flood: a restart would only take longer. */
const BREATH_MS = 250;
const ROUNDS_OF_EACH = 2;
const MOST_SESSIONS = 9;

const ROTATE = join(__dirname, '../../dist/rotate.js');
const SECRETS = [
  ...(['MAGIC_LINK_SECRET', 'JWT_PRIVATE_KEY', 'JWT_RSA_PRIVATE_KEY', 'ADMIN_API_KEY'] as const),
  ...(['TELEGRAM_WEBHOOK_SECRET', 'API_KEYS'] as const),
];

/** What the command prints for it. */
const aNew = (name: string): string =>
  execFileSync(process.execPath, [ROTATE, name], { stdio: 'pipe' }).toString().trim();
const someSecrets = () =>
  Object.fromEntries(SECRETS.map((name) => [name, aNew(name)])) as Record<(typeof SECRETS)[number], string>;
type Secrets = ReturnType<typeof someSecrets>;

/** What an operator writes down: these are in force, and those of before or of after are good too. */
function inForce(secrets: Secrets, neighbours?: Secrets): Record<string, string> {
  if (!neighbours) return secrets;
  const { API_KEYS: apiKey, ...others } = neighbours;
  const named = Object.entries(others).map(([name, value]) => [`${name}_PREVIOUS`, value]);
  return { ...secrets, API_KEYS: `${secrets.API_KEYS},${apiKey}`, ...Object.fromEntries(named) };
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
  /** One instance after the other. */
  restart: (settings: Readonly<Record<string, string>>) => Promise<void>;
  /** Requests that no instance answered. */
  failed: () => readonly string[];
  close: () => Promise<void>;
}>;

async function aHouse(settings: Readonly<Record<string, string>>): Promise<House> {
  return STORE === 'mongo' ? aClusteredHouse(settings) : aSmallHouse(settings);
}

async function aClusteredHouse(settings: Readonly<Record<string, string>>): Promise<House> {
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

async function aSmallHouse(settings: Readonly<Record<string, string>>): Promise<House> {
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

/** What a person does, and what an operator's programs, Telegram and a back end of the team do meanwhile. */
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
    public shown: Secrets,
  ) {}

  begin(): void {
    const works = Array.from({ length: PEOPLE_AT_A_TIME }, () => () => this.signIn());
    for (const work of [...works, () => this.operate(), () => this.update(), () => this.confirm(), () => this.stay()])
      this.loops.push(this.again(work, this.finished.push(0) - 1));
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
    const headers = { 'x-admin-key': this.shown.ADMIN_API_KEY };
    this.expect(await this.house.api.app.get('/api/admin/users', headers), 200, 'an admin call');
  }

  private async update(): Promise<void> {
    const update = { update_id: ++this.lastUpdate, edited_channel_post: {} };
    const headers = { [SECRET_HEADER]: this.shown.TELEGRAM_WEBHOOK_SECRET };
    this.expect(await this.house.api.app.post('/telegram/webhook', update, headers), 200, 'an update');
  }

  private async confirm(): Promise<void> {
    const { api, telegram } = this.house;
    const person = api.nextPerson();
    const headers = bearer(this.shown.API_KEYS);
    const path = '/api/v1/verifications';
    const asked = await api.app.post<{ verification_id: string }>(path, { telegram_chat_id: person }, headers);
    if (!this.expect(asked, 202, 'a verification for a back end')) return;
    const message = await until(async () => (await telegram.codeMessages(person)).at(-1), `the message of ${person}`);
    const check = `${path}/${asked.body.verification_id}/check`;
    this.expect(await api.app.post(check, { otp: codeOf(message) }, headers), 200, 'a check');
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

  afterAll(() => house.close());

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

  it('refuse nobody on the way, and the old ones from the moment on at which they are out', async () => {
    const { api } = house;
    const traffic = new Traffic(house, before);
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
    traffic.shown = after;
    await traffic.untilRoundsOfEach();
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

    const last = new Traffic(house, after);
    last.sessions.push(...traffic.sessions);
    last.begin();
    await house.restart(inForce(after));
    await last.untilRoundsOfEach();
    await pressStart();
    await last.end();
    expect([...traffic.refused, ...last.refused]).toEqual([]);
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
      await api.app.get<Problem>('/api/admin/users', { 'x-admin-key': before.ADMIN_API_KEY }),
      await api.app.post<Problem>(
        '/telegram/webhook',
        { update_id: 1 },
        { [SECRET_HEADER]: before.TELEGRAM_WEBHOOK_SECRET },
      ),
      await api.app.post<Problem>('/api/v1/verifications', { telegram_chat_id: 1 }, bearer(before.API_KEYS)),
    ];
    for (const { status, body } of refused) expect([status, body.code]).toEqual([401, 'unauthorized']);
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
