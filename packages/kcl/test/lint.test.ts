/** The warnings of `kcl lint`: those of the reference, at their places. */
import { expect, test } from 'vitest'
import { lint } from '../src/index.ts'

const MODULES = { '/p.k': 'v = 1\nschema P:\n    a?: int\n' }

/** Program, and the warnings as `line: message`. */
const PROGRAMS: readonly (readonly [string, readonly string[]])[] = [
  ['import math\nx = math.pow(1, 2)\n', []],
  ['import math\nx = 1\n', ["1: Module 'math' imported but unused"]],
  ['import math as m\nx = 1\n', ["1: Module 'm' imported but unused"]],
  ['import math\nx = "${math.pow(1, 2)}"\n', []],
  ['import math\nx = {"${math.pow(1, 2)}": 1}\n', []],
  ['import math\nf = lambda math {math}\n', ["1: Module 'math' imported but unused"]],
  ['import math\nx = [math for math in [1]]\n', ["1: Module 'math' imported but unused"]],
  ['import math\nx = {math = 1}\n', ["1: Module 'math' imported but unused"]],
  ['import math\nschema A:\n    math?: int\n    x = math\n', ["1: Module 'math' imported but unused"]],
  ['import p\nx: p.P = p.P {}\n', []],
  ['import p\ntype A = p.P\n', []],
  ['import p\nx = lambda a: p.P -> int {1}\n', []],
  ['import p\nschema A(p.P):\n    b?: int\n', []],
  ['import p\nx = p.P {} as p.P\n', []],
  ['x = 1\nimport math\ny = math.pow(1, 2)\n', ['2: The import stmt should be placed at the top of the module']],
  ['"""doc"""\nimport math\ny = math.pow(1, 2)\n', []],
  [
    'import math\n"""doc"""\nimport json\ny = [math.pow(1, 2), json.encode(1)]\n',
    ['3: The import stmt should be placed at the top of the module'],
  ],
  [
    'import math\nimport math as m\nx = [math.pow(1, 2), m.pow(1, 2)]\n',
    ["2: Module 'm' is reimported multiple times"],
  ],
  ['import p\nimport .p as q\nx = [p.v, q.v]\n', ["2: Module 'q' is reimported multiple times"]],
  [
    'a = 1\nimport math\nimport math\n',
    [
      '2: The import stmt should be placed at the top of the module',
      "2: Module 'math' imported but unused",
      '3: The import stmt should be placed at the top of the module',
      "3: Module 'math' is reimported multiple times",
      "3: Module 'math' imported but unused",
    ],
  ],
]

function linted(source: string) {
  const files: Readonly<Record<string, string>> = { ...MODULES, '/main.k': source }
  const host = { workingFolder: () => '/', readFile: (path: string) => files[path] }
  return lint(host, { entries: ['main.k'] })
}

test.each(PROGRAMS)('%j', (source, expected) => {
  const { diagnostics } = linted(source)
  expect(diagnostics.map(({ labels, message }) => `${labels[0]?.at.line}: ${message}`)).toEqual(expected)
  expect(diagnostics.every(({ severity }) => severity === 'warning')).toBe(true)
})

test('errors come first, and nothing is evaluated', () => {
  const { diagnostics } = linted('import math\nx: int = "s"\nassert False\n')
  expect(diagnostics.map(({ severity, message }) => [severity, message])).toEqual([
    ['error', 'expected int, got str(s)'],
    ['warning', "Module 'math' imported but unused"],
  ])
})

test('packages of the same root are read as well', () => {
  const files: Readonly<Record<string, string>> = {
    '/a/kcl.mod': '',
    '/a/main.k': 'import q\nx = q.v\n',
    '/a/q.k': 'import json\nv = 1\n',
  }
  const { diagnostics } = lint({ workingFolder: () => '/a', readFile: (path) => files[path] }, { entries: ['main.k'] })
  expect(diagnostics.map(({ labels }) => labels[0]?.at.file)).toEqual(['/a/q.k'])
})

test('what would help is said in the text and as a change of it', () => {
  const fixes = (source: string) =>
    linted(source).diagnostics.flatMap(({ labels }) => (labels[0]?.fixes ?? []).map(({ at, text }) => [at, text]))
  const at = (line: number, column: number, endLine: number, endColumn: number) => ({
    file: '/main.k',
    line,
    column,
    endLine,
    endColumn,
  })
  expect(fixes('import math\nx = 1\n')).toEqual([[at(1, 1, 2, 1), '']])
  expect(fixes('abcd = 1\nx = abcc\n')).toEqual([[at(2, 5, 2, 9), 'abcd']])
  expect(fixes('schema A:\n    name?: str\nx = A {"nmae" = ""}\n')).toEqual([[at(3, 8, 3, 14), '"name"']])
  expect(fixes('x = 1;\n')).toEqual([[at(1, 6, 1, 7), '']])
  expect(fixes('x = !True\n')).toEqual([[at(1, 5, 1, 6), 'not ']])
  expect(fixes('if True:\n    _a = 1\nelse if False:\n    _a = 2\n')).toEqual([[at(3, 1, 3, 8), 'elif']])
})
