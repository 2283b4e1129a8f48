import { sql } from 'kysely';
import type { Chat } from '../../account/chats/chat.repository';
import { idsSince } from '../../ids';
import { NO_CHAT } from '../../verification/verification';
import { PAGE } from '../../paging';
import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import { toDate, type ChatRow } from '../../persistence/sqlite/sqlite.schema';
import { TraceRepository, type Gone } from './trace.repository';

type OfChat = { chatId: number };
type Until = OfChat & { until: number };
type Message = { id: string; verification_id: string };

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
  async erase({ userId, chatId }: Gone, until: Date, lost: Date): Promise<number> {
    const of = { chatId, until: until.getTime() };
    await this.repeat(() => this.queries.forgetSessions.run({ userId, limit: PAGE }));
    await this.database.write(() => this.queries.forgetPortrait.run({ userId }));
    await this.repeat(() => this.queries.forgetOidc.run({ userId, limit: PAGE }));
    await this.database.write(() => this.queries.forgetChats.run(of));
    await this.forgetApplicants(of);
    await this.repeat(() => this.queries.forgetRecipients.run({ ...of, lost: lost.getTime(), limit: PAGE }));
    return this.queries.countLeft.first(of)!.left;
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
      if (page.length < PAGE) return;
      after = page.at(-1)!.id;
    }
  }

  /** Others write between two of these. */
  private async repeat(work: () => number): Promise<void> {
    while ((await this.database.write(work)) === PAGE);
  }
}

function prepareQueries(database: SqliteDatabase) {
  return {
    listChats: database.prepare<OfChat, ChatRow>((db, param) =>
      db.selectFrom('chats').selectAll().where('chat_id', '=', param('chatId')).orderBy('bot_id'),
    ),
    /** The condition is the index's. */
    listUnsent: database.prepare<OfChat, { id: string }>((db, param) =>
      db
        .selectFrom('verifications')
        .select('id')
        .where('chat_id', '=', param('chatId'))
        .where('failure', '=', sql.lit('bot_not_started'))
        .orderBy('id', 'desc'),
    ),
    forgetSessions: database.prepare<{ userId: string; limit: number }>((db, param) =>
      db
        .deleteFrom('sessions')
        .where('id', 'in', (eb) =>
          eb.selectFrom('sessions').select('id').where('user_id', '=', param('userId')).limit(param('limit')),
        ),
    ),
    forgetPortrait: database.prepare<{ userId: string }>((db, param) =>
      db.deleteFrom('portraits').where('user_id', '=', param('userId')),
    ),
    forgetOidc: database.prepare<{ userId: string; limit: number }>((db, param) =>
      db
        .deleteFrom('oidc_records')
        .where('id', 'in', (eb) =>
          eb.selectFrom('oidc_records').select('id').where('user_id', '=', param('userId')).limit(param('limit')),
        ),
    ),
    forgetChats: database.prepare<Until>((db, param) =>
      db.deleteFrom('chats').where('chat_id', '=', param('chatId')).where('updated_at', '<=', param('until')),
    ),
    listMessages: database.prepare<Until & { after: string; limit: number }, Message>((db, param) =>
      db
        .selectFrom('deliveries')
        .select(['id', 'verification_id'])
        .where('chat_id', '=', param('chatId'))
        .where('requested_at', '<=', param('until'))
        .where('id', '>', param('after'))
        .orderBy('id')
        .limit(param('limit')),
    ),
    forgetApplicant: database.prepare<Until & { since: string; id: string }>((db, param) =>
      db
        .updateTable('verifications')
        .set({
          ...{ name: '', email: '', phone: null, telegram_username: null },
          ...{ browser: '', system: '', origin: '', reason: null },
          chat_id: sql<number>`CASE WHEN chat_id = ${param('chatId')} THEN ${NO_CHAT} ELSE chat_id END`,
        })
        .where('id', '=', param('id'))
        // The present message was asked for by then, too.
        .where('delivery_id', '<', param('since'))
        .where('created_at', '<=', param('until')),
    ),
    forgetRecipients: database.prepare<Until & { lost: number; limit: number }>((db, param) =>
      db
        .updateTable('deliveries')
        .set({ chat_id: NO_CHAT, due_at: null })
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('deliveries')
            .select('id')
            .where('chat_id', '=', param('chatId'))
            .where('requested_at', '<=', param('until'))
            .where((row) => row.or([row('due_at', 'is', null), row('requested_at', '<', param('lost'))]))
            .limit(param('limit')),
        ),
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
