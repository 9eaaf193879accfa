/** `file`: through the host, as far as the host goes. */
import type { Call, LibraryMember } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { joinPath } from '../program/paths.ts'
import type { Value } from '../runtime/values.ts'
import { text } from './arguments.ts'
import { mayReach, reachable } from './file-access.ts'

function pathOf(call: Call, index: number, name: string): string {
  return reachable(call, text(call, index, name))
}

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

/** A change of files that the host may not offer, or the system may refuse. */
function change(isOffered: boolean, failure: string, act: () => void): Value {
  if (!isOffered) return fail(`${failure}: this host does not let a program do that`)
  try {
    act()
  } catch (error) {
    return fail(`${failure}: ${reasonOf(error)}`)
  }
  return null
}

const NOT_THERE = SYSTEM_ERRORS['ENOENT'] ?? ''

export const file: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  [
    'read',
    (call) =>
      call.context.host.readFile?.(pathOf(call, 0, 'filepath')) ??
      fail(`failed to access the file '${text(call, 0, 'filepath')}': ${NOT_THERE}`),
  ],
  [
    'readbase64',
    (call) => {
      const bytes = call.context.host.readBytes?.(pathOf(call, 0, 'filepath'))
      if (!bytes) return fail(`failed to access the file '${text(call, 0, 'filepath')}': ${NOT_THERE}`)
      return btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''))
    },
  ],
  [
    'glob',
    (call) => {
      const pattern = text(call, 0, 'pattern')
      return matches(call, joinPath(call.context.workingFolder, pattern)).map((path) =>
        pattern.startsWith('/') ? path : path.slice(call.context.workingFolder.length + 1),
      )
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
      return call.context.host.readFile?.(path) !== undefined || call.context.host.listFolder?.(path) !== undefined
    },
  ],
  ['abs', (call) => joinPath(call.context.workingFolder, text(call, 0, 'filepath'))],
  [
    'size',
    (call) =>
      call.context.host.readBytes?.(pathOf(call, 0, 'filepath'))?.length ??
      fail(`failed to get size of '${text(call, 0, 'filepath')}': ${NOT_THERE}`),
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
      const path = pathOf(call, 0, 'directory')
      return change(!!host.remove, `failed to delete '${text(call, 0, 'directory')}'`, () => host.remove?.(path))
    },
  ],
  [
    'cp',
    (call) => {
      const { host } = call.context
      const [from, to] = [pathOf(call, 0, 'src'), pathOf(call, 1, 'dest')]
      const what = `Failed to copy from '${text(call, 0, 'src')}' to '${text(call, 1, 'dest')}'`
      return change(!!host.copy, what, () => host.copy?.(from, to))
    },
  ],
  [
    'mv',
    (call) => {
      const { host } = call.context
      const [from, to] = [pathOf(call, 0, 'src'), pathOf(call, 1, 'dest')]
      const what = `Failed to move '${text(call, 0, 'src')}' to '${text(call, 1, 'dest')}'`
      return change(!!host.move, what, () => host.move?.(from, to))
    },
  ],
  ['read_env', (call) => call.context.host.environment?.(text(call, 0, 'key')) ?? undefined],
])

/** `*` and `?` within one name, `**` over folders. */
function matches(call: Call, pattern: string): readonly string[] {
  const parts = pattern.split('/').slice(1)
  const wild = parts.findIndex((part) => /[*?]/.test(part))
  const fixed = wild < 0 ? parts.length - 1 : wild
  const start = parts.slice(0, fixed).map((part) => `/${part}`)
  reachable(call, start.join('') || '/')
  const found: string[] = []
  const visit = (folder: string, index: number): void => {
    const part = parts[index]
    // A link may lead out of where the pattern begins.
    if (part === undefined || !mayReach(call, folder === '' ? '/' : folder)) return
    const entries = call.context.host.listFolder?.(folder === '' ? '/' : folder) ?? []
    if (part === '**') {
      visit(folder, index + 1)
      for (const entry of entries) if (entry.isFolder) visit(`${folder}/${entry.name}`, index)
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
      else if (entry.isFolder) visit(`${folder}/${entry.name}`, index + 1)
    }
  }
  visit(start.join(''), fixed)
  return found.toSorted()
}
