import { aSqliteDatabase, openOnSqlite, plansOf } from '../../../test/harness/sqlite.store';
import { describeWebhookRepository } from './webhook.repository.contract';
import { SqliteWebhookRepository } from './webhook.repository.sqlite';

describeWebhookRepository('SQLite', openOnSqlite(SqliteWebhookRepository));

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
    const { database, close } = aSqliteDatabase();
    const repository = new SqliteWebhookRepository(database);
    const [plan] = await plansOf(database, () => repository.list(search, { limit: 10 }));
    expect(plan?.steps).toMatch(index);
    expect(plan?.steps).not.toMatch(/SCAN webhooks(?! USING)/);
    await close();
  });

  it.each([
    ['what is due', /^SELECT id FROM webhooks WHERE due_at </, /INDEX webhooks_due/],
    ['what to claim', /^UPDATE webhooks SET holder/, /INDEX webhooks_due/],
    ['how many are pending', /count\(\*\)/, /INDEX webhooks_due/],
    ['what failed, to replay it', /state = 'failed' AND ended_at/, /INDEX webhooks_failed/],
    ['what to erase', /^DELETE/, /PRIMARY KEY/],
  ])('finds %s by an index', async (_, word, index) => {
    const { database, close } = aSqliteDatabase();
    const plans = await plansOf(database, () => new SqliteWebhookRepository(database));
    expect(plans.find(({ sql }) => word.test(sql))?.steps).toMatch(index);
    await close();
  });
});
