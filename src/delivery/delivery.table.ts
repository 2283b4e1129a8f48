import { flag, integer, optional, table, text, time, type Field } from '../persistence/table';
import type { Claim, Delivery, Step } from './delivery';
import type { Course } from './store/delivery.history';

/** One step as an element of the text. */
export const toStepText = (step: Step | undefined): string | null =>
  step === undefined ? null : JSON.stringify({ ...step, at: step.at.getTime() });

const steps: Field<readonly Step[]> = {
  column: 'steps',
  encode: (all) => `[${all.map(toStepText).join()}]`,
  decode: (held: string) => {
    if (held === '[]') return [];
    return (JSON.parse(held) as (Omit<Step, 'at'> & { at: number })[]).map((step) => ({
      ...step,
      at: new Date(step.at),
    }));
  },
};

/** What is counted of millions, where the other columns would cost more than these. */
const course = {
  id: text('id'),
  state: text<Delivery['state']>('state'),
  error: optional(text('error')),
  requestedAt: time('requested_at'),
  deadlineAt: time('deadline_at'),
  sentAt: optional(time('sent_at')),
  deleteAt: optional(time('delete_at')),
  deletedAt: optional(time('deleted_at')),
};

const fields = {
  ...course,
  verificationId: text('verification_id'),
  botId: integer('bot_id'),
  chatId: integer('chat_id'),
  language: text('language'),
  turnAt: optional(time('turn_at')),
  dueAt: optional(time('due_at')),
  holder: optional(text('holder')),
  claims: integer('claims'),
  attempts: integer('attempts'),
  removalAttempts: integer('removal_attempts'),
  messageId: optional(integer('message_id')),
  steps,
};

export const courseTable = table<Course>('deliveries', course);
export const deliveryTable = table<Delivery>('deliveries', fields);
export const claimTable = table<Claim>('deliveries', { ...fields, isInterrupted: flag('interrupted') });
