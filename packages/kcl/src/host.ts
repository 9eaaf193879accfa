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
  /**
   * Where a path leads when its links are followed; of what does not exist yet, where it would be made; undefined where
   * they go in circles. With it, the `file` module and its like reach the program's own folders only; a host that leaves
   * it out has no files but the program's own.
   */
  realPath?(path: string): string | undefined
  /** Folders that a program may reach beside its own; `/` is everything. */
  readonly allowedFolders?: readonly string[]
  /** The folder of an external package. */
  resolvePackage?(name: string): string | undefined
  /** For the `file` module's writing members. */
  writeFile?(path: string, text: string): void
  appendFile?(path: string, text: string): void
  makeFolder?(path: string, recursive: boolean): void
  remove?(path: string): void
  copy?(from: string, to: string): void
  move?(from: string, to: string): void
  workingFolder?(): string
  environment?(name: string): string | undefined
  /** Milliseconds since the epoch. */
  now?(): number
  randomBytes?(count: number): Uint8Array
  /** Does work that may take forever, such as matching a pattern that backtracks, and gives it up after the time. */
  bounded?<T>(milliseconds: number, work: () => T): { readonly value: T } | undefined
  /** Where packages that compiled once are kept for later processes. */
  readonly cache?: CompileCache
  /** Where `print` writes. */
  print?(text: string): void
  /** `kcl_plugin.<module>.<name>(…)`; undefined where no such function is registered. */
  plugin?(module: string, name: string): PluginFunction | undefined
}

/**
 * Data in, data out, at once. Numbers are numbers, ints beyond 2^53 bigints, None is null; what is thrown becomes an
 * error of the program. A returned number is an int where it is whole: a `Float` says otherwise.
 */
export type PluginFunction = (positional: readonly unknown[], keyword: Readonly<Record<string, unknown>>) => unknown

/** Functions by module and name. */
export type Plugins = Readonly<Record<string, Readonly<Record<string, PluginFunction>>>>

/** The `plugin` member of a host that has these. */
export function pluginsOf(plugins: Plugins): NonNullable<Host['plugin']> {
  return (module, name) => {
    const functions = Object.hasOwn(plugins, module) ? plugins[module] : undefined
    return functions && Object.hasOwn(functions, name) ? functions[name] : undefined
  }
}

/** Keeps texts by name. Whatever fails in it is as if nothing had been kept. */
export interface CompileCache {
  /** An absolute path that no program may reach: what is kept there is code. */
  readonly folder: string
  /** Another one after every change of the file; undefined where there is none. */
  signature(path: string): FileSignature | undefined
  hash(text: string): string
  read(name: string): string | undefined
  write(name: string, text: string): void
}

export interface FileSignature {
  readonly text: string
  /** Milliseconds since the epoch. */
  readonly changed: number
}

export interface FolderEntry {
  readonly name: string
  readonly isFolder: boolean
}
