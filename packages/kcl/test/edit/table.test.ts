import { describe, expect, test } from 'vitest'
import { editOf, editSource, parseChange, type Edit } from '../../src/index.ts'

function editFrom(text: string): Edit {
  const renamed = /^(.*) -> (.*)$/.exec(text)
  if (renamed) return { kind: 'rename', path: renamed[1] ?? '', name: renamed[2] ?? '' }
  const change = parseChange(text)
  if (!change) throw new Error(`no change: ${text}`)
  return editOf(change)
}

const edited = (source: string, ...edits: readonly string[]): string => {
  const result = editSource(source, 'main.k', edits.map(editFrom))
  return result.ok ? result.text : `refused: ${result.diagnostics.map(({ message }) => message).join('; ')}`
}

type Row = readonly [title: string, source: string, edit: string, expected: string]

const set: readonly Row[] = [
  ['a variable', 'a = 1 # why\n\nb = 2\n', 'a=3', 'a = 3 # why\n\nb = 2\n'],
  ['an attribute of an instance', 'x = S {\n    a = 1\n}\n', 'x.a="b"', 'x = S {\n    a = "b"\n}\n'],
  ['an attribute of a unification', 'x: S {\n  a : 1,\n}\n', 'x.a=2', 'x: S {\n  a : 2,\n}\n'],
  ['a unification as a whole', 'x: S {a = 1}\n', 'x=1', 'x = 1\n'],
  ['a unification with another schema', 'x: S {a = 1}\n', 'x=T {}', 'x: T {}\n'],
  ['in one line', 'x = {a = 1, b = 2}', 'x.b=3', 'x = {a = 1, b = 3}'],
  ['dotted', 'x = {\n\ta.b.c = 1\n}\n', 'x.a.b.c=2', 'x = {\n\ta.b.c = 2\n}\n'],
  ['beyond dots', 'x = {a.b = {c: 1}}\n', 'x.a.b.c=2', 'x = {a.b = {c: 2}}\n'],
  ['a quoted key', `x = {'a.b/c': 1}\n`, `x['a.b/c']=2`, `x = {'a.b/c': 2}\n`],
  ['an item', 'x = {l = [{a = 1}, {a = 2}]}\n', 'x.l[1].a=3', 'x = {l = [{a = 1}, {a = 3}]}\n'],
  ['a whole item, from the end', 'x = [1, 2, 3]\n', 'x[-1]=4', 'x = [1, 2, 4]\n'],
  ['an entry that is only a name', 'a = 1\nx = {a, b = 2}\n', 'x.a=3', 'a = 1\nx = {a = 3, b = 2}\n'],
  ['what nothing separates', 'x = {a = 1 b = 2}\n', 'x.a=3', 'x = {a = 3 b = 2}\n'],
  ['+= becomes =', 'x = {a += [1]}\n', 'x.a=[2]', 'x = {a = [2]}\n'],
  ['under if', 'x = {\n    if c:\n        a = 1\n}\n', 'x.a=2', 'x = {\n    if c:\n        a = 2\n}\n'],
  ['CRLF', '\uFEFFx = {\r\n  a = 1\r\n}', 'x.a={\n  b = 1\n}', '\uFEFFx = {\r\n  a = {\r\n    b = 1\r\n  }\r\n}'],
  [
    'several lines',
    'x = {\n\ta = 1\n}\n',
    'x.a={\n    b = {\n        c = 1\n    }\n}',
    'x = {\n\ta = {\n\t\tb = {\n\t\t\tc = 1\n\t\t}\n\t}\n}\n',
  ],
  [
    'a default',
    'schema S:\n    a: int = 1 # one\n    b?: str\n',
    'S.a=2',
    'schema S:\n    a: int = 2 # one\n    b?: str\n',
  ],
  ['a first default', 'schema S:\n    b?: str # b\n', 'S.b="x"', 'schema S:\n    b?: str = "x" # b\n'],
  ['a union', 'x = base | {a = 1}\n', 'x.a=2', 'x = base | {a = 2}\n'],
  ['a variable that is a keyword', '$type = 1\n', 'type=2', '$type = 2\n'],
  ['a typed variable', 'a: int = 1\n', 'a=2', 'a: int = 2\n'],
]

