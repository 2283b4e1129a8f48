import type { AuditDocument } from './audit.collection';
import type { AuditAction } from '../audit.actions';
import { detailsOf, type Actor, type Entry, type Subject } from '../audit.entry';

/** An entry as its collection holds it. */
export const toDocument = (entry: Entry): AuditDocument => ({
  _id: entry.seq,
  entryId: entry.id,
  at: entry.at,
  action: entry.action,
  actorKind: entry.actor.kind,
  actorId: entry.actor.id,
  subjectKind: entry.subject?.kind,
  subjectId: entry.subject?.id,
  browser: entry.browser,
  system: entry.system,
  origin: entry.origin,
  requestId: entry.requestId,
  details: entry.details && JSON.stringify(entry.details),
  previousHash: entry.previousHash,
  hash: entry.hash,
});

/** A document that was changed by hand is read as it is: the check of the chain finds it. */
export const toEntry = (document: AuditDocument): Entry => ({
  seq: document._id,
  id: document.entryId,
  at: document.at,
  action: document.action as AuditAction,
  actor: { kind: document.actorKind as Actor['kind'], id: document.actorId },
  subject: document.subjectKind
    ? { kind: document.subjectKind as Subject['kind'], id: document.subjectId ?? '' }
    : undefined,
  browser: document.browser,
  system: document.system,
  origin: document.origin,
  requestId: document.requestId,
  details: document.details === undefined ? undefined : detailsOf(document.details),
  previousHash: document.previousHash,
  hash: document.hash,
});
