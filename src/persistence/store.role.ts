import type { MongoRole } from './mongo.role';

/** Who keeps everything in a file does not load mongoose for it. */
export async function mongoRoleOf(url: string): Promise<MongoRole> {
  const { askMongoRole } = await import('./mongo.role');
  return askMongoRole(url);
}