const insert: readonly Row[] = [
  ['a variable', 'a = 1\n', 'b=2', 'a = 1\nb = 2\n'],
  ['a variable, no final line end', 'a = 1', 'b=2', 'a = 1\nb = 2'],
  ['a variable into nothing', '', 'b.c=2', 'b = {c = 2}\n'],
  ['a united variable', 'a = 1\n', 'b:S {c = 1}', 'a = 1\nb: S {c = 1}\n'],
  [
    'behind the last entry',
    'x = {\n  a = 1, # one\n  # end\n}\n',
    'x.b=2',
    'x = {\n  a = 1, # one\n  b = 2,\n  # end\n}\n',
  ],
  ['in one line', 'x = {a = 1}\n', 'x.b:2', 'x = {a = 1, b: 2}\n'],
  ['in one line with a last comma', 'x = {a = 1,}\n', 'x.b=2', 'x = {a = 1, b = 2,}\n'],
  ['into empty braces', 'x = {}\n', 'x.b=2', 'x = {b = 2}\n'],
  ['into empty lines', 'x = {\n    # nothing\n}\n', 'x.b=2', 'x = {\n    # nothing\n    b = 2\n}\n'],
  ['with the dicts between', 'x = S {\n  a = 1\n}\n', `x.b.c['d/e']=2`, 'x = S {\n  a = 1\n  b: {c: {"d/e" = 2}}\n}\n'],
  ['beside dots', 'x = {\n  a.b = 1\n}\n', 'x.a.c=2', 'x = {\n  a.b = 1\n  a.c = 2\n}\n'],
  ['behind a block', 'x = {\n  if c:\n    a = 1\n}\n', 'x.b=2', 'x = {\n  if c:\n    a = 1\n  b = 2\n}\n'],
  ['before a block that ends with its braces', 'x = {if c: a = 1}\n', 'x.b=2', 'x = {b = 2, if c: a = 1}\n'],
  ['entries that share a line', 'x = {\n  a = 1, b = 2\n}\n', 'x.c=3', 'x = {\n  a = 1, b = 2\n  c = 3\n}\n'],
  ['into the later unification', 'x: S {a = 1}\nx: S {b = 1}\n', 'x.c=1', 'x: S {a = 1}\nx: S {b = 1, c = 1}\n'],
  [
    'a schema member',
    'schema S(B):\n    """Doc."""\n    a: int\n\n    check:\n        a > 0\n',
    'S.b=1',
    'schema S(B):\n    """Doc."""\n    a: int\n    b = 1\n\n    check:\n        a > 0\n',
  ],
  [
    'a schema member behind mixins',
    'schema S:\n    """Doc."""\n    mixin [\n        M\n    ]\n',
    'S.b=1',
    'schema S:\n    """Doc."""\n    mixin [\n        M\n    ]\n    b = 1\n',
  ],
  ['a member of an empty schema', 'schema S:\n', 'S.b=1', 'schema S:\n    b = 1\n'],
  [
    'inside a default that is missing',
    'schema S:\n    a?: {str:int}\n',
    'S.a.b=1',
    'schema S:\n    a?: {str:int} = {b = 1}\n',
  ],
  ['a key that is a keyword', 'x = {}\n', 'x.if=1', 'x = {"if" = 1}\n'],
]

