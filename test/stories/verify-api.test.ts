import { Secrets } from '../../src/verification/secrets';
import { aSentVerification, seconds } from '../../src/verification/verification.fixture';
import { VerificationRepository } from '../../src/verification/store/verification.repository';
import { wrongCode, type Problem } from '../harness/api';
import { App } from '../harness/app';
import { House } from '../harness/house';
import type { Answer } from '../harness/http.client';
import { production } from '../harness/production';
import { bearer } from '../harness/sign.in';
import { codeOf, tokenOf, type PhoneMessage } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

const PATH = '/api/v1/verifications';
const KEY = 'c2VydmljZS1rZXktb2YtdGhlLXRlc3RzLTAx';
const OTHER_KEY = 'c2VydmljZS1rZXktb2YtdGhlLXRlc3RzLTAy';
const SECRET = 'c29tZSBrZXkgbWF0ZXJpYWwgb2YgdGhlIHRlc3QgcnVu';
const COOLDOWN_MS = 30_000;
const ID = /^[\w.:-]{10,64}$/;

type Asked = Readonly<{ verification_id: string; status: string; expires_at: string | null; resend_at: string }>;
type Checked = Readonly<{ verification_id: string; status: string; user_id: string | null; telegram_id: number }>;
type AskedStatus = Asked & Readonly<{ attempts_left: number; error: string | null; telegram_id: number | null }>;

type Entry = Readonly<{ action: string; actor: { kind: string; id: string }; subject: { id: string } }>;
type Entries = Readonly<{ entries: readonly Entry[] }>;

