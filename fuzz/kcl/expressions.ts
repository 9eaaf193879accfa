/** Random expressions of a wanted type. */
import { boolCall, dataCall, intCall, textCall, type LibraryCall } from './library.ts'
import type { Random } from './random.ts'
import { BOOL, FLOAT, INT, sameType, STR, type SchemaShape, type Type, type Variable } from './types.ts'

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
const LIBRARY: Partial<Record<Type['kind'], (random: Random) => LibraryCall>> = {
  int: intCall,
  str: textCall,
  bool: boolCall,
  any: dataCall,
}
const KEYS = ['a', 'b', 'c', 'key', 'name', '"x-y"', '"1"', '"k.d"', 'id']

export class Expressions {
  readonly variables: Variable[] = []
  readonly schemas: SchemaShape[] = []
  readonly modules = new Set<string>()
  readonly #random: Random
  #locals = 0

  constructor(random: Random) {
    this.#random = random
  }

  /** An expression that is meant to have the type; `ill` is the chance that it does not. */
  make(type: Type, depth: number, ill = 0): string {
    const random = this.#random
    if (ill > 0 && random.chance(ill))
      return this.make(random.pick([INT, FLOAT, STR, BOOL, { kind: 'list', item: STR }]), depth)
    const known = this.variables.filter((variable) => sameType(variable.type, type))
    if (known.length > 0 && random.chance(depth <= 0 ? 0.6 : 0.3)) return random.pick(known).name
    if (depth > 0 && random.chance(0.06))
      return `(${this.make(type, depth - 1, ill)} if ${this.make(BOOL, depth - 1, ill)} else ${this.make(type, depth - 1, ill)})`
    if (depth > 0 && random.chance(0.04)) return this.#fromFunction(type, depth, ill)
    const call = depth > 0 && random.chance(0.05) ? LIBRARY[type.kind] : undefined
    if (call) return this.#library(call(random))
    switch (type.kind) {
      case 'int':
        return this.#int(depth, ill)
      case 'float':
        return this.#float(depth, ill)
      case 'str':
        return this.#str(depth, ill)
      case 'bool':
        return this.#bool(depth, ill)
      case 'any':
        return this.make(
          random.pick([INT, FLOAT, STR, BOOL, { kind: 'list', item: INT }, { kind: 'dict', value: STR }] as const),
          depth,
          ill,
        )
      case 'list':
        return this.#list(type.item, depth, ill)
      case 'dict':
        return this.#dict(type.value, depth, ill)
      case 'schema':
        return this.instance(type.name, depth, ill)
      case 'union':
        return this.make(random.pick(type.options), depth, ill)
      case 'literal':
        return type.text
      case 'function':
        return this.lambda(type, depth, ill)
    }
  }

  /** What the library makes of something. */
  data(): string {
    return this.#library(dataCall(this.#random))
  }

