/**
 * The database could not be started, for a reason a person can act on. `message` is one plain sentence or two,
 * fit to be printed as it is, without a stack trace.
 */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
}

/** A sentence for a failed file operation on `path`: names the path and what to do about it. */
export function fileTrouble(error: unknown, path: string, doing: string): LaunchError {
  const code = (error as NodeJS.ErrnoException).code;
  const why: Record<string, string> = {
    EACCES: 'permission denied; give this user access to it or choose another folder with FILO_DATA',
    EPERM: 'operation not permitted; give this user access to it or choose another folder with FILO_DATA',
    EROFS: 'the file system is read-only; choose another folder with FILO_DATA',
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    ENOTDIR: 'a part of that path is a file, not a folder; choose another folder with FILO_DATA',
    EEXIST: 'something that is not a folder is in its place; choose another folder with FILO_DATA',
  };
  const reason = (code && why[code]) ?? (error instanceof Error ? error.message : String(error));
  return new LaunchError(`Cannot ${doing} ${path}: ${reason}.`, { cause: error });
}
