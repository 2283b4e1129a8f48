import { createHash } from 'node:crypto';

const SPACE = 2n ** 256n;

/** Of records in whatever order: stores differ in what they sort by. */
export class Digest {
  count = 0;
  private sum = 0n;

  add(record: object): void {
    const hash = createHash('sha256').update(canonical(record)).digest('hex');
    this.sum = (this.sum + BigInt(`0x${hash}`)) % SPACE;
    this.count++;
  }

  /** Two that say the same have the same records, each as often. */
  get checksum(): string {
    return this.sum.toString(16).padStart(64, '0');
  }
}

/** What is absent and what is undefined are the same, and fields have no order. */
const canonical = (record: object): string =>
  JSON.stringify(record, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
