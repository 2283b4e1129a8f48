import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { toDocument, toRecord } from '../../persistence/mongo/mongo.record';
import { AccountDeletionRepository, type AccountDeletion } from './account.deletion.repository';

export class MongoAccountDeletionRepository extends AccountDeletionRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  insert(deletion: AccountDeletion): Promise<boolean> {
    return this.database.insert(this.model, toDocument(deletion));
  }

  listOpen(limit: number, after?: AccountDeletion): Promise<AccountDeletion[]> {
    const { trusted } = this.database;
    const later = after && { closedAt: trusted({ $gt: after.closedAt }) };
    const atOnce = after && { closedAt: after.closedAt, _id: trusted({ $gt: after.id }) };
    return this.listWith('telegramId', limit, after && { $or: [later, atOnce] });
  }

  async markNoted(id: string): Promise<void> {
    await this.database.run(() => this.model.updateOne({ _id: id }, { $set: { isNoted: true } }));
  }

  async markErased(id: string): Promise<void> {
    await this.database.run(() => this.model.updateOne({ _id: id }, { $unset: { telegramId: 1 } }));
    await this.removeEnded();
  }

  listWithPendingEvents(limit: number): Promise<AccountDeletion[]> {
    return this.listWith('untold', limit);
  }

  async removePendingEvent(id: string): Promise<void> {
    await this.database.run(() => this.model.updateOne({ _id: id }, { $unset: { untold: 1 } }));
    await this.removeEnded();
  }

  private get model() {
    return this.database.collections.closures;
  }

  /** Few documents at any time: no index is needed. */
  private async listWith(
    field: 'telegramId' | 'untold',
    limit: number,
    behind: object = {},
  ): Promise<AccountDeletion[]> {
    const which = { [field]: this.database.trusted({ $exists: true }), ...behind };
    const found = await this.database.run(() =>
      this.model.find(which).sort({ closedAt: 1, _id: 1 }).limit(limit).lean(),
    );
    return found.map((document) => toRecord<AccountDeletion>(this.model, document));
  }

  /** Also removes what a crash has left of earlier ones. */
  private async removeEnded(): Promise<void> {
    const isAbsent = this.database.trusted({ $exists: false });
    await this.database.run(() => this.model.deleteMany({ telegramId: isAbsent, untold: isAbsent }));
  }
}
