import type { UpdateQuery } from 'mongoose';
import type { Askable } from '../../config/config.environment';
import type { UserDocument } from './user.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import type { EmailChallenge, User, UserChanges } from './user';
import { keysOf, toUser, toUserDocument } from './user.mapping';
import { UserRepository, type EmailProven } from './user.repository';

type Condition = Pick<UserDocument, '_id'> | Pick<UserDocument, 'telegramId'>;

export class MongoUserRepository extends UserRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  find(id: string): Promise<User | undefined> {
    return this.findOne({ _id: id });
  }

  findByTelegramId(telegramId: number): Promise<User | undefined> {
    return this.findOne({ telegramId });
  }

  /** A unique index lets in one of many inserts; the document in the way may be our own, the answer to it lost. */
  async insert(user: User): Promise<boolean> {
    if (await this.database.insert(this.model, toUserDocument(user))) return true;
    const known = await this.findByTelegramId(user.telegramId);
    // The account that was in the way may be gone by now.
    return known ? known.id === user.id : this.insert(user);
  }

  noteSignIn(id: string, telegramUsername: string | undefined, now: Date): Promise<User | undefined> {
    const isOpen = { disabledAt: this.database.trusted({ $exists: false }) };
    const told = telegramUsername !== undefined && { telegramUsername };
    return this.write({ _id: id, ...isOpen }, { $set: { signedInAt: now, ...told }, $unset: { suspendedAt: 1 } });
  }

  change(id: string, changes: UserChanges): Promise<User | undefined> {
    const all = Object.entries(changes).filter(([, value]) => value !== undefined);
    const set = Object.fromEntries(all.filter(([, value]) => value !== null));
    const gone = all.filter(([, value]) => value === null).map(([field]) => field);
    if (changes.phone !== undefined) gone.push('phoneVerifiedAt');
    if (changes.email !== undefined) gone.push('provenEmail', 'emailVerifiedAt', 'emailChallenge');
    const unset = gone.length > 0 && { $unset: Object.fromEntries(gone.map((field) => [field, 1 as const])) };
    return this.write({ _id: id }, { $set: set, ...unset });
  }

  skipAsks(id: string, asks: readonly Askable[]): Promise<User | undefined> {
    return this.write({ _id: id }, { $addToSet: { skippedAsks: { $each: [...asks] } } });
  }

  challengeEmail(id: string, { email, challenge }: EmailChallenge): Promise<User | undefined> {
    return this.write({ _id: id, email }, { $set: { emailChallenge: challenge } });
  }

  /** The former holder loses the e-mail first. A unique index lets one account have it; the others start again. */
  async verifyEmail(id: string, of: EmailChallenge, now: Date): Promise<EmailProven | undefined> {
    const { email, challenge } = of;
    const owing = { _id: id, email, emailChallenge: challenge };
    if (!(await this.database.run(() => this.model.exists(owing)))) return undefined;
    const former = await this.releaseEmail(email, id);
    const proven = { $set: { provenEmail: email, emailVerifiedAt: now }, $unset: { emailChallenge: 1 as const } };
    const written = await this.database.runUnlessTaken(() => this.model.updateOne(owing, proven));
    if (written === undefined) return this.verifyEmail(id, of, now);
    const user = written.modifiedCount === 1 ? await this.find(id) : undefined;
    return user && { user, former };
  }

  async verifyPhone(telegramId: number, phone: string, now: Date): Promise<User | undefined> {
    const known = await this.findByTelegramId(telegramId);
    return known && this.write({ _id: known.id }, { $set: { phone, phoneVerifiedAt: now } });
  }

  disable(id: string, now: Date): Promise<User | undefined> {
    return this.stamp(id, 'disabledAt', now);
  }

  enable(id: string, signedInAt?: Date): Promise<User | undefined> {
    return this.write({ _id: id }, { $set: signedInAt && { signedInAt }, $unset: { disabledAt: 1 } });
  }

  async suspend(telegramId: number, now: Date): Promise<User | undefined> {
    const known = await this.findByTelegramId(telegramId);
    return known && this.stamp(known.id, 'suspendedAt', now);
  }

  async remove(id: string): Promise<boolean> {
    return (await this.database.run(() => this.model.deleteOne({ _id: id }))).deletedCount === 1;
  }

  listWithPendingEvents(limit: number): Promise<User[]> {
    return this.listWith('untold', limit);
  }

  /** Removes the field with its only event. */
  async removePendingEvent(id: string, event: 'created'): Promise<void> {
    await this.database.run(() => this.model.updateOne({ _id: id, untold: event }, { $unset: { untold: 1 } }));
  }

  listUnnoted(limit: number): Promise<User[]> {
    return this.listWith('beginning', limit);
  }

  async markNoted(id: string): Promise<void> {
    await this.database.run(() => this.model.updateOne({ _id: id }, { $unset: { beginning: 1 } }));
  }

  private get model() {
    return this.database.collections.users;
  }

  private async listWith(mark: 'untold' | 'beginning', limit: number): Promise<User[]> {
    const which = { [mark]: this.database.trusted({ $exists: true }) };
    const found = await this.database.run(() => this.model.find(which).sort({ _id: 1 }).limit(limit).lean());
    return found.map((document) => toUser(this.model, document));
  }

  private async findOne(condition: Condition): Promise<User | undefined> {
    const found = await this.database.run(() => this.model.findOne(condition).lean());
    return found ? toUser(this.model, found) : undefined;
  }

  /** @returns the ids of the accounts that lost it */
  private async releaseEmail(email: string, to: string): Promise<string[]> {
    const { trusted } = this.database;
    const others = { provenEmail: email, _id: trusted({ $ne: to }) };
    const holders = await this.database.run(() => this.model.find(others).lean());
    await this.database.run(() => this.model.updateMany(others, { $unset: { provenEmail: 1, emailVerifiedAt: 1 } }));
    return holders.filter((holder) => holder.email === email).map(({ _id }) => _id);
  }

  /** Keeps the time of the first call. */
  private async stamp(id: string, field: 'disabledAt' | 'suspendedAt', now: Date): Promise<User | undefined> {
    const isUnset = { [field]: this.database.trusted({ $exists: false }) };
    return (await this.write({ _id: id, ...isUnset }, { $set: { [field]: now } })) ?? this.find(id);
  }

  private async write(
    which: { _id: string } & Readonly<Record<string, unknown>>,
    update: UpdateQuery<UserDocument>,
  ): Promise<User | undefined> {
    const $set = { ...update.$set, ...keysOf(update.$set ?? {}) };
    const changed = await this.database.change(this.model, which, { ...update, $set });
    return changed && toUser(this.model, changed);
  }
}
