import { fromDate, toDate, type WebhookRow } from '../../persistence/sqlite/sqlite.schema';
import type { Payload, Webhook, WebhookError, WebhookState, WebhookType } from '../webhook';

/** How SQLite's table holds a webhook: each field a column, its payload a JSON text. */
export const toRow = (webhook: Webhook): WebhookRow => ({
  id: webhook.id,
  type: webhook.type,
  occurred_at: webhook.occurredAt.getTime(),
  payload: JSON.stringify(webhook.payload),
  state: webhook.state,
  due_at: fromDate(webhook.dueAt),
  holder: webhook.holder ?? null,
  claims: webhook.claims,
  attempts: webhook.attempts,
  status: webhook.status ?? null,
  error: webhook.error ?? null,
  ended_at: fromDate(webhook.endedAt),
});

export const toWebhook = (row: WebhookRow): Webhook => ({
  id: row.id,
  type: row.type as WebhookType,
  occurredAt: new Date(row.occurred_at),
  payload: JSON.parse(row.payload) as Payload,
  state: row.state as WebhookState,
  dueAt: toDate(row.due_at),
  holder: row.holder ?? undefined,
  claims: row.claims,
  attempts: row.attempts,
  status: row.status ?? undefined,
  error: (row.error as WebhookError | null) ?? undefined,
  endedAt: toDate(row.ended_at),
});
