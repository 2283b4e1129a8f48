import { table, text, time } from '../../persistence/table';
import type { Device } from './device.repository';

export const deviceTable = table<Device>('devices', {
  id: text('id'),
  userId: text('user_id'),
  sessionId: text('session_id'),
  browser: text('browser'),
  system: text('system'),
  createdAt: time('created_at'),
  usedAt: time('used_at'),
});
