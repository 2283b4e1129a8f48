import { toDate, type AuditRow } from '../../persistence/sqlite/sqlite.schema';
import type { AuditAction } from '../audit.actions';
import { detailsOf, type Actor, type Entry, type Subject } from '../audit.entry';

/** An entry as its table holds it. */
export const toRow = (entry: Entry): AuditRow => ({
  seq: entry.seq,
  id: entry.id,
  at: entry.at.getTime(),
  action: entry.action,
  actor_kind: entry.actor.kind,
  actor_id: entry.actor.id ?? null,
  subject_kind: entry.subject?.kind ?? null,
  subject_id: entry.subject?.id ?? null,
  browser: entry.browser ?? null,
  system: entry.system ?? null,
  origin: entry.origin ?? null,
  request_id: entry.requestId ?? null,
  details: entry.details ? JSON.stringify(entry.details) : null,
  previous_hash: entry.previousHash,
  hash: entry.hash,
});

/** Whatever was changed there by hand is read as it is: the chain tells. */
export const toEntry = (row: AuditRow): Entry => ({
  seq: row.seq,
  id: row.id,
  at: toDate(row.at)!,
  action: row.action as AuditAction,
  actor: { kind: row.actor_kind as Actor['kind'], id: row.actor_id ?? undefined },
  subject: row.subject_kind ? { kind: row.subject_kind as Subject['kind'], id: row.subject_id ?? '' } : undefined,
  browser: row.browser ?? undefined,
  system: row.system ?? undefined,
  origin: row.origin ?? undefined,
  requestId: row.request_id ?? undefined,
  details: row.details === null ? undefined : detailsOf(row.details),
  previousHash: row.previous_hash,
  hash: row.hash,
});
