import { idsSince, type Stretch } from '../ids';
import type { VerificationDocument } from '../persistence/collections/verification.collection';
import type { MongoDatabase } from '../persistence/mongo.database';
import { eraseOldest } from '../persistence/mongo.erasing';
import { toVerification } from './verification.document';
import { VerificationHistory, type Course } from './verification.history';

/** Of millions, what is not needed costs more than what is. */
const fields = [
  ...['status', 'purpose', 'failure', 'door', 'createdAt', 'startExpiresAt', 'deadlineAt'],
  ...['sentAt', 'expiresAt', 'endedAt'],
];

export class MongoVerificationHistory extends VerificationHistory {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  async read({ after, end, limit }: Stretch): Promise<Course[]> {
    const { trusted, collections } = this.database;
    const between = { _id: trusted({ $gt: after, $lt: end }) };
    const found = await this.database.run(() =>
      collections.verifications.find(between, fields).sort({ _id: 1 }).limit(limit).lean<VerificationDocument[]>(),
    );
    return found.map((document) => toVerification(collections.verifications, document));
  }

  eraseOver(before: Date, limit: number): Promise<number> {
    const { trusted, collections } = this.database;
    const over = { isOver: this.over(before), among: { _id: trusted({ $lt: idsSince(before) }) } };
    return eraseOldest(this.database, collections.verifications, over, limit);
  }

  /** A time that there is not is over as well. */
  private over(before: Date) {
    const { trusted } = this.database;
    const isReached = trusted({ $lt: before });
    const isNotAhead = trusted({ $not: { $gte: before } });
    return {
      ...{ startExpiresAt: isReached, resendAt: isReached },
      ...{ deadlineAt: isNotAhead, expiresAt: isNotAhead, endedAt: isNotAhead },
    };
  }
}
