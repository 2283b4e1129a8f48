import { until } from '../../../test/harness/until';
import type { LeaseRepository } from './lease.repository';

type Opened = Readonly<{ repository: LeaseRepository; close: () => Promise<void> }>;

const LONG = 3_600;
const SHORT_MS = 300;

/** What every store of leases promises. */
export function describeLeaseRepository(name: string, open: () => Promise<Opened>): void {
  describe(`leases in ${name}`, () => {
    let repository: LeaseRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    const isTakenBy = (holder: string, leaseSeconds: number) =>
      until(
        async () => (await repository.take(1, holder, leaseSeconds)).holder === holder,
        `the lease to be ${holder}'s`,
      );

    const terms = { leaseSeconds: LONG, presenceSeconds: LONG };
    const present = async () =>
      [...(await repository.survey(terms)).present].sort((a, b) => a.instance.localeCompare(b.instance));

    it('belong to the first instance that takes them, and every other is told which', async () => {
      const first = { botId: 1, holder: 'ann', fence: 1 };
      expect(await repository.take(1, 'ann', LONG)).toEqual(first);
      expect(await repository.take(1, 'bob', LONG)).toEqual(first);
    });

    it('go to one of many instances that take them at the same moment', async () => {
      const holders = Array.from({ length: 50 }, (_, index) => `instance ${index}`);
      const leases = await Promise.all(holders.map((holder) => repository.take(1, holder, LONG)));
      expect(new Set(leases.map(({ holder }) => holder)).size).toBe(1);
      expect(leases.every(({ fence }) => fence === 1)).toBe(true);
    });

    it('stay the same for the holder that renews them', async () => {
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
      let botId = 0;
      /** The holder of a lease taken longer ago than it lasts, and renewed since; undefined if that took too long. */
      const holderAfterRenewal = async () => {
        await repository.take(++botId, 'ann', LONG);
        const takenAt = performance.now();
        await until(() => performance.now() - takenAt > SHORT_MS, 'time to pass');
        const renewedAt = performance.now();
        const leaseMs = Math.floor(renewedAt - takenAt);
        await repository.take(botId, 'ann', LONG);
        const { holder } = await repository.take(botId, 'bob', leaseMs / 1000);
        return performance.now() - renewedAt < leaseMs - 1 ? holder : undefined;
      };
      expect(await until(holderAfterRenewal, 'a renewal and a question within a lease')).toBe('ann');
    });

    it('that were given back are free at once, and never the same again', async () => {
      const lease = await repository.take(1, 'ann', LONG);
      await repository.giveBack(lease);
      expect(await repository.take(1, 'bob', LONG)).toEqual({ botId: 1, holder: 'bob', fence: 2 });
      await repository.giveBack({ botId: 1, holder: 'bob', fence: 2 });
      expect(await repository.take(1, 'bob', LONG)).toEqual({ botId: 1, holder: 'bob', fence: 3 });
    });

    it('cannot be given back by a holder that has lost them', async () => {
      const lost = await repository.take(1, 'ann', LONG);
      await isTakenBy('bob', 0);
      await repository.giveBack(lost);
      await repository.giveBack({ ...lost, fence: 2 });
      expect(await repository.take(1, 'ann', LONG)).toMatchObject({ holder: 'bob', fence: 2 });
    });

    it('are all seen at once, without taking one: those that have a holder', async () => {
      const ours = await repository.take(1, 'ann', LONG);
      const theirs = await repository.take(2, 'bob', LONG);
      await repository.giveBack(await repository.take(3, 'bob', LONG));
      const seen = (await repository.survey(terms)).leases;
      expect(seen.toSorted((a, b) => a.botId - b.botId)).toEqual([ours, theirs]);
      expect((await repository.survey({ ...terms, leaseSeconds: 0 })).leases).toEqual([]);
    });

    it('are looked after by instances that know of each other, and of what is wrong with a bot', async () => {
      const trouble = { botId: 1, isWell: false, closedForMs: 3_600_000 };
      await repository.announce({ instance: 'ann', troubles: [] });
      await repository.announce({ instance: 'bob', troubles: [trouble] });
      expect(await present()).toEqual([
        { instance: 'ann', troubles: [] },
        { instance: 'bob', troubles: [trouble] },
      ]);
      await repository.announce({ instance: 'bob', troubles: [] });
      await repository.withdraw('ann');
      await repository.withdraw('nobody');
      expect(await present()).toEqual([{ instance: 'bob', troubles: [] }]);
    });

    it('keep the pause that Telegram asked of a bot, for the next holder', async () => {
      const pause = { askedAt: new Date('2030-05-17T12:00:00Z'), endsAt: new Date('2030-05-17T12:05:00Z') };
      const longer = { ...pause, endsAt: new Date('2030-05-17T13:00:00Z') };
      await repository.giveBack(await repository.take(1, 'ann', LONG));
      await repository.keepPause(1, pause);
      await repository.keepPause(1, longer);
      await repository.take(1, 'bob', LONG);
      expect(await repository.take(1, 'bob', LONG)).toEqual({ botId: 1, holder: 'bob', fence: 2 });
      expect([await repository.pauseOf(1), await repository.pauseOf(2)]).toEqual([longer, undefined]);
      await repository.keepPause(1, undefined);
      expect(await repository.pauseOf(1)).toBeUndefined();
    });

    it('are not looked after by an instance that has been silent for long', async () => {
      await repository.announce({ instance: 'ann', troubles: [] });
      const seen = async () => (await repository.survey({ ...terms, presenceSeconds: 0.2 })).present;
      await until(async () => (await seen()).length === 0, 'the presence to end');
      expect(await present()).toHaveLength(1);
    });
  });
}
