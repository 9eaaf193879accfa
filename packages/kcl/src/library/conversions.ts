/** The functions that carry the names of types, and `typeof`: from any value to one of a type. */
import { iterate } from '../runtime/collections.ts'
import type { Call, LibraryFunction } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isInt, normalize, saturated } from '../runtime/numbers.ts'
import { isTruthy, qualifiedTypeName, toText, typeName } from '../runtime/operations.ts'
import { UNITING, union } from '../runtime/union.ts'
import { Dict, Float, NumberMultiplier, type Value } from '../runtime/values.ts'
import { argument, dict, flag, has, integerOf, lengthOf, needed, only } from './arguments.ts'

function toInt(call: Call): Value {
  const value = only(call, 'number')
  if (isInt(value)) return value
  if (typeof value === 'boolean') return Number(value)
  if (value instanceof Float || value instanceof NumberMultiplier) return saturated(value.value)
  if (typeof value !== 'string') {
    return fail(`int() argument must be a string or a number, not '${typeName(value)}'`)
  }
  const base = has(call, 1, 'base') ? integerOf(argument(call, 1, 'base')) : 10
  return base === 10 ? parseDecimal(value) : parseDigits(value, base)
}

/** Units below one count as nothing. */
const UNITS: Readonly<Record<string, bigint>> = {
  n: 0n,
  u: 0n,
  m: 0n,
  ni: 0n,
  ui: 0n,
  mi: 0n,
  k: 10n ** 3n,
  K: 10n ** 3n,
  M: 10n ** 6n,
  G: 10n ** 9n,
  T: 10n ** 12n,
  P: 10n ** 15n,
  ki: 1n << 10n,
  Ki: 1n << 10n,
  Mi: 1n << 20n,
  Gi: 1n << 30n,
  Ti: 1n << 40n,
  Pi: 1n << 50n,
}

function parseDecimal(source: string): Value {
  const unit = /[numkKMGTP]i?$/.exec(source)?.[0]
  const digits = unit === undefined ? source : source.slice(0, -unit.length)
  if (digits === '') return fail("number can't be empty")
  const unfit = (kind: string): never =>
    fail(`called \`Result::unwrap()\` on an \`Err\` value: ParseIntError { kind: ${kind} }`)
  if (!/^[+-]?\d+$/.test(digits)) return unfit('InvalidDigit')
  const isTooLong = digits.replace(/^[+-]?0*/, '').length > 19
  const value = isTooLong ? 0n : BigInt(digits.replace(/^\+/, ''))
  if (isTooLong || BigInt.asIntN(64, value) !== value) {
    return unfit(digits.startsWith('-') ? 'NegOverflow' : 'PosOverflow')
  }
  // With a unit the result wraps around.
  return normalize(BigInt.asIntN(64, value * (unit === undefined ? 1n : (UNITS[unit] ?? 1n))))
}

/** No 64-bit int has more, whatever its base and its leading zeros. */
const MAXIMUM_DIGITS = 1000

function parseDigits(source: string, base: number): Value {
  if (base < 2 || base > 36) {
    const shown = BigInt.asUintN(32, BigInt(base))
    return fail(`from_ascii_bytes_radix: radix must lie in the range \`[2, 36]\` - found ${shown}`)
  }
  const [, sign, written = ''] = /^([+-]?)(?:0[xob])?(.*)$/s.exec(source.toLowerCase()) ?? []
  const digits = Array.from(written, (digit) => (/[0-9a-z]/.test(digit) ? Number.parseInt(digit, 36) : base))
  const unfit = (): never => fail(`invalid literal for int() with base ${base}: '${source}'`)
  if (digits.length === 0 || digits.length > MAXIMUM_DIGITS || digits.some((digit) => digit >= base)) return unfit()
  let value = 0n
  for (const digit of digits) value = value * BigInt(base) + BigInt(digit)
  if (sign === '-') value = -value
  return BigInt.asIntN(64, value) === value ? normalize(value) : unfit()
}

const WRITTEN_FLOAT = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|nan|inf(?:inity)?)$/i

/** Any value as a float, by its text where it is no number. */
export function floatOf(value: Value): number {
  if (isInt(value) || typeof value === 'boolean') return Number(value)
  const text = toText(value)
  const number =
    value instanceof Float || value instanceof NumberMultiplier
      ? value.value
      : (readFloat(text) ?? fail(`invalid literal for float() with base 10: '${text}'`))
  return Math.abs(number) === Infinity ? fail('inf: A 64-bit floating point number overflow') : number
}

/** As a float is written outside of programs. */
export function readFloat(text: string): number | undefined {
  if (!WRITTEN_FLOAT.test(text)) return undefined
  if (/nan$/i.test(text)) return Number.NaN
  return /inf/i.test(text) ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text)
}

function toList(call: Call): Value {
  return call.positional.length === 0 ? [] : [...iterable(argument(call, 0, 'x'))]
}

/** What of None only a loop takes. */
export function iterable(value: Value): Iterable<Value> {
  return value === undefined || value === null ? fail(`'${typeName(value)}' object is not iterable`) : iterate(value)
}

/** Keyword arguments are entries, whatever their names. */
function toDict(call: Call): Value {
  const [source] = call.positional
  const entries = dict(source)?.entries ?? (call.positional.length === 0 ? [] : alternating([...iterable(source)]))
  const result = new Dict(new Map(entries))
  return call.keyword ? union(result, new Dict(new Map(call.keyword)), UNITING) : result
}

/** The reference looks whether an item is a pair, and then takes the item as the key and the next one as its value. */
function alternating(items: readonly Value[]): readonly [string, Value][] {
  const entries: [string, Value][] = []
  for (const [at, item] of items.entries()) {
    const length = lengthOf(item)
    if (length === undefined) fail(`'${typeName(item)}' object is not iterable`)
    if (length !== 2) fail(`dictionary update sequence element #${at} has length ${length}; 2 is required`)
    if (at % 2 === 1) entries.push([toText(items[at - 1]), item])
  }
  if (items.length % 2 === 1) fail('called `Option::unwrap()` on a `None` value')
  return entries
}

function typeText(call: Call): Value {
  const value = needed(call, 0, 'x')
  if (value === null) return 'None'
  return flag(call, 1, 'full_name') ? qualifiedTypeName(value) : typeName(value)
}

export const conversions: ReadonlyMap<string, LibraryFunction> = new Map<string, LibraryFunction>([
  ['int', toInt],
  ['float', (call) => new Float(floatOf(only(call, 'number')))],
  ['bool', (call) => isTruthy(only(call, 'x'))],
  ['str', (call) => (has(call, 0, 'x') ? toText(argument(call, 0, 'x')) : '')],
  ['list', toList],
  ['dict', toDict],
  ['typeof', typeText],
])
