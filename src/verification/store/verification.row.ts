import { fromDate, toDate, type VerificationRow } from '../../persistence/sqlite/sqlite.schema';
import type { Door, EndReason, Failure, Purpose, Status, Verification } from '../verification';
import type { Course } from './verification.history';

/** How SQLite's table holds a verification: each field a column. */
export const columns = [
  ...['id', 'link_id', 'nonce', 'generation', 'revision', 'status', 'name', 'email', 'phone'],
  ...['telegram_username', 'bot_id', 'chat_id', 'delivery_id', 'browser', 'system', 'attempts', 'failure', 'door'],
  ...['created_at', 'start_expires_at', 'deadline_at', 'sent_at', 'expires_at', 'resend_at', 'ended_at'],
  ...[
    'purpose',
    'origin',
    'user_id',
    'reason',
    'asked_by',
    'collected_by',
    'used_with',
    'collected_with',
    'untold',
    'unproven',
    'flow_hash',
    'end_reason',
    'request_id',
    'app_id',
  ],
] as (keyof VerificationRow)[];

export function toRow(verification: Verification): VerificationRow {
  const { applicant, requester } = verification;
  return {
    id: verification.id,
    link_id: verification.linkId,
    nonce: verification.nonce,
    generation: verification.generation,
    revision: verification.revision,
    status: verification.status,
    // The first schema wants a text.
    name: applicant.name ?? '',
    email: applicant.email ?? '',
    phone: applicant.phone ?? null,
    telegram_username: applicant.telegramUsername ?? null,
    bot_id: verification.botId,
    chat_id: verification.chatId ?? null,
    delivery_id: verification.deliveryId ?? null,
    browser: requester.browser,
    system: requester.system,
    attempts: verification.attempts,
    failure: verification.failure ?? null,
    door: verification.door ?? null,
    created_at: verification.createdAt.getTime(),
    start_expires_at: verification.startExpiresAt.getTime(),
    deadline_at: fromDate(verification.deadlineAt),
    sent_at: fromDate(verification.sentAt),
    expires_at: fromDate(verification.expiresAt),
    resend_at: verification.resendAt.getTime(),
    ended_at: fromDate(verification.endedAt),
    purpose: verification.purpose,
    origin: verification.origin,
    user_id: verification.userId ?? null,
    reason: verification.reason ?? null,
    asked_by: verification.askedBy ?? null,
    collected_by: verification.collectedBy ?? null,
    used_with: verification.usedWith ?? null,
    collected_with: verification.collectedWith ?? null,
    untold: verification.untold?.map((news) => `${news} `).join('') ?? null,
    unproven: Number(verification.isUnproven),
    flow_hash: verification.flowHash ?? null,
    end_reason: verification.endReason ?? null,
    request_id: verification.requestId ?? null,
    app_id: verification.appId ?? null,
  };
}

/** Of millions, what is not needed costs more than what is. */
export const courseColumns = [
  ...(['id', 'status', 'purpose', 'failure', 'door', 'created_at', 'start_expires_at', 'deadline_at'] as const),
  ...(['sent_at', 'expires_at', 'ended_at'] as const),
];
export type CourseRow = Pick<VerificationRow, (typeof courseColumns)[number]>;

export const toCourse = (row: CourseRow): Course => ({
  id: row.id,
  status: row.status as Status,
  purpose: row.purpose as Purpose,
  failure: (row.failure as Failure | null) ?? undefined,
  door: (row.door as Door | null) ?? undefined,
  createdAt: new Date(row.created_at),
  startExpiresAt: new Date(row.start_expires_at),
  deadlineAt: toDate(row.deadline_at),
  sentAt: toDate(row.sent_at),
  expiresAt: toDate(row.expires_at),
  endedAt: toDate(row.ended_at),
});

export function toVerification(row: VerificationRow | undefined): Verification | undefined {
  if (!row) return undefined;
  return {
    ...toCourse(row),
    linkId: row.link_id,
    nonce: row.nonce,
    generation: row.generation,
    revision: row.revision,
    applicant: {
      name: row.name || undefined,
      email: row.email || undefined,
      phone: row.phone ?? undefined,
      telegramUsername: row.telegram_username ?? undefined,
    },
    requester: { browser: row.browser, system: row.system },
    botId: row.bot_id,
    chatId: row.chat_id ?? undefined,
    deliveryId: row.delivery_id ?? undefined,
    attempts: row.attempts,
    resendAt: new Date(row.resend_at),
    origin: row.origin,
    userId: row.user_id ?? undefined,
    reason: row.reason ?? undefined,
    askedBy: row.asked_by ?? undefined,
    collectedBy: row.collected_by ?? undefined,
    usedWith: row.used_with ?? undefined,
    collectedWith: row.collected_with ?? undefined,
    untold: row.untold?.trimEnd().split(' '),
    isUnproven: row.unproven === 1,
    flowHash: row.flow_hash ?? undefined,
    endReason: (row.end_reason as EndReason | null) ?? undefined,
    requestId: row.request_id ?? undefined,
    appId: row.app_id ?? undefined,
  };
}
