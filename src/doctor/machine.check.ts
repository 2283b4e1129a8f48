import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs';
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
  const path = nearest(resolve(folder));
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    const { bavail, bsize, type } = statfsSync(path);
    const network = NETWORK_FILE_SYSTEMS[type];
    if (network)
      return wrong(
        about,
        `is on a network's disk (${network})`,
        'SQLite needs a disk of this machine: locks and fsync do not hold there.',
      );
    return ofRoom(about, bavail * bsize);
  } catch (error) {
    return wrong(
      about,
      `cannot be written to (${codeOf(error)})`,
      'Give the folder to the user that the product runs as.',
    );
  }
}

export function ofRoom(about: string, bytes: number): Finding {
  const says = `${(bytes / GIB).toFixed(1)} GiB are free`;
  if (bytes < TOO_FEW_BYTES) return wrong(about, says, 'Free space: on a full disk nobody signs in.');
  return bytes < FEW_BYTES ? careful(about, says, 'Free space, or shorten RETENTION_DAYS.') : well(about, says);
}

/** The nearest folder that exists: a start makes the missing ones. */
const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)));

/** Each waiting page holds a connection. */
export function checkDescriptors(limits = readLimits()): Finding {
  const [, soft = ''] = /^Max open files\s+(\S+)/m.exec(limits) ?? [];
  const most = soft === 'unlimited' ? Infinity : Number(soft || NaN);
  if (Number.isNaN(most)) return well('descriptors', 'this system does not say how many files may be open');
  return most < FEW_DESCRIPTORS
    ? careful(
        'descriptors',
        `${most} files may be open, so fewer people can wait at a time`,
        'Raise ulimit -n (LimitNOFILE of the unit).',
      )
    : well('descriptors', `${most} files may be open`);
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
