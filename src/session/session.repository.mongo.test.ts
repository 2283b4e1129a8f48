import { addFieldsOfNewerVersion, foundByForgery, loseAnswerToInsert } from '../persistence/mongo.adapter.factory';
import type { MongoDatabase } from '../persistence/mongo.database';
import { aMongoDatabase, openOnMongo } from '../persistence/mongo.factory';
import { aSession } from './session.factory';
import { describeSessionRepository } from './session.repository.contract';
import { MongoSessionRepository } from './session.repository.mongo';

describeSessionRepository('MongoDB', openOnMongo(MongoSessionRepository));

describe('sessions in a MongoDB that others use too', () => {
  let database: MongoDatabase;
  let close: () => Promise<void>;
  let repository: MongoSessionRepository;

  beforeEach(async () => {
    ({ database, close } = await aMongoDatabase());
    repository = new MongoSessionRepository(database);
  });

  afterEach(() => close());

  it('are read without what a newer version added', async () => {
    const session = aSession();
    await repository.insert(session);
    await addFieldsOfNewerVersion(database);
    expect(await repository.find(session.id)).toEqual(session);
  });

  it('are opened for the one who did not get the answer, and for no other', async () => {
    const session = aSession();
    loseAnswerToInsert(database.collections.sessions);
    await repository.insert(session);
    expect(await repository.find(session.id)).toEqual(session);
    loseAnswerToInsert(database.collections.sessions);
    await expect(repository.insert({ ...session, userId: 'a-thief' })).rejects.toThrow('another session');
  });

  it('are not found by an operator in the place of their id', async () => {
    await repository.insert(aSession());
    expect(await foundByForgery((forged) => repository.find(forged))).toEqual([]);
  });
});
