/** What runs from the tree does what its JavaScript would do: the same values, the same errors at the same lines. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { evaluate, GeneratedPackages } from '../src/codegen/index.ts'
import { library } from '../src/library/index.ts'
import { toYaml } from '../src/output/index.ts'
import { loadProgram } from '../src/program/load.ts'
import { SourceStore } from '../src/program/source-store.ts'
import { check, CheckerMemory } from '../src/semantics/index.ts'

const host = { workingFolder: () => '/' }

/** Of a text with several files, `---` between them. */
function outcomes(text: string): readonly unknown[] | undefined {
  const sources = new Map(text.split('\n---\n').map((file, index) => [`/${index}.k`, file]))
  const { program } = loadProgram(host, {
    entries: [...sources.keys()],
    sources,
    isSystemModule: (name) => library.modules.has(name),
    store: new SourceStore(),
  })
  if (program.diagnostics.length > 0 || check(program, new CheckerMemory()).length > 0) return undefined
  return [false, true].map((compilesAll) => {
    const { value, documents, diagnostics } = evaluate(program, host, {
      library,
      generated: new GeneratedPackages(),
      compilesAll,
    })
    return { text: toYaml(documents ? [...documents] : value), diagnostics }
  })
}

const ITEM = 'schema Item:\n    name: str = "x"\n    port: int = 80\n    tags?: [str]\n    labels?: {str:str}\n'
const programs: Readonly<Record<string, string>> = {
  literals:
    'a = 1\nb = -1.5\nc = 2Ki\nd = "x${a}y${b: #json}"\ne = [True, None, Undefined, 9223372036854775807]\nf: float = 1',
  operators:
    'a = 1\nb = 2\nc = a + b * 3 - 1 // 2\nd = a < b <= 2\ne = a and b or 0\nf = not a\ng = a in [1, 2] and b not in [1]\nh = 1 if a > b else [2]\ni = "a" + "b" * 3',
  'names and members': `${ITEM}x = Item {}\ny = x.name\nz = x?.port\nw = [x][0].port\nv = {a.b.c = 1, "d" = 2}\nu = v.a.b.c\nt = v["d"]\ns = len("abc") + abs(-1)\nr = "abc".upper().replace("A", "b")`,
  'entries one by one': `_on = True\na = {l = [1], l += [2, 3]}\nb = {if _on:\n    x = 1\nelse:\n    y = 2\n}\nc = {**a, z = 1}\nd = {k: {a: 1}, k: {b: 2}}\ne = [1, *a.l, if _on: 4]\nf = {("a" + "b") = 1}\ng = {l = [1, 2, 3], l[1] = 9}`,
  'keys that are read': 'n = 5\na = {x = n, n = 1, y = n}\nb = {p = {q = 1}, r = p.q}',
  'statements of one instance': `${ITEM}x: Item {port = 1}\nx: Item {labels.a = "1"}\n---\nx: Item {labels.b = "2", port = 2}\ny = x.labels`,
  'changes of a name':
    '_a = [1]\n_a += [2]\nb = _a\n_a += [3]\n_d = {k: {a: 1}}\n_d |= {k: {b: 2}}\nc = _d\n_d |= {k: {c: 3}}\ne = [_a, _d]',
  annotations: `${ITEM}a: [Item] = [{name = "a"}]\nb: {str:Item} = {k = {port = 1}}\nc: int | str = "s"\nd: "x" | "y" = "y"\ne: Item = {name = "e"}`,
  'late binding': 'a = b + 1\nb = c + 1\nc = 1\nd = e\ne = d',
  'several targets': 'a = b = {x = 1}',
  'an error on a line of an entry': `${ITEM}_bad: any = "p"\na = {\n    x = 1\n    y = Item {\n        name = "n"\n        port = _bad\n    }\n}`,
  'an error of an operator': '_x: any = []\na = 1\nb = {\n    c = 1,\n    d = [\n        _x + 1\n    ]\n}',
  'an error in what is called': 'f = lambda x {\n    1 // x\n}\na = [\n    f(1),\n    f(0)\n]',
  'a conflict': 'a = {\n    x: 1\n    y: 2\n    x: 2\n}',
  'a value that does not fit': `${ITEM}_p: any = "p"\na: Item = {\n    port = _p\n}`,
}

test.each(Object.entries(programs))('%s', (_name, text) => {
  const found = outcomes(text)
  expect(found).toBeDefined()
  expect(found?.[0]).toEqual(found?.[1])
})

const folder = process.env['KCL_CONFORMANCE'] ?? resolve(import.meta.dirname, '../../../../shared/conformance')
const cases = join(folder, 'kcl-grammar.jsonl')

test.runIf(existsSync(cases))('conformance cases of one file', () => {
  const different: string[] = []
  let count = 0
  for (const line of readFileSync(cases, 'utf8').trim().split('\n')) {
    const { id, args, files } = JSON.parse(line) as { id: string; args: string; files: Record<string, string> }
    const [only, ...more] = Object.values(files)
    if (only === undefined || more.length > 0 || args !== '' || /import (?:file|datetime|crypto)/.test(only)) continue
    const found = outcomes(only)
    if (found) count++
    if (found && JSON.stringify(found[0]) !== JSON.stringify(found[1])) different.push(id)
  }
  expect(different).toEqual([])
  expect(count).toBeGreaterThan(500)
})
