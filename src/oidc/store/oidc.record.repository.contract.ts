import { randomId } from '../../ids';
import { anOidcRecord } from './oidc.record.fixture';
import type { OidcRecord, OidcRecordRepository } from './oidc.record.repository';

type Opened = Readonly<{ repository: OidcRecordRepository; close: () => Promise<void> }>;

/** What every store of the OpenID provider's records promises. */
export function describeOidcRecordRepository(name: string, open: () => Promise<Opened>): void {
  describe(`records of OpenID in ${name}`, () => {
    let repository: OidcRecordRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    const now = new Date();
    const hence = (seconds: number) => new Date(now.getTime() + seconds * 1000);

    async function stored(differing: Partial<OidcRecord> = {}): Promise<OidcRecord> {
      const record = anOidcRecord(differing);
      await repository.put(record);
      return record;
    }

    const isThere = async ({ id }: OidcRecord) => (await repository.find(id)) !== undefined;

    it('come back as they were put in, the least of them too', async () => {
      const full = await stored({ userCodeHash: 'a-code' });
      const nothing = { sessionId: undefined, grantId: undefined, userId: undefined, appId: undefined };
      const least = await stored(nothing);
      expect(await repository.find(full.id)).toEqual(full);
      expect(await repository.find(least.id)).toEqual(least);
      expect(await repository.find('unknown')).toBeUndefined();
    });

    it('are put in the place of themselves', async () => {
      const record = await stored();
      const next = { ...record, sealed: 'anew', sessionId: 'another', expiresAt: hence(99) };
      await repository.put(next);
      expect(await repository.find(record.id)).toEqual(next);
    });

    it('are found by their session and kind, and by what a person types', async () => {
      const [code, session] = [await stored(), await stored({ model: 'Session', userCodeHash: 'typed' })];
      expect(await repository.findBySession('Session', session.sessionId!)).toEqual(session);
      expect(await repository.findBySession('Session', code.sessionId!)).toBeUndefined();
      expect(await repository.findByUserCode('typed')).toEqual(session);
      expect(await repository.findByUserCode('unknown')).toBeUndefined();
    });

    it('are used once, also by parallel attempts, and stay used when they are put again', async () => {
      const record = await stored();
      const tries = await Promise.all(Array.from({ length: 8 }, () => repository.consume(record.id, now)));
      expect(tries.filter(Boolean)).toHaveLength(1);
      await repository.put({ ...record, sealed: 'anew' });
      expect(await repository.find(record.id)).toMatchObject({ consumedAt: now, sealed: 'anew' });
      expect(await repository.consume(record.id, now)).toBe(false);
      expect(await repository.consume('unknown', now)).toBe(false);
    });

    it('are erased one by one, and with their grant or their app', async () => {
      const [grantId, appId] = [randomId(), randomId()];
      const [alone, other] = [await stored(), await stored()];
      const ofGrant = [await stored({ grantId }), await stored({ grantId, model: 'AccessToken' })];
      const ofApp = [await stored({ appId }), await stored({ appId, model: 'Grant' })];
      await repository.erase(alone.id);
      await repository.eraseByGrant(grantId);
      await repository.eraseByApp(appId);
      for (const each of [alone, ...ofGrant, ...ofApp]) expect(await isThere(each)).toBe(false);
      expect(await isThere(other)).toBe(true);
    });

    it('of one kind are listed to their person and app, those that live longest first', async () => {
      const older = await stored({ model: 'Grant', expiresAt: hence(10) });
      const newer = await stored({ model: 'Grant', expiresAt: hence(20) });
      await stored({ model: 'Grant', userId: 'bob' });
      await stored({ model: 'Grant', appId: 'other' });
      await stored({ model: 'Grant', expiresAt: hence(-1) });
      await stored();
      const ofShop = { userId: 'ann', appId: 'shop' };
      expect(await repository.listByApp('Grant', ofShop, now, 9)).toEqual([newer, older]);
      expect(await repository.listByApp('Grant', ofShop, now, 1)).toEqual([newer]);
    });

    it('of one kind tell which apps have them, each once', async () => {
      await stored({ model: 'Grant', appId: 'shop' });
      await stored({ model: 'Grant', appId: 'shop' });
      await stored({ model: 'Grant', appId: 'bank' });
      await stored({ model: 'Grant', appId: 'over', expiresAt: hence(-1) });
      await stored({ model: 'Grant', appId: 'of-bob', userId: 'bob' });
      await stored({ model: 'Grant', appId: undefined });
      await stored({ appId: 'code' });
      expect(await repository.listApps('Grant', 'ann', now)).toEqual(['bank', 'shop']);
    });

    it('keep when they were last used, however often they are put', async () => {
      const grant = await stored({ model: 'Grant' });
      await repository.noteUse(grant.id, hence(1));
      await repository.noteUse(grant.id, hence(2));
      await repository.noteUse('unknown', now);
      await repository.put({ ...grant, sealed: 'anew' });
      expect(await repository.find(grant.id)).toMatchObject({ usedAt: hence(2), sealed: 'anew' });
      expect(await repository.find('unknown')).toBeUndefined();
    });

    it('are listed in the order of their ids, and sealed anew where nothing has changed meanwhile', async () => {
      const [one, two, three] = [await stored(), await stored({ consumedAt: now }), await stored()].toSorted((a, b) =>
        a.id < b.id ? -1 : 1,
      ) as [OidcRecord, OidcRecord, OidcRecord];
      const idsOf = (records: OidcRecord[]) => records.map(({ id }) => id);
      expect(await repository.listAfter('', 2)).toEqual([one, two]);
      expect(idsOf(await repository.listAfter(two.id, 2))).toEqual([three.id]);
      expect(await repository.listAfter(three.id, 2)).toEqual([]);
      await repository.reseal(two.id, two.sealed, 'anew');
      await repository.reseal(three.id, 'what it said before', 'anew');
      await repository.reseal('unknown', 'sealed', 'anew');
      expect(await repository.find(two.id)).toEqual({ ...two, sealed: 'anew' });
      expect(await repository.find(three.id)).toEqual(three);
      expect(await repository.find('unknown')).toBeUndefined();
    });

    it('that an app has of a person are erased at once, whatever they are', async () => {
      const grantId = randomId();
      const ofApp = [
        await stored({ grantId }),
        await stored({ model: 'Grant' }),
        await stored({ model: 'AccessToken' }),
      ];
      const others = [
        await stored({ userId: 'bob' }),
        await stored({ appId: 'bank' }),
        await stored({ appId: undefined }),
      ];
      expect(await repository.eraseOfUserByApp({ userId: 'ann', appId: 'shop' })).toBe(3);
      expect(await repository.eraseOfUserByApp({ userId: 'ann', appId: 'shop' })).toBe(0);
      for (const each of ofApp) expect(await isThere(each)).toBe(false);
      for (const each of others) expect(await isThere(each)).toBe(true);
    });

    it('are erased once they have been over for long enough, so many at a time', async () => {
      const over = [await stored({ expiresAt: hence(-2) }), await stored({ expiresAt: hence(-3) })];
      const living = await stored();
      expect(await repository.eraseOver(hence(-1), 1)).toBe(1);
      expect(await repository.eraseOver(hence(-1), 9)).toBe(1);
      expect(await repository.eraseOver(hence(-1), 9)).toBe(0);
      for (const each of over) expect(await isThere(each)).toBe(false);
      expect(await isThere(living)).toBe(true);
    });
  });
}
