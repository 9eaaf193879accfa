/** How configurations are merged. Nothing is changed in place: what does not change is shared. */
import { fail } from './errors.ts'
import { jsonFloat } from '../float-text.ts'
import {
  Dict,
  Float,
  FunctionValue,
  NumberMultiplier,
  SchemaInstance,
  type EntryOperator,
  type List,
  type Value,
} from './values.ts'

/** What unions need of schemas; set by the schema machinery, which stands above this file. */
interface Schemas {
  /** Runs the schema again: its config has changed. */
  readonly rebuild: (instance: SchemaInstance, config: Dict) => SchemaInstance | Dict
  /** Whether an instance can have an attribute of that name. */
  readonly takes: (instance: SchemaInstance, key: string) => boolean
}

let schemas: Schemas = { rebuild: (instance) => instance, takes: () => true }
export function useSchemas(given: Schemas): void {
  schemas = given
}

const OVERRIDE: EntryOperator = { operator: 'override', index: undefined }
/** What an instance has by its schema, and says to another one. */
export const ASSUMED: EntryOperator = { operator: 'override', index: undefined }

/** What becomes of two values that meet. */
export interface Merging {
  /** Unequal scalars are a conflict; without it the right side wins. */
  readonly checks: boolean
  /** What an instance is told more runs its schema again. */
  readonly reevaluates: boolean
  /** Where in lists the values stand, as conflicts say it. */
  readonly path?: string
}

/** `|` */
export const UNITING: Merging = { checks: true, reevaluates: true }
/** The entries of one literal: the attributes of an instance are entries like others there. */
export const WRITING: Merging = { checks: true, reevaluates: false }
/** A config and what its schema says. */
export const CONFIGURING: Merging = { checks: false, reevaluates: true }

export function union(left: Value, right: Value, how: Merging): Value {
  if (left === undefined || left === null) return right
  if (right === undefined || right === null) return left
  if (left === right) return left
  if (left instanceof Dict) {
    if (right instanceof Dict) return unionDicts(left, right, how)
    if (right instanceof SchemaInstance) {
      const statements = statementsOf(right)
      const merged = copyOf(unionDicts(left, statements, how))
      if (!how.reevaluates) {
        const config = new Dict()
        merged.forEach((key, value) => {
          if (left.has(key) || right.config.has(key)) mergeEntry(config, key, value, merged.operators?.get(key), how)
        })
        return new SchemaInstance(right.schema, merged, config, right.origin)
      }
      for (const key of statements.keys()) setOperator(merged, key, overriding(statements, key))
      return schemas.rebuild(right, merged)
    }
  }
  if (left instanceof SchemaInstance) {
    if (right instanceof Dict) return unionInstance(left, right, how)
    if (right instanceof SchemaInstance)
      return unionInstance(left, statementsOf(right, how.reevaluates ? left : undefined), how)
  }
  if (Array.isArray(left)) {
    if (Array.isArray(right)) return unionLists(left as List, right as List, how)
    if (right instanceof Dict || right instanceof SchemaInstance) return unfit('list', kindOf(right))
  } else if ((left instanceof Dict || left instanceof SchemaInstance) && Array.isArray(right))
    return unfit(kindOf(left), 'list')
  return right
}

function unfit(expected: string, found: string): never {
  return fail(`union failure, expect "${expected}", got "${found}"`)
}

function kindOf(value: Dict | SchemaInstance): string {
  return value instanceof Dict ? 'dict' : value.schema.name
}

/** What an instance says to another value: what its schema says for it overrides, or is lost where the other has no such name. */
export function statementsOf({ attributes, config }: SchemaInstance, to?: SchemaInstance): Dict {
  const operators = new Map<string, EntryOperator>()
  const entries = new Map<string, Value>()
  attributes.forEach((key, value) => {
    const isGiven = config.has(key)
    if (value === undefined || (!isGiven && (key.startsWith('_') || (to && !schemas.takes(to, key))))) return
    entries.set(key, value)
    const operator = isGiven ? config.operators?.get(key) : ASSUMED
    if (operator) operators.set(key, operator)
  })
  return new Dict(entries, operators)
}

function overriding({ operators }: Dict, key: string): EntryOperator {
  return operators?.get(key) === ASSUMED ? ASSUMED : OVERRIDE
}

/** The keys of the delta become part of the instance's config, and the schema is evaluated again, if it is. */
function unionInstance(instance: SchemaInstance, delta: Dict, how: Merging): SchemaInstance | Dict {
  const { schema, attributes, origin } = instance
  const config = copyOf(instance.config)
  const changed = how.reevaluates ? config : copyOf(attributes)
  delta.forEach((key, value) => {
    const before = attributes.get(key)
    const only = new Dict(before === undefined ? new Map() : new Map([[key, before]]))
    mergeEntry(only, key, value, delta.operators?.get(key), how)
    changed.entries.set(key, only.get(key))
    if (!how.reevaluates && !config.has(key)) return
    config.entries.set(key, only.get(key))
    // The value has been united with all that there was.
    setOperator(config, key, overriding(delta, key))
  })
  return how.reevaluates ? schemas.rebuild(instance, config) : new SchemaInstance(schema, changed, config, origin)
}

