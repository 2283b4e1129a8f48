import type { Portrait, PortraitRepository } from './portrait.repository';

type Opened = Readonly<{ repository: PortraitRepository; close: () => Promise<void> }>;

/** What every store of profile pictures promises. */
export function describePortraitRepository(name: string, open: () => Promise<Opened>): void {
  describe(`profile pictures in ${name}`, () => {
    let repository: PortraitRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));

    async function kept(userId: string, differing: Partial<Portrait> = {}): Promise<Portrait> {
      const portrait = { userId, fetchedAt: at(1), jpeg: Buffer.from('ffd8ff00', 'hex'), ...differing };
      await repository.keep(portrait);
      return portrait;
    }

    it('come back byte for byte, each for its own person', async () => {
      const [ann, bob] = [await kept('ann'), await kept('bob', { jpeg: undefined })];
      expect(await repository.find('ann')).toEqual(ann);
      expect(await repository.find('bob')).toEqual(bob);
      expect(await repository.find('cy')).toBeUndefined();
    });

    it('are one a person: the last, or none', async () => {
      await kept('ann');
      const other = await kept('ann', { fetchedAt: at(2), jpeg: Buffer.alloc(64 * 1024, 7) });
      expect(await repository.find('ann')).toEqual(other);
      const none = await kept('ann', { fetchedAt: at(3), jpeg: undefined });
      expect(await repository.find('ann')).toEqual(none);
    });

    it('are erased when they were fetched long ago, oldest first, so many at a time', async () => {
      for (const [userId, hour] of [
        ['ann', 2],
        ['bob', 1],
        ['cy', 3],
      ] as const)
        await kept(userId, { fetchedAt: at(hour) });
      expect(await repository.eraseFetched(at(3), 1)).toBe(1);
      expect(await repository.find('bob')).toBeUndefined();
      expect(await repository.eraseFetched(at(3), 9)).toBe(1);
      expect(await repository.find('cy')).toBeDefined();
    });
  });
}
