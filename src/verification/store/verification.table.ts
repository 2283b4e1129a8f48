import { flag, group, integer, optional, table, text, time, type Field } from '../../persistence/table';
import type { Course } from './verification.history';
import type { PendingEvent, Verification } from '../verification';

/** The first schema has NOT NULL here: an empty text stands for an absent value. */
const textOrEmpty = (column: string): Field<string | undefined> => ({
  column,
  encode: (value = '') => value,
  decode: (held: string) => held || undefined,
});

/** Words, each followed by a space, so that a single one can be taken out. */
const events: Field<readonly PendingEvent[] | undefined> = {
  column: 'untold',
  encode: (all) => all?.map((each) => `${each} `).join('') ?? null,
  decode: (held: string | null) => held?.trimEnd().split(' '),
};

/** The columns that are read when millions of rows are counted: reading all the others would cost more. */
const course = {
  id: text('id'),
  status: text<Verification['status']>('status'),
  purpose: text<Verification['purpose']>('purpose'),
  failure: optional(text<NonNullable<Verification['failure']>>('failure')),
  door: optional(text<NonNullable<Verification['door']>>('door')),
  createdAt: time('created_at'),
  startExpiresAt: time('start_expires_at'),
  deadlineAt: optional(time('deadline_at')),
  sentAt: optional(time('sent_at')),
  expiresAt: optional(time('expires_at')),
  endedAt: optional(time('ended_at')),
};

export const courseTable = table<Course>('verifications', course);

export const verificationTable = table<Verification>('verifications', {
  ...course,
  linkId: text('link_id'),
  nonce: text('nonce'),
  generation: integer('generation'),
  revision: integer('revision'),
  applicant: group({
    name: textOrEmpty('name'),
    email: textOrEmpty('email'),
    phone: optional(text('phone')),
    telegramUsername: optional(text('telegram_username')),
  }),
  requester: group({ browser: text('browser'), system: text('system') }),
  botId: integer('bot_id'),
  chatId: optional(integer('chat_id')),
  deliveryId: optional(text('delivery_id')),
  attempts: integer('attempts'),
  resendAt: time('resend_at'),
  origin: text('origin'),
  userId: optional(text('user_id')),
  reason: optional(text('reason')),
  askedBy: optional(text('asked_by')),
  collectedBy: optional(text('collected_by')),
  usedWith: optional(text('used_with')),
  collectedWith: optional(text('collected_with')),
  untold: events,
  isUnproven: flag('unproven'),
  flowHash: optional(text('flow_hash')),
  endReason: optional(text('end_reason')),
  requestId: optional(text('request_id')),
  appId: optional(text('app_id')),
});
