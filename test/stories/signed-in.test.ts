import { setImmediate as turn } from 'node:timers/promises';
import { AuditRepository } from '../../src/audit/store/audit.repository';
import { aDraft } from '../../src/audit/audit.fixture';
import type { Answer } from '../harness/http.client';
import type { Problem } from '../harness/api';
import { House } from '../harness/house';
import { Member } from '../harness/member';
import { bearer } from '../harness/sign.in';
import { time } from '../harness/time';
import { until } from '../harness/until';

type Listed = Readonly<{ id: string; current: boolean }>;
type Entry = Readonly<{ action: string; browser: string; system: string; origin: string; request_id: string }>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ADMIN_API_KEY = 'an-admin-of-the-tests-0123456789-0123456789';
const FIREFOX = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
const FRESH_NEEDED = { status: 403, body: { code: 'fresh_sign_in_required' } };

let house: House;
let app: House['app'];
let telegram: House['telegram'];

beforeAll(async () => {
  house = await House.open({ RESEND_COOLDOWN_SECONDS: '0', ADMIN_API_KEY });
  ({ app, telegram } = house);
});

afterAll(() => house.close());

const aMember = (person?: number) => Member.signIn(house, person);

const call = <T = Problem>(method: string, path: string, { tokens }: Member, body?: unknown) => {
  const json = body !== undefined && { 'content-type': 'application/json' };
  const headers = { ...bearer(tokens.access_token), ...FIREFOX, ...json };
  return app.request<T>(method, path, body === undefined ? undefined : JSON.stringify(body), headers);
};
const sessionsOf = async (member: Member) =>
  (await call<{ sessions: Listed[] }>('GET', '/api/sessions', member)).body.sessions;

const entriesOf = async ({ id }: Member): Promise<readonly Entry[]> =>
  (await app.get<{ entries: Entry[] }>(`/api/admin/audit?limit=100&actor=user:${id}`)).body.entries;
const countOf = async (member: Member, action: string) =>
  (await entriesOf(member)).filter((entry) => entry.action === action).length;

describe('what a stolen session must not do', () => {
  it.each<[string, (member: Member) => Promise<Answer<unknown>>]>([
    ['change the e-mail', (member) => member.change({ email: 'thief@example.org' })],
    ['change the phone', (member) => member.change({ name: 'Thief', phone: '+4915112345678' })],
    ['take everything along', (member) => member.get('/export')],
    ['end the other sessions', (member) => call('DELETE', '/api/sessions', member)],
  ])('%s needs a sign-in of the last five minutes, and is as it was without one (S11)', async (_, act) => {
    const member = await aMember();
    await aMember(member.person);
    const before = await member.profile();
    time.pass(6 * MINUTE);
    expect(await act(member)).toMatchObject(FRESH_NEEDED);
    expect(await member.profile()).toEqual(before);
    expect(await sessionsOf(member)).toHaveLength(2);
    expect((await act(await aMember(member.person))).status).toBe(200);
  });

  it('end another session, known or not, needs one, too; its own it may end at any time (S11)', async () => {
    const member = await aMember();
    await aMember(member.person);
    const [other, own] = await sessionsOf(member);
    time.pass(6 * MINUTE);
    for (const id of [other!.id, 'unknown'])
      expect(await call('DELETE', `/api/sessions/${id}`, member)).toMatchObject(FRESH_NEEDED);
    expect(await sessionsOf(member)).toHaveLength(2);
    expect(own!.current).toBe(true);
    expect((await call('DELETE', `/api/sessions/${own!.id}`, member)).status).toBe(204);
    expect((await member.get()).status).toBe(401);
  });

  it('is not asked for by a name, a language, or an e-mail that stays (S11)', async () => {
    const member = await aMember();
    time.pass(6 * MINUTE);
    const changes = { name: 'Anna', language: 'de', email: member.email, phone: null };
    expect(await member.change(changes)).toMatchObject({ status: 200, body: { name: 'Anna', language: 'de' } });
  });
});

