/** Translates the error codes of the operating system into words. */

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
  EPERM: 'you may not change it',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is full',
  EFBIG: 'the file may not become larger',
  EROFS: 'the disk takes no changes',
  EMFILE: 'too many files are open',
  ELOOP: 'it is a link, which is not followed, or its links lead in a circle',
  EIO: 'the disk does not answer as it should',
  ENAMETOOLONG: 'its name is too long',
};

/** The reason of an error, without a library's or the system's own words where ours are known. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return reasons[code] ?? error.message;
}
