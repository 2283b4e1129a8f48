import { askMongoRole } from './mongo.role';
import { aMongoUrl } from '../../../test/harness/store';

describe('what a MongoDB server says of itself', () => {
  it('is whether it has a primary, how long it takes, and by what clock', async () => {
    const role = await askMongoRole(aMongoUrl());
    expect(role.hasPrimary).toBe(true);
    expect(role.tookMs).toBeGreaterThan(0);
    expect(Math.abs(role.aheadMs)).toBeLessThan(60_000);
  });

  it('is nothing where there is none', async () => {
    await expect(askMongoRole('mongodb://127.0.0.1:1/x')).rejects.toThrow();
  });
});
