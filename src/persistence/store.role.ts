import type { MongoRole } from './mongo/mongo.role';

/** A process that keeps everything in a SQLite file does not load mongoose. */
export const mongoRoleOf = (url: string): Promise<MongoRole> => loadMongo().askMongoRole(url);

const loadMongo = () => require('./mongo/mongo.role') as typeof import('./mongo/mongo.role');
