import { aSession } from '../session.fixture';
import type { Rotation, SessionRecord, SessionRepository } from './session.repository';

type Opened = Readonly<{ repository: SessionRepository; close: () => Promise<void> }>;

const HOUR_MS = 3_600_000;

/** What every store of sessions promises. */
export function describeSessionRepository(name: string, open: () => Promise<Opened>): void {
  describe(`sessions in ${name}`, () => {
    let repository: SessionRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    const now = new Date();
    const later = (milliseconds: number) => new Date(now.getTime() + milliseconds);

    const stored = async (differing: Partial<SessionRecord> = {}): Promise<SessionRecord> => {
      const session = aSession(differing);
      await repository.insert(session);
      return session;
    };
    const refreshable = (differing: Partial<SessionRecord> = {}) =>
      stored({ familyHash: 'family', tokenHash: 'first', ...differing });
    const aRotation = (differing: Partial<Rotation> = {}): Rotation => ({
      from: 'first',
      to: 'second',
      usedTokens: [{ hash: 'first', at: later(7) }],
      usedAt: later(9),
      expiresAt: later(48 * HOUR_MS),
      client: { address: '2001:db8::/64', browser: 'Safari', system: 'iPhone' },
      ...differing,
    });

    it('come back as they were put in, each by its own id', async () => {
      const sessions = [
        aSession({ familyHash: 'family', tokenHash: 'token', usedTokens: [{ hash: 'a', at: new Date(5) }] }),
        aSession({ isUnused: true }),
        aSession({ door: 'link', browser: '', system: '', address: '' }),
        aSession({ userId: 'b', endedAt: new Date(5), usedAt: new Date(7) }),
        aSession({
          deviceId: 'device',
          changed: { name: { from: 'Ann', to: 'Eve' }, email: { from: null, to: 'eve@example.org' } },
        }),
      ];
      await Promise.all(sessions.map((session) => repository.insert(session)));
      for (const session of sessions) expect(await repository.find(session.id)).toEqual(session);
    });

    it('are not found by what is not their id', async () => {
      const session = await stored();
      for (const id of ['', session.userId, session.id.slice(1), `${session.id} `])
        expect(await repository.find(id)).toBeUndefined();
    });

    it('cannot be replaced by another with the same id', async () => {
      const session = await stored();
      expect(await repository.insert({ ...session, userId: 'a-thief' })).toBe(false);
      expect(await repository.find(session.id)).toEqual(session);
    });

    it('are listed while they live, the newest first, to their own user alone', async () => {
      const older = await stored({ id: '1' });
      const newer = await stored({ id: '2' });
      await stored({ id: '3', expiresAt: now });
      await stored({ id: '4', endedAt: now });
      await stored({ id: '5', userId: 'b' });
      expect(await repository.listLiving(older.userId, now, { limit: 9 })).toEqual([newer, older]);
      const all = await repository.list(older.userId, { limit: 9 });
      expect(all.map(({ id }) => id)).toEqual(['4', '3', '2', '1']);
      expect(all.slice(2)).toEqual([newer, older]);
      expect(await repository.listLiving('nobody', now, { limit: 9 })).toEqual([]);
    });

    it('go on with the successor of their token, from where it was shown', async () => {
      const session = await refreshable();
      const rotated = await repository.rotate(session.id, aRotation());
      expect(rotated).toEqual({
        ...session,
        ...{ address: '2001:db8::/64', browser: 'Safari', system: 'iPhone' },
        ...{
          tokenHash: 'second',
          usedTokens: [{ hash: 'first', at: later(7) }],
          usedAt: later(9),
          expiresAt: later(48 * HOUR_MS),
        },
      });
      expect(await repository.find(session.id)).toEqual(rotated);
    });

    it('take the first of fifty successors that come at the same time, and no other (security 23)', async () => {
      const { id } = await refreshable();
      const rotations = Array.from({ length: 50 }, (_, index) =>
        repository.rotate(id, aRotation({ to: `to ${index}` })),
      );
      const rotated = (await Promise.all(rotations)).filter((session) => session !== undefined);
      expect(rotated).toHaveLength(1);
      expect(await repository.find(id)).toEqual(rotated[0]);
    });

    it.each([
      ['another token is good', { tokenHash: 'another' }],
      ['there never was a token', { tokenHash: undefined }],
      ['it was ended', { endedAt: now }],
      ['it is over', { expiresAt: later(9) }],
    ])('are not rotated where %s', async (_, differing) => {
      const session = await refreshable(differing);
      expect(await repository.rotate(session.id, aRotation())).toBeUndefined();
      expect(await repository.find(session.id)).toEqual(session);
    });

    it('go on where something else goes on with them, unless they are over', async () => {
      const [living, ended] = [await stored(), await stored()];
      const [usedAt, expiresAt] = [new Date(now.getTime() + 1_000), new Date(now.getTime() + 9 * 86_400_000)];
      await repository.end(ended.id, now);
      for (const { id } of [living, ended]) await repository.prolong(id, usedAt, expiresAt);
      expect(await repository.find(living.id)).toEqual({ ...living, usedAt, expiresAt });
      expect(await repository.find(ended.id)).toMatchObject({ endedAt: now, expiresAt: now });
    });

    it('are unused until they are used', async () => {
      const [used, unused] = [await stored({ isUnused: true }), await stored({ isUnused: true })];
      await repository.use(used.id);
      await repository.use(used.id);
      expect((await repository.find(used.id))!.isUnused).toBeUndefined();
      expect(await repository.find(unused.id)).toEqual(unused);
    });

    it('of which apps are told are listed when they are over, longest over first, until nothing is to be told', async () => {
      const [ended, expired, living] = [
        await stored(),
        await stored({ expiresAt: later(1) }),
        await stored({ expiresAt: later(HOUR_MS) }),
      ];
      for (const { id } of [ended, expired, living]) await repository.attachApps(id);
      await stored({ expiresAt: later(-1) });
      await repository.end(ended.id, now);
      const over = async (limit = 10) => (await repository.listOverWithApps(later(2), limit)).map(({ id }) => id);
      expect(await over()).toEqual([ended.id, expired.id]);
      expect(await over(1)).toEqual([ended.id]);
      expect(await repository.listOverWithApps(later(2), 1)).toMatchObject([{ hasApps: true, endedAt: now }]);
      await repository.detachApps(ended.id);
      expect(await over()).toEqual([expired.id]);
      expect((await repository.find(ended.id))?.hasApps).toBeUndefined();
    });

    it('keep what was changed in them, the last that is said', async () => {
      const session = await stored();
      const changed = { phone: { from: '+4915112345678', to: null } };
      await repository.keepChanged(session.id, { name: { from: 'Ann', to: 'Eve' } });
      await repository.keepChanged(session.id, changed);
      expect(await repository.find(session.id)).toEqual({ ...session, changed });
    });

    it('are ended once, and then are over', async () => {
      const session = await refreshable();
      const ends = await Promise.all(Array.from({ length: 10 }, () => repository.end(session.id, now)));
      expect(ends.filter(Boolean)).toHaveLength(1);
      expect(await repository.find(session.id)).toEqual({ ...session, endedAt: now, expiresAt: now });
      expect(await repository.rotate(session.id, aRotation())).toBeUndefined();
    });

    it('that are over, or not there, are not ended', async () => {
      const over = await stored({ expiresAt: now });
      expect(await repository.end(over.id, now)).toBe(false);
      expect(await repository.end('unknown', now)).toBe(false);
      expect(await repository.find(over.id)).toEqual(over);
    });

    it('of one user are ended together, but for the one that goes on (security 21)', async () => {
      const mine = await Promise.all([stored(), stored(), stored()]);
      await stored({ expiresAt: now });
      const other = await stored({ userId: 'b' });
      expect(await repository.endAll(mine[0]!.userId, now, mine[1]!.id)).toBe(2);
      expect(await repository.listLiving(mine[0]!.userId, now, { limit: 9 })).toEqual([mine[1]]);
      expect(await repository.endAll(mine[0]!.userId, now)).toBe(1);
      expect(await repository.endAll(mine[0]!.userId, now)).toBe(0);
      expect(await repository.find(other.id)).toEqual(other);
    });

    it('that were over before are erased, no more at a time than was asked for', async () => {
      const living = await stored();
      await stored({ expiresAt: later(-HOUR_MS) });
      await stored({ expiresAt: later(-2 * HOUR_MS) });
      const ended = await stored();
      await repository.end(ended.id, later(-HOUR_MS));
      const justOver = await stored({ expiresAt: now });
      expect(await repository.eraseOver(now, 2)).toBe(2);
      expect(await repository.eraseOver(now, 2)).toBe(1);
      expect(await repository.eraseOver(now, 2)).toBe(0);
      expect(await repository.find(ended.id)).toBeUndefined();
      expect(await repository.find(living.id)).toEqual(living);
      expect(await repository.find(justOver.id)).toEqual(justOver);
    });
  });
}
