import { giveWay, PAGE } from '../paging';
import { toLine } from './audit.entry';
import type { AuditRepository, Period } from './store/audit.repository';

/**
 * The part of the chain with every entry of a period, one line of JSON each, in the order of the chain, so that it can
 * be verified by itself. What is missing in the store is missing here. Others are served between batches.
 */
export async function* exportLines(entries: AuditRepository, period: Period): AsyncGenerator<string> {
  const part = await entries.partOf(period);
  if (!part) return;
  for (let last = part.from - 1; last < part.to;) {
    const batch = await entries.read(last, Math.min(PAGE, part.to - last));
    if (batch[0]?.seq !== last + 1) await assertKept(entries, last + 1);
    const wanted = batch.filter(({ seq }) => seq <= part.to);
    const end = wanted.at(-1);
    if (!end) return;
    yield wanted.map((entry) => `${JSON.stringify(toLine(entry))}\n`).join('');
    last = end.seq;
    await giveWay();
  }
}

/** @throws Error if it was erased meanwhile, as old entries are: half an export must not pass for a whole one */
async function assertKept(entries: AuditRepository, seq: number): Promise<void> {
  if ((await entries.head()).seq >= seq) throw new Error('the beginning of the export was erased while it was read');
}
