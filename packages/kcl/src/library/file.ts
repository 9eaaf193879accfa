/** `file`: through the host, as far as the host goes. */
import type { Call, LibraryMember } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { joinPath } from '../program/paths.ts'
import type { Value } from '../runtime/values.ts'
import { text } from './arguments.ts'
import { mayReach, reachable, reachableEntry } from './file-access.ts'
import { attempt, NOT_THERE } from './system-errors.ts'

function pathOf(call: Call, index: number, name: string): string {
  return reachable(call, text(call, index, name))
}

/** A change of files that the host may not offer, or the system may refuse. */
function change(isOffered: boolean, failure: string, act: () => void): Value {
  if (!isOffered) return fail(`${failure}: this host does not let a program do that`)
  attempt(failure, act)
  return null
}

export const file: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  [
    'read',
    (call) => {
      const path = pathOf(call, 0, 'filepath')
      const failure = `failed to access the file '${text(call, 0, 'filepath')}'`
      return attempt(failure, () => call.context.host.readFile?.(path)) ?? fail(`${failure}: ${NOT_THERE}`)
    },
  ],
  [
    'readbase64',
    (call) => {
      const path = pathOf(call, 0, 'filepath')
      const failure = `failed to access the file '${text(call, 0, 'filepath')}'`
      const bytes = attempt(failure, () => call.context.host.readBytes?.(path))
      if (!bytes) return fail(`${failure}: ${NOT_THERE}`)
      return btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''))
    },
  ],
  [
    'glob',
    (call) => {
      const pattern = text(call, 0, 'pattern')
      const found = attempt(`failed to read the folders of '${pattern}'`, () => matches(call, pattern))
      const own = `${call.context.workingFolder}/`
      return pattern.startsWith('/')
        ? found
        : found.map((path) => (path.startsWith(own) ? path.slice(own.length) : path))
    },
  ],
  ['modpath', (call) => call.context.root],
  // Programs are run in the folder that they are started from, which the reference calls by no name.
  ['workdir', () => ''],
  ['current', (call) => call.context.root],
  [
    'exists',
    (call) => {
      const path = pathOf(call, 0, 'filepath')
      const { host } = call.context
      return attempt(`failed to access '${text(call, 0, 'filepath')}'`, () =>
        [host.readFile?.(path), host.listFolder?.(path)].some((found) => found !== undefined),
      )
    },
  ],
  // Text alone: nothing is looked up.
  ['abs', (call) => joinPath(call.context.workingFolder, text(call, 0, 'filepath'))],
  [
    'size',
    (call) => {
      const path = pathOf(call, 0, 'filepath')
      const failure = `failed to get size of '${text(call, 0, 'filepath')}'`
      return attempt(failure, () => call.context.host.readBytes?.(path))?.length ?? fail(`${failure}: ${NOT_THERE}`)
    },
  ],
  [
    'write',
    (call) => {
      const { host } = call.context
      const [path, content] = [pathOf(call, 0, 'filepath'), text(call, 1, 'content')]
      return change(!!host.writeFile, `Failed to write to '${text(call, 0, 'filepath')}'`, () =>
        host.writeFile?.(path, content),
      )
    },
  ],
  [
    'append',
    (call) => {
      const { host } = call.context
      const [path, content] = [pathOf(call, 0, 'filepath'), text(call, 1, 'content')]
      return change(!!host.appendFile, `Failed to append to '${text(call, 0, 'filepath')}'`, () =>
        host.appendFile?.(path, content),
      )
    },
  ],
  [
    'mkdir',
    (call) => {
      const { host } = call.context
      const path = pathOf(call, 0, 'directory')
      return change(!!host.makeFolder, `Failed to create directory '${text(call, 0, 'directory')}'`, () =>
        host.makeFolder?.(path, true),
      )
    },
  ],
  [
    'delete',
    (call) => {
      const { host } = call.context
      const path = reachableEntry(call, text(call, 0, 'directory'))
      return change(!!host.remove, `failed to delete '${text(call, 0, 'directory')}'`, () => host.remove?.(path))
    },
  ],
  [
    'cp',
    (call) => {
      const { host } = call.context
      const [from, to] = [pathOf(call, 0, 'src'), pathOf(call, 1, 'dest')]
      const what = `Failed to copy from '${text(call, 0, 'src')}' to '${text(call, 1, 'dest')}'`
      return change(!!host.copy, what, () => {
        checkCopy(call, from, to)
        host.copy?.(from, to)
      })
    },
  ],
  [
    'mv',
    (call) => {
      const { host } = call.context
      const from = reachableEntry(call, text(call, 0, 'src'))
      const to = reachableEntry(call, text(call, 1, 'dest'))
      const what = `Failed to move '${text(call, 0, 'src')}' to '${text(call, 1, 'dest')}'`
      return change(!!host.move, what, () => host.move?.(from, to))
    },
  ],
  ['read_env', (call) => call.context.host.environment?.(text(call, 0, 'key')) ?? undefined],
])

/** A link in the folder that is copied over may lead out: nothing is written through it. */
function checkCopy(call: Call, from: string, to: string): void {
  const { host } = call.context
  if (!host.realPath) return
  for (const { name } of host.listFolder?.(from) ?? []) {
    const [source, target] = [`${from}/${name}`, `${to}/${name}`]
    reachable(call, target)
    // Links are copied as links.
    if (host.realPath(source) === source) checkCopy(call, source, target)
  }
}

/** `*` and `?` within one name, `**` over folders. Folders that a link leads to outside are not looked into. */
function matches(call: Call, pattern: string): readonly string[] {
  const { host, workingFolder } = call.context
  const parts = joinPath(workingFolder, pattern).split('/').slice(1)
  const found: string[] = []
  const visit = (folder: string, index: number, above: readonly string[]): void => {
    const part = parts[index]
    const path = folder === '' ? '/' : folder
    if (part === undefined || !mayReach(call, path)) return
    const real = host.realPath?.(path) ?? path
    const entries = host.listFolder?.(path) ?? []
    if (part === '**') {
      visit(folder, index + 1, above)
      // A link to a folder above would never end.
      const within = [...above, real]
      if (above.includes(real)) return
      for (const entry of entries) if (entry.isFolder) visit(`${folder}/${entry.name}`, index, within)
      return
    }
    const expression = new RegExp(
      `^${part
        .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
    )
    for (const entry of entries) {
      if (!expression.test(entry.name)) continue
      if (index === parts.length - 1) found.push(`${folder}/${entry.name}`)
      else if (entry.isFolder) visit(`${folder}/${entry.name}`, index + 1, [])
    }
  }
  // What stands before the first pattern is a path as any other.
  const wild = parts.findIndex((part) => /[*?]/.test(part))
  const fixed = wild < 0 ? parts.length - 1 : wild
  const start = parts.slice(0, fixed)
  reachable(call, `/${start.join('/')}`)
  visit(start.length === 0 ? '' : `/${start.join('/')}`, fixed, [])
  return found.toSorted()
}
