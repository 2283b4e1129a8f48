import { createHash } from 'node:crypto';

const SPACE = 2n ** 256n;

/** A digest of records in any order, because stores sort differently. */
export class Digest {
  count = 0;
  private sum = 0n;

  add(record: object): void {
    const hash = createHash('sha256').update(canonical(record)).digest('hex');
    this.sum = (this.sum + BigInt(`0x${hash}`)) % SPACE;
    this.count++;
  }

  /** Equal checksums mean the same records, each equally often. */
  get checksum(): string {
    return this.sum.toString(16).padStart(64, '0');
  }
}

/** Absent and undefined fields are the same, and the order of fields does not count. */
const canonical = (record: object): string =>
  JSON.stringify(record, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
