/** From entry points to a loaded program: finds the root, parses what the imports reach, and says what leads nowhere. */
import type { Diagnostic } from '@kusion/diagnostics'
import type { Host } from '../host.ts'
import { LineMap, parse } from '../syntax/index.ts'
import { findManifest, readManifest, type Manifest } from './manifest.ts'
import { importsOf, outlineOf, type ImportHead } from './outline.ts'
import { overriddenTexts, readOverrides } from './overrides.ts'
import { readPackage, type KeptPackage } from './package-cache.ts'
import { joinPath, parentPath } from './paths.ts'
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
  readonly systemModules: ReadonlySet<string>
  readonly store: SourceStore
}

export interface Loaded {
  readonly program: Program
  readonly manifest: Manifest | undefined
  /** The texts of files that were changed before they were compiled, by path. */
  readonly changed: ReadonlyMap<string, string>
}

interface PackageRoot {
  readonly folder: string
  /** What the names of its packages start with; empty for the program's own. */
  readonly prefix: string
}

interface FoundPlace {
  readonly place: PackagePlace | undefined
  /** In the package itself and in another one. */
  readonly isTwice: boolean
}

export function loadProgram(host: Host, options: LoadOptions): Loaded {
  return new Loader(host, options).load()
}

class Loader {
  readonly #host: Host
  readonly #options: LoadOptions
  readonly #packages = new Map<string, Package>()
  readonly #loading: string[] = []
  readonly #syntax: Diagnostic[] = []
  readonly #imports: Diagnostic[] = []
  readonly #unfound: UnfoundImport[] = []
  readonly #store: SourceStore
  /** What else decides where imports lead: `-E`. */
  readonly #externals: string
  /** What the package that is being loaded imports, by path. */
  #reached = new Map<string, ReachedPackage>()
  #root = '/'
  #manifest: Manifest | undefined
  #changed: ReadonlyMap<string, string> = new Map()

  constructor(host: Host, options: LoadOptions) {
    this.#host = host
    this.#options = options
    this.#store = options.store
    this.#externals = JSON.stringify([...(options.externalPackages ?? [])])
  }

