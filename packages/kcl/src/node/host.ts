/** The host for Node: files, folders, environment, clock, randomness and output. */
import {
  appendFileSync,
  cpSync,
  lstatSync,
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
import { pluginsOf, type CompileCache, type FolderEntry, type Host, type Plugins } from '../host.ts'

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
  readonly allowedFolders?: readonly string[]
  readonly print?: (text: string) => void
  /** Where packages are kept that compiled once; without it, each process compiles all anew. */
  readonly cache?: CompileCache
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
    realPath,
    allowedFolders: (options.allowedFolders ?? []).map((path) => resolve(workingFolder(), path)),
    resolvePackage: (name) => {
      const known = options.packages?.get(name)
      if (known !== undefined) return known
      return options.packagePath === undefined ? undefined : packageFolder(options.packagePath, name)
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
    ...(options.cache ? { cache: options.cache } : {}),
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
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ELOOP') return undefined
    throw error
  }
}

/** `name`, or the highest of `name_version`. */
function packageFolder(packages: string, name: string): string | undefined {
  if (isFolder(`${packages}/${name}`)) return `${packages}/${name}`
  const versions = (attempt(() => readdirSync(packages)) ?? []).filter((entry) => {
    const [version] = entry.startsWith(`${name}_`) ? [entry.slice(name.length + 1)] : []
    return version !== undefined && /^v?\d/.test(version) && isFolder(`${packages}/${entry}`)
  })
  const highest = versions.toSorted((left, right) => left.localeCompare(right, 'en', { numeric: true })).at(-1)
  return highest === undefined ? undefined : `${packages}/${highest}`
}

function isFolder(path: string): boolean {
  return attempt(() => statSync(path).isDirectory()) === true
}

/** As many links as Linux follows. */
const MOST_LINKS = 40

/** Links are followed as far as the path exists, also those that lead to nothing yet. Undefined: they go in circles. */
function realPath(path: string): string | undefined {
  let at = path
  let rest = ''
  for (let links = 0; links < MOST_LINKS;) {
    try {
      const found = realpathSync.native(at)
      return found === '/' && rest !== '' ? rest : found + rest
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ELOOP') return undefined
    }
    if (isLink(at)) {
      links++
      at = resolve(dirname(at), readlinkSync(at))
    } else {
      rest = `/${basename(at)}${rest}`
      at = dirname(at)
    }
  }
  return undefined
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false
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
