import { mongo } from 'mongoose';
import { OwnMongo } from '../harness/mongo';
import { until } from '../harness/until';

it('a server that was killed comes back with all that it acknowledged', async () => {
  const server = await OwnMongo.start();
  const client = new mongo.MongoClient(server.uri, { retryWrites: false });
  const counts = client.db('test').collection<{ _id: string; count: number }>('counts');
  try {
    let acknowledged = 0;
    const counting = (async () => {
      for (;;) {
        await counts.updateOne({ _id: 'one' }, { $inc: { count: 1 } }, { upsert: true });
        acknowledged++;
      }
    })().catch(() => undefined);
    await until(() => acknowledged > 100, 'some writes');
    await server.kill();
    await counting;
    await server.boot();
    const found = await counts.findOne({ _id: 'one' });
    expect([acknowledged, acknowledged + 1]).toContain(found?.count);
  } finally {
    await client.close();
    await server.close();
  }
});
