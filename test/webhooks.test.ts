import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { Api, wrongCode, type Problem } from './harness/api';
import { AppProcess, HttpClient } from './harness/app.process';
import { KillStage } from './harness/kill.stage';
import { production } from './harness/production';
import { codeOf, Telegram } from './harness/telegram';
import { until } from './harness/until';
import { WebhookReceiver, type Received } from './harness/webhook.receiver';

type Listed = Readonly<{
  id: string;
  type: string;
  state: string;
  attempts: number;
  http_status: number | null;
  error: string | null;
  occurred_at: string;
  next_attempt_at: string | null;
  ended_at: string | null;
  data: Readonly<Record<string, string | null>>;
}>;
type List = Readonly<{ webhooks: readonly Listed[]; next_cursor: string | null }>;

const aSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
const secret = aSecret();

let receiver: WebhookReceiver;

const openReceiver = async () => {
  receiver = await WebhookReceiver.start();
};
const closeReceiver = () => receiver.close();

const settings = () => ({ WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: secret });
const verify = ({ body, headers }: Received, by = secret) =>
  new Webhook(by).verify(body, headers as Record<string, string>);
const isSignedBy = (received: Received, by: string): boolean => {
  try {
    return verify(received, by) !== undefined;
  } catch {
    return false;
  }
};
const idsOf = (received: readonly Received[]) => received.map(({ headers }) => headers['webhook-id'] as string);
const list = async (app: HttpClient, query = ''): Promise<List> =>
  (await app.get<List>(`/api/admin/webhooks${query}`)).body;

