/**
 * Types of the language. Every type has an `id`; two types are equal exactly when their ids are. Structural types are
 * interned, so building the same type twice gives the same id without comparing structure.
 */
import type { NumberSuffix, Range } from '../../syntax/nodes.ts'
import type { SourceFile } from '../../program/program.ts'
import type { SchemaInfo } from '../schema-info.ts'

/** A place in a source file. */
export interface Origin {
  readonly file: SourceFile
  readonly range: Range
}

export type Type =
  | PlainType
  | IntLiteralType
  | FloatLiteralType
  | StringLiteralType
  | BoolLiteralType
  | MultiplierType
  | ListType
  | DictType
  | UnionType
  | SchemaType
  | FunctionType
  | ModuleType

export type PlainKind = 'any' | 'none' | 'bool' | 'int' | 'float' | 'str'
export interface PlainType {
  readonly kind: PlainKind
  readonly id: number
}
export interface IntLiteralType {
  readonly kind: 'intLiteral'
  readonly id: number
  readonly value: bigint
}
export interface FloatLiteralType {
  readonly kind: 'floatLiteral'
  readonly id: number
  readonly value: number
}
export interface StringLiteralType {
  readonly kind: 'strLiteral'
  readonly id: number
  readonly value: string
}
export interface BoolLiteralType {
  readonly kind: 'boolLiteral'
  readonly id: number
  readonly value: boolean
}
/** `1Ki`; without a literal it is the type `units.NumberMultiplier`. */
export interface MultiplierType {
  readonly kind: 'multiplier'
  readonly id: number
  readonly literal: { readonly value: bigint; readonly suffix: NumberSuffix } | undefined
}
export interface ListType {
  readonly kind: 'list'
  readonly id: number
  readonly element: Type
}
/** What is known of one key of a config literal. */
export interface DictAttribute {
  readonly type: Type
  readonly origin: Origin
}
export interface DictType {
  readonly kind: 'dict'
  readonly id: number
  readonly key: Type
  readonly value: Type
  /** The keys of the literal that the type comes from. They take no part in equality. */
  readonly attributes: ReadonlyMap<string, DictAttribute> | undefined
}
export interface UnionType {
  readonly kind: 'union'
  readonly id: number
  readonly members: readonly Type[]
}
export interface SchemaType {
  readonly kind: 'schema'
  readonly id: number
  readonly schema: SchemaInfo
  /** A value of the schema rather than the schema as a name for calling. */
  readonly isInstance: boolean
  /** As an annotation names it, when its attributes are not known yet: nothing is suggested for a wrong one. */
  readonly isDeclared: boolean
}
export interface FunctionParameter {
  /** Undefined in function types that were only written as types. */
  readonly name: string | undefined
  readonly type: Type
  readonly hasDefault: boolean
  readonly origin: Origin | undefined
}
export interface FunctionType {
  readonly kind: 'function'
  readonly id: number
  readonly parameters: readonly FunctionParameter[]
  readonly result: Type
  readonly isVariadic: boolean
}
export type ModuleReference =
  | { readonly kind: 'system'; readonly module: string }
  | { readonly kind: 'package'; readonly package: string }
  /** Members of plugins and of packages that could not be found are not known. */
  | { readonly kind: 'plugin' | 'missing'; readonly name: string }
export interface ModuleType {
  readonly kind: 'module'
  readonly id: number
  readonly reference: ModuleReference
  readonly title: string
}

/** Makes types and knows those that were made; one for a whole program, or for many. */
export class TypeTable {
  #next = 16
  readonly #interned = new Map<string, number>()
  readonly #nodes = new Map<number, Type>()
  readonly #strings = new Map<string, StringLiteralType>()
  readonly #ints = new Map<bigint, IntLiteralType>()
  readonly #schemas = new Map<SchemaInfo, { definition: SchemaType; instance: SchemaType; declared: SchemaType }>()
  /**
   * Whether each type is an object of its own, and unions hold all that they are made of: which of two that are equal
   * goes from a union, and what takes its place there, shows in messages.
   */
  readonly isExact: boolean
  /** A union says less than it should, so that what it fits may not fit. */
  isApproximate = false

  constructor(isExact = false) {
    this.isExact = isExact
  }

  /** Another object for the same type, where that matters. */
  fresh<T extends Type>(type: T): T {
    return this.isExact ? { ...type } : type
  }

