import { wrongCode, type Api, type Problem, type Session, type Started } from '../harness/api';
import type { App } from '../harness/app';
import { House } from '../harness/house';
import { TTL_MS } from '../harness/life';
import { codeOf, tokenOf, type Telegram } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

describe('a person registers', () => {
  let house: House;
  let telegram: Telegram;
  let app: App;
  let api: Api;

  beforeAll(async () => {
    house = await House.open({
      RESEND_COOLDOWN_SECONDS: '0',
      LIMIT_SENDS_PER_CHAT_HOUR: '4',
      PUBLIC_URL: 'https://front.example.org',
    });
    ({ telegram, app, api } = house);
  });

  afterAll(() => house.close());

  /** So many messages in a chat, or more where the machine took its time; and another may come. */
  async function untilThereAre(count: number, person: number): Promise<void> {
    await until(async () => (await telegram.codeMessages(person)).length >= count, `${count} messages for ${person}`);
    time.passChatGap();
  }

  it('gets in by typing the code, and the message goes at once', async () => {
    const person = api.nextPerson();
    const started = await api.register({ telegram_chat_id: person, name: 'Ann', email: `p${person}@example.org` });
    expect(started).toMatchObject({
      status: 'sending',
      message: 'Registration initiated. Check your Telegram for OTP code and QR code!',
    });
    const [message] = await telegram.untilCodeMessages(person, 1);
    const session = await api.verifyOtp(started.verification_id, codeOf(message!)!);
    expect(session).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 600 } });
    expect(session.body.user).toMatchObject({ name: 'Ann', email: `p${person}@example.org`, telegram_id: person });
    await telegram.untilEmpty(person);
    expect(await api.status(started.verification_id)).toMatchObject({ status: 'verified' });
    const profile = await app.get('/api/profile', { authorization: `Bearer ${session.body.access_token}` });
    expect(profile).toMatchObject({ status: 200, body: { telegram_id: person } });
  });

  it('by pressing Start, however often others have asked for messages to the same chat', async () => {
    const person = await telegram.addPerson('Ann');
    await telegram.greet(person);
    time.passChatGap();
    const ask = () => api.tryRegister({ telegram_chat_id: person });
    const answers = [await ask(), await ask(), await ask(), await ask(), await ask()];
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 429]);
    for (const count of [1, 2, 3, 4]) await untilThereAre(count, person);
    const press = async () => telegram.pressStart(person, (await api.register()).telegram_link);
    telegram.misbehave({ fault: 'forbidden', method: 'sendPhoto', chatId: person });
    const { verification_id: id, telegram_link: link } = await api.register();
    await telegram.pressStart(person, link);
    await api.untilStatus(id, 'failed');
    time.passChatGap();
    await telegram.pressStart(person, link);
    await untilThereAre(5, person);
    for (const count of [6, 7]) {
      await press();
      await untilThereAre(count, person);
    }
    // Their own have a limit, too.
    await press();
    const isTold = async () =>
      (await telegram.messages(person)).some(({ text }) => text.includes('Too many sign-in messages'));
    await until(isTold, 'the bot to say so');
  });

  it('gets in by the QR picture, whose link is built from the settings whatever the Host header says (security 27; incident: GHSA-3529-5m8x-rpv3)', async () => {
    const person = api.nextPerson();
    const fields = { name: 'Ann', email: `h${person}@example.org`, telegram_chat_id: person };
    await app.post('/api/register', fields, { host: 'evil.example', 'x-forwarded-host': 'evil.example' });
    const [message] = await telegram.untilCodeMessages(person, 1);
    const link = await telegram.scan(message!);
    expect(link).toMatch(/^https:\/\/front\.example\.org\/verify#[\w-]{48}$/);
    expect(await api.verifyLink(tokenOf(link))).toMatchObject({ status: 200, body: { user: { telegram_id: person } } });
    await telegram.untilEmpty(person);
  });

  it('gets in by the button, which carries the same link', async () => {
    const person = api.nextPerson();
    await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    const button = message!.buttons.flat().find(({ kind }) => kind === 'url');
    expect(button?.url).toBe(await telegram.scan(message!));
    expect(await api.verifyLink(tokenOf(button!.url!))).toMatchObject({ status: 200 });
  });

  it('without a chat id gets a start link; pressing Start there sends the message, in their language', async () => {
    const person = await telegram.addPerson('Jörg', 'de');
    const started = await api.register({ telegram_username: '@joerg_example' });
    expect(started).toMatchObject({ status: 'awaiting_telegram' });
    expect(started.telegram_link).toMatch(/^https:\/\/t\.me\/\w+\?start=[\w-]{1,64}$/);
    await telegram.pressStart(person, started.telegram_link);
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(message!.text).toContain('Ihr Code');
    const session = await api.verifyOtp(started.verification_id, codeOf(message!)!);
    expect(session.body.user.telegram_id).toBe(person);
  });

  it('presses Start twice and still gets one message; somebody else with the same link gets none', async () => {
    const [person, stranger] = [await telegram.addPerson('Ann'), await telegram.addPerson('Eve')];
    const started = await api.register();
    await telegram.pressStart(person, started.telegram_link);
    await telegram.untilCodeMessages(person, 1);
    await telegram.pressStart(person, started.telegram_link);
    await telegram.pressStart(stranger, started.telegram_link);
    await until(async () => (await telegram.messages(stranger)).length === 1, 'an answer to the stranger');
    expect((await telegram.messages(stranger))[0]!.text).toContain("doesn't work any more");
    expect(await telegram.codeMessages(person)).toHaveLength(1);
  });

  it('is the only message: pressing Start says nothing else', async () => {
    const person = await telegram.addPerson('Ann');
    const started = await api.register();
    await telegram.pressStart(person, started.telegram_link);
    await api.untilStatus(started.verification_id, 'sent');
    expect(await telegram.messages(person)).toHaveLength(1);
  });

  it('the message destroys itself after its time, and the code with it', async () => {
    const person = api.nextPerson();
    const started = await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    const link = await telegram.scan(message!);
    const { delivery } = await api.untilStatus(started.verification_id, 'sent');
    expect(Date.parse(delivery.delete_at!) - Date.parse(delivery.sent_at!)).toBe(TTL_MS);
    time.pass(TTL_MS);
    await telegram.untilEmpty(person);
    await api.untilStatus(started.verification_id, 'expired');
    expect(await api.verifyOtp(started.verification_id, codeOf(message!)!)).toMatchObject({
      status: 410,
      body: { code: 'verification_expired' },
    });
    expect(await api.verifyLink(tokenOf(link))).toMatchObject({ status: 410, body: { code: 'verification_expired' } });
    await until(async () => (await api.status(started.verification_id)).delivery.deleted_at, 'deleted_at');
  });

  it('three registrations in a row to one chat all arrive, and all vanish', async () => {
    const person = api.nextPerson();
    const message = 'Registration initiated. Check your Telegram for OTP code and QR code!';
    const started: Started[] = [];
    for (let round = 0; round < 3; round++) started.push(await api.register({ telegram_chat_id: person }));
    expect(started).toMatchObject([{ message }, { message }, { message }]);
    for (const count of [1, 2, 3]) await untilThereAre(count, person);
    for (const { verification_id: id } of started) await api.untilStatus(id, 'sent');
    time.pass(TTL_MS);
    await telegram.untilEmpty(person);
  });

  it('a resend kills the old code and link, deletes the old message and keeps the attempts counted (security 5)', async () => {
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const [old] = await telegram.untilCodeMessages(person, 1);
    const oldLink = await telegram.scan(old!);
    await api.verifyOtp(id, wrongCode(codeOf(old!)!));
    time.passChatGap();
    expect(await api.resend(id)).toMatchObject({ status: 202, body: { verification_id: id, status: 'sending' } });
    const fresh = await until(async () => {
      const messages = await telegram.codeMessages(person);
      return messages.length === 1 && messages[0]!.message_id !== old!.message_id ? messages[0] : undefined;
    }, 'only the new message');
    expect(await api.verifyLink(tokenOf(oldLink))).toMatchObject({ status: 401, body: { code: 'link_invalid' } });
    expect((await api.status(id)).attempts_left).toBe(4);
    expect(await api.verifyOtp(id, codeOf(fresh)!)).toMatchObject({ status: 200 });
  });

  it('the fifth wrong code closes the verification: the message goes, the right code comes too late (security 8; incident: CVE-2026-33640)', async () => {
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    const link = await telegram.scan(message!);
    for (const attemptsLeft of [4, 3, 2, 1, 0])
      expect(await api.verifyOtp(id, wrongCode(codeOf(message!)!))).toMatchObject({
        status: 401,
        body: { code: 'otp_invalid', attempts_left: attemptsLeft },
      });
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({
      status: 429,
      body: { code: 'too_many_attempts' },
    });
    expect(await api.verifyLink(tokenOf(link))).toMatchObject({ status: 401 });
    const refused = await api.resend(id);
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await api.status(id)).toMatchObject({ status: 'locked', attempts_left: 0 });
    await telegram.untilEmpty(person);
  });

  it('cancels: the code is dead and the message goes', async () => {
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(await app.delete(`/api/verifications/${id}`)).toMatchObject({ status: 204 });
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 410 });
    await telegram.untilEmpty(person);
  });

  it('"This wasn\'t me" stops it, but only for the person whom the message was for (security 17)', async () => {
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    await telegram.press(person, message!, "This wasn't me");
    await api.untilStatus(id, 'cancelled');
    await telegram.untilEmpty(person);
  });

  it('a code opens no other verification (security 4; incident: supabase/auth #2536)', async () => {
    const [ann, eve] = [api.nextPerson(), api.nextPerson()];
    const ofAnn = await api.register({ telegram_chat_id: ann });
    const ofEve = await api.register({ telegram_chat_id: eve });
    const [message] = await telegram.untilCodeMessages(ann, 1);
    await telegram.untilCodeMessages(eve, 1);
    const answer = await api.verifyOtp(ofEve.verification_id, codeOf(message!)!);
    expect(answer).toMatchObject({ status: 401, body: { code: 'otp_invalid' } });
    expect(await api.verifyOtp(ofAnn.verification_id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });

  it('60 parallel redemptions by code and link make one session (security 3)', async () => {
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    const token = tokenOf(await telegram.scan(message!));
    const tries = Array.from({ length: 60 }, (_, index) =>
      index % 2 ? api.verifyLink(token) : api.verifyOtp(id, codeOf(message!)!),
    );
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status >= 500)).toHaveLength(0);
  });

  it('of 40 parallel wrong codes 5 are compared (security 8; incidents: better-auth #9993, kratos #4251)', async () => {
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    const wrong = wrongCode(codeOf(message!)!);
    const answers = await Promise.all(Array.from({ length: 40 }, () => api.verifyOtp(id, wrong)));
    const codes = answers.map(({ body }) => body.code);
    expect(codes.filter((code) => code === 'otp_invalid')).toHaveLength(5);
    expect(codes.filter((code) => code === 'too_many_attempts')).toHaveLength(35);
  });

  it('opening, prefetching or scanning a link changes nothing; a press does (security 13; incidents: Gheychi-Premium #4, kratos #1451)', async () => {
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    await api.untilStatus(id, 'sent');
    const token = tokenOf(await telegram.scan(message!));
    for (let round = 0; round < 25; round++)
      for (const method of ['GET', 'HEAD', 'OPTIONS'])
        await app.request(method, `/verify`, undefined, { 'user-agent': 'TelegramBot (like TwitterBot)' });
    await app.get(`/api/verify-magic-link?token=${token}`);
    const details = await app.post<{ name: string }>('/api/magic-link/details', { token });
    expect(details).toMatchObject({ status: 200, body: { name: 'Ann', status: 'sent' } });
    expect(await api.verifyLink(token)).toMatchObject({ status: 200 });
    expect(await api.verifyLink(token)).toMatchObject({ status: 409, body: { code: 'already_used' } });
  });

  it('registering again with the same Telegram account is a sign-in to the same account', async () => {
    const person = api.nextPerson();
    const sessions: Session[] = [];
    for (const name of ['Ann', 'Another name']) {
      const started = await api.register({ telegram_chat_id: person, name });
      const [message] = await telegram.untilCodeMessages(person, 1);
      sessions.push((await api.verifyOtp(started.verification_id, codeOf(message!)!)).body);
      await telegram.untilEmpty(person);
      time.passChatGap();
    }
    expect(sessions[1]!.user).toEqual(sessions[0]!.user);
  });

  it('an Idempotency-Key makes repeats, parallel ones too, the same registration with one message', async () => {
    const person = api.nextPerson();
    const fields = { name: 'Ann', email: `i${person}@example.org`, telegram_chat_id: person };
    const send = () =>
      app.post<Record<string, string>>('/api/register', fields, { 'idempotency-key': `key-${person}` });
    const answers = [...(await Promise.all([send(), send(), send(), send()])), await send()];
    expect(new Set(answers.map(({ body }) => body.verification_id)).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.telegram_link)).size).toBe(1);
    const [message] = await telegram.untilCodeMessages(person, 1);
    await api.untilStatus(answers[0]!.body.verification_id!, 'sent');
    expect(await telegram.codeMessages(person)).toEqual([message]);
    const other = await app.post<Problem>(
      '/api/register',
      { ...fields, name: 'Eve' },
      { 'idempotency-key': `key-${person}` },
    );
    expect(other).toMatchObject({ status: 400, body: { errors: [{ field: 'Idempotency-Key' }] } });
  });

  it('watches it live: each status once, ending with the last', async () => {
    const person = await telegram.addPerson('Ann');
    const started = await api.register();
    const response = await fetch(`${app.url}/api/verifications/${started.verification_id}/events`);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const text = response.text();
    await telegram.pressStart(person, started.telegram_link);
    const [message] = await telegram.untilCodeMessages(person, 1);
    await api.untilStatus(started.verification_id, 'sent');
    await api.verifyOtp(started.verification_id, codeOf(message!)!);
    const events = (await text).split('\n\n').filter((block) => block.includes('event: status'));
    const statuses = events.map((block) => (JSON.parse(/^data: (.*)$/m.exec(block)![1]!) as { status: string }).status);
    expect(statuses[0]).toBe('awaiting_telegram');
    expect(statuses.at(-1)).toBe('verified');
    expect(statuses).toContain('sent');
    const lastId = /^id: (.*)$/m.exec(events.at(-1)!)![1]!;
    const resumed = await fetch(`${app.url}/api/verifications/${started.verification_id}/events`, {
      headers: { 'last-event-id': lastId },
    });
    expect(await resumed.text()).not.toContain('event: status');
  });

  it('a blocked bot ends in a reason that tells a stranger nothing, and the person what to do: Start, which is theirs (S14)', async () => {
    const person = await telegram.addPerson('Ann');
    await telegram.greet(person);
    await telegram.phone('POST', 'block', { person });
    time.passChatGap();
    const { verification_id: id, telegram_link: link } = await api.register({ telegram_chat_id: person });
    expect((await api.untilStatus(id, 'failed')).delivery.error).toBe('chat_unreachable');
    await telegram.phone('POST', 'unblock', { person });
    time.passChatGap();
    await telegram.pressStart(person, link);
    await api.untilStatus(id, 'sent');
    await telegram.untilCodeMessages(person, 1);
  });

  it('the digits of a chat id, as a text, are that chat', async () => {
    const person = api.nextPerson();
    await api.register({ telegram_chat_id: String(person) });
    await telegram.untilCodeMessages(person, 1);
  });

  it('/stop makes the bot forget, /start makes it help', async () => {
    const person = await telegram.addPerson('Ann');
    await telegram.greet(person);
    time.passChatGap();
    await telegram.phone('POST', 'say', { person, text: '/stop' });
    await until(
      async () => (await telegram.messages(person)).some(({ text }) => /forgotten this chat/.test(text)),
      'a farewell',
    );
  });
});
