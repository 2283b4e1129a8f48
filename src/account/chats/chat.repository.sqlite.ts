import type { Language } from '../../config/languages';
import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import type { Row } from '../../persistence/table';
import { ChatRepository, type Chat } from './chat.repository';
import { chatTable, keptChatTable, type KeptChat } from './chat.table';

export class SqliteChatRepository extends ChatRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async find(botId: number, chatId: number): Promise<Chat | undefined> {
    const row = this.queries.find.first({ botId, chatId });
    return row && chatTable.fromRow(row);
  }

  async listStarted(chatId: number, botIds: readonly number[]): Promise<number[]> {
    const started = this.queries.listStarted.all({ chatId }).map((row) => row.bot_id);
    return started.filter((botId) => botIds.includes(botId));
  }

  async remember(chat: Omit<Chat, 'chosenLanguage'>, now: Date): Promise<void> {
    const row = keptChatTable.toRow({ ...chat, unanswered: 0, updatedAt: now });
    await this.database.write(() => this.queries.remember.run(row));
  }

  async setBlocked(botId: number, chatId: number, isBlocked: boolean, now: Date): Promise<void> {
    const blockedAt = isBlocked ? now.getTime() : null;
    await this.database.write(() => this.queries.setBlocked.run({ botId, chatId, blockedAt }));
  }

  async pause(chatId: number, botIds: readonly number[], now: Date): Promise<void> {
    const pauseIn = (botId: number) => this.queries.pause.run(keptChatTable.toRow(paused(botId, chatId, now)));
    await this.database.write(() => botIds.forEach(pauseIn));
  }

  async chooseLanguage(botId: number, chatId: number, chosenLanguage: Language, now: Date): Promise<void> {
    const row = keptChatTable.toRow({ ...paused(botId, chatId, now), chosenLanguage });
    await this.database.write(() => this.queries.chooseLanguage.run(row));
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

/** A chat that was not known, and in which Start was not pressed. */
const paused = (botId: number, chatId: number, now: Date): KeptChat => {
  return { botId, chatId, language: 'en', pausedAt: now, unanswered: 0, updatedAt: now };
};

/** A chat's key, and its owner's choice: a press on Start overwrites every other column. */
const KEPT = ['bot_id', 'chat_id', 'chosen_language'];
const anew = keptChatTable.columns
  .split(', ')
  .filter((column) => !KEPT.includes(column))
  .map((column) => `${column} = excluded.${column}`)
  .join(', ');
const OF_CHAT = 'WHERE chat_id = :chatId AND bot_id = :botId';

function prepareQueries(database: SqliteDatabase) {
  return {
    find: database.query(`${chatTable.select} ${OF_CHAT}`),
    listStarted: database.query<Row, { bot_id: number }>(
      'SELECT bot_id FROM chats WHERE chat_id = :chatId AND blocked_at IS NULL AND paused_at IS NULL',
    ),
    remember: database.query(`${keptChatTable.insert} ON CONFLICT (chat_id, bot_id) DO UPDATE SET ${anew}`),
    chooseLanguage: database.query(
      `${keptChatTable.insert} ON CONFLICT (chat_id, bot_id) DO UPDATE SET chosen_language = excluded.chosen_language`,
    ),
    setBlocked: database.query(`UPDATE chats SET blocked_at = :blockedAt ${OF_CHAT}`),
    pause: database.query(
      `${keptChatTable.insert} ON CONFLICT (chat_id, bot_id) DO UPDATE SET paused_at = excluded.paused_at`,
    ),
    countUnanswered: database.query<Row, { unanswered: number; paused_at: number | null }>(
      `UPDATE chats SET unanswered = unanswered + 1 ${OF_CHAT} RETURNING unanswered, paused_at`,
    ),
    pauseKnown: database.query(`UPDATE chats SET paused_at = :now ${OF_CHAT}`),
    noteAnswered: database.query(`UPDATE chats SET unanswered = 0 ${OF_CHAT} AND unanswered > 0`),
    forget: database.query(`DELETE FROM chats ${OF_CHAT}`),
  };
}
