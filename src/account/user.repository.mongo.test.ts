import {
  addFieldsOfNewerVersion,
  countFieldsOfNewerVersion,
  foundByForgery,
  loseAnswerToInsert,
} from '../persistence/mongo.adapter.factory';
import type { MongoDatabase } from '../persistence/mongo.database';
import { aMongoDatabase, openOnMongo } from '../persistence/mongo.factory';
import { aMoment, aUser } from './user.factory';
import { describeUserRepository } from './user.repository.contract';
import { MongoUserRepository } from './user.repository.mongo';

describeUserRepository('MongoDB', openOnMongo(MongoUserRepository));

describe('users in a MongoDB that others use too', () => {
  let database: MongoDatabase;
  let close: () => Promise<void>;
  let repository: MongoUserRepository;

  beforeEach(async () => {
    ({ database, close } = await aMongoDatabase());
    repository = new MongoUserRepository(database);
  });

  afterEach(() => close());

  it('are read without what a newer version added, and keep it when they sign in', async () => {
    const user = aUser();
    await repository.insert(user);
    await addFieldsOfNewerVersion(database);
    const later = new Date(aMoment.getTime() + 1000);
    expect(await repository.find(user.id)).toEqual(user);
    expect(await repository.noteSignIn(user.telegramId, later)).toEqual({ ...user, signedInAt: later });
    expect(await countFieldsOfNewerVersion(database.collections.users)).toBe(1);
  });

  it('are inserted for the one who did not get the answer, and known to the others', async () => {
    const user = aUser();
    loseAnswerToInsert(database.collections.users);
    expect(await repository.insert(user)).toBe('inserted');
    expect(await repository.find(user.id)).toEqual(user);
    expect(await repository.insert({ ...user, id: aUser().id })).toBe('telegram_id_known');
  });

  it('are not found, nor signed in, by an operator in the place of who they are', async () => {
    const user = aUser();
    await repository.insert(user);
    expect(await foundByForgery((forged) => repository.find(forged))).toEqual([]);
    expect(await foundByForgery((forged) => repository.noteSignIn(forged, new Date()))).toEqual([]);
    expect(await foundByForgery((email) => repository.insert(aUser({ email })))).toEqual([]);
    expect(await repository.find(user.id)).toEqual(user);
  });
});
