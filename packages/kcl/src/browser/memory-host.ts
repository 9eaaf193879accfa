/** A host whose world is a handful of texts: for pages, workers and tests. */
import type { FolderEntry, Host } from '../host.ts'
import { joinPath } from '../program/paths.ts'

/**
 * Paths may be relative: they are taken from `/`, which is also the working folder. The host offers reading only; what
 * else a program may have is spread beside it: `{ ...createMemoryHost(files), now: Date.now }`.
 */
export function createMemoryHost(files: Readonly<Record<string, string>>): Host {
  const texts = new Map(Object.entries(files).map(([path, text]) => [joinPath('/', path), text]))
  const folders = foldersOf(texts.keys())
  const encoder = new TextEncoder()
  return {
    readFile: (path) => texts.get(path),
    readBytes: (path) => {
      const text = texts.get(path)
      return text === undefined ? undefined : encoder.encode(text)
    },
    listFolder: (path) => folders.get(path),
    workingFolder: () => '/',
  }
}

function foldersOf(paths: Iterable<string>): ReadonlyMap<string, readonly FolderEntry[]> {
  const folders = new Map<string, Map<string, FolderEntry>>([['/', new Map()]])
  for (const path of paths) {
    const parts = path.split('/').slice(1)
    parts.forEach((name, index) => {
      const folder = `/${parts.slice(0, index).join('/')}`
      const entries = folders.get(folder) ?? new Map<string, FolderEntry>()
      folders.set(folder, entries.set(name, { name, isFolder: index < parts.length - 1 }))
    })
  }
  const byName = (one: FolderEntry, other: FolderEntry): number => (one.name < other.name ? -1 : 1)
  return new Map([...folders].map(([path, entries]) => [path, [...entries.values()].toSorted(byName)]))
}
