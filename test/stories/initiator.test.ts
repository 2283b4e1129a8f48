import { timeOrderedId } from '../../src/ids';
import { clock } from '../../src/clock';
import { Secrets } from '../../src/verification/secrets';
import { aSentVerification } from '../../src/verification/verification.fixture';
import { VerificationRepository } from '../../src/verification/store/verification.repository';
import { dumpTestDatabase } from '../harness/store';
import type { Problem, Started, Status } from '../harness/api';
import { TTL_MS } from '../harness/life';
import { House } from '../harness/house';
import { answerOf, type Answer } from '../harness/http.client';
import { asSent, attributesOf, bearer, cookieOf } from '../harness/sign.in';
import { codeOf, linkOf, tokenOf, type PhoneMessage } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

const PARTNER = 'https://partner.example.org';
const SECRETS = ['an-old-key-that-is-long-enough-for-us', 'a-new-key-that-is-long-enough-for-us'] as const;
/** As a browser marks what a page of ours asks for. */
const OUR_PAGE = { 'sec-fetch-site': 'same-origin' };
const NOT_FOUND = { status: 404, body: { code: 'verification_not_found' } };

type Headers = Readonly<Record<string, string>>;
type Begun = Readonly<{ person: number; id: string; cookie: Headers; started: Started; message: PhoneMessage }>;

let house: House;

beforeAll(async () => {
  house = await House.open({
    CORS_ORIGINS: PARTNER,
    LOG_LEVEL: 'trace',
    MAGIC_LINK_BASE_URL: 'https://link.example.org',
    MAGIC_LINK_SECRET: SECRETS[0],
    RESEND_COOLDOWN_SECONDS: '0',
  });
});

afterAll(() => house.close());

async function begin(headers: Headers, fields: Readonly<Record<string, unknown>> = {}): Promise<Begun> {
  const { api, telegram } = house;
  const person = api.nextPerson();
  const answer = await api.tryRegister({ telegram_chat_id: person, ...fields }, headers);
  expect(answer.status).toBe(202);
  const started = answer.body as Started;
  const [message] = await telegram.untilCodeMessages(person, 1);
  return { person, id: started.verification_id, cookie: asSent(cookieOf(answer)), started, message: message! };
}

/** What whoever holds the id may ask for, each with a code that is right. */
const calls = ({ id, message }: Pick<Begun, 'id' | 'message'>) => ({
  status: (headers: Headers) => house.app.get(`/api/verifications/${id}`, headers),
  events: (headers: Headers) => firstOf(`/api/verifications/${id}/events`, headers),
  code: (headers: Headers) =>
    house.app.post('/api/verify-otp', { verification_id: id, otp: codeOf(message), session: 'token' }, headers),
  collecting: (headers: Headers) => house.app.post(`/api/verifications/${id}/session`, { session: 'token' }, headers),
  resend: (headers: Headers) => house.app.post('/api/resend-otp', { verification_id: id }, headers),
  cancel: (headers: Headers) => house.app.request('DELETE', `/api/verifications/${id}`, undefined, headers),
});

/** A new message comes, and the one before goes. */
async function resend(begun: Begun, headers: Headers = begun.cookie): Promise<PhoneMessage> {
  time.passChatGap();
  expect(await calls(begun).resend(headers)).toMatchObject({ status: 202, body: { verification_id: begun.id } });
  return until(async () => {
    const messages = await house.telegram.codeMessages(begun.person);
    return messages.length === 1 && messages[0]!.message_id !== begun.message.message_id ? messages[0] : undefined;
  }, 'only the new message');
}

/** The stream of a living one does not end by itself: its first piece is the answer. */
async function firstOf(path: string, headers: Headers): Promise<Answer<unknown>> {
  const response = await fetch(`${house.app.url}${path}`, { headers });
  const reader = response.body!.getReader();
  const text = new TextDecoder().decode((await reader.read()).value);
  await reader.cancel();
  return answerOf(response.status, response.headers, text);
}

const expectShut = async (begun: Pick<Begun, 'id' | 'message'>, headers: Headers): Promise<void> => {
  for (const [name, call] of Object.entries(calls(begun))) {
    const { status, body } = await (call(headers) as Promise<Answer<Problem>>);
    expect([name, { status, body: { code: body.code } }]).toEqual([name, NOT_FOUND]);
  }
};

