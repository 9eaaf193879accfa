/** From entry points to a loaded program: finds the root, and parses what the imports reach. */
import type { Diagnostic } from '@kusion/diagnostics'
import type { Host } from '../host.ts'
import { parse } from '../syntax/index.ts'
import { circularFiles } from './import-cycles.ts'
import { ImportFaults } from './import-faults.ts'
import { ImportLocator, packageFiles } from './locate.ts'
import { findManifest, type Manifest } from './manifest.ts'
import { outlineOf, type ImportHead } from './outline.ts'
import { overriddenTexts, readOverrides } from './overrides.ts'
import { readPackage, type KeptPackage } from './package-cache.ts'
import { parentPath } from './paths.ts'
import {
  importedBy,
  MAIN_PACKAGE,
  type CheckedPackage,
  type ImportTarget,
  type Package,
  type Program,
  type SourceFile,
} from './program.ts'
import { LoadedFile } from './source-file.ts'
import {
  EntryError,
  type ImportPlace,
  type PackagePlace,
  type ReachedPackage,
  type SourceStore,
} from './source-store.ts'

export interface LoadOptions {
  /** Absolute paths of files and folders. */
  readonly entries: readonly string[]
  /** The text of entries that are no files, such as standard input. */
  readonly sources?: ReadonlyMap<string, string>
  /** `-O`; those of the manifest's profile where there are none. */
  readonly overrides?: readonly string[]
  /** `-E name=path`, absolute. */
  readonly externalPackages?: ReadonlyMap<string, string>
  readonly isSystemModule: (name: string) => boolean
  readonly store: SourceStore
}

export interface Loaded {
  readonly program: Program
  readonly manifest: Manifest | undefined
  /** The texts of files that were changed before they were compiled, by path. */
  readonly changed: ReadonlyMap<string, string>
}

export function loadProgram(host: Host, options: LoadOptions): Loaded {
  const { store, sources } = options
  // A file that is named twice is compiled once.
  const paths = [...new Set(options.entries.flatMap((entry) => filesOf(host, options, entry)))]
  const [first] = paths
  if (first === undefined) throw new EntryError('No input KCL files')
  const manifest = findManifest(host, parentPath(first))
  const root = manifest?.folder ?? parentPath(first)
  const given = options.overrides?.length ? options.overrides : (manifest?.profile.overrides ?? [])
  const textOf = (path: string): string => sources?.get(path) ?? store.parse(host, path).text
  const { texts, diagnostics } = overriddenTexts(paths, textOf, readOverrides(given))
  const loader = new Loader(host, {
    store,
    externals: JSON.stringify([...(options.externalPackages ?? [])]),
    isSystemModule: options.isSystemModule,
    texts: new Map([...(sources ?? []), ...texts]),
    locator: new ImportLocator(host, { root, manifest, externalPackages: options.externalPackages, store }),
    faults: new ImportFaults(root),
  })
  return { program: loader.load(root, paths, diagnostics), manifest, changed: texts }
}

function filesOf(host: Host, { sources, store }: LoadOptions, entry: string): readonly string[] {
  if (sources?.has(entry)) return [entry]
  const names = store.listFolder(host, entry)
  if (names === undefined) {
    if (host.readFile?.(entry) === undefined)
      throw new EntryError(`Cannot find the kcl file, please check the file path ${entry}`)
    return [entry]
  }
  const files = packageFiles(entry, names)
  if (files.length === 0) {
    const isAny = names.some(({ name, isFolder }) => !isFolder && name.endsWith('.k'))
    const why = isAny
      ? '\nfiles whose names begin with _ or end with _test.k are compiled only where they are named'
      : ''
    throw new EntryError(`No input KCL files in ${entry}${why}`)
  }
  return files
}

interface LoaderParts {
  readonly store: SourceStore
  /** What else decides where imports lead: `-E`. */
  readonly externals: string
  readonly isSystemModule: (name: string) => boolean
  /** Texts of files that are not those of the host. */
  readonly texts: ReadonlyMap<string, string>
  readonly locator: ImportLocator
  readonly faults: ImportFaults
}

class Loader {
  readonly #host: Host
  readonly #parts: LoaderParts
  readonly #packages = new Map<string, Package>()
  readonly #loading: string[] = []
  readonly #syntax: Diagnostic[] = []
  /** How often an import led back to a package that was being loaded. */
  #circles = 0
  /** What the package that is being loaded imports, by path. */
  #reached = new Map<string, ReachedPackage>()

  constructor(host: Host, parts: LoaderParts) {
    this.#host = host
    this.#parts = parts
  }

