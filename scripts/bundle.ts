/** Bundles each command into one file that starts fast, and fills its compile cache; and the compiler for browsers. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build, type BuildOptions, type Plugin } from 'esbuild'
import { browserBundle } from './browser-bundle.ts'
import { buildSplit, SHARING_LOADER } from './split-bundle.ts'

const COMMANDS = ['kcl', 'kusion', 'konfig']
/** A part of `kcl` that most of its runs do not load. */
const TEXT_COMMANDS = 'kcl-text'
/** What only programs that use the library load. */
const LIBRARY = 'kcl-library'
const folder = 'packages/cli/dist/bundle'

/**
 * What V8 makes of the compiler while this runs is kept with the bundle. More would cost small runs more to load than it
 * saves large ones.
 */
const SAMPLE = `schema Sample:
    name: str
    size: int = 1
    check:
        size > 0

sample = Sample {name = "a"}
list = [1, "two"]
dict = {key = "value \${list[0]}"}
`

/** Projects use more of the compiler, and have a cache of their own: this is what makes it. */
const PROJECT = 'examples/konfig'
const STACK = 'payments/ledger/prod'
const SETTINGS = ['-Y', 'kcl.yaml', '-Y', 'ci-test/settings.yaml']

/** Files of their own, loaded when one of their functions is first called: most runs of a command need none of them. */
const LAZY = ['yaml', '@noble/hashes/blake3.js', '@noble/hashes/legacy.js', '@noble/hashes/sha2.js']

const fileOf = (name: string): string => `${name.replace(/\.js$/, '').replaceAll(/\W+/g, '-').replace(/^-/, '')}.cjs`

const lazyPackages: Plugin = {
  name: 'lazy packages',
  setup(bundler) {
    const filter = new RegExp(`^(?:${LAZY.map((name) => name.replaceAll('.', String.raw`\.`)).join('|')})$`)
    bundler.onResolve({ filter }, ({ path }) => ({ path, namespace: 'lazy' }))
    bundler.onResolve({ filter: /.*/, namespace: 'lazy' }, ({ path }) => ({ path, external: true }))
    bundler.onLoad({ filter: /.*/, namespace: 'lazy' }, async ({ path }) => {
      const members = (await import(path)) as Readonly<Record<string, unknown>>
      const stubs = Object.keys(members)
        .filter((name) => /^[\w$]+$/.test(name))
        .map((name) => {
          const member = name === 'default' ? '(load().default ?? load())' : `load().${name}`
          const proxy = `new Proxy(function () {}, {
          apply: (_target, self, values) => Reflect.apply(${member}, self, values),
          construct: (_target, values) => Reflect.construct(${member}, values),
          get: (_target, key) => ${member}[key],
        })`
          return name === 'default' ? `export default ${proxy}` : `export const ${name} = ${proxy}`
        })
      return {
        contents: `let loaded; const load = () => (loaded ??= require('./${fileOf(path)}'));\n${stubs.join('\n')}`,
      }
    })
  },
}

/** Another one for every change of the compiler: what one build kept of packages, another must not use. */
function compilerBuild(): string {
  const hash = createHash('sha256')
  for (const file of globSync('packages/kcl/src/**/*.ts').toSorted())
    hash.update(`${file}\0`).update(readFileSync(file))
  return hash.digest('base64url').slice(0, 22)
}

