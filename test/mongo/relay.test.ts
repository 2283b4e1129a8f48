import { mongo } from 'mongoose';
import { aMongoUrl, dropTestDatabase } from '../harness/store';
import { Relay } from '../harness/relay';
import { until } from '../harness/until';

type Thing = { _id: string; count?: number };

const url = aMongoUrl();
const stepDown = { code: 10107, codeName: 'NotWritablePrimary', errmsg: 'not primary' };

let relay: Relay;
let direct: mongo.MongoClient;
let client: mongo.MongoClient;
let things: mongo.Collection<Thing>;

beforeEach(async () => {
  relay = await Relay.to(url);
  direct = new mongo.MongoClient(url);
  client = new mongo.MongoClient(relay.uri, {
    ...{ retryWrites: false, retryReads: false, serverSelectionTimeoutMS: 1_000, heartbeatFrequencyMS: 500 },
  });
  things = client.db().collection('things');
  await things.insertOne({ _id: 'first' });
});

afterEach(async () => {
  await client.close();
  await direct.close();
  await relay.close();
  await dropTestDatabase(url);
});

const isStored = async (id: string) => (await direct.db().collection<Thing>('things').findOne({ _id: id })) !== null;
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error as mongo.MongoServerError,
  );

describe('the wire between a driver and its server', () => {
  it('passes on what it is given, in pieces and in bulk', async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => ({ _id: `${index}`.padStart(2_000, '0') }));
    await things.insertMany(many);
    expect(await things.find({ _id: { $ne: 'first' } }, { batchSize: 500 }).toArray()).toEqual(many);
  });

  it('cut: what is under way breaks off, no connection is made, and mended it is as before', async () => {
    relay.stall();
    const underWay = failure(things.insertOne({ _id: 'under way' }));
    await until(() => relay.holds('insert'), 'the request');
    relay.cut();
    expect(await underWay).toBeInstanceOf(mongo.MongoNetworkError);
    expect(await failure(things.insertOne({ _id: 'meanwhile' }))).toBeInstanceOf(mongo.MongoServerSelectionError);
    await relay.mend();
    await until(() => things.findOne({ _id: 'first' }).catch(() => undefined), 'the driver to be back');
    await things.insertOne({ _id: 'afterwards' });
    expect(await isStored('under way')).toBe(false);
    expect(await isStored('meanwhile')).toBe(false);
    expect(await isStored('afterwards')).toBe(true);
  });

  it('stalled: nothing gets through, and mended everything does', async () => {
    relay.stall();
    const insert = things.insertOne({ _id: 'late' });
    await until(() => relay.holds('insert'), 'the request');
    expect(await isStored('late')).toBe(false);
    await relay.mend();
    expect(await insert).toMatchObject({ acknowledged: true });
    expect(await isStored('late')).toBe(true);
  });

  it('stalled: a write arrives although its sender has long gone', async () => {
    relay.stall();
    const insert = failure(things.insertOne({ _id: 'ghost' }));
    await until(() => relay.holds('insert'), 'the request');
    await client.close();
    expect(await insert).toBeInstanceOf(mongo.MongoError);
    expect(await isStored('ghost')).toBe(false);
    await relay.mend();
    await until(() => isStored('ghost'), 'the late write');
  });

  it.each(['insert', { command: 'insert', collection: 'things' }])(
    'loses the answer to %j: done, and the driver was not told',
    async (which) => {
      const fault = relay.loseAnswerTo(which);
      expect(await failure(things.insertOne({ _id: 'done' }))).toBeInstanceOf(mongo.MongoNetworkError);
      expect(await isStored('done')).toBe(true);
      expect(fault.struck).toBe(1);
      expect(await things.insertOne({ _id: 'next' })).toMatchObject({ acknowledged: true });
    },
  );

  it('refuses in the place of the server: never done', async () => {
    const fault = relay.refuse('findAndModify', { ...stepDown, labels: ['RetryableWriteError'] }, 2);
    for (let tries = 0; tries < 2; tries++) {
      const error = await failure(things.findOneAndUpdate({ _id: 'first' }, { $inc: { count: 1 } }));
      expect(error).toMatchObject({ code: 10107, codeName: 'NotWritablePrimary', message: 'not primary' });
      expect(error!.hasErrorLabel('RetryableWriteError')).toBe(true);
    }
    expect(fault.struck).toBe(2);
    const update = { $inc: { count: 1 } };
    const after = await things.findOneAndUpdate({ _id: 'first' }, update, { returnDocument: 'after' });
    expect(after).toEqual({ _id: 'first', count: 1 });
  });

  it.each([
    stepDown,
    { code: 11602, codeName: 'InterruptedDueToReplStateChange', errmsg: 'operation was interrupted' },
    { code: 91, codeName: 'ShutdownInProgress', errmsg: 'the server is shutting down' },
  ])('lets it be done and answers $codeName', async (refusal) => {
    const fault = relay.refuseAfter('update', refusal);
    const error = await failure(things.updateOne({ _id: 'first' }, { $set: { count: 7 } }));
    expect(error).toMatchObject({ code: refusal.code, codeName: refusal.codeName });
    expect(fault.struck).toBe(1);
    expect(await things.findOne({ _id: 'first' })).toEqual({ _id: 'first', count: 7 });
  });

  it('leaves requests alone that are about another collection', async () => {
    const fault = relay.refuse({ command: 'insert', collection: 'others' }, stepDown);
    await things.insertOne({ _id: 'mine' });
    expect(fault.struck).toBe(0);
    expect(await failure(client.db().collection('others').insertOne({}))).toMatchObject({ code: 10107 });
  });
});
