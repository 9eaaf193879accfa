/** The functions that need no import. */
import { iterate } from '../runtime/collections.ts'
import type { Call, LibraryFunction } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isInt, normalize } from '../runtime/numbers.ts'
import { add, compare, equals, isTruthy, toText, typeName } from '../runtime/operations.ts'
import { Dict, FunctionValue, SchemaInstance, type Int, type Value } from '../runtime/values.ts'
import { argument, dict, flag, has, lengthOf, listOf, only, realOf } from './arguments.ts'
import { arithmeticFunctions } from './arithmetic.ts'
import { conversions, iterable } from './conversions.ts'
import { option } from './option.ts'

function codePoint(call: Call): Value {
  const value = only(call, 'c')
  if (typeof value !== 'string') return undefined
  const [first, second] = value
  if (first !== undefined && second === undefined) return value.codePointAt(0)
  return fail(` ord() expected string of length 1, but string of length ${lengthOf(value)} found`)
}

/** The items of a list or the values of a dict. */
function valuesOf(call: Call): readonly Value[] | undefined {
  const value = argument(call, 0, 'inval')
  if (Array.isArray(value)) return value as readonly Value[]
  const entries = dict(value)?.entries
  return entries && [...entries.values()]
}

function isIterable(value: Value): boolean {
  return typeof value === 'string' || Array.isArray(value) || value instanceof Dict || value instanceof SchemaInstance
}

function extreme(operator: '<' | '>'): LibraryFunction {
  return (call) => {
    const { name, positional } = call
    if (positional.length === 0) return fail(`${name}() takes exactly one argument (0 given)`)
    const [first] = positional
    let values = positional
    if (positional.length === 1) {
      if (!isIterable(first)) return fail(`${typeName(first)} object is not iterable`)
      values = [...iterate(first)]
      if (values.length === 0) return fail(`arg is an empty ${typeName(first)}`)
    }
    // The first one is held against itself too, which tells what has no order.
    let best = values[0]
    for (const value of values) if (compare(operator, value, best)) best = value
    return best
  }
}

const MAXIMUM_RANGE = 20_000_000

function range(call: Call): Value {
  const given = [argument(call, 0, 'start'), argument(call, 1, 'stop'), argument(call, 2, 'step')]
  const [hasStop, hasStep] = [has(call, 1, 'stop'), has(call, 2, 'step')]
  const [first, second, third] = given
  if (!isInt(first) || (hasStop && !isInt(second)) || (hasStep && !isInt(third))) return undefined
  const [start, stop] = hasStop ? [first, second as Int] : [0, first]
  const step = hasStep && hasStop ? (third as Int) : 1
  if (step === 0) return fail('range() step argument must not be zero')
  const count = Math.ceil((Number(stop) - Number(start)) / Number(step))
  if (count > MAXIMUM_RANGE) return fail('the range has more than 20,000,000 items')
  const length = Math.max(0, count)
  if (typeof start === 'number' && typeof step === 'number' && typeof stop === 'number') {
    // oxlint-disable-next-line no-new-array -- in just its size: one that grows takes three times as long and as much
    const list = new Array<Value>(length)
    for (let index = 0; index < length; index++) list[index] = start + index * step
    return list
  }
  return Array.from({ length }, (_, index) => normalize(BigInt(start) + BigInt(index) * BigInt(step)))
}

function sorted(call: Call): Value {
  const value = only(call, 'inval')
  if (!isIterable(value) || value instanceof SchemaInstance) return fail('sorted only for str|list|dict type')
  const direction = flag(call, 1, 'reverse') ? -1 : 1
  const values = [...iterate(value)]
  requireOrder(values, direction)
  return values.sort((a, b) => (compare('<', a, b) ? -direction : compare('>', a, b) ? direction : 0))
}

/** Numbers have an order, and texts; what stands before all others so far is what a misfit is compared with. */
function requireOrder(values: readonly Value[], direction: number): void {
  let [last] = values
  for (const value of values.slice(1)) {
    if (!haveOrder(value, last)) {
      const [a, b] = direction > 0 ? [value, last] : [last, value]
      fail(`cannot compare ${typeName(a)} and ${typeName(b)}`)
    }
    if (compare(direction > 0 ? '>=' : '<=', value, last)) last = value
  }
}

