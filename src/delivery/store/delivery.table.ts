import { flag, integer, optional, table, text, time, type Field, type Row } from '../../persistence/table';
import { NO_CHAT } from '../../verification/verification';
import type { Claim, Delivery, Step } from '../delivery';
import type { Course } from './delivery.history';

/** Stored in place of a verification's id where there is none, as for a test. */
export const NO_VERIFICATION = 'test';

/** One step as an element of the JSON text. */
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

/** The first schema declares both columns NOT NULL. */
const verificationId: Field<string | undefined> = {
  column: 'verification_id',
  encode: (id = NO_VERIFICATION) => id,
  decode: (held: string) => (held === NO_VERIFICATION ? undefined : held),
};
const chatId: Field<number | undefined> = {
  column: 'chat_id',
  encode: (id = NO_CHAT) => id,
  decode: (held: number) => held || undefined,
};

/** The columns for counting millions of rows: reading the others would cost more than these. */
const course = {
  id: text('id'),
  kind: text<Delivery['kind']>('kind'),
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
  verificationId,
  botId: integer('bot_id'),
  chatId,
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
/** The row as stored, including what only its holder sees. */
export const keptTable = table<Delivery & Pick<Claim, 'isInterrupted'>>('deliveries', {
  ...fields,
  isInterrupted: flag('interrupted'),
});

/** @param row just claimed */
export const toClaim = (row: Row): Claim => keptTable.fromRow(row) as Claim;
