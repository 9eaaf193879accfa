/** The functions that need no import. */
import { iterate, iteratePairs } from '../runtime/collections.ts'
import type { Call, LibraryFunction } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isInt, normalize, toNumber } from '../runtime/numbers.ts'
import { add, arithmetic, compare, equals, isTruthy, toText, typeName, unary } from '../runtime/operations.ts'
import { Dict, Float, FunctionValue, NumberMultiplier, SchemaInstance, type Value } from '../runtime/values.ts'
import { argument, flag, has } from './arguments.ts'
import { option } from './option.ts'

export function byteLength(value: string): number {
  let length = 0
  for (let at = 0; at < value.length; at++) {
    const unit = value.charCodeAt(at)
    if (unit < 0x80) length++
    else if (unit < 0x800) length += 2
    else if (unit >= 0xd800 && unit < 0xdc00) {
      length += 4
      at++
    } else length += 3
  }
  return length
}

function length(value: Value): number {
  if (typeof value === 'string') return byteLength(value)
  if (Array.isArray(value)) return value.length
  if (value instanceof Dict) return value.size
  if (value instanceof SchemaInstance) return value.attributes.size
  return fail(`object of type '${typeName(value)}' has no len()`)
}

function toInt(call: Call): Value {
  const value = argument(call, 0, 'number')
  const base = argument(call, 1, 'base')
  if (isInt(value)) return value
  if (typeof value === 'boolean') return Number(value)
  if (value instanceof Float)
    return Number.isFinite(value.value)
      ? normalize(BigInt(Math.trunc(value.value)))
      : fail('cannot convert float to int')
  if (value instanceof NumberMultiplier) return Math.trunc(value.value)
  if (typeof value === 'string') return parseInteger(value, isInt(base) ? Number(base) : 10)
  return fail(`int() argument must be a string, a bytes-like object or a number, not '${typeName(value)}'`)
}

const UNITS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  g: 1e9,
  t: 1e12,
  p: 1e15,
  ki: 1024,
  mi: 1024 ** 2,
  gi: 1024 ** 3,
  ti: 1024 ** 4,
  pi: 1024 ** 5,
}

function parseInteger(source: string, base: number): Value {
  if (base !== 10) return parseDigits(source, base)
  if (source === '') return fail("number can't be empty")
  const unit = /^([+-]?\d+)([numkgtp]|[kmgtp]i)$/i.exec(source)
  if (unit) return Math.trunc(Number(unit[1]) * (UNITS[(unit[2] ?? '').toLowerCase()] ?? 1))
  const unfit = (kind: string): never =>
    fail(`called \`Result::unwrap()\` on an \`Err\` value: ParseIntError { kind: ${kind} }`)
  if (!/^[+-]?\d+$/.test(source)) return unfit('InvalidDigit')
  const isTooLong = source.replace(/^[+-]?0*/, '').length > 19
  const value = isTooLong ? 0n : BigInt(source.replace(/^\+/, ''))
  if (isTooLong || BigInt.asIntN(64, value) !== value)
    return unfit(source.startsWith('-') ? 'NegOverflow' : 'PosOverflow')
  return normalize(value)
}

function parseDigits(source: string, base: number): Value {
  if (base < 2 || base > 36)
    return fail(`from_ascii_bytes_radix: radix must lie in the range \`[2, 36]\` - found ${base}`)
  const match = /^([+-]?)(?:0[xob])?([0-9a-z]+)$/.exec(source.toLowerCase())
  const digits = [...(match?.[2] ?? '')].map((digit) => Number.parseInt(digit, 36))
  const isValid = match && digits.length <= MAXIMUM_DIGITS && digits.every((digit) => digit < base)
  if (!isValid) return fail(`invalid literal for int() with base ${base}: '${source}'`)
  let value = 0n
  for (const digit of digits) value = value * BigInt(base) + BigInt(digit)
  return normalize(match[1] === '-' ? -value : value)
}

function toFloat(call: Call): Value {
  const value = argument(call, 0, 'number')
  if (value instanceof Float) return value
  if (isInt(value)) return new Float(Number(value))
  if (typeof value === 'boolean') return new Float(Number(value))
  if (value instanceof NumberMultiplier) return new Float(value.value)
  if (typeof value === 'string') {
    const trimmed = value.trim()
    const parsed = /^[+-]?inf(inity)?$/i.test(trimmed)
      ? trimmed.startsWith('-')
        ? -Infinity
        : Infinity
      : /^[+-]?nan$/i.test(trimmed)
        ? Number.NaN
        : Number(trimmed === '' ? 'x' : trimmed.replaceAll('_', ''))
    if (Number.isNaN(parsed) && !/nan/i.test(trimmed)) return fail(`could not convert string to float: '${value}'`)
    return new Float(parsed)
  }
  return fail(`float() argument must be a string or a number, not '${typeName(value)}'`)
}

