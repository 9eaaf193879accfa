import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createCompiler, run, type RunResult } from '../src/index.ts'
import { createNodeHost } from '../src/node/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'kcl-compiler-'))
afterAll(() => rmSync(folder, { recursive: true }))

let trees = 0
function write(files: Readonly<Record<string, string>>): string {
  const root = join(folder, `tree${++trees}`)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

const said = ({ ok, text, diagnostics, failure }: RunResult): unknown => ({ ok, text, diagnostics, failure })
const host = (workingFolder: string) => createNodeHost({ workingFolder, print: () => {} })

test('all stacks of the example are the same from one compiler as each from its own', () => {
  const examples = join(import.meta.dirname, '../../../examples/konfig')
  const stacks = readdirSync(examples, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('/kcl.yaml'))
    .map((path) => join(examples, dirname(path)))
  expect(stacks.length).toBeGreaterThan(5)
  const compiler = createCompiler()
  const options = { settings: ['kcl.yaml', 'ci-test/settings.yaml'] }
  for (const stack of [...stacks, ...stacks])
    expect(said(compiler.run(host(stack), options))).toEqual(said(run(host(stack), options)))
})

test('what is wrong in a shared package is said by every program that imports it', () => {
  const root = write({
    'kcl.mod': '[package]\nname = "p"\n',
    'base/types.k': 'schema A:\n    a: int = "one"\n',
    'base/run.k': 'x = 1\n',
    'one/main.k': 'import base\nx = base.A {}\n',
    'two/main.k': 'import base\ny = base.A {}\n',
    'three/main.k': 'import base.run\ny = run.x\n',
  })
  const compiler = createCompiler()
  for (const name of ['one', 'two', 'one', 'three', 'three']) {
    const entries = [join(root, name, 'main.k')]
    const shared = compiler.run(host(root), { entries })
    expect(shared.ok).toBe(name === 'three')
    expect(said(shared)).toEqual(said(run(host(root), { entries })))
  }
})

test('an error while a shared package runs stands in the line of that package, whatever was loaded before', () => {
  const root = write({
    'kcl.mod': '[package]\nname = "p"\n',
    'other/other.k': '\n\n\no = 1\n',
    'base/base.k': '# a comment\nschema A:\n    a: int\n    check:\n        a > 0, "small"\n',
    'one.k': 'import base\nx = base.A {a = 1}\n',
    'two.k': 'import other\nimport base\nx = base.A {a = -other.o}\n',
  })
  const compiler = createCompiler()
  for (const name of ['one.k', 'two.k', 'two.k'])
    expect(said(compiler.run(host(root), { entries: [name] }))).toEqual(said(run(host(root), { entries: [name] })))
})

test('packages of the same name in different roots are different packages', () => {
  const compiler = createCompiler()
  const roots = ['1', '2'].map((value) =>
    write({
      'kcl.mod': '[package]\nname = "p"\n',
      'base/base.k': `a = ${value}\n`,
      'main.k': 'import base\nx = base.a\n',
    }),
  )
  const texts = [...roots, ...roots].map((root) => compiler.run(host(root), { entries: ['main.k'] }).text)
  expect(texts).toEqual(['x: 1', 'x: 2', 'x: 1', 'x: 2'])
})

test('the same package with another dependency below it is another package', () => {
  const root = write({
    'lib/kcl.mod': '[package]\nname = "lib"\n',
    'lib/lib.k': 'import dep\nv = dep.v\n',
    'dep1/dep.k': 'v = "one"\n',
    'dep2/dep.k': 'v = "two"\n',
    'app/main.k': 'import lib\nx = lib.v\n',
  })
  const compiler = createCompiler()
  const texts = ['dep1', 'dep2', 'dep1'].map(
    (dep) => compiler.run(host(root), { entries: ['app/main.k'], externalPackages: ['lib=lib', `dep=${dep}`] }).text,
  )
  expect(texts).toEqual(['x: one', 'x: two', 'x: one'])
})

test('packages that import each other are refused each time', () => {
  const root = write({
    'kcl.mod': '[package]\nname = "p"\n',
    'a/a.k': 'import b\nx = 1\n',
    'b/b.k': 'import a\ny = 1\n',
    'one.k': 'import a\nz = a.x\n',
    'two.k': 'import b\nz = b.y\n',
  })
  const compiler = createCompiler()
  for (const name of ['one.k', 'two.k', 'one.k', 'two.k']) {
    const shared = compiler.run(host(root), { entries: [name] })
    expect(shared.ok).toBe(false)
    expect(said(shared)).toEqual(said(run(host(root), { entries: [name] })))
  }
})

test('private state of a package is not carried from one program to the next', () => {
  const root = write({
    'kcl.mod': '[package]\nname = "p"\n',
    'base/base.k': '_list = [option("n")]\n_list += ["end"]\nlist = _list\nschema A:\n    n: str\n',
    'main.k': 'import base\nx = base.list\n_a = base.A {n = option("n")}\ncount = len(base.A.instances())\n',
  })
  const compiler = createCompiler()
  for (let index = 0; index < 1100; index++) {
    const { text } = compiler.run(host(root), { entries: ['main.k'], arguments: [`n=v${index}`] })
    if (index % 100 === 0) expect(text).toBe(`x:\n- v${index}\n- end\ncount: 1`)
  }
})
