/** `kcl_plugin`: functions of whoever embeds the compiler. */
import { expect, test } from 'vitest'
import { Float, pluginsOf, run, type Plugins } from '../src/index.ts'
import { createNodeHost } from '../src/node/index.ts'

const calls: unknown[] = []
const circle: unknown[] = []
circle.push(circle)
const plugins: Plugins = {
  my: {
    add: ([a, b]) => (a as number) + (b as number),
    same: ([value]) => value,
    seen: (positional, keyword) => {
      calls.push([positional, keyword])
    },
    greet: (_positional, { name, polite }) => `${polite === true ? 'Good day' : 'Hi'}, ${String(name)}`,
    next: ([value]) => BigInt(value as bigint) + 1n,
    half: ([value]) => (value as number) / 2,
    whole: () => new Float(1),
    none: () => null,
    nothing: () => {},
    broken: () => {
      throw new TypeError('the service is down')
    },
    text: () => {
      // oxlint-disable-next-line no-throw-literal
      throw 'a text'
    },
    range: () => 'a'.repeat(-1),
    later: async () => 1,
    date: () => new Date(0),
    circle: () => circle,
    huge: () => 2n ** 63n,
    code: () => () => 1,
  },
  'a.b': { c: () => 'dotted' },
}

function outcome(source: string): string {
  const text = `import kcl_plugin.my\n${source}\n`
  const result = run({ plugin: pluginsOf(plugins) }, { entries: ['main.k'], sources: new Map([['main.k', text]]) })
  const [label] = result.diagnostics[0]?.labels ?? []
  return result.ok ? result.text : `${label?.at.line ?? 0}: ${result.failure ?? result.diagnostics[0]?.message ?? ''}`
}

test.each([
  ['x = my.add(1, 2)', 'x: 3'],
  ['x = my.add(0.5, 1)', 'x: 1.5'],
  ['x = my.greet(name="Ann")', 'x: Hi, Ann'],
  ['x = my.greet(name="Ann", polite=True)', 'x: Good day, Ann'],
  ['x = my.same({a = [1, {b = "c"}], d = {e = True}})', 'x:\n  a:\n  - 1\n  - b: c\n  d:\n    e: true'],
  ['x = my.same({constructor = 1, "__proto__" = {a = 2}}).__proto__.a', 'x: 2'],
  ['schema S:\n    a: int = 1\nx = my.same(S {}).a', 'x: 1'],
  ['x = my.same(9007199254740993)', 'x: 9007199254740993'],
  ['x = my.next(9223372036854775806)', 'x: 9223372036854775807'],
  ['x = my.next(1) + 1', 'x: 3'],
  ['x = my.half(3)', 'x: 1.5'],
  ['x = my.half(4)', 'x: 2'],
  ['x = my.whole()', 'x: 1.0'],
  ['x = my.half(1Ki)', 'x: 512'],
  ['x = my.same(None)', 'x: null'],
  ['x = my.none()', 'x: null'],
  ['x = my.nothing() or 1', 'x: 1'],
  ['import kcl_plugin.a.b\nx = b.c()', 'x: dotted'],
  ['import kcl_plugin.my as other\nx = other.add(1, 1)', 'x: 2'],
  ['f = my.add\nx = [f(a, 1) for a in [1, 2]]', 'x:\n- 2\n- 3'],
] as const)('%s', (source, expected) => {
  expect(outcome(source)).toBe(expected)
})

test.each([
  ['a = 1\nx = my.broken()', "3: the plugin function 'my.broken' failed: the service is down"],
  ['x = my.text()', "2: the plugin function 'my.text' failed: a text"],
  ['x = my.range()', "2: the plugin function 'my.range' failed: Invalid count value: -1"],
  ['x = my.nowhere()', "2: there is no plugin function 'my.nowhere'"],
  ['x = my.constructor()', "2: there is no plugin function 'my.constructor'"],
  ['import kcl_plugin.other\nx = other.add(1)', "3: there is no plugin function 'other.add'"],
  ['import kcl_plugin.constructor as c\nx = c.keys()', "3: there is no plugin function 'constructor.keys'"],
  ['x = my.later()', "2: the plugin function 'my.later' returned a promise: it has to answer at once"],
  ['x = my.date()', "2: the plugin function 'my.date' returned an object that is no plain data"],
  ['x = my.code()', "2: the plugin function 'my.code' returned a function, which is no data"],
  ['x = my.circle()', '2: the recursion is too deep'],
  ['x = my.huge()', "2: the plugin function 'my.huge' returned 9223372036854775808, which does not fit into 64 bits"],
  ['x = my.same(lambda { 1 })', "2: the plugin function 'my.same' takes data, got function"],
] as const)('%s fails', (source, expected) => {
  expect(outcome(source)).toBe(expected)
})

test('what a plugin is given is plain data', () => {
  calls.length = 0
  outcome('_x = my.seen(1, 2.5, "a", [None, Undefined], {a = 1, b = Undefined}, 9007199254740993, k = {c = [True]})')
  expect(calls).toEqual([[[1, 2.5, 'a', [null, null], { a: 1 }, 9_007_199_254_740_993n], { k: { c: [true] } }]])
})

test("Node's host takes them as an option, and has none without", () => {
  const options = {
    entries: ['main.k'],
    sources: new Map([['main.k', 'import kcl_plugin.my\nx = my.add(1, 2)\n']]),
  }
  expect(run(createNodeHost({ plugins }), options).text).toBe('x: 3')
  expect(run(createNodeHost(), options).diagnostics[0]?.message).toBe("there is no plugin function 'my.add'")
})
