import { wrongCode, type Api, type Problem, type Session, type Started, type Status } from '../harness/api';
import type { App } from '../harness/app';
import type { Answer } from '../harness/http.client';
import { House } from '../harness/house';
import { TTL_MS } from '../harness/life';
import { codeOf, linkOf, tokenOf, type Telegram } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

type Details = Readonly<{
  name: string;
  status: string;
  requested_by: { browser: string; system: string; same_network: boolean };
  same_browser?: boolean;
  signs: string[];
}>;
type Waiting = Readonly<{ person: number; id: string; code: string; token: string; match: string; signs: string[] }>;

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

let house: House;
let telegram: Telegram;
let app: App;
let api: Api;

beforeAll(async () => {
  house = await House.open({
    RESEND_COOLDOWN_SECONDS: '0',
    PUBLIC_URL: 'https://front.example.org',
    TRUST_PROXY: '127.0.0.1/32',
  });
  ({ telegram, app, api } = house);
});

afterAll(() => house.close());

describe('a sign-in that is opened elsewhere', () => {
  const details = (token: string) => app.post<Details & Problem>('/api/magic-link/details', { token });
  const approve = (token: string, match: unknown) =>
    app.post<Problem & { approved: boolean }>('/api/verify-magic-link', { token, approve: true, match });
  const collect = (id: string): Promise<Answer<Session & Problem>> =>
    app.post(`/api/verifications/${id}/session`, { session: 'token' });
  const deny = (token: string) => app.post<Problem>('/api/magic-link/deny', { token });
  const matchOf = async (id: string) =>
    (await api.status(id)) as Status & { match: string | null; reason: string | null };

  /** One device waits for `person`, and another holds the link. */
  async function aWaitingDevice(person = api.nextPerson()): Promise<Waiting> {
    time.passChatGap();
    const fields = { telegram_chat_id: person, email: `w${person}@example.org` };
    const { body } = await api.tryRegister(fields, { 'user-agent': FIREFOX });
    const { verification_id: id } = body as Started;
    const [message] = await telegram.untilCodeMessages(person, 1);
    const token = tokenOf(linkOf(message!));
    await api.untilStatus(id, 'sent');
    const { match } = await matchOf(id);
    const { signs } = (await details(token)).body;
    return { person, id, code: codeOf(message!)!, token, match: match!, signs };
  }

  const otherThan = ({ match, signs }: Waiting) => signs.find((sign) => sign !== match)!;

  it('shows the browser that asked, and six symbols by name, of which one is right (security 14)', async () => {
    const { token, match, signs } = await aWaitingDevice();
    expect((await details(token)).body).toMatchObject({
      name: 'Ann',
      status: 'sent',
      requested_by: { browser: 'Firefox', system: 'Linux' },
    });
    expect(new Set(signs).size).toBe(6);
    expect(signs.filter((sign) => !/^[a-z]{1,16}$/.test(sign))).toEqual([]);
    expect(signs).toContain(match);
  });

  it('says whether it was requested on the same network as that of the page', async () => {
    const { token } = await aWaitingDevice();
    const from = (address: string) =>
      app.post<Details>('/api/magic-link/details', { token }, { 'x-forwarded-for': address });
    expect((await details(token)).body.requested_by.same_network).toBe(true);
    expect((await from('203.0.113.9')).body.requested_by.same_network).toBe(false);
  });

  it('tells a browser that it is the one that asked, by the id that only that one has', async () => {
    const [{ token, id }, other] = [await aWaitingDevice(), await aWaitingDevice()];
    const withId = (verification_id: string) =>
      app.post<Details & Problem>('/api/magic-link/details', { token, verification_id });
    expect((await details(token)).body.same_browser).toBe(false);
    expect((await withId(id)).body.same_browser).toBe(true);
    expect((await withId(other.id)).body.same_browser).toBe(false);
    expect((await withId('nobody-s')).body.same_browser).toBe(false);
    expect((await withId('')).body).toMatchObject({ errors: [{ field: 'verification_id' }] });
  });

  it('lets the waiting device in, once, by the symbol that it shows; the message goes (security 15)', async () => {
    const waiting = await aWaitingDevice();
    const answer = await approve(waiting.token, waiting.match);
    expect(answer).toMatchObject({ status: 200, body: { approved: true } });
    expect(JSON.stringify(answer.body)).not.toMatch(/token|verification/);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await matchOf(waiting.id)).toMatchObject({ status: 'verified', match: null });
    const collected = await Promise.all(Array.from({ length: 50 }, () => collect(waiting.id)));
    const [session, ...others] = collected.toSorted((a, b) => a.status - b.status);
    expect(session).toMatchObject({ status: 200, body: { user: { telegram_id: waiting.person } } });
    expect(new Set(others.map(({ status, body }) => `${status} ${body.code}`))).toEqual(new Set(['409 already_used']));
    const profile = await app.get('/api/profile', { authorization: `Bearer ${session!.body.access_token}` });
    expect(profile.status).toBe(200);
    await telegram.untilEmpty(waiting.person);
    expect((await app.get<string>('/metrics')).body).toMatch(
      /verifications_total\{outcome="verified",door="approval"\} \d/,
    );
  });

  it('is in the audit: which account let it in, and from where', async () => {
    const waiting = await aWaitingDevice();
    const approval = { token: waiting.token, approve: true, match: waiting.match };
    await app.post('/api/verify-magic-link', approval, { 'user-agent': FIREFOX });
    const { id } = (await collect(waiting.id)).body.user;
    const path = `/api/admin/audit?action=sign_in.approved&actor=user:${id}`;
    const { entries } = (await app.get<{ entries: readonly object[] }>(path)).body;
    const origin = expect.stringMatching(/^[\w-]{12}$/) as string;
    const subject = { kind: 'verification', id: expect.any(String) as string };
    expect(entries).toMatchObject([{ subject, browser: 'Firefox', system: 'Linux', origin }]);
  });

  it('is not collected where the account was disabled meanwhile, and the audit tells of no sign-in', async () => {
    const waiting = await aWaitingDevice();
    expect((await approve(waiting.token, waiting.match)).status).toBe(200);
    const { users } = (await app.get<{ users: { id: string }[] }>(`/api/admin/users?q=${waiting.person}`)).body;
    const [{ id: user }] = users as [{ id: string }];
    expect((await app.request('POST', `/api/admin/users/${user}/disable`)).status).toBe(200);
    expect(await collect(waiting.id)).toMatchObject({ status: 403, body: { code: 'account_disabled' } });
    const path = `/api/admin/audit?subject=user:${user}`;
    const { entries } = (await app.get<{ entries: { action: string }[] }>(path)).body;
    expect(entries.map(({ action }) => action)).not.toContain('sign_in.succeeded');
  });

  it('is closed by a wrong symbol, which its status tells from wrong codes: the right one, the code and the link come too late', async () => {
    const waiting = await aWaitingDevice();
    expect(await approve(waiting.token, otherThan(waiting))).toMatchObject({
      status: 401,
      body: { code: 'otp_invalid', attempts_left: 0 },
    });
    expect((await approve(waiting.token, waiting.match)).status).toBe(401);
    expect((await api.verifyLink(waiting.token)).status).toBe(401);
    expect(await api.verifyOtp(waiting.id, waiting.code)).toMatchObject({ body: { code: 'too_many_attempts' } });
    expect(await collect(waiting.id)).toMatchObject({ status: 429 });
    expect(await matchOf(waiting.id)).toMatchObject({ status: 'locked', reason: 'wrong_symbol' });
    await telegram.untilEmpty(waiting.person);
    const guessed = await aWaitingDevice();
    for (let guess = 0; guess < 5; guess++) await api.verifyOtp(guessed.id, wrongCode(guessed.code));
    expect(await matchOf(guessed.id)).toMatchObject({ status: 'locked', reason: 'wrong_codes' });
  });

  it('needs the symbol, and the secret of the link: the waiting device cannot let itself in', async () => {
    const waiting = await aWaitingDevice();
    expect(await approve(waiting.token, undefined)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'match' }] },
    });
    expect(await approve(waiting.id, waiting.match)).toMatchObject({ status: 401, body: { code: 'link_invalid' } });
    expect((await collect(waiting.token)).status).toBe(404);
  });

  it('never authenticates while it is pending (incident: GHSA-xg6x-h9c9-2m83)', async () => {
    const { id } = await aWaitingDevice();
    const unaddressed = await api.register();
    for (const pending of [id, unaddressed.verification_id])
      expect(await collect(pending)).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
  });

  it('gives nothing to collect after a code or a link', async () => {
    const byCode = await aWaitingDevice();
    await api.verifyOtp(byCode.id, byCode.code);
    const byLink = await aWaitingDevice();
    await api.verifyLink(byLink.token);
    for (const { id } of [byCode, byLink])
      expect(await collect(id)).toMatchObject({ status: 409, body: { code: 'already_used' } });
  });

  it('60 parallel redemptions by code, link and approval make one session (security 3; incidents: CVE-2026-22751, CVE-2026-3590)', async () => {
    const { id, code, token, match } = await aWaitingDevice();
    const doors = [() => api.verifyOtp(id, code), () => api.verifyLink(token), () => approve(token, match)];
    const tries = Array.from({ length: 60 }, (_, index) => doors[index % doors.length]!());
    const answers: Answer<unknown>[] = await Promise.all(tries);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status >= 500)).toHaveLength(0);
  });

  it('"This wasn\'t me" on the page ends it for a reason of its own, and takes the message away', async () => {
    const { person, id, code, token } = await aWaitingDevice();
    expect((await deny(token)).status).toBe(204);
    expect(await matchOf(id)).toMatchObject({ status: 'cancelled', reason: 'refused_by_link' });
    const cancelled = await aWaitingDevice();
    await app.delete(`/api/verifications/${cancelled.id}`);
    expect(await matchOf(cancelled.id)).toMatchObject({ status: 'cancelled', reason: 'cancelled_here' });
    await telegram.untilEmpty(person);
    expect((await api.verifyOtp(id, code)).status).toBe(410);
    expect(await deny(token)).toMatchObject({ status: 401, body: { code: 'link_invalid' } });
  });

  it('"This wasn\'t me" in Telegram is told from the same on the page', async () => {
    const person = await telegram.addPerson('Ann');
    await telegram.greet(person);
    const { id } = await aWaitingDevice(person);
    const [message] = await telegram.untilCodeMessages(person, 1);
    await telegram.press(person, message!, "This wasn't me");
    await api.untilStatus(id, 'cancelled');
    expect(await matchOf(id)).toMatchObject({ status: 'cancelled', reason: 'refused_in_telegram' });
  });

  it('has no reason while nothing has ended it; then its code expired, or Start was not pressed', async () => {
    const [{ id }, unaddressed] = [await aWaitingDevice(), await api.register()];
    for (const alive of [id, unaddressed.verification_id]) expect(await matchOf(alive)).toMatchObject({ reason: null });
    time.pass(TTL_MS);
    expect(await matchOf(id)).toMatchObject({ status: 'expired', reason: 'code_expired' });
    time.pass(600_000);
    const unused = { status: 'expired', reason: 'start_not_pressed' };
    expect(await matchOf(unaddressed.verification_id)).toMatchObject(unused);
  });

  it('"This wasn\'t me" three times in an hour: nothing that strangers ask for comes any more until Start is pressed', async () => {
    const person = await telegram.addPerson('Ann');
    await telegram.greet(person);
    for (const isOnPage of [false, true, false]) {
      const { token } = await aWaitingDevice(person);
      const [message] = await telegram.untilCodeMessages(person, 1);
      await (isOnPage ? deny(token) : telegram.press(person, message!, "This wasn't me"));
      await telegram.untilEmpty(person);
    }
    const started = await api.register({ telegram_chat_id: person });
    expect((await api.untilStatus(started.verification_id, 'failed')).delivery.error).toBe('chat_unreachable');
    time.passChatGap();
    await telegram.pressStart(person, started.telegram_link);
    await telegram.untilCodeMessages(person, 1);
    expect((await api.register({ telegram_chat_id: person })).status).toBe('sending');
  });

  it('a denial costs the origin as much as asking three times more', async () => {
    const strict = await House.open({ PUBLIC_URL: 'https://front.example.org', LIMIT_REQUESTS_PER_IP_MINUTE: '5' });
    try {
      const person = api.nextPerson();
      const ask = (chat: number) =>
        strict.app.post<Started>('/api/register', {
          name: 'Eve',
          email: `e${chat}@example.org`,
          telegram_chat_id: chat,
        });
      await time.standingStill(async () => {
        await ask(person);
        const [message] = await strict.telegram.untilCodeMessages(person, 1);
        const token = tokenOf(linkOf(message!));
        expect((await strict.app.post('/api/magic-link/deny', { token })).status).toBe(204);
        expect([(await ask(api.nextPerson())).status, (await ask(api.nextPerson())).status]).toEqual([202, 429]);
      });
    } finally {
      await strict.close();
    }
  });

  it('guessing the codes of one account, over however many verifications, ends after 30, of which right codes use up none; the link still lets the owner in, who is told (security 8; incidents: CVE-2025-47781, AuthQuake, CVE-2026-9798)', async () => {
    const person = await telegram.addPerson('Ann');
    await telegram.greet(person);
    for (let compared = 0; compared < 29;) {
      const { id, code } = await aWaitingDevice(person);
      for (let guess = 0; guess < 4 && compared < 29; guess++, compared++)
        expect(await api.verifyOtp(id, wrongCode(code))).toMatchObject({ body: { code: 'otp_invalid' } });
      await app.delete(`/api/verifications/${id}`);
      await telegram.untilEmpty(person);
    }
    for (let time = 0; time < 2; time++) {
      const { id, code } = await aWaitingDevice(person);
      expect((await api.verifyOtp(id, code)).status).toBe(200);
      await telegram.untilEmpty(person);
    }
    const { id, code, token } = await aWaitingDevice(person);
    expect(await api.verifyOtp(id, wrongCode(code))).toMatchObject({ body: { code: 'otp_invalid' } });
    expect(await api.verifyOtp(id, wrongCode(code))).toMatchObject({ body: { code: 'too_many_attempts' } });
    const locked = await api.verifyOtp(id, code);
    expect(locked).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(80_000);
    time.passChatGap();
    await until(
      async () => (await telegram.messages(person)).some(({ text }) => text.includes('guess your codes')),
      'the owner to be told',
    );
    expect((await api.verifyLink(token)).status).toBe(200);
    // Somebody else is not shut out.
    const other = await aWaitingDevice();
    expect((await api.verifyOtp(other.id, other.code)).status).toBe(200);
  });
});

describe('messages that nobody uses', () => {
  it('stop after the third, for strangers alone, until Start is pressed (security 9; S5, S14)', async () => {
    const person = await telegram.addPerson('Ann');
    await telegram.greet(person);
    for (let round = 0; round < 3; round++) {
      time.passChatGap();
      const { verification_id: id } = await api.register({ telegram_chat_id: person });
      await api.untilStatus(id, 'sent');
      time.pass(TTL_MS);
      await until(async () => (await api.status(id)).delivery.deleted_at, 'the message to destroy itself');
    }
    const started = await api.register({ telegram_chat_id: person });
    expect((await api.untilStatus(started.verification_id, 'failed')).delivery.error).toBe('chat_unreachable');
    time.passChatGap();
    await telegram.pressStart(person, started.telegram_link);
    await telegram.untilCodeMessages(person, 1);
  });
});