function items(call: Call): Value[] {
  const [first] = call.positional
  return call.positional.length === 1 ? [...iterate(first)] : [...call.positional]
}

function extreme(call: Call, operator: '<' | '>', name: string): Value {
  const values = items(call)
  if (values.length === 0) {
    const [only] = call.positional
    if (call.positional.length === 0) return fail(`${name}() takes exactly one argument (0 given)`)
    return fail(`arg is an empty ${typeName(only)}`)
  }
  return values.reduce((best, value) => (compare(operator, value, best) ? value : best))
}

function range(call: Call): Value {
  const [first = 0, second, third] = call.positional.map((value) =>
    isInt(value) ? Number(value) : fail(`expect int, got ${typeName(value)}`),
  )
  const [start, stop] = second === undefined ? [0, first] : [first, second]
  const step = third ?? 1
  if (step === 0) return fail('range() arg 3 must not be zero')
  if (Math.abs((stop - start) / step) > 20_000_000) return fail('the range has more than 20,000,000 items')
  const values: number[] = []
  for (let at = start; step > 0 ? at < stop : at > stop; at += step) values.push(at)
  return values
}

function round(call: Call): Value {
  const value = argument(call, 0, 'number')
  const digits = argument(call, 1, 'ndigits')
  if (value instanceof Float || isInt(value) || typeof value === 'boolean') {
    const plain = typeof value === 'boolean' ? Number(value) : toNumber(value)
    if (digits === undefined || digits === null)
      return isInt(value) ? value : Math.sign(plain) * Math.round(Math.abs(plain))
    return new Float(isInt(value) ? plain : roundTo(plain, Number(digits)))
  }
  return fail(`type ${typeName(value)} doesn't define __round__ method`)
}

/** No 64-bit int has more, whatever its base and its leading zeros. */
const MAXIMUM_DIGITS = 1000

/** Half away from zero to whole numbers, half to even at any other digit. */
function roundTo(value: number, digits: number): number {
  const scale = 10 ** digits
  const scaled = Math.abs(value) * scale
  const below = Math.floor(scaled)
  const isTie = scaled - below === 0.5
  const rounded = isTie && digits !== 0 ? below + (below % 2) : Math.round(scaled)
  return (Math.sign(value) * rounded) / scale
}

const HIGHEST = 2n ** 63n - 1n
const LOWEST = -(2n ** 63n)

/** A float's whole part as an int, held to 64 bits. */
function saturated(value: number): Value {
  if (value >= 2 ** 63) return HIGHEST
  if (value <= -(2 ** 63)) return LOWEST
  return normalize(BigInt(Math.trunc(value)))
}

function power(call: Call): Value {
  const [base, exponent, modulus] = [argument(call, 0, 'x'), argument(call, 1, 'y'), argument(call, 2, 'z')]
  if (modulus !== undefined && modulus !== null) {
    if (!isInt(base) || !isInt(exponent) || !isInt(modulus))
      return fail('pow() 3rd argument not allowed unless all arguments are integers')
    let result = 1n
    let square = BigInt(base)
    const m = BigInt(modulus)
    for (let left = BigInt(exponent); left > 0n; left >>= 1n) {
      if (left & 1n) result = (result * square) % m
      square = (square * square) % m
    }
    return arithmetic('%', normalize(result % m), modulus)
  }
  if (isInt(base) && isInt(exponent))
    return exponent < 0 ? new Float(Number(base) ** Number(exponent)) : saturated(Number(base) ** Number(exponent))
  return arithmetic('**', base, exponent)
}

function inBase(base: number, prefix: string): LibraryFunction {
  return (call) => {
    const value = argument(call, 0, 'number')
    if (!isInt(value)) return fail(`'${typeName(value)}' object cannot be interpreted as an integer`)
    const big = BigInt(value)
    return big < 0n ? `-${prefix}${(-big).toString(base)}` : `${prefix}${big.toString(base)}`
  }
}

