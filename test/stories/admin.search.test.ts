import { Api } from '../harness/api';
import { App } from '../harness/app';
import { House } from '../harness/house';
import { freePort } from '../harness/ports';
import { codeOf } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

type Found = Readonly<{
  verification_id: string;
  status: string;
  reason: string | null;
  name: string | null;
  email: string | null;
  address: string;
  request_id: string;
  chat_id: number | null;
}>;
type Page = Readonly<{ verifications: readonly Found[]; next_cursor: string | null }>;
type Row = Readonly<{ id: string; kind: string; status: string; error: string | null; chat_id: number; bot: number }>;
type Rows = Readonly<{ deliveries: readonly Row[] }>;
type Counts = Readonly<{
  messages: readonly Readonly<{ status: string; error: string | null; bot: number; count: number }>[];
  verifications: readonly Readonly<{ status: string; reason: string | null; bot: number; count: number }>[];
}>;
type Looked = Readonly<{ at: string | null; fault: unknown; verifications: readonly Found[] }>;

describe('an operator asks what became of a message', () => {
  let house: House;
  let blocked: Readonly<{ id: string; reference: string; person: number }>;

  beforeAll(async () => {
    house = await House.open({ TRUST_PROXY: '127.0.0.0/8' });
    blocked = await failToRegister();
  });
  afterAll(() => house.close());

  /** Somebody has blocked the bot, and registers for the first time. */
  async function failToRegister() {
    const { telegram, api } = house;
    const person = await telegram.addPerson('Bloc');
    await telegram.greet(person);
    await telegram.phone('POST', 'block', { person });
    const asked = {
      name: 'Bloc Ked',
      email: 'u121@example.org',
      telegram_username: 'Bloc_ked',
      telegram_chat_id: person,
    };
    const { status, body, headers } = await api.tryRegister(asked, { 'x-forwarded-for': '198.51.100.7' });
    expect(status).toBe(202);
    const { verification_id: id } = body as { verification_id: string };
    await api.untilStatus(id, 'failed');
    return { id, person, reference: headers.get('x-request-id')! };
  }

  const look = async (query: string): Promise<Page> =>
    (await house.app.get<Page>(`/api/admin/verifications?${query}`)).body;
  const find = async (q: string) => (await look(new URLSearchParams({ q }).toString())).verifications;
  const rows = async (query: string) => (await house.app.get<Rows>(`/api/admin/deliveries?${query}`)).body.deliveries;

  it('of a first registration that failed: by e-mail, name, @name, chat, address, reference, and its id', async () => {
    const [{ verification_id: link }] = (await find('u121@example.org')) as [Found];
    const clues = ['u121@', 'bloc', 'Bloc Ked', '@bloc_ked', String(blocked.person), '198.51.100.7', blocked.reference];
    for (const clue of [...clues, link, blocked.id]) {
      const [found, ...others] = await find(clue);
      expect([clue, others.length]).toEqual([clue, 0]);
      expect(found).toMatchObject({
        ...{ verification_id: link, status: 'failed', reason: 'bot_blocked', name: 'Bloc Ked' },
        ...{ email: 'u121@example.org', request_id: blocked.reference, chat_id: blocked.person },
      });
    }
    for (const clue of ['ocked', '%', '@zz', '203.0.113.99', '4711', 'x'.repeat(22)])
      expect(await find(clue)).toEqual([]);
    expect(JSON.stringify(await find('u121@'))).not.toContain(blocked.id);
  });

  it('by the reference of a request that failed on our side, and when that was', async () => {
    const answer = await house.app.get<Looked>(`/api/admin/requests/${blocked.reference}`);
    expect(answer.body).toMatchObject({ fault: null, verifications: [{ email: 'u121@example.org' }] });
    expect(Math.abs(Date.parse(answer.body.at!) - time.now().getTime())).toBeLessThan(60_000);
    const nowhere = `http://127.0.0.1:${await freePort()}/sandbox/telegram`;
    const app = await App.start({ TELEGRAM_BOT_TOKEN: house.telegram.token, TELEGRAM_API_ROOT: nowhere });
    const health = () => app.get<{ bots: [{ state: string }] }>('/health');
    await until(async () => (await health()).body.bots[0].state === 'unreachable', 'the state to be known');
    const { status, headers } = await new Api(app).tryRegister({});
    expect(status).toBe(503);
    const told = await app.get<Looked>(`/api/admin/requests/${headers.get('x-request-id')}`);
    const fault = { method: 'POST', route: '/api/register', status: 503, code: 'telegram_unavailable' };
    expect(told.body).toMatchObject({ fault, verifications: [] });
    await app.close();
  });

  it('by state, reason, bot and time, page by page, the oldest first where it is asked', async () => {
    const [{ verification_id: link }] = (await find('u121@')) as [Found];
    expect((await look('status=failed&reason=bot_blocked')).verifications).toMatchObject([{ verification_id: link }]);
    expect((await look('status=failed&bot=1')).verifications).toEqual([]);
    await house.api.register();
    const all = (await look('')).verifications.map((one) => one.verification_id);
    expect(all.length).toBeGreaterThan(1);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = await look(`sort=oldest&limit=1${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.verifications.map((one) => one.verification_id));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(all.toReversed());
    const now = time.now().toISOString();
    expect((await look(`to=${now}`)).verifications).toHaveLength(all.length);
    const later = new Date(time.now().getTime() + 3_600_000).toISOString();
    expect((await look(`from=${now}&to=${later}`)).verifications).toEqual([]);
    for (const query of [
      'status=gone',
      'reason=x',
      'bot=x',
      'sort=up',
      'limit=0',
      'cursor=x',
      'q=',
      'status[$ne]=sent',
    ])
      expect([query, (await house.app.get(`/api/admin/verifications?${query}`)).status]).toEqual([query, 400]);
    expect((await house.app.get(`/api/admin/verifications?cursor=${'x'.repeat(22)}`)).status).toBe(400);
  });

  it('and lists messages by state, error, bot, kind and time, with the counts of each', async () => {
    const [failed] = await rows(`chat_id=${blocked.person}&kind=message`);
    expect(failed).toMatchObject({
      kind: 'message',
      status: 'failed',
      error: expect.stringContaining('blocked') as string,
    });
    const { error, bot } = failed!;
    const same = await rows(new URLSearchParams({ status: 'failed', error: error!, bot: String(bot) }).toString());
    expect(same).toEqual([failed]);
    expect((await rows('kind=removal')).every(({ kind }) => kind === 'removal')).toBe(true);
    expect(await rows(`error=${encodeURIComponent('nothing like it')}`)).toEqual([]);
    const [newest] = await rows('limit=1');
    expect((await rows('sort=oldest')).at(-1)).toEqual(newest);
    const { messages, verifications } = (await house.app.get<Counts>('/api/admin/counts')).body;
    expect(messages).toContainEqual({ status: 'failed', error, bot, count: 1 });
    expect(verifications).toContainEqual({ status: 'failed', reason: 'bot_blocked', bot, count: 1 });
    const listed = (await rows('kind=message&limit=100')).length;
    expect(messages.reduce((sum, { count }) => sum + count, 0)).toBe(listed);
  });

  it('and finds nothing of what was typed once its person has left', async () => {
    const { api, telegram, app } = house;
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person, email: 'gone@example.org' });
    const [message] = await telegram.untilCodeMessages(person, 1);
    await api.untilStatus(id, 'sent');
    const { body: session } = await api.verifyOtp(id, codeOf(message!)!);
    await telegram.untilEmpty(person);
    expect(await find('gone@example.org')).toHaveLength(1);
    await app.delete(`/api/admin/users/${session.user.id}`);
    for (const clue of ['gone@example.org', String(person)])
      await until(async () => (await find(clue)).length === 0, `nothing to be found of ${clue}`);
  });
});