function haveOrder(a: Value, b: Value): boolean {
  if (typeof a === 'string') return typeof b === 'string'
  const [x, y] = [realOf(a), realOf(b)]
  return x !== undefined && y !== undefined && !Number.isNaN(x) && !Number.isNaN(y)
}

function sum(call: Call): Value {
  const given = argument(call, 0, 'iterable')
  if (!Array.isArray(given)) return undefined
  let total: Value = has(call, 1, 'start') ? argument(call, 1, 'start') : 0
  if (typeof total === 'string') return fail("sum() can't sum strings")
  const values = [...iterate(given)]
  if (Array.isArray(total) && values.every((value) => Array.isArray(value))) {
    // One list, grown in place: summing lists is linear.
    const joined = [...total] as Value[]
    for (const value of values) for (const item of iterate(value)) joined.push(item)
    return joined
  }
  for (const value of values) total = add(total, value)
  return total
}

function reduce(call: Call): Value {
  if (!has(call, 0, 'reducer')) return fail("reduce() missing required argument: 'reducer'")
  if (!has(call, 1, 'list')) return fail("reduce() missing required argument: 'list'")
  const callee = argument(call, 0, 'reducer')
  if (!(callee instanceof FunctionValue) || !callee.isUserDefined)
    return fail("reduce() argument 'reducer' must be a function")
  const values = listOf(argument(call, 1, 'list'))
  let index = 0
  let result = argument(call, 2, 'initial')
  if (!has(call, 2, 'initial')) {
    if (values.length === 0) {
      const type = callee.firstParameterType
      if (type === undefined || type === 'any') return null
      return fail(`reduce() empty list with no initial value and non-nullable accumulator type '${type}'`)
    }
    result = values[index++]
  }
  for (; index < values.length; index++) result = call.context.call(callee, [result, values[index]])
  return result
}

function zip(call: Call): Value {
  const lists = call.positional.map((value) => [...iterable(value)])
  const shortest = lists.length === 0 ? 0 : Math.min(...lists.map((list) => list.length))
  return Array.from({ length: shortest }, (_, index) => lists.map((list) => list[index]))
}

function isUnique(values: readonly Value[]): boolean {
  // Equal values share a bucket: only they need be compared.
  const buckets = new Map<string, Value[]>()
  for (const value of values) {
    const bucket = outline(value)
    const others = buckets.get(bucket)
    if (others?.some((other) => equals(value, other)) === true) return false
    if (others) others.push(value)
    else buckets.set(bucket, [value])
  }
  return true
}

/** A text that equal values share. Dicts with the same entries in another order are different here. */
function outline(value: Value): string {
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(outline).join()}]`
  const entries = dict(value)?.entries
  if (entries) return `{${[...entries].map(([key, item]) => `${JSON.stringify(key)}:${outline(item)}`).join()}}`
  return typeof value === 'string' ? JSON.stringify(value) : String(realOf(value) ?? typeof value)
}

export const builtinFunctions: ReadonlyMap<string, LibraryFunction> = new Map<string, LibraryFunction>([
  ...conversions,
  ...arithmeticFunctions,
  ['option', option],
  [
    'print',
    (call) => {
      const end = call.keyword?.has('end') ? toText(call.keyword.get('end')) : '\n'
      call.context.print(call.positional.map(toText).join(' ') + end)
      return null
    },
  ],
  [
    'isunique',
    (call) => {
      const value = argument(call, 0, 'inval')
      return Array.isArray(value) && isUnique(value as readonly Value[])
    },
  ],
  [
    'isnullish',
    (call) => {
      if (!has(call, 0, 'inval')) return fail('is_nullable() takes exactly one argument (0 given)')
      const value = argument(call, 0, 'inval')
      return value === undefined || value === null
    },
  ],
  [
    'len',
    (call) => {
      const value = only(call, 'inval')
      return lengthOf(value) ?? fail(`object of type '${typeName(value)}' has no len()`)
    },
  ],
  // Never all of an instance: that is the reference's choice.
  ['all_true', (call) => !(call.positional[0] instanceof SchemaInstance) && (valuesOf(call)?.every(isTruthy) ?? false)],
  ['any_true', (call) => valuesOf(call)?.some(isTruthy) ?? false],
  ['ord', codePoint],
  ['sorted', sorted],
  ['range', range],
  ['max', extreme('>')],
  ['min', extreme('<')],
  ['sum', sum],
  ['zip', zip],
  ['reduce', reduce],
])
