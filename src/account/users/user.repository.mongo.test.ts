import { mongo } from 'mongoose';
import {
  addFieldsOfNewerVersion,
  countFieldsOfNewerVersion,
  foundByForgery,
  loseAnswerToInsert,
} from '../../../test/harness/mongo.adapter';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { aMongoDatabase, openOnMongo } from '../../../test/harness/mongo.store';
import { migrate } from '../../persistence/mongo/mongo.migrations';
import { aMoment, aUser } from './user.fixture';
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
    expect(await repository.noteSignIn(user.id, undefined, later)).toEqual({ ...user, signedInAt: later });
    expect(await repository.change(user.id, { language: 'de' })).toMatchObject({ language: 'de' });
    expect(await countFieldsOfNewerVersion(database.collections.users)).toBe(1);
  });

  it('are inserted although the answer to the insert is lost, and known to other callers', async () => {
    const user = aUser();
    loseAnswerToInsert(database.collections.users);
    expect(await repository.insert(user)).toBe(true);
    expect(await repository.find(user.id)).toEqual(user);
    expect(await repository.insert({ ...user, id: aUser().id })).toBe(false);
  });

  it('are read where a version wrote them that knew less of them', async () => {
    const { id, ...rest } = aUser();
    await database.collections.users.collection.insertOne({ _id: id as never, ...rest });
    expect(await repository.find(id)).toEqual({ id, ...rest });
    expect(await repository.noteSignIn(id, undefined, aMoment)).toEqual({ id, ...rest, signedInAt: aMoment });
  });

  it('may have the same e-mail, once the schema is brought up to date, by however many (S2)', async () => {
    const { users, schemaVersions } = database.collections;
    await users.collection.createIndex({ email: 1 }, { unique: true, sparse: true });
    const [first, second] = [aUser(), aUser({ email: 'bob@example.org' })];
    await repository.insert(first);
    await schemaVersions.updateOne({ _id: 'telega2go' }, { $set: { version: 2 } });
    await Promise.all([1, 2, 3].map(() => migrate(database.collections)));
    expect(await repository.insert({ ...second, email: first.email })).toBe(true);
    expect(await repository.find(first.id)).toEqual(first);
  });

  it('are changed, and get their e-mail, although the answer to the change is lost', async () => {
    const user = aUser();
    await repository.insert(user);
    const { findOneAndUpdate } = database.collections.users;
    jest.spyOn(database.collections.users, 'findOneAndUpdate').mockImplementationOnce(((...args: never[]) => ({
      lean: async () => {
        await (findOneAndUpdate.apply(database.collections.users, args as never) as unknown as Promise<unknown>);
        throw new mongo.MongoNetworkError('the connection was lost before the answer');
      },
    })) as never);
    expect(await repository.change(user.id, { email: 'new@example.org' })).toEqual({
      ...user,
      email: 'new@example.org',
    });
  });

  it('are not found, signed in or changed by a query operator in place of their id', async () => {
    const user = aUser();
    await repository.insert(user);
    const attempts: ((forged: never) => Promise<unknown>)[] = [
      (forged) => repository.find(forged),
      (forged) => repository.findByTelegramId(forged),
      (forged) => repository.noteSignIn(forged, undefined, new Date()),
      (forged) => repository.change(forged, { name: 'Forged' }),
      (forged) => repository.change(user.id, { email: forged }),
      (forged) => repository.verifyPhone(forged, '+4915112345678', new Date()),
      (forged) => repository.disable(forged, new Date()),
      (forged) => repository.suspend(forged, new Date()),
      (forged) => repository.remove(forged),
      (forged) => repository.insert(aUser({ email: forged })),
    ];
    for (const attempt of attempts) expect(await foundByForgery(attempt)).toEqual([]);
    expect(await repository.find(user.id)).toEqual(user);
  });
});
