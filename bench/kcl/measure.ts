/** What the stories of this benchmark share: how ours is run, medians, tables. */
import { join } from 'node:path'
import { run, type Host } from '@kusion/kcl'
import { createNodeHost } from '@kusion/kcl/node'

export const ROOT = join(import.meta.dirname, '../..')
export const SETTINGS: readonly string[] = ['kcl.yaml', 'ci-test/settings.yaml']
export const STACK = join(ROOT, 'examples/konfig/payments/ledger/prod')

/** Files by their paths; the first is the program, others are packages where their folders say so. */
export type Files = Readonly<Record<string, string>>

export type Request =
  | { readonly source: string | readonly string[] | Files }
  /** A stack with its settings. */
  | { readonly folder: string }
  /** A file of the disk. */
  | { readonly path: string }

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

export const cell = (value: number, digits = 2, width = 9): string => value.toFixed(digits).padStart(width)

/** Milliseconds of one run, read from the start. */
export function ours(request: Request): number {
  const { host, options } = prepared(request)
  const started = performance.now()
  const result = run(host, options)
  const ms = performance.now() - started
  if (!result.ok) throw new Error(result.failure ?? result.diagnostics[0]?.message)
  return ms
}

function prepared(request: Request): { readonly host: Host; readonly options: Parameters<typeof run>[1] } {
  if ('folder' in request)
    return { host: createNodeHost({ workingFolder: request.folder }), options: { settings: SETTINGS } }
  if ('path' in request) {
    const host = { ...createNodeHost({ workingFolder: join(request.path, '..') }), print: () => undefined }
    return { host, options: { entries: [request.path] } }
  }
  const { source } = request
  if (typeof source === 'string') return inMemory({ '/main.k': source })
  if (Array.isArray(source)) {
    const files = Object.fromEntries((source as readonly string[]).map((text, index) => [`/main${index}.k`, text]))
    return inMemory(files, Object.keys(files))
  }
  return inMemory(source as Files)
}

function inMemory(files: Files, entries: readonly string[] = Object.keys(files).slice(0, 1)) {
  const folders = new Map<string, { readonly name: string; readonly isFolder: boolean }[]>()
  for (const path of Object.keys(files)) {
    const parts = path.slice(1).split('/')
    for (let at = 0; at < parts.length; at++) {
      const folder = `/${parts.slice(0, at).join('/')}`
      const entry = { name: parts[at] ?? '', isFolder: at < parts.length - 1 }
      const known = folders.get(folder)
      if (!known) folders.set(folder, [entry])
      else if (!known.some(({ name }) => name === entry.name)) known.push(entry)
    }
  }
  const host: Host = {
    workingFolder: () => '/',
    readFile: (path) => files[path],
    listFolder: (path) => folders.get(path),
  }
  return { host, options: { entries } }
}
