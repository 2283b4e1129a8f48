import { rounds } from '../harness/rounds';
import type { FaultKind } from '../../src/sandbox/sandbox.faults';
import { wrongCode } from '../harness/api';
import { KillStage, MAYBE, NONE, ONE, type Ghosts } from '../harness/kill.stage';
import { codeOf } from '../harness/telegram';
import { until } from '../harness/until';

const ADMIN_API_KEY = 'an-admin-of-the-tests-0123456789-0123456789';

declare const STORE: 'sqlite' | 'mongo';

const isWhole = STORE === 'sqlite' || rounds(1) > 1;

/**
 * On MongoDB an adapter must stand a death in the middle of a write, and one between two writes that SQLite does in one
 * transaction. Where the store is left as SQLite would leave it, SQLite stands for both, except at night.
 */
const onSqlite = <T>(...cases: T[]): T[] => (isWhole ? cases : []);

/** With SQLite the writes of one step share a commit: between them is no moment to die in. */
const onMongo = <T>(...cases: T[]): T[] => (STORE === 'mongo' ? cases : []);

let stage: KillStage;
/** How many denials the audit has. */
let denied = 0;

/** One step of each state in which a death can leave the store and Telegram; what leaves the same state is not repeated. */
describe('kill -9 at every step, then start', () => {
  beforeAll(async () => {
    stage = await KillStage.open({ RESEND_COOLDOWN_SECONDS: '0', ADMIN_API_KEY });
  });
  beforeEach(() => stage.reset());
  afterAll(() => stage.close());

  describe('of a registration', () => {
    it.each([
      ...onSqlite('after IdempotencyRepository.claim'),
      'during VerificationRepository.insert',
      'after VerificationRepository.insert',
      ...onMongo('during DeliveryRepository.insert', 'after DeliveryRepository.insert'),
    ])('%s: it is whole, or nothing; asked again it is whole', async (step) => {
      const applicant = stage.applicant();
      stage.holdSends(applicant.person);
      const answer = await stage.killAt(step, () => stage.register(applicant));
      expect(stage.halves).toBe(0);
      const { verification_id: id } = answer ?? (await stage.register(applicant));
      await stage.expectOneLivingCode(id, applicant.person);
    });
  });

  describe('of a delivery', () => {
    it.each<[string, Ghosts]>([
      ['during DeliveryRepository.claimDue', NONE],
      ['during DeliveryRepository.settle sent', MAYBE],
      ['after DeliveryRepository.settle sent', NONE],
      ...onMongo<[string, Ghosts]>(
        ['during VerificationRepository.markSent', NONE],
        ['after VerificationRepository.markSent', NONE],
      ),
      ...onSqlite<[string, Ghosts]>(
        ['after DeliveryRepository.claimDue sending', NONE],
        ['after BotApi.call sendPhoto', ONE],
      ),
    ])('%s: one living code', async (step, ghosts) => {
      const applicant = stage.applicant();
      const answer = await stage.killAt(step, () => stage.register(applicant));
      const { verification_id: id } = answer ?? (await stage.register(applicant));
      await stage.expectOneLivingCode(id, applicant.person, ghosts);
    });

    it.each<[string, FaultKind, Ghosts]>([
      ...onSqlite<[string, FaultKind, Ghosts]>(
        ['while Telegram is silent', 'silence', NONE],
        ['when Telegram has refused once', 'rate_limit', MAYBE],
      ),
      ['while the message is out and Telegram has not said so', 'silence_after', ONE],
    ])('%s: one living code', async (_, fault, ghosts) => {
      const applicant = stage.applicant();
      const hold = { fault, seconds: 2, method: 'sendPhoto', chatId: applicant.person };
      const { verification_id: id } = await stage.killWhile(hold, () => stage.register(applicant));
      await stage.expectOneLivingCode(id, applicant.person, ghosts);
    });

    it.each([
      'during VerificationRepository.rotate',
      'after VerificationRepository.rotate',
      ...onSqlite('after DeliveryRepository.settle send_again'),
    ])('%s, where the answer of Telegram was lost: one living code', async (step) => {
      const applicant = stage.applicant();
      stage.telegram.misbehave({ fault: 'lost_answer', method: 'sendPhoto', chatId: applicant.person });
      const answer = await stage.killAt(step, () => stage.register(applicant));
      const { verification_id: id } = answer ?? (await stage.register(applicant));
      await stage.expectOneLivingCode(id, applicant.person, ONE);
    });

    it.each<[string, string, Ghosts]>([
      ['after BotApi.call sendPhoto', 'during DeliveryRepository.takeOver', ONE],
      ...onSqlite<[string, string, Ghosts]>(
        ['after DeliveryRepository.settle sent', 'after DeliveryRepository.takeOver', NONE],
        ['after BotApi.call sendPhoto', 'after VerificationRepository.rotate', ONE],
      ),
      ...onMongo<[string, string, Ghosts]>([
        'after DeliveryRepository.settle sent',
        'during VerificationRepository.markSent',
        NONE,
      ]),
    ])('%s, and again at the start %s: one living code', async (step, stepAtStart, ghosts) => {
      const applicant = stage.applicant();
      const answer = await stage.killAtStart(step, stepAtStart, () => stage.register(applicant));
      const { verification_id: id } = answer ?? (await stage.register(applicant));
      await stage.expectOneLivingCode(id, applicant.person, ghosts);
    });
  });

  describe('of a press on Start', () => {
    it.each([
      'after HandledUpdateRepository.take',
      'after VerificationRepository.address',
      ...onSqlite('during VerificationRepository.address', 'after HandledUpdateRepository.finish'),
      ...onMongo('after DeliveryRepository.insert'),
    ])('%s: the press counts once, and brings one living code', async (step) => {
      const { api, app, telegram } = stage;
      await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
      const person = await telegram.addPerson('Ann');
      const { verification_id: id, telegram_link: link } = await api.register();
      stage.holdSends(person);
      await stage.killAt(step, () => telegram.pressStart(person, link));
      await stage.expectOneLivingCode(id, person);
    });
  });

  describe('of a resend', () => {
    it.each([
      'during VerificationRepository.renew',
      'after VerificationRepository.renew',
      ...onMongo('after DeliveryRepository.insert', 'after DeliveryRepository.retire'),
    ])('%s: asked again where it must be, one living code, and the old message is gone', async (step) => {
      const { id, person } = await stage.registered();
      stage.holdSends(person);
      const answer = await stage.killAt(step, () => stage.api.resend(id));
      if (!answer) expect(await stage.api.resend(id)).toMatchObject({ status: 202 });
      await stage.expectOneLivingCode(id, person);
    });
  });

  describe('of a resend that is not repeated', () => {
    it.each([
      'during VerificationRepository.renew',
      ...onSqlite('after VerificationRepository.renew'),
      ...onMongo('before VerificationRepository.renew'),
    ])('%s: what its page says is true, and the newest code in the chat is good', async (step) => {
      const { id, person } = await stage.registered();
      stage.holdSends(person);
      await stage.killAt(step, () => stage.api.resend(id));
      await stage.api.untilStatus(id, 'sent');
      const [newest] = (await stage.telegram.codeMessages(person)).toSorted((a, b) => b.message_id - a.message_id);
      expect(await stage.api.verifyOtp(id, codeOf(newest!)!)).toMatchObject({ status: 200 });
    });
  });

  describe('of a use', () => {
    it.each([
      'during VerificationRepository.consume',
      'after VerificationRepository.consume',
      ...onMongo('after SessionRepository.insert', 'after DeliveryRepository.retire'),
    ])('%s: the code opens once, for the client that repeats the request, and the message goes', async (step) => {
      const { id, person, message } = await stage.registered();
      const key = { 'idempotency-key': `a-key-of-${id}` };
      const typed = { verification_id: id, otp: codeOf(message)! };
      await stage.killAt(step, () => stage.app.post('/api/verify-otp', typed, key));
      expect(await stage.app.post('/api/verify-otp', typed, key)).toMatchObject({ status: 200 });
      expect(await stage.api.verifyOtp(id, codeOf(message)!)).toMatchObject({ status: 409 });
      await stage.expectGone(id, person);
    });

    it('after VerificationRepository.cancel: it stays cancelled, and the message goes at once', async () => {
      const { id, person, message } = await stage.registered();
      const step = 'after VerificationRepository.cancel';
      await stage.killAt(step, () => stage.app.delete(`/api/verifications/${id}`));
      expect(await stage.api.verifyOtp(id, codeOf(message)!)).toMatchObject({ status: 410 });
      await stage.expectGone(id, person);
    });

    it.each(['after VerificationRepository.cancel', ...onMongo('after DeliveryRepository.retire')])(
      '%s, by "This wasn\'t me": it is denied once, and the message goes',
      async (step) => {
        const person = await stage.telegram.addPerson('Ann');
        await stage.telegram.phone('POST', 'start', { person });
        const { verification_id: id } = await stage.api.register({ telegram_chat_id: person });
        const [message] = await stage.telegram.untilCodeMessages(person, 1);
        // Who pressed is answered by the next process, not by the one that dies.
        let pressed: Promise<unknown> = Promise.resolve();
        await stage.killAt(step, async () => void (pressed = stage.telegram.press(person, message!, "This wasn't me")));
        await stage.expectGone(id, person);
        await pressed;
        const path = '/api/admin/audit?action=sign_in.denied';
        const denials = async () =>
          (await stage.app.get<{ entries: object[] }>(path, { 'x-admin-key': ADMIN_API_KEY })).body.entries.length;
        const before = denied;
        denied = await until(
          async () => ((await denials()) > before ? denials() : undefined),
          'the denial to be noted',
        );
        expect(denied).toBe(before + 1);
      },
    );

    it('after VerificationRepository.lock: it stays locked, and the message goes at once', async () => {
      const { id, person, message } = await stage.registered();
      const wrong = wrongCode(codeOf(message)!);
      for (let tries = 1; tries < 5; tries++) await stage.api.verifyOtp(id, wrong);
      await stage.killAt('after VerificationRepository.lock', () => stage.api.verifyOtp(id, wrong));
      expect(await stage.api.verifyOtp(id, codeOf(message)!)).toMatchObject({ status: 429 });
      await stage.expectGone(id, person);
    });
  });

  describe('of a deletion', () => {
    it.each([
      ...onMongo('during DeliveryRepository.claimDue'),
      ...onSqlite(
        'after DeliveryRepository.claimDue sent',
        'after BotApi.call deleteMessage',
        'after DeliveryRepository.settle deleted',
      ),
      'during DeliveryRepository.settle deleted',
    ])('%s: the message is gone, and known to be', async (step) => {
      const { id, person, message } = await stage.registered();
      await stage.killAt(step, () => stage.api.verifyOtp(id, codeOf(message)!));
      await stage.expectGone(id, person);
      expect((await stage.api.status(id)).status).toBe('verified');
    });

    it.each<[string, FaultKind]>([
      ...onSqlite<[string, FaultKind]>(['while Telegram is silent', 'silence']),
      ['while it is done and Telegram has not said so', 'silence_after'],
    ])('%s: the message is gone, and known to be', async (_, fault) => {
      const { id, person, message } = await stage.registered();
      const hold = { fault, method: 'deleteMessage', chatId: person };
      await stage.killWhile(hold, () => stage.api.verifyOtp(id, codeOf(message)!));
      await stage.expectGone(id, person);
    });
  });
});
