import { mongo } from 'mongoose';
import { AppError } from '../../errors';
import {
  addFieldsOfNewerVersion,
  countFieldsOfNewerVersion,
  foundByForgery,
} from '../../../test/harness/mongo.adapter';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { aMongoDatabase, openOnMongo } from '../../../test/harness/mongo.store';
import { verifyStored } from '../audit.chain';
import { toDocument } from './audit.mapping';
import type { Draft } from '../audit.entry';
import { aDraft, seconds } from '../audit.fixture';
import { describeAuditRepository } from './audit.repository.contract';
import { MongoAuditRepository } from './audit.repository.mongo';
import { describeTampering } from './audit.tampering.contract';

describeAuditRepository('MongoDB', openOnMongo(MongoAuditRepository));

describeTampering('MongoDB', async () => {
  const { database, close } = await aMongoDatabase();
  const { audit, auditHeads } = database.collections;
  return {
    repository: new MongoAuditRepository(database),
    close,
    intruder: {
      replaceAll: async (entries) => {
        await audit.deleteMany({});
        await audit.insertMany(entries.map(toDocument));
      },
      replaceHead: async (head) => {
        await auditHeads.deleteMany({});
        await auditHeads.insertOne({ _id: 'audit', seq: head.seq, hash: head.hash });
      },
    },
  };
});

