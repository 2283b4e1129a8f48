import { integer, optional, table, text, time } from '../../../persistence/table';
import type { Logout } from './logout.repository';

export const logoutTable = table<Logout>('logouts', {
  id: text('id'),
  sessionId: text('session_id'),
  userId: text('user_id'),
  appId: text('app_id'),
  client: optional(text('client')),
  dueAt: optional(time('due_at')),
  attempts: integer('attempts'),
});
