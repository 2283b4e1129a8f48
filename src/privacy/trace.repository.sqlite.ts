import { sql } from 'kysely';
import type { Chat } from '../account/chat.repository';
import type { SqliteDatabase } from '../persistence/sqlite.database';
import { toDate, type ChatRow } from '../persistence/sqlite.schema';
import { NO_CHAT, TraceRepository, type Gone } from './trace.repository';

type Until = { chatId: number; until: number };

export class SqliteTraceRepository extends TraceRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async listChats(chatId: number): Promise<Chat[]> {
    return this.queries.listChats.all({ chatId }).map(toChat);
  }

  /** In this order: the messages tell which sign-ins were meant. */
  erase({ userId, chatId }: Gone, until: Date): Promise<number> {
    const of = { chatId, until: until.getTime() };
    return this.database.write(() => {
      this.queries.forgetSessions.run({ userId });
      this.queries.forgetChats.run(of);
      this.queries.forgetApplicants.run(of);
      this.queries.forgetRecipients.run(of);
      return this.queries.countLeft.first(of)!.left;
    });
  }
}

function prepareQueries(database: SqliteDatabase) {
  return {
    listChats: database.prepare<{ chatId: number }, ChatRow>((db, param) =>
      db.selectFrom('chats').selectAll().where('chat_id', '=', param('chatId')).orderBy('bot_id'),
    ),
    forgetSessions: database.prepare<{ userId: string }>((db, param) =>
      db.deleteFrom('sessions').where('user_id', '=', param('userId')),
    ),
    forgetChats: database.prepare<Until>((db, param) =>
      db.deleteFrom('chats').where('chat_id', '=', param('chatId')).where('updated_at', '<=', param('until')),
    ),
    forgetApplicants: database.prepare<Until>((db, param) =>
      db
        .updateTable('verifications')
        .set({
          ...{ name: '', email: '', phone: null, telegram_username: null },
          ...{ browser: '', system: '', origin: '', reason: null },
          chat_id: sql<number>`CASE WHEN chat_id = ${param('chatId')} THEN ${NO_CHAT} ELSE chat_id END`,
        })
        .where('id', 'in', (eb) =>
          eb.selectFrom('deliveries').select('verification_id').where('chat_id', '=', param('chatId')),
        )
        .where('created_at', '<=', param('until')),
    ),
    forgetRecipients: database.prepare<Until>((db, param) =>
      db
        .updateTable('deliveries')
        .set({ chat_id: NO_CHAT })
        .where('chat_id', '=', param('chatId'))
        .where('requested_at', '<=', param('until'))
        .where('due_at', 'is', null),
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

const toChat = (row: ChatRow): Chat => ({
  botId: row.bot_id,
  chatId: row.chat_id,
  language: row.language,
  name: row.name ?? undefined,
  username: row.username ?? undefined,
  blockedAt: toDate(row.blocked_at),
  pausedAt: toDate(row.paused_at),
});
