import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import { HandledUpdateRepository, type Taking } from './handled-update.repository';

type InHand = Readonly<{ takenAt: Date; busyUntil: Date }>;

/**
 * This process holds the file alone, so it knows in memory which updates are being handled, and none is after a crash.
 * Only handled updates are written down.
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
    find: database.query('SELECT taken_at FROM handled_updates WHERE bot_id = :botId AND update_id = :updateId'),
    put: database.query(
      'REPLACE INTO handled_updates (bot_id, update_id, taken_at) VALUES (:botId, :updateId, :takenAt)',
    ),
    purge: database.query('DELETE FROM handled_updates WHERE taken_at < :before'),
  };
}
