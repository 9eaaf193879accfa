/**
 * How KCL values stand in JavaScript. All of them are immutable to whoever did not just create them: assignment shares,
 * mutation copies the path that changes. `None` is null, `Undefined` is undefined.
 */

import type { ErrorPlace } from './errors.ts'

/** int: a number while |n| ≤ 2⁵³−1, a bigint (within i64) beyond. Always normalised: equal ints have one representation. */
export type Int = number | bigint

/** float: boxed, so that `1.0` stays a float. */
export class Float {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** A number with a unit, such as `1Ki`. */
export class NumberMultiplier {
  /** The multiplied value. */
  readonly value: number
  /** The number as written before the unit. */
  readonly raw: Int
  readonly suffix: string
  constructor(value: number, raw: Int, suffix: string) {
    this.value = value
    this.raw = raw
    this.suffix = suffix
  }
}

/** How an entry of a config literal meets what is there already; with an index, an element of it. */
export type MergeOperator = 'union' | 'override' | 'insert'
export interface EntryOperator {
  readonly operator: MergeOperator
  readonly index: number | undefined
}

export type EntryOperators = ReadonlyMap<string, EntryOperator>

/** The keys of many dicts that were made in one way, held once for all of them. */
export class Shape {
  readonly names: readonly string[]
  #index: ReadonlyMap<string, number> | undefined
  constructor(names: readonly string[], index?: ReadonlyMap<string, number>) {
    this.names = names
    this.#index = index
  }
  get index(): ReadonlyMap<string, number> {
    return (this.#index ??= new Map(this.names.map((name, at) => [name, at])))
  }
}

/**
 * dict: insertion-ordered, safe for every key. `operators` has the keys whose operator is not a plain union. Its
 * contents are a map of its own, or values beside the names of a shape until somebody wants the map.
 */
export class Dict {
  #entries: Map<string, Value> | undefined
  #shape: Shape | undefined
  #values: readonly Value[] | undefined
  operators: EntryOperators | undefined
  /** Lists and dicts that merging into this dict made and that nobody else holds: more can be merged into them in place. */
  made: Map<string, Value> | undefined
  constructor(entries: Map<string, Value> | undefined = new Map(), operators?: EntryOperators) {
    this.#entries = entries
    this.#shape = undefined
    this.#values = undefined
    this.operators = operators
    this.made = undefined
  }

  /** `values` has one for each name of the shape, and belongs to the dict from then on. */
  static shaped(shape: Shape, values: readonly Value[], operators: EntryOperators | undefined): Dict {
    const dict = new Dict(NONE, operators)
    dict.#entries = undefined
    dict.#shape = shape
    dict.#values = values
    return dict
  }

  get entries(): Map<string, Value> {
    return this.#entries ?? this.#unfold()
  }

  #unfold(): Map<string, Value> {
    const { names } = this.#shape as Shape
    const values = this.#values as readonly Value[]
    const entries = new Map<string, Value>()
    for (let at = 0; at < names.length; at++) entries.set(names[at] as string, values[at])
    this.#shape = undefined
    this.#values = undefined
    return (this.#entries = entries)
  }

  copyOfEntries(): Map<string, Value> {
    if (this.#entries !== undefined) return new Map(this.#entries)
    const copy = new Map<string, Value>()
    this.forEach((key, value) => copy.set(key, value))
    return copy
  }

  get size(): number {
    return this.#entries === undefined ? (this.#values as readonly Value[]).length : this.#entries.size
  }
  get(key: string): Value {
    if (this.#entries !== undefined) return this.#entries.get(key)
    const at = (this.#shape as Shape).index.get(key)
    return at === undefined ? undefined : (this.#values as readonly Value[])[at]
  }
  has(key: string): boolean {
    return this.#entries === undefined ? (this.#shape as Shape).index.has(key) : this.#entries.has(key)
  }
  keys(): Iterable<string> {
    return this.#entries === undefined ? (this.#shape as Shape).names : this.#entries.keys()
  }
  forEach(visit: (key: string, value: Value) => void): void {
    if (this.#entries !== undefined) return forEachOf(this.#entries, visit)
    const { names } = this.#shape as Shape
    const values = this.#values as readonly Value[]
    for (let at = 0; at < names.length; at++) visit(names[at] as string, values[at])
  }
}

/** Stands by itself: in a method, what it makes for the inner function would be made for shapes too. */
function forEachOf(entries: ReadonlyMap<string, Value>, visit: (key: string, value: Value) => void): void {
  entries.forEach((value, key) => visit(key, value))
}

const NONE: Map<string, Value> = new Map()

/** What a schema instance shows to the library and the printers. */
export interface SchemaDescription {
  readonly name: string
  /** `__main__` or the dotted package path. */
  readonly package: string
}

/** How an instance was made, for the unions that make it anew. */
export interface Construction {
  readonly positional: readonly Value[]
  readonly keyword: ReadonlyMap<string, Value> | undefined
  /** Where the literal stands that it was made from first. */
  readonly at: ErrorPlace | undefined
  /** By its literal, by a call of its schema, or of a value that became an instance or was changed. */
  readonly by: 'literal' | 'call' | 'value'
}

/** An instance of a schema: its visible attributes in order. */
export class SchemaInstance {
  readonly schema: SchemaDescription
  readonly attributes: Dict
  /** The config it was made from: later unions start from it. */
  readonly config: Dict
  readonly origin: Construction
  constructor(schema: SchemaDescription, attributes: Dict, config: Dict, origin: Construction) {
    this.schema = schema
    this.attributes = attributes
    this.config = config
    this.origin = origin
  }
}

/** A lambda, a built-in function, a member of the library, or a schema used as a function. */
export class FunctionValue {
  /** A schema, as against a function. */
  readonly isType: boolean = false
  /** A lambda or a schema, as against what the library offers. */
  readonly isUserDefined: boolean = false
  readonly name: string
  readonly call: (positional: readonly Value[], keyword: ReadonlyMap<string, Value> | undefined) => Value
  /** As it is written; undefined where it is not. */
  readonly firstParameterType: string | undefined
  constructor(
    name: string,
    call: (positional: readonly Value[], keyword: ReadonlyMap<string, Value> | undefined) => Value,
    firstParameterType?: string,
  ) {
    this.name = name
    this.call = call
    this.firstParameterType = firstParameterType
  }
}

export class Lambda extends FunctionValue {
  override readonly isUserDefined = true
}

/** Lambdas and schemas are all alike. */
export function isUserDefined(value: Value): boolean {
  return value instanceof FunctionValue && value.isUserDefined
}

export type List = readonly Value[]

export type Value =
  | undefined
  | null
  | boolean
  | Int
  | Float
  | NumberMultiplier
  | string
  | List
  | Dict
  | SchemaInstance
  | FunctionValue
