import { writeFileSync } from 'node:fs';
import * as client from 'openid-client';
import { KillStage } from '../harness/kill.stage';
import { LogoutReceiver } from '../harness/logout.receiver';
import { anAppsFile, ask, CALLBACK, OpenidStage, SECRET, tokensOf, type Asked } from '../harness/openid.stage';
import type { OpenidBrowser } from '../harness/openid.browser';
import { bearer } from '../harness/sign.in';
import { codeOf } from '../harness/telegram';
import { rounds } from '../harness/rounds';
import { until } from '../harness/until';

declare const STORE: string;

type Act = 'authorize' | 'login' | 'start' | 'code' | 'continue' | 'consent' | 'resume' | 'return' | 'token';

const isNight = rounds(1) > 1;

/**
 * With SQLite a death during a write leaves what the write before it left, and on MongoDB what lies between two writes is
 * the same as on SQLite: by day each is told once. What leaves the sign-in half done, the kill matrix has.
 */
const onMongo = <T>(...cases: T[]): T[] => (STORE === 'mongo' || isNight ? cases : []);
const onSqlite = <T>(...cases: T[]): T[] => (STORE === 'sqlite' ? cases : []);
const byNight = <T>(...cases: T[]): T[] => (isNight ? cases : []);

const steps: [Act, string][] = [
  ['authorize', 'during OidcRecordRepository.put Interaction'],
  ['code', 'during SessionRepository.insert'],
  ['return', 'during SessionRepository.attachApps'],
  ...byNight<[Act, string]>(
    ['login', 'during VerificationRepository.insert'],
    ['start', 'during VerificationRepository.address'],
    ['code', 'during VerificationRepository.consume'],
  ),
  ...onMongo<[Act, string]>(
    ['continue', 'during OidcRecordRepository.put Interaction'],
    ['resume', 'during OidcRecordRepository.put Session'],
    ['consent', 'during OidcRecordRepository.put Grant'],
    ['return', 'during LogoutRepository.keep'],
    ['return', 'during OidcRecordRepository.put AuthorizationCode'],
    ['token', 'during OidcRecordRepository.consume'],
    ['token', 'during OidcRecordRepository.put AccessToken'],
  ),
  ...onSqlite<[Act, string]>(
    ['authorize', 'after OidcRecordRepository.put Interaction'],
    ['code', 'after SessionRepository.insert'],
    ['continue', 'after OidcRecordRepository.put Interaction'],
    ['resume', 'after OidcRecordRepository.erase'],
    ['resume', 'after OidcRecordRepository.put Session'],
    ['consent', 'after OidcRecordRepository.put Grant'],
    ['consent', 'after AuditRepository.append allowed'],
    ['consent', 'after OidcRecordRepository.put Interaction'],
    ['return', 'after OidcRecordRepository.erase'],
    ['return', 'after LogoutRepository.keep'],
    ['return', 'after OidcRecordRepository.put AuthorizationCode'],
    ['return', 'after OidcRecordRepository.put Session'],
    ['token', 'after OidcRecordRepository.consume'],
    ['token', 'after OidcRecordRepository.put AccessToken'],
    ['token', 'after OidcRecordRepository.put RefreshToken'],
  ),
];

let stage: KillStage;
let openid: OpenidStage<KillStage>;
let backEnd: LogoutReceiver;
let apps: ReturnType<typeof anAppsFile>;
let shop: client.Configuration;

beforeAll(async () => {
  backEnd = await LogoutReceiver.start();
  const app = { id: 'shop', name: 'Shop', redirect_uris: [CALLBACK], secret: SECRET };
  const es256 = { id_token_signed_response_alg: 'ES256' };
  apps = anAppsFile([{ ...app, ...es256, backchannel_logout_uri: backEnd.url }]);
  stage = await KillStage.open({ APPS_FILE: apps.path });
  openid = OpenidStage.at(stage);
});
beforeEach(async () => {
  await stage.reset();
  shop ??= await openid.discover();
});
afterAll(async () => {
  await stage.close();
  await backEnd.close();
  apps.remove();
});

/** A person on their way from an app to us and back, who repeats what got no answer. */
class Traveller {
  person!: number;
  consents = 0;
  private readonly browser: OpenidBrowser = openid.browser();
  private asked!: Asked;
  token = '';

  /** @param killAt what dies at which step, once */
  constructor(private killAt?: readonly [Act, string]) {}

  async signIn() {
    this.person = await stage.telegram.addPerson('Ann');
    const page = await this.act('authorize', () => this.begin());
    const interaction = page.pathname.split('/').at(-1);
    const login = await this.act('login', () => this.browser.post('/api/login', { interaction }));
    await this.act('start', () => stage.telegram.pressStart(this.person, login.body.telegram_link as string));
    const [message] = await stage.telegram.untilCodeMessages(this.person, 1);
    const typed = { verification_id: login.body.verification_id, otp: codeOf(message!)! };
    const key = { 'idempotency-key': `key-of-${this.person}-0123456789` };
    const session = await this.act('code', () => this.browser.post('/api/verify-otp', typed, key));
    expect(session.status).toBe(200);
    this.token = session.body.access_token as string;
    const back = await this.goOn(page);
    const anew = async () => this.exchange(await this.goOn(await this.begin()));
    return this.act('token', () => this.exchange(back), anew);
  }

