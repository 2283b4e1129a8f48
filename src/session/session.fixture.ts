import { timeOrderedId } from '../ids';
import type { SessionRecord } from './store/session.repository';

/** A session that was opened just now and lasts for a day. */
export function aSession(differing: Partial<SessionRecord> = {}): SessionRecord {
  const now = new Date();
  return {
    id: timeOrderedId(now),
    userId: 'a-user',
    door: 'otp',
    browser: 'Firefox',
    system: 'Linux',
    address: '192.0.2.1',
    createdAt: now,
    usedAt: now,
    expiresAt: new Date(now.getTime() + 86_400_000),
    ...differing,
  };
}
