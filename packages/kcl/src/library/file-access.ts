/** Which files a program may reach: those of its own folders, links followed, and of the folders that its host adds. */
import { joinPath, parentPath } from '../program/paths.ts'
import type { Call } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'

/**
 * The place that a path leads to; fails where the program may not go there. What is opened is this place, not the path:
 * between the two a link may have been changed.
 */
export function reachable(call: Call, given: string): string {
  const path = joinPath(call.context.workingFolder, given)
  const real = realPath(call, path)
  return real !== undefined && isInside(call, real) ? real : refuse(call, given, real ?? path)
}

/** For what is moved or deleted: a link itself, not what it leads to. */
export function reachableEntry(call: Call, given: string): string {
  const path = joinPath(call.context.workingFolder, given)
  const folder = path === '/' ? undefined : realPath(call, parentPath(path))
  if (folder === undefined) return refuse(call, given, path)
  const real = joinPath(folder, path.slice(path.lastIndexOf('/') + 1))
  return isInside(call, real) ? real : refuse(call, given, real)
}

export function mayReach(call: Call, path: string): boolean {
  const real = realPath(call, path)
  return real !== undefined && isInside(call, real)
}

function realPath(call: Call, path: string): string | undefined {
  const { host } = call.context
  return host.realPath ? host.realPath(path) : path
}

function isInside(call: Call, real: string): boolean {
  const { host } = call.context
  if (!host.realPath) return true
  if (host.cache && isBelow(real, realPath(call, host.cache.folder))) return false
  return call.context.folders.some((folder) => {
    const root = realPath(call, folder)
    return root === '/' || isBelow(real, root)
  })
}

function isBelow(path: string, folder: string | undefined): boolean {
  return folder !== undefined && (path === folder || path.startsWith(`${folder}/`))
}

function refuse(call: Call, given: string, real: string): never {
  const folders = call.context.folders.join(', ') || 'none'
  return fail(
    `'${given}' is outside of the folders that the program may reach (${folders}): --allow-path ${parentPath(real)} allows ${real}`,
  )
}
