/** `int`, `float`, `list` and `dict`: values made of other values. */
import { iterate } from '../runtime/collections.ts'
import type { Call } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isInt, normalize, saturated } from '../runtime/numbers.ts'
import { toText, typeName } from '../runtime/operations.ts'
import { mergeEntry } from '../runtime/union.ts'
import { Dict, Float, NumberMultiplier, SchemaInstance, type Value } from '../runtime/values.ts'
import { argument, has } from './arguments.ts'
import { byteLength } from './text-length.ts'

export function toInt(value: Value, call: Call): Value {
  if (isInt(value)) return value
  if (typeof value === 'boolean') return Number(value)
  if (value instanceof Float || value instanceof NumberMultiplier) return saturated(value.value)
  if (typeof value === 'string')
    return parseInteger(value, has(call, 1, 'base') ? asUnsigned(argument(call, 1, 'base')) : 10)
  return fail(`int() argument must be a string or a number, not '${typeName(value)}'`)
}

/** What stands where a radix is expected, as 32 bits without a sign. */
function asUnsigned(value: Value): number {
  if (isInt(value)) return Number(BigInt.asUintN(32, BigInt(value)))
  if (value instanceof Float || value instanceof NumberMultiplier)
    return Number(BigInt.asUintN(32, BigInt(saturated(value.value))))
  return 0
}

/** Units below one leave no whole number. */
const UNITS: Readonly<Record<string, bigint>> = {
  n: 0n,
  u: 0n,
  m: 0n,
  k: 1000n,
  K: 1000n,
  M: 1000n ** 2n,
  G: 1000n ** 3n,
  T: 1000n ** 4n,
  P: 1000n ** 5n,
  ni: 0n,
  ui: 0n,
  mi: 0n,
  ki: 1024n,
  Ki: 1024n,
  Mi: 1024n ** 2n,
  Gi: 1024n ** 3n,
  Ti: 1024n ** 4n,
  Pi: 1024n ** 5n,
}

function parseInteger(source: string, base: number): Value {
  if (base !== 10) return parseDigits(source, base)
  if (source === '') return fail("number can't be empty")
  const suffix = /[numkKMGTP]i?$/.exec(source)?.[0] ?? ''
  const digits = source.slice(0, source.length - suffix.length)
  if (digits === '') return fail("number can't be empty")
  const unfit = (kind: string): never =>
    fail(`called \`Result::unwrap()\` on an \`Err\` value: ParseIntError { kind: ${kind} }`)
  if (!/^[+-]?\d+$/.test(digits)) return unfit('InvalidDigit')
  const isTooLong = digits.replace(/^[+-]?0*/, '').length > 19
  const value = isTooLong ? 0n : BigInt(digits.replace(/^\+/, ''))
  if (isTooLong || BigInt.asIntN(64, value) !== value)
    return unfit(digits.startsWith('-') ? 'NegOverflow' : 'PosOverflow')
  return normalize(BigInt.asIntN(64, value * (UNITS[suffix] ?? 1n)))
}

/** No 64-bit int has more, whatever its base and its leading zeros. */
const MAXIMUM_DIGITS = 1000

function parseDigits(source: string, base: number): Value {
  if (base < 2 || base > 36)
    return fail(`from_ascii_bytes_radix: radix must lie in the range \`[2, 36]\` - found ${base}`)
  const match = /^([+-]?)(?:0[xob])?([0-9a-z]+)$/.exec(source.toLowerCase())
  const digits = [...(match?.[2] ?? '')].map((digit) => Number.parseInt(digit, 36))
  const isValid = match && digits.length <= MAXIMUM_DIGITS && digits.every((digit) => digit < base)
  let value = 0n
  if (isValid) for (const digit of digits) value = value * BigInt(base) + BigInt(digit)
  if (match?.[1] === '-') value = -value
  if (!isValid || BigInt.asIntN(64, value) !== value)
    return fail(`invalid literal for int() with base ${base}: '${source}'`)
  return normalize(value)
}

export function toFloat(value: Value): Value {
  if (isInt(value)) return new Float(Number(value))
  if (typeof value === 'boolean') return new Float(Number(value))
  if (value instanceof NumberMultiplier) return new Float(value.value)
  const parsed = value instanceof Float ? value.value : parseFloating(toText(value))
  if (Math.abs(parsed) === Number.POSITIVE_INFINITY) return fail('inf: A 64-bit floating point number overflow')
  return new Float(parsed)
}

function parseFloating(source: string): number {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(source)) return Number(source)
  if (/^[+-]?inf(?:inity)?$/i.test(source)) return Number.POSITIVE_INFINITY
  if (/^[+-]?nan$/i.test(source)) return Number.NaN
  return fail(`invalid literal for float() with base 10: '${source}'`)
}

export function toDict(call: Call): Value {
  const result = new Dict()
  if (call.positional.length > 0) {
    const source = call.positional[0]
    if (source instanceof Dict || source instanceof SchemaInstance) {
      const { entries } = source instanceof Dict ? source : source.attributes
      for (const [key, value] of entries) result.entries.set(key, value)
    } else {
      let index = 0
      for (const element of iterate(source)) {
        const pair = [...iterate(element)]
        const length = typeof element === 'string' ? byteLength(element) : pair.length
        if (length !== 2)
          return fail(`dictionary update sequence element #${index} has length ${length}; 2 is required`)
        result.entries.set(toText(pair[0]), pair[1])
        index++
      }
    }
  }
  for (const [key, value] of call.keyword ?? []) mergeEntry(result, key, value, undefined, true)
  return result
}