  /** Says to each question of ours what a person would, until the app has its answer. */
  private async goOn(page: URL): Promise<URL> {
    if (!page.pathname.startsWith('/interaction/')) return page;
    const { body: question } = await openid.details(this.browser, page);
    const answer = question.prompt === 'login' ? 'continue' : 'consent';
    const { status, body } = await this.act(answer, () => openid.interact(this.browser, page, answer, this.token));
    expect(status).toBe(200);
    if (answer === 'consent') this.consents++;
    const onwards = () => this.browser.follow(body.redirect_to as string);
    // What the browser was led to is good once: who meets its end goes to the app, and begins again.
    const again = () => onwards().catch(() => this.begin());
    return this.goOn(await this.act(answer === 'consent' ? 'return' : 'resume', onwards, again));
  }

  private async begin(): Promise<URL> {
    this.asked = await ask(shop);
    return this.browser.follow(this.asked.url);
  }

  private exchange(back: URL) {
    return tokensOf(shop, back, this.asked);
  }

  /** @param again what is done where it got no answer */
  private async act<T>(name: Act, work: () => Promise<T>, again = work): Promise<T> {
    const [act, step] = this.killAt ?? [];
    if (act !== name) return work();
    this.killAt = undefined;
    return (await stage.killAt(step!, work)) ?? again();
  }
}

const sendsTo = (person: number) =>
  stage.telegram.world.calls.latest().filter(({ method, chatId }) => method === 'sendPhoto' && chatId === person)
    .length;

describe('kill -9 while a person signs in to an app, then start', () => {
  it.each(steps)('%s, %s: they come through, by one message, one consent and one session', async (act, step) => {
    const traveller = new Traveller([act, step]);
    const tokens = await traveller.signIn();
    const { sub } = tokens.claims()!;
    expect(await client.fetchUserInfo(shop, tokens.access_token, sub)).toMatchObject({ sub });
    expect((await client.refreshTokenGrant(shop, tokens.refresh_token!)).access_token).toBeTruthy();
    const { body } = await stage.app.get<{ sessions: object[] }>('/api/sessions', bearer(traveller.token));
    expect([traveller.consents, sendsTo(traveller.person), body.sessions.length]).toEqual([1, 1, 1]);
  });
});

describe('kill -9 while an app exchanges its refresh token, then start', () => {
  it.each([
    'during OidcRecordRepository.consume',
    ...onMongo('during OidcRecordRepository.put RefreshToken', 'during OidcRecordRepository.put AccessToken'),
    ...onSqlite(
      'after OidcRecordRepository.consume',
      'after OidcRecordRepository.put RefreshToken',
      'after OidcRecordRepository.put AccessToken',
    ),
  ])('%s: it shows the same one again, and goes on', async (step) => {
    const { refresh_token: held } = await new Traveller().signIn();
    const exchange = (token: string) => client.refreshTokenGrant(shop, token);
    await stage.killAt(step, () => exchange(held!));
    const { refresh_token: next } = await exchange(held!);
    const { refresh_token: third } = await exchange(next!);
    await expect(exchange(held!)).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(exchange(third!)).rejects.toMatchObject({ error: 'invalid_grant' });
  });
});

describe('kill -9 between the end of a sign-in and the word of it to the app, then start', () => {
  const signOut = (token: string) => stage.app.post('/api/logout', {}, bearer(token));

  it.each([
    'during SessionRepository.end',
    'after LogoutRepository.claimDue one',
    'before LogoutRepository.forget',
    ...onMongo('during LogoutRepository.endBySession'),
    ...onSqlite(
      'after SessionRepository.end',
      'after LogoutRepository.endBySession',
      'after SessionRepository.detachApps',
      'after LogoutRepository.forget',
    ),
  ])('%s: the app is told', async (step) => {
    const traveller = new Traveller();
    const sid = (await traveller.signIn()).claims()!.sid as string;
    const answer = await stage.killAt(step, () => signOut(traveller.token));
    if (!answer) await signOut(traveller.token);
    await backEnd.until(sid);
  });

  it('while the app is down: it is told when both are back', async () => {
    const traveller = new Traveller();
    const tokens = await traveller.signIn();
    const sid = tokens.claims()!.sid as string;
    await backEnd.goAway();
    expect((await signOut(traveller.token)).status).toBe(204);
    await until(() => stage.app.output.includes('could not be told that a person has signed out'), 'a first try');
    await stage.app.crash();
    await backEnd.comeBack();
    await stage.app.boot();
    await backEnd.until(sid);
    await expect(client.refreshTokenGrant(shop, tokens.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('and the app was taken out of the file meanwhile: it is told', async () => {
    const traveller = new Traveller();
    const sid = (await traveller.signIn()).claims()!.sid as string;
    await stage.app.crash();
    writeFileSync(apps.path, JSON.stringify({ apps: [] }));
    await stage.app.boot();
    expect((await signOut(traveller.token)).status).toBe(204);
    await backEnd.until(sid);
  });
});