const unite: readonly Row[] = [
  [
    'literals',
    'x = {\n  a = {\n    b = 1\n  }\n}\n',
    'x.a:{b: 2, c: 3}',
    'x = {\n  a = {\n    b = 2\n    c: 3\n  }\n}\n',
  ],
  ['instances', 'x: S {a = 1}\n', 'x:S {b = 2}', 'x: S {a = 1, b = 2}\n'],
  ['what is computed', 'x = {a = base.a}\n', 'x.a:{b = 1}', 'x = {a = base.a | {b = 1}}\n'],
  ['what binds less', 'x = a if b else c\n', 'x:{d = 1}', 'x = (a if b else c) | {d = 1}\n'],
]

const append: readonly Row[] = [
  ['one line', 'x = {l = [1, 2]}\n', 'x.l+=[3]', 'x = {l = [1, 2, 3]}\n'],
  ['lines', 'x = [\n  1\n  2\n]\n', 'x+=[3, 4]', 'x = [\n  1\n  2\n  3\n  4\n]\n'],
  ['empty', 'x = []\n', 'x+=[3]', 'x = [3]\n'],
  ['computed', 'x = {l = base}\n', 'x.l+=[3]', 'x = {l = base + [3]}\n'],
  ['a list by name', 'x = [1]\n', 'x+=more', 'x = [1, *more]\n'],
  ['new', 'x = {}\n', 'x.l+=[3]', 'x = {l += [3]}\n'],
]

const remove: readonly Row[] = [
  ['a variable', 'a = 1\n\n# b\nb = {\n  c = 1\n} # end\nc = 1\n', 'b-', 'a = 1\n\n# b\nc = 1\n'],
  ['the last line', 'a = 1\nb = 2', 'b-', 'a = 1\n'],
  ['a line', 'x = {\n  a = 1, # one\n  b = 2\n}\n', 'x.a-', 'x = {\n  b = 2\n}\n'],
  ['the first of a line', 'x = {a = 1, b = 2}\n', 'x.a-', 'x = {b = 2}\n'],
  ['the last of a line', 'x = {a = 1, b = 2}\n', 'x.b-', 'x = {a = 1}\n'],
  ['the last before a comma', 'x = {a = 1, b = 2,}\n', 'x.b-', 'x = {a = 1,}\n'],
  ['the only one', 'x = {a = 1,}\n', 'x.a-', 'x = {}\n'],
  ['all that a dotted path has', 'x = {\n  a.b = 1\n  c = 2\n  a.d = 3\n}\n', 'x.a-', 'x = {\n  c = 2\n}\n'],
  ['all of a line', 'x = {a.b = 1, a.c = 2}\n', 'x.a-', 'x = {}\n'],
  ['an item', 'x = [1, 2, 3]\n', 'x[1]-', 'x = [1, 3]\n'],
  ['a block', 'x = {\n  if c:\n    a = 1\n  b = 2\n}\n', 'x.a-', 'x = {\n  b = 2\n}\n'],
  [
    'the else of a block',
    'x = {\n  if c:\n    a = 1\n  else:\n    b = 2\n}\n',
    'x.b-',
    'x = {\n  if c:\n    a = 1\n}\n',
  ],
  [
    'the elif of a block',
    'x = {\n  if c:\n    a = 1\n  elif d:\n    b = 2\n}\n',
    'x.b-',
    'x = {\n  if c:\n    a = 1\n}\n',
  ],
  [
    'what an else needs',
    'x = {\n  if c:\n    a = 1\n  else:\n    b = 2\n}\n',
    'x.a-',
    'x = {\n  if c:\n    **{}\n  else:\n    b = 2\n}\n',
  ],
  ['both branches', 'if c:\n  a = 1\nelse:\n  a = 2\nb = 1\n', 'a-', 'b = 1\n'],
  ['an attribute', 'schema S:\n    @info()\n    a: int\n    b: int\n', 'S.a-', 'schema S:\n    b: int\n'],
  ['the only attribute', 'schema S:\n    a: int\nb = 1\n', 'S.a-', 'schema S:\nb = 1\n'],
]

