/**
 * What loading keeps for the programs that come after: folders, trees and whole packages. Files are taken to stay as
 * they are while a store lives, and all hosts that use it to show the same files.
 */
import type { Diagnostic } from '@kusion/diagnostics'
import type { FolderEntry, Host } from '../host.ts'
import { parse } from '../syntax/index.ts'
import type { Module } from '../syntax/nodes.ts'
import type { Manifest } from './manifest.ts'
import type { Package, SourceFile } from './program.ts'

export interface ParsedFile {
  readonly text: string
  readonly tree: Module
  readonly diagnostics: readonly Diagnostic[]
}

/** Where an import leads. */
export interface PackagePlace {
  readonly package: string
  readonly files: readonly string[]
  /** The external package that it is part of: its folder, and the name that its packages start with. */
  readonly external: { readonly folder: string; readonly prefix: string } | undefined
}

/** One of the imports of a file's outline. */
export interface ImportPlace {
  readonly file: SourceFile
  readonly index: number
}

export interface ReachedPackage {
  readonly place: PackagePlace
  readonly from: ImportPlace
  readonly package: Package
}

/** A package without faults. The same object stands for the same sources, all the way down its imports. */
export interface StoredPackage {
  readonly package: Package
  readonly reached: readonly ReachedPackage[]
}

/** Entries that lead nowhere, and sources that are no texts. */
export class EntryError extends Error {
  override readonly name = 'EntryError'
}

export class SourceStore {
  readonly packages = new Map<string, StoredPackage>()
  readonly manifests = new Map<string, Manifest | undefined>()
  readonly #folders = new Map<string, readonly FolderEntry[] | undefined>()
  readonly #sources = new Map<string, readonly string[] | undefined>()
  readonly #parsed = new Map<string, ParsedFile>()
  readonly #seen = new Set<string>()

  listFolder(host: Host, path: string): readonly FolderEntry[] | undefined {
    if (!this.#folders.has(path)) this.#folders.set(path, host.listFolder?.(path))
    return this.#folders.get(path)
  }

  /** The files of the package at a path. */
  sources(path: string, find: () => readonly string[] | undefined): readonly string[] | undefined {
    if (!this.#sources.has(path)) this.#sources.set(path, find())
    return this.#sources.get(path)
  }

  /** Most files of main packages are in one program only: a tree is kept when its file comes for the second time. */
  parse(host: Host, path: string): ParsedFile {
    const known = this.#parsed.get(path)
    if (known) return known
    const text = host.readFile?.(path) ?? ''
    if (text.includes('\uFFFD')) refuseOtherEncodings(host, path)
    const parsed = { text, ...parse(text, path) }
    if (this.#seen.has(path)) this.#parsed.set(path, parsed)
    else this.#seen.add(path)
    return parsed
  }
}

/** What is no UTF-8 shows as a character that a text may also have. */
function refuseOtherEncodings(host: Host, path: string): void {
  const bytes = host.readBytes?.(path)
  if (!bytes) return
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new EntryError(`Failed to load KCL file '${path}'. Because 'stream did not contain valid UTF-8'`)
  }
}