  load(): Loaded {
    // A file that is named twice is compiled once.
    const paths = [...new Set(this.#options.entries.flatMap((entry) => this.#filesOf(entry)))]
    const first = paths[0]
    if (first === undefined) throw new EntryError('No input KCL files')
    this.#manifest = findManifest(this.#host, parentPath(first))
    this.#root = this.#manifest?.folder ?? parentPath(first)
    this.#override(paths)
    const files = paths.map((path) => this.#parseFile(path, MAIN_PACKAGE))
    for (const file of files) this.#resolve(file)
    const main = packageOf(MAIN_PACKAGE, files, undefined)
    const program: Program = {
      root: this.#root,
      folders: this.#folders(),
      main,
      packages: this.#packages,
      packageAt: (path) => (path === MAIN_PACKAGE ? main : this.#packages.get(path)),
      diagnostics: this.#diagnostics(),
    }
    return { program, manifest: this.#manifest, changed: this.#changed }
  }

  /** What was not found is said twice, as the reference says it: those that are fewer imports away first. */
  #diagnostics(): readonly Diagnostic[] {
    const unfound = this.#unfound.toSorted((left, right) => left.depth - right.depth)
    const [names, paths] = [once(unfound.map(({ name }) => name)), once(unfound.map(({ path }) => path))]
    return [...names, ...this.#syntax, ...paths, ...this.#imports]
  }

  /** A program may name any folder as a package; only one that says it is a package has its files belong to it. */
  #folders(): readonly string[] {
    const packages = [...this.#prefixes.keys()]
    return [
      this.#root,
      ...packages.filter((folder) => this.#host.readFile?.(joinPath(folder, 'kcl.mod')) !== undefined),
    ]
  }

  #filesOf(entry: string): readonly string[] {
    if (this.#options.sources?.has(entry)) return [entry]
    const names = this.#store.listFolder(this.#host, entry)
    if (names === undefined) {
      if (this.#host.readFile?.(entry) === undefined)
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

  #override(paths: readonly string[]): void {
    const given = this.#options.overrides ?? []
    const edits = readOverrides(given.length > 0 ? given : (this.#manifest?.profile.overrides ?? []))
    if (edits.length === 0) return
    const textOf = (path: string): string =>
      this.#options.sources?.get(path) ?? this.#store.parse(this.#host, path).text
    const { texts, diagnostics } = overriddenTexts(paths, textOf, edits)
    this.#changed = texts
    this.#syntax.push(...diagnostics)
  }

  #parseFile(path: string, pkg: string): LoadedFile {
    const given = this.#changed.get(path) ?? this.#options.sources?.get(path)
    const { text, tree, diagnostics } =
      given === undefined ? this.#store.parse(this.#host, path) : { text: given, ...parse(given, path) }
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
      if (names.length === 1 && this.#options.systemModules.has(head)) return { kind: 'system', name, module: head }
    }
    const place = names.every((part) => part === '') ? undefined : this.#locate(imported, from)
    if (place === undefined) return this.#missing(imported, from, name)
    this.#loadPackage(place, from)
    return { kind: 'package', name, package: place.package }
  }

  #locate({ path: names, dots }: ImportHead, from: ImportPlace): PackagePlace | undefined {
    const home = this.#homeOf(from.file)
    if (dots > 0) {
      let folder = parentPath(from.file.path)
      for (let dot = 1; dot < dots; dot++) folder = parentPath(folder)
      const path = joinPath(folder, ...names)
      const files = this.#sources(path)
      if (files === undefined) return undefined
      const inside = path.startsWith(`${home.folder}/`) ? path.slice(home.folder.length + 1) : names.join('/')
      return { package: joinName(home.prefix, inside), files, external: undefined }
    }
    const key = JSON.stringify([home, names])
    let found = this.#found.get(key)
    if (!found) this.#found.set(key, (found = this.#find(home, names)))
    if (found.isTwice) {
      this.#report(
        from,
        'E2F04',
        'CannotFindModule',
        `the \`${names.join('.')}\` is found multiple times in the current package and vendor package`,
      )
    }
    return found.place
  }

  /** Imports that do not depend on the file that they stand in, by the root of its package. */
  readonly #found = new Map<string, FoundPlace>()

  #find(home: PackageRoot, names: readonly string[]): FoundPlace {
    const [head = '', ...rest] = names
    const local = this.#sources(joinPath(home.folder, ...names))
    const folder = this.#externalFolder(head, home)
    const files = folder === undefined ? undefined : this.#sources(joinPath(folder, ...rest))
    if (folder !== undefined && files !== undefined) {
      const place = { package: names.join('.'), files, external: { folder, prefix: head } }
      return { place, isTwice: local !== undefined }
    }
    if (local === undefined) return { place: undefined, isTwice: false }
    return {
      place: { package: joinName(home.prefix, names.join('/')), files: local, external: undefined },
      isTwice: false,
    }
  }

  /** Folders of external packages, with the name that their packages start with. */
  readonly #prefixes = new Map<string, string>()

  /** The package root that a file belongs to. */
  #homeOf(file: Pick<SourceFile, 'path'>): PackageRoot {
    let best = { folder: this.#root, prefix: '' }
    for (const [folder, prefix] of this.#prefixes) {
      const isInside = file.path.startsWith(`${folder}/`)
      if (isInside && (folder.length > best.folder.length || !file.path.startsWith(`${best.folder}/`)))
        best = { folder, prefix }
    }
    return best
  }

  #externalFolder(name: string, home: PackageRoot): string | undefined {
    const given = this.#options.externalPackages?.get(name)
    if (given !== undefined) return given
    if (home.prefix === name) return home.folder
    const manifest = home.prefix === '' ? this.#manifest : this.#manifestOf(home.folder)
    const path = manifest?.dependencies.get(name)
    if (path !== undefined) return path
    if (manifest?.name === name && home.prefix === '') return manifest.folder
    return this.#host.resolvePackage?.(name)
  }

  #manifestOf(folder: string): Manifest | undefined {
    const { manifests } = this.#store
    if (!manifests.has(folder)) {
      const text = this.#host.readFile?.(joinPath(folder, 'kcl.mod'))
      manifests.set(folder, text === undefined ? undefined : readManifest(text, folder))
    }
    return manifests.get(folder)
  }

  #sources(path: string): readonly string[] | undefined {
    return this.#store.sources(path, () => this.#findSources(path))
  }

  /** A folder's files, or the file of that name. */
  #findSources(path: string): readonly string[] | undefined {
    const names = this.#store.listFolder(this.#host, path)
    if (names !== undefined) {
      const files = packageFiles(path, names)
      if (files.length > 0) return files
    }
    return this.#host.readFile?.(`${path}.k`) === undefined ? undefined : [`${path}.k`]
  }

  #loadPackage(place: PackagePlace, from: ImportPlace): void {
    const name = place.package
    if (this.#loading.includes(name)) {
      this.#report(
        from,
        'E1001',
        'RecursiveLoad',
        `There is a circular import reference between module ${this.#loading.join(', ')}`,
      )
      return
    }
    if (place.external) this.#prefixes.set(place.external.folder, place.external.prefix)
    let found = this.#packages.get(name)
    if (!found) {
      this.#loading.push(name)
      const home = this.#homeOf({ path: place.files[0] ?? '' })
      const folder = parentPath(place.files[0] ?? '')
      const key = JSON.stringify([this.#externals, home, name, place.external, folder])
      found = this.#stored(key) ?? this.#parsePackage(key, place)
      // Known only after its imports were followed: packages that import each other end above.
      this.#packages.set(name, found)
      this.#loading.pop()
    }
    if (!this.#reached.has(name)) this.#reached.set(name, { place, from, package: found })
  }

  /** The package of an earlier program, if what it imports is what it was then. */
  #stored(key: string): Package | undefined {
    const stored = this.#store.packages.get(key)
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
    const faults = this.#faults
    this.#reached = new Map()
    const source = { key, readAt: this.#host.now?.() ?? 0 }
    const kept = readPackage(this.#host, key, place.files)
    const files = place.files.map((path, index) =>
      kept ? this.#keptFile(kept, index, path, place.package) : this.#parseFile(path, place.package),
    )
    for (const file of files) this.#resolve(file)
    const found = packageOf(place.package, files, source)
    if (kept && this.#isSameBelow(kept.checked, found)) found.checked = kept.checked
    if (this.#faults === faults) this.#store.packages.set(key, { package: found, reached: [...this.#reached.values()] })
    this.#reached = outer
    return found
  }

  get #faults(): number {
    return this.#syntax.length + this.#imports.length + this.#unfound.length
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

  #missing({ path: names, dots }: ImportHead, from: ImportPlace, name: string): ImportTarget {
    const dotted = `${'.'.repeat(dots)}${names.join('.')}`
    let folder = this.#root
    if (dots > 0) {
      folder = parentPath(from.file.path)
      for (let dot = 1; dot < dots; dot++) folder = parentPath(folder)
    }
    const isInside = folder === this.#root || folder.startsWith(`${this.#root}/`)
    const base = dots > 0 && isInside ? folder.slice(this.#root.length + 1).replaceAll('/', '.') : ''
    const full = joinName(base, names.join('.'))
    const missing = (message: string, suggestions: readonly string[]): Diagnostic =>
      diagnosticAt(from, 'E2F04', 'CannotFindModule', message, suggestions)
    if (isInside && names.join('') !== '') {
      const path = `${folder === '/' ? '' : folder}/${names.join('/')}`
      const suggestions = [
        `try 'kcl mod add ${full.split('.')[0] ?? ''}' to download the missing package`,
        "browse more packages at 'https://artifacthub.io'",
      ]
      this.#unfound.push({
        depth: this.#loading.length,
        name: missing(`pkgpath ${full} not found in the program`, suggestions),
        path: missing(`Cannot find the module ${dotted} from ${path}`, suggestions),
      })
    } else {
      const message = `Failed to import the module ${dotted} from ${this.#root === '/' ? '' : this.#root}/. No KCL files found in the specified folder`
      this.#imports.push(missing(message, []))
    }
    return { kind: 'missing', name, package: full }
  }

  #report(from: ImportPlace, code: string, title: string, message: string): void {
    this.#imports.push(diagnosticAt(from, code, title, message, []))
  }
}

/** An import that leads nowhere, as the two passes of the reference say it. */
interface UnfoundImport {
  readonly depth: number
  readonly name: Diagnostic
  readonly path: Diagnostic
}

function diagnosticAt(
  { file, index }: ImportPlace,
  code: string,
  title: string,
  message: string,
  suggestions: readonly string[],
): Diagnostic {
  const at = new LineMap(file.text).span(file.path, importsOf(file.tree)[index] ?? { start: 0, end: 0 })
  return { code, title, severity: 'error', message, labels: [{ at, message }], notes: [], suggestions }
}

/** What was suggested before is not suggested again. */
function once(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const suggested = new Set<string>()
  return diagnostics.map((diagnostic) => {
    const suggestions = diagnostic.suggestions.filter((suggestion) => !suggested.has(suggestion))
    for (const suggestion of suggestions) suggested.add(suggestion)
    return { ...diagnostic, suggestions }
  })
}

function joinName(prefix: string, path: string): string {
  const dotted = path.replaceAll('/', '.')
  return prefix === '' ? dotted : `${prefix}.${dotted}`
}

function packageFiles(
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

function packageOf(path: string, files: readonly SourceFile[], source: Package['source']): Package {
  let declarations: Package['declarations'] | undefined
  return {
    path,
    files,
    // Nobody asks for those of most main packages.
    get declarations() {
      return (declarations ??= files.flatMap((file) => file.outline.declarations.map((one) => ({ ...one, file }))))
    },
    source,
    checked: undefined,
  }
}
