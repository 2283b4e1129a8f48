import { randomId } from '../../../ids';
import type { HeldLogout, LogoutRepository } from './logout.repository';

type Opened = Readonly<{ repository: LogoutRepository; close: () => Promise<void> }>;

/** What every `LogoutRepository` promises. */
export function describeLogoutRepository(name: string, open: () => Promise<Opened>): void {
  describe(`sign-ins that apps are told the end of, in ${name},`, () => {
    let repository: LogoutRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    const now = new Date();
    const hence = (seconds: number) => new Date(now.getTime() + seconds * 1000);

    async function kept(differing: Partial<Parameters<LogoutRepository['keep']>[0]> = {}) {
      const logout = {
        id: randomId(),
        sessionId: 'a-session',
        userId: 'ann',
        appId: 'shop',
        client: '{}',
        ...differing,
      };
      await repository.keep(logout);
      return logout;
    }
    const claim = (at = now, leaseEnds = new Date(at.getTime() + 20_000), limit = 100): Promise<HeldLogout[]> =>
      repository.claimDue(at, leaseEnds, limit);
    const idsOf = (logouts: readonly { id: string }[]) => logouts.map(({ id }) => id).toSorted();

    it('are told nothing as long as they live', async () => {
      await kept();
      expect(await claim(hence(1e6))).toEqual([]);
      expect(await repository.countDue()).toBe(0);
    });

    it('are due when they end, as they were kept', async () => {
      const logout = await kept();
      await repository.end(logout.id, now);
      expect(await repository.countDue()).toBe(1);
      expect(await claim()).toEqual([{ ...logout, dueAt: hence(20), attempts: 1 }]);
    });

    it.each<[string, (to: LogoutRepository) => Promise<void>, readonly string[]]>([
      ['one session', (to) => to.endBySession('one', now), ['a', 'b']],
      ['one app', (to) => to.endByApp('shop', now), ['a', 'c', 'd']],
      ['one account at one app', (to) => to.endOfUserByApp({ userId: 'ann', appId: 'shop' }, now), ['a', 'c']],
    ])('of %s end together, and no others', async (_, end, expected) => {
      await kept({ id: 'a', sessionId: 'one' });
      await kept({ id: 'b', sessionId: 'one', appId: 'forum' });
      await kept({ id: 'c', sessionId: 'two' });
      await kept({ id: 'd', sessionId: 'three', userId: 'bob' });
      await end(repository);
      expect(idsOf(await claim())).toEqual(expected);
    });

    it('end together however many they are', async () => {
      const all = await Promise.all(Array.from({ length: 1_001 }, () => kept()));
      await repository.endByApp('shop', now);
      expect(await repository.countDue()).toBe(all.length);
    });

    it('end once: what is postponed stays so', async () => {
      const { id } = await kept();
      await repository.end(id, now);
      const [held] = await claim();
      await repository.postpone(held!, hence(300));
      await repository.endBySession('a-session', hence(30));
      expect(await claim(hence(299))).toEqual([]);
      expect(await claim(hence(300))).toMatchObject([{ id, attempts: 2 }]);
    });

    it('have one holder at a time, and another when its lease is over', async () => {
      await Promise.all(Array.from({ length: 20 }, () => kept()));
      await repository.endByApp('shop', now);
      const claims = await Promise.all(Array.from({ length: 8 }, () => claim(now, hence(20), 5)));
      const ids = idsOf(claims.flat());
      expect(new Set(ids).size).toBe(ids.length);
      while ((await claim(now)).length > 0);
      expect(await claim(hence(19))).toEqual([]);
      expect(await claim(hence(20))).toHaveLength(20);
    });

    it('are claimed longest due first', async () => {
      const [late, early] = [await kept(), await kept()];
      await repository.end(late.id, hence(2));
      await repository.end(early.id, hence(1));
      expect(idsOf(await claim(hence(3), hence(23), 1))).toEqual([early.id]);
    });

    it('are forgotten, or told later, by their holder alone', async () => {
      const { id } = await kept();
      await repository.end(id, now);
      const [former] = await claim();
      const [holder] = await claim(hence(20));
      await repository.forget(former!);
      await repository.postpone(former!, hence(21));
      expect(await claim(hence(39))).toEqual([]);
      await repository.forget(holder!);
      expect(await repository.countDue()).toBe(0);
    });

    it('that begin anew are not told the end of before, and end with the session that they came of last', async () => {
      const { id } = await kept();
      await repository.end(id, now);
      const [held] = await claim();
      await kept({ id, sessionId: 'another' });
      await repository.postpone(held!, now);
      await repository.forget(held!);
      await repository.endBySession('a-session', now);
      expect(await claim(hence(1e6))).toEqual([]);
      await repository.endBySession('another', now);
      expect(await claim()).toMatchObject([{ id, sessionId: 'another', attempts: 1 }]);
    });

    it('of a session that was over by itself are forgotten, but for those that ended before', async () => {
      const [, ended] = [await kept(), await kept()];
      await repository.end(ended.id, now);
      await repository.forgetBySession('a-session');
      await repository.endBySession('a-session', now);
      expect(idsOf(await claim())).toEqual([ended.id]);
    });
  });
}
