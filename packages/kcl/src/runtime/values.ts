/**
 * How KCL values stand in JavaScript. All of them are immutable to whoever did not just create them: assignment shares,
 * mutation copies the path that changes. `None` is null, `Undefined` is undefined.
 */

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

/** dict: insertion-ordered, safe for every key. `operators` has the keys whose operator is not a plain union. */
export class Dict {
  readonly entries: Map<string, Value>
  operators: Map<string, EntryOperator> | undefined
  constructor(entries: Map<string, Value> = new Map(), operators?: Map<string, EntryOperator>) {
    this.entries = entries
    this.operators = operators
  }
  get(key: string): Value {
    return this.entries.get(key)
  }
  has(key: string): boolean {
    return this.entries.has(key)
  }
}

/** What a schema instance shows to the library and the printers. */
export interface SchemaDescription {
  readonly name: string
  /** `__main__` or the dotted package path. */
  readonly package: string
}

/** An instance of a schema: its visible attributes in order. */
export class SchemaInstance {
  readonly schema: SchemaDescription
  readonly attributes: Dict
  /** The config it was made from: later unions start from it. */
  readonly config: Dict
  constructor(schema: SchemaDescription, attributes: Dict, config: Dict) {
    this.schema = schema
    this.attributes = attributes
    this.config = config
  }
}

/** A lambda, a built-in function, a member of the library, or a schema used as a function. */
export class FunctionValue {
  /** A schema, as against a function. */
  readonly isType: boolean = false
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
