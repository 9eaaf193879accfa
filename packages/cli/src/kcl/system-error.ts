/** What the system refused, in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission is denied',
  EPERM: 'the operation is not permitted',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
  ENOSPC: 'no space is left on the device',
  EROFS: 'the file system is read-only',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would become too large',
  EMFILE: 'too many files are open',
  ELOOP: 'too many links lead to each other',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'the device failed',
}

/** Undefined for bugs of ours. */
export function refusalOf(error: unknown): string | undefined {
  const code = refusalCodeOf(error)
  return code === undefined ? undefined : (REASONS[code] ?? (error as Error).message)
}

export function refusalCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : undefined
}

export function pathOf(error: unknown): string | undefined {
  return error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : undefined
}
