/** How configurations are merged. Nothing is changed in place: what does not change is shared. */
import { fail } from './errors.ts'
import { jsonFloat } from '../float-text.ts'
import {
  Dict,
  Float,
  isUserDefined,
  NumberMultiplier,
  SchemaInstance,
  type EntryOperator,
  type List,
  type Value,
} from './values.ts'

/** What unions need of schemas; set by the schema machinery, which stands above this file. */
interface Schemas {
  /** Runs the schema again: its config has changed. The arguments are those of the other instance. */
  readonly rebuild: (instance: SchemaInstance, config: Dict, given: SchemaInstance) => SchemaInstance | Dict
  /** What another one lacked, `merged` may lack still. */
  readonly inherit: (other: SchemaInstance, merged: SchemaInstance) => SchemaInstance
}

let schemas: Schemas = { rebuild: (instance) => instance, inherit: (_, merged) => merged }
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
}

/** `|` */
export const UNITING: Merging = { checks: true, reevaluates: true }
/** The entries of one literal: the attributes of an instance are entries like others there. */
export const WRITING: Merging = { checks: true, reevaluates: false }
/** The same for what is known to be without a conflict. */
const JOINING: Merging = { checks: false, reevaluates: false }
/** A config and what its schema says. */
export const CONFIGURING: Merging = { checks: false, reevaluates: true }

