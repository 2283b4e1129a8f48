import { mongo } from 'mongoose';
import type { Finding } from '../../src/doctor/finding';
import { checkStore } from '../../src/doctor/store.check';
import { mongoKind } from '../harness/mongo';
import { aMongoUrl } from '../harness/store';

afterEach(() => jest.restoreAllMocks());

const linesOf = (findings: readonly Finding[]) =>
  findings.map(({ state, about, says }) => `${state} ${about}: ${says}`);
const found = async (production = true) => linesOf(await checkStore({ databaseUrl: aMongoUrl(), production }));

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

  it('notices a server with another time', async () => {
    says({ ...SET, localTime: new Date(Date.now() - 3_600_000) });
    expect((await found())[2]).toMatch(/^careful clock: this machine's is 3\d{3} s ahead of MongoDB's$/);
  });
});
