import { Chain, verifyStored } from '../audit.chain';
import { GENESIS, toLine, type Draft, type Link } from '../audit.entry';
import { exportLines } from '../audit.export';
import { aDraft, aMoment, seconds } from '../audit.fixture';
import type { AuditRepository, Search } from './audit.repository';

type Opened = Readonly<{ repository: AuditRepository; close: () => Promise<void> }>;

/** What every store of the audit promises. */
export function describeAuditRepository(name: string, open: () => Promise<Opened>): void {
  describe(`the audit in ${name}`, () => {
    let repository: AuditRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    const keep = (...drafts: Draft[]) => Promise.all(drafts.map((draft) => repository.append(draft)));
    const keepMany = (count: number) => keep(...Array.from({ length: count }, (_, at) => aDraft({ at: seconds(at) })));
    const found = async (search: Search) =>
      (await repository.list(search, { limit: 100 })).map(({ seq }) => seq).join(' ');
    const exported = async (period = {}) => {
      let text = '';
      for await (const lines of exportLines(repository, period)) text += lines;
      return text.split('\n').filter(Boolean);
    };

    it('is empty at first', async () => {
      expect(await repository.read(0, 10)).toEqual([]);
      expect(await repository.list({}, { limit: 10 })).toEqual([]);
      expect(await repository.partOf({})).toBeUndefined();
      expect(await repository.head()).toEqual(GENESIS);
      expect(await repository.eraseBefore(seconds(1), 10)).toBe(0);
      expect(await verifyStored(repository)).toEqual({ entries: 0 });
    });

    it('gives back every field of an entry as it was put in', async () => {
      const whole = aDraft({
        actor: { kind: 'admin', id: 'key' },
        subject: { kind: 'bot', id: '4242' },
        browser: '',
        system: 'iPhone',
        origin: 'abcdefghijkl',
        requestId: 'r-1',
        details: { b: 'ä ß 👍 "', a: 1.5, c: true, d: null },
      });
      const bare = aDraft({ actor: { kind: 'system' } });
      await keep(whole, bare);
      const [first, second] = await repository.read(0, 10);
      expect(first).toEqual({ ...whole, seq: 1, previousHash: GENESIS.hash, hash: first!.hash });
      expect(second).toEqual({ ...bare, seq: 2, previousHash: first!.hash, hash: second!.hash });
      expect(await verifyStored(repository)).toEqual({ entries: 2, from: 1, to: 2, hash: second!.hash });
    });

    it('puts each of 100 entries of one moment into one chain, once', async () => {
      const drafts = Array.from({ length: 100 }, () => aDraft());
      await Promise.all(drafts.map((draft) => repository.append(draft)));
      const entries = await repository.read(0, 200);
      expect(entries.map(({ id }) => id).toSorted()).toEqual(drafts.map(({ id }) => id).toSorted());
      expect(await verifyStored(repository)).toMatchObject({ entries: 100, from: 1, to: 100 });
    });

    it('takes what may be repeated once, however many repeat it at once, and as often as it says something else', async () => {
      const subject = { kind: 'user', id: '7' } as const;
      const said = aDraft({ at: seconds(1), subject, details: { door: 'otp', verification: 'one' } });
      const repeat = (differing = {}, since = seconds(1)) =>
        repository.append({ ...aDraft({ at: seconds(2) }), subject, details: said.details, ...differing }, since);
      await Promise.all([repository.append(said), repeat(), repeat(), repeat()]);
      await repeat();
      await repeat({ details: { verification: 'one', door: 'otp' } });
      expect(await found({})).toBe('1');
      await repeat({ details: { door: 'link', verification: 'one' } });
      await repeat({ action: 'user.created' });
      await repeat({ subject: { kind: 'session', id: '7' } });
      await repeat({ details: undefined });
      await repeat({}, seconds(2));
      expect(await found({})).toBe('6 5 4 3 2 1');
      expect(await verifyStored(repository)).toMatchObject({ entries: 6 });
    });

    it('shows the newest first, also where two have one time, and goes on where a page ended', async () => {
      await keep(...[0, 5, 5, 5, 3].map((at) => aDraft({ at: seconds(at) })));
      expect(await found({})).toBe('4 3 2 5 1');
      const page = await repository.list({}, { limit: 2 });
      await keep(aDraft({ at: seconds(9) }));
      const next = await repository.list({}, { before: page[1], limit: 2 });
      expect([...page, ...next].map(({ seq }) => seq)).toEqual([4, 3, 2, 5]);
      expect(await repository.list({}, { before: { at: aMoment, seq: 1 }, limit: 2 })).toEqual([]);
    });

    it('finds what has an action, an actor, a subject and a time, alone and together', async () => {
      const bot = { kind: 'bot', id: '7' } as const;
      const user = { kind: 'user', id: '7' } as const;
      await keep(
        aDraft({ actor: user }),
        aDraft({ at: seconds(1), action: 'admin.circuit_reset', actor: { kind: 'admin', id: 'key' }, subject: bot }),
        aDraft({ at: seconds(2), action: 'user.suspended', actor: { kind: 'admin', id: '7' }, subject: user }),
        aDraft({ at: seconds(3), action: 'user.deleted', actor: { kind: 'system' }, subject: user }),
      );
      expect(await found({ action: 'user.suspended' })).toBe('3');
      expect(await found({ action: 'user.exported' })).toBe('');
      expect(await found({ actor: { kind: 'admin' } })).toBe('3 2');
      expect(await found({ actor: { kind: 'admin', id: 'key' } })).toBe('2');
      expect(await found({ actor: { kind: 'system', id: '7' } })).toBe('');
      expect(await found({ actor: user })).toBe('1');
      expect(await found({ subject: user })).toBe('4 3');
      expect(await found({ subject: bot })).toBe('2');
      expect(await found({ subject: user, actor: { kind: 'system' }, action: 'user.deleted' })).toBe('4');
      expect(await found({ from: seconds(1) })).toBe('4 3 2');
      expect(await found({ to: seconds(1) })).toBe('1');
      expect(await found({ from: seconds(1), to: seconds(3), actor: { kind: 'admin' } })).toBe('3 2');
      expect(await found({ from: seconds(4) })).toBe('');
    });

    it('is exported in the order of the chain, whole or in parts, and each part verifies by itself', async () => {
      await keepMany(1001);
      const lines = await exported();
      expect(lines).toHaveLength(1001);
      const part = await exported({ from: seconds(10), to: seconds(20) });
      expect(part).toEqual(lines.slice(10, 20));
      const chain = new Chain();
      for (const line of part) chain.follow(JSON.parse(line) as Record<string, unknown>);
      expect(chain.verdict).toMatchObject({ entries: 10, from: 11, to: 20 });
      expect(chain.verdict).not.toHaveProperty('fault');
      expect(await exported({ from: seconds(1001) })).toEqual([]);
    });

    it('is exported with every entry of a time, also where their places are the other way round', async () => {
      await keep(...[0, 11, 10, 20, 11, 10, 21].map((at) => aDraft({ at: seconds(at) })));
      expect(await repository.partOf({ from: seconds(10), to: seconds(12) })).toEqual({ from: 2, to: 6 });
      const part = await exported({ from: seconds(10), to: seconds(12) });
      expect(part.map((line) => (JSON.parse(line) as Link).seq)).toEqual([2, 3, 4, 5, 6]);
    });

    it('is cut at its beginning by age, a bounded piece at a time, and verifies from its new head', async () => {
      await keepMany(10);
      const entries = await repository.read(0, 10);
      expect(await repository.eraseBefore(seconds(5), 3)).toBe(3);
      expect(await repository.head()).toMatchObject({ seq: 3, hash: entries[2]!.hash });
      expect(await verifyStored(repository)).toMatchObject({ entries: 7, from: 4, to: 10 });
      expect(await repository.eraseBefore(seconds(5), 100)).toBe(2);
      expect(await repository.eraseBefore(seconds(5), 100)).toBe(0);
      expect(await repository.partOf({})).toEqual({ from: 6, to: 10 });
      await keep(aDraft({ at: seconds(11) }));
      expect(await verifyStored(repository)).toMatchObject({ entries: 6, from: 6, to: 11 });
    });

    it('keeps the newest entry, whatever its age, so that the next has something to hang on', async () => {
      await keepMany(3);
      expect(await repository.eraseBefore(seconds(100), 100)).toBe(2);
      await keep(aDraft());
      expect((await repository.read(0, 10)).map(({ seq }) => seq)).toEqual([3, 4]);
      expect(await verifyStored(repository)).toMatchObject({ entries: 2, from: 3, to: 4 });
    });

    it('does not keep old entries because of one among them from a clock that was wrong', async () => {
      await keep(aDraft(), aDraft({ at: seconds(1e9) }), aDraft({ at: seconds(2) }), aDraft({ at: seconds(100) }));
      expect(await repository.eraseBefore(seconds(50), 100)).toBe(3);
      expect((await repository.read(0, 10)).map(({ seq }) => seq)).toEqual([4]);
    });

    it('is checked piece by piece, each going on where the one before ended', async () => {
      await keepMany(1200);
      const first = await verifyStored(repository, { most: 600 });
      expect(first).toMatchObject({ entries: 600, from: 1, to: 600 });
      const second = await verifyStored(repository, { after: first.to, most: 10_000 });
      expect(second).toMatchObject({ entries: 601, from: 600, to: 1200 });
      const [last] = await repository.list({}, { limit: 1 });
      expect(second.hash).toBe(toLine(last!).hash);
    });
  });
}
