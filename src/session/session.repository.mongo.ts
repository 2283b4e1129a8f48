import { isDeepStrictEqual } from 'node:util';
import type { MongoDatabase } from '../persistence/mongo.database';
import { toDocument, toRecord } from '../persistence/mongo.record';
import { SessionRepository, type Session } from './session.repository';

export class MongoSessionRepository extends SessionRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  /** A session that is there already and says the same is ours: it was written, and the answer was lost. */
  async insert(session: Session): Promise<void> {
    if (await this.database.insert(this.model, toDocument(session))) return;
    const found = await this.find(session.id);
    if (!isDeepStrictEqual(found, session)) throw new Error('there is another session with this id');
  }

  async find(id: string): Promise<Session | undefined> {
    const found = await this.database.run(() => this.model.findOne({ _id: id }).lean());
    return found ? toRecord<Session>(this.model, found) : undefined;
  }

  private get model() {
    return this.database.collections.sessions;
  }
}
