/** Random schemas: bases, mixins, protocols, rules, parameters, signatures, branches, lambdas, checks. */
import { DATA, PLAIN, type Author } from './author.ts'
import { indent, isFresh } from './layout.ts'
import { BOOL, INT, STR, typeText, type Attribute, type Parameter, type SchemaShape, type Type } from './types.ts'

export class SchemaWriter {
  readonly #author: Author

  constructor(author: Author) {
    this.#author = author
  }

  write(): string {
    const author = this.#author
    const { random } = author
    const { schemas } = author.expressions
    const base = schemas.length > 0 && random.chance(0.45) ? random.pick(schemas) : undefined
    const name = author.name('Schema')
    const before: string[] = []
    const lines: string[] = []
    const attributes: Attribute[] = [...(base?.attributes ?? [])]
    if (random.chance(0.1)) lines.push(`"""A ${name}."""`)
    if (random.chance(0.18)) lines.push(`mixin [${this.#mixin(name, before, attributes)}]`)
    const signature = base === undefined && random.chance(0.14) ? random.pick([INT, STR]) : undefined
    if (signature) lines.push(this.#signature(signature))
    const parameters = this.#parameters(base)
    const known = [...parameters, ...attributes.filter((attribute) => !attribute.isOptional)]
    author.within(known, () => {
      this.#body(lines, attributes, base, signature)
      if (random.chance(0.4)) lines.push(this.#checks())
    })
    const shape: SchemaShape = { name, attributes, parameters, signature: signature ?? base?.signature }
    const text = `${this.#decorator(0.06)}schema ${name}${parametersText(parameters)}${base ? `(${base.name})` : ''}:\n${block(lines)}\n`
    schemas.push(shape)
    return [...before, text].join('\n')
  }

  /** Writes it in front, and adds what it brings. */
  #mixin(name: string, before: string[], attributes: Attribute[]): string {
    const author = this.#author
    const { random } = author
    const mixin = `${name}Mixin`
    const attribute = author.name('mixed')
    const lines: string[] = []
    const host = attributes.find((known) => known.type.kind === 'int' && !known.isOptional)
    let head = `${random.pick(['schema', 'mixin'])} ${mixin}`
    if (host && random.chance(0.5)) {
      const protocol = `${name}Protocol`
      before.push(`protocol ${protocol}:\n    ${host.name}: int\n`)
      head = `mixin ${mixin} for ${protocol}`
      lines.push(`${attribute}: int = ${host.name}${random.pick(['', ' + 1', ' * 2'])}`)
    } else lines.push(`${attribute}: int = ${author.value(INT, 1)}`)
    if (random.chance(0.2)) lines.push(`check:\n    ${attribute} ${random.pick(['>', '<', '!='])} ${random.int(0, 9)}`)
    before.push(`${head}:\n${block(lines)}\n`)
    attributes.push({ name: attribute, type: INT, isOptional: false, hasDefault: true, isShared: false })
    return mixin
  }

  #signature(type: Type): string {
    const { random } = this.#author
    const value = random.chance(0.25) ? ` = ${this.#author.value(type, 0)}` : ''
    return `[${random.pick(['...str', 'key: str', 'str', 'key: ...str', '...str'])}]: ${typeText(type)}${value}`
  }