describe('another service', () => {
  beforeEach(openReceiver);
  afterEach(closeReceiver);

  let telegram: Telegram;
  let app: AppProcess;
  let api: Api;

  const start = async (more: Readonly<Record<string, string>> = {}) => {
    app = await AppProcess.start({ ...telegram.settings, ...settings(), ...more });
    api = new Api(app);
  };

  beforeEach(async () => {
    telegram = await Telegram.start();
  });

  afterEach(async () => {
    await app.close();
    await telegram.stop();
  });

  const register = async (person = api.nextPerson()) => {
    const { verification_id: id } = await api.register({ telegram_chat_id: person, name: 'Ann Secretive' });
    const [message] = await telegram.untilCodeMessages(person, 1);
    return { id, person, message: message!, code: codeOf(message!)! };
  };
  const signIn = async () => {
    const { id, code } = await register();
    const { body } = await api.verifyOtp(id, code);
    return body.user.id;
  };
  const untilState = (state: string, count = 1) =>
    until(async () => {
      const { webhooks } = await list(app, `?state=${state}`);
      return webhooks.length >= count ? webhooks : undefined;
    }, `${count} webhooks to be ${state}`);

  it('is told of a sign-in, signed, and without naming anybody', async () => {
    await start();
    const { id, person, code } = await register();
    const [sent] = await receiver.until('verification.sent');
    const { body } = await api.verifyOtp(id, code);
    const [verified] = await receiver.until('verification.verified');
    const [created] = await receiver.until('user.created');
    const same = { purpose: 'register', verification_id: expect.any(String) as string };
    expect(sent!.event.data).toEqual({ ...same, status: 'sent', door: null, error: null, user_id: null });
    const userId = body.user.id;
    expect(verified!.event.data).toEqual({ ...same, status: 'verified', door: 'otp', error: null, user_id: userId });
    expect(verified!.event.data.verification_id).toBe(sent!.event.data.verification_id);
    expect(created!.event.data).toEqual({ user_id: userId });
    for (const received of receiver.received) {
      expect(verify(received)).toEqual(received.event);
      expect(Object.keys(received.event)).toEqual(['type', 'timestamp', 'data']);
      for (const private_ of [id, code, String(person), 'Secretive', 'example.org'])
        expect(received.body).not.toContain(private_);
    }
    expect(isSignedBy({ ...sent!, body: sent!.body.replace('sent', 'SENT') }, secret)).toBe(false);
    await untilState('sent', 3);
    const metrics = (await app.get<string>('/metrics')).body;
    expect(metrics).toContain('webhooks_pending 0');
    expect(metrics).toContain('webhooks_sent_total{type="user.created",outcome="delivered"} 1');
    expect(app.output).not.toContain(secret);
  });

  it('is told how others ended: locked, denied, not delivered, deleted', async () => {
    await start({ OTP_MAX_ATTEMPTS: '2' });
    const locked = await register();
    for (let wrong = 0; wrong < 2; wrong++) await api.verifyOtp(locked.id, wrongCode(locked.code));
    const denied = await register();
    await telegram.press(denied.person, denied.message, "This wasn't me");
    const person = api.nextPerson();
    telegram.misbehave({ fault: 'forbidden', chatId: person });
    await api.register({ telegram_chat_id: person });
    const failed = await receiver.until('verification.failed', 2);
    expect(failed.map(({ event }) => event.data.error).toSorted()).toEqual(['bot_blocked', 'too_many_attempts']);
    expect((await receiver.until('verification.denied'))[0]!.event.data).toMatchObject({ status: 'cancelled' });
    const known = await register();
    const { body } = await api.verifyOtp(known.id, known.code);
    const headers = { authorization: `Bearer ${body.access_token}` };
    expect((await app.request('DELETE', '/api/profile', undefined, headers)).status).toBeLessThan(300);
    const [deleted] = await receiver.until('user.deleted');
    expect(deleted!.event.data).toEqual({ user_id: body.user.id });
  });

  it('is told what happened while it was away, when it is back', async () => {
    await start();
    await receiver.goAway();
    const userId = await signIn();
    const pending = await until(async () => {
      const { webhooks } = await list(app, '?state=pending');
      return webhooks.length === 3 && webhooks.every(({ attempts }) => attempts === 1) ? webhooks : undefined;
    }, 'the first attempts to fail');
    for (const { error, http_status, next_attempt_at, ended_at } of pending) {
      expect({ error, http_status, ended_at }).toEqual({ error: 'unreachable', http_status: null, ended_at: null });
      expect(Date.parse(next_attempt_at!)).toBeGreaterThan(Date.now() - 5_000);
    }
    await receiver.comeBack();
    const [created] = await receiver.until('user.created');
    expect(created!.event.data).toEqual({ user_id: userId });
    await untilState('sent', 3);
    expect(receiver.received).toHaveLength(3);
    await until(() => app.output.includes('the webhook endpoint works again'), 'the log line');
    expect(app.output.match(/the webhook endpoint does not work/g)).toHaveLength(1);
  });

  it('is told by both secrets while they are changed, so that it never refuses what we send (security 24)', async () => {
    await start();
    await signIn();
    await receiver.until('user.created');
    const next = aSecret();
    await app.signal('SIGTERM');
    await app.boot({ WEBHOOK_SECRET: next, WEBHOOK_SECRET_PREVIOUS: secret });
    await signIn();
    const [before, during] = await receiver.until('user.created', 2);
    expect([secret, next].map((by) => isSignedBy(before!, by))).toEqual([true, false]);
    expect([secret, next].map((by) => isSignedBy(during!, by))).toEqual([true, true]);
    await app.signal('SIGTERM');
    await app.boot({ WEBHOOK_SECRET: next });
    await signIn();
    const after = (await receiver.until('user.created', 3))[2]!;
    expect([secret, next].map((by) => isSignedBy(after, by))).toEqual([false, true]);
  });

  it('is told once more what an administrator replays, and the audit says who did (security 31)', async () => {
    await start();
    receiver.status = 410;
    const began = new Date(Date.now() - 60_000).toISOString();
    const userIds = [await signIn(), await signIn()];
    await untilState('failed', 6);
    receiver.status = 200;
    receiver.received.length = 0;
    const [one] = (await list(app, '?state=failed&type=user.created')).webhooks;
    expect(one).toMatchObject({ http_status: 410, error: 'gone', attempts: 1, next_attempt_at: null });
    const replayed = await app.post<Listed>(`/api/admin/webhooks/${one!.id}/replay`, {});
    expect(replayed).toMatchObject({ status: 200, body: { id: one!.id, state: 'pending', attempts: 0 } });
    await until(() => idsOf(receiver.received).includes(one!.id), 'the replayed one');
    await untilState('sent');
    expect((await app.post('/api/admin/webhooks/replay', { from: began })).body).toEqual({ replayed: 5 });
    await untilState('sent', 6);
    expect(new Set(idsOf(receiver.received)).size).toBe(6);
    const told = receiver.of('user.created').map(({ event }) => event.data.user_id);
    expect(told.toSorted()).toEqual(userIds.toSorted());
    expect((await app.post('/api/admin/webhooks/replay', { from: began })).body).toEqual({ replayed: 0 });
    const again = await app.post('/api/admin/webhooks/replay', { from: began, to: new Date(), state: 'sent' });
    expect(again.body).toEqual({ replayed: 6 });
    await until(() => receiver.received.length === 12, 'all of them once more');
    const { entries } = (
      await app.get<{ entries: readonly { subject: unknown; details: unknown }[] }>(
        '/api/admin/audit?action=admin.webhook_replayed',
      )
    ).body;
    expect(entries).toHaveLength(4);
    expect(entries.at(-1)!.subject).toEqual({ kind: 'webhook', id: one!.id });
    expect(entries[0]!.details).toMatchObject({ state: 'sent', replayed: 6 });
  });

  it('is shown to administrators, page by page', async () => {
    await start();
    for (let count = 0; count < 3; count++) await signIn();
    await untilState('sent', 9);
    const all = (await list(app)).webhooks;
    const seen: Listed[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: List = await list(app, `?limit=4${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.webhooks);
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(all);
    const ids = all.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted().toReversed());
    expect((await list(app, '?type=user.created&state=sent')).webhooks).toHaveLength(3);
    expect((await list(app, '?state=failed')).webhooks).toEqual([]);
    for (const query of ['state=gone', 'type=x', 'limit=0', 'cursor=x', 'since=1', 'state[$ne]=sent'])
      expect([query, (await app.get(`/api/admin/webhooks?${query}`)).status]).toEqual([query, 400]);
    for (const body of [
      {},
      { from: 'yesterday' },
      { from: '2030-01-01T00:00:00Z', state: 'pending' },
      { from: { $gt: 0 } },
    ])
      expect((await app.post('/api/admin/webhooks/replay', body)).status).toBe(400);
    expect((await app.post('/api/admin/webhooks/unknown/replay', {})).status).toBe(404);
  });

  it('loses nothing and gets nothing twice when the app is stopped politely while it is told', async () => {
    await start();
    receiver.status = undefined;
    await signIn();
    await until(() => receiver.received.length >= 3, 'attempts under way');
    const stoppedAt = Date.now();
    expect(await app.signal('SIGTERM')).toBe(0);
    expect(Date.now() - stoppedAt).toBeLessThan(10_000);
    receiver.received.length = 0;
    receiver.status = 200;
    await app.boot();
    await untilState('sent', 3);
    expect(new Set(idsOf(receiver.received)).size).toBe(3);
    for (const { attempts } of (await list(app)).webhooks) expect(attempts).toBe(1);
  });

  it('in production is replayed to by who has the admin key alone (security 31)', async () => {
    await start({
      ...production.settings,
      WEBHOOK_URL: 'https://127.0.0.1:1/',
      DATABASE_URL: 'sqlite:production.sqlite',
    });
    const calls = [
      ['GET', ''],
      ['POST', '/replay'],
      ['POST', '/x/replay'],
    ] as const;
    for (const [method, path] of calls) {
      const ask = (headers: Record<string, string>) =>
        app.request<Problem>(method, `/api/admin/webhooks${path}`, undefined, headers);
      for (const headers of [{}, { 'x-admin-key': `${production.adminKey}x` }])
        expect((await ask(headers as Record<string, string>)).status).toBe(401);
      expect((await ask({ 'x-admin-key': production.adminKey })).status).not.toBe(401);
    }
  });
});

describe('where nobody wants to be told', () => {
  beforeEach(openReceiver);
  afterEach(closeReceiver);

  it('nothing is kept to be told', async () => {
    const telegram = await Telegram.start();
    const app = await AppProcess.start(telegram.settings);
    const api = new Api(app);
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect((await api.verifyOtp(id, codeOf(message!)!)).status).toBe(200);
    await app.crash();
    await app.boot(settings());
    expect((await list(app)).webhooks).toEqual([]);
    await new Api(app).register({ telegram_chat_id: person });
    await receiver.until('verification.sent');
    expect(receiver.received).toHaveLength(1);
    await app.close();
    await telegram.stop();
  });
});

describe('an app that is killed while it has something to tell', () => {
  let stage: KillStage;
  let signIns = 0;

  beforeAll(async () => {
    await openReceiver();
    stage = await KillStage.open(settings());
  });

  afterAll(async () => {
    await stage.close();
    await closeReceiver();
  });

  beforeEach(async () => {
    await stage.reset();
    receiver.received.length = 0;
  });

  it.each([
    'before WebhookRepository.insert verified',
    'during WebhookRepository.insert verified',
    'after WebhookRepository.insert verified',
    'before VerificationRepository.forgetNews verified',
    'after VerificationRepository.forgetNews verified',
    'after WebhookRepository.claimDue verified',
    'before WebhookRepository.settle verified',
    'after WebhookRepository.settle verified',
  ])('%s, tells it, and as one webhook', async (step) => {
    const { id, message } = await stage.registered();
    await receiver.until('verification.sent');
    await stage.killAt(step, () => stage.api.verifyOtp(id, codeOf(message)!));
    const verified = await receiver.until('verification.verified');
    expect(new Set(idsOf(verified)).size).toBe(1);
    await until(async () => (await list(stage.app, '?state=pending')).webhooks.length === 0, 'all to be told');
    // One for each sign-in of these stories so far, and no more.
    expect((await list(stage.app, '?type=verification.verified')).webhooks).toHaveLength(++signIns);
    // A receiver may be told twice only where it was told before the kill and nobody knew any more.
    const mayRepeat = step === 'before WebhookRepository.settle verified';
    expect(receiver.of('verification.verified')).toHaveLength(mayRepeat ? 2 : 1);
  });
});
