/** kcl.mod: a package's name, its dependencies and its profile. */
import { parse } from 'smol-toml'
import type { Host } from '../host.ts'
import { joinPath, parentPath } from './paths.ts'

export interface Manifest {
  /** The folder of the file. */
  readonly folder: string
  readonly name: string
  /** Import name → folder, or undefined where the source is no local path. */
  readonly dependencies: ReadonlyMap<string, string | undefined>
  readonly profile: Profile
}

export interface Profile {
  readonly entries: readonly string[]
  readonly disableNone: boolean | undefined
  readonly sortKeys: boolean | undefined
  readonly selectors: readonly string[]
  readonly overrides: readonly string[]
  readonly arguments: readonly string[]
}

/** A manifest that cannot be read. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError'
}

export function findManifest(host: Host, from: string): Manifest | undefined {
  for (let folder = from; ; folder = parentPath(folder)) {
    const text = host.readFile?.(joinPath(folder, 'kcl.mod'))
    if (text !== undefined) return readManifest(text, folder)
    if (folder === '/' || !folder.startsWith('/')) return undefined
  }
}

export function readManifest(text: string, folder: string): Manifest {
  let content: Record<string, unknown>
  try {
    content = parse(text)
  } catch (error) {
    throw new ManifestError(`${joinPath(folder, 'kcl.mod')}: ${(error as Error).message}`)
  }
  const section = (name: string): Record<string, unknown> => {
    const found = content[name]
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {}
  }
  const dependencies = new Map<string, string | undefined>()
  for (const [name, source] of Object.entries(section('dependencies'))) {
    const path = typeof source === 'object' && source !== null ? (source as { path?: unknown }).path : undefined
    dependencies.set(name.replaceAll('-', '_'), typeof path === 'string' ? joinPath(folder, path) : undefined)
  }
  const profile = section('profile')
  const refuse = (name: string, words: string): never => {
    throw new ManifestError(`${joinPath(folder, 'kcl.mod')}: [profile] ${name} has to be ${words}`)
  }
  const list = (name: string): readonly string[] => {
    const value = profile[name] ?? []
    return Array.isArray(value) ? value.map(String) : refuse(name, 'a list of texts')
  }
  const flag = (name: string): boolean | undefined => {
    const value = profile[name]
    return value === undefined || typeof value === 'boolean' ? value : refuse(name, 'true or false')
  }
  const name = section('package')['name']
  return {
    folder,
    name: typeof name === 'string' ? name : '',
    dependencies,
    profile: {
      entries: list('entries'),
      disableNone: flag('disable_none'),
      sortKeys: flag('sort_keys'),
      selectors: list('selectors'),
      overrides: list('overrides'),
      arguments: list('arguments'),
    },
  }
}
