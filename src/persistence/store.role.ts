import type { MongoRole } from './mongo/mongo.role';

/** Who keeps everything in a file does not load mongoose for it. */
export const mongoRoleOf = (url: string): Promise<MongoRole> => loadMongo().askMongoRole(url);

const loadMongo = () => require('./mongo/mongo.role') as typeof import('./mongo/mongo.role');
