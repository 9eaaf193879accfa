/** The functions that need no import. */
import { iterate } from '../runtime/collections.ts'
import type { Call, LibraryFunction } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isInt, moduloInts, normalize, saturated, toNumber } from '../runtime/numbers.ts'
import { add, compare, equals, isTruthy, qualifiedTypeName, toText, typeName, unary } from '../runtime/operations.ts'
import { Dict, Float, FunctionValue, SchemaInstance, type Int, type Value } from '../runtime/values.ts'
import { argument, dict, flag, has } from './arguments.ts'
import { toDict, toFloat, toInt } from './conversions.ts'
import { option } from './option.ts'
import { byteLength } from './text-length.ts'

/** A function that needs its first argument. */
function ofOne(name: string, parameter: string, calculate: (value: Value, call: Call) => Value): LibraryFunction {
  return (call) =>
    has(call, 0, parameter)
      ? calculate(argument(call, 0, parameter), call)
      : fail(`${name}() takes exactly one argument (0 given)`)
}

function length(value: Value): number {
  if (typeof value === 'string') return byteLength(value)
  if (Array.isArray(value)) return value.length
  if (value instanceof Dict) return value.size
  if (value instanceof SchemaInstance) return value.attributes.size
  return fail(`object of type '${typeName(value)}' has no len()`)
}

function extreme(call: Call, operator: '<' | '>', name: string): Value {
  const [only] = call.positional
  if (call.positional.length === 0) return fail(`${name}() takes exactly one argument (0 given)`)
  const values = call.positional.length === 1 ? containedItems(only) : call.positional
  if (values.length === 0) return fail(`arg is an empty ${typeName(only)}`)
  // The first is compared too, with itself: what has no order is refused even alone.
  return values.reduce((best, value) => (compare(operator, value, best) ? value : best), values[0])
}

function containedItems(value: Value): readonly Value[] {
  if (typeof value === 'string' || Array.isArray(value) || dict(value)) return [...iterate(value)]
  return fail(`${typeName(value)} object is not iterable`)
}

function range(call: Call): Value {
  const given = (['start', 'stop', 'step'] as const).flatMap((name, index) =>
    has(call, index, name) ? [argument(call, index, name)] : [],
  )
  if (given.length === 0 || !given.every(isInt)) return undefined
  const [first = 0, second, step = 1] = given.map(Number)
  const [start, stop] = second === undefined ? [0, first] : [first, second]
  if (step === 0) return fail('range() step argument must not be zero')
  if ((stop - start) / step > 20_000_000) return fail('the range has more than 20,000,000 items')
  const values: number[] = []
  for (let at = start; step > 0 ? at < stop : at > stop; at += step) values.push(at)
  return values
}

function round(call: Call): Value {
  const value = argument(call, 0, 'number')
  const digits = argument(call, 1, 'ndigits')
  if (isInt(value)) return isInt(digits) ? new Float(Number(value)) : value
  if (!(value instanceof Float)) return undefined
  if (!isInt(digits)) return saturated(roundHalfAway(value.value))
  // A scale beyond the range of floats: too fine to change the number, or too coarse to leave any.
  if (digits < -MAXIMUM_EXPONENT) return undefined
  return new Float(digits > MAXIMUM_EXPONENT ? value.value : roundTo(value.value, Number(digits)))
}

const MAXIMUM_EXPONENT = 308

function roundHalfAway(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value))
}

/** Half away from zero to whole numbers, half to even at any other digit. */
function roundTo(value: number, digits: number): number {
  const scale = 10 ** digits
  const scaled = Math.abs(value) * scale
  if (scaled === Number.POSITIVE_INFINITY) return value
  const below = Math.floor(scaled)
  const isTie = scaled - below === 0.5
  const rounded = isTie && digits !== 0 ? below + (below % 2) : Math.round(scaled)
  return (Math.sign(value) * rounded) / scale
}