describe('what the initiator holds', () => {
  it.each([
    ['a browser', OUR_PAGE],
    ['a program', {}],
  ])('is read nowhere else where %s began it: not by operators, in the store or in a log (S7)', async (_, headers) => {
    const { app } = house;
    const begun = await begin(headers);
    const { id, cookie, person } = begun;
    await app.post('/api/verify-otp', { verification_id: id, otp: '000000' }, cookie);
    const again = await resend(begun);
    const typed = { verification_id: id, otp: codeOf(again), session: 'token' };
    const session = await app.post<{ access_token: string }>('/api/verify-otp', typed, cookie);
    expect(session.status).toBe(200);

    const list = await app.get<{ deliveries: { id: string; verification_id: string }[] }>(
      `/api/admin/deliveries?chat_id=${person}`,
    );
    const [{ id: delivery, verification_id: linkId }] = list.body.deliveries as [
      { id: string; verification_id: string },
    ];
    const ofDelivery = await app.get(`/api/admin/deliveries/${delivery}`);
    const filtered = await app.get<{ deliveries: { id: string }[] }>(`/api/admin/deliveries?verification_id=${linkId}`);
    expect(filtered.body.deliveries.map((row) => row.id)).toEqual(list.body.deliveries.map((row) => row.id));
    const timeline = await app.get<{ verification_id: string; link_id: string; events: unknown[] }>(
      `/api/admin/verifications/${linkId}/timeline`,
    );
    expect(timeline.body).toMatchObject({ verification_id: linkId, link_id: linkId });
    const audit = await app.get<{ entries: unknown[] }>(`/api/admin/audit?subject=verification:${linkId}`);
    expect(audit.body.entries).not.toEqual([]);
    const exported = await app.get('/api/profile/export', bearer(session.body.access_token));
    const metrics = await app.get('/metrics');
    for (const answer of [list, ofDelivery, filtered, timeline, audit, exported, metrics])
      expect([answer.status, JSON.stringify(answer.body).includes(id)]).toEqual([200, false]);
    const stored = await dumpTestDatabase(app.databaseUrl);
    expect(stored).toContain(linkId);
    for (const seen of [stored, app.output]) expect(seen.includes(id)).toBe(false);
    const flow = cookie.cookie?.split('=')[1];
    if (flow) for (const seen of [stored, app.output]) expect(seen.includes(flow)).toBe(false);
  });

  it('is not what the store holds: shown as an id, that opens nothing (S7)', async () => {
    const { app } = house;
    const { message, started } = await begin({});
    const linkId = linkIdOf(started);
    const kept = (await app.part(VerificationRepository).findByLinkId(linkId))!;
    await expectShut({ id: kept.id, message }, {});
    await expectShut({ id: linkId, message }, {});
  });

  it('is answered again to a repeat with its key, also after the secret was changed, though it is not stored (S7)', async () => {
    const { app } = house;
    const key = { 'idempotency-key': 'b2c6a3de-1f0a-4c0f-9a76-8ee3a6c2c6a1' };
    const body = { telegram_chat_id: house.api.nextPerson(), email: 'repeated@example.org' };
    const ask = async () => (await house.api.tryRegister(body, key)).body as Started;
    const first = await ask();
    expect(await ask()).toMatchObject({ verification_id: first.verification_id });
    expect((await dumpTestDatabase(app.databaseUrl)).includes(first.verification_id)).toBe(false);
    await app.stop();
    await app.boot({ MAGIC_LINK_SECRET: SECRETS[1], MAGIC_LINK_SECRET_PREVIOUS: SECRETS[0] });
    expect(await ask()).toMatchObject({ verification_id: first.verification_id });
    expect((await house.api.status(first.verification_id)).verification_id).toBe(first.verification_id);
    await app.stop();
    await app.boot({ MAGIC_LINK_SECRET: SECRETS[1] });
    expect(await house.api.tryRegister(body, key)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ field: 'Idempotency-Key' }] },
    });
    await app.stop();
    await app.boot();
    await app.untilBotWorks();
  });
});

