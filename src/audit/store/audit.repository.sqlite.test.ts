import { AppError } from '../../errors';
import type { GroupCommit, Transactions } from '../../persistence/group-commit';
import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import type { SqliteConnection } from '../../persistence/sqlite/sqlite.driver';
import { aSqliteDatabase, openOnSqlite, plansOf } from '../../../test/harness/sqlite.store';
import { verifyStored } from '../audit.chain';
import { aDraft } from '../audit.fixture';
import { auditTable } from './audit.table';
import { describeAuditRepository } from './audit.repository.contract';
import type { Search } from './audit.repository';
import { SqliteAuditRepository } from './audit.repository.sqlite';
import { describeTampering } from './audit.tampering.contract';

const transactionsOf = (database: SqliteDatabase) =>
  Reflect.get(Reflect.get(database, 'commits') as GroupCommit, 'transactions') as Transactions;
const connectionOf = (database: SqliteDatabase) => Reflect.get(database, 'connection') as SqliteConnection;

describeAuditRepository('SQLite', openOnSqlite(SqliteAuditRepository));

describeTampering('SQLite', async () => {
  const { database, close } = aSqliteDatabase();
  const connection = connectionOf(database);
  const insert = (table: string, row: object) => {
    const names = Object.keys(row);
    const values = Object.values(row) as (string | number | null)[];
    // SQLite takes no NaN; a number beyond all dates is read back as an invalid time, too.
    const kept = values.map((value) => (Number.isNaN(value) ? 9e15 : value));
    connection.prepare(`INSERT INTO ${table} (${names.join()}) VALUES (${names.map(() => '?').join()})`).run(...kept);
  };
  return {
    repository: new SqliteAuditRepository(database),
    close,
    intruder: {
      replaceAll: async (entries) => {
        connection.exec('DELETE FROM audit');
        for (const entry of entries) insert('audit', auditTable.toRow(entry));
      },
      replaceHead: async (head) => {
        connection.exec('DELETE FROM audit_head');
        insert('audit_head', { id: 1, seq: head.seq, hash: head.hash });
      },
    },
  };
});

describe('the audit in a SQLite file', () => {
  let database: SqliteDatabase;
  let close: () => Promise<void>;
  let repository: SqliteAuditRepository;

  beforeEach(() => {
    ({ database, close } = aSqliteDatabase());
    repository = new SqliteAuditRepository(database);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await close();
  });

  it('is written in the commit of what happens in the same turn', async () => {
    const commit = jest.spyOn(transactionsOf(database), 'commit');
    await Promise.all([database.probe(), repository.append(aDraft()), repository.append(aDraft()), database.probe()]);
    expect(commit).toHaveBeenCalledTimes(1);
  });

  it('goes on without a gap where a commit has failed', async () => {
    await repository.append(aDraft());
    jest.spyOn(transactionsOf(database), 'commit').mockImplementationOnce(() => {
      throw Object.assign(new Error('disk full'), { errcode: 13 });
    });
    const failing = [repository.append(aDraft()), repository.append(aDraft())];
    for (const append of failing) await expect(append).rejects.toBeInstanceOf(AppError);
    await repository.append(aDraft());
    expect(await verifyStored(repository)).toMatchObject({ entries: 2, from: 1, to: 2 });
  });

  it('is told as broken, and not as an error, where details are no JSON any more', async () => {
    await repository.append(aDraft({ details: { door: 'otp' } }));
    connectionOf(database).exec(`UPDATE audit SET details = '{"door": otp'`);
    expect((await verifyStored(repository)).fault).toMatchObject({ seq: 1 });
  });

  it('is searched by an index, whatever is looked for, and never sorted', async () => {
    const subject = { kind: 'user', id: 'ann' } as const;
    const actor = { kind: 'admin', id: 'key' } as const;
    const action = 'sign_in.failed';
    const kind = { kind: 'user' } as const;
    const shapes: Search[] = [{ action }, { action, actor: kind }, { actor: kind }, { actor }, { subject }];
    shapes.push({ action, actor }, { action, subject }, { actor: kind, subject }, { action, actor, subject });
    const plans = await plansOf(database, async () => {
      const searched = new SqliteAuditRepository(database);
      for (const search of [{}, ...shapes]) await searched.list(search, { limit: 10 });
    });
    const ofTimes = plans.filter(({ sql }) => sql.includes('at >= '));
    expect(ofTimes).toHaveLength(3 + shapes.length);
    for (const { steps } of ofTimes)
      expect(steps).toMatch(/^SEARCH audit USING (COVERING )?INDEX \w+ \((\w+=\? AND )*at>\? AND at<\?\)$/);
  });
});
