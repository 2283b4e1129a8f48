const NOT_ALLOWED = 'this user may not open or write it; run this command as the user of the product, or as root';
const FULL = 'its disk is full';

const WORDS: Readonly<Record<string, string>> = {
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
  EROFS: 'its file system can only be read',
  ENOSPC: FULL,
  EDQUOT: FULL,
  EFBIG: 'it would be larger than files of this user may be',
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is a file and not a folder',
  EISDIR: 'it is a folder and not a file',
  EIO: 'its disk is failing',
  ENAMETOOLONG: 'its name is too long',
};

/** What the system refused to do with a file, in words; undefined for any other error. */
export function fileFaultOf(error: unknown): string | undefined {
  const { code = '', path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  const words = Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
  return path === undefined || words === undefined ? undefined : `${dest ?? path}: ${words} (${code})`;
}
