/** What generated programs showed to differ from the reference; the outputs are the reference's. */
import { expect, test } from 'vitest'
import { run } from '../src/index.ts'

const outputs: Readonly<Record<string, readonly [program: string, output: string]>> = {
  'round: half away from zero to whole numbers, half to even at digits': [
    'a = [round(-2.5), round(2.5)]\nb = [round(1.25, 1), round(-0.0025, 3), round(2.675, 2), round(25.0, -1), round(5, 2)]',
    'a:\n- -3\n- 3\nb:\n- 1.2\n- -0.002\n- 2.68\n- 20.0\n- 5.0',
  ],
  'pow: computed as a float, held to 64 bits': [
    'a = pow(9007199254740993, 2)\nb = pow(3, 39)\nc = pow(2, -1)\nd = pow(2, 10, 7)',
    'a: 9223372036854775807\nb: 4052555153018976256\nc: 0.5\nd: 2',
  ],
  'the lowest int negated': ['a = -(1 << 63)', 'a: -9223372036854775808'],
  'a zero with a sign': ['a = 0 / -8', 'a: -0.0'],
  'entries of a comprehension override': ['a = {name = 5} | {k = v for k, v in {name: 1000}}', 'a:\n  name: 1000'],
  'entries that a filter keeps override': [
    '_d = {name = 1000}\nb = {name: 5} | filter k, v in _d {True}',
    'b:\n  name: 1000',
  ],
  'operands that are one of several lists': [
    '_c = True\na = [1] + ([2] if _c else [3])\nb = {} | ({b = 2} if _c else {c = 3})\nd = 1 in ([1] if _c else [2])',
    'a:\n- 1\n- 2\nb:\n  b: 2\nd: true',
  ],
  'a key that is read after two entries of it': [
    'a = {k: {a: 1}, k: {b: 2}, d = k}\nb = {k = {a: 1}, k = {b: 2}, d = k.b}\nc = {k: {a: 1}, k: {b: k.a}, d = k.b}',
    'a:\n  k:\n    a: 1\n    b: 2\n  d:\n    a: 1\n    b: 2\nb:\n  k:\n    b: 2\n  d: 2\nc:\n  k:\n    a: 1\n    b: 1\n  d: 1',
  ],
  'a key that a branch adds to': [
    'e = {\n    l: [1, 2]\n    if True:\n        l += [3]\n        p = len(l)\n    m = len(l)\n}\nl = []',
    'e:\n  l:\n  - 1\n  - 2\n  - 3\n  p: 1\n  m: 1\nl: []',
  ],
  'a dict that grows after it was read': [
    '_e = {k: {a: 1}}\n_e |= {k: {b: 1}}\nf = _e\n_e |= {k: {c: 1}}\ng = _e.k\n_e |= {k: {d: 1}}',
    'f:\n  k:\n    a: 1\n    b: 1\ng:\n  a: 1\n  b: 1\n  c: 1',
  ],
  'what grows in place, after it was read': [
    '_x: any = {b = 1}\n_x |= {c = 2}\n_x |= {a = _x}\n_x |= {d = 1}\ny = _x\n_m: any = [[1]]\n_m += [[2]]\n_m += [_m]\n_m += [[3]]\nz = [_m]\n_d: any = {a = {b = {c = 1}}, l = [1, 2]}\n_d.a.b.c = 2\ne = _d\n_d.a.b.c = 3\n_d.a.x = {y = 1}\nf = _d.a\n_d.a.x.y = 2\n_d.l[0] = 9\ng = _d.l\n_d.l[1] = 8\nh = _d\n_d.a.self = _d.a\n_d.a.b.c = 4\ni = _d\n_l = [1, 2, 3]\n_l[0] = 5\nj = _l\n_l[1] = 6\n_l[2] += 1\nk = _l\n',
    "'y':\n  b: 1\n  c: 2\n  a:\n    b: 1\n    c: 2\n  d: 1\nz:\n- - - 1\n  - - 2\n  - - - 1\n    - - 2\n  - - 3\ne:\n  a:\n    b:\n      c: 4\n    x:\n      'y': 2\n    self:\n      b:\n        c: 3\n      x:\n        'y': 2\n  l:\n  - 9\n  - 8\nf:\n  b:\n    c: 3\n  x:\n    'y': 1\n  self:\n    b:\n      c: 3\n    x:\n      'y': 2\ng:\n- 9\n- 8\nh:\n  a:\n    b:\n      c: 3\n    x:\n      'y': 2\n    self:\n      b:\n        c: 3\n      x:\n        'y': 2\n  l:\n  - 9\n  - 8\ni:\n  a:\n    b:\n      c: 4\n    x:\n      'y': 2\n    self:\n      b:\n        c: 3\n      x:\n        'y': 2\n      self:\n        b:\n          c: 3\n        x:\n          'y': 2\n  l:\n  - 9\n  - 8\nj:\n- 5\n- 6\n- 4\nk:\n- 5\n- 6\n- 5",
  ],
  'the remainder of a number that may be a float': ['a: int = round(1.0) % 7', 'a: 1'],
}

