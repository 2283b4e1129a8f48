import { openOnSqlite } from '../../../test/harness/sqlite.store';
import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import type { SqliteConnection } from '../../persistence/sqlite/sqlite.driver';
import { aMoment } from '../webhook.fixture';
import { describeWebhookRepository } from './webhook.repository.contract';
import { SqliteWebhookRepository } from './webhook.repository.sqlite';

describeWebhookRepository('SQLite', openOnSqlite(SqliteWebhookRepository));

class Both {
  readonly repository: SqliteWebhookRepository;

  constructor(readonly database: SqliteDatabase) {
    const connection = Reflect.get(database, 'connection') as SqliteConnection;
    const listening = {
      prepare: (sql: string) => {
        this.statements.push(sql);
        return connection.prepare(sql);
      },
    };
    Reflect.set(database, 'connection', listening);
    this.repository = new SqliteWebhookRepository(database);
    this.listen = () => Reflect.set(database, 'connection', listening);
    this.stop = () => Reflect.set(database, 'connection', connection);
    this.stop();
  }

  readonly statements: string[] = [];
  readonly listen: () => void;
  readonly stop: () => void;

  /** SQLite's plan for the statement that matches `word`. */
  planOf(word: RegExp): string {
    const connection = Reflect.get(this.database, 'connection') as SqliteConnection;
    const sql = this.statements.find((statement) => word.test(statement))!;
    const plan = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
    return plan.map(({ detail }) => detail).join('\n');
  }
}

describe('among a long history of webhooks, SQLite', () => {
  it.each([
    [{ state: 'failed' }, /INDEX webhooks_failed/],
    [{ state: 'failed', type: 'user.created' }, /INDEX webhooks_failed/],
    [{ state: 'pending' }, /INDEX webhooks_due/],
    [{ state: 'pending', type: 'user.created' }, /INDEX webhooks_due/],
    [{ type: 'user.created' }, /INDEX webhooks_type/],
    [{ state: 'sent', type: 'user.created' }, /INDEX webhooks_type/],
    [{ state: 'sent' }, /PRIMARY KEY/],
    [{}, /PRIMARY KEY/],
  ] as const)('lists %j by an index', async (search, index) => {
    const { repository: both, close } = await openOnSqlite(Both)();
    both.statements.length = 0;
    both.listen();
    await both.repository.list(search, { limit: 10 });
    both.stop();
    const plan = both.planOf(/./);
    expect(plan).toMatch(index);
    expect(plan).not.toMatch(/SCAN webhooks(?! USING)/);
    await close();
  });

  it.each([
    ['what is due', /^SELECT id FROM webhooks WHERE due_at </, /INDEX webhooks_due/],
    ['what to claim', /^UPDATE webhooks SET holder/, /INDEX webhooks_due/],
    ['how many are pending', /count\(\*\)/, /INDEX webhooks_due/],
    ['what failed, to replay it', /state = 'failed' AND ended_at/, /INDEX webhooks_failed/],
    ['what to erase', /^DELETE/, /PRIMARY KEY/],
  ])('finds %s by an index', async (_, word, index) => {
    const { repository: both, close } = await openOnSqlite(Both)();
    expect(both.planOf(word)).toMatch(index);
    expect(await both.repository.eraseEnded(aMoment, 1)).toBe(0);
    await close();
  });
});
