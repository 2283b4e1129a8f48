import { createHmac } from 'node:crypto';

/** The parts of a message that are signed. */
export type Signed = Readonly<{ id: string; body: string }>;

const PREFIX = /^whsec_/;

/**
 * The headers of Standard Webhooks: https://www.standardwebhooks.com
 * @param secrets each signs, so that a receiver can verify by the one it has
 * @param at by the wall clock: receivers refuse what is too old or too new by theirs
 */
export function webhookHeaders({ id, body }: Signed, secrets: readonly string[], at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const sign = (secret: string) =>
    createHmac('sha256', Buffer.from(secret.replace(PREFIX, ''), 'base64')).update(`${id}.${timestamp}.${body}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => `v1,${sign(secret).digest('base64')}`).join(' '),
  };
}
