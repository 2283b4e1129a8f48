import { integer, json, optional, table, text, time } from '../../persistence/table';
import type { Webhook } from '../webhook';

export const webhookTable = table<Webhook>('webhooks', {
  id: text('id'),
  type: text('type'),
  occurredAt: time('occurred_at'),
  payload: json('payload'),
  appId: optional(text('app_id')),
  state: text('state'),
  dueAt: optional(time('due_at')),
  holder: optional(text('holder')),
  claims: integer('claims'),
  attempts: integer('attempts'),
  status: optional(integer('status')),
  error: optional(text('error')),
  endedAt: optional(time('ended_at')),
});
