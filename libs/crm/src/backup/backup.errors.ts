/** Why a backup, a restore or an upgrade cannot be: one sentence for the administrator, who has no other place to look. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

/** A failure of the disk in words, where it is one an administrator can do something about; any other as it is. */
export function diskFailure(error: unknown, path: string): unknown {
  const WORDS: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EACCES: 'no right to read or write there',
    EPERM: 'no right to read or write there',
    EROFS: 'the disk is read-only',
    ENOTDIR: 'a part of the path is a file',
    EIO: 'the disk does not answer properly',
  };
  const words = WORDS[(error as NodeJS.ErrnoException | undefined)?.code ?? ''];
  return words === undefined ? error : new BackupError(`${path}: ${words}`, { cause: error });
}
