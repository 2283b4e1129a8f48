import { mongo } from 'mongoose';
import { aMongoUrl } from '../harness/store';
import { Api } from '../harness/api';
import type { AppProcess } from '../harness/app.process';
import { Cluster } from '../harness/cluster';
import { mongoKind } from '../harness/mongo';
import { codeOf, type PhoneMessage } from '../harness/telegram';

describe('a newer version beside two instances of this one', () => {
  const url = aMongoUrl();
  const client = new mongo.MongoClient(url);
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.start({ instances: 2, databaseUrl: url, settings: { OTP_TTL_SECONDS: '60' } });
  });

  afterAll(async () => {
    await cluster.close();
    await client.close();
  });

  const version = client.db().collection<{ _id: string; version: number }>('schema_version');

  /** What a migration may do: it adds. */
  async function migrateFurther(): Promise<void> {
    for (const { name } of await client.db().listCollections().toArray()) {
      await client
        .db()
        .collection(name)
        .updateMany({}, { $set: { addedLater: 'by a newer version' } });
      await client.db().collection(name).createIndex({ addedLater: 1 });
    }
    await version.updateOne({ _id: 'telega2go' }, { $inc: { version: 1 } });
  }

  async function register(api: Api): Promise<{ id: string; message: PhoneMessage }> {
    const { telegram_chat_id: person, email } = cluster.newPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person, email });
    const [message] = await cluster.telegram.untilCodeMessages(person, 1);
    await api.untilStatus(id, 'sent');
    return { id, message: message! };
  }

  it('one version ahead: what was begun goes on, and a further instance of this version starts', async () => {
    const [one, two] = cluster.instances.map((app) => new Api(app)) as [Api, Api];
    const begun = await register(one);
    await migrateFurther();
    expect(await two.verifyOtp(begun.id, codeOf(begun.message)!)).toMatchObject({ status: 200 });
    const further = await cluster.add();
    await further.boot();
    const { id, message } = await register(new Api(further));
    expect(await one.verifyOtp(id, codeOf(message)!)).toMatchObject({ status: 200 });
    expect((await version.findOne())?.version).toBeGreaterThan(1);
  });

  it('two versions ahead: those that run go on, and a further instance is refused in plain words', async () => {
    await migrateFurther();
    const further = await cluster.add();
    expect(await further.bootAndExit()).toBe(1);
    expect(further.output.match(/^telega2go: .*$/gm)).toEqual([
      'telega2go: the MongoDB database was written by a newer version of Telega2Go',
    ]);
    const { id, message } = await register(new Api(cluster.instances[0]!));
    expect(await new Api(cluster.instances[1]!).verifyOtp(id, codeOf(message)!)).toMatchObject({ status: 200 });
  });
});

describe('in production', () => {
  const url = aMongoUrl();
  let cluster: Cluster;

  beforeAll(async () => {
    const settings = { NODE_ENV: 'production', HOST: '127.0.0.1', PUBLIC_URL: 'https://front.example.org' };
    cluster = await Cluster.prepare({ instances: 1, databaseUrl: url, settings });
  });

  afterAll(() => cluster.close());

  it('a server that is alone is refused in plain words, and a replica set is not', async () => {
    const [app] = cluster.instances as [AppProcess];
    if (mongoKind === 'replica-set') return app.boot();
    expect(await app.bootAndExit()).toBe(1);
    expect(app.output.match(/^telega2go: .*$/gm)).toEqual([
      'telega2go: the MongoDB server is a standalone one, which can lose what it acknowledged: production needs a replica set',
    ]);
  });
});
