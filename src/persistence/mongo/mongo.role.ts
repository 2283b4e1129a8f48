import { mongo } from 'mongoose';
import { clock } from '../../clock';
import { databaseIn } from './mongo.url';
import { readRefusal } from './mongo.migrations';

const WITHIN_MS = 5_000;

/** What a MongoDB server reports about itself, and why a start would refuse what is in our database there, if it would. */
export type MongoRole = Readonly<{
  setName?: string;
  hasPrimary: boolean;
  tookMs: number;
  aheadMs: number;
  refusal?: string;
}>;

/** Connects briefly, and writes nothing. @throws if there is no server, or it denies access */
export async function askMongoRole(url: string): Promise<MongoRole> {
  const client = new mongo.MongoClient(url, { serverSelectionTimeoutMS: WITHIN_MS, connectTimeoutMS: WITHIN_MS });
  try {
    await client.connect();
    const db = client.db(databaseIn(url));
    const began = performance.now();
    const hello = await greet(db);
    const tookMs = performance.now() - began;
    const aheadMs =
      hello.localTime instanceof Date ? clock.now().getTime() - tookMs / 2 - hello.localTime.getTime() : 0;
    const isReplicated = hello.setName !== undefined || hello.msg === 'isdbgrid';
    return {
      setName: isReplicated ? String(hello.setName ?? 'sharded') : undefined,
      hasPrimary: (hello.isWritablePrimary ?? hello.ismaster) === true || hello.primary !== undefined,
      tookMs,
      aheadMs,
      refusal: await readRefusal(db),
    };
  } finally {
    await client.close();
  }
}

/** As `MongoTime` does: servers before 4.4.2, and some that are not MongoDB's own, know only the old command. */
const greet = (db: mongo.Db): Promise<mongo.BSON.Document> =>
  db.command({ hello: 1 }).catch(() => db.command({ isMaster: 1 }));
