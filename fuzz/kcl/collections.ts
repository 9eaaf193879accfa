/** Random lists and dicts, and what loops over them. */
import { indent } from './layout.ts'
import { Scalars } from './scalars.ts'
import { BOOL, INT, sameType, STR, type Type } from './types.ts'

const KEYS = ['a', 'b', 'c', 'key', 'name', '"x-y"', '"1"', '"k.d"', 'id']

export abstract class Collections extends Scalars {
  #locals = 0

  protected local(): string {
    return `v${(this.#locals++).toString(36)}`
  }

  protected scoped<T>(types: readonly Type[], make: (names: readonly string[]) => T): T {
    const names = types.map(() => this.local())
    const before = this.variables.length
    for (const [index, type] of types.entries()) this.variables.push({ name: names[index] ?? '', type })
    const made = make(names)
    this.variables.length = before
    return made
  }

  /** A call or an attribute of a variable that gives the type, else something plain. */
  protected list(item: Type, depth: number, ill: number): string {
    const random = this.random
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
      [0.7, () => `filter ${this.binding(self, depth, ill)}`],
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

  protected dict(value: Type, depth: number, ill: number): string {
    const random = this.random
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
      [0.5, () => `filter ${this.binding(self, depth, ill)}`],
      [0.5, () => `{"\${${sub(STR)}}" = ${sub(value)}}`],
      [0.5, () => `{(${sub(STR)}): ${sub(value)}}`],
    ])
  }

  #dictComprehension(value: Type, depth: number, ill: number): string {
    const source = this.make({ kind: 'list', item: INT }, depth - 1)
    return this.scoped([INT], ([name = '']) => {
      const condition = this.random.chance(0.3) ? ` if ${this.make(BOOL, depth - 1)}` : ''
      return `{"k\${${name}}" = ${this.make(value, depth - 1, ill)} for ${name} in ${source}${condition}}`
    })
  }

  #rebuilt(value: Type, source: string, depth: number, ill: number): string {
    return this.scoped(
      [STR, value],
      ([key = '', item = '']) => `{${key} = ${this.make(value, depth - 1, ill)} for ${key}, ${item} in ${source}}`,
    )
  }

  #comprehension(item: Type, depth: number, ill: number): string {
    const random = this.random
    const source = random.pick([INT, STR] as const)
    const list = this.make({ kind: 'list', item: source }, depth - 1, ill)
    if (random.chance(0.2))
      return this.scoped([source], ([left = '']) => {
        const inner = this.make({ kind: 'list', item: INT }, depth - 2)
        return this.scoped(
          [INT],
          ([right = '']) => `[${this.make(item, depth - 1, ill)} for ${left} in ${list} for ${right} in ${inner}]`,
        )
      })
    if (random.chance(0.2))
      return this.scoped(
        [INT, source],
        ([index = '', name = '']) => `[${this.make(item, depth - 1, ill)} for ${index}, ${name} in ${list}]`,
      )
    if (random.chance(0.2))
      return this.scoped([source], ([name = '']) => `(map ${name} in ${list} { ${this.make(item, depth - 1, ill)} })`)
    return this.scoped(
      [source],
      ([name = '']) =>
        `[${this.make(item, depth - 1, ill)} for ${name} in ${list}${random.chance(0.4) ? ` if ${this.make(BOOL, depth - 1, ill)}` : ''}]`,
    )
  }

  protected quantifier(depth: number, ill: number): string {
    return `(${this.random.pick(['all', 'any'])} ${this.binding({ kind: 'list', item: this.random.pick([INT, STR] as const) }, depth, ill)})`
  }

  /** `x in list { condition }` */
  protected binding(target: Type, depth: number, ill: number): string {
    const isDict = target.kind === 'dict'
    const types = isDict ? [STR, target.value] : target.kind === 'list' ? [target.item] : [STR]
    const source = this.#target(target, depth, ill)
    return this.scoped(types, (names) => `${names.join(', ')} in ${source} { ${this.make(BOOL, depth - 1, ill)} }`)
  }

  /** What a quantifier runs over is a name or a literal. */
  #target(type: Type, depth: number, ill: number): string {
    const random = this.random
    const known = this.variables.filter((variable) => sameType(variable.type, type))
    if (known.length > 0 && random.chance(0.6)) return random.pick(known).name
    const item = type.kind === 'list' ? type.item : type.kind === 'dict' ? type.value : type
    const items = Array.from(
      { length: random.int(0, 3) },
      (_, index) => `${type.kind === 'dict' ? `${'abc'[index]} = ` : ''}${this.make(item, depth - 2, ill)}`,
    ).join(', ')
    return type.kind === 'dict' ? `{${items}}` : `[${items}]`
  }
}
