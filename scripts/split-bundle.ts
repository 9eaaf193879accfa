/**
 * Bundles a command into two files: what each run needs, and a part that is loaded when one of its functions is first
 * called. The part holds what its entries reach and the first file has not; what both use is the first file's.
 */
import { dirname, relative, resolve } from 'node:path'
import { build, type BuildOptions, type Plugin } from 'esbuild'

export interface Split {
  readonly options: BuildOptions
  readonly entry: string
  readonly outfile: string
  readonly part: {
    /** Modules whose exports are functions, or objects that are only asked for their members. */
    readonly entries: readonly string[]
    readonly outfile: string
    /** What the first file requires: it exports a function of the modules that it is to share. */
    readonly loader: string
  }
}

/** The name under which a part finds the modules of the first file. */
const SHARED = 'shared:'

export async function buildSplit({ options, entry, outfile, part }: Split): Promise<void> {
  const entries = part.entries.map((path) => resolve(path))
  const main = (shared: readonly string[], write: boolean) =>
    build({
      ...options,
      entryPoints: [entry],
      outfile,
      write,
      metafile: true,
      plugins: [...(options.plugins ?? []), lazyEntries(entries, part.loader, shared)],
    })
  const { metafile } = await main([], false)
  const eager = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? resolve(path) : [])),
  )
  const shared = new Set<string>()
  await build({
    ...options,
    stdin: {
      contents: entries.map((path, index) => `export * as part${index} from ${JSON.stringify(path)}`).join('\n'),
      resolveDir: process.cwd(),
    },
    outfile: part.outfile,
    plugins: [...(options.plugins ?? []), sharedModules(new Set(eager), shared)],
  })
  await main([...shared].toSorted(), true)
}

/** Entries of the part become functions that load it. */
function lazyEntries(entries: readonly string[], loader: string, shared: readonly string[]): Plugin {
  return {
    name: 'lazy entries',
    setup(bundler) {
      bundler.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
        const found = resolve(resolveDir, path)
        return entries.includes(found) ? { path: found, namespace: 'part', sideEffects: false } : undefined
      })
      bundler.onResolve({ filter: /.*/ }, ({ path }) => (path === loader ? { path, external: true } : undefined))
      bundler.onResolve({ filter: /^part$/ }, () => ({ path: 'part', namespace: 'part' }))
      bundler.onLoad({ filter: /.*/, namespace: 'part' }, async ({ path }) => ({
        resolveDir: dirname(path === 'part' ? resolve('part') : path),
        contents: path === 'part' ? await loadingModule(loader, shared) : await lazyModule(path, entries.indexOf(path)),
      }))
    },
  }
}

async function exportsOf(path: string): Promise<readonly string[]> {
  return Object.keys((await import(path)) as object)
}

async function lazyModule(path: string, index: number): Promise<string> {
  const members = (await exportsOf(path)).map(
    (name) => `export const ${name} = new Proxy(function () {}, {
      apply: (_target, self, values) => Reflect.apply(load().part${index}.${name}, self, values),
      get: (_target, key) => load().part${index}.${name}[key],
    })`,
  )
  return `import { load } from 'part'\n${members.join('\n')}`
}

/** A function that is not compiled before the part is asked for, and lists what it needs. */
async function loadingModule(loader: string, shared: readonly string[]): Promise<string> {
  const modules = await Promise.all(shared.map(async (path) => ({ path, names: await exportsOf(path) })))
  const imports = modules.map(({ path, names }, index) => {
    const list = names.map((name) => `${name} as ${name}${index}`)
    return `import { ${list.join(', ')} } from ${JSON.stringify(path)}`
  })
  const objects = modules.map(({ path, names }, index) => {
    // What a module changes later is seen as it is then.
    const members = names.map((name) => `get ${name}() { return ${name}${index} }`)
    return `${JSON.stringify(nameOf(path))}: { ${members.join(', ')} }`
  })
  return `${imports.join('\n')}
    let loaded
    export const load = () => (loaded ??= require(${JSON.stringify(loader)})({ ${objects.join(',\n')} }))`
}

const RESOLVING = Symbol('resolving')

/** What the first file has is asked of it. */
function sharedModules(eager: ReadonlySet<string>, used: Set<string>): Plugin {
  return {
    name: 'shared modules',
    setup(bundler) {
      bundler.onResolve({ filter: /.*/ }, async ({ path, resolveDir, kind, pluginData }) => {
        if (kind !== 'import-statement' || pluginData === RESOLVING) return undefined
        const found = await bundler.resolve(path, { resolveDir, kind, pluginData: RESOLVING })
        if (!eager.has(found.path)) return undefined
        used.add(found.path)
        return { path: `${SHARED}${nameOf(found.path)}`, external: true }
      })
    },
  }
}

const nameOf = (path: string): string => relative(process.cwd(), path)

/** For the loader of a part: where its modules come from. */
export const SHARING_LOADER = `module.exports = (shared) => {
  const take = (name) => (name.startsWith('${SHARED}') ? shared[name.slice(${String(SHARED.length)})] : require(name))
  script.runInThisContext()(target.exports, take, target, filename, __dirname)
  return target.exports
}
`
