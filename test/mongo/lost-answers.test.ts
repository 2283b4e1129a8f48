import { Logger } from '@nestjs/common';
import { AppError } from '../../src/errors';
import { aDelivery, aMoment as now, aSentDelivery, seconds } from '../../src/delivery/delivery.fixture';
import { MongoDeliveryRepository } from '../../src/delivery/store/delivery.repository.mongo';
import { MongoLeaseRepository } from '../../src/lease/store/lease.repository.mongo';
import { MongoLimitRepository } from '../../src/limits/limit.repository.mongo';
import { aSentVerification, aVerification } from '../../src/verification/verification.fixture';
import { MongoVerificationRepository } from '../../src/verification/store/verification.repository.mongo';
import type { MongoDatabase } from '../../src/persistence/mongo/mongo.database';
import { openMongo } from '../../src/stores/mongo.store';
import { aMongoUrl, dropTestDatabase } from '../harness/store';
import { Relay, type Fault } from '../harness/relay';

const LABELS = ['RetryableWriteError'];
const steppedDown = {
  code: 11_602,
  codeName: 'InterruptedDueToReplStateChange',
  errmsg: 'stepped down',
  labels: LABELS,
};
const notPrimary = { code: 10_107, codeName: 'NotWritablePrimary', errmsg: 'not primary', labels: LABELS };
const closing = { code: 91, codeName: 'ShutdownInProgress', errmsg: 'the server is going down', labels: LABELS };

/** Where a write may be torn from its answer. `isDone`: the server had carried it out. */
const tears: readonly (readonly [name: string, tear: (relay: Relay, command: string) => Fault])[] = [
  ['the connection is lost after the write', (relay, command) => relay.loseAnswerTo(command)],
  ['the server steps down after the write', (relay, command) => relay.refuseAfter(command, steppedDown)],
  ['the server goes down after the write', (relay, command) => relay.refuseAfter(command, closing)],
  ['the server is no primary any more', (relay, command) => relay.refuse(command, notPrimary)],
];