describe('the audit in a MongoDB that others use too', () => {
  let database: MongoDatabase;
  let close: () => Promise<void>;
  let repository: MongoAuditRepository;

  beforeEach(async () => {
    ({ database, close } = await aMongoDatabase());
    repository = new MongoAuditRepository(database);
  });

  afterEach(() => close());

  const drafts = (count: number) => Array.from({ length: count }, (_, at) => aDraft({ at: seconds(at) }));
  const appendTo = (to: MongoAuditRepository, all: readonly Draft[]) => Promise.all(all.map((each) => to.append(each)));
  const keptIds = async () => (await repository.read(0, 1000)).map(({ id }) => id).toSorted();
  const idsOf = (all: readonly Draft[]) => all.map(({ id }) => id).toSorted();

  /** The next write is carried out only as far as `carriedOut` does so, and its answer is lost. */
  const loseAnswer = (carriedOut: (documents: readonly object[]) => Promise<unknown>) =>
    jest.spyOn(database.collections.audit, 'insertMany').mockImplementationOnce((async (
      documents: readonly object[],
    ) => {
      await carriedOut(documents);
      throw new mongo.MongoNetworkError('the connection was lost before the answer');
    }) as never);

  it('is one chain, in which each has its place once, where instances write at the same time', async () => {
    const [mine, theirs] = [drafts(300), drafts(300)];
    const other = new MongoAuditRepository(database);
    const turns = async (to: MongoAuditRepository, all: readonly Draft[]) => {
      for (let at = 0; at < all.length; at += 10) await appendTo(to, all.slice(at, at + 10));
    };
    await Promise.all([turns(repository, mine), turns(other, theirs), appendTo(repository, drafts(0))]);
    expect(await verifyStored(repository)).toMatchObject({ entries: 600, from: 1, to: 600 });
    expect(await keptIds()).toEqual(idsOf([...mine, ...theirs]));
  });

  it('takes a hundred notes of two instances, all at once, into one chain', async () => {
    const [mine, theirs] = [drafts(50), drafts(50)];
    const others = [new MongoAuditRepository(database), repository];
    await Promise.all([mine, theirs].flatMap((all, at) => all.map((draft) => others[at]!.append(draft))));
    expect(await verifyStored(repository)).toMatchObject({ entries: 100, from: 1, to: 100 });
    expect(await keptIds()).toEqual(idsOf([...mine, ...theirs]));
  });

  it('has each note once where the answer to all of them, to some or to none of what was written is lost', async () => {
    const { audit } = database.collections;
    const insertMany = audit.insertMany.bind(audit) as (documents: readonly object[]) => Promise<unknown>;
    const all = drafts(30);
    loseAnswer(insertMany);
    await appendTo(repository, all.slice(0, 10));
    loseAnswer((documents) => insertMany(documents.slice(0, 4)));
    await appendTo(repository, all.slice(10, 20));
    loseAnswer(async () => undefined);
    await appendTo(repository, all.slice(20));
    expect(await verifyStored(repository)).toMatchObject({ entries: 30, from: 1, to: 30 });
    expect(await keptIds()).toEqual(idsOf(all));
  });

  it('has each note once where a write without an answer arrives after it was repeated', async () => {
    const { audit } = database.collections;
    const insertMany = audit.insertMany.bind(audit) as (documents: readonly object[]) => Promise<unknown>;
    let late: readonly object[] = [];
    loseAnswer(async (documents) => (late = documents));
    const all = drafts(5);
    await appendTo(repository, all);
    await expect(insertMany(late)).rejects.toMatchObject({ code: 11_000 });
    expect(await keptIds()).toEqual(idsOf(all));
  });

  it('says so where the server does not answer, and goes on afterwards', async () => {
    const away = () => Promise.reject(new mongo.MongoNetworkError('away'));
    const insertMany = jest.spyOn(database.collections.audit, 'insertMany').mockImplementation(away as never);
    const failing = repository.append(aDraft());
    await expect(failing).rejects.toBeInstanceOf(AppError);
    await expect(failing).rejects.toMatchObject({ code: 'storage_unavailable' });
    insertMany.mockRestore();
    await repository.append(aDraft());
    expect(await verifyStored(repository)).toMatchObject({ entries: 1, from: 1, to: 1 });
  });

  it('is verified from its new head where an erasure was interrupted, and the next one ends it', async () => {
    await appendTo(repository, drafts(10));
    const { audit } = database.collections;
    const deleteMany = audit.deleteMany.bind(audit) as (filter: object) => Promise<unknown>;
    jest.spyOn(audit, 'deleteMany').mockImplementationOnce(deleteMany as never);
    jest.spyOn(audit, 'deleteMany').mockImplementationOnce((async () => {
      await deleteMany({ _id: database.trusted({ $in: [2, 4] }) });
      throw new mongo.MongoNetworkError('killed in the middle');
    }) as never);
    await expect(repository.eraseBefore(seconds(5), 100)).rejects.toBeInstanceOf(AppError);
    expect(await verifyStored(repository)).toMatchObject({ entries: 5, from: 6, to: 10 });
    expect(await repository.partOf({})).toEqual({ from: 6, to: 10 });
    expect(await repository.eraseBefore(seconds(5), 100)).toBe(0);
    expect((await repository.read(0, 1))[0]).toMatchObject({ seq: 6 });
  });

  it('is erased by two at once as by one', async () => {
    await appendTo(repository, drafts(50));
    const other = new MongoAuditRepository(database);
    await Promise.all([repository.eraseBefore(seconds(20), 100), other.eraseBefore(seconds(20), 10)]);
    expect(await verifyStored(repository)).toMatchObject({ to: 50 });
    expect(await verifyStored(repository)).not.toHaveProperty('fault');
  });

  it('goes on beside a newer version that added something', async () => {
    await appendTo(repository, drafts(5));
    await repository.eraseBefore(seconds(2), 1);
    await addFieldsOfNewerVersion(database);
    await repository.append(aDraft());
    expect(await verifyStored(repository)).toMatchObject({ entries: 5, from: 2, to: 6 });
    await repository.eraseBefore(seconds(2), 1);
    expect(await repository.head()).toMatchObject({ seq: 2 });
    expect(await countFieldsOfNewerVersion(database.collections.auditHeads)).toBe(1);
  });

  it('does not show others’ entries to a query operator in place of a name or a number', async () => {
    await appendTo(repository, drafts(5));
    const list = (search: object) => repository.list(search, { limit: 10 });
    const found = [
      ...(await foundByForgery((action) => list({ action }))),
      ...(await foundByForgery((kind) => list({ actor: { kind } }))),
      ...(await foundByForgery((id) => list({ actor: { kind: 'user', id } }))),
      ...(await foundByForgery((id) => list({ subject: { kind: 'user', id } }))),
    ];
    expect(found.flat()).toEqual([]);
    expect((await foundByForgery((seq) => repository.read(seq, 10))).flat()).toEqual([]);
  });
});
