/** Random expressions of a wanted type. */
import { Collections } from './collections.ts'
import { indent, isFresh } from './layout.ts'
import { boolCall, dataCall, intCall, textCall, type LibraryCall } from './library.ts'
import type { Random } from './random.ts'
import { BOOL, FLOAT, INT, parameterText, sameType, STR, type SchemaShape, type Type } from './types.ts'

const LIBRARY: Partial<Record<Type['kind'], (random: Random) => LibraryCall>> = {
  int: intCall,
  str: textCall,
  bool: boolCall,
  any: dataCall,
}

export class Expressions extends Collections {
  /** An expression that is meant to have the type; `ill` is the chance that it does not. */
  make(type: Type, depth: number, ill = 0): string {
    const random = this.random
    if (ill > 0 && random.chance(ill))
      return this.make(random.pick([INT, FLOAT, STR, BOOL, { kind: 'list', item: STR }]), depth)
    const known = this.variables.filter((variable) => sameType(variable.type, type))
    if (known.length > 0 && random.chance(depth <= 0 ? 0.6 : 0.3)) return random.pick(known).name
    if (depth > 0 && random.chance(0.06))
      return `(${this.make(type, depth - 1, ill)} if ${this.make(BOOL, depth - 1, ill)} else ${this.make(type, depth - 1, ill)})`
    if (depth > 0 && random.chance(0.04)) return this.#fromFunction(type, depth, ill)
    const call = depth > 0 && random.chance(0.05) ? LIBRARY[type.kind] : undefined
    if (call) return this.library(call(random))
    switch (type.kind) {
      case 'int':
        return this.int(depth, ill)
      case 'float':
        return this.float(depth, ill)
      case 'str':
        return this.str(depth, ill)
      case 'bool':
        return this.bool(depth, ill)
      case 'any':
        return this.make(
          random.pick([INT, FLOAT, STR, BOOL, { kind: 'list', item: INT }, { kind: 'dict', value: STR }] as const),
          depth,
          ill,
        )
      case 'list':
        return this.list(type.item, depth, ill)
      case 'dict':
        return this.dict(type.value, depth, ill)
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
    return this.library(dataCall(this.random))
  }

  lambda(type: Extract<Type, { kind: 'function' }>, depth: number, ill: number): string {
    return this.scoped(type.parameters, (names) => {
      const parameters = names.map((name, index) => {
        const parameter = type.parameters[index]
        return parameter && this.random.chance(0.6) ? `${name}: ${parameterText(parameter)}` : name
      })
      const result = this.random.chance(0.4) ? ` -> ${parameterText(type.result)}` : ''
      const body = this.make(type.result, depth - 1, ill)
      if (!this.random.chance(0.25))
        return `lambda ${parameters.join(', ')}${result} { ${body.startsWith('-') || body.startsWith('+') || body.startsWith('~') ? `(${body})` : body} }`
      const local = this.local()
      return `lambda ${parameters.join(', ')}${result} {\n    ${local} = ${indent(body)}\n    ${local}\n}`
    })
  }

  instance(name: string, depth: number, ill: number): string {
    const random = this.random
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
    const random = this.random
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

  #fromFunction(type: Type, depth: number, ill: number): string {
    const random = this.random
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
}