export function unionDicts(left: Dict, right: Dict, how: Merging): Dict {
  if (left.size === 0 && !hasPlaces(right)) return right
  if (right.size === 0) return left
  const merged = copyOf(left)
  right.forEach((key, value) => mergeEntry(merged, key, value, right.operators?.get(key), how))
  return merged
}

/** Whether what it is merged into is changed at a place, which has to be there. */
function hasPlaces({ operators }: Dict): boolean {
  if (operators) for (const { index } of operators.values()) if (index !== undefined) return true
  return false
}

export function copyOf(dict: Dict): Dict {
  return new Dict(dict.copyOfEntries(), dict.operators ? new Map(dict.operators) : undefined)
}

/** Merges one entry into a dict that nobody else holds yet. */
export function mergeEntry(
  into: Dict,
  key: string,
  value: Value,
  operator: EntryOperator | undefined,
  how: Merging,
): void {
  const index = operator?.index
  if (operator && index !== undefined) {
    into.entries.set(key, mergeAt(into.get(key), key, value, operator.operator, index, how))
    // What it is merged with later is changed at the same place.
    setOperator(into, key, operator)
    return
  }
  const { entries } = into
  switch (operator?.operator) {
    case undefined:
    case 'union': {
      const before = entries.get(key)
      const { size } = entries
      if (before !== undefined && how.checks) checkConflict(key, before, value, how.path)
      entries.set(key, before === undefined ? value : united(into, key, before, value, how))
      // How the entry meets others is what was said of it last, but a place stays; most are new, and nothing was said of them.
      if (entries.size > size || !into.operators) return
      const place = into.operators.get(key)?.index
      if (place === undefined) (into.operators as Map<string, EntryOperator>).delete(key)
      else setOperator(into, key, { operator: 'union', index: place })
      return
    }
    case 'override':
      entries.set(key, value)
      break
    case 'insert':
      entries.set(key, entries.has(key) ? append(into, key, value) : value)
      break
  }
  setOperator(into, key, { operator: operator.operator, index: into.operators?.get(key)?.index })
}

/** `k[i]: v`, `k[i] = v` (`Undefined` deletes) and `k[i] += v`. */
function mergeAt(
  before: Value,
  key: string,
  value: Value,
  operator: EntryOperator['operator'],
  index: number,
  how: Merging,
): Value {
  const list = Array.isArray(before) ? [...(before as List)] : []
  switch (operator) {
    case 'union': {
      if (before !== undefined && !Array.isArray(before))
        return fail(`only list attribute can be union value with the index ${index}`)
      if (list.length === 0) return fail(`only non-empty list attribute can be union value with the index ${index}`)
      const position = at(list, index)
      if (how.checks) checkConflict(`${key}[${index}]`, list[position], value, how.path)
      list[position] = union(list[position], value, how)
      return list
    }
    case 'override': {
      if (!Array.isArray(before)) return fail(`only list attribute can be override value with the index ${index}`)
      const position = at(list, index)
      if (value === undefined) list.splice(position, 1)
      else list[position] = value
      return list
    }
    case 'insert': {
      if (index > list.length) return fail(`insertion index (is ${index}) should be <= len (is ${list.length})`)
      const position = index < 0 ? at(list, index) : index
      list.splice(position, 0, ...(Array.isArray(value) ? (value as List) : [value]))
      return list
    }
  }
}

function setOperator(into: Dict, key: string, operator: EntryOperator): void {
  // Nobody else holds the dict yet, and what it was copied from had its operators copied.
  const operators = (into.operators ??= new Map()) as Map<string, EntryOperator>
  operators.set(key, operator)
}

function at(list: List, index: number): number {
  const position = index < 0 ? list.length + index : index
  if (position >= list.length || position < 0) {
    fail(`index out of bounds: the len is ${list.length} but the index is ${index}`)
  }
  return position
}

function append(into: Dict, key: string, value: Value): Value {
  const before = into.get(key)
  if (before === undefined || before === null) return value
  if (!Array.isArray(before)) return value
  const list = owned(into, key, before as List, (own) => [...own]) as Value[]
  if (Array.isArray(value)) for (const item of value as List) list.push(item)
  else list.push(value)
  return list
}

function united(into: Dict, key: string, before: Value, value: Value, how: Merging): Value {
  if (!(before instanceof Dict && value instanceof Dict) || before === value || before.size === 0 || value.size === 0)
    return union(before, value, how)
  const merged = owned(into, key, before, copyOf)
  value.forEach((name, item) => mergeEntry(merged, name, item, value.operators?.get(name), how))
  return merged
}

