import { timeOrderedId } from '../ids';
import { aVerification, seconds } from '../verification/verification.fixture';
import type { Verification } from '../verification/verification';
import { aUser } from '../account/users/user.fixture';
import { bodyOf, webhookOfAccount, webhookOfVerification } from './webhook';

const person = { name: 'Ann Secretive', email: 'ann@example.org', phone: '+491701234567', telegramUsername: 'ann_s' };
const at = seconds(5);

const of = (event: string, differing: Partial<Verification> = {}, now = seconds(50)) =>
  webhookOfVerification(aVerification({ applicant: person, chatId: 4711, ...differing }), event, now)!;

describe('a webhook of a verification', () => {
  const deliveryId = timeOrderedId(seconds(1));
  const sent = { status: 'sent', deliveryId, sentAt: at } as const;
  const verified = { status: 'verified', door: 'link', userId: 'a-user', endedAt: at } as const;

  it.each([
    [`sent:${deliveryId}`, sent, { status: 'sent', door: null, error: null, user_id: null }],
    ['verified', verified, { status: 'verified', door: 'link', error: null, user_id: 'a-user' }],
    [
      `failed:${deliveryId}`,
      { status: 'failed', deliveryId, failure: 'bot_blocked', endedAt: at },
      { status: 'failed', door: null, error: 'bot_blocked', user_id: null },
    ],
    [
      'failed',
      { status: 'locked', endedAt: at },
      { status: 'locked', door: null, error: 'too_many_attempts', user_id: null },
    ],
    [
      'failed',
      { status: 'locked', endReason: 'wrong_symbol', endedAt: at },
      { status: 'locked', door: null, error: 'wrong_symbol', user_id: null },
    ],
    ['denied', { status: 'cancelled', endedAt: at }, { status: 'cancelled', door: null, error: null, user_id: null }],
  ] as const)('says what happened and when: %s', (event, state, told) => {
    const webhook = of(event, { ...state, purpose: 'login' });
    expect(webhook).toMatchObject({ type: `verification.${event.split(':')[0]}`, occurredAt: at, state: 'pending' });
    expect(webhook.payload).toEqual({ ...told, purpose: 'login', verification_id: expect.any(String) as string });
  });

  it('still says what happened when more has happened since', () => {
    const webhook = of(`sent:${deliveryId}`, { ...verified, deliveryId });
    expect(webhook.payload).toMatchObject({ status: 'sent', door: null, user_id: null });
    expect(of(`sent:${deliveryId}`, { deliveryId: 'a newer one' }).occurredAt).toEqual(seconds(50));
  });

  it('names no person, and no initiator’s proof but to the service that asked', () => {
    const verification = aVerification({ ...verified, applicant: person, chatId: 4711 });
    const body = bodyOf(webhookOfVerification(verification, 'verified', at)!);
    for (const secret of [...Object.values(person), 'Ann', '4711', verification.id, verification.nonce])
      expect(body).not.toContain(secret);
    expect(body).toContain(verification.linkId);
    const asked = webhookOfVerification({ ...verification, purpose: 'service' }, 'verified', at)!;
    expect(asked.payload).toMatchObject({ verification_id: verification.id });
  });

  it('has the same id whenever it is made, and another than all others', () => {
    const verification = aVerification({ ...sent, endedAt: at });
    const all = [
      `sent:${deliveryId}`,
      `failed:${deliveryId}`,
      `sent:${timeOrderedId(seconds(2))}`,
      'verified',
      'failed',
    ];
    const ids = all.map((event) => webhookOfVerification(verification, event, at)!.id);
    const later = { ...verification, deliveryId: 'a newer one', sentAt: undefined };
    expect(all.map((event) => webhookOfVerification(later, event, seconds(99))!.id)).toEqual(ids);
    const others = all.map((event) => webhookOfVerification(aVerification({ endedAt: at }), event, at)!.id);
    expect(new Set([...ids, ...others]).size).toBe(2 * all.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-z]{9}[\w-]{22}$/);
    expect(of('verified', { endedAt: seconds(1) }).id < of('verified', { endedAt: seconds(2) }).id).toBe(true);
  });

  it('is left to a newer version where only that knows what it means', () => {
    expect(webhookOfVerification(aVerification(), 'admired', at)).toBeUndefined();
  });
});

describe('a webhook of an account', () => {
  it('names the account by its id alone, in the form of the standard', () => {
    const user = aUser({ createdAt: at });
    const created = webhookOfAccount({ event: 'created', userId: user.id, at, user });
    expect(JSON.parse(bodyOf(created))).toEqual({
      type: 'user.created',
      timestamp: at.toISOString(),
      data: { user_id: user.id },
    });
    const deleted = webhookOfAccount({ event: 'deleted', userId: user.id, at });
    expect(deleted).toMatchObject({ type: 'user.deleted', payload: { user_id: user.id } });
    expect(deleted.id).not.toBe(created.id);
    expect(webhookOfAccount({ event: 'deleted', userId: user.id, at }).id).toBe(deleted.id);
  });
});
