import { randomId } from '../../ids';
import type { Device, DeviceRepository } from './device.repository';

type Opened = Readonly<{ repository: DeviceRepository; close: () => Promise<void> }>;

const HOUR_MS = 3_600_000;

/** What every store of known devices promises. */
export function describeDeviceRepository(name: string, open: () => Promise<Opened>): void {
  describe(`known devices in ${name}`, () => {
    let repository: DeviceRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    const now = new Date();
    const ago = (hours: number) => new Date(now.getTime() - hours * HOUR_MS);

    async function stored(differing: Partial<Device> = {}): Promise<Device> {
      const names = { id: randomId(), userId: 'ann', sessionId: randomId() };
      const device = { ...names, browser: 'Firefox', system: 'Linux', createdAt: ago(9), usedAt: now, ...differing };
      await repository.insert(device);
      return device;
    }

    it('come back as they were put in, used last first, and whatever else is asked for does not', async () => {
      const older = await stored({ usedAt: ago(2), browser: '', system: '' });
      const newer = await stored({ usedAt: ago(1), userId: 'bob' });
      const ids = [older.id, 'unknown', newer.id, '', older.userId, older.sessionId];
      expect(await repository.findAll(ids)).toEqual([newer, older]);
      expect(await repository.findAll([])).toEqual([]);
    });

    it('are inserted once, and not changed by another attempt', async () => {
      const device = await stored();
      await repository.insert({ ...device, userId: 'a-thief' });
      expect(await repository.findAll([device.id])).toEqual([device]);
    });

    it('are listed to their own account alone, used last first', async () => {
      const [older, newer] = [await stored({ usedAt: ago(1) }), await stored()];
      await stored({ userId: 'bob' });
      expect(await repository.list('ann', 9)).toEqual([newer, older]);
      expect(await repository.list('nobody', 9)).toEqual([]);
    });

    it('go on with the session that was opened on them last', async () => {
      const device = await stored({ usedAt: ago(3) });
      const use = { sessionId: 'another', browser: 'Chrome', system: 'Android', usedAt: now };
      expect(await repository.use(device.id, use)).toBe(true);
      expect(await repository.findAll([device.id])).toEqual([{ ...device, ...use }]);
      expect(await repository.use('unknown', use)).toBe(false);
      expect(await repository.findAll(['unknown'])).toEqual([]);
    });

    it('are erased by their own account, once', async () => {
      const device = await stored();
      expect(await repository.erase(device.id, 'bob')).toBe(false);
      expect(await repository.erase(device.id, 'ann')).toBe(true);
      expect(await repository.erase(device.id, 'ann')).toBe(false);
      expect(await repository.list('ann', 9)).toEqual([]);
    });

    it('are erased with the session that was opened on them last', async () => {
      const [gone, kept] = [await stored(), await stored()];
      await repository.eraseOf(gone.sessionId);
      expect(await repository.list('ann', 9)).toEqual([kept]);
    });

    it('are erased together, but for the one that goes on', async () => {
      const [kept, others] = [await stored(), await stored({ userId: 'bob' })];
      await stored();
      await repository.eraseAll('ann', kept.sessionId);
      expect(await repository.list('ann', 9)).toEqual([kept]);
      await repository.eraseAll('ann');
      expect(await repository.list('ann', 9)).toEqual([]);
      expect(await repository.list('bob', 9)).toEqual([others]);
    });

    it('are erased when they were not used for long, the longest unused first, a few at a time', async () => {
      const kept = await stored({ usedAt: ago(5) });
      const [oldest, older] = [await stored({ usedAt: ago(9) }), await stored({ usedAt: ago(8) })];
      await stored({ usedAt: ago(7) });
      expect(await repository.eraseUnused(ago(5), 1)).toBe(1);
      expect(await repository.findAll([oldest.id, older.id])).toEqual([older]);
      expect(await repository.eraseUnused(ago(5), 5)).toBe(2);
      expect(await repository.eraseUnused(ago(5), 5)).toBe(0);
      expect(await repository.list('ann', 9)).toEqual([kept]);
    });
  });
}
