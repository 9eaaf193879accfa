/** Random programs: schemas, lambdas, globals and configs that use each other. */
import { Expressions, indent } from './expressions.ts'
import { Random } from './random.ts'
import {
  ANY,
  BOOL,
  FLOAT,
  INT,
  STR,
  typeText,
  type Attribute,
  type SchemaShape,
  type Type,
  type Variable,
} from './types.ts'

export interface GeneratedProgram {
  readonly seed: number
  readonly text: string
}

const PLAIN: readonly Type[] = [INT, FLOAT, STR, BOOL]
const DATA: readonly Type[] = [
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

export function generateProgram(seed: number): GeneratedProgram {
  return { seed, text: new ProgramWriter(new Random(seed)).write() }
}

class ProgramWriter {
  readonly #random: Random
  readonly #expressions: Expressions
  readonly #ill: number
  #names = 0

  constructor(random: Random) {
    this.#random = random
    this.#expressions = new Expressions(random)
    // A third of the programs hold mistakes.
    this.#ill = random.chance(0.33) ? random.pick([0.01, 0.03, 0.1]) : 0
  }

  write(): string {
    const random = this.#random
    const parts: string[] = []
    const schemas = random.chance(0.6) ? random.int(1, 3) : 0
    for (let count = 0; count < schemas; count++) parts.push(this.#schema())
    for (let count = random.int(1, 6); count > 0; count--) parts.push(this.#statement())
    const imports = [...this.#expressions.modules].toSorted().map((name) => `import ${name}\n`)
    return `${imports.join('')}${parts.join('\n')}\n`
  }

  #name(prefix: string): string {
    return `${prefix}${(this.#names++).toString(36)}`
  }

  #dataType(): Type {
    const schemas = this.#expressions.schemas
    if (schemas.length > 0 && this.#random.chance(0.3)) {
      const type: Type = { kind: 'schema', name: this.#random.pick(schemas).name }
      return this.#random.chance(0.25) ? { kind: 'list', item: type } : type
    }
    if (this.#random.chance(0.06))
      return { kind: 'union', options: [this.#random.pick(PLAIN), this.#random.pick(PLAIN)] }
    if (this.#random.chance(0.04)) return ANY
    return this.#random.pick(DATA)
  }

  #value(type: Type, depth = 3): string {
    return this.#expressions.make(type, this.#random.int(0, depth), this.#ill)
  }

  #schema(): string {
    const random = this.#random
    const { schemas } = this.#expressions
    const base = schemas.length > 0 && random.chance(0.4) ? random.pick(schemas) : undefined
    const isMixed = base === undefined && random.chance(0.15)
    const name = this.#name('Schema')
    const parameters: Variable[] =
      base === undefined && random.chance(0.12) ? [{ name: this.#name('p'), type: random.pick(PLAIN) }] : []
    const lines: string[] = []
    if (random.chance(0.15)) lines.push(`"""A ${name}."""`)
    let mixin = ''
    const attributes: Attribute[] = [...(base?.attributes ?? [])]
    if (isMixed) {
      const mixinName = `${name}Mixin`
      const attribute = this.#name('mixed')
      mixin = `schema ${mixinName}:\n    ${attribute}: int = ${this.#value(INT, 1)}\n\n`
      lines.push(`mixin [${mixinName}]`)
      attributes.push({ name: attribute, type: INT, isOptional: false, hasDefault: true })
    }
    const signature = base === undefined && random.chance(0.12) ? random.pick([INT, STR]) : undefined
    if (signature)
      lines.push(
        random.pick([
          `[...str]: ${typeText(signature)}`,
          `[key: str]: ${typeText(signature)}`,
          `[str]: ${typeText(signature)}`,
        ]),
      )
    const before = this.#expressions.variables.length
    this.#expressions.variables.push(...parameters)
    for (const attribute of attributes) if (!attribute.isOptional) this.#expressions.variables.push(attribute)
    for (let count = random.int(signature ? 0 : 1, 4); count > 0; count--) {
      const type = signature ?? (random.chance(0.08) ? this.#literals() : this.#dataType())
      const attribute: Attribute = {
        name: this.#name('attr'),
        type,
        isOptional: random.chance(0.25),
        hasDefault: random.chance(0.5),
      }
      attributes.push(attribute)
      lines.push(
        `${attribute.name}${attribute.isOptional ? '?' : ''}: ${typeText(type)}${attribute.hasDefault ? ` = ${this.#value(type, 2)}` : ''}`,
      )
      if (!attribute.isOptional) this.#expressions.variables.push(attribute)
    }
    const last = attributes.at(-1)
    if (last && last.hasDefault && random.chance(0.1)) lines.push(`${last.name} = ${this.#value(last.type, 1)}`)
    if (last && last.hasDefault && random.chance(0.1))
      lines.push(`if ${this.#value(BOOL, 1)}:\n    ${last.name} = ${indent(this.#value(last.type, 1))}`)
    if (random.chance(0.1)) lines.push(`assert ${this.#value(BOOL, 1)}, "asserted"`)
    if (random.chance(0.35)) {
      const checks = Array.from(
        { length: random.int(1, 2) },
        () =>
          `    ${this.#value(BOOL, 1)}${random.chance(0.3) ? ` if ${this.#value(BOOL, 0)}` : ''}${random.chance(0.4) ? ', "message"' : ''}`,
      )
      lines.push(`check:\n${checks.map(indent).join('\n')}`)
    }
    this.#expressions.variables.length = before
    const shape: SchemaShape = { name, attributes, parameters, signature: signature ?? base?.signature }
    schemas.push(shape)
    const header = `schema ${name}${parameters.length > 0 ? `[${parameters.map((parameter) => `${parameter.name}: ${typeText(parameter.type)}`).join(', ')}]` : ''}${base ? `(${base.name})` : ''}:`
    return `${mixin}${header}\n${lines.map((line) => `    ${indent(line)}`).join('\n')}\n`
  }

  #literals(): Type {
    const options = this.#random.pick([
      ['"one"', '"two"'],
      ['1', '2', '3'],
      ['"a"', '1'],
    ] as const)
    return {
      kind: 'union',
      options: options.map((text): Type => ({ kind: 'literal', text, of: text.startsWith('"') ? STR : INT })),
    }
  }

  #statement(): string {
    const random = this.#random
    return random.choose([
      [8, () => this.#assignment()],
      [2, () => this.#lambda()],
      [1.5, () => this.#growth()],
      [1, () => this.#unification()],
      [1, () => this.#condition()],
      [0.7, () => this.#union()],
      [0.4, () => `assert ${this.#value(BOOL, 2)}${random.chance(0.5) ? ', "asserted"' : ''}`],
      [0.5, () => this.#typed()],
      [0.4, () => this.#config()],
      [0.3, () => this.#reassigned()],
    ])
  }

  #declare(prefix: string, type: Type): string {
    const name = this.#name(prefix)
    this.#expressions.variables.push({ name, type })
    return name
  }

  #assignment(): string {
    const random = this.#random
    const type = this.#dataType()
    const value = this.#value(type, 4)
    const isTyped = random.chance(0.4)
    const name = this.#declare(random.chance(0.12) ? '_hidden' : 'value', type)
    return `${name}${isTyped ? `: ${typeText(type)}` : ''} = ${value}`
  }

  #lambda(): string {
    const random = this.#random
    const type: Type = {
      kind: 'function',
      parameters: Array.from({ length: random.int(1, 3) }, () => random.pick(DATA)),
      result: random.pick(DATA),
    }
    const value = this.#expressions.make(type, 3, this.#ill)
    return `${this.#declare('call', type)} = ${value}`
  }

  #growth(): string {
    const random = this.#random
    const type = random.pick([INT, STR, { kind: 'list', item: INT }, { kind: 'list', item: STR }] as const)
    const name = this.#name('_grown')
    const lines = [`${name} = ${this.#value(type, 1)}`]
    for (let count = random.int(1, 3); count > 0; count--) lines.push(`${name} += ${this.#value(type, 1)}`)
    lines.push(`${this.#name('read')} = ${name}`)
    this.#expressions.variables.push({ name, type })
    return lines.join('\n')
  }

  #reassigned(): string {
    const name = this.#name('_changed')
    const lines = [
      `${name} = ${this.#value(INT, 1)}`,
      `${this.#name('read')} = ${name}`,
      `${name} = ${this.#value(INT, 1)}`,
    ]
    this.#expressions.variables.push({ name, type: INT })
    return lines.join('\n')
  }

  #unification(): string {
    const { schemas } = this.#expressions
    if (schemas.length === 0) return this.#assignment()
    const shape = this.#random.pick(schemas)
    const value = this.#expressions.instance(shape.name, 2, this.#ill)
    const name = this.#declare('unified', { kind: 'schema', name: shape.name })
    const second = this.#random.chance(0.3) ? `\n${name}: ${this.#expressions.instance(shape.name, 1, this.#ill)}` : ''
    return `${name}: ${value}${second}`
  }

  #condition(): string {
    const random = this.#random
    const type = random.pick(DATA)
    const name = this.#name(random.chance(0.5) ? '_branch' : 'branch')
    const lines = name.startsWith('_') ? [`${name} = ${this.#value(type, 1)}`] : []
    lines.push(`if ${this.#value(BOOL, 2)}:\n    ${name} = ${indent(this.#value(type, 2))}`)
    if (name.startsWith('_') && random.chance(0.5)) lines.push(`else:\n    ${name} = ${indent(this.#value(type, 1))}`)
    lines.push(`${this.#name('read')} = ${name}`)
    if (name.startsWith('_')) this.#expressions.variables.push({ name, type })
    return lines.join('\n')
  }

  #union(): string {
    const type = this.#random.pick([
      { kind: 'dict', value: INT },
      { kind: 'dict', value: STR },
      { kind: 'list', item: INT },
    ] as const)
    const variable = this.#expressions.variables.find(
      (known) => known.type.kind === 'schema' && known.name.startsWith('value'),
    )
    if (variable?.type.kind === 'schema' && this.#random.chance(0.5)) {
      const value = `${variable.name} | ${this.#expressions.instance(variable.type.name, 1, this.#ill)}`
      return `${this.#declare('value', variable.type)} = ${value}`
    }
    const value = `${this.#value(type, 2)} | ${this.#value(type, 2)}`
    return `${this.#declare('value', type)} = ${value}`
  }

  #typed(): string {
    const random = this.#random
    const type = random.pick(PLAIN)
    const value = `${this.#value(type, 1)} as ${typeText(random.chance(0.85) ? type : random.pick(PLAIN))}`
    return `${this.#declare('value', type)} = ${value}`
  }

  #config(): string {
    const random = this.#random
    const entries = Array.from({ length: random.int(1, 4) }, () => {
      const key = random.pick(['a', 'b', 'c.d', 'c.e', 'f', '"g h"', 'list'])
      return `    ${key}${random.pick([' = ', ': ', ' = '])}${indent(this.#value(random.pick(DATA), 2))}`
    })
    return `${this.#name('config')} = {\n${entries.join('\n')}\n}`
  }
}
