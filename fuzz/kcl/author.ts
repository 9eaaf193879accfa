/** What all writers of a program share: choices, names, and what is known so far. */
import { Expressions } from './expressions.ts'
import type { Random } from './random.ts'
import { ANY, BOOL, FLOAT, INT, STR, type Type, type Variable } from './types.ts'

export const PLAIN: readonly Type[] = [INT, FLOAT, STR, BOOL]
export const DATA: readonly Type[] = [
  INT,
  INT,
  FLOAT,
  STR,
  STR,
  BOOL,
  { kind: 'list', item: INT },
  { kind: 'list', item: STR },
  { kind: 'list', item: FLOAT },
  { kind: 'dict', value: INT },
  { kind: 'dict', value: STR },
  { kind: 'list', item: { kind: 'dict', value: INT } },
  { kind: 'dict', value: { kind: 'list', item: STR } },
]

export class Author {
  readonly random: Random
  readonly expressions: Expressions
  /** The chance of a mistake. */
  readonly ill: number
  #names = 0

  constructor(random: Random) {
    this.random = random
    this.expressions = new Expressions(random)
    // A third of the programs hold mistakes.
    this.ill = random.chance(0.33) ? random.pick([0.01, 0.03, 0.1]) : 0
  }

  name(prefix: string): string {
    return `${prefix}${(this.#names++).toString(36)}`
  }

  value(type: Type, depth = 3): string {
    return this.expressions.make(type, this.random.int(0, depth), this.ill)
  }

  declare(prefix: string, type: Type): string {
    const name = this.name(prefix)
    this.expressions.variables.push({ name, type })
    return name
  }

  dataType(): Type {
    const { random } = this
    const { schemas } = this.expressions
    if (schemas.length > 0 && random.chance(0.3)) {
      const type: Type = { kind: 'schema', name: random.pick(schemas).name }
      return random.chance(0.25) ? { kind: 'list', item: type } : type
    }
    if (random.chance(0.06)) return { kind: 'union', options: [random.pick(PLAIN), random.pick(PLAIN)] }
    if (random.chance(0.04)) return ANY
    return random.pick(DATA)
  }

  literals(): Type {
    const options = this.random.pick([
      ['"one"', '"two"'],
      ['1', '2', '3'],
      ['"a"', '1'],
      ['True', '"x"'],
    ] as const)
    return {
      kind: 'union',
      options: options.map((text): Type => ({
        kind: 'literal',
        text,
        of: text.startsWith('"') ? STR : text === 'True' ? BOOL : INT,
      })),
    }
  }

  /** What is made with more variables in sight, which nobody sees after. */
  within<T>(variables: readonly Variable[], make: () => T): T {
    const known = this.expressions.variables
    const before = known.length
    known.push(...variables)
    const made = make()
    known.length = before
    return made
  }
}
