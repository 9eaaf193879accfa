/** What the system says of files, in the reference's words. */
import { EvaluationError, fail } from '../runtime/errors.ts'

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied (os error 13)',
  EEXIST: 'File exists (os error 17)',
  EISDIR: 'Is a directory (os error 21)',
  ENOENT: 'No such file or directory (os error 2)',
  ENOSPC: 'No space left on device (os error 28)',
  ENOTDIR: 'Not a directory (os error 20)',
  ENOTEMPTY: 'Directory not empty (os error 39)',
}

function reasonOf(error: unknown): string {
  const { code, message } = error as Error & { readonly code?: string }
  return (code === undefined ? undefined : SYSTEM_ERRORS[code]) ?? message
}

export const NOT_THERE = SYSTEM_ERRORS['ENOENT'] ?? ''

/** What the system refuses is no bug of ours. */
export function attempt<T>(failure: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof EvaluationError) throw error
    return fail(`${failure}: ${reasonOf(error)}`)
  }
}
