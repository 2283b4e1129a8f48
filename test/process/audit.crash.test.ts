import type { Started } from '../harness/api';
import { KillStage } from '../harness/kill.stage';
import { production } from '../harness/production';
import { bearer, type Tokens } from '../harness/sign.in';
import { codeOf } from '../harness/telegram';
import { until } from '../harness/until';
import { WebhookReceiver } from '../harness/webhook.receiver';
import { aWebhookSecret } from '../harness/webhook.stage';

declare const STORE: string;

type Entry = Readonly<{ subject: Readonly<{ id: string }>; details: object | null }>;

const API_KEY = 'c2VydmljZS1rZXktb2YtdGhlLXRlc3RzLTAx';
const admin = { 'x-admin-key': production.adminKey };

/** Where nothing is half written it is the same on either store. */
const onSqlite = (...steps: string[]) => (STORE === 'mongo' ? [] : steps);
/** With SQLite the writes of one step share a commit: between them is no moment to die in. */
const onMongo = (...steps: string[]) => (STORE === 'mongo' ? steps : []);

describe('kill -9 between what happened and its entry in the audit, then start', () => {
  let stage: KillStage;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    stage = await KillStage.open({
      ADMIN_API_KEY: production.adminKey,
      API_KEYS: API_KEY,
      WEBHOOK_URL: receiver.url,
      WEBHOOK_SECRET: aWebhookSecret(),
    });
  });
  beforeEach(() => stage.reset());
  afterAll(async () => {
    await stage.close();
    await receiver.close();
  });

  const entries = async (action: string): Promise<readonly Entry[]> =>
    (await stage.app.get<{ entries: readonly Entry[] }>(`/api/admin/audit?limit=100&action=${action}`, admin)).body
      .entries;
  const subjects = async (action: string) => (await entries(action)).map(({ subject }) => subject.id);
  const created = () => receiver.of('user.created').map(({ event }) => event.data.user_id);

  it.each([
    'after UserRepository.insert',
    ...onSqlite('during UserRepository.insert'),
    ...onMongo(
      'during AuditRepository.append created',
      'after AuditRepository.append created',
      'before UserRepository.markNoted',
      'after UserRepository.markNoted',
    ),
  ])('%s: a new account is told once, and a repeated request signs in', async (step) => {
    const { id, message } = await stage.registered();
    const key = { 'idempotency-key': `a-key-of-${id}` };
    const signIn = () => stage.app.post('/api/verify-otp', { verification_id: id, otp: codeOf(message)! }, key);
    const before = await subjects('user.created');
    await stage.killAt(step, signIn);
    // Where nothing is stored yet, nothing has happened.
    if (step === 'during UserRepository.insert') await signIn();
    await until(async () => (await subjects('user.created')).length > before.length, 'the audit to say so');
    const [user] = await subjects('user.created');
    await until(() => created().includes(user!), 'other services to be told');
    const { status } = await signIn();
    expect(status).toBe(200);
    expect(await subjects('user.created')).toEqual([user, ...before]);
    expect(created().filter((id) => id === user)).toHaveLength(1);
    const said = (await entries('sign_in.succeeded')).filter(({ subject }) => subject.id === user);
    expect(said).toHaveLength(1);
  });

  it.each([
    'after VerificationRepository.insert',
    'during AuditRepository.append verification_requested',
    ...onSqlite('after AuditRepository.append verification_requested'),
  ])('%s: what a back end asks for again is in the audit once, and comes once', async (step) => {
    const person = stage.api.nextPerson();
    const headers = { 'x-api-key': API_KEY, 'idempotency-key': `a-question-for-${person}` };
    const ask = () => stage.app.post('/api/v1/verifications', { telegram_chat_id: person }, headers);
    const before = await subjects('service.verification_requested');
    await stage.killAt(step, ask);
    expect(await ask()).toMatchObject({ status: 202 });
    await stage.telegram.untilCodeMessages(person, 1);
    expect(await ask()).toMatchObject({ status: 202 });
    const after = await subjects('service.verification_requested');
    expect(after).toHaveLength(before.length + 1);
    expect(await stage.telegram.codeMessages(person)).toHaveLength(1);
  });

  it('after VerificationRepository.cancel: a repeated cancel is answered, and the audit says it once', async () => {
    const { id } = await stage.registered();
    const cancel = () => stage.app.delete(`/api/verifications/${id}`);
    const before = await subjects('sign_in.cancelled');
    await stage.killAt('after VerificationRepository.cancel', cancel);
    for (let times = 0; times < 2; times++) expect(await cancel()).toMatchObject({ status: 204 });
    expect(await subjects('sign_in.cancelled')).toHaveLength(before.length + 1);
  });

  /** Somebody who is in, as API clients are. */
  const signedIn = async () => {
    const { id, message } = await stage.registered();
    const typed = { verification_id: id, otp: codeOf(message)!, session: 'token' };
    return bearer((await stage.app.post<Tokens>('/api/verify-otp', typed)).body.access_token);
  };

  it.each(['after SessionRepository.end', 'during AuditRepository.append ended'])(
    '%s: a repeated sign-out succeeds, and the audit says it once',
    async (step) => {
      const member = await signedIn();
      const signOut = () => stage.app.post('/api/logout', {}, member);
      const before = await subjects('session.ended');
      await stage.killAt(step, signOut);
      expect(await signOut()).toMatchObject({ status: 204 });
      expect(await stage.app.get('/api/profile', member)).toMatchObject({ status: 401 });
      expect(await subjects('session.ended')).toHaveLength(before.length + 1);
    },
  );

  it('after UserRepository.change: the audit says that something was changed, without a repeat, too', async () => {
    const member = await signedIn();
    const before = await subjects('user.changed');
    await stage.killAt('after UserRepository.change', () =>
      stage.app.patch('/api/profile', { name: 'Ann Other' }, member),
    );
    expect(await stage.app.get('/api/profile', member)).toMatchObject({ body: { name: 'Ann Other' } });
    expect(await subjects('user.changed')).toHaveLength(before.length + 1);
  });

  it('after VerificationRepository.consume: a check that got no answer is in the audit once it is asked for again', async () => {
    const person = stage.api.nextPerson();
    const headers = { 'x-api-key': API_KEY };
    const { body } = await stage.app.post<Started>('/api/v1/verifications', { telegram_chat_id: person }, headers);
    const [message] = await stage.telegram.untilCodeMessages(person, 1);
    const check = () =>
      stage.app.post(`/api/v1/verifications/${body.verification_id}/check`, { otp: codeOf(message!)! }, headers);
    const before = await subjects('service.verification_checked');
    await stage.killAt('after VerificationRepository.consume', check);
    for (let times = 0; times < 2; times++) expect(await check()).toMatchObject({ status: 409 });
    expect(await subjects('service.verification_checked')).toHaveLength(before.length + 1);
  });

  it('after SessionRepository.insert: a repeated request signs in, and the audit says it once', async () => {
    const { id, message } = await stage.registered();
    const key = { 'idempotency-key': `a-key-of-${id}` };
    const signIn = () => stage.app.post('/api/verify-otp', { verification_id: id, otp: codeOf(message)! }, key);
    const before = await subjects('sign_in.succeeded');
    await stage.killAt('after SessionRepository.insert', signIn);
    for (let times = 0; times < 2; times++) expect(await signIn()).toMatchObject({ status: 200 });
    expect(await subjects('sign_in.succeeded')).toHaveLength(before.length + 1);
  });
});
