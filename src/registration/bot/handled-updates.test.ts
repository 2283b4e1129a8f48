import { clock } from '../../clock';
import { AppError } from '../../errors';
import { openOnSqlite } from '../../../test/harness/sqlite.store';
import { SqliteHandledUpdateRepository } from './handled-update.repository.sqlite';
import { HandledUpdates } from './handled-updates';

const open = openOnSqlite(SqliteHandledUpdateRepository);
const HOUR_MS = 3_600_000;

const itIs = (time: number) => jest.spyOn(clock, 'now').mockReturnValue(new Date(time));

describe('an update', () => {
  let repository: SqliteHandledUpdateRepository;
  let close: () => Promise<void>;
  let updates: HandledUpdates;
  let handled: number;

  beforeEach(async () => {
    ({ repository, close } = await open());
    updates = new HandledUpdates(repository);
    handled = 0;
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await close();
  });

  const handle = async () => {
    await new Promise(setImmediate);
    handled++;
  };
  const fail = (error: Error) => () => Promise.reject(error);

  it('is handled once, however parallel it comes; a repeat meanwhile is told to come again in a moment', async () => {
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => updates.once(1, 7, handle)));
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as AppError] : []));
    expect([handled, reasons.length]).toEqual([1, 49]);
    expect(reasons[0]).toMatchObject({ code: 'overloaded', status: 503 });
    await updates.once(1, 7, handle);
    expect(handled).toBe(1);
  });

  it('is handled when it comes again, where what it did could not be stored', async () => {
    const away = new AppError('storage_unavailable');
    await expect(updates.once(1, 7, fail(away))).rejects.toBe(away);
    await updates.once(1, 7, handle);
    expect(handled).toBe(1);
  });

  it.each([new TypeError('cannot read it'), new AppError('link_invalid')])(
    'that breaks its handler (%s) is not tried again',
    async (error) => {
      await expect(updates.once(1, 7, fail(error))).rejects.toBe(error);
      await updates.once(1, 7, handle);
      expect(handled).toBe(0);
    },
  );

  it('whose handler was interrupted is handled after 15 seconds', async () => {
    itIs(0);
    void updates.once(1, 7, () => new Promise(() => undefined));
    itIs(14_999);
    await expect(updates.once(1, 7, handle)).rejects.toMatchObject({ status: 503 });
    itIs(15_000);
    await updates.once(1, 7, handle);
    expect(handled).toBe(1);
  });

  it.each(['take', 'finish'] as const)('must come again when storage is away for a moment (%s)', async (step) => {
    const away = new AppError('storage_unavailable');
    jest.spyOn(repository, step).mockRejectedValueOnce(away);
    await expect(updates.once(1, 7, handle)).rejects.toBe(away);
  });

  it('is remembered for as long as Telegram may send it, and not for ever', async () => {
    itIs(0);
    await updates.once(1, 7, handle);
    itIs(48 * HOUR_MS);
    await updates.purge();
    await updates.once(1, 7, handle);
    expect(handled).toBe(1);
    itIs(48 * HOUR_MS + 1);
    await updates.purge();
    await updates.once(1, 7, handle);
    expect(handled).toBe(2);
  });

  it('is not lost for a store that is down while old ones are forgotten', async () => {
    jest.spyOn(repository, 'purge').mockRejectedValueOnce(new Error('down'));
    await expect(updates.purge()).resolves.toBeUndefined();
  });
});
