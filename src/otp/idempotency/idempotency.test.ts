import { idOf } from '../../verification/proof';
import { Secrets } from '../../verification/secrets';
import { openOnSqlite } from '../../../test/harness/sqlite.store';
import { Idempotency } from './idempotency';
import { SqliteIdempotencyRepository } from './idempotency.repository.sqlite';

const open = openOnSqlite(SqliteIdempotencyRepository);
const now = new Date('2030-05-17T12:00:00.000Z');
const body = { name: 'Ann', email: 'ann@example.org' };

describe('an Idempotency-Key', () => {
  let close: () => Promise<void>;
  let idempotency: Idempotency;
  let claims: jest.SpyInstance;

  beforeEach(async () => {
    const opened = await open();
    close = opened.close;
    claims = jest.spyOn(opened.repository, 'claim');
    idempotency = new Idempotency(opened.repository, new Secrets(['a-key-of-the-tests'], 6));
  });

  afterEach(() => close());

  it('means one verification, however often and parallel it comes', async () => {
    const ids = await Promise.all(
      Array.from({ length: 50 }, () => idempotency.verificationId({ key: 'key', sender: '203.0.113.1', body }, now)),
    );
    expect(new Set(ids).size).toBe(1);
    expect(await idempotency.verificationId({ key: 'another', sender: '203.0.113.1', body }, now)).not.toBe(ids[0]);
  });

  it('means one proof, which no other sender or key gets, and of which the store has the hash (S7)', async () => {
    const of = { key: 'key', sender: '203.0.113.1', body };
    const later = new Date(now.getTime() + 60_000);
    const proof = await idempotency.proof(of, now);
    expect(await idempotency.proof(of, later)).toBe(proof);
    expect(await idempotency.proof({ ...of, sender: '203.0.113.2' }, now)).not.toBe(proof);
    expect(await idempotency.proof({ ...of, key: 'another' }, now)).not.toBe(proof);
    expect(JSON.stringify(claims.mock.calls)).not.toContain(proof);
    expect(JSON.stringify(claims.mock.calls)).toContain(idOf(proof));
  });

  it('means the proof that the version before has stored (S7)', async () => {
    const of = { key: 'key', sender: '203.0.113.1', body };
    const stored = await idempotency.verificationId(of, now);
    expect(await idempotency.proof(of, now)).toBe(stored);
  });

  it('is refused with another body than before', async () => {
    await idempotency.verificationId({ key: 'key', sender: '203.0.113.1', body }, now);
    const other = idempotency.verificationId(
      { key: 'key', sender: '203.0.113.1', body: { ...body, name: 'Bob' } },
      now,
    );
    await expect(other).rejects.toMatchObject({
      code: 'invalid_request',
      details: { errors: [{ field: 'Idempotency-Key' }] },
    });
  });

  it.each(['a b', 'é', 'line\nbreak', '\u0000', 'x'.repeat(256), ''])('is refused as %j', async (key) => {
    await expect(idempotency.verificationId({ key, sender: '203.0.113.1', body }, now)).rejects.toMatchObject({
      code: 'invalid_request',
    });
    expect(claims).not.toHaveBeenCalled();
  });

  it('leaves neither itself nor the person in the store', async () => {
    await idempotency.verificationId({ key: 'a-key-of-mine', sender: '203.0.113.1', body }, now);
    expect(JSON.stringify(claims.mock.calls)).not.toMatch(/a-key-of-mine|ann@example\.org/);
  });
});
