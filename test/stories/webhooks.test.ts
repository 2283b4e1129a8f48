import { wrongCode } from '../harness/api';
import { holdTimers } from '../harness/held.timer';
import { time } from '../harness/time';
import { until } from '../harness/until';
import { isSignedBy, verify } from '../harness/webhook.receiver';
import { aWebhookSecret, WebhookStage } from '../harness/webhook.stage';

/** How long an endpoint may take for its answer. */
const ATTEMPT_MS = 15_000;

let stage: WebhookStage;

describe('another service', () => {
  beforeAll(async () => {
    stage = await WebhookStage.open();
    await stage.start();
  });
  beforeEach(() => stage.begin());
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => stage.close());

  it('is told of a sign-in, signed, and without personal data', async () => {
    const { id, person, code } = await stage.register();
    const [sent] = await stage.receiver.until('verification.sent');
    const { body } = await stage.api.verifyOtp(id, code);
    const [verified] = await stage.receiver.until('verification.verified');
    const [created] = await stage.receiver.until('user.created');
    const same = { purpose: 'register', verification_id: expect.any(String) as string };
    expect(sent!.event.data).toEqual({ ...same, status: 'sent', door: null, error: null, user_id: null });
    const userId = body.user.id;
    expect(verified!.event.data).toEqual({ ...same, status: 'verified', door: 'otp', error: null, user_id: userId });
    expect(verified!.event.data.verification_id).toBe(sent!.event.data.verification_id);
    expect(created!.event.data).toEqual({ user_id: userId });
    for (const received of stage.receiver.received) {
      expect(verify(received, stage.secret)).toEqual(received.event);
      expect(Object.keys(received.event)).toEqual(['type', 'timestamp', 'data']);
      for (const private_ of [id, code, String(person), 'Secretive', 'example.org'])
        expect(received.body).not.toContain(private_);
    }
    expect(isSignedBy({ ...sent!, body: sent!.body.replace('sent', 'SENT') }, stage.secret)).toBe(false);
    await stage.untilListed('sent', 3);
    const metrics = (await stage.app.get<string>('/metrics')).body;
    expect(metrics).toContain('webhooks_pending 0');
    expect(metrics).toContain('webhooks_sent_total{type="user.created",outcome="delivered"} 1');
    expect(stage.app.output).not.toContain(stage.secret);
  });

  it('is told how others ended: locked, denied, not delivered, deleted', async () => {
    const locked = await stage.register();
    for (let wrong = 0; wrong < 5; wrong++) await stage.api.verifyOtp(locked.id, wrongCode(locked.code));
    const denied = await stage.register();
    await stage.telegram.press(denied.person, denied.message, "This wasn't me");
    const person = stage.api.nextPerson();
    stage.telegram.misbehave({ fault: 'forbidden', chatId: person });
    await stage.api.register({ telegram_chat_id: person });
    const failed = await stage.receiver.until('verification.failed', 2);
    expect(failed.map(({ event }) => event.data.error).toSorted()).toEqual(['bot_blocked', 'too_many_attempts']);
    expect((await stage.receiver.until('verification.denied'))[0]!.event.data).toMatchObject({ status: 'cancelled' });
    const known = await stage.register();
    const { body } = await stage.api.verifyOtp(known.id, known.code);
    const headers = { authorization: `Bearer ${body.access_token}` };
    expect((await stage.app.request('DELETE', '/api/profile', undefined, headers)).status).toBeLessThan(300);
    const [deleted] = await stage.receiver.until('user.deleted');
    expect(deleted!.event.data).toEqual({ user_id: body.user.id });
  });

  it('is told what happened while it was away, when it is back', async () => {
    await stage.receiver.goAway();
    const userId = await stage.signIn();
    const pending = await until(async () => {
      const { webhooks } = await stage.list('?state=pending');
      return webhooks.length === 3 && webhooks.every(({ attempts }) => attempts > 0) ? webhooks : undefined;
    }, 'the first attempts to fail');
    for (const { error, http_status, ended_at } of pending)
      expect({ error, http_status, ended_at }).toEqual({ error: 'unreachable', http_status: null, ended_at: null });
    await stage.receiver.comeBack();
    const next = pending.map(({ next_attempt_at: at }) => Date.parse(at!));
    time.pass(Math.max(0, Math.max(...next) - time.now().getTime()));
    const [created] = await stage.receiver.until('user.created');
    expect(created!.event.data).toEqual({ user_id: userId });
    await stage.untilListed('sent', 3);
    expect(stage.receiver.received).toHaveLength(3);
    await until(() => stage.app.output.includes('the webhook endpoint works again'), 'the log line');
    expect(stage.app.output.match(/the webhook endpoint does not work/g)).toHaveLength(1);
  });

  it('is told by both secrets while they are changed, so that it never refuses what we send (security 24)', async () => {
    await stage.signIn();
    await stage.receiver.until('user.created');
    const next = aWebhookSecret();
    await stage.app.stop();
    await stage.app.boot({ WEBHOOK_SECRET: next, WEBHOOK_SECRET_PREVIOUS: stage.secret });
    await stage.signIn();
    const [before, during] = await stage.receiver.until('user.created', 2);
    expect([stage.secret, next].map((by) => isSignedBy(before!, by))).toEqual([true, false]);
    expect([stage.secret, next].map((by) => isSignedBy(during!, by))).toEqual([true, true]);
    await stage.app.stop();
    await stage.app.boot({ WEBHOOK_SECRET: next });
    await stage.signIn();
    const after = (await stage.receiver.until('user.created', 3))[2]!;
    expect([stage.secret, next].map((by) => isSignedBy(after, by))).toEqual([false, true]);
  });

  it('loses nothing and gets nothing twice when the app is stopped politely while it is told', async () => {
    stage.receiver.status = undefined;
    // A busy machine may take longer for a sign-in than an attempt may last.
    holdTimers(ATTEMPT_MS);
    await stage.signIn();
    await until(() => stage.receiver.received.length >= 3, 'attempts under way');
    // It does not wait until an attempt has taken too long: that would count.
    await stage.app.stop();
    stage.receiver.received.length = 0;
    stage.receiver.status = 200;
    await stage.app.boot();
    await stage.untilListed('sent', 3);
    expect(new Set(stage.receiver.ids).size).toBe(3);
    for (const { attempts } of (await stage.list()).webhooks) expect(attempts).toBe(1);
  });

  it('is told that a message was sent, also where it was used before Telegram says so', async () => {
    const [byCode, byButton] = [stage.api.nextPerson(), stage.api.nextPerson()];
    for (const chatId of [byCode, byButton])
      stage.telegram.misbehave({ fault: 'silence_after', method: 'sendPhoto', chatId });
    const used = await stage.register(byCode);
    expect((await stage.api.verifyOtp(used.id, used.code)).status).toBe(200);
    const refused = await stage.register(byButton);
    await stage.telegram.press(byButton, refused.message, "This wasn't me");
    await stage.receiver.until('verification.denied');
    const sent = await stage.receiver.until('verification.sent', 2);
    expect(sent.map(({ event }) => event.data.status)).toEqual(['sent', 'sent']);
  });
});

describe('where no service is to be told', () => {
  afterAll(() => stage.close());

  it('nothing is kept to be told', async () => {
    stage = await WebhookStage.open();
    await stage.start({});
    const { id, code, person } = await stage.register();
    expect((await stage.api.verifyOtp(id, code)).status).toBe(200);
    await stage.app.stop();
    await stage.app.boot(stage.settings);
    expect((await stage.list()).webhooks).toEqual([]);
    await stage.api.register({ telegram_chat_id: person });
    await stage.receiver.until('verification.sent');
    expect(stage.receiver.received).toHaveLength(1);
  });
});
