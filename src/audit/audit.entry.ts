import { createHash } from 'node:crypto';
import type { AuditAction } from './audit.actions';

export const actorKinds = ['user', 'admin', 'service', 'system', 'anonymous'] as const;
export const subjectKinds = [
  'user',
  'session',
  'verification',
  'delivery',
  'bot',
  'webhook',
  'app',
  'setting',
] as const;

/** Who did it. A user is named by the account id alone, the pseudonym that remains when the account is deleted. */
export type Actor = Readonly<{ kind: (typeof actorKinds)[number]; id?: string }>;
/** What it was done to. A verification is named by its `linkId`, because its id is the initiator's proof. */
export type Subject = Readonly<{ kind: (typeof subjectKinds)[number]; id: string }>;
export type Details = Readonly<Record<string, string | number | boolean | null>>;

/** What happened, before it has a place in the chain. */
export type Draft = Readonly<{
  id: string;
  at: Date;
  action: AuditAction;
  actor: Actor;
  subject?: Subject;
  browser?: string;
  system?: string;
  /** A keyed pseudonym of the address: the same origin always gets the same word. */
  origin?: string;
  requestId?: string;
  details?: Details;
}>;

/** A link of the chain, to which the next entry refers. */
export type Link = Readonly<{ seq: number; hash: string }>;

/** An entry is never changed: its hash covers all its other fields, including the hash of the previous entry. */
export type Entry = Draft & Link & Readonly<{ previousHash: string }>;

/** Whether both say that the same was done to the same subject, whichever instance recorded it and when. */
export const isSame = (one: Draft, other: Draft): boolean => saying(one) === saying(other);

const saying = ({ action, subject, details }: Draft): string =>
  canonicalJson([action, subject?.kind ?? null, subject?.id ?? null, details ?? null]);

/** What the very first entry links to. */
export const GENESIS: Link = { seq: 0, hash: '0'.repeat(64) };

/** An entry as the outside sees it, and as its hash covers it. */
export type Line = ReturnType<typeof toLine>;

export const toLine = (entry: Entry) => ({ ...unsignedLine(entry), hash: entry.hash });

/** Gives `draft` its place after `previous`. */
export function seal(draft: Draft, previous: Link): Entry {
  const unsigned = { ...draft, seq: previous.seq + 1, previousHash: previous.hash };
  return { ...unsigned, hash: hashOf(unsignedLine(unsigned)) };
}

/** SHA-256 over the canonical JSON of a line, its `hash` left out. */
export function hashOf(line: Readonly<Record<string, unknown>>): string {
  const { hash: _, ...covered } = line;
  return createHash('sha256').update(canonicalJson(covered)).digest('hex');
}

const unsignedLine = (entry: Omit<Entry, 'hash'>) => ({
  seq: entry.seq,
  id: entry.id,
  at: timeOf(entry.at),
  action: entry.action,
  actor: { kind: entry.actor.kind, id: entry.actor.id ?? null },
  subject: entry.subject ? { kind: entry.subject.kind, id: entry.subject.id } : null,
  browser: entry.browser ?? null,
  system: entry.system ?? null,
  origin: entry.origin ?? null,
  request_id: entry.requestId ?? null,
  details: entry.details ?? null,
  previous_hash: entry.previousHash,
});

/** A value put there by hand may not be a valid time: the check of the chain reports that. */
const timeOf = (at: Date): string => (Number.isNaN(at.getTime()) ? 'no time' : at.toISOString());

/** Details as they are stored. If something else was put there by hand, the check of the chain reports that. */
export function detailsOf(json: string): Details {
  try {
    return JSON.parse(json) as Details;
  } catch {
    return { unreadable: json };
  }
}

/** One spelling per value: names sorted, no spaces. So a reader can recompute a hash from an exported line. */
function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  const named = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(named).toSorted();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(named[name])}`).join()}}`;
}
