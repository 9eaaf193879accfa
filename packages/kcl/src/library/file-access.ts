/** Which files a program may reach: those of its own folder and of the folder that it is run in, and what its host adds. */
import { joinPath } from '../program/paths.ts'
import type { Call } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'

/** The absolute path; fails where it leads out of all folders that the program may reach. */
export function reachable(call: Call, given: string): string {
  const path = joinPath(call.context.workingFolder, given)
  if (!mayReach(call, path)) {
    fail(
      `'${given}' is outside of the folders that the program may reach (${foldersOf(call).join(', ') || 'none'}): allow its folder with --allow-path`,
    )
  }
  return path
}

export function mayReach(call: Call, path: string): boolean {
  return call.context.host.isInside?.(path, foldersOf(call)) !== false
}

/** The root of the file system is nobody's own folder: it has to be allowed. */
function foldersOf({ context }: Call): readonly string[] {
  const own = [context.root, context.workingFolder].filter((folder) => folder !== '/')
  return [...new Set([...own, ...(context.host.allowedFolders ?? [])])]
}
