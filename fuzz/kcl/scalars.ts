/** Random numbers, texts and truths. */
import type { LibraryCall } from './library.ts'
import type { Random } from './random.ts'
import { BOOL, FLOAT, INT, STR, type SchemaShape, type Type, type Variable } from './types.ts'

const INTS = [
  '0',
  '1',
  '2',
  '3',
  '-1',
  '7',
  '10',
  '-5',
  '100',
  '255',
  '0x1F',
  '0o17',
  '0b101',
  '1_000',
  '2147483647',
  '9007199254740993',
  '4611686018427387904',
]
const FLOATS = ['0.0', '1.0', '0.5', '-1.5', '3.14', '1e3', '2.5e-3', '1e16', '100.25', '1e-7', '123456.789']
const STRINGS = [
  '""',
  '"a"',
  '"abc"',
  '"Hello World"',
  '"x-y_z"',
  '"yes"',
  '"null"',
  '"1"',
  '"1.5"',
  '"true"',
  '"a: b"',
  '"# c"',
  '"- d"',
  '" pad "',
  '"é😀"',
  '"tab\\there"',
  '"line1\\nline2"',
  '"quote\'s"',
  '\'dq "x"\'',
  '"{"',
  '"[a"',
  '"~"',
  '"0x10"',
  '"a,b,c"',
  '"%d"',
  '"2024-01-01"',
  '"end\\n"',
  '"\\\\"',
  'r"raw\\n"',
]

export abstract class Scalars {
  readonly variables: Variable[] = []
  readonly schemas: SchemaShape[] = []
  readonly modules = new Set<string>()
  protected readonly random: Random

  constructor(random: Random) {
    this.random = random
  }

  /** An expression that is meant to have the type; `ill` is the chance that it does not. */
  abstract make(type: Type, depth: number, ill?: number): string
  protected abstract quantifier(depth: number, ill: number): string

  protected int(depth: number, ill: number): string {
    const random = this.random
    const sub = (type: Type = INT): string => this.make(type, depth - 1, ill)
    if (depth <= 0) return random.pick(INTS)
    return random.choose([
      [4, () => random.pick(INTS)],
      [3, () => `${sub()} ${random.pick(['+', '-', '*'])} ${sub()}`],
      [2, () => `(${sub()} ${random.pick(['+', '-', '*', '//', '%', '&', '|', '^'])} ${sub()})`],
      [1, () => `${sub()} ${random.pick(['//', '%'])} ${random.pick(['2', '3', '-4', '7'])}`],
      [1, () => `${sub()} ** ${random.pick(['0', '2', '3'])}`],
      [1, () => `(${sub()} ${random.pick(['<<', '>>'])} ${random.int(0, 8)})`],
      [1, () => `${random.pick(['-', '+', '~'])}(${sub()})`],
      [1, () => `len(${sub(random.pick([STR, { kind: 'list', item: INT }, { kind: 'dict', value: INT }] as const))})`],
      [1, () => `int(${random.pick([`${sub(FLOAT)}`, sub(), sub(BOOL), `"${random.int(0, 99)}"`])})`],
      [1, () => `abs(${sub()})`],
      [1, () => `${random.pick(['min', 'max'])}(${sub()}, ${sub()})`],
      [1, () => `sum(${sub({ kind: 'list', item: INT })})`],
      [0.5, () => `(${sub(STR)}).${random.pick([`count(${sub(STR)})`, `find(${sub(STR)})`, `rfind(${sub(STR)})`])}`],
      [0.5, () => `ord("${random.pick(['a', 'Z', 'é'])}")`],
      [0.5, () => `pow(${sub()}, ${random.int(0, 3)})`],
      [
        0.3,
        () =>
          this.call(
            'math',
            random.pick([
              `gcd(${sub()}, ${sub()})`,
              `factorial(${random.int(0, 12)})`,
              `floor(${sub(FLOAT)})`,
              `ceil(${sub(FLOAT)})`,
            ]),
          ),
      ],
      [0.3, () => `round(${sub(FLOAT)})`],
      [0.3, () => `reduce(lambda x, y { x + y }, ${sub({ kind: 'list', item: INT })}, 0)`],
    ])
  }