describe('how much a person may ask for', () => {
  const refusal = (policy: string) => ({ status: 429, body: { code: 'rate_limited' }, policy });
  const told = ({ status, body, headers }: Answer<unknown>) => ({
    ...{ status, body, retryAfter: Number(headers.get('retry-after')) },
    policy: /"(\w+)"/.exec(headers.get('ratelimit') ?? '')?.[1],
  });

  it('is sixty changes an hour, whatever they change and in whichever session (S3)', async () => {
    const [member, stranger] = [await aMember(), await aMember()];
    const again = await aMember(member.person);
    for (let count = 0; count < 30; count++) {
      expect((await member.change({ name: `Ann ${count}` })).status).toBe(200);
      expect((await again.change({ name: `Ann ${count}` })).status).toBe(200);
    }
    for (const each of [member, again]) {
      const refused = told(await each.change({ name: 'Ann Other' }));
      expect(refused).toMatchObject(refusal('change'));
      expect(refused.retryAfter).toBeGreaterThan(3000);
    }
    expect((await stranger.change({ name: 'Zoe' })).status).toBe(200);
    expect(await member.profile()).toMatchObject({ name: 'Ann 29' });
    expect(await countOf(member, 'user.changed')).toBe(30);
    time.pass(HOUR);
    const next = await aMember(member.person);
    expect((await next.change({ name: 'Ann Other' })).status).toBe(200);
  });

  it('is three exports an hour (S3)', async () => {
    const [member, stranger] = [await aMember(), await aMember()];
    for (let count = 0; count < 3; count++) expect((await member.get('/export')).status).toBe(200);
    expect(told(await member.get('/export'))).toMatchObject(refusal('export'));
    expect((await stranger.get('/export')).status).toBe(200);
    expect(await countOf(member, 'user.exported')).toBe(3);
  });

  it('is one export at a time, and the next one after it, also when it was broken off (S3)', async () => {
    const member = await aMember();
    const answers = await Promise.all([member.get('/export'), member.get('/export')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429]);
    expect(Number(answers.find(({ status }) => status === 429)!.headers.get('retry-after'))).toBeGreaterThan(0);
    const leaving = new AbortController();
    const headers = bearer(member.tokens.access_token);
    const begun = await fetch(`${app.url}/api/profile/export`, { headers, signal: leaving.signal });
    expect(begun.status).toBe(200);
    leaving.abort();
    await until(async () => (await member.get('/export')).status === 200, 'the export to be over');
  });

  it('is three hundred looks a minute at what is theirs (S3)', async () => {
    const [member, stranger] = [await aMember(), await aMember()];
    await time.standingStill(async () => {
      for (let count = 0; count < 150; count++) {
        expect((await member.get()).status).toBe(200);
        expect(await sessionsOf(member)).toHaveLength(1);
      }
      expect(told(await member.get())).toMatchObject(refusal('list'));
      expect(told(await call('GET', '/api/sessions', member))).toMatchObject(refusal('list'));
    });
    expect((await stranger.get()).status).toBe(200);
    time.pass(MINUTE);
    expect((await member.get()).status).toBe(200);
  });

  it('is shown to operators with the other limits (S3)', async () => {
    const { limits } = (await app.get<{ limits: { name: string; most: number }[] }>('/api/admin/limits')).body;
    const most = Object.fromEntries(limits.map(({ name, most: allowed }) => [name, allowed]));
    expect(most).toMatchObject({ change: 60, export: 3, list: 300 });
    expect((await app.get<string>('/metrics')).body).toMatch(/rate_limit_exceeded_total\{limit="change"\} [1-9]/);
  });
});

describe('a long answer', () => {
  const ENTRIES = 10_000;
  const ANSWERED = 20;

  let member: Member;

  beforeAll(async () => {
    member = await aMember();
    const who = { kind: 'user', id: member.id } as const;
    const entries = app.part(AuditRepository);
    const at = time.now();
    const draft = () => aDraft({ at, action: 'user.changed', actor: who, subject: who, details: { fields: 'name' } });
    await Promise.all(Array.from({ length: ENTRIES }, () => entries.append(draft())));
  });

  /** How many others are answered while this one is on its way, as far as that matters. */
  async function answeredDuring(asking: Promise<unknown>): Promise<number> {
    let isUnderWay = true;
    void asking.finally(() => (isUnderWay = false));
    let answered = 0;
    for (; isUnderWay && answered <= ANSWERED; answered++) {
      expect((await app.get('/health/live')).status).toBe(200);
      await turn();
    }
    return answered;
  }

  it('lets others be answered while it is written, and is whole: everything about a person (S3)', async () => {
    const asking = member.get<{ audit: Entry[] }>('/export');
    expect(await answeredDuring(asking)).toBeGreaterThan(ANSWERED);
    const { audit } = (await asking).body;
    expect(audit.filter(({ action }) => action === 'user.changed')).toHaveLength(ENTRIES);
    expect(audit.at(-1)).toMatchObject({ action: 'user.created' });
  });

  it('lets others be answered while it is written: the audit (S3)', async () => {
    const asking = app.get<string>('/api/admin/audit/export');
    expect(await answeredDuring(asking)).toBeGreaterThan(ANSWERED);
    expect((await asking).body.split('\n').length).toBeGreaterThan(ENTRIES);
  });
});

