/** Random statements of a package: assignments, branches, growth, unifications, configs, lambdas. */
import { ConfigWriter } from './configs.ts'
import { DATA, PLAIN, type Author } from './author.ts'
import { indent, isFresh } from './layout.ts'
import { BOOL, FLOAT, INT, STR, typeText, type Type } from './types.ts'

const LISTS: readonly Type[] = [
  { kind: 'list', item: INT },
  { kind: 'list', item: STR },
]

export class StatementWriter {
  readonly #author: Author
  readonly #configs: ConfigWriter
  /** Names of instances, given to them without a type. */
  readonly #plain = new Set<string>()

  constructor(author: Author) {
    this.#author = author
    this.#configs = new ConfigWriter(author)
  }

  write(): string {
    const { random } = this.#author
    return random.choose([
      [8, () => this.#assignment()],
      [1.5, () => this.#lambda()],
      [1.5, () => this.#growth()],
      [1.2, () => this.#unification()],
      [1.2, () => this.#condition()],
      [0.7, () => this.#union()],
      [0.4, () => this.#assertion()],
      [0.5, () => this.#typed()],
      [1.5, () => this.#configs.write()],
      [0.8, () => this.#reassigned()],
      [0.4, () => this.#instances()],
      [0.4, () => this.#option()],
      [0.8, () => `${this.#author.name('value')} = ${this.#author.expressions.data()}`],
      [0.3, () => this.#changed()],
      [0.3, () => this.#recursion()],
    ])
  }

  #assignment(): string {
    const author = this.#author
    const { random } = author
    const type = random.chance(0.05) ? author.literals() : author.dataType()
    const value = author.value(type, 4)
    const isTyped = random.chance(0.4)
    const name = author.declare(random.chance(0.12) ? '_hidden' : 'value', type)
    if (!isTyped && /^[\w.]*Schema\w*(?:\(| \{)/.test(value)) this.#plain.add(name)
    return `${name}${isTyped ? `: ${typeText(type)}` : ''} = ${value}`
  }

  #lambda(): string {
    const author = this.#author
    const { random } = author
    const type: Type = {
      kind: 'function',
      parameters: Array.from({ length: random.int(0, 3) }, () => random.pick(DATA)),
      result: random.pick(DATA),
    }
    const value = author.expressions.make(type, 3, author.ill)
    return `${author.declare('call', type)} = ${value}`
  }

  /** A function that calls itself. */
  #recursion(): string {
    const author = this.#author
    const name = author.name('call')
    const step = author.random.pick([`n * ${name}(n - 1)`, `n + ${name}(n - 1)`, `${name}(n - 1) - n`])
    author.expressions.variables.push({ name, type: { kind: 'function', parameters: [INT], result: INT } })
    return `${name} = lambda n: int -> int {\n    1 if n < 1 or n > 9 else ${step}\n}`
  }

  #growth(): string {
    const author = this.#author
    const { random } = author
    const type = random.pick([INT, STR, ...LISTS])
    const name = author.name('_grown')
    const lines = [`${name} = ${author.value(type, 1)}`]
    for (let count = random.int(1, 3); count > 0; count--) {
      lines.push(`${name} += ${author.value(type, 1)}`)
      if (random.chance(0.25))
        lines.push(`${author.name('read')} = ${random.pick([name, `{x = ${name}}`, `[${name}]`])}`)
    }
    lines.push(`${author.name('read')} = ${name}`)
    author.expressions.variables.push({ name, type })
    return lines.join('\n')
  }

  /** A private name that several statements, branches and loops set, and others read between them. */
  #reassigned(): string {
    const author = this.#author
    const { random } = author
    const type = random.pick([INT, INT, STR, ...LISTS])
    const name = author.name('_changed')
    const read = (): string =>
      `${author.name('read')} = ${random.pick([name, `{x = ${name}}`, `[${name} for i in [1]]`, `(lambda { ${name} })()`])}`
    const change = (): string =>
      random.choose([
        [2, () => `${name} = ${author.value(type, 1)}`],
        [1, () => `${name} += ${author.value(type, 1)}`],
        [1, () => `${name} = ${name} + ${author.value(type, 1)}`],
      ])
    const lines = [`${name} = ${author.value(type, 1)}`]
    for (let count = random.int(1, 4); count > 0; count--)
      lines.push(
        random.choose([
          [2, change],
          [2, read],
          [
            1,
            () =>
              `if ${author.value(BOOL, 1)}:\n    ${indent([change(), read(), change()].slice(random.int(0, 2)).join('\n'))}`,
          ],
        ]),
      )
    author.expressions.variables.push({ name, type })
    return lines.join('\n')
  }

  /** Parts of a private value are set. */
  #changed(): string {
    const author = this.#author
    const { random } = author
    const name = author.name('_changed')
    const isDict = random.chance(0.6)
    const type: Type = isDict ? { kind: 'dict', value: INT } : { kind: 'list', item: INT }
    const lines = [`${name} = ${isDict ? `{a = ${author.value(INT, 0)}}` : `[${author.value(INT, 0)}, 2]`}`]
    for (let count = random.int(1, 3); count > 0; count--) {
      const place = isDict ? random.pick(['.a', '["a"]', '["b"]', '.c']) : random.pick(['[0]', '[1]', '[-1]'])
      lines.push(`${name}${place} ${random.pick(['=', '=', '+='])} ${author.value(INT, 0)}`)
      if (random.chance(0.3)) lines.push(`${author.name('read')} = ${name}`)
    }
    lines.push(`${author.name('read')} = ${name}`)
    author.expressions.variables.push({ name, type })
    return lines.join('\n')
  }

  #unification(): string {
    const author = this.#author
    const { random, expressions } = author
    if (expressions.schemas.length === 0) return this.#assignment()
    const shape = random.pick(expressions.schemas)
    const value = expressions.instance(shape.name, 2, author.ill)
    const name = author.declare('unified', { kind: 'schema', name: shape.name })
    const lines = [`${name}: ${value}`]
    for (let count = random.chance(0.4) ? random.int(1, 2) : 0; count > 0; count--)
      lines.push(`${name}: ${expressions.instance(shape.name, 1, author.ill)}`)
    if (random.chance(0.2)) lines.splice(1, 0, `${author.name('read')} = ${name}`)
    return lines.join('\n')
  }

  #condition(): string {
    const author = this.#author
    const { random } = author
    const type = random.pick(DATA)
    const name = author.name(random.chance(0.5) ? '_branch' : 'branch')
    const isHidden = name.startsWith('_')
    const lines = isHidden ? [`${name} = ${author.value(type, 1)}`] : []
    const assign = (depth: number): string => `    ${name} = ${indent(author.value(type, depth))}`
    const condition = author.value(BOOL, 2)
    lines.push(`if ${condition}:\n${assign(2)}`)
    // Which arm a name is read from ahead depends, for the reference, on what the conditions have read.
    if (isHidden && isFresh(condition) && random.chance(0.3)) lines.push(`elif ${author.value(BOOL, 1)}:\n${assign(1)}`)
    if (isHidden && random.chance(0.5)) lines.push(`else:\n${assign(1)}`)
    lines.push(`${author.name('read')} = ${name}`)
    if (isHidden) author.expressions.variables.push({ name, type })
    return lines.join('\n')
  }

  #union(): string {
    const author = this.#author
    const { random, expressions } = author
    const known = expressions.variables.filter(
      ({ type, name }) => type.kind === 'schema' && /^(?:value|unified)/.test(name),
    )
    const variable = known.length > 0 ? random.pick(known) : undefined
    if (variable?.type.kind === 'schema' && random.chance(0.6)) {
      const made = expressions.instance(variable.type.name, 1, author.ill)
      // The reference takes what has a declared type for the type itself.
      const isDeclared = !this.#plain.has(variable.name)
      const value =
        isDeclared || random.chance(0.5)
          ? `${variable.name} | ${made}`
          : `${variable.name}${made.slice(made.indexOf(' {'))}`
      return `${author.declare('value', variable.type)} = ${value}`
    }
    const type = random.pick([
      { kind: 'dict', value: INT },
      { kind: 'dict', value: STR },
      { kind: 'list', item: INT },
    ] as const)
    return `${author.declare('value', type)} = ${author.value(type, 2)} | ${author.value(type, 2)}`
  }

  #assertion(): string {
    const author = this.#author
    const { random } = author
    const condition = random.chance(0.25) ? ` if ${author.value(BOOL, 1)}` : ''
    return `assert ${author.value(BOOL, 2)}${condition}${random.chance(0.5) ? ', "asserted"' : ''}`
  }

  #typed(): string {
    const author = this.#author
    const { random } = author
    const type = random.pick(PLAIN)
    const value = `${author.value(type, 1)} as ${typeText(random.chance(0.85) ? type : random.pick(PLAIN))}`
    return `${author.declare('value', type)} = ${value}`
  }

  #instances(): string {
    const { random, expressions } = this.#author
    const schemas = expressions.schemas.filter(({ name }) => !name.includes('.'))
    if (schemas.length === 0) return this.#assignment()
    const { name } = random.pick(schemas)
    return `${this.#author.name('value')} = len(${name}.instances())`
  }

  #option(): string {
    const author = this.#author
    const type = author.random.pick([INT, STR, FLOAT, BOOL])
    const value = author.value(type, 0)
    return `${author.declare('value', type)} = option("${author.random.pick(['one', 'two'])}", type="${typeText(type)}", default=${value})`
  }
}
