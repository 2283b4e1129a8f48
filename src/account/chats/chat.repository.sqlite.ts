import type { UpdateQueryBuilder, UpdateResult } from 'kysely';
import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import { fromDate, toDate, type ChatRow, type Tables } from '../../persistence/sqlite/sqlite.schema';
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
    return row && toChat(row);
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
        name: chat.name ?? null,
        username: chat.username ?? null,
        blocked_at: fromDate(chat.blockedAt),
        paused_at: fromDate(chat.pausedAt),
        unanswered: 0,
        updated_at: now.getTime(),
      }),
    );
  }

  async setBlocked(botId: number, chatId: number, isBlocked: boolean, now: Date): Promise<void> {
    const blockedAt = isBlocked ? now.getTime() : null;
    await this.database.write(() => this.queries.setBlocked.run({ botId, chatId, blockedAt }));
  }

  async pause(chatId: number, botIds: readonly number[], now: Date): Promise<void> {
    const pauseIn = (botId: number) => this.queries.pause.run({ botId, chatId, now: now.getTime() });
    await this.database.write(() => botIds.forEach(pauseIn));
  }

  noteUnanswered(botId: number, chatId: number, most: number, now: Date): Promise<boolean> {
    return this.database.write(() => {
      const row = this.queries.countUnanswered.first({ botId, chatId });
      if (!row || row.unanswered < most || row.paused_at !== null) return false;
      return this.queries.pauseKnown.run({ botId, chatId, now: now.getTime() }) === 1;
    });
  }

  async noteAnswered(botId: number, chatId: number): Promise<void> {
    await this.database.write(() => this.queries.noteAnswered.run({ botId, chatId }));
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
      db
        .selectFrom('chats')
        .select('bot_id')
        .where('chat_id', '=', param('chatId'))
        .where('blocked_at', 'is', null)
        .where('paused_at', 'is', null),
    ),
    remember: database.prepare<ChatRow>((db, param) =>
      db.replaceInto('chats').values({
        chat_id: param('chat_id'),
        bot_id: param('bot_id'),
        language: param('language'),
        name: param('name'),
        username: param('username'),
        blocked_at: param('blocked_at'),
        paused_at: param('paused_at'),
        unanswered: param('unanswered'),
        updated_at: param('updated_at'),
      }),
    ),
    setBlocked: database.prepare<Key & { blockedAt: number | null }>((db, param) =>
      ofChat(db.updateTable('chats'), param).set({ blocked_at: param('blockedAt') }),
    ),
    pause: database.prepare<Key & { now: number }>((db, param) =>
      db
        .insertInto('chats')
        .values({
          ...{ chat_id: param('chatId'), bot_id: param('botId'), language: 'en', name: null, username: null },
          ...{ blocked_at: null, paused_at: param('now'), unanswered: 0, updated_at: param('now') },
        })
        .onConflict((conflict) =>
          conflict.columns(['chat_id', 'bot_id']).doUpdateSet((eb) => ({ paused_at: eb.ref('excluded.paused_at') })),
        ),
    ),
    countUnanswered: database.prepare<Key, Pick<ChatRow, 'unanswered' | 'paused_at'>>((db, param) =>
      ofChat(db.updateTable('chats'), param)
        .set((eb) => ({ unanswered: eb('unanswered', '+', 1) }))
        .returning(['unanswered', 'paused_at']),
    ),
    pauseKnown: database.prepare<Key & { now: number }>((db, param) =>
      ofChat(db.updateTable('chats'), param).set({ paused_at: param('now') }),
    ),
    noteAnswered: database.prepare<Key>((db, param) =>
      ofChat(db.updateTable('chats'), param).set({ unanswered: 0 }).where('unanswered', '>', 0),
    ),
    forget: database.prepare<Key>((db, param) =>
      db.deleteFrom('chats').where('chat_id', '=', param('chatId')).where('bot_id', '=', param('botId')),
    ),
  };
}

type Update = UpdateQueryBuilder<Tables, 'chats', 'chats', UpdateResult>;

const ofChat = (update: Update, param: (name: keyof Key) => number): Update =>
  update.where('chat_id', '=', param('chatId')).where('bot_id', '=', param('botId'));

const toChat = (row: ChatRow): Chat => ({
  botId: row.bot_id,
  chatId: row.chat_id,
  language: row.language,
  name: row.name ?? undefined,
  username: row.username ?? undefined,
  blockedAt: toDate(row.blocked_at),
  pausedAt: toDate(row.paused_at),
});
