import type { SqliteDatabase } from '../persistence/sqlite.database';
import { fromDate, toDate, type ChatRow } from '../persistence/sqlite.schema';
import { ChatRepository, type Chat } from './chat.repository';

type Key = { botId: number; chatId: number };

export class SqliteChatRepository extends ChatRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async find(botId: number, chatId: number): Promise<Chat | undefined> {
    const row = this.queries.find.first({ botId, chatId });
    if (!row) return undefined;
    const { language, username, blocked_at: blockedAt } = row;
    return { botId, chatId, language, username: username ?? undefined, blockedAt: toDate(blockedAt) };
  }

  async listStarted(chatId: number, botIds: readonly number[]): Promise<number[]> {
    const started = this.queries.listStarted.all({ chatId }).map((row) => row.bot_id);
    return started.filter((botId) => botIds.includes(botId));
  }

  async remember(chat: Chat, now: Date): Promise<void> {
    await this.database.write(() =>
      this.queries.remember.run({
        chat_id: chat.chatId,
        bot_id: chat.botId,
        language: chat.language,
        username: chat.username ?? null,
        blocked_at: fromDate(chat.blockedAt),
        updated_at: now.getTime(),
      }),
    );
  }

  async setBlocked(botId: number, chatId: number, isBlocked: boolean, now: Date): Promise<void> {
    const at = now.getTime();
    await this.database.write(() =>
      this.queries.setBlocked.run({ botId, chatId, blockedAt: isBlocked ? at : null, now: at }),
    );
  }

  async forget(botId: number, chatId: number): Promise<void> {
    await this.database.write(() => this.queries.forget.run({ botId, chatId }));
  }
}

function prepareQueries(database: SqliteDatabase) {
  return {
    find: database.prepare<Key, ChatRow>((db, param) =>
      db.selectFrom('chats').selectAll().where('chat_id', '=', param('chatId')).where('bot_id', '=', param('botId')),
    ),
    listStarted: database.prepare<{ chatId: number }, Pick<ChatRow, 'bot_id'>>((db, param) =>
      db.selectFrom('chats').select('bot_id').where('chat_id', '=', param('chatId')).where('blocked_at', 'is', null),
    ),
    remember: database.prepare<ChatRow>((db, param) =>
      db.replaceInto('chats').values({
        chat_id: param('chat_id'),
        bot_id: param('bot_id'),
        language: param('language'),
        username: param('username'),
        blocked_at: param('blocked_at'),
        updated_at: param('updated_at'),
      }),
    ),
    setBlocked: database.prepare<Key & { blockedAt: number | null; now: number }>((db, param) =>
      db
        .updateTable('chats')
        .set({ blocked_at: param('blockedAt'), updated_at: param('now') })
        .where('chat_id', '=', param('chatId'))
        .where('bot_id', '=', param('botId')),
    ),
    forget: database.prepare<Key>((db, param) =>
      db.deleteFrom('chats').where('chat_id', '=', param('chatId')).where('bot_id', '=', param('botId')),
    ),
  };
}
