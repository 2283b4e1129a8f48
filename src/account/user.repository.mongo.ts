import type { UserDocument } from '../persistence/collections/user.collection';
import type { MongoDatabase } from '../persistence/mongo.database';
import { toDocument, toRecord } from '../persistence/mongo.record';
import type { User } from './user';
import { UserRepository, type Insertion } from './user.repository';

type Condition = Pick<UserDocument, '_id'> | Pick<UserDocument, 'telegramId'> | Required<Pick<UserDocument, 'email'>>;

export class MongoUserRepository extends UserRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  find(id: string): Promise<User | undefined> {
    return this.findOne({ _id: id });
  }

  async noteSignIn(telegramId: number, now: Date): Promise<User | undefined> {
    const known = await this.findOne({ telegramId });
    const changed = known && (await this.database.change(this.model, { _id: known.id }, { $set: { signedInAt: now } }));
    return changed && toRecord<User>(this.model, changed);
  }

  /** Unique indexes let one of many in; who was kept out is told by whom. It may be themselves, their answer lost. */
  async insert(user: User): Promise<Insertion> {
    if (await this.database.insert(this.model, toDocument(user))) return 'inserted';
    const known = await this.findOne({ telegramId: user.telegramId });
    if (known) return known.id === user.id ? 'inserted' : 'telegram_id_known';
    if (user.email !== undefined && (await this.findOne({ email: user.email }))) return 'email_taken';
    // Whoever was in the way is gone by now.
    return this.insert(user);
  }

  private get model() {
    return this.database.collections.users;
  }

  private async findOne(condition: Condition): Promise<User | undefined> {
    const found = await this.database.run(() => this.model.findOne(condition).lean());
    return found ? toRecord<User>(this.model, found) : undefined;
  }
}