const errors: Readonly<Record<string, readonly [program: string, code: string, message: string]>> = {
  'a unary operator before another': [
    'x = - -1',
    'E1001',
    'expected one of ["identifier", "literal", "(", "[", "{"] got -',
  ],
  'not before not': ['x = not not True', 'E2L23', "name 'not' is not defined"],
  'a quantifier over a call': ['x = any i in range(3) { i > 0 }', 'E1001', 'expected one of ["{"] got ('],
  'a quantifier over parentheses': ['x = all i in ([1]) { i > 0 }', 'E1001', 'expected one of ["[", "{"] got ('],
  'a cast to a list': ['x = [1] as [int]', 'E2L23', "keyword 'as' right operand must be a type"],
  'a list united with a dict': [
    '_a: any = []\n_b: any = {}\nx = _a | _b',
    'E3M38',
    'union failure, expect "list", got "dict"',
  ],
  'a float united with a dict': [
    '_a: any = 1.0\n_b: any = {}\nx = _a | _b',
    'E3M38',
    `unsupported operand type(s) for |: '"float"' and '"dict"'`,
  ],
}

const runText = (program: string): ReturnType<typeof run> =>
  run({}, { entries: ['main.k'], sources: new Map([['main.k', program]]) })

test.each(Object.entries(outputs))('%s', (_name, [program, output]) => {
  expect(runText(program).text).toBe(output)
})

test.each(Object.entries(errors))('%s', (_name, [program, code, message]) => {
  const [first] = runText(program).diagnostics
  expect([first?.code, first?.message]).toEqual([code, message])
})

test('a list that is added to itself ends', () => {
  expect(runText('_s = [1]\n_s += [2]\n_s += _s\nx = _s').text).toBe('x:\n- 1\n- 2\n- 1\n- 2')
})

test.each([
  ['a = -0.0', 'a: 0.0'],
  ['a = 0.0 * -1', 'a: -0.0'],
  ['a = int("")', "number can't be empty"],
  ['a = int(" 1")', 'called `Result::unwrap()` on an `Err` value: ParseIntError { kind: InvalidDigit }'],
  [
    'a = int("9223372036854775808")',
    'called `Result::unwrap()` on an `Err` value: ParseIntError { kind: PosOverflow }',
  ],
  ['a = int("-9223372036854775808")', 'a: -9223372036854775808'],
  ['a = int("1Ki")', 'a: 1024'],
  ['a = int("zz", 16)', "invalid literal for int() with base 16: 'zz'"],
  ['a = int("0xff", 16)', 'a: 255'],
  ['a = max()', 'max() takes exactly one argument (0 given)'],
  ['a = min([])', 'arg is an empty list'],
  ['a = [][-1]', 'index out of bounds: the len is 0 but the index is -1'],
  ['a = "abc"[9]', 'string index out of range: 9'],
  ['_z = 0\na = -3 // _z', 'attempt to calculate the remainder with a divisor of zero'],
  ['_z = 0\na = 3 // _z', 'attempt to divide by zero'],
  ['_b: any = 5\na = [1] + _b', 'can only concatenate list (not "int") to list'],
  ['a = sorted([1, "a"])', 'cannot compare str and int'],
  ['a = sorted([[1], [2]])', 'cannot compare list and list'],
  ['a = 4611686018427387904 ** 3', '0: A 64 bit integer overflow'],
  ['a = 3 ** 100', '137198176105529391099388226870764377041: A 64 bit integer overflow'],
  ['a: [float] = [True]', 'expect [float], got list'],
  ['b: bool = True\na: float = b', 'expected float, got bool'],
])('%s', (program, expected) => {
  const result = run({}, { entries: ['main.k'], sources: new Map([['main.k', `${program}\n`]]) })
  expect(result.ok ? result.text : result.diagnostics[0]?.labels.at(-1)?.message).toBe(expected)
})

const S = 'schema S:\n    x: [int] = [7]\n    y?: int\na = S {x = [1, 2]}\n'
test.each([
  [`${S}b = a | S {y: 1}`, "a:\n  x:\n  - 1\n  - 2\nb:\n  x:\n  - 7\n  'y': 1"],
  [`${S}b = a | S {x = [1]}`, 'a:\n  x:\n  - 1\n  - 2\nb:\n  x:\n  - 1'],
  [`${S}b = a | S {x: [1]}`, "conflicting values on the attribute 'x' between :"],
  ['a = {c.e: 1, c.e: 2}', "conflicting values on the attribute 'e' between :"],
  ['a = {c: [{k: 1}], c: [{k: 2}]}', "conflicting values on the attribute 'k' between :"],
  ['a = {c: [1], c: [2]}', "conflicting values on the attribute 'c' between :"],
])('united: %s', (program, expected) => {
  const result = run({}, { entries: ['main.k'], sources: new Map([['main.k', `${program}\n`]]) })
  expect(result.ok ? result.text : result.diagnostics[0]?.message.split('\n')[0]).toBe(expected)
})

test('an import that breaks off ends', () => {
  expect(run({}, { entries: ['main.k'], sources: new Map([['main.k', 'a = 1\nimport']]) }).ok).toBe(false)
})