  /** Those of the base first: they are handed on by their places. */
  #parameters(base: SchemaShape | undefined): readonly Parameter[] {
    const author = this.#author
    const { random } = author
    if (base && base.parameters.length === 0 && random.chance(0.9)) return []
    const parameters: Parameter[] = (base?.parameters ?? []).map((parameter) => ({
      ...parameter,
      name: author.name('p'),
    }))
    if (base || !random.chance(0.15)) return parameters
    for (let count = random.int(1, 2); count > 0; count--) {
      const hasDefault = parameters.some((parameter) => parameter.hasDefault) || random.chance(0.3)
      parameters.push({ name: author.name('p'), type: random.pick(PLAIN), hasDefault })
    }
    return parameters
  }

  #body(lines: string[], attributes: Attribute[], base: SchemaShape | undefined, signature: Type | undefined): void {
    const author = this.#author
    const { random, expressions } = author
    for (let count = random.int(signature || base ? 0 : 1, 4); count > 0; count--) {
      const type = signature ?? (random.chance(0.1) ? author.literals() : author.dataType())
      lines.push(this.#attribute(attributes, type))
      const added = attributes.at(-1)
      if (added && !added.isOptional) expressions.variables.push(added)
    }
    const settable = attributes.filter((attribute) => attribute.hasDefault)
    const target = settable.length > 0 ? random.pick(settable) : undefined
    const mark = (): void => {
      const at = target ? attributes.indexOf(target) : -1
      if (target && at >= 0) attributes[at] = { ...target, isShared: true }
    }
    if (target && random.chance(0.12)) {
      lines.push(`${target.name} = ${author.value(target.type, 1)}`)
      mark()
    }
    if (target && base?.attributes.includes(target) && random.chance(0.3)) {
      lines.push(`${target.name}: ${typeText(target.type)} = ${author.value(target.type, 1)}`)
      mark()
    }
    if (target?.type.kind === 'int' && random.chance(0.2))
      lines.push(`${target.name} ${random.pick(['+=', '-=', '*='])} ${author.value(INT, 0)}`)
    if (target?.type.kind === 'list' && random.chance(0.2)) {
      lines.push(`${target.name} += ${author.value(target.type, 1)}`)
      mark()
    }
    if (target && random.chance(0.16)) {
      lines.push(this.#branches(target))
      mark()
    }
    if (random.chance(0.12)) lines.push(this.#private())
    if (random.chance(0.1)) lines.push(this.#lambda(attributes))
    if (random.chance(0.1)) lines.push(`assert ${author.value(BOOL, 1)}, "asserted"`)
    if (random.chance(0.04)) lines.push(`assert ${author.value(BOOL, 1)} if ${author.value(BOOL, 1)}`)
  }

  #attribute(attributes: Attribute[], type: Type): string {
    const author = this.#author
    const { random } = author
    const hasDefault = random.chance(0.55)
    const value = hasDefault ? author.value(type, 2) : ''
    const attribute: Attribute = {
      name: author.name('attr'),
      type,
      isOptional: random.chance(0.25),
      hasDefault,
      isShared: !isFresh(value),
    }
    attributes.push(attribute)
    const mark = attribute.isOptional ? '?' : ''
    return `${this.#decorator(attribute.isOptional || hasDefault ? 0.04 : 0)}${attribute.name}${mark}: ${typeText(type)}${hasDefault ? ` = ${value}` : ''}`
  }

  #decorator(chance: number): string {
    const { random } = this.#author
    if (!random.chance(chance)) return ''
    return `${random.pick(['@deprecated(strict=False)', '@info(message="m")', '@deprecated(version="1.0", reason="r", strict=False)', '@deprecated'])}\n`
  }

  #branches(target: Attribute): string {
    const author = this.#author
    const { random } = author
    const assign = (): string => `    ${target.name} = ${indent(author.value(target.type, 1))}`
    const parts = [`if ${author.value(BOOL, 1)}:\n${assign()}`]
    if (random.chance(0.4)) parts.push(`elif ${author.value(BOOL, 1)}:\n${assign()}`)
    if (random.chance(0.5)) parts.push(`else:\n${assign()}`)
    return parts.join('\n')
  }

  /** A name of the body that instances do not show, set more than once. */
  #private(): string {
    const author = this.#author
    const { random } = author
    const type = random.pick([INT, { kind: 'list', item: INT }] as const)
    const name = author.name('_inner')
    const lines = [`${name} = ${author.value(type, 1)}`]
    if (random.chance(0.6)) lines.push(`${name} += ${author.value(type, 1)}`)
    if (random.chance(0.3)) lines.push(`if ${author.value(BOOL, 1)}:\n    ${name} += ${author.value(type, 0)}`)
    author.expressions.variables.push({ name, type })
    return lines.join('\n')
  }

  #lambda(attributes: Attribute[]): string {
    const author = this.#author
    const { random } = author
    const type: Type = { kind: 'function', parameters: [random.pick(DATA)], result: random.pick(DATA) }
    const name = author.name('attr')
    const value = author.expressions.make(type, 2, author.ill)
    const attribute: Attribute = { name, type, isOptional: false, hasDefault: true, isShared: false }
    if (random.chance(0.6)) attributes.push(attribute)
    author.expressions.variables.push(attribute)
    return `${name}: ${typeText(type)} = ${value}`
  }

  #checks(): string {
    const author = this.#author
    const { random } = author
    const checks = Array.from({ length: random.int(1, 2) }, () => {
      const condition = random.chance(0.3) ? ` if ${author.value(BOOL, 1)}` : ''
      const message = random.chance(0.4) ? `, ${random.pick(['"message"', author.value(STR, 1)])}` : ''
      return `    ${indent(`${author.value(BOOL, 1)}${condition}${message}`)}`
    })
    return `check:\n${checks.join('\n')}`
  }
}

function parametersText(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return ''
  const texts = parameters.map(({ name, type, hasDefault }) => {
    const value = hasDefault ? ` = ${PLAIN_VALUES[typeText(type)] ?? 'None'}` : ''
    return `${name}: ${typeText(type)}${value}`
  })
  return `[${texts.join(', ')}]`
}

const PLAIN_VALUES: Readonly<Record<string, string>> = { int: '7', float: '2.5', str: '"given"', bool: 'True' }

function block(lines: readonly string[]): string {
  return (lines.length === 0 ? ['"""Nothing."""'] : lines).map((line) => `    ${indent(line)}`).join('\n')
}
