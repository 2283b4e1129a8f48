import type { LeaseRepository } from './lease.repository';

type Opened = Readonly<{ repository: LeaseRepository; close: () => Promise<void> }>;

const LONG = 3_600;
const PATIENCE_MS = 20_000;

/** What every store of leases promises. */
export function describeLeaseRepository(name: string, open: () => Promise<Opened>): void {
  describe(`leases in ${name}`, () => {
    let repository: LeaseRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    const isTakenBy = async (holder: string, leaseSeconds: number): Promise<void> => {
      const deadline = Date.now() + PATIENCE_MS;
      while ((await repository.take(1, holder, leaseSeconds)).holder !== holder)
        if (Date.now() > deadline) throw new Error('the lease did not end');
    };

    it('belong to who comes first, and everybody is told to whom', async () => {
      const first = { botId: 1, holder: 'ann', fence: 1 };
      expect(await repository.take(1, 'ann', LONG)).toEqual(first);
      expect(await repository.take(1, 'bob', LONG)).toEqual(first);
    });

    it('go to one of many who come at the same moment', async () => {
      const holders = Array.from({ length: 50 }, (_, index) => `instance ${index}`);
      const leases = await Promise.all(holders.map((holder) => repository.take(1, holder, LONG)));
      expect(new Set(leases.map(({ holder }) => holder)).size).toBe(1);
      expect(leases.every(({ fence }) => fence === 1)).toBe(true);
    });

    it('stay the same for who renews them', async () => {
      const lease = await repository.take(1, 'ann', LONG);
      expect(await repository.take(1, 'ann', LONG)).toEqual(lease);
      expect(await repository.take(1, 'ann', 0)).toEqual(lease);
    });

    it('are one a bot', async () => {
      await repository.take(1, 'ann', LONG);
      expect(await repository.take(2, 'bob', LONG)).toEqual({ botId: 2, holder: 'bob', fence: 1 });
    });

    it('pass on, with a higher fence, when they were not renewed for long enough', async () => {
      await repository.take(1, 'ann', LONG);
      await isTakenBy('bob', 0.2);
      expect(await repository.take(1, 'ann', LONG)).toEqual({ botId: 1, holder: 'bob', fence: 2 });
    });

    it('do not end while they are renewed', async () => {
      const end = Date.now() + 600;
      while (Date.now() < end) {
        await repository.take(1, 'ann', 0.3);
        expect(await repository.take(1, 'bob', LONG)).toMatchObject({ holder: 'ann', fence: 1 });
      }
    });

    it('that were given back are anybody’s at once, and never the same again', async () => {
      const lease = await repository.take(1, 'ann', LONG);
      await repository.giveBack(lease);
      expect(await repository.take(1, 'bob', LONG)).toEqual({ botId: 1, holder: 'bob', fence: 2 });
      await repository.giveBack({ botId: 1, holder: 'bob', fence: 2 });
      expect(await repository.take(1, 'bob', LONG)).toEqual({ botId: 1, holder: 'bob', fence: 3 });
    });

    it('cannot be given back by who has lost them', async () => {
      const lost = await repository.take(1, 'ann', LONG);
      await isTakenBy('bob', 0);
      await repository.giveBack(lost);
      await repository.giveBack({ ...lost, fence: 2 });
      expect(await repository.take(1, 'ann', LONG)).toMatchObject({ holder: 'bob', fence: 2 });
    });
  });
}
