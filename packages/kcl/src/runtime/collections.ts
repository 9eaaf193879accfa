/** Reaching into values: selectors, subscripts, slices, loops, and assignments to parts. */
import { fail } from './errors.ts'
import { isInt } from './numbers.ts'
import { entriesOf, isTruthy, toText, typeName } from './operations.ts'
import { CONFIGURING, union } from './union.ts'
import { Dict, FunctionValue, SchemaInstance, type List, type Value } from './values.ts'

export function select(value: Value, name: string): Value {
  if (value instanceof Dict) return value.get(name)
  if (value instanceof SchemaInstance) {
    const found = value.attributes.get(name)
    if (found !== undefined || value.attributes.has(name)) return found
    return fail(`schema '${value.schema.name}' attribute '${name}' not found`)
  }
  if (typeof value === 'string') return fail(`str object attr '${name}' not found`)
  if (value instanceof FunctionValue) return fail(`schema object attr '${name}' not found`)
  return fail(`invalid value '${typeName(value)}' to load attribute '${name}'`)
}

/** Code points of a text; plain ASCII needs no splitting. */
export function characters(text: string): readonly string[] {
  return Array.from(text)
}

export function subscript(value: Value, index: Value): Value {
  const isText = typeof value === 'string'
  if ((isText || Array.isArray(value)) && isInt(index)) {
    const items = isText ? characters(value) : (value as List)
    const at = Number(index)
    const position = at < 0 ? items.length + at : at
    if (position < 0) return fail(`index out of bounds: the len is ${items.length} but the index is ${at}`)
    if (position >= items.length) return fail(`${isText ? 'string' : 'list'} index out of range: ${index}`)
    return items[position]
  }
  if (typeof index === 'string') {
    if (value instanceof Dict) return value.get(index)
    if (value instanceof SchemaInstance) return value.attributes.get(index)
  }
  if (value instanceof Dict) return undefined
  return notSubscriptable(value, index)
}

function notSubscriptable(value: Value, index: Value): never {
  return fail(`'${typeName(value)}' object is not subscriptable with '${typeName(index)}'`)
}

/** `value?[index]` */
export function subscriptOptional(value: Value, index: Value): Value {
  return isTruthy(value) ? subscript(value, index) : null
}

export function slice(value: Value, lower: Value, upper: Value, step: Value): Value {
  if (!Array.isArray(value) && typeof value !== 'string') return fail(`invalid slice object ${typeName(value)}`)
  const items = typeof value === 'string' ? characters(value) : (value as List)
  const by = isInt(step) ? Number(step) : 1
  if (by === 0) return fail('slice step cannot be zero')
  const { length } = items
  const bound = (given: Value, fallback: number): number => {
    if (!isInt(given)) return fallback
    const number = Number(given)
    const position = number < 0 ? number + length : number
    return by > 0 ? Math.min(Math.max(position, 0), length) : Math.min(Math.max(position, -1), length - 1)
  }
  const start = bound(lower, by > 0 ? 0 : length - 1)
  const end = bound(upper, by > 0 ? length : -1)
  const picked: Value[] = []
  for (let at = start; by > 0 ? at < end : at > end; at += by) picked.push(items[at])
  return typeof value === 'string' ? picked.join('') : picked
}

/** `value?[lower:upper:step]` */
export function sliceOptional(value: Value, lower: Value, upper: Value, step: Value): Value {
  return isTruthy(value) ? slice(value, lower, upper, step) : null
}

/** What a loop with one variable sees: items, characters, or keys. */
export function iterate(value: Value): Iterable<Value> {
  if (Array.isArray(value)) return value as List
  if (typeof value === 'string') return characters(value)
  const dict = entriesOf(value)
  if (dict) return dict.keys()
  return fail(`'${typeName(value)}' object is not iterable`)
}

/** The same as a list, which loops count through: what they run once they run slowly, and an iterator would be called for every item. */
export function items(value: Value): List {
  if (Array.isArray(value)) return value as List
  const seen = iterate(value)
  return Array.isArray(seen) ? (seen as List) : [...seen]
}

/** What a loop with two variables sees: index and item, or key and value. */
export function iteratePairs(value: Value): Iterable<readonly [Value, Value]> {
  if (Array.isArray(value)) return (value as List).entries()
  if (typeof value === 'string') return characters(value).entries()
  const dict = entriesOf(value)
  if (dict) return dict.entries.entries()
  return fail(`'${typeName(value)}' object is not iterable`)
}

/** `*value` in a list. */
export function spread(value: Value): Iterable<Value> {
  if (value === undefined || value === null) return []
  return Array.isArray(value) || entriesOf(value) ? iterate(value) : notUnpacked(value)
}

export function notUnpacked(value: Value): never {
  return fail(`only list, dict and schema object can be used with unpack operators * and **, got ${toText(value)}`)
}

export type Step =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'index'; readonly index: Value }

/** The value with one part replaced; what does not change is shared, unless nobody else holds the value. */
export function replaceAt(
  value: Value,
  path: readonly Step[],
  at: number,
  update: (before: Value) => Value,
  isAugmented = false,
  isOwned = false,
): Value {
  const step = path[at]
  if (step === undefined) return update(value)
  const isLast = at + 1 === path.length
  // What is only put in its place is not read before.
  const inner = isLast && !isAugmented ? undefined : partOf(value, step)
  const isInnerOwned = isOwned && value instanceof Dict && value.made?.get(keyOf(step)) === inner
  const made = replaceAt(inner, path, at + 1, update, isAugmented, isInnerOwned)
  const isList = Array.isArray(value)
  if (isList && step.kind === 'index' && isInt(step.index)) {
    const list = isOwned ? (value as Value[]) : [...(value as List)]
    const index = Number(step.index)
    const position = index < 0 ? list.length + index : index
    if (!(position >= 0 && position < list.length)) {
      return fail(`index out of bounds: the len is ${list.length} but the index is ${index}`)
    }
    list[position] = made
    return list
  }
  if (step.kind === 'index' && (isList || typeof step.index !== 'string')) return notSubscriptable(value, step.index)
  const key = keyOf(step)
  if (value instanceof SchemaInstance) {
    return union(
      value,
      new Dict(new Map([[key, made]]), new Map([[key, { operator: 'override', index: undefined }]])),
      CONFIGURING,
    )
  }
  if (!(value instanceof Dict)) {
    if (step.kind === 'index') return notSubscriptable(value, step.index)
    return fail(
      `failed to update the dict. An iterable of key-value pairs was expected, but got ${typeName(value)}. Check if the syntax for updating the dictionary with the attribute '${key}' is correct`,
    )
  }
  const dict = isOwned ? value : new Dict(value.copyOfEntries(), value.operators)
  dict.entries.set(key, made)
  // The last step puts in what others may hold; those before it make copies of their own.
  if (isLast) dict.made?.delete(key)
  else if (made instanceof Dict || Array.isArray(made)) (dict.made ??= new Map()).set(key, made)
  return dict
}

function partOf(value: Value, step: Step): Value {
  return step.kind === 'member' ? select(value, step.name) : subscript(value, step.index)
}

function keyOf(step: Step): string {
  return step.kind === 'member' ? step.name : String(step.index)
}

export function callValue(
  callee: Value,
  positional: readonly Value[],
  keyword: ReadonlyMap<string, Value> | undefined,
): Value {
  // What is no function gives nothing.
  return callee instanceof FunctionValue ? callee.call(positional, keyword) : undefined
}