const rename: readonly Row[] = [
  ['an entry that is only a name', 'a = 1\nx = {a}\n', 'x.a -> b', 'a = 1\nx = {b = a}\n'],
  ['a variable', 'a = 1\n', 'a -> b', 'b = 1\n'],
  ['a key', 'x = {a: 1}\n', 'x.a -> b.c', 'x = {"b.c": 1}\n'],
  ['a quoted key', `x = {'a': 1}\n`, 'x.a -> b', `x = {'b': 1}\n`],
  ['a step of dots', 'x = {a.b.c = 1, a.b.d = 2}\n', 'x.a.b -> e', 'x = {a.e.c = 1, a.e.d = 2}\n'],
  ['an attribute', 'schema S:\n    a?: int = 1\n', 'S.a -> b', 'schema S:\n    b?: int = 1\n'],
]

const refusals: readonly Row[] = [
  [
    'two places',
    'x = {\n if c:\n  a = 1\n else:\n  a = 2\n}\n',
    'x.a=3',
    'x.a is ambiguous: it is written on the lines 3, 5',
  ],
  ['two hosts', 'if c:\n x = {}\nelse:\n x = {}\n', 'x.a=3', 'x.a is ambiguous: it is written on the lines 2, 4'],
  ['no expression', 'x = 1\n', 'x=1 +', "'1 +' is no KCL expression: expected one of"],
  ['two statements', 'x = 1\n', 'x=1\ny = 2', 'it is more than one expression'],
  ['a comment behind', 'x = {a = 1}\n', 'x.a=2 # c', 'it is more than one expression'],
  ['not there', 'x = {a = 1}\n', 'x.b-', 'there is no x.b in this file'],
  ['no literal', 'x = y\n', 'x.b=1', 'x.b cannot be edited: what it lies in is no literal with such entries'],
  ['spread', 'x = {a.b = 1}\n', 'x.a=1', 'x.a has no value of its own: it is spread over a.b'],
  ['an import', 'import a.b as c\n', 'c=1', 'c cannot be edited: c is an import'],
  ['beyond a list', 'x = [1]\n', 'x[1]=1', 'the list has 1 item; += adds some'],
  ['taken', 'x = {a = 1, b = 2}\n', 'x.a -> b', "x.a cannot be renamed to 'b': the name is taken"],
  ['no name', 'a = 1\n', 'a -> b c', "a cannot be renamed to 'b c': it is no name"],
  ['no list', 'x = {a = 1}\n', 'x.a+=[1]', 'x.a cannot be edited: its value is no list'],
  ['appended no list', 'x = []\n', 'x+=1', '+= takes a list'],
  ['targets together', 'a = b = 1\n', 'a=2', 'it is assigned together with others'],
  ['a broken source', 'a = (\n', 'a=2', 'refused: '],
]

describe.each([
  ['set', set],
  ['insert', insert],
  ['unite', unite],
  ['append', append],
  ['delete', remove],
  ['rename', rename],
] as const)('%s', (_name, rows) => {
  test.each(rows)('%s', (_title, source, edit, expected) => {
    expect(edited(source, edit)).toBe(expected)
  })
})

describe('what is refused', () => {
  test.each(refusals)('%s', (_title, source, edit, expected) => {
    expect(edited(source, edit)).toMatch(/^refused: /)
    expect(edited(source, edit)).toContain(expected)
  })
})

test('long strings of a value keep their lines', () => {
  const value = '{\n    a = """\n  one\n    two\n"""\n    b = 1\n}'
  expect(edited('x = {\n  y = 1\n}\n', `x.y=${value}`)).toBe(
    'x = {\n  y = {\n    a = """\n  one\n    two\n"""\n    b = 1\n  }\n}\n',
  )
})

test('edits follow each other, and one that fails undoes all', () => {
  expect(edited('x = {}\n', 'x.a.b=1', 'x.a.c=2', 'x.a.b-')).toBe('x = {a: {c = 2}}\n')
  expect(edited('x = {}\n', 'x.a=1', 'x.b-')).toContain('refused')
})
