/** A loaded program: every file that its entry points reach, parsed. */
import type { Diagnostic } from '@kusion/diagnostics'
import type { ImportStatement, Module } from '../syntax/nodes.ts'

/** The package of the files that were named on the command line. */
export const MAIN_PACKAGE = '__main__'

export interface SourceFile {
  /** The absolute path, as diagnostics show it. */
  readonly path: string
  readonly text: string
  readonly tree: Module
  /** The package that the file belongs to: `__main__` or a dotted path such as `base.pkg` (of an external package: `k8s.apps.v1`). */
  readonly package: string
  /** What each import statement of the file means. */
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
  /** Syntax errors and imports that lead nowhere, in the order in which the reference prints them. */
  readonly diagnostics: readonly Diagnostic[]
}