  load(root: string, paths: readonly string[], found: readonly Diagnostic[]): Program {
    const { locator, faults } = this.#parts
    this.#syntax.push(...found)
    const files = paths.map((path) => this.#parseFile(path, MAIN_PACKAGE))
    for (const file of files) this.#resolve(file)
    const main = new LoadedPackage(MAIN_PACKAGE, files, undefined)
    const isCircular = this.#circles > 0
    return {
      root,
      folders: locator.folders(),
      main,
      packages: this.#packages,
      packageAt: (path) => (path === MAIN_PACKAGE ? main : this.#packages.get(path)),
      isCircular,
      diagnostics: faults.diagnostics(this.#syntax, isCircular ? circularFiles(main, this.#packages) : []),
    }
  }

  #parseFile(path: string, pkg: string): LoadedFile {
    const given = this.#parts.texts.get(path)
    const { text, tree, diagnostics } =
      given === undefined ? this.#parts.store.parse(this.#host, path) : { text: given, ...parse(given, path) }
    this.#syntax.push(...diagnostics)
    return new LoadedFile(path, pkg, outlineOf(tree), () => ({ text, tree }))
  }

  #keptFile(kept: KeptPackage, index: number, path: string, pkg: string): LoadedFile {
    const outline = kept.checked.files[index]?.outline
    if (!outline) return this.#parseFile(path, pkg)
    return new LoadedFile(path, pkg, outline, () => {
      const text = kept.readText(index)
      if (text === undefined) throw new EntryError(`${path} was changed while it was compiled: run it again`)
      return { text, tree: parse(text, path).tree }
    })
  }

  #resolve(file: LoadedFile): void {
    file.targets = file.outline.imports.map((head, index) => this.#target(head, { file, index }))
  }

  #target(imported: ImportHead, from: ImportPlace): ImportTarget {
    const names = imported.path
    const name = imported.alias ?? names.at(-1) ?? ''
    const [head = ''] = names
    if (imported.dots === 0) {
      if (head === 'kcl_plugin') return { kind: 'plugin', name, module: names.slice(1).join('.') }
      if (names.length === 1 && this.#parts.isSystemModule(head)) return { kind: 'system', name, module: head }
    }
    const { locator, faults } = this.#parts
    const { place, isTwice } = locator.locate(imported, from.file.path)
    if (isTwice) faults.addTwice(imported, from)
    if (place === undefined) return faults.addMissing(imported, from, name, this.#loading.length)
    this.#loadPackage(place, from)
    return { kind: 'package', name, package: place.package }
  }

  #loadPackage(place: PackagePlace, from: ImportPlace): void {
    const name = place.package
    if (this.#loading.includes(name)) {
      this.#circles++
      return
    }
    this.#parts.locator.enter(place)
    let found = this.#packages.get(name)
    if (!found) {
      this.#loading.push(name)
      const home = this.#parts.locator.homeOf(place.files[0] ?? '')
      const folder = parentPath(place.files[0] ?? '')
      const key = JSON.stringify([this.#parts.externals, home, name, place.external, folder])
      found = this.#stored(key) ?? this.#parsePackage(key, place)
      // Known only after its imports were followed: packages that import each other end above.
      this.#packages.set(name, found)
      this.#loading.pop()
    }
    if (!this.#reached.has(name)) this.#reached.set(name, { place, from, package: found })
  }

  /** The package of an earlier program, if what it imports is what it was then. */
  #stored(key: string): Package | undefined {
    const stored = this.#parts.store.packages.get(key)
    if (!stored) return undefined
    const outer = this.#reached
    this.#reached = new Map()
    for (const reached of stored.reached) this.#loadPackage(reached.place, reached.from)
    this.#reached = outer
    const isSame = stored.reached.every(({ place, package: found }) => this.#packages.get(place.package) === found)
    return isSame ? stored.package : undefined
  }

  #parsePackage(key: string, place: PackagePlace): Package {
    const outer = this.#reached
    const faults = this.#faultCount
    this.#reached = new Map()
    const source = { key, readAt: this.#host.now?.() ?? 0 }
    const kept = readPackage(this.#host, key, place.files)
    const files = place.files.map((path, index) =>
      kept ? this.#keptFile(kept, index, path, place.package) : this.#parseFile(path, place.package),
    )
    for (const file of files) this.#resolve(file)
    const found = new LoadedPackage(place.package, files, source)
    if (kept && this.#isSameBelow(kept.checked, found)) found.checked = kept.checked
    if (this.#faultCount === faults)
      this.#parts.store.packages.set(key, { package: found, reached: [...this.#reached.values()] })
    this.#reached = outer
    return found
  }

  get #faultCount(): number {
    return this.#syntax.length + this.#parts.faults.count + this.#circles
  }

  #isSameBelow(kept: CheckedPackage, found: Package): boolean {
    const imported = importedBy(found)
    return (
      imported.length === Object.keys(kept.dependencies).length &&
      imported.every((path) => {
        const id = this.#packages.get(path)?.checked?.id
        return id !== undefined && id === kept.dependencies[path]
      })
    )
  }
}

class LoadedPackage implements Package {
  readonly path: string
  readonly files: readonly SourceFile[]
  readonly source: Package['source']
  checked: Package['checked'] = undefined
  #declarations: Package['declarations'] | undefined
  constructor(path: string, files: readonly SourceFile[], source: Package['source']) {
    this.path = path
    this.files = files
    this.source = source
  }
  /** Nobody asks for those of most main packages. */
  get declarations(): Package['declarations'] {
    return (this.#declarations ??= this.files.flatMap((file) =>
      file.outline.declarations.map((one) => ({ ...one, file })),
    ))
  }
}
