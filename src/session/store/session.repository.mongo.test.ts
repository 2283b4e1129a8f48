import { mongo } from 'mongoose';
import {
  addFieldsOfNewerVersion,
  countFieldsOfNewerVersion,
  foundByForgery,
  loseAnswerToInsert,
} from '../../../test/harness/mongo.adapter';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { aMongoDatabase, openOnMongo } from '../../../test/harness/mongo.store';
import { aSession } from '../session.fixture';
import type { Rotation } from './session.repository';
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

  const refreshable = () => aSession({ familyHash: 'family', tokenHash: 'first' });
  const aRotation = (): Rotation => ({
    ...{ from: 'first', to: 'second', usedTokens: [], usedAt: new Date() },
    expiresAt: new Date(Date.now() + 1000),
    client: { address: '192.0.2.9', browser: '', system: '' },
  });
  /** The next change is carried out, but its answer is lost. */
  const loseAnswerToChange = () => {
    const { sessions } = database.collections;
    const change = sessions.findOneAndUpdate.bind(sessions) as (...all: unknown[]) => { lean(): Promise<unknown> };
    jest.spyOn(sessions, 'findOneAndUpdate').mockImplementationOnce(((...all: unknown[]) => ({
      lean: async () => {
        await change(...all).lean();
        throw new mongo.MongoNetworkError('the connection was lost before the answer');
      },
    })) as never);
  };

  it('are read without what a newer version added, which stays', async () => {
    const session = refreshable();
    await repository.insert(session);
    await addFieldsOfNewerVersion(database);
    expect(await repository.find(session.id)).toEqual(session);
    expect(await repository.rotate(session.id, aRotation())).toMatchObject({ tokenHash: 'second' });
    expect(await repository.end(session.id, new Date())).toBe(true);
    expect(await countFieldsOfNewerVersion(database.collections.sessions)).toBe(1);
  });

  it('of a version that knew less are used as they were: they live, and end, but are not refreshed', async () => {
    const { id, userId, door, browser, system, createdAt, expiresAt } = aSession();
    await database.collections.sessions.collection.insertOne({
      _id: id as never,
      ...{ userId, door, browser, system, createdAt, expiresAt },
    });
    const found = { id, userId, door, browser, system, createdAt, expiresAt, address: '', usedAt: createdAt };
    expect(await repository.find(id)).toEqual(found);
    expect(await repository.listLiving(userId, new Date(), { limit: 9 })).toEqual([found]);
    expect(await repository.rotate(id, aRotation())).toBeUndefined();
    expect(await repository.end(id, new Date())).toBe(true);
  });

  it('are opened although the answer to the insert is lost, and not for another user', async () => {
    const session = refreshable();
    loseAnswerToInsert(database.collections.sessions);
    await repository.insert(session);
    expect(await repository.find(session.id)).toEqual(session);
    loseAnswerToInsert(database.collections.sessions);
    expect(await repository.insert({ ...session, userId: 'a-thief' })).toBe(false);
  });

  it('are rotated although the answer to the change is lost', async () => {
    const session = refreshable();
    await repository.insert(session);
    loseAnswerToChange();
    expect(await repository.rotate(session.id, aRotation())).toMatchObject({ tokenHash: 'second' });
  });

  it('are counted as ended although the answer to the change is lost', async () => {
    const session = refreshable();
    await repository.insert(session);
    loseAnswerToChange();
    expect(await repository.endAll(session.userId, new Date())).toBe(1);
  });

  it('are not found, listed, rotated or ended by a query operator in place of an id', async () => {
    const session = refreshable();
    await repository.insert(session);
    const now = new Date();
    expect(await foundByForgery((forged) => repository.find(forged))).toEqual([]);
    expect((await foundByForgery((forged) => repository.listLiving(forged, now, { limit: 9 }))).flat()).toEqual([]);
    expect(await foundByForgery((forged) => repository.rotate(forged, aRotation()))).toEqual([]);
    const byToken = (forged: never) => repository.rotate(session.id, { ...aRotation(), from: forged });
    expect(await foundByForgery(byToken)).toEqual([]);
    expect(await foundByForgery(async (forged) => (await repository.end(forged, now)) || undefined)).toEqual([]);
    expect(await foundByForgery(async (forged) => (await repository.endAll(forged, now)) || undefined)).toEqual([]);
    expect(await repository.find(session.id)).toEqual(session);
  });
});
