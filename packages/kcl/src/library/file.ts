/** `file`: through the host, as far as the host goes. */
import type { Call, LibraryMember } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { joinPath } from '../program/paths.ts'
import type { Value } from '../runtime/values.ts'
import { flag, text } from './arguments.ts'

function pathOf(call: Call, index: number, name: string): string {
  return joinPath(call.context.workingFolder, text(call, index, name))
}

/** A change of files that the host may not offer, or the system may refuse. */
function change(what: string, act: ((...paths: string[]) => void) | undefined, ...paths: string[]): Value {
  if (!act) return fail(`this host does not let a program ${what} files`)
  try {
    act(...paths)
  } catch (error) {
    return fail(`failed to ${what} '${paths[0] ?? ''}': ${(error as Error).message}`)
  }
  return undefined
}

export const file: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  [
    'read',
    (call) => {
      const path = pathOf(call, 0, 'filepath')
      const content = call.context.host.readFile?.(path)
      return (
        content ??
        fail(`failed to access the file '${text(call, 0, 'filepath')}': No such file or directory (os error 2)`)
      )
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
  ['workdir', (call) => call.context.workingFolder],
  ['current', (call) => call.context.root],
  [
    'exists',
    (call) => {
      const path = pathOf(call, 0, 'filepath')
      return call.context.host.readFile?.(path) !== undefined || call.context.host.listFolder?.(path) !== undefined
    },
  ],
  ['abs', (call) => pathOf(call, 0, 'filepath')],
  [
    'size',
    (call) =>
      call.context.host.readBytes?.(pathOf(call, 0, 'filepath'))?.length ??
      fail(`failed to get size of '${text(call, 0, 'filepath')}': No such file or directory (os error 2)`),
  ],
  [
    'write',
    (call) => {
      const { host } = call.context
      return change(
        'write',
        host.writeFile && ((path) => host.writeFile?.(path, text(call, 1, 'content'))),
        pathOf(call, 0, 'filepath'),
      )
    },
  ],
  [
    'append',
    (call) => {
      const { host } = call.context
      return change(
        'append',
        host.appendFile && ((path) => host.appendFile?.(path, text(call, 1, 'content'))),
        pathOf(call, 0, 'filepath'),
      )
    },
  ],
  [
    'mkdir',
    (call) => {
      const { host } = call.context
      return change(
        'create',
        host.makeFolder && ((path) => host.makeFolder?.(path, flag(call, 1, 'exists'))),
        pathOf(call, 0, 'directory'),
      )
    },
  ],
  ['delete', (call) => change('delete', call.context.host.remove, pathOf(call, 0, 'directory'))],
  [
    'cp',
    (call) =>
      change(
        'copy',
        call.context.host.copy as ((...paths: string[]) => void) | undefined,
        pathOf(call, 0, 'src'),
        pathOf(call, 1, 'dest'),
      ),
  ],
  [
    'mv',
    (call) =>
      change(
        'move',
        call.context.host.move as ((...paths: string[]) => void) | undefined,
        pathOf(call, 0, 'src'),
        pathOf(call, 1, 'dest'),
      ),
  ],
  ['read_env', (call) => call.context.host.environment?.(text(call, 0, 'key')) ?? undefined],
])

/** `*` and `?` within one name, `**` over folders. */
function matches(call: Call, pattern: string): readonly string[] {
  const parts = pattern.split('/').slice(1)
  const found: string[] = []
  const visit = (folder: string, index: number): void => {
    const part = parts[index]
    if (part === undefined) return
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
  visit('', 0)
  return found.toSorted()
}
