/** Builds dicts from config literals, entry by entry. */
import { fail } from './errors.ts'
import { notUnpacked } from './collections.ts'
import { WRITING, mergeEntry, statementsOf } from './union.ts'
import {
  Dict,
  SchemaInstance,
  Shape,
  type EntryOperator,
  type EntryOperators,
  type MergeOperator,
  type Value,
} from './values.ts'

const OVERRIDE: EntryOperator = { operator: 'override', index: undefined }
const INSERT: EntryOperator = { operator: 'insert', index: undefined }

function operatorOf(operator: MergeOperator, index: number | undefined): EntryOperator | undefined {
  if (index !== undefined) return { operator, index }
  return operator === 'override' ? OVERRIDE : operator === 'insert' ? INSERT : undefined
}

/** A key that is no text has no name. */
function nameOf(key: Value): string {
  return typeof key === 'string' ? key : ''
}

export function put(into: Dict, key: Value, value: Value, operator: MergeOperator, index?: number): void {
  mergeEntry(into, nameOf(key), value, operatorOf(operator, index), WRITING)
}

/** What a branch says, as a whole. */
export function putAll(into: Dict, branch: Dict): void {
  branch.forEach((key, value) => mergeEntry(into, key, value, branch.operators?.get(key), WRITING))
}

/** What a key has so far, for somebody who keeps it. */
export function lent(from: Dict, key: string): Value {
  from.made?.delete(key)
  return from.get(key)
}

/** An entry of a comprehension, whose value is evaluated before its key. */
export function putLooped(into: Dict, value: Value, key: Value, operator: MergeOperator): void {
  if (into.size > MAXIMUM_ENTRIES) fail(`a dict of more than ${MAXIMUM_ENTRIES} entries`)
  mergeEntry(into, nameOf(key), value, operatorOf(operator, undefined), WRITING)
}

const MAXIMUM_ENTRIES = 1_000_000

/** A literal whose keys are plain and different: nothing can conflict. */
export interface Literal {
  readonly shape: Shape
  readonly operators: EntryOperators | undefined
}

export function literal(names: readonly string[], overrides?: readonly string[]): Literal {
  return { shape: new Shape(names), operators: overrides && overridesOf(overrides) }
}

export function overridesOf(keys: readonly string[]): EntryOperators | undefined {
  return keys.length === 0 ? undefined : new Map(keys.map((key) => [key, OVERRIDE]))
}

export function dictOf({ shape, operators }: Literal, values: readonly Value[]): Dict {
  return Dict.shaped(shape, values, operators)
}

/** `**value` */
export function unpack(into: Dict, value: Value): void {
  if (value === undefined || value === null) return
  const dict = value instanceof SchemaInstance ? entriesIn(value) : value
  if (!(dict instanceof Dict)) return notUnpacked(value)
  putAll(into, dict)
}

/** What an instance has no value for has its place nevertheless. */
function entriesIn(instance: SchemaInstance): Dict {
  const statements = statementsOf(instance)
  const { operators } = statements
  const entries = new Map<string, Value>()
  instance.attributes.forEach((key) => entries.set(key, statements.get(key)))
  return new Dict(entries, operators)
}
