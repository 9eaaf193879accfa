import { expect, test } from 'vitest'
import { querySources, type Question } from '../../src/index.ts'

const MAIN = `import base.frontend as fe
import .sizes

schema Server(Base):
    """A server.

    It serves.

    Attributes
    ----------
    image : str
        What runs,
        and from where.
    size : str, optional
        How large.
    """
    mixin [fe.NamespaceMixin]

    image: str
    @deprecated(version="1")
    size?: "small" | "large" = "small"

    check:
        ":" in image if size, "a tag is needed"

_common = {team = "web"}
app: Server {
    image = "a:1"
    labels = _common | {"x/y": 1}
    env.LOG.level = "info"
    sidecars = [Server {image = "b:1"}, *more]
    if prod:
        size = "large"
}
copy = app {image = "c:1"}
list = [fe.Port {port = p} for p in [1, 2]]
count: int = 2
`

const ask = (question: Question, name?: string, ...texts: readonly string[]) => {
  const sources = (texts.length > 0 ? texts : [MAIN]).map((text, index) => ({ path: `${index}.k`, text }))
  const queried = querySources(sources, question, name)
  if (!queried.ok) throw new Error(queried.diagnostics[0]?.message)
  return queried.answer.items
}

test('variables', () => {
  expect(ask('variables').map((item) => ({ ...item, value: undefined }))).toMatchObject([
    { name: '_common', type: null, operator: '=', file: '0.k', line: 26, column: 1, conditional: false },
    { name: 'app', operator: ':', line: 27 },
    { name: 'copy', line: 35 },
    { name: 'list', line: 36 },
    { name: 'count', type: 'int', line: 37 },
  ])
  expect(ask('variables', 'count')).toMatchObject([{ value: '2' }])
})

test('schemas', () => {
  expect(ask('schemas')).toEqual([
    {
      name: 'Server',
      kind: 'schema',
      base: 'Base',
      protocol: null,
      parameters: null,
      mixins: ['fe.NamespaceMixin'],
      decorators: [],
      doc: 'A server.\n\nIt serves.',
      attributes: [
        {
          name: 'image',
          type: 'str',
          optional: false,
          operator: null,
          default: null,
          doc: 'What runs,\nand from where.',
          decorators: [],
          line: 19,
        },
        {
          name: 'size',
          type: '"small" | "large"',
          optional: true,
          operator: '=',
          default: '"small"',
          doc: 'How large.',
          decorators: ['deprecated(version="1")'],
          line: 20,
        },
      ],
      indexSignature: null,
      checks: [{ test: '":" in image', condition: 'size', message: '"a tag is needed"', line: 24 }],
      file: '0.k',
      line: 4,
      column: 1,
    },
  ])
})

test('instances, and copies that are none', () => {
  expect(ask('instances')).toMatchObject([
    { schema: 'Server', path: 'app', direct: true, line: 27 },
    { schema: 'Server', path: 'app.sidecars[0]', direct: true, line: 31 },
    { schema: 'fe.Port', path: 'list', direct: false, line: 36 },
  ])
  expect(ask('instances', 'Port')).toHaveLength(1)
})

test('overrides', () => {
  expect(ask('overrides', 'app').map((item) => ('path' in item ? item.path : ''))).toEqual([
    'app',
    'app.image',
    'app.labels',
    "app.labels['x/y']",
    'app.env.LOG.level',
    'app.sidecars',
    'app.sidecars[0]',
    'app.sidecars[0].image',
    'app.size',
  ])
  expect(ask('overrides', 'app.size')).toMatchObject([{ value: '"large"', operator: '=', conditional: true, line: 33 }])
})

test('imports', () => {
  expect(ask('imports')).toMatchObject([
    { path: 'base.frontend', name: 'fe', alias: 'fe', line: 1 },
    { path: '.sizes', name: 'sizes', alias: null, line: 2 },
  ])
})

const places = (name: string, ...texts: readonly string[]): readonly string[] =>
  ask('references', name, ...texts).map((item) =>
    'role' in item ? `${item.file}:${item.line}:${item.column} ${item.role}` : '',
  )

test('references of a global, in all files of its package', () => {
  expect(places('x', 'x = 1\ny = "${x}" + str(x)\n', 'z = [x]\n')).toEqual([
    '0.k:1:1 definition',
    '0.k:2:8 use',
    '0.k:2:18 use',
    '1.k:1:6 use',
  ])
})

test('nearer names are others', () => {
  const source = `x = 1
a = lambda x { x }
b = lambda { x = 2
x }
c = [x for x in [x]]
d = {y = x, x = 3, z = x, w = {v = x}}
e = all x in [x] { x > 0 }
schema S[x]:
    y: int = x
schema T:
    x: int = 1
    y: int = x
schema U(T):
    z: int = x
schema V:
    z: int = x
f = o.x
`
  expect(places('x', source)).toEqual([
    '0.k:1:1 definition',
    '0.k:5:18 use',
    '0.k:6:10 use',
    '0.k:7:15 use',
    '0.k:16:14 use',
  ])
})

test('references of a schema and of its attribute', () => {
  const source = `schema S:
    a: int = 1
    b: int = a
schema T(S):
    c: int = a
x: S {a = 2}
y: p.T {if x: a = 3}
z: [S] = [x.a]
w = {a = 1}
`
  expect(places('S', source)).toEqual(['0.k:1:8 definition', '0.k:4:10 use', '0.k:6:4 use', '0.k:8:5 use'])
  expect(places('S.a', source)).toEqual([
    '0.k:2:5 definition',
    '0.k:3:14 use',
    '0.k:5:14 use',
    '0.k:6:7 use',
    '0.k:7:15 use',
  ])
})

test('sources with syntax errors are not asked', () => {
  expect(querySources([{ path: 'a.k', text: 'a = (' }], 'variables')).toMatchObject({ ok: false })
})