describe.each(tears)('a write amid which %s', (_, tear) => {
  let url: string;
  let relay: Relay;
  let database: MongoDatabase;
  let faults: Fault[];

  beforeEach(async () => {
    Logger.overrideLogger(false);
    url = aMongoUrl();
    relay = await Relay.to(url);
    database = await openMongo(relay.uri, { production: false });
    faults = [];
  });

  afterEach(async () => {
    expect(faults.map(({ struck }) => struck)).toEqual(faults.map(() => 1));
    await database.close();
    await relay.close();
    await dropTestDatabase(url);
  });

  const tearNext = (command: string) => faults.push(tear(relay, command));

  it('lets a redemption succeed, and only once', async () => {
    const verifications = new MongoVerificationRepository(database);
    const { id } = aSentVerification();
    await verifications.insert(aSentVerification({ id }));
    tearNext('findAndModify');
    expect(await verifications.consume(id, 1, { door: 'otp', at: seconds(10) })).toMatchObject({
      status: 'verified',
      revision: 2,
    });
    expect(await verifications.consume(id, 1, { door: 'link', at: seconds(10) })).toBeUndefined();
    expect(await verifications.find(id)).toMatchObject({ door: 'otp', revision: 2 });
  });

  it('counts an attempt once', async () => {
    const verifications = new MongoVerificationRepository(database);
    const { id } = aSentVerification();
    await verifications.insert(aSentVerification({ id }));
    tearNext('findAndModify');
    expect(await verifications.countAttempt(id, 5, seconds(10))).toMatchObject({ attempts: 1 });
  });

  it('gives a new message new secrets once', async () => {
    const verifications = new MongoVerificationRepository(database);
    const { id } = aSentVerification();
    await verifications.insert(aSentVerification({ id }));
    tearNext('findAndModify');
    const renewal = { deliveryId: 'next', deadlineAt: seconds(400), resendAt: seconds(90) };
    expect(await verifications.renew(id, renewal, seconds(40))).toMatchObject({ generation: 2, deliveryId: 'next' });
  });

  it('tells the caller that inserted a verification that it is theirs, and the next that it is taken', async () => {
    const verifications = new MongoVerificationRepository(database);
    const verification = aVerification();
    tearNext('insert');
    expect(await verifications.insert(verification)).toBe(true);
    expect(await verifications.insert(aVerification({ id: verification.id }))).toBe(false);
    expect(await verifications.find(verification.id)).toEqual(verification);
  });

  it('hands out each due message once, and leaves none without a holder', async () => {
    const deliveries = new MongoDeliveryRepository(database);
    const ids = Array.from({ length: 20 }, (_each, index) => `row ${index}`);
    await Promise.all(ids.map((id) => deliveries.insert(aDelivery({ id }))));
    const claim = () =>
      deliveries.claimDue({ botId: 4242, name: 'holder', fence: 1 }, now, seconds(15), { sends: 50, removals: 50 });
    tearNext('update');
    const claims = [...(await claim().catch(() => [])), ...(await claim()), ...(await claim())];
    expect(claims.map(({ id }) => id).sort()).toEqual(ids.sort());
    expect(claims.every(({ claims: count, isInterrupted }) => count === 1 && !isInterrupted)).toBe(true);
  });

  it('loses no message that was handed out before it', async () => {
    const deliveries = new MongoDeliveryRepository(database);
    await deliveries.insert(aSentDelivery({ id: 'to delete', dueAt: now }));
    await deliveries.insert(aDelivery({ id: 'to send' }));
    const claim = () =>
      deliveries.claimDue({ botId: 4242, name: 'holder', fence: 1 }, now, seconds(15), { sends: 5, removals: 5 });
    const away = new AppError('storage_unavailable');
    const run = jest.spyOn(database, 'run');
    for (let step = 0; step < 4; step++) {
      run.mockImplementation(async (work) => {
        if (run.mock.calls.length > step + 1) throw away;
        return work();
      });
      run.mockClear();
      await expect(claim()).rejects.toBe(away);
    }
    run.mockRestore();
    tearNext('find');
    const claims = [...(await claim().catch(() => [])), ...(await claim())];
    expect(claims.map(({ id }) => id).sort()).toEqual(['to delete', 'to send']);
  });

  it('settles what became of a message once', async () => {
    const deliveries = new MongoDeliveryRepository(database);
    const { id } = aDelivery();
    await deliveries.insert(aDelivery({ id }));
    const room = { sends: 1, removals: 1 };
    const [held] = await deliveries.claimDue({ botId: 4242, name: 'holder', fence: 1 }, now, seconds(15), room);
    tearNext('findAndModify');
    const sent = { kind: 'sent', messageId: 9, sentAt: seconds(3), deleteAt: seconds(63), attempts: 1 } as const;
    expect(await deliveries.settle(held!, sent)).toBe(true);
    expect(await deliveries.find(id)).toMatchObject({ state: 'sent', messageId: 9, attempts: 1 });
  });

  it('gives a bot to one instance', async () => {
    const leases = new MongoLeaseRepository(database);
    tearNext('findAndModify');
    const take = () => leases.take(1, 'ann', 60);
    const lease = await take().catch(take);
    expect(lease).toMatchObject({ holder: 'ann', fence: 1 });
    expect(await leases.take(1, 'bob', 60)).toEqual(lease);
  });

  it('never lets a limit be used without being counted', async () => {
    const limits = new MongoLimitRepository(database);
    await limits.take('ip:1', 60, now);
    tearNext('findAndModify');
    const take = () => limits.take('ip:1', 60, now);
    const { used } = await take().catch(take);
    expect(used).toBeGreaterThanOrEqual(2);
    expect(used).toBeLessThanOrEqual(3);
  });
});

describe('a server that never answers', () => {
  it('is given up after three tries, in a plain refusal that says when to come again', async () => {
    Logger.overrideLogger(false);
    const url = aMongoUrl();
    const relay = await Relay.to(url);
    const database = await openMongo(relay.uri, { production: false });
    const verifications = new MongoVerificationRepository(database);
    const { id } = aSentVerification();
    await verifications.insert(aSentVerification({ id }));
    relay.loseAnswerTo('findAndModify', 100);
    await expect(verifications.lock(id, 'wrong_codes', new Date())).rejects.toMatchObject({
      code: 'storage_unavailable',
      details: { retryAfterSeconds: 5 },
    });
    await database.close();
    await relay.close();
    await dropTestDatabase(url);
  });
});
