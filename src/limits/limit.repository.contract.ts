import type { LimitRepository } from './limit.repository';

type Opened = Readonly<{ repository: LimitRepository; close: () => Promise<void> }>;

const start = new Date('2030-05-17T12:00:00.000Z');
const seconds = (count: number) => new Date(start.getTime() + count * 1000);

/** What every store of counters promises. */
export function describeLimitRepository(name: string, open: () => Promise<Opened>): void {
  describe(`limits in ${name}`, () => {
    let repository: LimitRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    it('counts each of 50 parallel uses once', async () => {
      const uses = await Promise.all(Array.from({ length: 50 }, () => repository.take('a', 60, start)));
      const counted = uses.map(({ used }) => used).sort((a, b) => a - b);
      expect(counted).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    });

    it('lets a window run from its first use, however often it is used', async () => {
      expect(await repository.take('a', 60, start)).toEqual({ used: 1, endsAt: seconds(60) });
      expect(await repository.take('a', 60, seconds(59.999))).toEqual({ used: 2, endsAt: seconds(60) });
    });

    it('begins anew at the very millisecond at which the window ends', async () => {
      await repository.take('a', 60, start);
      expect(await repository.take('a', 60, seconds(60))).toEqual({ used: 1, endsAt: seconds(120) });
    });

    it('keeps subjects apart', async () => {
      await repository.take('ip:1.2.3.4', 60, start);
      expect(await repository.take('ip:1.2.3.5', 60, start)).toMatchObject({ used: 1 });
      expect(await repository.take('chat:1.2.3.4', 3600, start)).toEqual({ used: 1, endsAt: seconds(3600) });
    });

    it('counts what costs more, and takes back what was none', async () => {
      expect(await repository.take('a', 60, start, 5)).toEqual({ used: 5, endsAt: seconds(60) });
      expect(await repository.take('a', 60, start, 3)).toMatchObject({ used: 8 });
      await repository.giveBack('a', seconds(59));
      expect(await repository.take('a', 60, seconds(59))).toMatchObject({ used: 8 });
      await repository.giveBack('a', seconds(60));
      await repository.giveBack('unknown', start);
      expect(await repository.take('a', 60, seconds(60))).toMatchObject({ used: 1 });
      expect(await repository.take('unknown', 60, start)).toMatchObject({ used: 1 });
    });

    it('tells how many, and which, have reached a limit in a window that runs', async () => {
      for (const [key, uses] of [
        ['ip:a', 3],
        ['ip:b', 2],
        ['ip:c', 4],
        ['chat:a', 9],
      ] as const)
        await repository.take(key, key === 'ip:a' ? 61 : 60, start, uses);
      expect(await repository.countReached('ip:', 3, seconds(59))).toBe(2);
      const listed = (limit: number) => repository.listReached({ beginning: 'ip:', most: 3, limit }, seconds(59));
      expect(await listed(9)).toEqual([
        { key: 'ip:a', used: 3, endsAt: seconds(61) },
        { key: 'ip:c', used: 4, endsAt: seconds(60) },
      ]);
      expect((await listed(1)).map(({ key }) => key)).toEqual(['ip:a']);
      await repository.giveBack('ip:a', seconds(1));
      expect(await repository.countReached('ip:', 3, seconds(59))).toBe(1);
      expect(await repository.countReached('ip:', 3, seconds(60))).toBe(0);
    });

    it('forgets windows that are over, and no others', async () => {
      await repository.take('over', 60, start);
      await repository.take('running', 61, start);
      await repository.purge(seconds(60));
      expect(await repository.take('over', 60, seconds(1))).toMatchObject({ used: 1 });
      expect(await repository.take('running', 61, seconds(1))).toMatchObject({ used: 2 });
    });
  });
}