/** What a key has, for changing it: a copy, unless it is one that nobody else has seen. */
function owned<T extends List | Dict>(into: Dict, key: string, before: T, copy: (before: T) => T): T {
  if (into.made?.get(key) === before) return before
  const own = copy(before)
  into.made ??= new Map()
  into.made.set(key, own)
  return own
}

function unionLists(left: List, right: List, how: Merging): List {
  const length = Math.max(left.length, right.length)
  const merged = Array.from<Value>({ length })
  // From the end, which tells what is in conflict first.
  for (let index = length - 1; index >= 0; index--) {
    merged[index] =
      index >= left.length
        ? right[index]
        : index >= right.length
          ? left[index]
          : union(left[index], right[index], within(how, index))
  }
  return merged
}

/** What statements say together, whatever they are; an instance takes the place of a dict. */
export function said(left: Value, right: Value): Value {
  const found = conflict({ key: '', path: '' }, left, right)
  if (found?.place.key === '') return fail(`conflicting values between ${shown(right)} and ${shown(left)}`)
  if (found) failWith(found)
  if (left instanceof Dict && right instanceof SchemaInstance) return right
  const [before, after] = [left, right].map((value) => (value instanceof SchemaInstance ? value.attributes : value))
  return union(before, after, UNITING)
}

function within(how: Merging, index: number): Merging {
  if (!how.checks) return how
  const step = `list[${index}]`
  return { ...how, path: how.path === undefined ? step : `${how.path}.${step}` }
}

function checkConflict(key: string, left: Value, right: Value, path: string | undefined): void {
  const found = conflict({ key, path: path === undefined ? key : `${path}.${key}` }, left, right)
  if (found) failWith(found)
}

function failWith({ place, values }: Conflict): never {
  const [before, after] = values.map(shown)
  return fail(
    `conflicting values on the attribute '${place.key}' between :\n    ${before}\nand\n    ${after}\nwith union path :\n    ${place.path}\ntry operator '=' to override the attribute, like:\n    {...} | {\n            ...\n            ${place.key} = ${after}\n            ...\n    }`,
  )
}

function shown(value: Value): string {
  if (value instanceof Dict || value instanceof SchemaInstance) return '{...}'
  if (Array.isArray(value)) return '[...]'
  if (value instanceof Float) return jsonFloat(value.value)
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof NumberMultiplier) return shown(new Float(value.value))
  // Of functions the reference shows a number of its own.
  return value === null || value === undefined ? 'null' : typeof value === 'object' ? '0' : String(value)
}

interface Place {
  /** The innermost attribute. */
  readonly key: string
  readonly path: string
}

interface Conflict {
  readonly place: Place
  readonly values: readonly [Value, Value]
}

/** Where two values contradict each other; undefined where they can be united. */
function conflict(place: Place, left: Value, right: Value): Conflict | undefined {
  if (left === right || left === null || left === undefined || right === null || right === undefined) return undefined
  const here: Conflict = { place, values: [left, right] }
  const [a, b] = [dictOf(left), dictOf(right)]
  if (a && b) {
    const given = right instanceof SchemaInstance ? right.config : b
    for (const [key, value] of b.entries) {
      const operator = given.operators?.get(key)
      if ((operator && operator.operator !== 'union') || !given.has(key) || !a.has(key)) continue
      const found = conflictWithin(place, key, operator?.index, a.get(key), value)
      if (found) return found
    }
    return undefined
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    if (left.length !== right.length) return here
    for (let index = left.length - 1; index >= 0; index--) {
      const inside = { key: place.key, path: `${place.path}.list[${index}]` }
      const found = conflict(inside, left[index] as Value, right[index] as Value)
      // Items have no name: what differs is the list.
      if (found) return found.place === inside ? here : found
    }
    return undefined
  }
  if (isUserDefined(left) && isUserDefined(right)) return undefined
  if (left instanceof Float || right instanceof Float)
    return numberOf(left) !== undefined && numberOf(left) === numberOf(right) ? undefined : here
  return here
}

/** With an index, of an element of the list that a key has. */
function conflictWithin(
  place: Place,
  key: string,
  index: number | undefined,
  left: Value,
  right: Value,
): Conflict | undefined {
  if (index === undefined || !Array.isArray(left)) return conflict({ key, path: `${place.path}.${key}` }, left, right)
  const name = `${key}[${index}]`
  return conflict({ key: name, path: `${place.path}.${name}` }, left.at(index) as Value, right)
}

/** Lambdas and schemas are all alike. */
function isUserDefined(value: Value): boolean {
  return value instanceof FunctionValue && value.isUserDefined
}

function dictOf(value: Value): Dict | undefined {
  return value instanceof Dict ? value : value instanceof SchemaInstance ? value.attributes : undefined
}

function numberOf(value: Value): number | undefined {
  return value instanceof Float
    ? value.value
    : typeof value === 'number' || typeof value === 'bigint'
      ? Number(value)
      : undefined
}
