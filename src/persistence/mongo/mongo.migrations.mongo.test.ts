import { Logger } from '@nestjs/common';
import { openMongo } from '../../stores/mongo.store';
import { migrations } from './mongo.migrations';
import { aMongoUrl, dropTestDatabase } from '../../../test/harness/store';

/** The third entry was edited after it had landed: this is what it did not yet do at commits fbbeec7 and af6adce. */
it('brings a store into line that an entry was carried out on before it was edited', async () => {
  Logger.overrideLogger(false);
  const url = aMongoUrl();
  const earlier = await openMongo(url, { production: false });
  const { users, chats, idempotencyKeys, schemaVersions } = earlier.collections;
  const indexesOf = async () => (await idempotencyKeys.collection.indexes()).map(({ name }) => name);
  const indexes = await indexesOf();
  await users.collection.insertOne({ _id: 'u', telegramId: 1, name: 'Łucja', telegramUsername: 'Lu' } as never);
  await chats.collection.insertOne({ _id: 'c', chatId: 1, botId: 1, username: 'Lu' } as never);
  await idempotencyKeys.collection.dropIndexes();
  await schemaVersions.collection.updateOne({}, { $set: { version: 7 } });
  await earlier.close();
  const next = await openMongo(url, { production: false });
  const { collections } = next;
  expect(await collections.users.collection.findOne()).toMatchObject({ nameKey: 'łucja', usernameKey: 'lu' });
  expect(await collections.chats.collection.findOne()).toMatchObject({ usernameKey: 'lu' });
  expect((await collections.idempotencyKeys.collection.indexes()).map(({ name }) => name)).toEqual(indexes);
  await next.close();
  await dropTestDatabase(url);
});

it('brings a store of any version up to date, and leaves what is in it', async () => {
  Logger.overrideLogger(false);
  const url = aMongoUrl();
  const open = () => openMongo(url, { production: false });
  for (const version of migrations.keys()) {
    const earlier = await open();
    const { limits, schemaVersions } = earlier.collections;
    await limits.collection.insertOne({ _id: String(version) as never, used: 1, endsAt: new Date() });
    await schemaVersions.collection.updateOne({}, { $set: { version } });
    await earlier.close();
  }
  const newest = await open();
  expect(await newest.collections.schemaVersions.findOne().lean()).toMatchObject({ version: migrations.length });
  expect(await newest.collections.limits.countDocuments()).toBe(migrations.length);
  await newest.close();
  await dropTestDatabase(url);
});
