import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { rounds } from '../../test/harness/rounds';
import { webhookHeaders } from './signature';

const aSecret = (bytes = 32): string => `whsec_${randomBytes(bytes).toString('base64')}`;
const body = JSON.stringify({ type: 'user.created', timestamp: '2030-05-17T12:00:00.000Z', data: { user_id: 'ü' } });
const id = 'an-id';

/** Whether the reference implementation accepts the signature. */
const isTaken = (secret: string, headers: Record<string, string>, sent = body): boolean => {
  try {
    new Webhook(secret).verify(sent, headers);
    return true;
  } catch {
    return false;
  }
};

describe('the signature of a webhook', () => {
  it('is taken by the reference implementation, for whatever is sent', () => {
    const secrets = fc.uint8Array({ minLength: 24, maxLength: 64 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(secrets, fc.json(), fc.stringMatching(/^[\w-]{1,40}$/), (bytes, sent, anyId) => {
        const secret = `whsec_${bytes.toString('base64')}`;
        return isTaken(secret, webhookHeaders({ id: anyId, body: sent }, [secret], new Date()), sent);
      }),
      { numRuns: rounds(50) },
    );
  });

  it('is accepted with either secret while they are changed, and with no other', () => {
    const [next, last] = [aSecret(), aSecret(64)];
    const headers = webhookHeaders({ id, body }, [next, last], new Date());
    expect(headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    expect([next, last, aSecret()].map((secret) => isTaken(secret, headers))).toEqual([true, true, false]);
  });

  it('covers the id, the time and the body', () => {
    const secret = aSecret();
    const now = new Date();
    const headers = webhookHeaders({ id, body }, [secret], now);
    expect(isTaken(secret, headers)).toBe(true);
    expect(isTaken(secret, { ...headers, 'webhook-id': 'another' })).toBe(false);
    const later = String(Number(headers['webhook-timestamp']) + 1);
    expect(isTaken(secret, { ...headers, 'webhook-timestamp': later })).toBe(false);
    expect(isTaken(secret, headers, body.replace('created', 'deleted'))).toBe(false);
  });

  it('is as the standard shows it', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const sent = '{"test": 2432232314}';
    const at = new Date(1_614_265_330_000);
    expect(webhookHeaders({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: sent }, [secret], at)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });
});
