import { userInfo } from 'node:os';
import { DatabaseRefused } from './database';

type Words = Readonly<Record<string, () => string>>;

const notAllowed = (words: () => string): Words => ({ EACCES: words, EPERM: words });
const always = (words: string) => () => words;
const FULL = always('its disk is full');

const WORDS: Words = {
  ...notAllowed(() => `${thisUser()} may not open it: run this command as a user who may`),
  EROFS: always('its file system is read-only'),
  ENOSPC: FULL,
  EDQUOT: FULL,
  EFBIG: () => `it would be larger than ${thisUser()} may make a file`,
  ENOENT: always('there is no such file'),
  ENOTDIR: always('part of its path is a file, not a folder'),
  EISDIR: always('it is a folder, not a file'),
  EIO: always('its disk is failing'),
  ENAMETOOLONG: always('its name is too long'),
};

const WORDS_OF_READING: Words = {
  ...WORDS,
  ...notAllowed(() => `${thisUser()} may not open it: hand it a copy, as docs/backup.md shows`),
};

const WORDS_OF_CREATION: Words = {
  ...WORDS,
  ...notAllowed(
    () => `${thisUser()} may not write to its folder: choose another folder, or run this command as a user who may`,
  ),
  ENOENT: always('the file cannot be created there'),
};

/** What the system refused to do with a file, in words; undefined for any other error. */
export const fileFaultOf = (error: unknown): string | undefined => faultIn(WORDS, error);

/** For a file that an operator names to be read. @throws DatabaseRefused saying what the system refused */
export const reading = <T>(work: () => T): T => inWords(WORDS_OF_READING, work);

/** For a file that is to be created. @throws DatabaseRefused saying what the system refused */
export const creating = <T>(work: () => T): T => inWords(WORDS_OF_CREATION, work);

/** Not always the one who typed the command: `as-unit.sh` runs it as the user of the product. */
export const thisUser = (): string => `this user (${nameOfUser()})`;

/** A container may run as a user without a name. */
function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.geteuid?.());
  }
}

function inWords<T>(words: Words, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const fault = faultIn(words, error);
    throw fault === undefined ? error : new DatabaseRefused(fault, error);
  }
}

function faultIn(words: Words, error: unknown): string | undefined {
  const { code = '', path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  const sayIt = Object.hasOwn(words, code) ? words[code] : undefined;
  return path === undefined || !sayIt ? undefined : `${dest ?? path}: ${sayIt()} (${code})`;
}
