import {
  addFieldsOfNewerVersion,
  countFieldsOfNewerVersion,
  foundByForgery,
  loseAnswerToInsert,
} from '../../../test/harness/mongo.adapter';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { aMongoDatabase, openOnMongo } from '../../../test/harness/mongo.store';
import { describeChatRepository } from './chat.repository.contract';
import { MongoChatRepository } from './chat.repository.mongo';
import { aChat, aMoment } from '../users/user.fixture';

describeChatRepository('MongoDB', openOnMongo(MongoChatRepository));

describe('chats in a MongoDB that others use too', () => {
  const chat = aChat({ username: 'ann_example', blockedAt: aMoment });
  let database: MongoDatabase;
  let close: () => Promise<void>;
  let repository: MongoChatRepository;

  beforeEach(async () => {
    ({ database, close } = await aMongoDatabase());
    repository = new MongoChatRepository(database);
  });

  afterEach(() => close());

  it('are read without what a newer version added, and keep it when they change', async () => {
    await repository.remember(chat, aMoment);
    await addFieldsOfNewerVersion(database);
    expect(await repository.find(chat.botId, chat.chatId)).toEqual(chat);
    await repository.setBlocked(chat.botId, chat.chatId, false, aMoment);
    await repository.remember(aChat({ language: 'de' }), aMoment);
    expect(await repository.find(chat.botId, chat.chatId)).toEqual(aChat({ language: 'de' }));
    expect(await countFieldsOfNewerVersion(database.collections.chats)).toBe(1);
  });

  it('are remembered by many callers at once, and where the answer to the insert is lost', async () => {
    loseAnswerToInsert(database.collections.chats);
    await repository.remember(chat, aMoment);
    await Promise.all(Array.from({ length: 50 }, () => repository.remember(aChat({ chatId: 5 }), aMoment)));
    expect(await repository.find(chat.botId, chat.chatId)).toEqual(chat);
    expect(await repository.find(chat.botId, 5)).toEqual(aChat({ chatId: 5 }));
  });

  it('are not found, blocked or forgotten by a query operator in place of their number', async () => {
    await repository.remember(chat, aMoment);
    expect(await foundByForgery((forged) => repository.find(chat.botId, forged))).toEqual([]);
    expect(await foundByForgery((forged) => repository.find(forged, chat.chatId))).toEqual([]);
    const started = await foundByForgery((forged) => repository.listStarted(forged, [chat.botId]));
    expect(started.flat()).toEqual([]);
    await foundByForgery((forged) => repository.setBlocked(chat.botId, forged, false, aMoment));
    await foundByForgery((forged) => repository.forget(chat.botId, forged));
    expect(await repository.find(chat.botId, chat.chatId)).toEqual(chat);
  });
});