describe('what a back end wants confirmed', () => {
  let house: House;
  let telegram: House['telegram'];
  let app: House['app'];
  let api: House['api'];

  beforeAll(async () => {
    house = await House.open({
      MAGIC_LINK_SECRET: SECRET,
      API_KEYS: `${KEY},${OTHER_KEY}`,
      ADMIN_API_KEY: production.adminKey,
      LIMIT_SENDS_PER_CHAT_HOUR: '10',
      LIMIT_REQUESTS_PER_IP_MINUTE: '100',
      LIMIT_REQUESTS_PER_KEY_MINUTE: '200',
    });
    ({ telegram, app, api } = house);
  });

  afterAll(() => house.close());

  const byKey = { 'x-api-key': KEY };
  const tryToAsk = (fields: object, headers: Record<string, string> = byKey) =>
    app.post<Asked & Problem>(PATH, fields, headers);
  const ask = async (fields: object, headers?: Record<string, string>): Promise<Asked> => {
    const { status, body } = await tryToAsk(fields, headers);
    if (status !== 202) throw new Error(`asking answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  const check = (id: string, otp: string, headers: Record<string, string> = byKey) =>
    app.post<Checked & Problem>(`${PATH}/${id}/check`, { otp }, headers);
  const statusOf = (id: string) => app.get<AskedStatus & Problem>(`${PATH}/${id}`, byKey);
  const call = <T>(method: string, path: string) => app.request<T>(method, `${PATH}/${path}`, undefined, byKey);
  const untilStatus = (id: string, wanted: string) =>
    until(async () => (await statusOf(id)).body.status === wanted, `status ${wanted} of ${id}`);
  const askedIn = async (person: number, fields: object = {}) => {
    const { verification_id: id } = await ask({ telegram_chat_id: person, ...fields });
    const [message] = await telegram.untilCodeMessages(person, 1);
    return { id, message: message!, code: codeOf(message!)! };
  };
  const register = async (person: number) => {
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const message = (await telegram.untilCodeMessages(person, 1))[0]!;
    return { id, message, code: codeOf(message)! };
  };
  const aMember = async () => {
    const person = api.nextPerson();
    const { id, code } = await register(person);
    const { body } = await api.verifyOtp(id, code);
    await telegram.untilEmpty(person);
    return { person, user: body.user, token: body.access_token };
  };
  const labels = ({ buttons }: PhoneMessage) => buttons.flat().map(({ text }) => text);
  const expectProblem = ({ status, body }: Answer<Problem>, expected: readonly [number, string]) =>
    expect([status, body.code]).toEqual(expected);

  it('is a code in the chat, which is good once', async () => {
    const person = api.nextPerson();
    const asked = await ask({ telegram_chat_id: person, reason: 'Pay 25 EUR' });
    expect(asked).toMatchObject({ verification_id: expect.stringMatching(ID), status: 'sending' });
    const [message] = await telegram.untilCodeMessages(person, 1);
    const id = asked.verification_id;
    await untilStatus(id, 'sent');
    const checked = await check(id, codeOf(message!)!);
    const expected = { verification_id: id, status: 'verified', user_id: null, telegram_id: person };
    expect([checked.status, checked.body]).toEqual([200, expected]);
    await telegram.untilEmpty(person);
    expectProblem(await check(id, codeOf(message!)!), [409, 'already_used']);
    expect((await statusOf(id)).body).toMatchObject({ status: 'verified', user_id: null, telegram_id: person });
  });

  it('may name an account, and its answer tells whose code it was', async () => {
    const { person, user } = await aMember();
    const { verification_id: id } = await ask({ user_id: user.id }, bearer(OTHER_KEY));
    const [message] = await telegram.untilCodeMessages(person, 1);
    const { body } = await check(id, codeOf(message!)!, bearer(OTHER_KEY));
    expect(body).toMatchObject({ status: 'verified', user_id: user.id, telegram_id: person });
  });

  it('has a message that says what for, in the words of the back end, and that has no link', async () => {
    const { message, id } = await askedIn(api.nextPerson(), {
      reason: '<b>5 & 6</b> <a href="//e.vil">',
      language: 'de',
    });
    expect(message.text).toContain('Zu bestätigen: <b>5 & 6</b> <a href="//e.vil">');
    expect(message.picture).toBeNull();
    expect(labels(message)).toEqual(['Code kopieren', 'Das war ich nicht']);
    expect(JSON.stringify(message)).not.toContain(id);
    expect(JSON.stringify(message)).not.toContain('verify#');
  });

  it('goes again with a new code in the same language; the old one is dead, and tries stay counted', async () => {
    const person = api.nextPerson();
    const { id, code, message } = await askedIn(person, { language: 'ru' });
    expect((await check(id, wrongCode(code))).body).toMatchObject({ code: 'otp_invalid', attempts_left: 4 });
    time.pass(COOLDOWN_MS);
    expect((await call('POST', `${id}/resend`)).status).toBe(202);
    const next = await until(
      async () => (await telegram.codeMessages(person)).find(({ message_id: found }) => found > message.message_id),
      'the second message',
    );
    expect(labels(next)).toContain('Скопировать код');
    if (codeOf(next) !== code) expectProblem(await check(id, code), [401, 'otp_invalid']);
    expect((await statusOf(id)).body.attempts_left).toBe(codeOf(next) === code ? 4 : 3);
    expect((await check(id, codeOf(next)!)).status).toBe(200);
    await telegram.untilEmpty(person);
  });

  it('is locked by the fifth wrong code, and its message goes (security 8)', async () => {
    const person = api.nextPerson();
    const { id, code } = await askedIn(person);
    for (let left = 4; left >= 0; left--)
      expect((await check(id, wrongCode(code))).body).toMatchObject({ code: 'otp_invalid', attempts_left: left });
    expectProblem(await check(id, code), [429, 'too_many_attempts']);
    await telegram.untilEmpty(person);
    expect((await statusOf(id)).body.status).toBe('locked');
  });

  it('is taken back by the back end, or stopped by the person', async () => {
    const cancelled = await askedIn(api.nextPerson());
    expect((await call('DELETE', cancelled.id)).status).toBe(204);
    expect((await call('DELETE', cancelled.id)).status).toBe(204);
    expectProblem(await check(cancelled.id, cancelled.code), [410, 'verification_expired']);
    const person = api.nextPerson();
    const denied = await askedIn(person);
    await telegram.press(person, denied.message, "This wasn't me");
    await untilStatus(denied.id, 'cancelled');
    expectProblem(await check(denied.id, denied.code), [410, 'verification_expired']);
    await telegram.untilEmpty(person);
  });

  describe('is no sign-in, and a sign-in is none of a back end (security 4, supabase/auth #2536)', () => {
    it('its code and its id open nothing', async () => {
      const person = api.nextPerson();
      const { id, code } = await askedIn(person);
      expectProblem(await api.verifyOtp(id, code), [404, 'verification_not_found']);
      expectProblem(await api.resend(id), [404, 'verification_not_found']);
      expectProblem(await app.get<Problem>(`/api/verifications/${id}`), [404, 'verification_not_found']);
      expectProblem(await app.get<Problem>(`/api/verifications/${id}/events`), [404, 'verification_not_found']);
      expectProblem(await app.delete<Problem>(`/api/verifications/${id}`), [404, 'verification_not_found']);
      expectProblem(await app.post<Problem>(`/api/verifications/${id}/session`, {}), [404, 'verification_not_found']);
      expect((await check(id, code)).status).toBe(200);
      expectProblem(await app.post<Problem>(`/api/verifications/${id}/session`, {}), [404, 'verification_not_found']);
    });

    it("a sign-in's code is checked nowhere else, and its link still opens", async () => {
      const { id, code, message } = await register(api.nextPerson());
      expectProblem(await check(id, code), [404, 'verification_not_found']);
      expectProblem(await statusOf(id), [404, 'verification_not_found']);
      expectProblem(await call<Problem>('POST', `${id}/resend`), [404, 'verification_not_found']);
      expectProblem(await call<Problem>('DELETE', id), [404, 'verification_not_found']);
      expect((await api.status(id)).attempts_left).toBe(5);
      expect((await api.verifyLink(tokenOf(await telegram.scan(message)))).status).toBe(200);
    });

    it('the code of one is not the code of another of the same person', async () => {
      const person = api.nextPerson();
      const first = await askedIn(person);
      const { verification_id: id } = await ask({ telegram_chat_id: person });
      const second = (await telegram.untilCodeMessages(person, 2)).map((message) => codeOf(message)!);
      const other = second.find((code) => code !== first.code)!;
      expectProblem(await check(first.id, other), [401, 'otp_invalid']);
      expectProblem(await check(id, first.code), [401, 'otp_invalid']);
      expect((await check(first.id, first.code)).status).toBe(200);
      expect((await check(id, other)).status).toBe(200);
    });

    it('has neither a link nor a start link, though they could be derived like others', async () => {
      const { id, code } = await askedIn(api.nextPerson());
      const { body } = await app.get<Entries>('/api/admin/audit?limit=1&action=service.verification_requested');
      const linkId = body.entries[0]!.subject.id;
      const derived = new Secrets([SECRET], 6);
      const token = derived.linkToken({ id, linkId, nonce: '', generation: 1 });
      expectProblem(await api.verifyLink(token), [401, 'link_invalid']);
      expectProblem(await app.post<Problem>('/api/magic-link/details', { token }), [401, 'link_invalid']);
      const eve = await telegram.addPerson('Eve');
      await telegram.pressStart(eve, `https://t.me/bot?start=${derived.startCode(linkId)}`);
      const [answer] = await until(async () => {
        const messages = await telegram.messages(eve);
        return messages.length > 0 ? messages : undefined;
      }, 'an answer to Start');
      expect(answer!.text).toContain("This link doesn't work any more.");
      expect((await check(id, code)).status).toBe(200);
    });
  });

  describe('is asked for', () => {
    it.each<[string, Record<string, string>]>([
      ['nobody', {}],
      ['a wrong key', { 'x-api-key': `${KEY}x` }],
      ['both keys at once', { 'x-api-key': `${KEY},${OTHER_KEY}` }],
      ['the admin key', { 'x-api-key': production.adminKey }],
    ])('not by %s', async (_, headers) => {
      expectProblem(await tryToAsk({ telegram_chat_id: api.nextPerson() }, headers), [401, 'unauthorized']);
    });

    it('not by a person who is signed in, nor with what only looks like a request (security 28)', async () => {
      const { token, user } = await aMember();
      expectProblem(await tryToAsk({ user_id: user.id }, bearer(token)), [401, 'unauthorized']);
      const person = api.nextPerson();
      for (const fields of [
        {},
        { telegram_chat_id: person, user_id: user.id },
        { telegram_chat_id: -person },
        { telegram_chat_id: { $gt: 0 } },
        { user_id: { $ne: '' } },
        { telegram_chat_id: person, reason: '' },
        { telegram_chat_id: person, reason: 'x'.repeat(101) },
        { telegram_chat_id: person, reason: 'one\ntwo' },
        { telegram_chat_id: person, reason: 'moc.elpmaxe\u202e' },
        { telegram_chat_id: person, language: 'xx' },
        { telegram_chat_id: person, purpose: 'login' },
      ])
        expectProblem(await tryToAsk(fields), [400, 'invalid_request']);
      expect(await telegram.messages(person)).toEqual([]);
    });

    it('not of an account that is shut, or that there is not', async () => {
      expectProblem(await tryToAsk({ user_id: 'nobody' }), [404, 'user_not_found']);
      const { person, user } = await aMember();
      const { id, code } = await askedIn(person);
      const admin = { 'x-admin-key': production.adminKey };
      expect((await app.post(`/api/admin/users/${user.id}/disable`, {}, admin)).status).toBe(200);
      expectProblem(await tryToAsk({ user_id: user.id }), [403, 'account_disabled']);
      expectProblem(await tryToAsk({ telegram_chat_id: person }), [403, 'account_disabled']);
      expectProblem(await check(id, code), [403, 'account_disabled']);
    });

    it('once, however often the same request is repeated', async () => {
      const person = api.nextPerson();
      const headers = { ...byKey, 'idempotency-key': 'payment-1' };
      const fields = { telegram_chat_id: person };
      const answers = await Promise.all(Array.from({ length: 10 }, () => ask(fields, headers)));
      expect(new Set(answers.map(({ verification_id: id }) => id)).size).toBe(1);
      await untilStatus(answers[0]!.verification_id, 'sent');
      expect(await telegram.codeMessages(person)).toHaveLength(1);
      expectProblem(await tryToAsk({ telegram_chat_id: person, reason: 'x' }, headers), [400, 'invalid_request']);
      const another = await ask(fields, { ...bearer(OTHER_KEY), 'idempotency-key': 'payment-1' });
      expect(another.verification_id).not.toBe(answers[0]!.verification_id);
    });

    it("apart from another back end's, also by a key that cannot be guessed and that both have (S20)", async () => {
      const fields = { telegram_chat_id: api.nextPerson() };
      const key = { 'idempotency-key': 'an-order-of-both-0123456789' };
      const one = await ask(fields, { ...byKey, ...key });
      const other = await ask(fields, { ...bearer(OTHER_KEY), ...key });
      expect(other.verification_id).not.toBe(one.verification_id);
    });

    it('once where the repeats come together: in the audit, in the outbox and by the limit of the chat', async () => {
      const requested = '/api/admin/audit?limit=100&action=service.verification_requested';
      const person = api.nextPerson();
      const headers = { ...byKey, 'idempotency-key': 'payment-2' };
      const before = (await app.get<Entries>(requested)).body.entries.length;
      await Promise.all(Array.from({ length: 8 }, () => ask({ telegram_chat_id: person }, headers)));
      expect((await app.get<Entries>(requested)).body.entries).toHaveLength(before + 1);
      const { body } = await app.get<{ deliveries: unknown[] }>(`/api/admin/deliveries?chat_id=${person}`);
      expect(body.deliveries).toHaveLength(1);
      for (let count = 1; count < 10; count++) await ask({ telegram_chat_id: person });
      expectProblem(await tryToAsk({ telegram_chat_id: person }), [429, 'rate_limited']);
    });

    it('ten times an hour of one chat, which neither another back end nor strangers use up (S5)', async () => {
      const person = api.nextPerson();
      for (let count = 0; count < 10; count++) await api.register({ telegram_chat_id: person });
      expect((await api.tryRegister({ telegram_chat_id: person })).status).toBe(429);
      for (let count = 0; count < 10; count++) await ask({ telegram_chat_id: person });
      const refused = await tryToAsk({ telegram_chat_id: person });
      expectProblem(refused, [429, 'rate_limited']);
      expect(refused.headers.get('ratelimit-policy')).toContain('"service"');
      expect((await tryToAsk({ telegram_chat_id: person }, bearer(OTHER_KEY))).status).toBe(202);
    });
  });

  it('is there for the key that asked for it, and for no other key in any way (S20)', async () => {
    const other = bearer(OTHER_KEY);
    const { id, code } = await askedIn(api.nextPerson());
    const post = (act: string, body: unknown, headers: Record<string, string>) =>
      app.post<Problem>(`${PATH}/${id}/${act}`, body, headers);
    await untilStatus(id, 'sent');
    time.pass(COOLDOWN_MS);
    const attempts = [
      app.get<Problem>(`${PATH}/${id}`, other),
      post('check', { otp: code }, other),
      post('check', { otp: wrongCode(code) }, other),
      post('resend', {}, other),
      app.request<Problem>('DELETE', `${PATH}/${id}`, undefined, other),
    ];
    const unknown = await app.get<Problem>(`${PATH}/nothing`, other);
    for (const refused of await Promise.all(attempts)) {
      expectProblem(refused, [404, 'verification_not_found']);
      expect({ ...refused.body, request_id: '' }).toEqual({ ...unknown.body, request_id: '' });
    }
    const { body } = await app.get<{ status: string; attempts_left: number }>(`${PATH}/${id}`, byKey);
    expect(body).toMatchObject({ status: 'sent', attempts_left: 5 });
    expect((await check(id, code)).status).toBe(200);
  });

  it('is there for every key where a version wrote it that did not note the key (S20)', async () => {
    const purpose = 'service' as const;
    const old = aSentVerification({ purpose, expiresAt: seconds(60, time.now()) });
    await app.part(VerificationRepository).insert(old);
    for (const headers of [byKey, bearer(OTHER_KEY)])
      expect((await app.get<Problem>(`${PATH}/${old.id}`, headers)).status).toBe(200);
  });

  it('is in the audit, without the person, the reason or the code', async () => {
    const person = api.nextPerson();
    const { id, code } = await askedIn(person, { reason: 'Open the safe' });
    await check(id, code);
    const { body } = await app.get<Entries>('/api/admin/audit?limit=20');
    const [checked, asked] = body.entries.filter(({ action }) => action.startsWith('service.'));
    expect([checked!.action, asked!.action]).toEqual([
      'service.verification_checked',
      'service.verification_requested',
    ]);
    expect(checked!.actor).toEqual({ kind: 'service', id: expect.stringMatching(/^[\w-]{10}$/) });
    const said = JSON.stringify([checked, asked]);
    for (const secret of [id, KEY, String(person), 'Open the safe', code]) expect(said).not.toContain(secret);
    for (const secret of [KEY, OTHER_KEY, 'Open the safe']) expect(app.output).not.toContain(secret);
  });
});

describe('an API key', () => {
  it('has a limit of its own', async () => {
    const house = await House.open({ API_KEYS: `${KEY},${OTHER_KEY}`, LIMIT_REQUESTS_PER_KEY_MINUTE: '3' });
    const { app, api } = house;
    const ask = (key: string) =>
      app.post<Problem>(PATH, { telegram_chat_id: api.nextPerson(), reason: '1' }, { 'x-api-key': key });
    await time.standingStill(async () => {
      const answers = [await ask(KEY), await ask(KEY), await ask(KEY)];
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
      const refused = await ask(KEY);
      expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
      expect(refused.headers.get('ratelimit-policy')).toContain('"key";q=3;w=60');
      expect((await ask(OTHER_KEY)).status).toBe(202);
    });
    await house.close();
  });
});

describe('without an API key in the settings', () => {
  it('there is no such API', async () => {
    const app = await App.start();
    const headers = { 'x-api-key': KEY };
    expect(await app.post<Problem>(PATH, { telegram_chat_id: 1 }, headers)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    expect((await app.get(`${PATH}/anything`, headers)).status).toBe(404);
    await app.close();
  });
});