  protected float(depth: number, ill: number): string {
    const random = this.random
    const sub = (type: Type = FLOAT): string => this.make(type, depth - 1, ill)
    if (depth <= 0) return random.pick(FLOATS)
    return random.choose([
      [4, () => random.pick(FLOATS)],
      [2, () => `${sub()} ${random.pick(['+', '-', '*'])} ${sub()}`],
      [1, () => `(${sub()} + ${sub(INT)})`],
      [1, () => `(${sub(INT)} / ${random.pick(['2', '4', '-8', '3'])})`],
      [1, () => `float(${random.pick([sub(INT), sub(), '"2.5"', '"10"'])})`],
      [1, () => `-(${sub()})`],
      [0.5, () => `abs(${sub()})`],
      [0.5, () => `round(${sub()}, ${random.int(0, 3)})`],
      [
        0.5,
        () =>
          this.call(
            'math',
            random.pick([
              `sqrt(${random.pick(['4', '2.0', '16'])})`,
              `pow(${sub()}, 2)`,
              `exp(1)`,
              `log(10)`,
              `log10(1000)`,
            ]),
          ),
      ],
    ])
  }

  protected str(depth: number, ill: number): string {
    const random = this.random
    const sub = (type: Type = STR): string => this.make(type, depth - 1, ill)
    if (depth <= 0) return random.pick(STRINGS)
    const member = (text: string): string => `(${sub()}).${text}`
    return random.choose([
      [5, () => random.pick(STRINGS)],
      [2, () => `${sub()} + ${sub()}`],
      [2, () => this.interpolation(depth, ill)],
      [
        1,
        () =>
          `str(${sub(random.pick([INT, FLOAT, BOOL, STR, { kind: 'list', item: INT }, { kind: 'dict', value: INT }] as const))})`,
      ],
      [1, () => `${sub()} * ${random.int(0, 3)}`],
      [
        1,
        () =>
          member(
            random.pick([
              'upper()',
              'lower()',
              'capitalize()',
              'title()',
              'strip()',
              'lstrip()',
              'rstrip()',
              'strip("a ")',
            ]),
          ),
      ],
      [1, () => member(`replace(${sub()}, ${sub()})`)],
      [0.7, () => member(random.pick(['removeprefix("a")', 'removesuffix("c")', 'replace("a", "b", 1)']))],
      [
        1,
        () =>
          `${random.pick(STRINGS.slice(2, 12))}[${random.pick(['0', ':1', '1:', '-1', '::2', '::-1', '0:2', '-2:', ':-1'])}]`,
      ],
      [1, () => `${random.pick(['","', '""', '" - "'])}.join(${sub({ kind: 'list', item: STR })})`],
      [
        1,
        () =>
          `"${random.pick(['{}', '{0}', '{} {}', '{:.2f}', '{:d}', '{:>5}', '{:05d}', '{:x}'])}".format(${sub(INT)}, ${sub(INT)})`,
      ],
      [0.5, () => `"%s-%d"`],
      [0.5, () => `typeof(${sub(random.pick([INT, STR, FLOAT, BOOL, { kind: 'list', item: INT }] as const))})`],
      [
        0.5,
        () =>
          random.pick(
            [`hex(${sub(INT)})`, `bin(${sub(INT)})`, `oct(${sub(INT)})`, `chr(${random.int(65, 90)})`].slice(0, 3),
          ),
      ],
      [0.5, () => this.call('base64', `encode(${sub()})`)],
      [
        0.5,
        () =>
          this.call(
            'json',
            `encode(${sub(random.pick([INT, STR, { kind: 'list', item: INT }, { kind: 'dict', value: STR }] as const))}${random.pick(['', '', ', sort_keys=True', ', indent=2'])})`,
          ),
      ],
      [
        0.5,
        () =>
          this.call(
            'yaml',
            `encode(${sub(random.pick([INT, STR, { kind: 'list', item: INT }, { kind: 'dict', value: STR }] as const))}${random.pick(['', '', ', sort_keys=True'])})`,
          ),
      ],
      [0.3, () => this.call('crypto', `${random.pick(['md5', 'sha1', 'sha256'])}(${sub()})`)],
      [
        0.3,
        () => this.call('regex', random.pick([`replace(${sub()}, "[a-c]+", "X")`, `replace(${sub()}, r"\\s", "_")`])),
      ],
    ])
  }

