/** What names mean that are bound outside of what is emitted. */
import type { ImportTarget, SourceFile } from '../program/program.ts'

/** Where names of other packages, the library and the built-in functions come from. */
export interface Linkage {
  /** Whether a package has a global of that name. */
  hasGlobal(pkg: string, name: string): boolean
  isAlias(pkg: string, name: string): boolean
  isBuiltin(name: string): boolean
  filesOf(pkg: string): readonly SourceFile[]
  isLibraryMember(module: string, name: string): boolean
}

/** The imports of the files of one package. */
export class ImportedNames {
  readonly #pkg: string
  readonly #linkage: Linkage
  readonly #byFile = new Map<SourceFile, ReadonlyMap<string, ImportTarget>>()
  #elsewhere: ReadonlyMap<string, ImportTarget> | undefined

  constructor(pkg: string, linkage: Linkage) {
    this.#pkg = pkg
    this.#linkage = linkage
  }

  find(name: string, file: SourceFile): ImportTarget | undefined {
    let own = this.#byFile.get(file)
    if (!own) this.#byFile.set(file, (own = byName(file.targets)))
    // Files of one package see what the others import.
    return own.get(name) ?? this.#inPackage().get(name)
  }

  #inPackage(): ReadonlyMap<string, ImportTarget> {
    return (this.#elsewhere ??= byName(this.#linkage.filesOf(this.#pkg).flatMap((file) => file.targets)))
  }
}

/** The first of a name counts. */
function byName(targets: readonly ImportTarget[]): ReadonlyMap<string, ImportTarget> {
  return new Map(targets.toReversed().map((target) => [target.name, target]))
}
