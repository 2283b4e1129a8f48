import { aMongoUrl } from '../harness/store';
import { wrongCode, type Api, type Started } from '../harness/api';
import { Cluster, recordCalls, sendsByChat } from '../harness/cluster';
import { Relay, type Which } from '../harness/relay';
import { codeOf, type PhoneMessage } from '../harness/telegram';
import { until } from '../harness/until';

const STEP_DOWN = { code: 11602, codeName: 'InterruptedDueToReplStateChange', errmsg: 'operation was interrupted' };

const on = (command: string, collection: string): Which => ({ command, collection });

/** What is written in each step of the story. */
const writes: readonly (readonly [step: 'register' | 'resend' | 'wrong code' | 'right code', which: Which])[] = [
  ['register', on('insert', 'verifications')],
  ['register', on('insert', 'deliveries')],
  ['register', on('update', 'deliveries')],
  ['register', on('findAndModify', 'deliveries')],
  ['register', on('findAndModify', 'verifications')],
  ['resend', on('findAndModify', 'verifications')],
  ['wrong code', on('findAndModify', 'verifications')],
  ['right code', on('findAndModify', 'verifications')],
  ['right code', on('insert', 'users')],
  ['right code', on('insert', 'sessions')],
];

/** Carried out all the same. */
const ways = ['refuseAfter', 'loseAnswerTo'] as const;

describe('a write that was carried out, and whose answer was an error or none (a step-down, a broken connection)', () => {
  let relay: Relay;
  let cluster: Cluster;
  let api: Api;

  beforeAll(async () => {
    relay = await Relay.to(aMongoUrl());
    cluster = await Cluster.start({
      instances: 1,
      databaseUrl: relay.uri,
      settings: { OTP_TTL_SECONDS: '60', RESEND_COOLDOWN_SECONDS: '0' },
    });
    ({ api } = cluster);
  });

  afterAll(async () => {
    await cluster.close();
    await relay.close();
  });

  const strike = (way: (typeof ways)[number], which: Which) =>
    way === 'refuseAfter' ? relay.refuseAfter(which, STEP_DOWN) : relay.loseAnswerTo(which);

  it.each(ways.flatMap((way) => writes.map(([step, which]) => [way, step, which] as const)))(
    '%s, at %s, %j: the person notices nothing, and nothing happens twice',
    async (way, step, which) => {
      const calls = recordCalls(cluster.telegram);
      const person = cluster.newPerson();
      let fault: Readonly<{ struck: number }> | undefined;
      const at = (present: typeof step) => {
        if (present === step) fault = strike(way, which);
      };
      at('register');
      const { verification_id: id } = await api.register(person);
      const [first] = await cluster.telegram.untilCodeMessages(person.telegram_chat_id, 1);
      await api.untilStatus(id, 'sent');
      at('resend');
      expect(await api.resend(id)).toMatchObject({ status: 202 });
      const second = await untilReplaced(person.telegram_chat_id, first!);
      await api.untilStatus(id, 'sent');
      at('wrong code');
      const wrong = await api.verifyOtp(id, wrongCode(codeOf(second)!));
      expect(wrong).toMatchObject({ status: 401, body: { code: 'otp_invalid', attempts_left: 4 } });
      at('right code');
      expect(await api.verifyOtp(id, codeOf(second)!)).toMatchObject({ status: 200 });
      expect(await api.verifyOtp(id, codeOf(second)!)).toMatchObject({ status: 409, body: { code: 'already_used' } });
      await cluster.telegram.untilEmpty(person.telegram_chat_id);
      expect(fault!.struck).toBe(1);
      expect(sendsByChat(calls).get(person.telegram_chat_id)).toBe(2);
    },
  );

  it('a person who is let in stays in, also where the message cannot be called back at once', async () => {
    const person = cluster.newPerson();
    const { verification_id: id } = await api.register(person);
    const [message] = await cluster.telegram.untilCodeMessages(person.telegram_chat_id, 1);
    await api.untilStatus(id, 'sent');
    const fault = relay.refuse(on('findAndModify', 'deliveries'), STEP_DOWN, 3);
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
    expect(fault.struck).toBe(3);
  });

  it('a person who repeats a registration of which half was stored gets the message', async () => {
    const person = { name: 'Ann', ...cluster.newPerson() };
    const key = { 'idempotency-key': 'half-of-it' };
    const fault = relay.refuse(on('insert', 'deliveries'), STEP_DOWN, 3);
    expect(await api.tryRegister(person, key)).toMatchObject({ status: 503, body: { code: 'storage_unavailable' } });
    expect(fault.struck).toBe(3);
    const again = await until(async () => {
      const { status, body } = await api.tryRegister(person, key);
      return status === 202 ? (body as Started) : undefined;
    }, 'the repeated registration to be taken');
    await api.untilStatus(again.verification_id, 'sent');
    expect(await cluster.telegram.codeMessages(person.telegram_chat_id)).toHaveLength(1);
  });

  const untilReplaced = (person: number, before: PhoneMessage): Promise<PhoneMessage> =>
    until(async () => {
      const messages = await cluster.telegram.codeMessages(person);
      return messages.length === 1 && messages[0]!.message_id !== before.message_id ? messages[0] : undefined;
    }, 'the new message alone');
});
