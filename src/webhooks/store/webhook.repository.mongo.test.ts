import {
  addFieldsOfNewerVersion,
  countFieldsOfNewerVersion,
  foundByForgery,
  loseAnswerToInsert,
} from '../../../test/harness/mongo.adapter';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { aMongoDatabase, openOnMongo } from '../../../test/harness/mongo.store';
import { aMoment, anOverWebhook, aWebhook, seconds } from '../webhook.fixture';
import { describeWebhookRepository } from './webhook.repository.contract';
import { MongoWebhookRepository } from './webhook.repository.mongo';

describeWebhookRepository('MongoDB', openOnMongo(MongoWebhookRepository));

describe('webhooks in a MongoDB that others use too', () => {
  let database: MongoDatabase;
  let close: () => Promise<void>;
  let repository: MongoWebhookRepository;

  beforeEach(async () => {
    ({ database, close } = await aMongoDatabase());
    repository = new MongoWebhookRepository(database);
  });

  afterEach(() => close());

  const terms = { leaseEnds: seconds(20), limit: 10 };

  it('are read without what a newer version added, and keep it when they change', async () => {
    const webhook = aWebhook();
    await repository.insert(webhook);
    await addFieldsOfNewerVersion(database);
    expect(await repository.find(webhook.id)).toEqual(webhook);
    const [held] = await repository.claimDue('holder', aMoment, terms);
    await repository.settle(held!, { kind: 'sent', at: seconds(1), status: 200 });
    await repository.replay(webhook.id, seconds(2));
    expect(await countFieldsOfNewerVersion(database.collections.webhooks)).toBe(1);
  });

  it('are stored once although the answer to the insert is lost', async () => {
    const webhook = aWebhook();
    loseAnswerToInsert(database.collections.webhooks);
    await repository.insert(webhook);
    expect(await repository.list({}, { limit: 10 })).toEqual([webhook]);
  });

  it('are not found, replayed or settled by a query operator in place of their id', async () => {
    const webhook = anOverWebhook();
    await repository.insert(webhook);
    expect(await foundByForgery((forged) => repository.find(forged))).toEqual([]);
    expect(await foundByForgery((forged) => repository.replay(forged, aMoment))).toEqual([]);
    const listed = await foundByForgery((forged) => repository.list({ type: forged }, { limit: 10 }));
    expect(listed.flat()).toEqual([]);
    expect(await repository.find(webhook.id)).toEqual(webhook);
  });
});