  protected bool(depth: number, ill: number): string {
    const random = this.random
    const sub = (type: Type = BOOL): string => this.make(type, depth - 1, ill)
    if (depth <= 0) return random.pick(['True', 'False'])
    return random.choose([
      [2, () => random.pick(['True', 'False'])],
      [3, () => `${sub(INT)} ${random.pick(['<', '>', '<=', '>=', '==', '!='])} ${sub(INT)}`],
      [1, () => `${sub(STR)} ${random.pick(['==', '!='])} ${sub(STR)}`],
      [1, () => `(${sub()} ${random.pick(['and', 'or'])} ${sub()})`],
      [1, () => `not (${sub()})`],
      [1, () => `${sub(INT)} ${random.pick(['in', 'not in'])} ${sub({ kind: 'list', item: INT })}`],
      [1, () => `${sub(STR)} ${random.pick(['in', 'not in'])} ${sub({ kind: 'dict', value: INT })}`],
      [1, () => `${sub(STR)} in ${sub(STR)}`],
      [
        1,
        () =>
          `(${sub(STR)}).${random.pick(['startswith("a")', 'endswith("c")', 'isalpha()', 'isdigit()', 'isalnum()', 'islower()', 'isupper()', 'isspace()', 'istitle()'])}`,
      ],
      [1, () => this.quantifier(depth, ill)],
      [0.5, () => `bool(${sub(random.pick([INT, STR, FLOAT, { kind: 'list', item: INT }] as const))})`],
      [0.5, () => `${random.pick(['all_true', 'any_true'])}(${sub({ kind: 'list', item: BOOL })})`],
      [0.5, () => `isunique(${sub({ kind: 'list', item: INT })})`],
      [0.4, () => `multiplyof(${sub(INT)}, ${random.pick(['2', '3'])})`],
      [
        0.4,
        () =>
          `${random.int(0, 5)} ${random.pick(['<', '<='])} ${sub(INT)} ${random.pick(['<', '<='])} ${random.int(5, 50)}`,
      ],
      [0.4, () => this.call('regex', `match(${sub(STR)}, ${random.pick(['"^a"', '"[0-9]+"', 'r"\\w+$"'])})`)],
      [
        0.3,
        () =>
          `${sub(random.pick([INT, STR] as const))} ${random.pick(['is', 'is not'])} ${random.pick(['None', 'Undefined'])}`,
      ],
    ])
  }

  protected interpolation(depth: number, ill: number): string {
    const known = this.variables.filter(
      (variable) => variable.type.kind !== 'function' && variable.type.kind !== 'schema',
    )
    const part = (): string => {
      if (known.length > 0 && this.random.chance(0.7))
        return `\${${this.random.pick(known).name}${this.random.pick(['', '', '', ': #json', ': #yaml'])}}`
      const inner = this.make(INT, 0, ill)
      return /["{}]/.test(inner) ? '${1}' : `\${${inner}}`
    }
    return depth > 0 ? `"${this.random.pick(['', 'a-', '= '])}${part()}${this.random.pick(['', '-', part()])}"` : '""'
  }

  protected library({ module, text }: LibraryCall): string {
    if (module !== undefined) this.modules.add(module)
    return text
  }

  protected call(module: string, call: string): string {
    this.modules.add(module)
    return `${module}.${call}`
  }
}
