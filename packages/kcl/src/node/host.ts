/** The host for Node: files, folders, environment, clock, randomness and output. */
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { pluginsOf, type FolderEntry, type Host, type Plugins } from '../host.ts'

export interface NodeHostOptions {
  readonly workingFolder?: string
  /** Folders of packages that come with the product, by import name; a program's own manifest goes first. */
  readonly packages?: ReadonlyMap<string, string>
  /** Where downloaded packages are: `$KCL_PKG_PATH`. */
  readonly packagePath?: string
  /**
   * Folders that the `file` module may reach beside the program's root, the working folder and the program's packages;
   * `/` lifts the limit. Relative ones are taken from the working folder.
   */
  readonly allowedPaths?: readonly string[]
  readonly print?: (text: string) => void
  /** What `import kcl_plugin.<module>` finds. */
  readonly plugins?: Plugins
}

export function createNodeHost(options: NodeHostOptions = {}): Host {
  const workingFolder = (): string => options.workingFolder ?? process.cwd()
  return {
    readFile: (path) => attempt(() => readFileSync(path, 'utf8')),
    readBytes: (path) => attempt(() => readFileSync(path)),
    listFolder: (path) =>
      attempt(() =>
        readdirSync(path, { withFileTypes: true }).map((entry): FolderEntry => ({
          name: entry.name,
          isFolder: entry.isDirectory() || (entry.isSymbolicLink() && isFolder(`${path}/${entry.name}`)),
        })),
      ),
    realPath: (path) => realPath(path),
    allowedPaths: (options.allowedPaths ?? []).map((path) => resolve(workingFolder(), path)),
    resolvePackage: (name) => {
      const known = options.packages?.get(name)
      if (known !== undefined) return known
      const path = options.packagePath === undefined ? undefined : `${options.packagePath}/${name}`
      return path !== undefined && isFolder(path) ? path : undefined
    },
    writeFile: (path, text) => writeFileSync(path, text),
    appendFile: (path, text) => appendFileSync(path, text),
    makeFolder: (path, recursive) => void mkdirSync(path, { recursive }),
    remove: (path) => rmSync(path, { recursive: true }),
    copy: (from, to) => cpSync(from, to, { recursive: true }),
    move: (from, to) => renameSync(from, to),
    workingFolder,
    environment: (name) => process.env[name],
    now: () => Date.now(),
    // Loading it costs as much as a small run.
    randomBytes: (count) => process.getBuiltinModule('node:crypto').randomBytes(count),
    bounded,
    ...(options.plugins ? { plugin: pluginsOf(options.plugins) } : {}),
    print: options.print ?? ((text) => void process.stdout.write(text)),
  }
}

/** "Not there" is an answer; every other failure of the file system is told. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined
    throw error
  }
}

/** A link that cannot be followed leads to no folder. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** More links than this in a row lead in a circle. */
const MOST_LINKS = 40

/** Links are followed also where they lead to nothing: writing there would make a file at their end. */
function realPath(path: string, links = 0): string {
  try {
    return realpathSync.native(path)
  } catch {
    const folder = dirname(path)
    if (folder === path || links > MOST_LINKS) return path
    const real = realPath(folder, links)
    const place = resolve(real, basename(path))
    const target = linkTarget(place)
    return target === undefined ? place : realPath(resolve(real, target), links + 1)
  }
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

const WORK = Symbol.for('kusion.kcl.work')

/** V8 interrupts only what runs in a script of its own. */
function bounded<T>(milliseconds: number, work: () => T): { readonly value: T } | undefined {
  const { Script } = process.getBuiltinModule('node:vm')
  const slot = globalThis as { [WORK]?: () => T }
  slot[WORK] = work
  try {
    const script = new Script("globalThis[Symbol.for('kusion.kcl.work')]()")
    return { value: script.runInThisContext({ timeout: milliseconds }) as T }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined
    throw error
  } finally {
    delete slot[WORK]
  }
}
