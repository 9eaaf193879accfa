/** How the library goes to files: inside of the folders that the program may reach, links followed, and nowhere else. */
import type { Call } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { joinPath, parentPath } from '../program/paths.ts'

/**
 * The place that a path leads to, where the program may go there. What is opened is this place, not the path: between
 * the two a link may have been changed.
 */
export function reach(call: Call, path: string): string {
  const place = joinPath(call.context.workingFolder, path)
  const real = call.context.host.realPath?.(place) ?? place
  return isReachable(call, real) ? real : refuse(call, path, real)
}

/** For what is moved or deleted: a link itself, not what it leads to. */
export function reachEntry(call: Call, path: string): string {
  const place = joinPath(call.context.workingFolder, path)
  const { realPath } = call.context.host
  if (!realPath || place === '/') return reach(call, path)
  const real = joinPath(realPath(parentPath(place)), place.slice(place.lastIndexOf('/') + 1))
  return isReachable(call, real) ? real : refuse(call, path, real)
}

/** Whether a place, without links in it, is one of the program's; a host without links has nothing else. */
export function isReachable(call: Call, real: string): boolean {
  const { host, folders } = call.context
  if (!host.realPath) return true
  return folders.some((folder) => {
    const root = host.realPath?.(folder) ?? folder
    return real === root || real.startsWith(root === '/' ? root : `${root}/`)
  })
}

function refuse(call: Call, path: string, real: string): never {
  const where = real === path ? 'is' : `leads to '${real}',`
  const folders = call.context.folders.map((folder) => `'${folder}'`).join(', ')
  return fail(
    `path '${path}' ${where} outside of the folders that the program may reach (${folders}): --allow-path '${parentPath(real)}' adds one`,
  )
}
