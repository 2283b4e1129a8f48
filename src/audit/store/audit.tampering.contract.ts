import { Chain, verifyStored, type Verdict } from '../audit.chain';
import { GENESIS, seal, toLine, type Entry, type Link } from '../audit.entry';
import { aDraft, seconds } from '../audit.fixture';
import type { AuditRepository } from './audit.repository';

/** What an intruder who writes to the store directly can do. */
export type Intruder = Readonly<{
  /** Replaces all entries with these. */
  replaceAll: (entries: readonly Entry[]) => Promise<void>;
  replaceHead: (head: Link) => Promise<void>;
}>;
type Opened = Readonly<{ repository: AuditRepository; intruder: Intruder; close: () => Promise<void> }>;

/** What the check of the chain finds after tampering. */
export function describeTampering(name: string, open: () => Promise<Opened>): void {
  describe(`tampering with the audit in ${name}`, () => {
    let repository: AuditRepository;
    let intruder: Intruder;
    let close: () => Promise<void>;
    let entries: Entry[];

    beforeEach(async () => {
      ({ repository, intruder, close } = await open());
      const details = { door: 'otp' };
      for (let at = 0; at < 9; at++)
        await repository.append(aDraft({ at: seconds(at), requestId: `r-${at}`, details }));
      entries = await repository.read(0, 100);
    });

    afterEach(() => close());

    const verdictOn = async (changed: readonly Entry[]): Promise<Verdict> => {
      await intruder.replaceAll(changed);
      return verifyStored(repository);
    };
    const changed = (difference: Partial<Entry>) => entries.with(4, { ...entries[4]!, ...difference });

    it('is not found where there is none', async () => {
      expect(await verdictOn(entries)).toMatchObject({ entries: 9, from: 1, to: 9 });
      expect(await verifyStored(repository)).not.toHaveProperty('fault');
    });

    it.each<[string, Partial<Entry>]>([
      ['an action', { action: 'sign_in.failed' }],
      ['an actor', { actor: { kind: 'user', id: 'bob' } }],
      ['an actor that was somebody', { actor: { kind: 'user' } }],
      ['a subject', { subject: { kind: 'bot', id: '1' } }],
      ['a time', { at: seconds(4.001) }],
      ['a time that is none', { at: new Date(8.64e15 + 1) }],
      ['an own id', { id: 'another' }],
      ['a browser', { browser: 'Firefox' }],
      ['a system', { system: '' }],
      ['an origin', { origin: 'abcdefghijkl' }],
      ['a request', { requestId: undefined }],
      ['a detail', { details: { door: 'link' } }],
      ['details that are taken away', { details: undefined }],
      ['a hash', { hash: 'f'.repeat(64) }],
      ['the hash of the entry before', { previousHash: 'f'.repeat(64) }],
    ])('is found in %s', async (_, difference) => {
      // MongoDB cannot store an invalid date; SQLite stores times as numbers.
      const isStorable = !difference.at || !Number.isNaN(difference.at.getTime()) || name === 'SQLite';
      if (!isStorable) return;
      expect((await verdictOn(changed(difference))).fault).toMatchObject({ seq: 5 });
    });

    it('is found in an entry that got a hash to fit', async () => {
      const before = entries[3]!;
      const resealed = seal({ ...entries[4]!, action: 'sign_in.failed' }, before);
      const { fault } = await verdictOn(entries.with(4, resealed));
      expect(fault).toEqual({ seq: 6, why: 'it does not hang on the entry before it' });
    });

    it('is found where an entry is missing', async () => {
      const { fault, entries: intact } = await verdictOn(entries.toSpliced(4, 1));
      expect({ fault, intact }).toEqual({ fault: { seq: 5, why: 'it is missing: entry 6 comes next' }, intact: 4 });
    });

    it('is found where two have changed places', async () => {
      const [fifth, sixth] = [entries[4]!, entries[5]!];
      const swapped = entries.with(4, { ...sixth, seq: 5 }).with(5, { ...fifth, seq: 6 });
      expect((await verdictOn(swapped)).fault).toMatchObject({ seq: 5 });
    });

    it('is found where others have been put in, and the rest moved on', async () => {
      const inserted = seal(aDraft(), entries[3]!);
      const moved = entries.slice(4).map((entry) => ({ ...entry, seq: entry.seq + 1 }));
      expect((await verdictOn([...entries.slice(0, 4), inserted, ...moved])).fault).toMatchObject({ seq: 6 });
    });

    it('is found in an end that does not hang on the rest', async () => {
      const forged = seal(aDraft(), { seq: 9, hash: 'f'.repeat(64) });
      expect((await verdictOn([...entries, forged])).fault).toMatchObject({ seq: 10 });
    });

    it('is found where the beginning was cut off, with or without another head', async () => {
      const cut = entries.slice(3);
      expect((await verdictOn(cut)).fault).toMatchObject({ seq: 1 });
      await intruder.replaceHead({ seq: 3, hash: GENESIS.hash });
      const why = 'it does not hang on the last entry that was erased';
      expect((await verifyStored(repository)).fault).toEqual({ seq: 4, why });
      await intruder.replaceHead({ seq: 2, hash: entries[1]!.hash });
      expect((await verifyStored(repository)).fault).toMatchObject({ seq: 3 });
    });

    it('is found by an anchor where the end was cut off, or everything was made anew', async () => {
      const anchor = entries[7]!;
      const check = () => verifyStored(repository, { anchor });
      expect(await check()).not.toHaveProperty('fault');
      expect(await verdictOn(entries.slice(0, 6))).not.toHaveProperty('fault');
      expect((await check()).fault).toEqual({ seq: 7, why: 'the end is missing: there was an entry 8 once' });

      const anew: Entry[] = [];
      for (const entry of entries) anew.push(seal({ ...entry, action: 'user.created' }, anew.at(-1) ?? GENESIS));
      expect(await verdictOn(anew)).not.toHaveProperty('fault');
      expect((await check()).fault).toEqual({ seq: 8, why: 'its hash has changed' });
    });

    it('is found in an export, whatever its lines are', async () => {
      const lines = entries.map((entry) => JSON.parse(JSON.stringify(toLine(entry))) as Record<string, unknown>);
      const faultIn = (read: readonly Record<string, unknown>[]) => {
        const chain = new Chain();
        read.every((line) => chain.follow(line));
        return chain.verdict.fault?.seq;
      };
      expect(faultIn(lines)).toBeUndefined();
      expect(faultIn(lines.slice(3))).toBeUndefined();
      expect(faultIn(lines.with(4, { ...lines[4], added: 'later' }))).toBe(5);
      expect(faultIn(lines.with(4, {}))).toBe(5);
      expect(faultIn(lines.with(4, { seq: '5', hash: lines[4]!.hash }))).toBe(5);
      expect(faultIn(lines.toSpliced(4, 1))).toBe(5);
      expect(faultIn(lines.toSpliced(4, 0, lines[4]!))).toBe(6);
    });
  });
}
