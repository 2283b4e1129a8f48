import { fromDate, toDate, type DeliveryRow } from '../../persistence/sqlite/sqlite.schema';
import type { Delivery, DeliveryState, Step } from '../delivery';
import type { Course } from './delivery.history';

/** How SQLite's table holds a delivery: each field a column, its story a JSON text. */
export const columns = [
  ...['id', 'verification_id', 'bot_id', 'chat_id', 'language', 'state', 'due_at', 'holder', 'claims', 'attempts'],
  ...['removal_attempts', 'interrupted', 'error', 'requested_at', 'deadline_at', 'message_id', 'sent_at'],
  ...['delete_at', 'deleted_at', 'steps', 'turn_at'],
] as (keyof DeliveryRow)[];

export function toRow(delivery: Delivery): DeliveryRow {
  return {
    id: delivery.id,
    verification_id: delivery.verificationId,
    bot_id: delivery.botId,
    chat_id: delivery.chatId,
    language: delivery.language,
    state: delivery.state,
    turn_at: fromDate(delivery.turnAt),
    due_at: fromDate(delivery.dueAt),
    holder: delivery.holder ?? null,
    claims: delivery.claims,
    attempts: delivery.attempts,
    removal_attempts: delivery.removalAttempts,
    interrupted: 0,
    error: delivery.error ?? null,
    requested_at: delivery.requestedAt.getTime(),
    deadline_at: delivery.deadlineAt.getTime(),
    message_id: delivery.messageId ?? null,
    sent_at: fromDate(delivery.sentAt),
    delete_at: fromDate(delivery.deleteAt),
    deleted_at: fromDate(delivery.deletedAt),
    steps: `[${delivery.steps.map(toStepText).join()}]`,
  };
}

/** Of millions, what is not needed costs more than what is. */
export const courseColumns = [
  ...(['id', 'state', 'error', 'requested_at', 'deadline_at', 'sent_at', 'delete_at', 'deleted_at'] as const),
];
export type CourseRow = Pick<DeliveryRow, (typeof courseColumns)[number]>;

export const toCourse = (row: CourseRow): Course => ({
  id: row.id,
  state: row.state as DeliveryState,
  error: row.error ?? undefined,
  requestedAt: new Date(row.requested_at),
  deadlineAt: new Date(row.deadline_at),
  sentAt: toDate(row.sent_at),
  deleteAt: toDate(row.delete_at),
  deletedAt: toDate(row.deleted_at),
});

export function toDelivery(row: DeliveryRow): Delivery {
  return {
    ...toCourse(row),
    verificationId: row.verification_id,
    botId: row.bot_id,
    chatId: row.chat_id,
    language: row.language,
    turnAt: toDate(row.turn_at),
    dueAt: toDate(row.due_at),
    holder: row.holder ?? undefined,
    claims: row.claims,
    attempts: row.attempts,
    removalAttempts: row.removal_attempts,
    messageId: row.message_id ?? undefined,
    steps: toSteps(row.steps),
  };
}

/** One step as an element of the text. */
export const toStepText = (step: Step | undefined): string | null =>
  step === undefined ? null : JSON.stringify({ ...step, at: step.at.getTime() });

function toSteps(text: string): Step[] {
  if (text === '[]') return [];
  const steps = JSON.parse(text) as (Omit<Step, 'at'> & { at: number })[];
  return steps.map((step) => ({ ...step, at: new Date(step.at) }));
}
