import { giveWay, PAGE } from '../paging';
import { hashOf, toLine, type Link } from './audit.entry';
import type { AuditRepository } from './store/audit.repository';

/** What a check of the chain, or of a part of it, has found. */
export type Verdict = Readonly<{
  entries: number;
  from?: number;
  to?: number;
  /** The first fault: the number of the entry, and what is wrong there. */
  fault?: Fault;
  /** The last entry's hash. Kept elsewhere, it later reveals that the end was cut off, or the whole chain made anew. */
  hash?: string;
}>;
export type Fault = Readonly<{ seq: number; why: string }>;

/** A line as it is read back: its author is unknown, so nothing about it is taken for granted. */
export type ReadLine = Readonly<Record<string, unknown>>;

/** Follows the chain from entry to entry, and stops at the first fault. */
export class Chain {
  private last?: Link;
  private first?: number;
  private entries = 0;
  private fault?: Fault;

  /**
   * @param head what the first entry must link to; without it, that is unknown: a part may begin anywhere
   * @param anchor an entry as it once was, kept elsewhere: a chain that was made anew does not have it
   */
  constructor(
    private readonly head?: Link,
    private readonly anchor?: Link,
  ) {
    this.last = head;
  }

  get verdict(): Verdict {
    const { entries, first, last } = this;
    const fault = this.fault ?? this.missingAnchor;
    return { entries, ...(entries > 0 && { from: first, to: last?.seq, hash: last?.hash }), ...(fault && { fault }) };
  }

  /** @returns false once there is a fault */
  follow(line: ReadLine): boolean {
    this.fault ??= this.faultOf(line);
    if (this.fault) return false;
    this.last = { seq: line.seq as number, hash: line.hash as string };
    this.first ??= this.last.seq;
    this.entries++;
    return true;
  }

  private get missingAnchor(): Fault | undefined {
    const { anchor, last } = this;
    const end = last?.seq ?? 0;
    return anchor && anchor.seq > end
      ? { seq: end + 1, why: `the end is missing: there was an entry ${anchor.seq} once` }
      : undefined;
  }

  private faultOf(line: ReadLine): Fault | undefined {
    const { seq, hash, previous_hash: previous } = line;
    if (!Number.isSafeInteger(seq) || typeof hash !== 'string')
      return { seq: (this.last?.seq ?? 0) + 1, why: 'it is not an entry' };
    const at = seq as number;
    if (this.last && at !== this.last.seq + 1) return this.outOfOrder(at, this.last.seq + 1);
    if (hashOf(line) !== hash) return { seq: at, why: 'it was changed: its hash is that of something else' };
    if (this.last && previous !== this.last.hash) return { seq: at, why: this.loose(at) };
    if (at === this.anchor?.seq && hash !== this.anchor.hash) return { seq: at, why: 'its hash has changed' };
    return undefined;
  }

  private outOfOrder(found: number, wanted: number): Fault {
    const why = found > wanted ? `it is missing: entry ${found} comes next` : `entry ${found} is in its place`;
    return { seq: wanted, why };
  }

  private loose(seq: number): string {
    return seq - 1 === this.head?.seq
      ? 'it does not hang on the last entry that was erased'
      : 'it does not hang on the entry before it';
  }
}

type Limits = Readonly<{ after?: number; most?: number; anchor?: Link }>;

/**
 * Checks the stored chain, batch by batch, and lets other work run in between.
 * @param limits `after`: the number of an entry to continue from, which is checked too; else from the chain's head
 */
export async function verifyStored(entries: AuditRepository, limits: Limits = {}): Promise<Verdict> {
  for (;;) {
    const head = await entries.head();
    const verdict = await verifyFrom(entries, head, limits);
    // An entry that was erased while we read is no fault.
    if (!verdict.fault || (await entries.head()).seq === head.seq) return verdict;
  }
}

async function verifyFrom(
  entries: AuditRepository,
  head: Link,
  { after, most = Infinity, anchor }: Limits,
): Promise<Verdict> {
  const isWhole = after === undefined;
  const chain = new Chain(isWhole ? head : undefined, anchor);
  const start = isWhole ? head.seq : after - 1;
  for (let left = most; left > 0; left -= PAGE) {
    const batch = await entries.read(chain.verdict.to ?? start, Math.min(PAGE, left));
    if (batch.length === 0 || !batch.every((entry) => chain.follow(toLine(entry)))) break;
    await giveWay();
  }
  return chain.verdict;
}
