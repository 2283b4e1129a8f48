import { mongo } from 'mongoose';
import type { Finding } from '../../src/doctor/finding';
import { checkStore } from '../../src/doctor/store.check';
import { migrations } from '../../src/persistence/mongo/mongo.migrations';
import { mongoKind } from '../harness/mongo';
import { aMongoUrl } from '../harness/store';

afterEach(() => jest.restoreAllMocks());

const linesOf = (findings: readonly Finding[]) =>
  findings.map(({ state, about, says }) => `${state} ${about}: ${says}`);
const found = async (production = true, databaseUrl = aMongoUrl()) =>
  linesOf(await checkStore({ databaseUrl, production }, { isThere: false }));

/** A server that greets like this. */
const says = (hello: object) => jest.spyOn(mongo.Db.prototype, 'command').mockResolvedValue(hello);
const SET = { setName: 'rs0', isWritablePrimary: true };

describe('the doctor, of a MongoDB', () => {
  it('says what the server of these tests is', async () => {
    const [role, pace] = await found();
    expect(role).toMatch(
      mongoKind === 'replica-set'
        ? /^well store: replica set \w+ has a primary$/
        : /^wrong store: MongoDB is a standalone server$/,
    );
    expect(pace).toMatch(/^\w+ store: MongoDB answers in \d+ ms$/);
  });

  it('takes a standalone server in development alone', async () => {
    says({ isWritablePrimary: true });
    expect([(await found())[0], (await found(false))[0]]).toEqual([
      'wrong store: MongoDB is a standalone server',
      'careful store: MongoDB is a standalone server',
    ]);
  });

  it('notices that a set has no primary', async () => {
    says({ ...SET, isWritablePrimary: false });
    expect((await found())[0]).toBe('wrong store: replica set rs0 has no primary');
    says(SET);
    expect((await found())[0]).toBe('well store: replica set rs0 has a primary');
  });

  it.each([
    ['a copy that was not finished', 1_000_000, 'wrong store: the MongoDB database is a copy that was not finished'],
    [
      'a store of a newer version',
      migrations.length + 2,
      'wrong store: the MongoDB database was written by a newer version of Telega2Go',
    ],
  ])('notices %s, which a start refuses, and leaves it as it is', async (_, version, line) => {
    const url = aMongoUrl();
    const client = new mongo.MongoClient(url);
    const versions = client.db().collection<{ _id: string; version: number }>('schema_version');
    await versions.insertOne({ _id: 'telega2go', version });
    expect(await found(true, url)).toContain(line);
    expect(await versions.find().toArray()).toEqual([{ _id: 'telega2go', version }]);
    expect(await client.db().listCollections().toArray()).toHaveLength(1);
    await client.db().dropDatabase();
    await client.close();
  });

  it('takes a store of this version, of the next, and an empty one', async () => {
    expect((await found()).filter((line) => line.includes('MongoDB database'))).toEqual([]);
    const url = aMongoUrl();
    const client = new mongo.MongoClient(url);
    const versions = client.db().collection<{ _id: string; version: number }>('schema_version');
    await versions.insertOne({ _id: 'telega2go', version: migrations.length + 1 });
    expect((await found(true, url)).filter((line) => line.includes('MongoDB database'))).toEqual([]);
    await client.db().dropDatabase();
    await client.close();
  });

  it('notices a server that refuses the password', async () => {
    const url = aMongoUrl().replace('mongodb://', 'mongodb://ann:hunter2@');
    expect(await found(true, url)).toEqual(['wrong store: MongoDB does not let us in']);
  });

  it.each([
    [-3_600_000, 'ahead of'],
    [3_600_000, 'behind'],
  ])('notices a server with another time, %d ms from ours', async (fromOursMs, where) => {
    says({ ...SET, localTime: new Date(Date.now() + fromOursMs) });
    expect((await found())[2]).toMatch(new RegExp(`^careful clock: this machine's is 3\\d{3} s ${where} MongoDB's$`));
  });
});
