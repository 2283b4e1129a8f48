import type { UserDocument } from '../persistence/collections/user.collection';
import type { MongoDatabase } from '../persistence/mongo.database';
import { toDocument, toRecord } from '../persistence/mongo.record';
import type { Beginning, User } from './user';

/** The account that a document holds, without what it is looked for by. */
export function toUser(model: MongoDatabase['collections']['users'], document: UserDocument): User {
  const { nameKey: _name, usernameKey: _username, ...user } = toRecord<User & Keys>(model, document);
  const { beginning } = document;
  return { ...user, beginning: beginning === undefined ? undefined : (JSON.parse(beginning) as Beginning) };
}

/** An account as its collection holds it. */
export const toUserDocument = (user: User): UserDocument =>
  ({
    ...toDocument(user),
    ...keysOf(user),
    beginning: user.beginning && JSON.stringify(user.beginning),
  }) as UserDocument;

type Keys = Readonly<{ nameKey?: string; usernameKey?: string }>;

/** What an account, or a change of one, is looked for by. */
export const keysOf = ({ name, telegramUsername }: Partial<Pick<User, 'name' | 'telegramUsername'>>): Keys => ({
  ...(name !== undefined && { nameKey: name.toLowerCase() }),
  ...(telegramUsername !== undefined && { usernameKey: telegramUsername.toLowerCase() }),
});
