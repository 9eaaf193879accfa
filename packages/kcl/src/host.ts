/**
 * All that a program can reach of the world. Each member may be left out: what the host does not offer does not exist
 * for the program. Paths are absolute, with `/`.
 */
export interface Host {
  /** The text of a file; undefined where there is none. */
  readFile?(path: string): string | undefined
  readBytes?(path: string): Uint8Array | undefined
  /** Names in a folder, sorted; undefined where there is none. */
  listFolder?(path: string): readonly FolderEntry[] | undefined
  /** The folder of an external package. */
  resolvePackage?(name: string): string | undefined
  /** For the `file` module's writing members. */
  writeFile?(path: string, text: string): void
  appendFile?(path: string, text: string): void
  makeFolder?(path: string, recursive: boolean): void
  remove?(path: string): void
  copy?(from: string, to: string): void
  move?(from: string, to: string): void
  /**
   * Whether a path, its links followed, is in one of the folders: what the `file` module may reach. A host that leaves
   * it out has no files but the program's own.
   */
  isInside?(path: string, folders: readonly string[]): boolean
  /** Folders that the `file` module may reach beside the program's own and the working folder. */
  readonly allowedFolders?: readonly string[]
  workingFolder?(): string
  environment?(name: string): string | undefined
  /** Milliseconds since the epoch. */
  now?(): number
  randomBytes?(count: number): Uint8Array
  /** Does work that may take forever, such as matching a pattern that backtracks, and gives it up after the time. */
  bounded?<T>(milliseconds: number, work: () => T): { readonly value: T } | undefined
  /** Where `print` writes. */
  print?(text: string): void
  /** `kcl_plugin.<module>.<name>(…)`: JSON in, JSON out; undefined where no such plugin is registered. */
  plugin?(
    module: string,
    name: string,
  ): ((positional: readonly unknown[], keyword: Readonly<Record<string, unknown>>) => unknown) | undefined
}

export interface FolderEntry {
  readonly name: string
  readonly isFolder: boolean
}
