/** A loaded program: every file that its entry points reach, parsed. */
import type { Diagnostic } from '@kusion/diagnostics'
import type { ImportStatement, Module } from '../syntax/nodes.ts'
import type { Declaration, Outline } from './outline.ts'

/** The package of the files that were named on the command line. */
export const MAIN_PACKAGE = '__main__'

export interface SourceFile {
  /** The absolute path, as diagnostics show it. */
  readonly path: string
  readonly text: string
  readonly tree: Module
  /** The package that the file belongs to: `__main__` or a dotted path such as `base.pkg` (of an external package: `k8s.apps.v1`). */
  readonly package: string
  readonly outline: Outline
  /** What the imports of the outline mean. */
  readonly targets: readonly ImportTarget[]
  /** The same by statement. */
  readonly imports: ReadonlyMap<ImportStatement, ImportTarget>
}

export type ImportTarget =
  | { readonly kind: 'package'; readonly name: string; readonly package: string }
  /** A module of the standard library, such as `math`. */
  | { readonly kind: 'system'; readonly name: string; readonly module: string }
  | { readonly kind: 'plugin'; readonly name: string; readonly module: string }
  /** Not found; the diagnostic has been given. */
  | { readonly kind: 'missing'; readonly name: string; readonly package: string }

export interface Package {
  readonly path: string
  readonly files: readonly SourceFile[]
  /** Those of its files, in order. */
  readonly declarations: readonly PackageDeclaration[]
  /** Undefined for the main package, which is not kept. */
  readonly source: PackageSource | undefined
  /** Set where it is known to be without fault. */
  checked: CheckedPackage | undefined
}

export interface PackageDeclaration extends Declaration {
  readonly file: SourceFile
}

export interface PackageSource {
  /** What decides which files it has and where their imports lead. */
  readonly key: string
  /** Milliseconds since the epoch, before the first of its files was read. */
  readonly readAt: number
}

export interface CheckedFile {
  /** In the folder of the package. */
  readonly name: string
  /** Empty where the file was changed so shortly before that a later change might not show in it. */
  readonly signature: string
  readonly hash: string
  readonly outline: Outline
}

export interface CheckedPackage {
  /** The same for the same sources, all the way down its imports. */
  readonly id: string
  readonly files: readonly CheckedFile[]
  /** The ids of the packages that it imports, by their paths. */
  readonly dependencies: Readonly<Record<string, string>>
  /** The JavaScript of its definitions by name, as far as programs used them, and of its walk. */
  readonly code: ReadonlyMap<string, string>
}

export interface Program {
  /** The folder of the nearest kcl.mod, else of the first file. */
  readonly root: string
  /** The folders that belong to it: the root, and those of its external packages that hold a kcl.mod. */
  readonly folders: readonly string[]
  readonly main: Package
  /** All packages but the main one, by dotted path. */
  readonly packages: ReadonlyMap<string, Package>
  packageAt(path: string): Package | undefined
  /** Whether packages import each other. */
  readonly isCircular: boolean
  /** Syntax errors and imports that lead nowhere, in the order in which the reference prints them. */
  readonly diagnostics: readonly Diagnostic[]
}

/** The packages that it imports, in order. */
export function importedBy(pkg: Pick<Package, 'files'>): readonly string[] {
  const paths = pkg.files.flatMap((file) =>
    file.targets.flatMap((target) => (target.kind === 'package' ? [target.package] : [])),
  )
  return [...new Set(paths)]
}
