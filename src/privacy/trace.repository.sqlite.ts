import { sql, type Kysely } from 'kysely';
import type { Chat } from '../account/chat.repository';
import { idsSince } from '../ids';
import { NO_CHAT } from '../otp/verification';
import type { SqliteDatabase } from '../persistence/sqlite.database';
import { toDate, type ChatRow, type Tables } from '../persistence/sqlite.schema';
import { TraceRepository, type Gone } from './trace.repository';

type OfChat = { chatId: number };
type Until = OfChat & { until: number };

export class SqliteTraceRepository extends TraceRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async listChats(chatId: number): Promise<Chat[]> {
    return this.queries.listChats.all({ chatId }).map(toChat);
  }

  async listUnsent(chatId: number): Promise<string[]> {
    return this.queries.listUnsent.all({ chatId }).map(({ id }) => id);
  }

  /** In this order: the messages tell which sign-ins were meant. */
  erase({ userId, chatId }: Gone, until: Date, lost: Date): Promise<number> {
    const of = { chatId, until: until.getTime() };
    return this.database.write(() => {
      this.queries.forgetSessions.run({ userId });
      this.queries.forgetChats.run(of);
      this.queries.forgetApplicants.run({ ...of, since: idsSince(new Date(of.until + 1)) });
      this.queries.forgetRecipients.run({ ...of, lost: lost.getTime() });
      return this.queries.countLeft.first(of)!.left;
    });
  }
}

function prepareQueries(database: SqliteDatabase) {
  return {
    listChats: database.prepare<OfChat, ChatRow>((db, param) =>
      db.selectFrom('chats').selectAll().where('chat_id', '=', param('chatId')).orderBy('bot_id'),
    ),
    listUnsent: database.prepare<OfChat, { id: string }>((db, param) => selectUnsent(db, param).orderBy('id', 'desc')),
    forgetSessions: database.prepare<{ userId: string }>((db, param) =>
      db.deleteFrom('sessions').where('user_id', '=', param('userId')),
    ),
    forgetChats: database.prepare<Until>((db, param) =>
      db.deleteFrom('chats').where('chat_id', '=', param('chatId')).where('updated_at', '<=', param('until')),
    ),
    forgetApplicants: database.prepare<Until & { since: string }>((db, param) =>
      db
        .updateTable('verifications')
        .set({
          ...{ name: '', email: '', phone: null, telegram_username: null },
          ...{ browser: '', system: '', origin: '', reason: null },
          chat_id: sql<number>`CASE WHEN chat_id = ${param('chatId')} THEN ${NO_CHAT} ELSE chat_id END`,
        })
        .where('id', 'in', () =>
          db
            .selectFrom('deliveries')
            .select('verification_id as id')
            .where('chat_id', '=', param('chatId'))
            .where('requested_at', '<=', param('until'))
            .union(selectUnsent(db, param)),
        )
        // The present message was asked for by then, too.
        .where('delivery_id', '<', param('since'))
        .where('created_at', '<=', param('until')),
    ),
    forgetRecipients: database.prepare<Until & { lost: number }>((db, param) =>
      db
        .updateTable('deliveries')
        .set({ chat_id: NO_CHAT, due_at: null })
        .where('chat_id', '=', param('chatId'))
        .where('requested_at', '<=', param('until'))
        .where((eb) => eb.or([eb('due_at', 'is', null), eb('requested_at', '<', param('lost'))])),
    ),
    countLeft: database.prepare<Until, { left: number }>((db, param) =>
      db
        .selectFrom('deliveries')
        .select((eb) => eb.fn.countAll<number>().as('left'))
        .where('chat_id', '=', param('chatId'))
        .where('requested_at', '<=', param('until')),
    ),
  };
}

/** The condition is the index's. */
const selectUnsent = (db: Kysely<Tables>, param: (name: 'chatId') => number) =>
  db
    .selectFrom('verifications')
    .select('id')
    .where('chat_id', '=', param('chatId'))
    .where('failure', '=', sql.lit('bot_not_started'));

const toChat = (row: ChatRow): Chat => ({
  botId: row.bot_id,
  chatId: row.chat_id,
  language: row.language,
  name: row.name ?? undefined,
  username: row.username ?? undefined,
  blockedAt: toDate(row.blocked_at),
  pausedAt: toDate(row.paused_at),
});
