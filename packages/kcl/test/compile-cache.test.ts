/** What an earlier process kept must never show: every run with the cache says what a run without one says. */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createCompiler, run, type RunOptions, type RunResult } from '../src/index.ts'
import { createCompileCache, createNodeHost } from '../src/node/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'kcl-cache-'))
afterAll(() => rmSync(folder, { recursive: true }))

const said = ({ ok, text, diagnostics, failure }: RunResult): unknown => ({ ok, text, diagnostics, failure })

/** A tree of files beside a cache of its own. */
class Tree {
  readonly root = mkdtempSync(join(folder, 'tree-'))
  readonly cacheFolder = mkdtempSync(join(folder, 'cache-'))

  constructor(files: Readonly<Record<string, string>>) {
    for (const [name, text] of Object.entries(files)) this.write(name, text)
  }

  /** Files look old, so that they may be told by their signatures. */
  write(name: string, text: string, isOld = true): void {
    const path = join(this.root, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    if (isOld) utimesSync(path, 1_000_000_000, 1_000_000_000)
  }

  run(options: RunOptions = { entries: ['main.k'] }, version = 'one'): RunResult {
    const cache = createCompileCache(this.cacheFolder, version)
    return run(this.#host({ ...cache, signature: oldSignature }), options)
  }

  runAnew(options: RunOptions = { entries: ['main.k'] }): RunResult {
    return run(this.#host(undefined), options)
  }

  entries(version = 'one'): readonly string[] {
    return readdirSync(join(this.cacheFolder, version)).map((name) => join(this.cacheFolder, version, name))
  }

  #host(cache: ReturnType<typeof createCompileCache> | undefined) {
    return createNodeHost({ workingFolder: this.root, print: () => {}, ...(cache ? { cache } : {}) })
  }
}

/** Without the time of the inode's change, which a test cannot set: everything would be too new to be told by its signature. */
function oldSignature(path: string) {
  const found = statSync(path, { throwIfNoEntry: false })
  return found && { text: `${found.size}:${found.mtimeMs}:${found.ctimeMs}:${found.ino}`, changed: found.mtimeMs }
}

const SAMPLE = {
  'kcl.mod': '[package]\nname = "sample"\n',
  'main.k': 'import base\nimport base.deep as d\n\na = base.App {name = "a", size.cpu = 2}\nb = d.limit\n',
  'base/app.k':
    'import base.deep\n\nschema App(Named):\n    size: deep.Size = {cpu = 1}\n    kind: Kind = "web"\n    check:\n        len(name) > 0, "no name"\n\ntype Kind = "web" | "job"\n',
  'base/named.k': 'schema Named:\n    name: str\n    label?: str = "is ${name}"\n',
  'base/deep/size.k': 'schema Size:\n    cpu: int\n    check:\n        cpu < limit\n\nlimit = 10\n',
}

describe('the cache of compiled packages', () => {
  test('a second run takes what the first one kept, and parses no file that it does not ask for', () => {
    const tree = new Tree(SAMPLE)
    const first = tree.run()
    expect(first.text).toBe('a:\n  name: a\n  label: is a\n  size:\n    cpu: 2\n  kind: web\nb: 10')
    expect(tree.entries()).toHaveLength(2)
    const kept = tree.entries().map((path) => [path, readFileSync(path, 'utf8')])
    expect(said(tree.run())).toEqual(said(first))
    expect(tree.entries().map((path) => [path, readFileSync(path, 'utf8')])).toEqual(kept)
  })

  test('what is kept of a package grows with what programs use of it', () => {
    const tree = new Tree({
      ...SAMPLE,
      'other.k': 'import base\nn = base.Named {name = "n"}\n',
      'third.k': 'import base\nschema Own(base.App):\n    more: base.Kind\no = Own {name = "o", more = "job"}\n',
    })
    for (const entry of ['main.k', 'other.k', 'third.k', 'main.k', 'third.k'])
      expect(said(tree.run({ entries: [entry] }))).toEqual(said(tree.runAnew({ entries: [entry] })))
  })

  test.each([
    [
      'a default changes',
      'base/deep/size.k',
      'schema Size:\n    cpu: int\n    check:\n        cpu < limit\n\nlimit = 99\n',
    ],
    [
      'a check fails now',
      'base/deep/size.k',
      'schema Size:\n    cpu: int\n    check:\n        cpu < limit\n\nlimit = 1\n',
    ],
    ['a type changes below', 'base/deep/size.k', 'schema Size:\n    cpu: str\n\nlimit = 10\n'],
    ['a name is gone', 'base/deep/size.k', 'schema Size:\n    cpu: int\n'],
    ['an attribute is renamed', 'base/named.k', 'schema Named:\n    title: str\n'],
    ['a syntax error comes', 'base/named.k', 'schema Named:\n    name str\n'],
    ['an import leads nowhere', 'base/named.k', 'import nowhere\n\nschema Named:\n    name: str\n'],
    [
      'the package imports another one',
      'base/named.k',
      'import other\n\nschema Named:\n    name: str\n    by = other.by\n',
    ],
    [
      'it has a variable now',
      'base/named.k',
      'schema Named:\n    name: str\n    label?: str = _label\n\n_label = "x"\n',
    ],
    ['it says something when it is imported', 'base/named.k', 'schema Named:\n    name: str\n\nassert False, "no"\n'],
    ['a schema becomes a mixin', 'base/named.k', 'mixin Named:\n    name: str\n'],
    ['the schema is declared twice', 'base/other.k', 'schema Named:\n    name: str\n'],
    [
      'an alias is another one',
      'base/app.k',
      SAMPLE['base/app.k'].replace('"job"', '"cron"').replace('"web"', '"job"'),
    ],
  ])('%s', (_title, name, text) => {
    const tree = new Tree({ ...SAMPLE, 'other/by.k': 'by = "other"\n' })
    expect(tree.run().ok).toBe(true)
    const before = SAMPLE[name as keyof typeof SAMPLE]
    tree.write(name, text)
    expect(said(tree.run())).toEqual(said(tree.runAnew()))
    expect(said(tree.run())).toEqual(said(tree.runAnew()))
    if (before === undefined) rmSync(join(tree.root, name))
    else tree.write(name, before)
    expect(tree.run().ok).toBe(true)
    expect(said(tree.run())).toEqual(said(tree.runAnew()))
  })

  test('files and folders that are renamed, moved and deleted', () => {
    const tree = new Tree({ ...SAMPLE, 'main2.k': 'import base2\nx = base2.App {name = "x"}\n' })
    const both = [{ entries: ['main.k'] }, { entries: ['main2.k'] }]
    const same = (): void => {
      for (const options of both) expect(said(tree.run(options))).toEqual(said(tree.runAnew(options)))
    }
    same()
    renameSync(join(tree.root, 'base/named.k'), join(tree.root, 'base/zzz.k'))
    same()
    cpSync(join(tree.root, 'base'), join(tree.root, 'base2'), { recursive: true, preserveTimestamps: true })
    same()
    renameSync(join(tree.root, 'base'), join(tree.root, 'elsewhere'))
    same()
    renameSync(join(tree.root, 'elsewhere'), join(tree.root, 'base'))
    same()
    rmSync(join(tree.root, 'base/zzz.k'))
    same()
    rmSync(join(tree.root, 'base/deep'), { recursive: true })
    same()
    tree.write('base/deep.k', 'schema Size:\n    cpu: int = 7\n\nlimit = 3\n')
    same()
  })

  test('kcl.mod decides where imports lead', () => {
    const tree = new Tree({
      'kcl.mod': '[package]\nname = "sample"\n\n[dependencies]\nlib = { path = "./one" }\n',
      'one/kcl.mod': '[package]\nname = "lib"\n',
      'one/lib.k': 'schema S:\n    from: str = "one"\n',
      'two/kcl.mod': '[package]\nname = "lib"\n',
      'two/lib.k': 'schema S:\n    from: str = "two"\n',
      'use/use.k': 'import lib\n\nschema U(lib.S):\n    u: int = 1\n',
      'main.k': 'import use\nx = use.U {}\n',
    })
    expect(tree.run().text).toBe('x:\n  from: one\n  u: 1')
    tree.write('kcl.mod', '[package]\nname = "sample"\n\n[dependencies]\nlib = { path = "./two" }\n')
    expect(tree.run().text).toBe('x:\n  from: two\n  u: 1')
    expect(tree.run({ entries: ['main.k'], externalPackages: ['lib=one'] }).text).toBe('x:\n  from: one\n  u: 1')
    expect(tree.run().text).toBe('x:\n  from: two\n  u: 1')
  })

  test('a change in the same moment, of the same length, is seen', () => {
    const tree = new Tree(SAMPLE)
    const moment = Date.now() / 1000
    const write = (limit: string): void => {
      tree.write('base/deep/size.k', `schema Size:\n    cpu: int\n\nlimit = ${limit}\n`, false)
      utimesSync(join(tree.root, 'base/deep/size.k'), moment, moment)
    }
    for (const limit of ['11', '22', '33', '44']) {
      write(limit)
      expect(tree.run().text).toContain(`b: ${limit}`)
    }
  })

  test('another version of the compiler looks at nothing that this one kept', () => {
    const tree = new Tree(SAMPLE)
    tree.run()
    for (const path of tree.entries()) {
      const text = readFileSync(path, 'utf8')
      writeFileSync(path, text.slice(0, text.indexOf('\n') + 1) + 'x'.repeat(text.length - text.indexOf('\n') - 1))
    }
    expect(said(tree.run(undefined, 'two'))).toEqual(said(tree.runAnew()))
    expect(tree.entries('two')).toHaveLength(2)
  })

  test.each([
    ['empty', () => ''],
    ['cut off', (text: string) => text.slice(0, -10)],
    ['cut off in its head', (text: string) => text.slice(0, 40)],
    ['no JSON', () => 'what is this\nand this'],
    ['of something else', (text: string) => text.replace('"key":"', '"key":"x')],
  ])('an entry that is %s is as none', (_title, spoil) => {
    const tree = new Tree(SAMPLE)
    tree.run()
    for (const path of tree.entries()) writeFileSync(path, spoil(readFileSync(path, 'utf8')))
    expect(said(tree.run())).toEqual(said(tree.runAnew()))
    expect(said(tree.run())).toEqual(said(tree.runAnew()))
  })

  test('a cache whose folder is a file is as none', () => {
    const tree = new Tree(SAMPLE)
    rmSync(tree.cacheFolder, { recursive: true })
    writeFileSync(tree.cacheFolder, '')
    expect(said(tree.run())).toEqual(said(tree.runAnew()))
    rmSync(tree.cacheFolder)
  })

  test('no program reaches what is kept', () => {
    const tree = new Tree({ ...SAMPLE, 'read.k': '' })
    tree.run()
    const [entry = ''] = tree.entries()
    tree.write('read.k', `import file\nx = file.read("${entry}")\n`)
    const cache = createCompileCache(tree.cacheFolder, 'one')
    const result = run(createNodeHost({ workingFolder: tree.root, allowedFolders: ['/'], cache }), {
      entries: ['read.k'],
    })
    expect(result.ok).toBe(false)
  })

  test('one compiler keeps for later ones what each of its programs adds', () => {
    const tree = new Tree({ ...SAMPLE, 'other.k': 'import base\nn = base.Named {name = "n"}\n' })
    const cache = createCompileCache(tree.cacheFolder, 'one')
    const compiler = createCompiler()
    for (const entry of ['other.k', 'main.k', 'other.k']) {
      const options = { entries: [entry] }
      const result = compiler.run(createNodeHost({ workingFolder: tree.root, cache }), options)
      expect(said(result)).toEqual(said(tree.runAnew(options)))
    }
    expect(said(tree.run())).toEqual(said(tree.runAnew()))
  })

  test('200 random changes, each followed by runs of processes that share the cache', () => {
    const tree = new Tree({ ...SAMPLE, 'second.k': 'import base.deep\ns = deep.Size {cpu = 3}\n' })
    let seed = 7
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
      return (seed >> 8) % below
    }
    const names = ['base/app.k', 'base/named.k', 'base/deep/size.k', 'base/extra.k', 'base/deep/extra.k']
    const texts = [
      ...Object.entries(SAMPLE).flatMap(([name, text]) => (name.startsWith('base/') ? [text] : [])),
      'schema Named:\n    name: str = "n"\n    count: int = 1\n',
      'schema Size:\n    cpu: int | str\n\nlimit = 5\n',
      'schema Extra:\n    e: int = 1\n',
      'import base.deep\n\nschema Extra(deep.Size):\n    e: int = 1\n',
      'type Kind = str\n',
      'limit = 4\n',
      'limit = \n',
    ]
    for (let step = 0; step < 200; step++) {
      const name = names[random(names.length)] ?? ''
      if (random(5) === 0) rmSync(join(tree.root, name), { force: true })
      else tree.write(name, texts[random(texts.length)] ?? '', random(2) === 0)
      for (const entry of ['main.k', 'second.k']) {
        const options = { entries: [entry] }
        expect(said(tree.run(options)), `step ${step}: ${entry}`).toEqual(said(tree.runAnew(options)))
      }
    }
  })
})

test('processes that write at once leave whole entries', { timeout: 60_000 }, () => {
  const tree = new Tree(SAMPLE)
  const source = join(import.meta.dirname, '../src')
  const program = `
    const { run } = await import(${JSON.stringify(join(source, 'index.ts'))})
    const { createCompileCache, createNodeHost } = await import(${JSON.stringify(join(source, 'node/index.ts'))})
    const { readdirSync, rmSync } = await import('node:fs')
    for (let turn = 0; turn < 60; turn++) {
      const cache = createCompileCache(${JSON.stringify(tree.cacheFolder)}, 'one')
      const host = createNodeHost({ workingFolder: ${JSON.stringify(tree.root)}, cache })
      const result = run(host, { entries: ['main.k'] })
      if (!result.ok) throw new Error(JSON.stringify(result.diagnostics))
      const entries = readdirSync(${JSON.stringify(join(tree.cacheFolder, 'one'))}).filter((name) => !name.includes('.'))
      if (turn % 3 === 0) for (const name of entries) rmSync(${JSON.stringify(join(tree.cacheFolder, 'one'))} + '/' + name, { force: true })
    }`
  const script = join(folder, 'writer.mjs')
  writeFileSync(script, program)
  const node = `${process.execPath} --conditions=@kusion/source ${script}`
  execFileSync('sh', ['-c', `${node} & a=$!; ${node} & b=$!; ${node} & c=$!; wait $a && wait $b && wait $c`])
  expect(tree.entries().filter((path) => /\.\d+$/.test(path))).toEqual([])
  expect(said(tree.run())).toEqual(said(tree.runAnew()))
})