export function union(left: Value, right: Value, how: Merging): Value {
  if (left === undefined || left === null) return right
  if (right === undefined || right === null) return left
  // Instances in them are made anew, even of themselves.
  if (left === right && (typeof left !== 'object' || !how.reevaluates)) return left
  if (left instanceof Dict) {
    if (right instanceof Dict) return unionDicts(left, right, how)
    // All that the instance has is told from now on.
    if (right instanceof SchemaInstance) {
      const statements = statementsOf(right)
      const merged = copyOf(unionDicts(left, statements, how))
      const config = how.reevaluates ? merged : copyOf(merged)
      for (const key of statements.keys())
        if (how.reevaluates || config.operators?.get(key) === ASSUMED) setOperator(config, key, OVERRIDE)
      return how.reevaluates
        ? schemas.rebuild(right, config, right)
        : schemas.inherit(right, new SchemaInstance(right.schema, merged, config, right.origin))
    }
  }
  if (left instanceof SchemaInstance) {
    if (right instanceof Dict) return unionInstance(left, right, how)
    if (right instanceof SchemaInstance) return unionInstance(left, statementsOf(right), how, right)
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

/** What an instance says to another value: what its schema says for it overrides. */
export function statementsOf({ attributes, config }: SchemaInstance): Dict {
  const operators = new Map<string, EntryOperator>()
  const entries = new Map<string, Value>()
  attributes.forEach((key, value) => {
    const isGiven = config.has(key)
    if (value === undefined || (!isGiven && key.startsWith('_'))) return
    entries.set(key, value)
    const operator = isGiven ? config.operators?.get(key) : ASSUMED
    if (operator) operators.set(key, operator)
  })
  return new Dict(entries, operators)
}

function overriding({ operators }: Dict, key: string): EntryOperator {
  return operators?.get(key) === ASSUMED ? ASSUMED : OVERRIDE
}

/** The keys of the delta become part of the instance's config, and the schema is evaluated again, if it is, with the arguments of the given one. */
function unionInstance(instance: SchemaInstance, delta: Dict, how: Merging, given = instance): SchemaInstance | Dict {
  const { schema, attributes, origin } = instance
  const config = how.reevaluates ? settled(instance) : copyOf(instance.config)
  const changed = how.reevaluates ? config : copyOf(attributes)
  if (given !== instance)
    for (const key of becomingUndefined(attributes, given)) {
      changed.entries.set(key, undefined)
      config.entries.delete(key)
    }
  delta.forEach((key, value) => {
    const before = attributes.get(key)
    const only = new Dict(before === undefined ? new Map() : new Map([[key, before]]))
    mergeEntry(only, key, value, delta.operators?.get(key), how)
    const isNew = !config.has(key)
    // What the other one has by its schema only is nothing new.
    if (how.reevaluates && isNew && delta.operators?.get(key) === ASSUMED) return
    changed.entries.set(key, only.get(key))
    if (!how.reevaluates && isNew) return
    config.entries.set(key, only.get(key))
    // The value has been united with all that there was; what was told before stays told.
    const isTold = !isNew && config.operators?.get(key) !== ASSUMED
    setOperator(config, key, isTold ? OVERRIDE : overriding(delta, key))
  })
  return how.reevaluates
    ? schemas.rebuild(instance, config, given)
    : schemas.inherit(instance, new SchemaInstance(schema, changed, config, origin))
}

/** None gives way to what the schema of another instance leaves undefined. */
function becomingUndefined(attributes: Dict, { attributes: others }: SchemaInstance): readonly string[] {
  const keys: string[] = []
  attributes.forEach((key, value) => {
    if (value === null && others.has(key) && others.get(key) === undefined) keys.push(key)
  })
  return keys
}

/** What an instance was told has been united with its schema: that is what it says from now on. */
function settled({ attributes, config }: SchemaInstance): Dict {
  const entries = new Map<string, Value>()
  const operators = new Map<string, EntryOperator>()
  for (const key of config.keys()) {
    entries.set(key, attributes.get(key))
    operators.set(key, overriding(config, key))
  }
  return new Dict(entries, operators)
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
      if (before !== undefined && how.checks) checkConflict(key, before, value)
      entries.set(key, before === undefined ? value : united(into, key, before, value, unchecked(how)))
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
      if (how.checks) checkConflict(key, list[position], value, index)
      list[position] = union(list[position], value, unchecked(how))
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
  const found = how.checks ? new Search() : undefined
  for (let index = 0; index < length; index++) {
    if (index >= left.length) merged[index] = right[index]
    else if (index >= right.length) merged[index] = left[index]
    else {
      found?.lookIn(left[index], right[index])
      if (found?.values) found.pass(`list[${index}]`)
      else merged[index] = union(left[index], right[index], found ? unchecked(how) : how)
    }
  }
  if (found?.values) failWith(found, found.values)
  return merged
}

/** For what has been searched for conflicts. */
function unchecked({ reevaluates }: Merging): Merging {
  return reevaluates ? CONFIGURING : JOINING
}

/** What statements say together, whatever they are; an instance takes the place of a dict. */
export function said(left: Value, right: Value): Value {
  if (contradicts(left, right)) return fail(`conflicting values between ${shown(right)} and ${shown(left)}`)
  const found = new Search()
  found.lookIn(left, right)
  if (found.values) {
    found.pass('')
    failWith(found, found.values)
  }
  if (left instanceof Dict && right instanceof SchemaInstance) return right
  const [before, after] = [left, right].map((value) => (value instanceof SchemaInstance ? value.attributes : value))
  return union(before, after, UNITING)
}

function checkConflict(key: string, left: Value, right: Value, index?: number): void {
  if (left === right) return
  const found = new Search()
  found.lookAt(key, left, right, index)
  if (found.values) failWith(found, found.values)
}

function failWith({ path }: Search, values: readonly [Value, Value]): never {
  const [before, after] = values.map(shown)
  // To the reference a path whose last step is empty is none.
  if (path[0] === '') return fail(`conflicting values between ${after} and ${before}`)
  return fail(
    `conflicting values on the attribute '${path[0]}' between :\n    ${before}\nand\n    ${after}\nwith union path :\n    ${path.toReversed().join('.')}\ntry operator '=' to override the attribute, like:\n    {...} | {\n            ...\n            ${path[0]} = ${after}\n            ...\n    }`,
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

/**
 * The search for what two values say against each other. A dict is left at its first conflict, a list is looked at to its
 * end: the last conflict in it counts, and all that is passed behind the first one becomes part of the path.
 */
class Search {
  values: readonly [Value, Value] | undefined = undefined
  /** From the inside out. */
  readonly path: string[] = []

  /** A key of two dicts; with an index, an item of the list that the left one has. */
  lookAt(key: string, left: Value, right: Value, index: number | undefined): void {
    let name = key
    if (contradicts(left, right)) {
      this.values = [left, right]
      if (index !== undefined) name = `${key}[${index}]`
    } else this.lookIn(left, right)
    this.pass(name)
  }

  lookIn(left: Value, right: Value): void {
    if (left === right && !this.values) return
    const a = dictOf(left)
    if (a) {
      const b = dictOf(right)
      if (b) this.#lookInDicts(a, b, right instanceof SchemaInstance ? right.config : b)
      else if (Array.isArray(right)) unfit(kindOf(left as Dict | SchemaInstance), 'list')
    } else if (Array.isArray(left)) {
      if (!Array.isArray(right)) {
        if (dictOf(right)) unfit('list', kindOf(right as Dict | SchemaInstance))
        return
      }
      const length = Math.min(left.length, right.length)
      for (let index = 0; index < length; index++) {
        this.lookIn(left[index] as Value, right[index] as Value)
        this.pass(`list[${index}]`)
      }
    }
  }

  /** `given` is what the right one was told: what an instance has beside that is no statement. */
  #lookInDicts(left: Dict, right: Dict, given: Dict): void {
    for (const key of right.keys()) {
      const operator = given.operators?.get(key)
      // What is changed at a place has to be there, before all that follows.
      if (operator?.index !== undefined && (operator.operator !== 'union' || !left.has(key)))
        mergeAt(left.get(key), key, right.get(key), operator.operator, operator.index, JOINING)
      if ((operator && operator.operator !== 'union') || !left.has(key)) continue
      // What an instance has no value for nobody gave it by a default.
      if (!given.has(key) && right.get(key) !== undefined) continue
      const before = left.get(key)
      const index = Array.isArray(before) ? operator?.index : undefined
      this.lookAt(key, index === undefined ? before : (before as List).at(index), right.get(key), index)
      if (this.values) return
    }
  }

  pass(name: string): void {
    if (this.values) this.path.push(name)
  }
}

/** Whether two values are in conflict by themselves: dicts never are, lists by their length and by items that are none. */
function contradicts(left: Value, right: Value): boolean {
  if (left === right || left === null || left === undefined || right === null || right === undefined) return false
  if (dictOf(left) && dictOf(right)) return false
  if (Array.isArray(left) && Array.isArray(right))
    return left.length !== right.length || left.some((item, index) => contradicts(item as Value, right[index] as Value))
  if (isUserDefined(left) && isUserDefined(right)) return false
  if (left instanceof Float || right instanceof Float)
    return numberOf(left) === undefined || numberOf(left) !== numberOf(right)
  return true
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
