import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { clock } from '../../clock';
import { SqliteDatabase } from './sqlite.database';
import { aTemporaryFolder } from '../../../test/harness/sqlite.store';

const HOUR = 3_600_000;

type Table = 'handled_updates' | 'deliveries';

describe('time over a restart', () => {
  const folder = aTemporaryFolder();
  let path: string;
  let files = 0;
  let warnings: jest.SpyInstance;
  let followed: jest.SpyInstance;

  beforeEach(() => {
    path = join(folder.path, `${++files}.sqlite`);
    warnings = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    followed = jest.spyOn(clock, 'follow').mockReturnValue(0);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => folder.remove());

  /** A finished run whose newest record of a kind is `ahead` milliseconds ahead of the clock. */
  async function aRunThatWrote(table: Table, ahead: number): Promise<Date> {
    const at = clock.in(ahead);
    const time = at.getTime();
    const database = SqliteDatabase.open(path);
    await database.write(() =>
      table === 'handled_updates'
        ? database.query('INSERT INTO handled_updates (bot_id, update_id, taken_at) VALUES (1, 1, :time)').run({ time })
        : database.query(INSERT_SENT).run({ time }),
    );
    await database.close();
    return at;
  }

  const start = async () => SqliteDatabase.open(path).close();

  it.each(['handled_updates', 'deliveries'] as const)(
    'goes on from the newest record where the wall clock was set back (%s), and says so once',
    async (table) => {
      const newest = await aRunThatWrote(table, HOUR);
      await start();
      expect(followed).toHaveBeenCalledWith(newest.getTime(), 0);
      expect(warnings.mock.calls).toEqual([[expect.stringMatching(/ 3[56]\d\d s ahead/)]]);
    },
  );

  it('goes by the clock where it is right, and where there is nothing yet', async () => {
    await start();
    await aRunThatWrote('deliveries', -HOUR);
    await start();
    expect(followed).not.toHaveBeenCalled();
    expect(warnings).not.toHaveBeenCalled();
  });

  it('goes by the clock, and says so, where the record cannot be true', async () => {
    await aRunThatWrote('deliveries', 26 * HOUR);
    await start();
    expect(followed).not.toHaveBeenCalled();
    expect(warnings).toHaveBeenCalledTimes(1);
  });
});

/** A delivery that was requested long ago and sent at `:time`. */
const INSERT_SENT = `INSERT INTO deliveries (id, verification_id, bot_id, chat_id, language, state, claims, attempts,
    removal_attempts, interrupted, message_id, steps, requested_at, deadline_at, sent_at, delete_at, due_at)
  VALUES ('000000000', 'v', 1, 2, 'en', 'sent', 1, 1, 0, 0, 7, '[]', 1, 2, :time, :time + 1, :time + 1)`;
