import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import type { User } from './user';
import { toUser } from './user.mapping';
import { endOf, termsOf, UserDirectory, type UserPage, type UserSearch, type UserState } from './user.directory';

/** The field by which each term is found. */
const fields = {
  id: '_id',
  telegramId: 'telegramId',
  name: 'nameKey',
  username: 'usernameKey',
  email: 'email',
} as const;
type Term = keyof typeof fields;

export class MongoUserDirectory extends UserDirectory {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  async list({ text, state }: UserSearch, { before, limit }: UserPage): Promise<User[]> {
    const { trusted, collections } = this.database;
    const which = {
      ...(text !== undefined && { $or: this.anyOf(text) }),
      ...(state !== undefined && this.isIn(state)),
      ...(before !== undefined && { _id: trusted({ $lt: before }) }),
    };
    const found = await this.database.run(() => collections.users.find(which).sort({ _id: -1 }).limit(limit).lean());
    return found.map((document) => toUser(collections.users, document));
  }

  private anyOf(text: string): object[] {
    return Object.entries(termsOf(text)).map(([term, value]) => ({
      [fields[term as Term]]: this.beginsWith(term, value),
    }));
  }

  private beginsWith(term: string, value: string | number): unknown {
    if (term === 'id' || typeof value === 'number') return value;
    return this.database.trusted({ $gte: value, $lt: endOf(value) });
  }

  private isIn(state: UserState): object {
    const is = this.database.trusted({ $exists: true });
    const isNot = this.database.trusted({ $exists: false });
    if (state === 'disabled') return { disabledAt: is };
    return state === 'suspended' ? { suspendedAt: is } : { disabledAt: isNot, suspendedAt: isNot };
  }
}