function power(call: Call): Value {
  const [base, exponent, modulus] = [argument(call, 0, 'x'), argument(call, 1, 'y'), argument(call, 2, 'z')]
  if (isInt(modulus)) return powerModulo(base, exponent, modulus)
  if (isInt(base) && isInt(exponent)) {
    const result = Number(base) ** Number(exponent)
    return exponent < 0 ? new Float(result) : saturated(result)
  }
  if ((isInt(base) || base instanceof Float) && (isInt(exponent) || exponent instanceof Float))
    return new Float(toNumber(base) ** toNumber(exponent))
  return undefined
}

function powerModulo(base: Value, exponent: Value, modulus: Int): Value {
  if (modulus === 0) return fail('pow() 3rd argument cannot be 0')
  if (!isInt(base) || !isInt(exponent)) return fail('pow() 3rd argument not allowed unless all arguments are integers')
  if (exponent < 0) return fail('pow() 2nd argument cannot be negative when 3rd argument specified')
  const m = BigInt(modulus)
  let result = 1n
  let square = BigInt(base) % m
  for (let left = BigInt(exponent); left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % m
    square = (square * square) % m
  }
  return normalize(result)
}

function inBase(name: string, base: number, prefix: string): LibraryFunction {
  return ofOne(name, 'number', (value) => {
    if (!isInt(value)) return undefined
    const big = BigInt(value)
    return big < 0n ? `-${prefix}${(-big).toString(base)}` : `${prefix}${big.toString(base)}`
  })
}

function sorted(source: Value, call: Call): Value {
  if (!(typeof source === 'string' || Array.isArray(source) || source instanceof Dict))
    return fail('sorted only for str|list|dict type')
  const direction = isTruthy(argument(call, 1, 'reverse')) ? -1 : 1
  const values = [...iterate(source)]
  requireOrder(values, direction)
  return values.sort((a, b) => (compare('<', a, b) ? -direction : compare('<', b, a) ? direction : 0))
}

/** Numbers have an order, and texts; what stands before all others so far is what a misfit is compared with. */
function requireOrder(values: readonly Value[], direction: number): void {
  let [last] = values
  for (const value of values.slice(1)) {
    const isOrdered =
      typeof value === 'string'
        ? typeof last === 'string'
        : (isInt(value) || value instanceof Float) && (isInt(last) || last instanceof Float)
    if (!isOrdered) {
      const [a, b] = direction > 0 ? [value, last] : [last, value]
      fail(`cannot compare ${typeName(a)} and ${typeName(b)}`)
    }
    if (compare(direction > 0 ? '>=' : '<=', value, last)) last = value
  }
}

function sum(call: Call): Value {
  const values = argument(call, 0, 'iterable')
  if (!Array.isArray(values)) return undefined
  let total: Value = has(call, 1, 'start') ? argument(call, 1, 'start') : 0
  if (typeof total === 'string') return fail("sum() can't sum strings")
  if (Array.isArray(total)) {
    // One list, grown in place: summing lists is linear.
    const joined = [...total] as Value[]
    for (const value of values as readonly Value[]) {
      if (!Array.isArray(value)) return add(joined, value)
      for (const item of value) joined.push(item as Value)
    }
    return joined
  }
  for (const value of values as readonly Value[]) total = add(total, value)
  return total
}

/** What is not a list or a dict has no truths. */
function truthOf(call: Call): readonly boolean[] | undefined {
  const values = argument(call, 0, 'inval')
  if (Array.isArray(values)) return (values as readonly Value[]).map(isTruthy)
  return values instanceof Dict ? [...values.entries.values()].map(isTruthy) : undefined
}