const textCommands: Plugin = {
  name: 'text commands',
  setup(bundler) {
    bundler.onResolve({ filter: /text-commands\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: `./${TEXT_COMMANDS}.cjs`, external: true } : undefined,
    )
  },
}

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const shared: BuildOptions = {
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node24',
  legalComments: 'none',
  minify: true,
}
for (const name of LAZY) {
  await build({
    ...shared,
    stdin: {
      contents: `module.exports = require(${JSON.stringify(name)})`,
      resolveDir: join(import.meta.dirname, '../packages/kcl'),
    },
    outfile: join(folder, fileOf(name)),
  })
}
const ours: BuildOptions = {
  ...shared,
  // It finds its own files beside it.
  external: ['piscina'],
  // What the loader runs has no way to import.
  supported: { 'dynamic-import': false },
  conditions: ['@kusion/source'],
  define: {
    COMPILER_BUILD: JSON.stringify(compilerBuild()),
    'import.meta.dirname': '__dirname',
    'import.meta.filename': '__filename',
  },
  plugins: [lazyPackages, textCommands],
}
await build({
  ...ours,
  entryPoints: [
    { in: 'packages/cli/src/bin/kusion.ts', out: 'kusion-main' },
    { in: 'packages/cli/src/bin/konfig.ts', out: 'konfig-main' },
    { in: 'packages/cli/src/kcl/text-commands.ts', out: `${TEXT_COMMANDS}-main` },
    { in: 'packages/kcl/src/node/compiler-worker.ts', out: 'compiler-worker' },
  ],
  outdir: folder,
  outExtension: { '.js': '.cjs' },
})
await buildSplit({
  options: ours,
  entry: 'packages/cli/src/bin/kcl.ts',
  outfile: join(folder, 'kcl-main.cjs'),
  part: {
    entries: [
      'packages/kcl/src/library/index.ts',
      'packages/kcl/src/library/yaml/compose.ts',
      'packages/kcl/src/edit/override.ts',
    ],
    outfile: join(folder, `${LIBRARY}-main.cjs`),
    loader: `./${LIBRARY}.cjs`,
  },
})
/**
 * Node's own compile cache would do the same in twice the time. What V8 made of the bundle is kept beside it, for the version
 * of Node that runs it. V8 refuses what another processor's or another build's V8 made, and the command runs all the same.
 */
const loader = (command: string): string => `'use strict'
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { Script } = require('node:vm')
const filename = __dirname + '/${command}-main.cjs'
const kind = ${command === 'kcl' ? "existsSync('kcl.mod') || existsSync('kcl.yaml') ? 'kcl-project' : 'kcl'" : `'${command}'`}
const cache = __dirname + '/' + kind + '-' + process.version + '-' + process.arch + '.cache'
let cachedData
try {
  cachedData = readFileSync(cache)
} catch {}
const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData })
if (cachedData === undefined)
  process.on('exit', () => {
    try {
      writeFileSync(cache + process.pid, script.createCachedData())
      renameSync(cache + process.pid, cache)
    } catch {}
  })
const target = { exports: {} }
${command === LIBRARY ? SHARING_LOADER : LOADER}`
const LOADER = `script.runInThisContext()(target.exports, require, target, filename, __dirname)
module.exports = target.exports
`
for (const command of [...COMMANDS, TEXT_COMMANDS, LIBRARY]) {
  const main = join(folder, `${command}-main.cjs`)
  // In the form in which the loader hands it to V8: put together there, it would be copied at each start.
  writeFileSync(
    main,
    `(function(exports,require,module,__filename,__dirname){${readFileSync(main, 'latin1')}\n})`,
    'latin1',
  )
  writeFileSync(join(folder, `${command}.cjs`), loader(command))
}

writeFileSync('packages/kcl/dist/browser/kcl.min.js', await browserBundle())

const sample = mkdtempSync(join(tmpdir(), 'kcl-sample-'))
const program = join(sample, 'main.k')
writeFileSync(program, SAMPLE)
const kcl = (cwd: string, ...words: readonly string[]): void => {
  const env = { ...process.env, KCL_CACHE_PATH: join(sample, 'cache') }
  execFileSync(process.execPath, [resolve(folder, 'kcl.cjs'), ...words], { cwd, env })
}
kcl(sample, 'run', program)
cpSync(PROJECT, join(sample, 'project'), { recursive: true })
// The second time its packages are kept, as those of most projects are.
for (let run = 0; run < 2; run++) {
  for (const file of globSync(join(folder, 'kcl-project-*.cache'))) rmSync(file)
  kcl(join(sample, 'project', STACK), 'run', ...SETTINGS)
}
execFileSync(process.execPath, [join(folder, 'kcl.cjs'), 'fmt', program])
for (const command of ['kusion', 'konfig']) execFileSync(process.execPath, [join(folder, `${command}.cjs`), 'help'])
rmSync(sample, { recursive: true })
