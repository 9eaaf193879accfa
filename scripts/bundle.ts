/** Bundles each command into one file that starts fast, and fills its compile cache; and the compiler for browsers. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type BuildOptions, type Plugin } from 'esbuild'
import { browserBundle } from './browser-bundle.ts'

const COMMANDS = ['kcl', 'kusion', 'konfig']
const folder = 'packages/cli/dist/bundle'

/** Files of their own, loaded when one of their functions is first called: most runs of a command need none of them. */
const LAZY = [
  'yaml',
  'handlebars',
  'smol-toml',
  '@noble/hashes/blake3.js',
  '@noble/hashes/legacy.js',
  '@noble/hashes/sha2.js',
]

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
await build({
  ...shared,
  entryPoints: COMMANDS.map((command) => ({ in: `packages/cli/src/bin/${command}.ts`, out: `${command}-main` })),
  outdir: folder,
  outExtension: { '.js': '.cjs' },
  conditions: ['@kusion/source'],
  define: {
    COMPILER_BUILD: JSON.stringify(compilerBuild()),
    'import.meta.dirname': '__dirname',
    'import.meta.url': 'bundleUrl',
  },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  plugins: [lazyPackages],
})
for (const command of COMMANDS) {
  writeFileSync(
    join(folder, `${command}.cjs`),
    // A cache that cannot be read or written is none: the command runs all the same.
    `require('node:module').enableCompileCache(require('node:path').join(__dirname, 'cache'));require('./${command}-main.cjs')\n`,
  )
}

writeFileSync('packages/kcl/dist/browser/kcl.min.js', await browserBundle())

// What the first run compiles is kept for all later ones.
const sample = join(folder, 'sample.k')
writeFileSync(
  sample,
  'schema Sample:\n    a: int = 1\n    check:\n        a > 0\nx = Sample {}\ny = [i for i in [1, 2] if i > 1]\nz = {"k${i}" = i for i in y}\nf = lambda n: int -> int { n + 1 }\nw = f(1)\n_v = [1]\n_v += [2]\nv = _v\n',
)
execFileSync(process.execPath, [join(folder, 'kcl.cjs'), 'run', sample])
for (const command of COMMANDS) execFileSync(process.execPath, [join(folder, `${command}.cjs`), 'help'])
rmSync(sample)
