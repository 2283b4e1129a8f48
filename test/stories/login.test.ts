import { rounds } from '../harness/rounds';
import { wrongCode, type Api, type Problem, type Started } from '../harness/api';
import type { App } from '../harness/app';
import { House } from '../harness/house';
import { TTL_MS } from '../harness/life';
import type { Answer } from '../harness/http.client';
import { comeBackAt } from '../harness/sign.in';
import { codeOf, linkOf, tokenOf, type Telegram } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

const START_TTL_MS = 600_000;
/** Of each kind. */
const SAMPLES = rounds(50);

describe('a person comes back', () => {
  let house: House;
  let telegram: Telegram;
  let app: App;
  let api: Api;

  beforeAll(async () => {
    house = await House.open({
      RESEND_COOLDOWN_SECONDS: '0',
      PUBLIC_URL: 'https://front.example.org',
      LIMIT_SENDS_PER_CHAT_HOUR: '1000000',
      TELEGRAM_MESSAGES_PER_SECOND: '1000',
    });
    ({ telegram, app, api } = house);
  });

  afterAll(() => house.close());

  /** Somebody with an account, who has pressed Start. */
  async function aMember(): Promise<Readonly<{ person: number; email: string; username: string; id: string }>> {
    const person = await telegram.addPerson('Ann');
    const email = `member${person}@example.org`;
    const username = `ann_${person}`;
    telegram.world.people.get(person)!.username = username;
    const started = await api.register({ email });
    await telegram.pressStart(person, started.telegram_link);
    const [message] = await telegram.untilCodeMessages(person, 1);
    const { body } = await api.verifyOtp(started.verification_id, codeOf(message!)!);
    await telegram.untilEmpty(person);
    time.passChatGap();
    return { person, email, username, id: body.user.id };
  }

  const tryLogin = (said: Readonly<Record<string, unknown>>) => app.post<Started & Problem>('/api/login', said);

  async function login(said: Readonly<Record<string, unknown>>): Promise<Started> {
    const { status, body } = await tryLogin(said);
    if (status !== 202) throw new Error(`login answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  it.each(['nothing', 'their e-mail', 'their username'])('by %s and Start, which says who they are', async (said) => {
    const { person, email, username, id } = await aMember();
    const hints = { nothing: {}, 'their e-mail': { email }, 'their username': { telegram_username: `@${username}` } };
    const { message } = await comeBackAt(house, person, hints[said as keyof typeof hints]);
    expect(await api.verifyLink(tokenOf(linkOf(message)))).toMatchObject({
      status: 200,
      body: { user: { id, email, telegram_id: person } },
    });
    await telegram.untilEmpty(person);
  });

  it('with a resend, a cancellation and the wrong code like a newcomer', async () => {
    const { person } = await aMember();
    const { id, message: old } = await comeBackAt(house, person);
    expect(await api.verifyOtp(id, wrongCode(codeOf(old)!))).toMatchObject({ body: { attempts_left: 4 } });
    time.passChatGap();
    expect(await api.resend(id)).toMatchObject({ status: 202, body: { status: 'sending' } });
    const fresh = await until(async () => {
      const messages = await telegram.codeMessages(person);
      return messages.length === 1 && messages[0]!.message_id !== old.message_id ? messages[0] : undefined;
    }, 'only the new message');
    expect(codeOf(fresh)).toBeDefined();
    expect((await app.delete(`/api/verifications/${id}`)).status).toBe(204);
    await telegram.untilEmpty(person);
  });

  it('and a newcomer gets an account, under what Telegram tells and nothing that was typed', async () => {
    const person = await telegram.addPerson('Grace');
    const { id, message } = await comeBackAt(house, person, { email: `typed${person}@example.org` });
    const { body } = await api.verifyOtp(id, codeOf(message)!);
    expect(body.user).toMatchObject({ name: 'Grace', email: null, telegram_id: person });
  });

  it('a stranger who presses another’s start link signs in as themselves, and uses the link up', async () => {
    const { person, email, id } = await aMember();
    const stranger = await telegram.addPerson('Eve');
    const started = await login({ email });
    await telegram.pressStart(stranger, started.telegram_link);
    const [ofEve] = await telegram.untilCodeMessages(stranger, 1);
    await telegram.pressStart(person, started.telegram_link);
    await until(async () => (await telegram.messages(person)).some(({ text }) => /link/i.test(text)), 'an answer');
    expect(await telegram.codeMessages(person)).toEqual([]);
    const answer = await api.verifyOtp(started.verification_id, codeOf(ofEve!)!);
    expect(answer).toMatchObject({ status: 200, body: { user: { telegram_id: stranger, email: null } } });
    expect(answer.body.user.id).not.toBe(id);
  });

  it('by a username that belongs to another by now, only as themselves (security 19; CVE-2026-28480)', async () => {
    const { person, username, id } = await aMember();
    const stranger = await telegram.addPerson('Eve');
    telegram.world.people.get(person)!.username = undefined;
    telegram.world.people.get(stranger)!.username = username;
    const { id: verification, message } = await comeBackAt(house, stranger, { telegram_username: username });
    const { body } = await api.verifyOtp(verification, codeOf(message)!);
    expect(body.user.telegram_id).toBe(stranger);
    expect(body.user.id).not.toBe(id);
  });

  it.each([
    ['both names', { email: 'a@example.org', telegram_username: 'ann_example' }, 'telegram_username'],
    ['a list as e-mail', { email: ['a@example.org'] }, 'email'],
    ['an operator as username', { telegram_username: { $ne: '' } }, 'telegram_username'],
    ['an unknown field', { email: 'a@example.org', admin: true }, 'admin'],
  ])('never with %s (security 28)', async (_, said, field) => {
    expect(await tryLogin(said)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  describe('and a stranger who types a name learns nothing, and makes the bot write nothing (S1, S5, S6; security 12)', () => {
    type Member = Awaited<ReturnType<typeof aMember>>;
    const others: readonly [string, (member: Member) => Promise<unknown>][] = [
      ['can be reached', async () => undefined],
      ['has blocked the bot', ({ person }) => telegram.phone('POST', 'block', { person })],
      ['has told the bot to forget them', ({ person }) => sayFarewell(person)],
      ['has left three messages unused', ({ person }) => leaveUnused(person)],
      ['Telegram knows no more', async ({ person }) => void (telegram.world.people.get(person)!.isDeactivated = true)],
    ];

    async function sayFarewell(person: number): Promise<void> {
      await telegram.phone('POST', 'say', { person, text: '/stop' });
      await until(
        async () => (await telegram.messages(person)).some(({ text }) => /forgotten this chat/.test(text)),
        'an answer',
      );
    }

    /** Their chat is paused after that. */
    async function leaveUnused(person: number): Promise<void> {
      for (let unused = 0; unused < 3; unused++) {
        time.passChatGap();
        const { verification_id: id } = await api.register({ telegram_chat_id: person });
        await api.untilStatus(id, 'sent');
        time.pass(TTL_MS);
        await telegram.untilEmpty(person);
      }
    }

    const sendsTo = (person: number) =>
      telegram.world.calls.latest().filter(({ method, chatId }) => method !== 'deleteMessage' && chatId === person)
        .length;

    /** What is seen, without what differs from one verification to the next. */
    const shape = ({ status, headers, body }: Awaited<ReturnType<typeof tryLogin>>) => ({
      status,
      headers: [...headers.keys()],
      body: { ...body, verification_id: '', telegram_link: '', expires_at: '', resend_at: '' },
    });

    const seenOf = (answers: readonly Answer<Started>[]) =>
      Promise.all(
        answers.map(async ({ body: { verification_id: id } }) => {
          const seen = await api.status(id);
          return { ...seen, verification_id: '', expires_at: '', resend_at: '' };
        }),
      );

    it.each(others)('of a person who %s', async (_, happen) => {
      const member = await aMember();
      await happen(member);
      const before = sendsTo(member.person);
      const names = [
        { email: member.email },
        { telegram_username: member.username },
        { email: `nobody${member.person}@example.org` },
        { telegram_username: `nobody_${member.person}` },
        {},
      ];
      const answers = await Promise.all(names.map(tryLogin));
      const [shown, ...others] = answers.map(shape);
      expect(shown).toMatchObject({ status: 202, body: { status: 'awaiting_telegram' } });
      for (const other of others) expect(other).toEqual(shown);
      for (const status of ['awaiting_telegram', 'expired']) {
        const [first, ...rest] = await seenOf(answers);
        expect(first).toMatchObject({ status, delivery: { attempts: 0, sent_at: null, error: null } });
        for (const seen of rest) expect(seen).toEqual(first);
        time.pass(START_TTL_MS);
      }
      expect(sendsTo(member.person)).toBe(before);
    });

    it('of a person whose name was typed very often, and keeps no one out', async () => {
      const limited = await House.open({ LIMIT_SENDS_PER_CHAT_HOUR: '2' });
      try {
        const email = 'often@example.org';
        for (let times = 0; times < 10; times++)
          expect((await limited.app.post('/api/login', { email })).status).toBe(202);
      } finally {
        await limited.close();
      }
    });

    it('by the headers or the time of an answer', async () => {
      const { email } = await aMember();
      const headers: string[][] = [];
      const sample = async (said: string): Promise<number> => {
        const began = performance.now();
        const answer = await tryLogin({ email: said });
        const took = performance.now() - began;
        headers.push([String(answer.status), ...answer.headers.keys()]);
        return took;
      };
      const took = { known: [] as number[], unknown: [] as number[] };
      for (let round = 0; round < SAMPLES; round++) {
        // In turns, and each first as often as the other.
        if (round % 2) took.known.push(await sample(email));
        took.unknown.push(await sample(`x${round}@example.org`));
        if (round % 2 === 0) took.known.push(await sample(email));
      }
      expect(new Set(headers.map((names) => names.join()))).toHaveProperty('size', 1);
      const [ofKnown, ofUnknown] = [median(took.known), median(took.unknown)];
      expect(Math.abs(ofKnown - ofUnknown)).toBeLessThan(Math.max(spread(took.known), spread(took.unknown)));
    });
  });
});

const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);
const median = (numbers: readonly number[]): number => sorted(numbers)[Math.floor(numbers.length / 2)]!;
/** How far the middle half lies apart: the noise that a difference would have to rise above. */
const spread = (numbers: readonly number[]): number =>
  sorted(numbers)[Math.floor(numbers.length * 0.75)]! - sorted(numbers)[Math.floor(numbers.length * 0.25)]!;