function sorted(call: Call): Value {
  const values = [...iterate(argument(call, 0, 'inval'))]
  const reverse = isTruthy(argument(call, 1, 'reverse'))
  const isNumber = (value: Value): boolean => isInt(value) || value instanceof Float
  values.sort((a, b) => {
    if (!(isNumber(a) && isNumber(b)) && !(typeof a === 'string' && typeof b === 'string'))
      return fail(`cannot compare ${typeName(a)} and ${typeName(b)}`)
    return compare('<', a, b) ? -1 : compare('<', b, a) ? 1 : 0
  })
  return reverse ? values.toReversed() : values
}

function reduce(call: Call): Value {
  const callee = argument(call, 0, 'func')
  if (!(callee instanceof FunctionValue)) return fail("reduce() argument 'reducer' must be a function")
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

function fullTypeName(value: Value, full: boolean): string {
  if (value instanceof NumberMultiplier) return `number_multiplier(${value.raw}${value.suffix})`
  if (value instanceof SchemaInstance && full && value.schema.package !== '__main__')
    return `${value.schema.package}.${value.schema.name}`
  return value === null ? 'None' : typeName(value)
}

function toDict(call: Call): Value {
  const result = new Dict()
  const source = argument(call, 0, 'x')
  if (source instanceof Dict || source instanceof SchemaInstance) {
    for (const [key, value] of iteratePairs(source)) result.entries.set(String(key), value)
  } else if (Array.isArray(source)) {
    for (const pair of source as readonly Value[]) {
      if (!Array.isArray(pair)) return fail('cannot convert the list to a dict')
      result.entries.set(toText(pair[0] as Value), pair[1] as Value)
    }
  }
  for (const [key, value] of call.keyword ?? []) result.entries.set(key, value)
  return result
}

export const builtinFunctions: ReadonlyMap<string, LibraryFunction> = new Map<string, LibraryFunction>([
  ['option', option],
  [
    'print',
    (call) => {
      const end = call.keyword?.get('end')
      call.context.print(call.positional.map(toText).join(' ') + (typeof end === 'string' ? end : '\n'))
      return undefined
    },
  ],
  ['multiplyof', (call) => equals(arithmetic('%', argument(call, 0, 'a'), argument(call, 1, 'b')), 0)],
  [
    'isunique',
    (call) => {
      const values = [...iterate(argument(call, 0, 'inval'))]
      return values.every((value, index) => !values.slice(0, index).some((other) => equals(value, other)))
    },
  ],
  [
    'isnullish',
    (call) => {
      const value = argument(call, 0, 'x')
      return value === undefined || value === null
    },
  ],
  ['len', (call) => length(argument(call, 0, 'inval'))],
  [
    'abs',
    (call) => {
      const value = argument(call, 0, 'inval')
      return compare('<', value, 0) ? unary('-', value) : value
    },
  ],
  ['all_true', (call) => [...iterate(argument(call, 0, 'inval'))].every(isTruthy)],
  ['any_true', (call) => [...iterate(argument(call, 0, 'inval'))].some(isTruthy)],
  ['hex', inBase(16, '0x')],
  ['bin', inBase(2, '0b')],
  ['oct', inBase(8, '0o')],
  [
    'ord',
    (call) => {
      const value = argument(call, 0, 'c')
      if (typeof value !== 'string' || Array.from(value).length !== 1) return fail('ord() expected a character')
      return value.codePointAt(0)
    },
  ],
  ['sorted', sorted],
  ['range', range],
  ['max', (call) => extreme(call, '>', 'max')],
  ['min', (call) => extreme(call, '<', 'min')],
  [
    'sum',
    (call) => {
      let total: Value = has(call, 1, 'start') ? argument(call, 1, 'start') : 0
      const values = [...iterate(argument(call, 0, 'iterable'))]
      if (Array.isArray(total)) {
        // One list, grown in place: summing lists is linear.
        const joined = [...total] as Value[]
        for (const value of values) for (const item of iterate(value)) joined.push(item)
        return joined
      }
      for (const value of values) total = add(total, value)
      return total
    },
  ],
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
  ['int', toInt],
  ['float', toFloat],
  ['bool', (call) => isTruthy(argument(call, 0, 'x'))],
  ['str', (call) => (call.positional.length + (call.keyword?.size ?? 0) === 0 ? '' : toText(argument(call, 0, 'x')))],
  ['list', (call) => (call.positional.length === 0 ? [] : [...iterate(argument(call, 0, 'x'))])],
  ['dict', toDict],
  ['typeof', (call) => fullTypeName(argument(call, 0, 'x'), flag(call, 1, 'full_name'))],
  ['reduce', reduce],
])
