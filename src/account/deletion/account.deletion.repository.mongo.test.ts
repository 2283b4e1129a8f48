import { addFieldsOfNewerVersion, foundByForgery, loseAnswerToInsert } from '../../../test/harness/mongo.adapter';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { aMongoDatabase, openOnMongo } from '../../../test/harness/mongo.store';
import { describeAccountDeletionRepository } from './account.deletion.repository.contract';
import { MongoAccountDeletionRepository } from './account.deletion.repository.mongo';
import { aMoment } from '../users/user.fixture';

describeAccountDeletionRepository('MongoDB', openOnMongo(MongoAccountDeletionRepository));

describe('closed accounts in a MongoDB that others use too', () => {
  const deletion = { id: 'an-account', telegramId: 1001, by: 'user', closedAt: aMoment } as const;
  let database: MongoDatabase;
  let close: () => Promise<void>;
  let repository: MongoAccountDeletionRepository;

  beforeEach(async () => {
    ({ database, close } = await aMongoDatabase());
    repository = new MongoAccountDeletionRepository(database);
  });

  afterEach(() => close());

  it('are read without what a newer version added, and written down although the insert got no answer', async () => {
    loseAnswerToInsert(database.collections.closures);
    await repository.insert(deletion);
    await addFieldsOfNewerVersion(database);
    expect(await repository.listOpen(10)).toEqual([deletion]);
  });

  it('are not ended by a query operator in place of their id', async () => {
    await repository.insert({ ...deletion, untold: ['deleted'] });
    await foundByForgery((forged) => repository.markErased(forged));
    await foundByForgery((forged) => repository.removePendingEvent(forged));
    await foundByForgery((forged) => repository.markNoted(forged));
    expect(await repository.listOpen(10)).toEqual([{ ...deletion, untold: ['deleted'] }]);
  });
});