describe('a sign-in that a browser began', () => {
  it('is bound to it by a cookie that no script reads, and that its other sign-ins share (S7)', async () => {
    const first = await house.api.tryRegister({}, OUR_PAGE);
    const cookie = cookieOf(first);
    expect(cookie).toMatch(/^telega2go_flow=[\w-]{22};/);
    // Start link, deadline, life of the code, and a while for an approval to be collected.
    const life = 600 + 180 + TTL_MS / 1000 + 300;
    expect(attributesOf(cookie)).toEqual(['HttpOnly', `Max-Age=${life}`, 'Path=/', 'SameSite=Strict']);
    const second = await house.app.post<Started>('/api/login', {}, { ...OUR_PAGE, ...asSent(cookie) });
    expect(cookieOf(second)).toBe(cookie);
    for (const { verification_id: id } of [first.body as Started, second.body])
      expect(await house.app.get(`/api/verifications/${id}`, asSent(cookie))).toMatchObject({ status: 200 });
    const another = cookieOf(await house.api.tryRegister({}, OUR_PAGE));
    expect(asSent(another)).not.toEqual(asSent(cookie));
    const forged = cookieOf(await house.api.tryRegister({}, { ...OUR_PAGE, cookie: 'telega2go_flow=mine' }));
    expect(forged).toMatch(/^telega2go_flow=[\w-]{22};/);
  });

  it('is not found by its id alone, nor with the cookie of another browser (S7)', async () => {
    const begun = await begin(OUR_PAGE);
    const other = await begin(OUR_PAGE);
    await expectShut(begun, {});
    await expectShut(begun, OUR_PAGE);
    await expectShut(begun, other.cookie);
    const statusOf = async () => (await calls(begun).status(begun.cookie)).body as { status: string };
    await until(async () => (await statusOf()).status === 'sent', 'the message to be written down');
    expect(await calls(begun).status(begun.cookie)).toMatchObject({
      status: 200,
      body: { verification_id: begun.id, status: 'sent', attempts_left: 5 },
    });
    const resent = await calls(begun).resend(begun.cookie);
    expect(resent).toMatchObject({ status: 202, body: { verification_id: begun.id } });
    expect(cookieOf(resent)).toContain(begun.cookie.cookie);
    expect(await calls(begun).cancel(begun.cookie)).toMatchObject({ status: 204 });
  });

  it('is approved elsewhere, and collected by the browser that began it alone (S7)', async () => {
    const begun = await begin(OUR_PAGE);
    const { match } = (await house.app.get<Status & { match: string }>(`/api/verifications/${begun.id}`, begun.cookie))
      .body;
    const approval = { token: tokenOf(linkOf(begun.message)), approve: true, match };
    expect(await house.app.post('/api/verify-magic-link', approval)).toMatchObject({ status: 200 });
    await expectShut(begun, {});
    const streamed = (await calls(begun).events(begun.cookie)).body as string;
    expect(streamed).toContain(`"verification_id":"${begun.id}"`);
    expect(streamed).toContain('"status":"verified"');
    expect(await calls(begun).collecting(begun.cookie)).toMatchObject({ status: 200 });
  });

  it('is bound anew by a repeat with its key, whose first answer and cookie were lost (S7)', async () => {
    const key = { 'idempotency-key': '7e0d1c62-6a53-4e1f-8f57-7f9b7d2f2f11' };
    const body = { email: 'lost@example.org', telegram_chat_id: house.api.nextPerson() };
    const lost = await house.api.tryRegister(body, { ...OUR_PAGE, ...key });
    const repeated = await house.api.tryRegister(body, { ...OUR_PAGE, ...key });
    const { verification_id: id } = repeated.body as Started;
    expect(id).toBe((lost.body as Started).verification_id);
    const [ofLost, ofRepeated] = [asSent(cookieOf(lost)), asSent(cookieOf(repeated))];
    expect(ofRepeated).not.toEqual(ofLost);
    expect(await house.app.get(`/api/verifications/${id}`, ofRepeated)).toMatchObject({ status: 200 });
    expect(await house.app.get(`/api/verifications/${id}`, ofLost)).toMatchObject(NOT_FOUND);
    // A program that repeats it is no browser that could be bound.
    expect(await house.api.tryRegister(body, key)).toMatchObject({ status: 202, body: { verification_id: id } });
    expect(await house.app.get(`/api/verifications/${id}`, ofRepeated)).toMatchObject({ status: 200 });
    expect(await house.app.get(`/api/verifications/${id}`)).toMatchObject(NOT_FOUND);
  });
});

describe('a sign-in that no browser on a page of ours began', () => {
  it.each([
    ['a program', {}],
    ['a page of CORS_ORIGINS', { origin: PARTNER, 'sec-fetch-site': 'cross-site' }],
  ])('goes on with its id alone: %s (S7)', async (_, headers) => {
    const begun = await begin(headers);
    expect(begun.cookie.cookie).toBe('');
    expect(await calls(begun).status(headers)).toMatchObject({ status: 200 });
    const message = await resend(begun, headers);
    expect(await calls({ ...begun, message }).code(headers)).toMatchObject({ status: 200 });
  });

  it('goes on where an older version wrote it, which stored the id itself (S7)', async () => {
    time.passChatGap();
    const { app } = house;
    const now = clock.now();
    const [id, over] = [timeOrderedId(now), timeOrderedId(now)];
    const later = new Date(now.getTime() + 60_000);
    const times = {
      createdAt: now,
      startExpiresAt: later,
      deadlineAt: later,
      expiresAt: later,
      resendAt: now,
      sentAt: now,
    };
    const written = aSentVerification({ ...times, id, chatId: house.api.nextPerson(), botId: 987654321 });
    const store = app.part(VerificationRepository);
    await store.insert(written);
    await store.insert({ ...written, id: over, linkId: timeOrderedId(now).slice(9), chatId: house.api.nextPerson() });
    expect((await house.api.status(id)).verification_id).toBe(id);
    const otp = app.part(Secrets).code(written);
    expect(await house.api.verifyOtp(id, otp)).toMatchObject({ status: 200 });
    expect(await house.app.delete(`/api/verifications/${over}`)).toMatchObject({ status: 204 });
  });
});

/** As the start code names it. */
const linkIdOf = ({ telegram_link: link }: Started): string =>
  Buffer.from(new URL(link).searchParams.get('start')!, 'base64url').subarray(0, 16).toString('base64url');
