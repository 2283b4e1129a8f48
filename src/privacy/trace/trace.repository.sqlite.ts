import type { Chat } from '../../account/chats/chat.repository';
import { chatTable } from '../../account/chats/chat.table';
import { idsSince } from '../../ids';
import { NO_CHAT } from '../../verification/verification';
import { PAGE } from '../../paging';
import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import type { Row } from '../../persistence/table';
import { TraceRepository, type Gone } from './trace.repository';

type Until = { chatId: number; until: number };
type Message = { id: string; verification_id: string };

export class SqliteTraceRepository extends TraceRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async listChats(chatId: number): Promise<Chat[]> {
    return this.queries.listChats.all({ chatId }).map(chatTable.fromRow);
  }

  async listUnsent(chatId: number): Promise<string[]> {
    return this.queries.listUnsent.all({ chatId }).map(({ id }) => id);
  }

  /** The order matters: while they have their chat, messages tell which sign-ins were meant for it. */
  async erase({ userId, chatId }: Gone, until: Date, lost: Date): Promise<number> {
    const of = { chatId, until: until.getTime() };
    await this.database.write(() => this.queries.endLogouts.run({ userId, until: until.getTime() }));
    await this.repeat(() => this.queries.forgetSessions.run({ userId, limit: PAGE }));
    await this.database.write(() => this.queries.forgetPortrait.run({ userId }));
    await this.repeat(() => this.queries.forgetOidc.run({ userId, limit: PAGE }));
    await this.database.write(() => this.queries.forgetChats.run(of));
    await this.forgetApplicants(of);
    await this.repeat(() => this.queries.forgetRecipients.run({ ...of, lost: lost.getTime(), limit: PAGE }));
    return this.queries.countLeft.only(of).count;
  }

  private async forgetApplicants(of: Until): Promise<void> {
    const since = idsSince(new Date(of.until + 1));
    const forget = (ids: readonly string[]) =>
      this.database.write(() => ids.forEach((id) => this.queries.forgetApplicant.run({ ...of, since, id })));
    const unsent = await this.listUnsent(of.chatId);
    while (unsent.length > 0) await forget(unsent.splice(0, PAGE));
    for (let after = ''; ;) {
      const page = this.queries.listMessages.all({ ...of, after, limit: PAGE });
      await forget(page.map(({ verification_id: id }) => id));
      const last = page.at(-1);
      if (!last || page.length < PAGE) return;
      after = last.id;
    }
  }

  /** Works in small writes, so that others can write in between. */
  private async repeat(work: () => number): Promise<void> {
    while ((await this.database.write(work)) === PAGE);
  }
}

/** Messages of the chat that were requested by `:until`. */
const UNTIL = 'chat_id = :chatId AND requested_at <= :until';

function prepareQueries(database: SqliteDatabase) {
  /** Deletes as many rows as one write may take. */
  const forgetOf = (table: 'sessions' | 'oidc_records') =>
    database.query(`DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE user_id = :userId LIMIT :limit)`);
  return {
    listChats: database.query(`${chatTable.select} WHERE chat_id = :chatId ORDER BY bot_id`),
    /** The condition is that of the partial index. */
    listUnsent: database.query<Row, { id: string }>(
      `SELECT id FROM verifications WHERE chat_id = :chatId AND failure = 'bot_not_started' ORDER BY id DESC`,
    ),
    // Apps must be told that their sign-ins have ended, and the reminder to do so goes with the sessions.
    endLogouts: database.query('UPDATE logouts SET due_at = :until WHERE user_id = :userId AND due_at IS NULL'),
    forgetSessions: forgetOf('sessions'),
    forgetPortrait: database.query('DELETE FROM portraits WHERE user_id = :userId'),
    forgetOidc: forgetOf('oidc_records'),
    forgetChats: database.query('DELETE FROM chats WHERE chat_id = :chatId AND updated_at <= :until'),
    listMessages: database.query<Row, Message>(
      `SELECT id, verification_id FROM deliveries WHERE ${UNTIL} AND id > :after ORDER BY id LIMIT :limit`,
    ),
    // The current message was also requested by then.
    forgetApplicant: database.query(
      `UPDATE verifications SET name = '', email = '', phone = NULL, telegram_username = NULL,
         browser = '', system = '', origin = '', reason = NULL,
         chat_id = CASE WHEN chat_id = :chatId THEN ${NO_CHAT} ELSE chat_id END
       WHERE id = :id AND delivery_id < :since AND created_at <= :until`,
    ),
    forgetRecipients: database.query(
      `UPDATE deliveries SET chat_id = ${NO_CHAT}, due_at = NULL, holder = NULL,
         state = iif(due_at IS NULL, state, 'failed') WHERE id IN
         (SELECT id FROM deliveries WHERE ${UNTIL} AND (due_at IS NULL OR requested_at < :lost) LIMIT :limit)`,
    ),
    countLeft: database.query<Row, { count: number }>(`SELECT count(*) AS count FROM deliveries WHERE ${UNTIL}`),
  };
}
