import { trusted } from 'mongoose';
import { toDelivery } from '../../delivery/store/delivery.mapping';
import { aSentVerification } from '../../verification/verification.fixture';
import { toVerification } from '../../verification/store/verification.mapping';
import {
  addFieldsOfNewerVersion,
  countFieldsOfNewerVersion,
  foundByForgery,
} from '../../../test/harness/mongo.adapter';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { aMongoDatabase } from '../../../test/harness/mongo.store';
import { toDocument } from '../../persistence/mongo/mongo.record';
import { aDelivery, aMoment } from '../../delivery/delivery.fixture';
import { aSession } from '../../session/session.fixture';
import { describeTraceRepository, type Kept } from './trace.repository.contract';
import { MongoTraceRepository } from './trace.repository.mongo';

describeTraceRepository('MongoDB', async () => {
  const { database, close } = await aMongoDatabase();
  return { repository: new MongoTraceRepository(database), kept: keptIn(database), close };
});

describe("a person's traces in a MongoDB that others use too", () => {
  let database: MongoDatabase;
  let close: () => Promise<void>;
  let repository: MongoTraceRepository;
  let kept: Kept;

  beforeEach(async () => {
    ({ database, close } = await aMongoDatabase());
    repository = new MongoTraceRepository(database);
    kept = keptIn(database);
    const verification = aSentVerification({ chatId: 5 });
    await kept.putVerification(verification);
    await kept.putDelivery(aDelivery({ chatId: 5, verificationId: verification.id, dueAt: undefined }));
    await kept.putChat({ botId: 1, chatId: 5, language: 'en' }, aMoment);
    await kept.putSession(aSession({ id: 'a-session', userId: 'ann' }));
  });

  afterEach(() => close());

  it('leave what a newer version added where it is', async () => {
    await addFieldsOfNewerVersion(database);
    expect(await repository.listChats(5)).toEqual([{ botId: 1, chatId: 5, language: 'en' }]);
    expect(await repository.erase({ userId: 'ann', chatId: 5 }, aMoment, aMoment)).toBe(0);
    const { deliveries, verifications } = database.collections;
    for (const model of [deliveries, verifications]) expect(await countFieldsOfNewerVersion(model as never)).toBe(1);
    expect(await kept.verifications()).toMatchObject([{ applicant: {}, chatId: 0 }]);
  });

  it('are not found or erased by a query operator in place of the chat', async () => {
    const before = [await kept.deliveries(), await kept.verifications()];
    expect((await foundByForgery((forged) => repository.listChats(forged))).flat()).toEqual([]);
    await foundByForgery((forged) => repository.erase({ userId: 'bob', chatId: forged }, aMoment, aMoment));
    await foundByForgery((forged) => repository.erase({ userId: forged, chatId: 6 }, aMoment, aMoment));
    expect([await kept.deliveries(), await kept.verifications()]).toEqual(before);
    expect(await repository.listChats(5)).toHaveLength(1);
    expect(await kept.sessionIds()).toEqual(['a-session']);
  });
});

function keptIn({ collections }: MongoDatabase): Kept {
  const { chats, deliveries, logouts, oidcRecords, sessions, verifications } = collections;
  return {
    putChat: (chat, updatedAt) => chats.insertOne({ ...chat, _id: `${chat.botId}:${chat.chatId}`, updatedAt } as never),
    putDelivery: (delivery) => deliveries.insertOne(toDocument(delivery) as never),
    putVerification: (verification) => verifications.insertOne(toDocument(verification) as never),
    putSession: (session) => sessions.insertOne(toDocument(session) as never),
    putOidcRecord: (userId) => {
      const record = { _id: `of ${userId}`, userId, model: 'Grant', sealed: 'sealed', expiresAt: aMoment };
      return oidcRecords.insertOne(record as never);
    },
    putLogout: (userId) =>
      logouts.insertOne({ _id: `of ${userId}`, userId, sessionId: 'a-session', appId: 'shop', attempts: 0 } as never),
    signedOut: async () =>
      (await logouts.find({ dueAt: trusted({ $exists: true }) }).lean()).map(({ userId }) => userId),
    oidcUsers: async () => (await oidcRecords.find().lean()).map(({ userId }) => userId!),
    sessionIds: async () => (await sessions.find().sort({ _id: 1 }).lean()).map(({ _id }) => _id),
    deliveries: async () => {
      const found = await deliveries.find().sort({ _id: 1 }).lean();
      return found.map((document) => toDelivery(deliveries, document));
    },
    verifications: async () => {
      const found = await verifications.find().sort({ _id: 1 }).lean();
      return found.map((document) => toVerification(verifications, document));
    },
  };
}
