/** `file`: through the host, as far as the host goes. */
import { joinPath, parentPath } from '../program/paths.ts'
import type { Call, LibraryMember } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import type { Value } from '../runtime/values.ts'
import { byCodePoint } from '../text-order.ts'
import { text } from './arguments.ts'
import { mayReach, reachable, reachableEntry } from './file-access.ts'
import { glob } from './glob.ts'
import { attempt, reasonFor } from './system-errors.ts'
import { textOfBytes } from './utf8.ts'

function isFolder(call: Call, place: string): boolean {
  return call.context.host.listFolder?.(place) !== undefined
}

function isFile(call: Call, place: string): boolean {
  const { host } = call.context
  return (host.readBytes?.(place) ?? host.readFile?.(place)) !== undefined
}

/** Why there is no file at a place. */
export function absence(call: Call, place: string): string {
  if (isFolder(call, place)) return reasonFor('EISDIR')
  let above = parentPath(place)
  while (above !== '/' && !isFolder(call, above)) {
    if (isFile(call, above)) return reasonFor('ENOTDIR')
    above = parentPath(above)
  }
  return reasonFor('ENOENT')
}

export function bytesAt(call: Call, given: string, failure: string): Uint8Array {
  const place = reachable(call, given)
  return attempt(failure, () => call.context.host.readBytes?.(place)) ?? fail(`${failure}: ${absence(call, place)}`)
}

function read(call: Call): Value {
  const given = text(call, 0, 'filepath')
  const failure = `failed to access the file '${given}'`
  const { host } = call.context
  if (host.readBytes) {
    return textOfBytes(bytesAt(call, given, failure)) ?? fail(`${failure}: stream did not contain valid UTF-8`)
  }
  const place = reachable(call, given)
  return attempt(failure, () => host.readFile?.(place)) ?? fail(`${failure}: ${absence(call, place)}`)
}

/** A change of files that the host may not offer, or the system may refuse. */
function change(isOffered: boolean, failure: string, act: () => void): Value {
  if (!isOffered) return fail(`${failure}: this host does not let a program do that`)
  attempt(failure, act)
  return null
}

function remove(call: Call): Value {
  const { host } = call.context
  const given = text(call, 0, 'directory')
  const place = reachableEntry(call, given)
  const failure = `failed to delete '${given}'`
  return change(!!host.remove, failure, () => {
    const isLink = host.realPath !== undefined && host.realPath(place) !== place
    if (!isLink && isFolder(call, place)) fail(`${failure}: ${reasonFor('EISDIR')}`)
    host.remove?.(place)
  })
}

function copy(call: Call): Value {
  const { host } = call.context
  const [source, target] = [text(call, 0, 'src'), text(call, 1, 'dest')]
  const [from, to] = [reachable(call, source), reachable(call, target)]
  const failure = `Failed to copy from '${source}' to '${target}'`
  return change(!!host.copy, failure, () => {
    const refuse = (code: string): never => fail(`${failure}: ${reasonFor(code)}`)
    const isFromFolder = isFolder(call, from)
    if (!isFromFolder && !isFile(call, from)) fail(`${failure}: ${absence(call, from)}`)
    // Nothing is lost by a copy onto itself.
    if (from === to) return
    const isToFolder = isFolder(call, to)
    if (!isFromFolder && isToFolder) refuse('EISDIR')
    if (isFromFolder && !isToFolder && isFile(call, to)) refuse('ENOTDIR')
    if (!isFromFolder && !isToFolder && !isFolder(call, parentPath(to))) fail(`${failure}: ${absence(call, to)}`)
    checkCopy(call, from, to)
    host.copy?.(from, to)
  })
}

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

function find(call: Call): Value {
  const { host, workingFolder } = call.context
  const pattern = text(call, 0, 'pattern')
  const parts = pattern.split('/')
  // What stands before the first wildcard is a path as any other.
  const wild = parts.findIndex((part) => /[*?[]/.test(part))
  reachable(call, parts.slice(0, wild < 0 ? -1 : wild).join('/') || (pattern.startsWith('/') ? '/' : '.'))
  const place = (path: string): string => joinPath(workingFolder, path)
  const list = (path: string): readonly { readonly name: string; readonly isFolder: boolean }[] | undefined =>
    mayReach(call, place(path))
      ? host.listFolder?.(place(path))?.toSorted((a, b) => byCodePoint(a.name, b.name))
      : undefined
  const tree = {
    list,
    exists: (path: string): boolean => {
      const whole = place(path)
      return list(parentPath(whole))?.some(({ name }) => name === whole.slice(whole.lastIndexOf('/') + 1)) === true
    },
    identity: (path: string): string => host.realPath?.(place(path)) ?? place(path),
  }
  const failure = `failed to read the folders of '${pattern}'`
  // Messages count from the start of the whole path.
  return attempt(failure, () => glob(tree, pattern, pattern.startsWith('/') ? 0 : workingFolder.length + 1))
}

function size(call: Call): Value {
  const given = text(call, 0, 'filepath')
  return bytesAt(call, given, `failed to get size of '${given}'`).length
}

function absolute(call: Call): Value {
  const path = joinPath(call.context.workingFolder, text(call, 0, 'filepath'))
  const place = reachable(call, path)
  return isFolder(call, place) || isFile(call, place) ? place : fail(`Could not get the absolute path of ${path}`)
}

export const file: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  ['read', read],
  [
    'readbase64',
    (call) => {
      const given = text(call, 0, 'filepath')
      const bytes = bytesAt(call, given, `failed to access the file '${given}'`)
      return btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''))
    },
  ],
  ['glob', find],
  ['modpath', (call) => call.context.root],
  // Programs are run in the folder that they are started from, which the reference calls by no name.
  ['workdir', () => ''],
  ['current', (call) => call.context.file()],
  [
    'exists',
    (call) => {
      const given = text(call, 0, 'filepath')
      const place = reachable(call, given)
      return attempt(`failed to access '${given}'`, () => isFile(call, place) || isFolder(call, place))
    },
  ],
  ['abs', absolute],
  ['size', size],
  [
    'write',
    (call) => {
      const { host } = call.context
      const [given, content] = [text(call, 0, 'filepath'), text(call, 1, 'content')]
      const place = reachable(call, given)
      return change(!!host.writeFile, `Failed to create file '${given}'`, () => host.writeFile?.(place, content))
    },
  ],
  [
    'append',
    (call) => {
      const { host } = call.context
      const [given, content] = [text(call, 0, 'filepath'), text(call, 1, 'content')]
      const place = reachable(call, given)
      const failure = `Failed to open or create file '${given}'`
      return change(!!host.appendFile, failure, () => host.appendFile?.(place, content))
    },
  ],
  [
    'mkdir',
    (call) => {
      const { host } = call.context
      const given = text(call, 0, 'directory')
      const place = reachable(call, given)
      return change(!!host.makeFolder, `Failed to create directory '${given}'`, () => host.makeFolder?.(place, true))
    },
  ],
  ['delete', remove],
  ['cp', copy],
  [
    'mv',
    (call) => {
      const { host } = call.context
      const [source, target] = [text(call, 0, 'src'), text(call, 1, 'dest')]
      const [from, to] = [reachableEntry(call, source), reachableEntry(call, target)]
      return change(!!host.move, `Failed to move '${source}' to '${target}'`, () => host.move?.(from, to))
    },
  ],
  ['read_env', (call) => call.context.host.environment?.(text(call, 0, 'key')) ?? undefined],
])
