import { timeOrderedId } from '../ids';
import type { Session } from './session.repository';

/** A session that was opened just now and lasts for a day. */
export function aSession(differing: Partial<Session> = {}): Session {
  const now = new Date();
  return {
    id: timeOrderedId(now),
    userId: 'a-user',
    door: 'otp',
    browser: 'Firefox',
    system: 'Linux',
    createdAt: now,
    expiresAt: new Date(now.getTime() + 86_400_000),
    ...differing,
  };
}
