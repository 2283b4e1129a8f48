import type { Session, Verification } from '../api/types';

/** The server's time in these tests. */
export const now = Date.parse('2030-01-01T12:00:00Z');

/** The moment that many seconds from `now`. */
export const at = (seconds: number) => new Date(now + seconds * 1000).toISOString();

export function aVerification(
  over: Partial<Omit<Verification, 'delivery'>> = {},
  delivery: Partial<Verification['delivery']> = {},
): Verification {
  return {
    verification_id: 'v1',
    app: {
      ...{ id: 'default', name: 'Acme', domain: null, logo: null, color: null },
      ...{ languages: ['en', 'de', 'ru'], ways_in: ['code', 'link', 'approval'] },
    },
    status: 'sent',
    expires_at: at(60),
    resend_at: at(30),
    attempts_left: 5,
    match: null,
    reason: null,
    ...over,
    delivery: { attempts: 1, sent_at: at(0), delete_at: null, deleted_at: null, error: null, ...delivery },
  };
}

export function aSession(): Session {
  const user = {
    id: 'u1',
    name: 'Ann',
    email: 'ann@example.org',
    email_verified: false,
    phone: null,
    telegram_id: 7,
    telegram_username: null,
  };
  return { user, access_token: 'access', token_type: 'Bearer', expires_in: 600 };
}
