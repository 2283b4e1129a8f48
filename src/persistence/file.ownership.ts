import { closeSync, fchmodSync, fchownSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseRefused } from './database';
import { thisUser } from './file.fault';

/** Whose a file is, and who else may open it. */
export type Ownership = Readonly<{ uid: number; gid: number; mode: number }>;

/** Names and e-mails are in it. */
const OWNER_ALONE = 0o600;
/** To `chown`: as it is. */
const UNCHANGED = -1;

const isRoot = (): boolean => process.geteuid?.() === 0;

/**
 * The ownership that a store at `path` needs, so that the product can open it, whoever runs the command: that of the
 * store which is there, or else of the folder.
 * @throws DatabaseRefused if there is no folder
 */
export function ownershipAt(path: string): Ownership {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there) return { uid: there.uid, gid: there.gid, mode: there.mode & 0o777 };
  assertFolderOf(path);
  const { uid, gid } = statSync(dirname(path));
  if (isRoot()) return { uid, gid, mode: OWNER_ALONE };
  // A folder of root's into which others may write, as a volume of Kubernetes, does not say which user the product is.
  return { uid: uid === 0 ? UNCHANGED : uid, gid: UNCHANGED, mode: OWNER_ALONE };
}

/** A backup that root writes is the store's owner's, as one that the running product writes: that user may restore it. */
export function ownershipOfBackup(store: string): Ownership {
  const { uid, gid } = isRoot() ? statSync(store) : { uid: UNCHANGED, gid: UNCHANGED };
  return { uid, gid, mode: OWNER_ALONE };
}

/**
 * Commands make no folder: whose it is decides whose the store is, and a missing one most often means a wrong path.
 * @throws DatabaseRefused if there is none
 */
export function assertFolderOf(path: string): void {
  const folder = dirname(path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new DatabaseRefused(
    `there is no folder ${folder} for ${path}: correct the path, or create the folder for the user of the product`,
  );
}

/** Creates an empty file. @throws DatabaseRefused if it cannot be given this ownership; then no file is left */
export function createFile(path: string, { uid, gid, mode }: Ownership): void {
  const descriptor = openSync(path, 'wx', OWNER_ALONE);
  try {
    fchownSync(descriptor, uid, gid);
    fchmodSync(descriptor, mode);
  } catch (error) {
    rmSync(path);
    const owner = gid === UNCHANGED ? `user ${uid}` : `user ${uid} and group ${gid}`;
    throw new DatabaseRefused(
      `${path} would have to belong to ${owner} for the product to open it, but ${thisUser()} may not give it away: run this command as that user, or as root`,
      error,
    );
  } finally {
    closeSync(descriptor);
  }
}
