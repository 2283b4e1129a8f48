import { rounds } from '../../src/rounds.fixture';
import { wrongCode, type Api, type Problem, type Started, type Status } from '../harness/api';
import type { App } from '../harness/app';
import { House } from '../harness/house';
import { Member } from '../harness/member';
import { codeOf, linkOf, tokenOf, type Telegram } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

/** How long before a code's end its asker begins to watch that end: less than a stream waits for anything else. */
const LAST_MS = 500;
const DEADLINE_SECONDS = 20;
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

  it.each(['email', 'telegram_username'] as const)('by their %s: the message comes by itself', async (said) => {
    const { person, email, username, id } = await aMember();
    const started = await login(
      said === 'email' ? { email: email.toUpperCase() } : { telegram_username: `@${username}` },
    );
    const [message] = await telegram.untilCodeMessages(person, 1);
    const session = await api.verifyOtp(started.verification_id, codeOf(message!)!);
    expect(session).toMatchObject({ status: 200, body: { user: { id, email, telegram_id: person } } });
    await telegram.untilEmpty(person);
  });

  it('by nothing: pressing Start says who they are', async () => {
    const { person, id } = await aMember();
    const started = await login({});
    expect(started).toMatchObject({ status: 'awaiting_telegram', message: expect.stringContaining('press Start') });
    await telegram.pressStart(person, started.telegram_link);
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect((await api.verifyLink(tokenOf(linkOf(message!)))).body.user.id).toBe(id);
  });

  it('who registered by a chat id and never pressed Start is reached by their e-mail too', async () => {
    const person = api.nextPerson();
    const email = `plain${person}@example.org`;
    const first = await api.register({ telegram_chat_id: person, email });
    const [code] = await telegram.untilCodeMessages(person, 1);
    await api.verifyOtp(first.verification_id, codeOf(code!)!);
    await telegram.untilEmpty(person);
    time.passChatGap();
    await login({ email });
    await telegram.untilCodeMessages(person, 1);
  });

  it('with a resend, a cancellation and the wrong code as everybody', async () => {
    const { person, email } = await aMember();
    const { verification_id: id } = await login({ email });
    const [old] = await telegram.untilCodeMessages(person, 1);
    expect(await api.verifyOtp(id, wrongCode(codeOf(old!)!))).toMatchObject({ body: { attempts_left: 4 } });
    time.passChatGap();
    await api.resend(id);
    const fresh = await until(async () => {
      const messages = await telegram.codeMessages(person);
      return messages.length === 1 && messages[0]!.message_id !== old!.message_id ? messages[0] : undefined;
    }, 'only the new message');
    expect(codeOf(fresh)).toBeDefined();
    expect((await app.delete(`/api/verifications/${id}`)).status).toBe(204);
    await telegram.untilEmpty(person);
  });

  it('and a newcomer who signs in gets an account, under the name that Telegram tells', async () => {
    const person = await telegram.addPerson('Grace');
    const email = `grace${person}@example.org`;
    const started = await login({ email });
    await telegram.pressStart(person, started.telegram_link);
    const [message] = await telegram.untilCodeMessages(person, 1);
    const { body } = await api.verifyOtp(started.verification_id, codeOf(message!)!);
    expect(body.user).toMatchObject({ name: 'Grace', email, telegram_id: person });
  });

  it('whoever presses the start link of somebody else’s sign-in says that it is them', async () => {
    const { person, email, id } = await aMember();
    const stranger = await telegram.addPerson('Eve');
    const started = await login({ email });
    const [ofAnn] = await telegram.untilCodeMessages(person, 1);
    time.passChatGap();
    await telegram.pressStart(stranger, started.telegram_link);
    const [ofEve] = await telegram.untilCodeMessages(stranger, 1);
    await telegram.untilEmpty(person);
    expect(await api.verifyOtp(started.verification_id, codeOf(ofAnn!)!)).toMatchObject({ status: 401 });
    const answer = await api.verifyOtp(started.verification_id, codeOf(ofEve!)!);
    // Told only now that Telegram has proven who asks.
    expect(answer).toMatchObject({ status: 409, body: { code: 'email_taken' } });
    expect((await login({ email })).status).toBe('sending');
    const [again] = await telegram.untilCodeMessages(person, 1);
    expect((await api.verifyLink(tokenOf(linkOf(again!)))).body.user.id).toBe(id);
  });

  it('by a username that is somebody else’s by now, only as who they are (security 19; incident: CVE-2026-28480)', async () => {
    const { person, username, id } = await aMember();
    const stranger = await telegram.addPerson('Eve');
    telegram.world.people.get(person)!.username = undefined;
    telegram.world.people.get(stranger)!.username = username;
    const started = await login({ telegram_username: username });
    await telegram.pressStart(stranger, started.telegram_link);
    const [message] = await telegram.untilCodeMessages(stranger, 1);
    const { body } = await api.verifyOtp(started.verification_id, codeOf(message!)!);
    expect(body.user.telegram_id).toBe(stranger);
    expect(body.user.id).not.toBe(id);
    // From now on the name leads to who has it.
    await telegram.untilEmpty(stranger);
    time.passChatGap();
    await login({ telegram_username: username });
    await telegram.untilCodeMessages(stranger, 1);
    expect(await telegram.codeMessages(person)).toEqual([]);
  });

  it.each([
    ['both names', { email: 'a@example.org', telegram_username: 'ann_example' }, 'telegram_username'],
    ['a list as e-mail', { email: ['a@example.org'] }, 'email'],
    ['an operator as username', { telegram_username: { $ne: '' } }, 'telegram_username'],
    ['an unknown field', { email: 'a@example.org', admin: true }, 'admin'],
  ])('never with %s (security 28)', async (_, said, field) => {
    expect(await tryLogin(said)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  describe('and nobody learns whether they are known (security 12; incidents: logto #8663, #9063, #8780)', () => {
    /** What the asker sees, without what differs from one verification to the next. */
    const shape = (seen: Status) => ({
      ...seen,
      verification_id: typeof seen.verification_id,
      match: typeof (seen as { match?: unknown }).match,
      expires_at: seen.expires_at && 'then',
      resend_at: 'then',
      delivery: {
        ...seen.delivery,
        sent_at: seen.delivery.sent_at && 'then',
        delete_at: seen.delivery.delete_at && 'then',
        deleted_at: seen.delivery.deleted_at && 'then',
      },
    });

    const shownNow = async ({ verification_id: id }: Started) => byStatus(await api.status(id));
    const shownOnceSent = async ({ verification_id: id }: Started) => byStatus(await api.untilStatus(id, 'sent'));
    const byStatus = (seen: Status): Record<string, unknown> => ({ [seen.status]: shape(seen) });

    /** By a stream that ends by itself. */
    async function shownAtTheEnd({ verification_id: id }: Started): Promise<Record<string, unknown>> {
      const text = await (await fetch(`${app.url}/api/verifications/${id}/events`)).text();
      const events = text.split('\n\n').filter((block) => block.includes('event: status'));
      const seen = events.map((block) => byStatus(JSON.parse(/^data: (.*)$/m.exec(block)![1]!) as Status));
      return Object.assign({}, ...seen) as Record<string, unknown>;
    }

    /** What their askers are shown, by status, until their time is over; who looks late misses the beginning. */
    async function livesOf(all: readonly Started[]): Promise<Record<string, unknown>[]> {
      const beginnings = await Promise.all(all.map(shownNow));
      const middles = await Promise.all(all.map(shownOnceSent));
      const sent = await Promise.all(all.map(({ verification_id: id }) => api.status(id)));
      const firstEnd = Math.min(...sent.map(({ expires_at: end }) => Date.parse(end!)));
      time.pass(firstEnd - time.now().getTime() - LAST_MS);
      const ends = await Promise.all(all.map(shownAtTheEnd));
      return all.map((_, index) => ({ ...beginnings[index], ...middles[index], ...ends[index] }));
    }

    async function sayFarewell(person: number): Promise<void> {
      await telegram.phone('POST', 'say', { person, text: '/stop' });
      await until(
        async () => (await telegram.messages(person)).some(({ text }) => /Forgotten/.test(text)),
        'a farewell',
      );
      time.passChatGap();
    }

    const known: [string, (member: Awaited<ReturnType<typeof aMember>>) => Promise<unknown>][] = [
      ['who gets a message', async () => undefined],
      ['who has blocked the bot', ({ person }) => telegram.phone('POST', 'block', { person })],
      ['who has told the bot to forget them', ({ person }) => sayFarewell(person)],
    ];

    it.each(known)('by the life of a verification: one known %s, one unknown', async (_, happen) => {
      const member = await aMember();
      await happen(member);
      const [ofKnown, ofUnknown] = await Promise.all([
        login({ email: member.email }),
        login({ email: `nobody${member.person}@example.org` }),
      ]);
      expect(Object.keys(ofKnown)).toEqual(Object.keys(ofUnknown));
      expect([ofKnown.status, ofKnown.message]).toEqual([ofUnknown.status, ofUnknown.message]);
      const lives = await livesOf([ofKnown, ofUnknown]);
      const beginning = lives.find(({ sending }) => sending)?.sending;
      const [lifeOfKnown, lifeOfUnknown] = lives.map((life) => ({ sending: beginning, ...life }));
      expect(lifeOfKnown).toEqual(lifeOfUnknown);
      expect(Object.keys(lifeOfKnown!)).toEqual(['sending', 'sent', 'expired']);
    });

    it('by wrong codes, their lock, and what comes after it', async () => {
      const { email, person } = await aMember();
      const answersFor = async (said: string) => {
        const { verification_id: id } = await login({ email: said });
        await api.untilStatus(id, 'sent');
        const answers = [];
        for (let round = 0; round < 6; round++) {
          const { status, body } = await api.verifyOtp(id, '000000');
          answers.push([status, body.code, body.attempts_left]);
        }
        answers.push([(await api.resend(id)).status, (await app.delete(`/api/verifications/${id}`)).status]);
        return [...answers, shape(await api.status(id))];
      };
      expect(await answersFor(email)).toEqual(await answersFor(`no${person}@example.org`));
    });

    it('by what the person themselves, or others, have asked for', async () => {
      const limited = await House.open({ LIMIT_SENDS_PER_CHAT_HOUR: '2' });
      try {
        const { app: front, telegram: phone } = limited;
        const person = await phone.addPerson('Ann');
        const username = `limited_${person}`;
        phone.world.people.get(person)!.username = username;
        await phone.greet(person);
        const { email } = await Member.signIn(limited, person);
        const register = () => front.post<Started>('/api/register', { name: 'Ann', email, telegram_chat_id: person });
        // What others ask for with a username does not tell by this whose it is.
        for (let round = 0; round < 2; round++) await front.post('/api/login', { telegram_username: username });
        expect((await register()).status).toBe(202);
        expect((await register()).status).toBe(429);
        const askFor = async (said: string) => {
          const answers = [];
          for (let round = 0; round < 3; round++)
            answers.push(await front.post<Problem>('/api/login', { email: said }));
          return answers.map(({ status, headers }) => [status, headers.has('retry-after')]);
        };
        expect(await askFor(email)).toEqual(await askFor(`nobody${person}@example.org`));
      } finally {
        await limited.close();
      }
    });

    const untilSent = (id: string) =>
      until(async () => {
        const seen = await api.status(id);
        return seen.delivery.sent_at ? seen : undefined;
      }, 'the message to be sent');

    it('by how the messages of two sign-ins at once are spaced', async () => {
      const { email, person } = await aMember();
      const gapOf = async (said: string) => {
        const started = await Promise.all([login({ email: said }), login({ email: said })]);
        const seen = await Promise.all(started.map(({ verification_id: id }) => untilSent(id)));
        const [first, second] = seen.map(({ delivery }) => Date.parse(delivery.sent_at!));
        return Math.abs(first! - second!);
      };
      const gaps = await Promise.all([gapOf(email), gapOf(`nobody${person}@example.org`)]);
      expect(Math.min(...gaps)).toBeGreaterThan(500);
    });

    it('by what becomes of a message while Telegram does not answer', async () => {
      const silent = await House.open({
        TELEGRAM_TIMEOUT_SECONDS: '1',
        DELIVERY_DEADLINE_SECONDS: String(DEADLINE_SECONDS),
      });
      try {
        const { person, email } = await Member.signIn(silent);
        time.passChatGap();
        silent.telegram.misbehave({ fault: 'silence', chatId: person, times: null });
        silent.telegram.misbehave({ fault: 'silence', times: null });
        const names = [email, `nobody${person}@example.org`];
        const answers = await Promise.all(names.map((said) => silent.app.post<Started>('/api/login', { email: said })));
        const calls = () => silent.telegram.world.faults.list();
        await until(() => calls().every(({ hits }) => hits > 0), 'both to be tried');
        time.pass(DEADLINE_SECONDS * 1000);
        const outcomes = answers.map(async ({ body: { verification_id: id } }) => {
          return until(async () => {
            const { status } = await silent.api.status(id);
            return status !== 'sending' && status;
          }, 'the end');
        });
        expect(await Promise.all(outcomes)).toEqual(['failed', 'failed']);
      } finally {
        await silent.close();
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
