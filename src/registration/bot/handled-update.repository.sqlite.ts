import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import type { HandledUpdateRow } from '../../persistence/sqlite/sqlite.schema';
import { HandledUpdateRepository, type Taking } from './handled-update.repository';

type Key = { botId: number; updateId: number };
type InHand = Readonly<{ takenAt: Date; busyUntil: Date }>;

/**
 * We hold the file alone, so what is in somebody's hands is known in memory, and after a crash it is in nobody's. Only
 * what was handled is written down.
 */
export class SqliteHandledUpdateRepository extends HandledUpdateRepository {
  private readonly inHand = new Map<string, InHand>();
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async take(botId: number, updateId: number, now: Date, busyUntil: Date): Promise<Taking> {
    const before = this.inHand.get(keyOf(botId, updateId));
    if (before && before.busyUntil > now) return 'busy';
    if (this.queries.find.first({ botId, updateId })) return 'handled';
    this.inHand.set(keyOf(botId, updateId), { takenAt: now, busyUntil });
    return 'taken';
  }

  async finish(botId: number, updateId: number): Promise<void> {
    const held = this.inHand.get(keyOf(botId, updateId));
    if (!held) return;
    await this.database.write(() => this.queries.put.run({ botId, updateId, takenAt: held.takenAt.getTime() }));
    this.inHand.delete(keyOf(botId, updateId));
  }

  async giveBack(botId: number, updateId: number): Promise<void> {
    this.inHand.delete(keyOf(botId, updateId));
  }

  async purge(before: Date): Promise<void> {
    for (const [key, { takenAt }] of this.inHand) if (takenAt < before) this.inHand.delete(key);
    await this.database.write(() => this.queries.purge.run({ before: before.getTime() }));
  }
}

const keyOf = (botId: number, updateId: number): string => `${botId}:${updateId}`;

function prepareQueries(database: SqliteDatabase) {
  return {
    find: database.prepare<Key, HandledUpdateRow>((db, param) =>
      db
        .selectFrom('handled_updates')
        .selectAll()
        .where('bot_id', '=', param('botId'))
        .where('update_id', '=', param('updateId')),
    ),
    put: database.prepare<Key & { takenAt: number }>((db, param) =>
      db.replaceInto('handled_updates').values({
        bot_id: param('botId'),
        update_id: param('updateId'),
        taken_at: param('takenAt'),
      }),
    ),
    purge: database.prepare<{ before: number }>((db, param) =>
      db.deleteFrom('handled_updates').where('taken_at', '<', param('before')),
    ),
  };
}
