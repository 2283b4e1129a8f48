import { accessSync, constants, readFileSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { careful, codeOf, well, wrong, type Finding } from './finding';

const GIB = 2 ** 30;
const FEW_BYTES = GIB;
const TOO_FEW_BYTES = GIB / 10;
const FEW_DESCRIPTORS = 4_096;
/** `f_type` of Linux's statfs. */
const NETWORK_FILE_SYSTEMS: Readonly<Record<number, string>> = { 0x6969: 'NFS', 0xff534d42: 'CIFS', 0xfe534d42: 'SMB' };

/** Whether the folder can be written to, has room, and lies on a disk that honours locks and fsync. */
export function checkFolder(about: string, folder: string): Finding {
  const wanted = resolve(folder);
  const path = nearest(wanted);
  try {
    if (!statSync(path).isDirectory()) return unwritable(about, 'ENOTDIR');
    accessSync(path, constants.W_OK | constants.X_OK);
    const { bavail, bsize, type } = statfsSync(path);
    const network = NETWORK_FILE_SYSTEMS[type];
    if (network)
      return wrong(
        about,
        `is on a network file system (${network})`,
        'SQLite needs a disk of this machine: locks and fsync cannot be relied on there.',
      );
    return ofRoom(about, bavail * bsize);
  } catch (error) {
    return path === wanted ? unwritable(about, codeOf(error)) : notYetThere(about, wanted, path, codeOf(error));
  }
}

/** As before the first start of a unit: it makes the folder as root, before the product runs. */
const notYetThere = (about: string, folder: string, parent: string, code: string): Finding =>
  careful(
    about,
    `${folder} does not exist yet, and this user cannot make it in ${parent} (${code})`,
    'Under systemd the first start of the unit makes it (StateDirectory). Otherwise make it, and give it to the user that the product runs as. If it was there before, its disk is not mounted.',
  );

const unwritable = (about: string, code: string): Finding =>
  wrong(about, `cannot be written to (${code})`, MENDS[code] ?? OWNER);

const OWNER = 'Give the folder to the user that the product runs as, and run the doctor as that user.';
const MENDS: Readonly<Record<string, string>> = {
  EROFS: 'Its file system is mounted read-only: mount it for writing, or name a folder on one that can be written to.',
  ENOTDIR: 'There is a file where the folder should be: name another folder, or remove the file.',
};

export function ofRoom(about: string, bytes: number): Finding {
  const says = `${(bytes / GIB).toFixed(1)} GiB free`;
  if (bytes < TOO_FEW_BYTES) return wrong(about, says, 'Free up space: on a full disk nobody can sign in.');
  return bytes < FEW_BYTES ? careful(about, says, 'Free up space, or shorten RETENTION_DAYS.') : well(about, says);
}

/** The nearest folder that exists: a start makes the missing ones. */
const nearest = (path: string): string => (isMissing(path) ? nearest(dirname(path)) : path);

/** What cannot be looked at is not missing. */
export function isMissing(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** Each waiting page holds a connection. The doctor can read its own limit alone, which is the product's where both are started alike. */
export function checkDescriptors(limits = readLimits()): Finding {
  const [, soft = ''] = /^Max open files\s+(\S+)/m.exec(limits) ?? [];
  const most = soft === 'unlimited' ? Infinity : Number(soft || NaN);
  if (Number.isNaN(most)) return well('descriptors', 'this system does not say how many files may be open');
  const says = `the doctor may have ${most === Infinity ? 'any number of' : most} files open; the product has the limit of what starts it`;
  return most < FEW_DESCRIPTORS
    ? careful(
        'descriptors',
        says,
        `Let the product have ${FEW_DESCRIPTORS} or more, or fewer people can wait at a time: set LimitNOFILE of its unit, ulimits of its container, or ulimit -n of its shell.`,
      )
    : well('descriptors', says);
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
