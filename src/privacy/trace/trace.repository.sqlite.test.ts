import type { Compilable, Kysely } from 'kysely';
import { keptChatTable } from '../../account/chats/chat.table';
import type { Delivery } from '../../delivery/delivery';
import { toDelivery, toRow as toDeliveryRow } from '../../delivery/store/delivery.row';
import type { Verification } from '../../verification/verification';
import { toRow as toVerificationRow, toVerification } from '../../verification/store/verification.row';
import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import { aSqliteDatabase } from '../../../test/harness/sqlite.store';
import {
  type DeliveryRow,
  type OidcRecordRow,
  type SessionRow,
  type Tables,
  type VerificationRow,
} from '../../persistence/sqlite/sqlite.schema';
import { describeTraceRepository, type Kept } from './trace.repository.contract';
import { SqliteTraceRepository } from './trace.repository.sqlite';

describeTraceRepository('SQLite', async () => {
  const { database, close } = aSqliteDatabase();
  return { repository: new SqliteTraceRepository(database), kept: keptIn(database), close };
});

function keptIn(database: SqliteDatabase): Kept {
  const put = (insert: (db: Kysely<Tables>) => Compilable) => database.write(() => database.prepare(insert).run({}));
  const deliveries = database.prepare<object, DeliveryRow>((db) =>
    db.selectFrom('deliveries').selectAll().orderBy('id'),
  );
  const verifications = database.prepare<object, VerificationRow>((db) =>
    db.selectFrom('verifications').selectAll().orderBy('id'),
  );
  const sessions = database.prepare<object, SessionRow>((db) => db.selectFrom('sessions').selectAll().orderBy('id'));
  const oidc = database.prepare<object, OidcRecordRow>((db) => db.selectFrom('oidc_records').selectAll());
  return {
    putChat: async (chat, updatedAt) => {
      const row = keptChatTable.toRow({ ...chat, unanswered: 0, updatedAt });
      await database.write(() => database.query(keptChatTable.insert).run(row));
    },
    putDelivery: (delivery) => put((db) => db.insertInto('deliveries').values(toDeliveryRow(delivery))),
    putVerification: (verification) =>
      put((db) => db.insertInto('verifications').values(toVerificationRow(verification))),
    putSession: ({ id, userId: user_id, door, browser, system, address, ...times }) => {
      const [created_at, expires_at] = [times.createdAt.getTime(), times.expiresAt.getTime()];
      const row = { id, user_id, door, browser, system, address, created_at, expires_at };
      return put((db) => db.insertInto('sessions').values(row as SessionRow));
    },
    putOidcRecord: (user_id) => {
      const row = { id: `of ${user_id}`, model: 'Grant', user_id, sealed: '', expires_at: 0 };
      return put((db) => db.insertInto('oidc_records').values(row as OidcRecordRow));
    },
    oidcUsers: async () => oidc.all({}).map(({ user_id }) => user_id!),
    deliveries: async (): Promise<Delivery[]> => deliveries.all({}).map(toDelivery),
    verifications: async (): Promise<Verification[]> => verifications.all({}).map((row) => toVerification(row)!),
    sessionIds: async () => sessions.all({}).map(({ id }) => id),
  };
}
