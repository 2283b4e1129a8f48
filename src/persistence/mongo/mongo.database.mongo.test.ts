import { Logger } from '@nestjs/common';
import { ConfigError } from '../../config/config';
import type { MongoDatabase } from './mongo.database';
import { openMongo } from '../../stores/mongo.store';
import { aMongoDatabase } from '../../../test/harness/mongo.store';
import { aMongoUrl, dropTestDatabase, withDatabase } from '../../../test/harness/store';

const PASSWORD = 'hunter2';

describe('a MongoDB address', () => {
  it.each([
    `mongodb://user:${PASSWORD}@127.0.0.1/x?unheardOf=1`,
    `mongodb://us%er:${PASSWORD}@127.0.0.1/x`,
    `mongodb://user:${PASSWORD}@`,
    `mongodb://user:${PASSWORD}@127.0.0.1:port/x`,
  ])('that is none is refused without being quoted (%#)', async (url) => {
    const refusal = await openMongo(url, { production: false }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ConfigError);
    expect((refusal as Error).stack).toContain('DATABASE_URL is not a usable MongoDB URL');
    expect((refusal as Error).stack).not.toContain(PASSWORD);
  });

  it('without the name of a database means ours', async () => {
    Logger.overrideLogger(false);
    const url = withDatabase(aMongoUrl(), '');
    const database = await openMongo(url, { production: false });
    const { name } = database.connection;
    await database.close();
    expect(name).toBe('telega2go');
  });

  it('cannot talk us into writes that one server alone has taken', async () => {
    Logger.overrideLogger(false);
    const url = aMongoUrl();
    const careless = `${url}${url.includes('?') ? '&' : '?'}w=1&journal=false&readPreference=secondary&retryWrites=false`;
    const database = await openMongo(careless, { production: false });
    const { writeConcern, readPreference, retryWrites } = database.connection.getClient().options;
    await database.close();
    await dropTestDatabase(url);
    expect(writeConcern).toMatchObject({ w: 'majority', journal: true });
    expect([readPreference.mode, retryWrites]).toEqual(['primary', true]);
  });
});

describe('an empty MongoDB', () => {
  const indexesOf = async ({ collections }: MongoDatabase) => {
    const listed = Object.values(collections).map(async (model) => {
      const indexes = await model.collection.indexes();
      return [model.collection.name, indexes.map(({ key }) => JSON.stringify(key)).sort()] as const;
    });
    return Object.fromEntries(await Promise.all(listed));
  };

  it('gets every collection and index that is declared, by however many that start at the same time', async () => {
    Logger.overrideLogger(false);
    const url = aMongoUrl();
    const open = () => openMongo(url, { production: false });
    const [database, ...others] = await Promise.all([open(), open(), open()]);
    const declared = Object.values(database.collections).map((model) => {
      const keys = model.schema.indexes().map(([key]) => JSON.stringify(key));
      return [model.collection.name, [JSON.stringify({ _id: 1 }), ...keys].sort()] as const;
    });
    expect(await indexesOf(database)).toEqual(Object.fromEntries(declared));
    for (const each of [database, ...others]) await each.close();
    await dropTestDatabase(url);
  });

  it('that was left in the middle of a first start is completed by the next', async () => {
    Logger.overrideLogger(false);
    const url = aMongoUrl();
    const first = await openMongo(url, { production: false });
    const complete = await indexesOf(first);
    await first.collections.schemaVersions.deleteMany({});
    await first.collections.audit.collection.drop();
    await first.collections.users.collection.dropIndexes();
    await first.close();
    const next = await openMongo(url, { production: false });
    expect(await indexesOf(next)).toEqual(complete);
    await next.close();
    await dropTestDatabase(url);
  });
});

describe('a burst', () => {
  let url: string;
  let database: MongoDatabase;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    url = aMongoUrl();
    database = await openMongo(`${url}${url.includes('?') ? '&' : '?'}maxPoolSize=2`, { production: false });
  });

  afterEach(async () => {
    await database.close();
    await dropTestDatabase(url);
  });

  it('of more operations than there are connections is carried out, as many at a time as there are', async () => {
    const { limits } = database.collections;
    let underWay = 0;
    let most = 0;
    const insert = (index: number) =>
      database.run(async () => {
        most = Math.max(most, ++underWay);
        await limits.insertOne({ _id: String(index), used: 1, endsAt: new Date() });
        underWay--;
      });
    await Promise.all(Array.from({ length: 300 }, (_, index) => insert(index)));
    expect(most).toBe(2);
    expect(await database.run(() => limits.countDocuments())).toBe(300);
  });

  it('is not given up by the driver, which does not know whether others are answered', () => {
    expect(database.connection.getClient().options.waitQueueTimeoutMS).toBe(0);
  });
});

describe('a query', () => {
  let database: MongoDatabase;
  let close: () => Promise<void>;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    ({ database, close } = await aMongoDatabase());
    await database.insert(database.collections.limits, { _id: 'a', used: 1, endsAt: new Date() });
  });

  afterEach(() => close());

  it('that lacks a value is refused before it goes out', async () => {
    const { limits } = database.collections;
    const ask = (filter: object) => database.run(() => limits.findOne(filter).lean());
    await expect(ask({ _id: undefined })).rejects.toThrow('lacks a value');
    await expect(ask({ _id: 'a', used: undefined })).rejects.toThrow('lacks a value');
    expect(await ask({ _id: 'a' })).toMatchObject({ used: 1 });
  });

  it('that the driver leaves without an answer ends all the same, and others go on', async () => {
    const { limits } = database.collections;
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'performance', 'queueMicrotask'] });
    try {
      const outcome = database.run(() => new Promise<never>(() => undefined)).catch((error: unknown) => error);
      jest.advanceTimersByTime(13_000);
      expect(await outcome).toMatchObject({ code: 'storage_unavailable' });
    } finally {
      jest.useRealTimers();
    }
    expect(await database.run(() => limits.findOne({ _id: 'a' }).lean())).toMatchObject({ used: 1 });
  });

  it('or a write that names an unknown field is refused', async () => {
    const { limits } = database.collections;
    await expect(database.run(() => limits.findOne({ unheardOf: 1 } as never).lean())).rejects.toThrow('unheardOf');
    const write = () => limits.updateOne({ _id: 'a' }, { $set: { unheardOf: 1 } } as never);
    await expect(database.run(write)).rejects.toThrow('unheardOf');
  });
});