  /** Keys join ids of parts that are interned themselves, so their length does not grow with the depth of a type. */
  #id(key: string): number {
    let id = this.#interned.get(key)
    if (id === undefined) this.#interned.set(key, (id = this.#next++))
    return id
  }

  #shared<T extends Type>(id: number, make: () => T): T {
    if (this.isExact) return make()
    const known = this.#nodes.get(id)
    if (known) return known as T
    const made = make()
    this.#nodes.set(id, made)
    return made
  }

  stringLiteral(value: string): StringLiteralType {
    let type = this.#strings.get(value)
    if (!type) this.#strings.set(value, (type = { kind: 'strLiteral', id: this.#next++, value }))
    return this.fresh(type)
  }

  intLiteral(value: bigint): IntLiteralType {
    let type = this.#ints.get(value)
    if (!type) this.#ints.set(value, (type = { kind: 'intLiteral', id: this.#next++, value }))
    return this.fresh(type)
  }

  floatLiteral(value: number): FloatLiteralType {
    const id = this.#id(`f${Object.is(value, -0) ? '-0' : value}`)
    return this.#shared(id, () => ({ kind: 'floatLiteral', id, value }))
  }

  multiplier(value: bigint, suffix: NumberSuffix): MultiplierType {
    const id = this.#id(`m${value}${suffix}`)
    return this.#shared(id, () => ({ kind: 'multiplier', id, literal: { value, suffix } }))
  }

  list(element: Type): ListType {
    const id = this.#id(`l${element.id}`)
    return this.#shared(id, () => ({ kind: 'list', id, element }))
  }

  dict(key: Type, value: Type, attributes?: ReadonlyMap<string, DictAttribute>): DictType {
    const id = this.#id(`d${key.id}:${value.id}`)
    if (attributes) return { kind: 'dict', id, key, value, attributes }
    return this.#shared(id, () => ({ kind: 'dict', id, key, value, attributes: undefined }))
  }

  /** Members must be flat and at least two; `unite` sees to that. */
  union(members: readonly Type[]): UnionType {
    const id = this.#id(`u${members.map((member) => member.id).join('|')}`)
    // Dict members carry attributes that are no part of their identity, so the union is not shared with them.
    if (members.some((member) => member.kind === 'dict' && member.attributes)) return { kind: 'union', id, members }
    return this.#shared(id, () => ({ kind: 'union', id, members }))
  }

  schema(schema: SchemaInfo, variant: 'definition' | 'instance' | 'declared'): SchemaType {
    let variants = this.#schemas.get(schema)
    if (!variants) {
      variants = {
        definition: { kind: 'schema', id: this.#next++, schema, isInstance: false, isDeclared: false },
        instance: { kind: 'schema', id: this.#next++, schema, isInstance: true, isDeclared: false },
        declared: { kind: 'schema', id: this.#next++, schema, isInstance: true, isDeclared: true },
      }
      this.#schemas.set(schema, variants)
    }
    return variant === 'instance' ? this.fresh(variants.instance) : variants[variant]
  }

  function(
    parameters: readonly FunctionParameter[],
    result: Type,
    options: { readonly isVariadic?: boolean } = {},
  ): FunctionType {
    const isVariadic = options.isVariadic ?? false
    const id = this.#id(
      `(${parameters.map((parameter) => parameter.type.id).join(',')})${isVariadic ? '*' : ''}${result.id}`,
    )
    return { kind: 'function', id, parameters, result, isVariadic }
  }

  module(reference: ModuleReference, title: string): ModuleType {
    const id = this.#id(`M${reference.kind}:${title}`)
    return this.#shared(id, () => ({ kind: 'module', id, reference, title }))
  }
}

export const ANY: PlainType = { kind: 'any', id: 0 }
export const NONE: PlainType = { kind: 'none', id: 1 }
export const BOOL: PlainType = { kind: 'bool', id: 3 }
export const INT: PlainType = { kind: 'int', id: 4 }
export const FLOAT: PlainType = { kind: 'float', id: 5 }
export const STR: PlainType = { kind: 'str', id: 6 }
export const TRUE: BoolLiteralType = { kind: 'boolLiteral', id: 7, value: true }
export const FALSE: BoolLiteralType = { kind: 'boolLiteral', id: 8, value: false }
export const MULTIPLIER: MultiplierType = { kind: 'multiplier', id: 9, literal: undefined }
