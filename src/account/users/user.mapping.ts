import type { UserDocument } from './user.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { toDocument, toRecord } from '../../persistence/mongo/mongo.record';
import type { Beginning, User } from './user';

/** The account that a document holds, without its search keys. */
export function toUser(model: MongoDatabase['collections']['users'], document: UserDocument): User {
  const { nameKey: _name, usernameKey: _username, provenEmail, ...user } = toRecord<User & Keys>(model, document);
  const { beginning } = document;
  const emailVerifiedAt = provenEmail === user.email ? user.emailVerifiedAt : undefined;
  return {
    ...user,
    emailVerifiedAt,
    beginning: beginning === undefined ? undefined : (JSON.parse(beginning) as Beginning),
  };
}

/** An account as its collection holds it. */
export const toUserDocument = (user: User): UserDocument =>
  ({
    ...toDocument(user),
    ...keysOf(user),
    provenEmail: user.emailVerifiedAt && user.email,
    beginning: user.beginning && JSON.stringify(user.beginning),
  }) as UserDocument;

type Keys = Readonly<{ nameKey?: string; usernameKey?: string; provenEmail?: string }>;

/** The search keys of an account, or of a change to one. */
export const keysOf = ({ name, telegramUsername }: Partial<Pick<User, 'name' | 'telegramUsername'>>): Keys => ({
  ...(name !== undefined && { nameKey: name.toLowerCase() }),
  ...(telegramUsername !== undefined && { usernameKey: telegramUsername.toLowerCase() }),
});
