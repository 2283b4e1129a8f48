import type { MongoDatabase } from '../persistence/mongo.database';
import type { Verification } from './verification';
import { toVerification } from './verification.document';
import { VerificationHistory, type Stretch } from './verification.history';

export class MongoVerificationHistory extends VerificationHistory {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  async read({ after, end, limit }: Stretch): Promise<Verification[]> {
    const { trusted, collections } = this.database;
    const between = { _id: trusted({ $gt: after, $lt: end }) };
    const found = await this.database.run(() =>
      collections.verifications.find(between).sort({ _id: 1 }).limit(limit).lean(),
    );
    return found.map((document) => toVerification(collections.verifications, document));
  }
}
