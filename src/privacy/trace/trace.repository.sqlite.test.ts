import { keptChatTable } from '../../account/chats/chat.table';
import { deliveryTable, keptTable } from '../../delivery/store/delivery.table';
import { verificationTable } from '../../verification/store/verification.table';
import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import type { Row } from '../../persistence/table';
import { aSqliteDatabase } from '../../../test/harness/sqlite.store';
import { describeTraceRepository, type Kept } from './trace.repository.contract';
import { SqliteTraceRepository } from './trace.repository.sqlite';

describeTraceRepository('SQLite', async () => {
  const { database, close } = aSqliteDatabase();
  return { repository: new SqliteTraceRepository(database), kept: keptIn(database), close };
});

function keptIn(database: SqliteDatabase): Kept {
  const put = async (insert: string, row: Row) => void (await database.write(() => database.query(insert).run(row)));
  const all = (select: string) => database.query(select).all({});
  return {
    putChat: (chat, updatedAt) => put(keptChatTable.insert, keptChatTable.toRow({ ...chat, unanswered: 0, updatedAt })),
    putDelivery: (delivery) => put(keptTable.insert, keptTable.toRow({ isInterrupted: false, ...delivery })),
    putVerification: (verification) => put(verificationTable.insert, verificationTable.toRow(verification)),
    putSession: ({ id, userId, door, browser, system, address, createdAt, expiresAt }) =>
      put(
        `INSERT INTO sessions (id, user_id, door, browser, system, address, created_at, expires_at)
         VALUES (:id, :userId, :door, :browser, :system, :address, :createdAt, :expiresAt)`,
        { id, userId, door, browser, system, address, createdAt: createdAt.getTime(), expiresAt: expiresAt.getTime() },
      ),
    putOidcRecord: (userId) =>
      put(`INSERT INTO oidc_records (id, model, user_id, sealed, expires_at) VALUES (:id, 'Grant', :userId, '', 0)`, {
        id: `of ${userId}`,
        userId,
      }),
    putLogout: (userId) =>
      put(
        `INSERT INTO logouts (id, session_id, user_id, app_id, attempts) VALUES (:id, 'a-session', :userId, 'shop', 0)`,
        {
          id: `of ${userId}`,
          userId,
        },
      ),
    signedOut: async () =>
      all('SELECT user_id FROM logouts WHERE due_at IS NOT NULL').map((row) => row.user_id as string),
    oidcUsers: async () => all('SELECT user_id FROM oidc_records').map((row) => row.user_id as string),
    deliveries: async () => all(`${deliveryTable.select} ORDER BY id`).map(deliveryTable.fromRow),
    verifications: async () => all(`${verificationTable.select} ORDER BY id`).map(verificationTable.fromRow),
    sessionIds: async () => all('SELECT id FROM sessions ORDER BY id').map(({ id }) => id as string),
  };
}