  lambda(type: Extract<Type, { kind: 'function' }>, depth: number, ill: number): string {
    return this.#scoped(type.parameters, (names) => {
      const parameters = names.map((name, index) => {
        const parameter = type.parameters[index]
        return parameter && this.#random.chance(0.6) ? `${name}: ${textOf(parameter)}` : name
      })
      const result = this.#random.chance(0.4) ? ` -> ${textOf(type.result)}` : ''
      const body = this.make(type.result, depth - 1, ill)
      if (!this.#random.chance(0.25))
        return `lambda ${parameters.join(', ')}${result} { ${body.startsWith('-') || body.startsWith('+') || body.startsWith('~') ? `(${body})` : body} }`
      const local = this.#local()
      return `lambda ${parameters.join(', ')}${result} {\n    ${local} = ${indent(body)}\n    ${local}\n}`
    })
  }

  instance(name: string, depth: number, ill: number): string {
    const random = this.#random
    const shape = this.schemas.find((schema) => schema.name === name)
    if (!shape) return `${name} {}`
    const given = this.#arguments(shape, depth, ill)
    const entries = shape.attributes
      .filter((attribute) => (attribute.isOptional || attribute.hasDefault ? random.chance(0.5) : !random.chance(ill)))
      .map(
        (attribute) =>
          `${attribute.name}${attribute.isShared ? ' = ' : random.pick([': ', ' = ', ' = '])}${this.make(attribute.type, depth - 1, ill)}`,
      )
    const lists = shape.attributes.filter(
      ({ name: known, type, isShared }) =>
        type.kind === 'list' &&
        !isShared &&
        entries.every((entry) => !entry.startsWith(known) || isFresh(entry.slice(known.length))),
    )
    if (lists.length > 0 && random.chance(0.12)) {
      const { name: list, type } = random.pick(lists)
      entries.push(`${list} += ${this.make(type, depth - 1, ill)}`)
    }
    if (shape.signature && random.chance(0.6))
      entries.push(`extra${random.int(0, 3)} = ${this.make(shape.signature, depth - 1, ill)}`)
    if (random.chance(ill / 2)) entries.push(`unknown = 1`)
    if (entries.length > 0 && random.chance(0.08)) {
      const arm = entries.splice(random.int(0, entries.length - 1), 1)[0] ?? ''
      const orElse = random.chance(0.3) ? `\nelse:\n    ${indent(arm)}` : ''
      entries.push(`if ${this.make(BOOL, depth - 1, ill)}:\n    ${indent(arm)}${orElse}`)
    }
    if (random.chance(0.03) && !/Schema/.test(entries.at(-1) ?? ''))
      entries.push(`**{${entries.pop()?.replaceAll('\n', '\n    ') ?? ''}}`)
    return `${name}${given} {${entries.length === 0 ? '' : `\n    ${entries.join('\n').replaceAll('\n', '\n    ')}\n`}}`
  }

  /** Those with a default may be left out, and may be named. */
  #arguments({ parameters }: SchemaShape, depth: number, ill: number): string {
    const random = this.#random
    const texts: string[] = []
    let isNamed = false
    for (const { name, type, hasDefault } of parameters) {
      if (hasDefault && random.chance(0.4)) {
        isNamed = true
        continue
      }
      const value = this.make(type, depth - 1, ill)
      texts.push(isNamed ? `${name}=${value}` : value)
    }
    return texts.length > 0 ? `(${texts.join(', ')})` : ''
  }

  #local(): string {
    return `v${(this.#locals++).toString(36)}`
  }

  #scoped<T>(types: readonly Type[], make: (names: readonly string[]) => T): T {
    const names = types.map(() => this.#local())
    const before = this.variables.length
    for (const [index, type] of types.entries()) this.variables.push({ name: names[index] ?? '', type })
    const made = make(names)
    this.variables.length = before
    return made
  }

  /** A call or an attribute of a variable that gives the type, else something plain. */
  #fromFunction(type: Type, depth: number, ill: number): string {
    const random = this.#random
    const functions = this.variables.filter(
      (variable) => variable.type.kind === 'function' && sameType(variable.type.result, type),
    )
    const found = functions.length > 0 ? random.pick(functions) : undefined
    if (found?.type.kind === 'function')
      return `${found.name}(${found.type.parameters.map((parameter) => this.make(parameter, depth - 1, ill)).join(', ')})`
    const attributes = this.variables.flatMap((variable) => {
      const shape =
        variable.type.kind === 'schema'
          ? this.schemas.find((schema) => variable.type.kind === 'schema' && schema.name === variable.type.name)
          : undefined
      return (shape?.attributes ?? [])
        .filter((attribute) => sameType(attribute.type, type))
        .map((attribute) => `${variable.name}${random.pick(['.', '.', '?.'])}${attribute.name}`)
    })
    if (attributes.length > 0) return random.pick(attributes)
    const list = this.variables.find((variable) => variable.type.kind === 'list' && sameType(variable.type.item, type))
    if (list) return `${list.name}[${random.pick(['0', '-1', '1', '0'])}]`
    const dict = this.variables.find((variable) => variable.type.kind === 'dict' && sameType(variable.type.value, type))
    if (dict)
      return random.pick([
        `${dict.name}["a"]`,
        `${dict.name}.a`,
        `${dict.name}?.b`,
        `(${dict.name}["key"] or ${this.make(type, 0)})`,
      ])
    return this.make(type, depth - 1, ill)
  }

  #int(depth: number, ill: number): string {
    const random = this.#random
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
          this.#call(
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

  #float(depth: number, ill: number): string {
    const random = this.#random
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
          this.#call(
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

  #str(depth: number, ill: number): string {
    const random = this.#random
    const sub = (type: Type = STR): string => this.make(type, depth - 1, ill)
    if (depth <= 0) return random.pick(STRINGS)
    const member = (text: string): string => `(${sub()}).${text}`
    return random.choose([
      [5, () => random.pick(STRINGS)],
      [2, () => `${sub()} + ${sub()}`],
      [2, () => this.#interpolation(depth, ill)],
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
      [0.5, () => this.#call('base64', `encode(${sub()})`)],
      [
        0.5,
        () =>
          this.#call(
            'json',
            `encode(${sub(random.pick([INT, STR, { kind: 'list', item: INT }, { kind: 'dict', value: STR }] as const))}${random.pick(['', '', ', sort_keys=True', ', indent=2'])})`,
          ),
      ],
      [
        0.5,
        () =>
          this.#call(
            'yaml',
            `encode(${sub(random.pick([INT, STR, { kind: 'list', item: INT }, { kind: 'dict', value: STR }] as const))}${random.pick(['', '', ', sort_keys=True'])})`,
          ),
      ],
      [0.3, () => this.#call('crypto', `${random.pick(['md5', 'sha1', 'sha256'])}(${sub()})`)],
      [
        0.3,
        () => this.#call('regex', random.pick([`replace(${sub()}, "[a-c]+", "X")`, `replace(${sub()}, r"\\s", "_")`])),
      ],
    ])
  }

  #bool(depth: number, ill: number): string {
    const random = this.#random
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
      [1, () => this.#quantifier(depth, ill)],
      [0.5, () => `bool(${sub(random.pick([INT, STR, FLOAT, { kind: 'list', item: INT }] as const))})`],
      [0.5, () => `${random.pick(['all_true', 'any_true'])}(${sub({ kind: 'list', item: BOOL })})`],
      [0.5, () => `isunique(${sub({ kind: 'list', item: INT })})`],
      [0.4, () => `multiplyof(${sub(INT)}, ${random.pick(['2', '3'])})`],
      [
        0.4,
        () =>
          `${random.int(0, 5)} ${random.pick(['<', '<='])} ${sub(INT)} ${random.pick(['<', '<='])} ${random.int(5, 50)}`,
      ],
      [0.4, () => this.#call('regex', `match(${sub(STR)}, ${random.pick(['"^a"', '"[0-9]+"', 'r"\\w+$"'])})`)],
      [
        0.3,
        () =>
          `${sub(random.pick([INT, STR] as const))} ${random.pick(['is', 'is not'])} ${random.pick(['None', 'Undefined'])}`,
      ],
    ])
  }

  #list(item: Type, depth: number, ill: number): string {
    const random = this.#random
    const self: Type = { kind: 'list', item }
    const literal = (): string =>
      `[${Array.from({ length: random.int(0, 4) }, () => this.make(item, depth - 1, ill)).join(', ')}]`
    if (depth <= 0) return literal()
    const sub = (type: Type = self): string => this.make(type, depth - 1, ill)
    return random.choose([
      [4, literal],
      [1, () => `[${sub(item)}, *${sub()}]`],
      [1, () => `${sub()} + ${sub()}`],
      [0.5, () => `(${sub()} * ${random.int(0, 2)})`],
      [0.7, () => `(${sub()})[${random.pick(['1:', ':1', '::-1', '-2:', '::2'])}]`],
      [1.5, () => this.#comprehension(item, depth, ill)],
      [
        0.7,
        () =>
          `[\n    if ${sub(BOOL)}:\n        ${indent(indent(sub(item)))}\n    else:\n        ${indent(indent(sub(item)))}\n    ${indent(sub(item))}\n]`,
      ],
      [0.7, () => `filter ${this.#binding(self, depth, ill)}`],
      [
        0.4,
        () =>
          item.kind === 'int' || item.kind === 'str' || item.kind === 'float'
            ? `sorted(${sub()}${random.pick(['', ', reverse=True'])})`
            : literal(),
      ],
      [
        0.5,
        () =>
          item.kind === 'int'
            ? random.pick([
                `range(${random.int(0, 6)})`,
                `range(${random.int(0, 3)}, ${random.int(3, 9)}, 2)`,
                `[ord(c) for c in "ab"]`,
              ])
            : literal(),
      ],
      [
        0.5,
        () =>
          item.kind === 'str'
            ? random.pick([
                `(${sub(STR)}).split(",")`,
                `(${sub(STR)}).splitlines()`,
                `[k for k in ${sub({ kind: 'dict', value: INT })}]`,
                `(${sub(STR)}).split()`,
                `(${sub(STR)}).rsplit(",", 1)`,
              ])
            : literal(),
      ],
      [0.5, () => `(${sub()} | ${sub()})`],
    ])
  }

  #dict(value: Type, depth: number, ill: number): string {
    const random = this.#random
    const self: Type = { kind: 'dict', value }
    const entry = (): string =>
      `${random.pick(KEYS)}${random.pick([': ', ' = ', ' = '])}${this.make(value, depth - 1, ill)}`
    const literal = (): string => `{${Array.from({ length: random.int(0, 4) }, entry).join(', ')}}`
    if (depth <= 0) return random.chance(0.5) ? '{}' : `{${entry()}}`
    const sub = (type: Type = self): string => this.make(type, depth - 1, ill)
    return random.choose([
      [4, literal],
      [1, () => `{**${sub()}, ${entry()}}`],
      [1, () => `{${entry()}, **${sub()}}`],
      [1, () => `(${sub()} | ${sub()})`],
      [
        0.7,
        () =>
          `{\n    if ${sub(BOOL)}:\n        ${indent(indent(entry()))}\n    else:\n        ${indent(indent(entry()))}\n}`,
      ],
      [0.7, () => `{\n    if ${sub(BOOL)}:\n        ${indent(indent(entry()))}\n    ${indent(entry())}\n}`],
      [1, () => this.#dictComprehension(value, depth, ill)],
      [0.7, () => this.#rebuilt(value, sub(), depth, ill)],
      [0.5, () => `filter ${this.#binding(self, depth, ill)}`],
      [0.5, () => `{"\${${sub(STR)}}" = ${sub(value)}}`],
      [0.5, () => `{(${sub(STR)}): ${sub(value)}}`],
    ])
  }

  #dictComprehension(value: Type, depth: number, ill: number): string {
    const source = this.make({ kind: 'list', item: INT }, depth - 1)
    return this.#scoped([INT], ([name = '']) => {
      const condition = this.#random.chance(0.3) ? ` if ${this.make(BOOL, depth - 1)}` : ''
      return `{"k\${${name}}" = ${this.make(value, depth - 1, ill)} for ${name} in ${source}${condition}}`
    })
  }

  #rebuilt(value: Type, source: string, depth: number, ill: number): string {
    return this.#scoped(
      [STR, value],
      ([key = '', item = '']) => `{${key} = ${this.make(value, depth - 1, ill)} for ${key}, ${item} in ${source}}`,
    )
  }

  #comprehension(item: Type, depth: number, ill: number): string {
    const random = this.#random
    const source = random.pick([INT, STR] as const)
    const list = this.make({ kind: 'list', item: source }, depth - 1, ill)
    if (random.chance(0.2))
      return this.#scoped([source], ([left = '']) => {
        const inner = this.make({ kind: 'list', item: INT }, depth - 2)
        return this.#scoped(
          [INT],
          ([right = '']) => `[${this.make(item, depth - 1, ill)} for ${left} in ${list} for ${right} in ${inner}]`,
        )
      })
    if (random.chance(0.2))
      return this.#scoped(
        [INT, source],
        ([index = '', name = '']) => `[${this.make(item, depth - 1, ill)} for ${index}, ${name} in ${list}]`,
      )
    if (random.chance(0.2))
      return this.#scoped([source], ([name = '']) => `(map ${name} in ${list} { ${this.make(item, depth - 1, ill)} })`)
    return this.#scoped(
      [source],
      ([name = '']) =>
        `[${this.make(item, depth - 1, ill)} for ${name} in ${list}${random.chance(0.4) ? ` if ${this.make(BOOL, depth - 1, ill)}` : ''}]`,
    )
  }

  #quantifier(depth: number, ill: number): string {
    return `(${this.#random.pick(['all', 'any'])} ${this.#binding({ kind: 'list', item: this.#random.pick([INT, STR] as const) }, depth, ill)})`
  }

  /** `x in list { condition }` */
  #binding(target: Type, depth: number, ill: number): string {
    const isDict = target.kind === 'dict'
    const types = isDict ? [STR, target.value] : target.kind === 'list' ? [target.item] : [STR]
    const source = this.#target(target, depth, ill)
    return this.#scoped(types, (names) => `${names.join(', ')} in ${source} { ${this.make(BOOL, depth - 1, ill)} }`)
  }

  /** What a quantifier runs over is a name or a literal. */
  #target(type: Type, depth: number, ill: number): string {
    const random = this.#random
    const known = this.variables.filter((variable) => sameType(variable.type, type))
    if (known.length > 0 && random.chance(0.6)) return random.pick(known).name
    const item = type.kind === 'list' ? type.item : type.kind === 'dict' ? type.value : type
    const items = Array.from(
      { length: random.int(0, 3) },
      (_, index) => `${type.kind === 'dict' ? `${'abc'[index]} = ` : ''}${this.make(item, depth - 2, ill)}`,
    ).join(', ')
    return type.kind === 'dict' ? `{${items}}` : `[${items}]`
  }

  #interpolation(depth: number, ill: number): string {
    const known = this.variables.filter(
      (variable) => variable.type.kind !== 'function' && variable.type.kind !== 'schema',
    )
    const part = (): string => {
      if (known.length > 0 && this.#random.chance(0.7))
        return `\${${this.#random.pick(known).name}${this.#random.pick(['', '', '', ': #json', ': #yaml'])}}`
      const inner = this.make(INT, 0, ill)
      return /["{}]/.test(inner) ? '${1}' : `\${${inner}}`
    }
    return depth > 0 ? `"${this.#random.pick(['', 'a-', '= '])}${part()}${this.#random.pick(['', '-', part()])}"` : '""'
  }

  #library({ module, text }: LibraryCall): string {
    if (module !== undefined) this.modules.add(module)
    return text
  }

  #call(module: string, call: string): string {
    this.modules.add(module)
    return `${module}.${call}`
  }
}

/** Whether a text makes all that it stands for: no name is read in it. */
export function isFresh(text: string): boolean {
  return !/\b_?(?:value|hidden|call|grown|changed|read|unified|branch|config|attr|mixed|inner|p|v)[0-9a-z]+\b/.test(
    text,
  )
}

export function indent(text: string): string {
  return text.replaceAll('\n', '\n    ')
}

function textOf(type: Type): string {
  switch (type.kind) {
    case 'list':
      return `[${textOf(type.item)}]`
    case 'dict':
      return `{str:${textOf(type.value)}}`
    case 'schema':
      return type.name
    default:
      return type.kind === 'union' || type.kind === 'literal' || type.kind === 'function' ? 'any' : type.kind
  }
}