function isUnique(values: Value): boolean {
  if (!Array.isArray(values)) return false
  // Equal values share a bucket: only they need be compared.
  const buckets = new Map<string, Value[]>()
  for (const value of values as readonly Value[]) {
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
  if (isInt(value) || value instanceof Float) return String(toNumber(value))
  return typeof value === 'string' ? JSON.stringify(value) : typeof value
}

function reduce(call: Call): Value {
  if (!has(call, 0, 'func')) return fail("reduce() missing required argument: 'reducer'")
  if (!has(call, 1, 'iterable')) return fail("reduce() missing required argument: 'list'")
  const callee = argument(call, 0, 'func')
  if (!(callee instanceof FunctionValue) || !callee.isUserDefined)
    return fail("reduce() argument 'reducer' must be a function")
  const iterable = argument(call, 1, 'iterable')
  if (!Array.isArray(iterable)) return fail('invalid list value')
  const values = iterable as readonly Value[]
  let index = 0
  let result = argument(call, 2, 'init')
  if (!has(call, 2, 'init')) {
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

export const builtinFunctions: ReadonlyMap<string, LibraryFunction> = new Map<string, LibraryFunction>([
  ['option', option],
  [
    'print',
    (call) => {
      const end = call.keyword?.get('end')
      call.context.print(call.positional.map(toText).join(' ') + (typeof end === 'string' ? end : '\n'))
      return null
    },
  ],
  [
    'multiplyof',
    (call) => {
      const given = call.positional.length + (call.keyword?.has('b') ? 1 : 0)
      if (!has(call, 1, 'b')) return fail(`multiplyof() takes exactly two argument (${given} given)`)
      const [value, factor] = [argument(call, 0, 'a'), argument(call, 1, 'b')]
      return isInt(value) && isInt(factor) ? moduloInts(value, factor) === 0 : undefined
    },
  ],
  ['isunique', (call) => isUnique(argument(call, 0, 'inval'))],
  ['isnullish', ofOne('is_nullable', 'inval', (value) => value === undefined || value === null)],
  ['len', ofOne('len', 'inval', length)],
  [
    'abs',
    ofOne('abs', 'inval', (value) => {
      if (isInt(value)) return value < 0 ? unary('-', value) : value
      return value instanceof Float ? new Float(Math.abs(value.value)) : undefined
    }),
  ],
  ['all_true', (call) => truthOf(call)?.every(Boolean) === true],
  ['any_true', (call) => truthOf(call)?.some(Boolean) === true],
  ['hex', inBase('hex', 16, '0x')],
  ['bin', inBase('bin', 2, '0b')],
  ['oct', inBase('oct', 8, '0o')],
  [
    'ord',
    ofOne('ord', 'c', (value) => {
      if (typeof value !== 'string') return undefined
      if (Array.from(value).length === 1) return value.codePointAt(0)
      return fail(`ord() expected string of length 1, but string of length ${byteLength(value)} found`)
    }),
  ],
  ['sorted', ofOne('sorted', 'inval', sorted)],
  ['range', range],
  ['max', (call) => extreme(call, '>', 'max')],
  ['min', (call) => extreme(call, '<', 'min')],
  ['sum', sum],
  ['pow', power],
  ['round', round],
  [
    'zip',
    (call) => {
      const lists = call.positional.map((value) => [...iterate(value)])
      const shortest = Math.min(...lists.map((list) => list.length))
      return Array.from({ length: lists.length === 0 ? 0 : shortest }, (_, index) => lists.map((list) => list[index]))
    },
  ],
  ['int', ofOne('int', 'number', toInt)],
  ['float', ofOne('float', 'number', toFloat)],
  ['bool', ofOne('bool', 'x', isTruthy)],
  ['str', (call) => (has(call, 0, 'x') ? toText(argument(call, 0, 'x')) : '')],
  ['list', (call) => (call.positional.length > 0 ? [...iterate(call.positional[0])] : [])],
  ['dict', toDict],
  [
    'typeof',
    (call) => {
      if (!has(call, 0, 'x')) return fail("typeof() missing 1 required positional argument: 'x'")
      const value = argument(call, 0, 'x')
      if (value === null) return 'None'
      return flag(call, 1, 'full_name') ? qualifiedTypeName(value) : typeName(value)
    },
  ],
  ['reduce', reduce],
])
