import type { SqliteDatabase } from '../persistence/sqlite.database';
import type { VerificationRow } from '../persistence/sqlite.schema';
import type { Verification } from './verification';
import { VerificationHistory, type Stretch } from './verification.history';
import { toVerification } from './verification.row';

export class SqliteVerificationHistory extends VerificationHistory {
  private readonly query: ReturnType<typeof prepareQuery>;

  constructor(database: SqliteDatabase) {
    super();
    this.query = prepareQuery(database);
  }

  async read(stretch: Stretch): Promise<Verification[]> {
    return this.query.all(stretch).map((row) => toVerification(row)!);
  }
}

const prepareQuery = (database: SqliteDatabase) =>
  database.prepare<Stretch, VerificationRow>((db, param) =>
    db
      .selectFrom('verifications')
      .selectAll()
      .where('id', '>', param('after'))
      .where('id', '<', param('end'))
      .orderBy('id')
      .limit(param('limit')),
  );