describe('the owner is told in Telegram', () => {
  const said = async ({ person }: Member, words: string) =>
    (await telegram.messages(person)).filter(({ text }) => text.includes(words));
  const untilSaid = (member: Member, words: string) =>
    until(async () => (await said(member, words)).length === 1, `the bot to say once: ${words}`);

  it('that e-mail or phone were changed, or everything was taken along, and by what, without the values (S11)', async () => {
    const member = await aMember();
    expect((await call('PATCH', '/api/profile', member, { email: 'other@example.org' })).status).toBe(200);
    await untilSaid(member, 'Your e-mail address was changed.');
    expect((await call('PATCH', '/api/profile', member, { phone: '+4915112345678' })).status).toBe(200);
    await untilSaid(member, 'Your phone number was changed.');
    const both = { email: 'third@example.org', phone: null, name: 'Anna', language: 'de' };
    expect((await call('PATCH', '/api/profile', member, both)).status).toBe(200);
    await untilSaid(member, 'Ihre E-Mail-Adresse und Ihre Telefonnummer wurden geändert.');
    expect((await call('GET', '/api/profile/export', member)).status).toBe(200);
    await untilSaid(member, 'Ihre Daten wurden heruntergeladen.');
    const texts = (await telegram.messages(member.person)).map(({ text }) => text).join('\n');
    expect(texts.match(/Firefox/g)).toHaveLength(4);
    expect(texts).not.toMatch(/@example|4915112345678/);
  });

  it('of nothing else (S11)', async () => {
    const member = await aMember();
    await member.change({ name: 'Anna', email: member.email });
    await member.change({ email: 'other@example.org' });
    await untilSaid(member, 'Your e-mail address was changed.');
    expect(await said(member, 'changed')).toHaveLength(1);
  });

  it('where Telegram takes it; where it does not, it is done all the same, and logged (S11)', async () => {
    const member = await aMember();
    telegram.misbehave({ fault: 'forbidden', method: 'sendMessage', chatId: member.person });
    expect((await member.change({ email: 'other@example.org' })).status).toBe(200);
    const line = () =>
      app.output.split('\n').find((text) => text.includes('could not be told') && text.includes(member.id));
    await until(async () => line() !== undefined, 'the log to have it');
    expect(line()).not.toContain('other@');
  });
});

describe('the audit', () => {
  it('has from where, and in which request, a person changed, exported or ended something of theirs (S11)', async () => {
    const member = await aMember();
    for (let count = 0; count < 2; count++) await aMember(member.person);
    const [other] = (await sessionsOf(member)).filter(({ current }) => !current);
    const answers = [
      await call('PATCH', '/api/profile', member, { name: 'Anna' }),
      await call('GET', '/api/profile/export', member),
      await call('DELETE', `/api/sessions/${other!.id}`, member),
      await call('DELETE', '/api/sessions', member),
      await call('POST', '/api/logout', member),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 204, 200, 204]);
    const ids = answers.map(({ headers }) => headers.get('x-request-id')!);
    const entries = (await entriesOf(member)).filter(({ request_id: id }) => ids.includes(id)).toReversed();
    const actions = ['user.changed', 'user.exported', 'session.ended', 'session.others_ended', 'session.ended'];
    expect(entries.map(({ action, request_id: id }) => [action, id])).toEqual(
      actions.map((each, nth) => [each, ids[nth]]),
    );
    for (const entry of entries)
      expect(entry).toMatchObject({
        browser: 'Firefox',
        system: 'Linux',
        origin: expect.stringMatching(/^[\w-]{12}$/),
      });
  });

  it('tells of no session that was ended where there was none (S3)', async () => {
    const member = await aMember();
    expect(await call('DELETE', '/api/sessions', member)).toMatchObject({ status: 200, body: { ended: 0 } });
    expect(await countOf(member, 'session.others_ended')).toBe(0);
  });
});
