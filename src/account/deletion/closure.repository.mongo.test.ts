import { addFieldsOfNewerVersion, foundByForgery, loseAnswerToInsert } from '../../../test/harness/mongo.adapter';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { aMongoDatabase, openOnMongo } from '../../../test/harness/mongo.store';
import { describeClosureRepository } from './closure.repository.contract';
import { MongoClosureRepository } from './closure.repository.mongo';
import { aMoment } from '../users/user.fixture';

describeClosureRepository('MongoDB', openOnMongo(MongoClosureRepository));

describe('closed accounts in a MongoDB that others use too', () => {
  const closure = { id: 'an-account', telegramId: 1001, by: 'user', closedAt: aMoment } as const;
  let database: MongoDatabase;
  let close: () => Promise<void>;
  let repository: MongoClosureRepository;

  beforeEach(async () => {
    ({ database, close } = await aMongoDatabase());
    repository = new MongoClosureRepository(database);
  });

  afterEach(() => close());

  it('are read without what a newer version added, and written down for the one who did not get the answer', async () => {
    loseAnswerToInsert(database.collections.closures);
    await repository.insert(closure);
    await addFieldsOfNewerVersion(database);
    expect(await repository.listOpen(10)).toEqual([closure]);
  });

  it('are not ended by an operator in the place of their id', async () => {
    await repository.insert({ ...closure, untold: ['deleted'] });
    await foundByForgery((forged) => repository.markErased(forged));
    await foundByForgery((forged) => repository.forgetNews(forged));
    await foundByForgery((forged) => repository.markNoted(forged));
    expect(await repository.listOpen(10)).toEqual([{ ...closure, untold: ['deleted'] }]);
  });
});
