import type { AuditHeadDocument } from '../audit/store/audit.collection';
import type { BotLeaseDocument } from '../lease/store/bot.lease.collection';
import type { HandledUpdateDocument } from '../registration/bot/handled-update.collection';
import { integer, table, text, time } from '../persistence/table';
import { alone, kind, named, plain } from './kind';

type IdempotencyKey = Readonly<{ id: string; requestHash: string; verificationId: string; createdAt: Date }>;
type HandledUpdate = Readonly<{ botId: number; updateId: number; takenAt: Date }>;
type Pause = Readonly<{ botId: number; askedAt: Date; endsAt: Date }>;
type AuditHead = Readonly<{ id: number; seq: number; hash: string }>;

const idempotencyKeyTable = table<IdempotencyKey>('idempotency_keys', {
  id: text('key_hash'),
  requestHash: text('request_hash'),
  verificationId: text('verification_id'),
  createdAt: time('created_at'),
});

export const idempotencyKeys = {
  ...plain('idempotency_keys', 'idempotencyKeys', idempotencyKeyTable),
  key: ['key_hash'],
};

/** Updates in progress are left out: they were not handled, and Telegram sends them again. */
export const handledUpdates = kind({
  ...named('handled_updates', 'handledUpdates', 'bot_id', 'update_id'),
  lacking: 'busyUntil',
  table: table<HandledUpdate>('handled_updates', {
    botId: integer('bot_id'),
    updateId: integer('update_id'),
    takenAt: time('taken_at'),
  }),
  toDocument: ({ botId, updateId, takenAt }) => ({ _id: `${botId}:${updateId}`, takenAt }),
  toRecord: alone(({ _id, takenAt }: HandledUpdateDocument): HandledUpdate => {
    const [botId, updateId] = _id.split(':').map(Number) as [number, number];
    return { botId, updateId, takenAt };
  }),
});

type Paused = BotLeaseDocument & Required<Pick<BotLeaseDocument, 'pause'>>;

/** The pause that Telegram asked of a bot is copied; the bot's holder is not: in the new store the lease is free. */
export const pauses = kind({
  ...named('bot_pauses', 'botLeases', 'bot_id'),
  having: 'pause',
  table: table<Pause>('bot_pauses', { botId: integer('bot_id'), askedAt: time('asked_at'), endsAt: time('ends_at') }),
  toDocument: ({ botId, ...pause }) => ({ _id: botId, holder: '', fence: 0, pause }),
  toRecord: alone(({ _id: botId, pause }: Paused): Pause => ({ botId, ...pause })),
});

export const auditHeads = kind({
  ...named('audit_head', 'auditHeads'),
  table: table<AuditHead>('audit_head', { id: integer('id'), seq: integer('seq'), hash: text('hash') }),
  toDocument: ({ seq, hash }) => ({ _id: 'audit', seq, hash }),
  toRecord: alone(({ seq, hash }: AuditHeadDocument): AuditHead => ({ id: 1, seq, hash })),
});
