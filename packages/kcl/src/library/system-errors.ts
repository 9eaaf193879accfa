/** What the system says of files, in the reference's words. */
import { EvaluationError, fail } from '../runtime/errors.ts'

/** By code: what is said, the number on Linux, the reference's name. */
const SYSTEM_ERRORS: Readonly<Record<string, readonly [string, number, string]>> = {
  EACCES: ['Permission denied', 13, 'PermissionDenied'],
  EBUSY: ['Device or resource busy', 16, 'ResourceBusy'],
  EEXIST: ['File exists', 17, 'AlreadyExists'],
  EINVAL: ['Invalid argument', 22, 'InvalidInput'],
  EISDIR: ['Is a directory', 21, 'IsADirectory'],
  ELOOP: ['Too many levels of symbolic links', 40, 'FilesystemLoop'],
  ENAMETOOLONG: ['File name too long', 36, 'InvalidFilename'],
  ENOENT: ['No such file or directory', 2, 'NotFound'],
  ENOSPC: ['No space left on device', 28, 'StorageFull'],
  ENOTDIR: ['Not a directory', 20, 'NotADirectory'],
  ENOTEMPTY: ['Directory not empty', 39, 'DirectoryNotEmpty'],
  EPERM: ['Operation not permitted', 1, 'PermissionDenied'],
  EROFS: ['Read-only file system', 30, 'ReadOnlyFilesystem'],
  EXDEV: ['Invalid cross-device link', 18, 'CrossesDevices'],
}

export function reasonFor(code: string): string {
  const [text, number] = SYSTEM_ERRORS[code] ?? [code, 0]
  return `${text} (os error ${number})`
}

function reasonOf(error: unknown): string {
  const { code, message } = error as Error & { readonly code?: string }
  return code === undefined || !SYSTEM_ERRORS[code] ? message : reasonFor(code)
}

/** As the reference shows an error that it does not put in words. */
function shownReason(error: unknown): string {
  const { code, message } = error as Error & { readonly code?: string }
  const known = SYSTEM_ERRORS[code ?? '']
  if (!known) return message
  const [text, number, kind] = known
  return `Os { code: ${number}, kind: ${kind}, message: "${text}" }`
}

/** What the system refuses is no bug of ours. */
export function attempt<T>(failure: string, act: () => T, isShown = false): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof EvaluationError) throw error
    return fail(`${failure}: ${isShown ? shownReason(error) : reasonOf(error)}`)
  }
}
