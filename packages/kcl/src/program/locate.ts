/** Where imports lead: into the program's own root, an external package, or a folder beside the importing file. */
import type { Host } from '../host.ts'
import { readManifest, type Manifest } from './manifest.ts'
import type { ImportHead } from './outline.ts'
import { joinPath, parentPath } from './paths.ts'
import type { PackagePlace, SourceStore } from './source-store.ts'

export interface LocatorOptions {
  /** The root of the program, and what its manifest says. */
  readonly root: string
  readonly manifest: Manifest | undefined
  /** `-E name=path`, absolute. */
  readonly externalPackages: ReadonlyMap<string, string> | undefined
  readonly store: SourceStore
}

export interface PackageRoot {
  readonly folder: string
  /** What the names of its packages start with; empty for the program's own. */
  readonly prefix: string
}

export interface FoundPlace {
  readonly place: PackagePlace | undefined
  /** In the package itself and in another one. */
  readonly isTwice: boolean
}

const NOWHERE: FoundPlace = { place: undefined, isTwice: false }

export class ImportLocator {
  readonly #host: Host
  readonly #options: LocatorOptions
  /** Imports that do not depend on the file that they stand in, by the root of its package. */
  readonly #found = new Map<string, FoundPlace>()
  /** Folders of external packages, with the name that their packages start with. */
  readonly #prefixes = new Map<string, string>()

  constructor(host: Host, options: LocatorOptions) {
    this.#host = host
    this.#options = options
  }

  /** @param file the path of the file that the import stands in */
  locate({ path: names, dots }: ImportHead, file: string): FoundPlace {
    if (names.every((part) => part === '')) return NOWHERE
    const home = this.homeOf(file)
    if (dots > 0) {
      const path = joinPath(folderAbove(file, dots), ...names)
      const files = this.#sources(path)
      if (files === undefined) return NOWHERE
      const inside = path.startsWith(`${home.folder}/`) ? path.slice(home.folder.length + 1) : names.join('/')
      return { place: { package: joinName(home.prefix, inside), files, external: undefined }, isTwice: false }
    }
    const key = JSON.stringify([home, names])
    let found = this.#found.get(key)
    if (!found) this.#found.set(key, (found = this.#find(home, names)))
    return found
  }

  /** From now on files of that folder belong to the external package. */
  enter({ external }: PackagePlace): void {
    if (external) this.#prefixes.set(external.folder, external.prefix)
  }

  /** The package root that a file belongs to. */
  homeOf(file: string): PackageRoot {
    const { root } = this.#options
    let best = { folder: root, prefix: '' }
    for (const [folder, prefix] of this.#prefixes) {
      const isInside = file.startsWith(`${folder}/`)
      if (isInside && (folder.length > best.folder.length || !file.startsWith(`${best.folder}/`)))
        best = { folder, prefix }
    }
    return best
  }

  /** A program may name any folder as a package; only one that says it is a package has its files belong to it. */
  folders(): readonly string[] {
    const packages = [...this.#prefixes.keys()]
    return [
      this.#options.root,
      ...packages.filter((folder) => this.#host.readFile?.(joinPath(folder, 'kcl.mod')) !== undefined),
    ]
  }

  #find(home: PackageRoot, names: readonly string[]): FoundPlace {
    const [head = '', ...rest] = names
    const local = this.#sources(joinPath(home.folder, ...names))
    const folder = this.#externalFolder(head, home)
    const files = folder === undefined ? undefined : this.#sources(joinPath(folder, ...rest))
    if (folder !== undefined && files !== undefined) {
      const place = { package: names.join('.'), files, external: { folder, prefix: head } }
      return { place, isTwice: local !== undefined && local.length > 0 }
    }
    if (local === undefined) return NOWHERE
    return {
      place: { package: joinName(home.prefix, names.join('/')), files: local, external: undefined },
      isTwice: false,
    }
  }

  #externalFolder(name: string, home: PackageRoot): string | undefined {
    const { externalPackages, manifest: own } = this.#options
    const given = externalPackages?.get(name)
    if (given !== undefined) return given
    if (home.prefix === name) return home.folder
    const manifest = home.prefix === '' ? own : this.#manifestOf(home.folder)
    const path = manifest?.dependencies.get(name)
    if (path !== undefined) return path
    if (manifest?.name === name && home.prefix === '') return manifest.folder
    return this.#host.resolvePackage?.(name)
  }

  #manifestOf(folder: string): Manifest | undefined {
    const { manifests } = this.#options.store
    if (!manifests.has(folder)) {
      const text = this.#host.readFile?.(joinPath(folder, 'kcl.mod'))
      manifests.set(folder, text === undefined ? undefined : readManifest(text, folder))
    }
    return manifests.get(folder)
  }

  #sources(path: string): readonly string[] | undefined {
    return this.#options.store.sources(path, () => this.#findSources(path))
  }

  /** A folder's files, be there none, or the file of that name. */
  #findSources(path: string): readonly string[] | undefined {
    const names = this.#options.store.listFolder(this.#host, path)
    if (names !== undefined) return packageFiles(path, names)
    return this.#host.readFile?.(`${path}.k`) === undefined ? undefined : [`${path}.k`]
  }
}

/** The folder that so many dots before an import stand for. */
export function folderAbove(file: string, dots: number): string {
  let folder = parentPath(file)
  for (let dot = 1; dot < dots; dot++) folder = parentPath(folder)
  return folder
}

export function joinName(prefix: string, path: string): string {
  const dotted = path.replaceAll('/', '.')
  return prefix === '' ? dotted : `${prefix}.${dotted}`
}

export function packageFiles(
  folder: string,
  names: readonly { readonly name: string; readonly isFolder: boolean }[],
): readonly string[] {
  return names
    .filter(
      (entry) =>
        !entry.isFolder && entry.name.endsWith('.k') && !entry.name.startsWith('_') && !entry.name.endsWith('_test.k'),
    )
    .map((entry) => `${folder}/${entry.name}`)
    .toSorted()
}
