/** `-O`: what the reference gives, what it gets wrong, and what is refused. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run } from '../src/index.ts'

const TABLE = JSON.parse(readFileSync(join(import.meta.dirname, 'overrides.json'), 'utf8')) as readonly {
  readonly source: string
  readonly cases: readonly (readonly [readonly string[], string])[]
}[]

function overridden(files: Readonly<Record<string, string>>, overrides: readonly string[]) {
  const sources = new Map(Object.entries(files))
  return run({ workingFolder: () => '/' }, { entries: [...sources.keys()], sources, overrides })
}

describe.each(TABLE)('as the reference does %#', ({ source, cases }) => {
  test.each(cases)('%j', (overrides, yaml) => {
    const result = overridden({ 'main.k': source }, overrides)
    expect(result.ok ? result.text.trimEnd() : result.failure).toBe(yaml.trimEnd())
  })
})

/** Files, overrides, result. */
const OURS: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[], string])[] = [
  ['text with a colon needs no quotes', { 'a.k': 'x = ""\n' }, ['x=nginx:1.14'], 'x: nginx:1.14'],
  ['text with an address', { 'a.k': 'x = ""\n' }, ['x=http://a.b/c?d=e'], 'x: http://a.b/c?d=e'],
  ['text that would interpolate', { 'a.k': 'x = ""\n' }, ['x=a ${b}'], 'x: a ${b}'],
  ['a negative number is one', { 'a.k': 'x = 0\n' }, ['x=-1'], 'x: -1'],
  ['items of lists', { 'a.k': 'x = [1, {a = 2}]\n' }, ['x[0]=3', 'x[1].a=4'], 'x:\n- 3\n- a: 4'],
  ['under an if', { 'a.k': 'if True:\n    x = 1\n' }, ['x=2'], 'x: 2'],
  [
    'in all branches',
    { 'a.k': 'x = {\n    if True:\n        a = 1\n    else:\n        a = 2\n}\n' },
    ['x.a-'],
    'x: {}',
  ],
  ['operands', { 'a.k': 'x = {a = 1} | {b = 2}\n' }, ['x.b=3'], 'x:\n  a: 1\n  b: 3'],
  ['an attribute of a schema', { 'a.k': 'schema S:\n    a: int = 1\nx = S {}\n' }, ['S.a=2'], 'x:\n  a: 2'],
  ['the file that has it', { 'a.k': 'x = 1\n', 'b.k': 'y = 2\n' }, ['x=3', 'y=4', 'z=5'], "x: 3\n'y': 4\nz: 5"],
  [
    'all files that have it',
    { 'a.k': 'schema S:\n    a: int\nx: S {a = 1}\n', 'b.k': 'x: S {a = 1}\n' },
    ['x.a=2'],
    'x:\n  a: 2',
  ],
  ['what is not there cannot be removed', { 'a.k': 'x = 1\n' }, ['y-', 'x.a-'], 'x: 1'],
]

test.each(OURS)('%s', (_name, files, overrides, yaml) => {
  const result = overridden(files, overrides)
  expect(result.ok ? result.text : (result.failure ?? result.diagnostics)).toBe(yaml)
})

test.each([['=1'], ['x='], ['x'], [''], [':x=1'], ['x=['], ['x="a'], ['x==1'], ['x-=1'], ['x--'], ['a..x=1'], ['1=1']])(
  'no override: %j',
  (override) => {
    const { failure } = overridden({ 'a.k': 'x = 1\n' }, [override])
    expect(failure).toContain(
      `Invalid spec format '${override}', expected <field_path>=<filed_value>, <field_path>:<filed_value>, <field_path>+=<filed_value> or <field_path>-`,
    )
  },
)

test.each([
  ['f = lambda { {a = 1} }\nx = f()\n', 'x.a=2', 'x.a cannot be edited'],
  ['x = y = 1\n', 'x=2', 'it is assigned together with others'],
  ['x = 1\n', 'x+=2', '+= takes a list'],
])('%j with %s is refused', (source, override, message) => {
  const { ok, diagnostics } = overridden({ 'a.k': source }, [override])
  expect(ok).toBe(false)
  expect(diagnostics[0]?.message).toContain(message)
})

test('diagnostics are about the changed text', () => {
  const { changed, diagnostics } = overridden({ 'a.k': 'x: int = 1\n' }, ['x="s"'])
  expect(changed.get('a.k')).toBe('x: int = "s"\n')
  expect(diagnostics[0]?.message).toBe('expected int, got str(s)')
})
