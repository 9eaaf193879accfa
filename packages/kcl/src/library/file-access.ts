/** Which files a program may reach: those of its own folders, links followed, and of the folders that its host adds. */
import { joinPath, parentPath } from '../program/paths.ts'
import type { Call, Context } from '../runtime/context.ts'
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
  return rootsOf(call).some((root) => root === '/' || isBelow(real, root))
}

const roots = new WeakMap<Context, readonly (string | undefined)[]>()

/** Where the folders of a program lead when it first asks: what it does to its links later takes it nowhere else. */
function rootsOf(call: Call): readonly (string | undefined)[] {
  const { context } = call
  let found = roots.get(context)
  if (!found) roots.set(context, (found = context.folders.map((folder) => realPath(call, folder))))
  return found
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
