/** The functions of numbers that need no import. */
import type { Call, LibraryFunction } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isInt, moduloInts, normalize, raised, saturated } from '../runtime/numbers.ts'
import { unary } from '../runtime/operations.ts'
import { Float, type Int, type Value } from '../runtime/values.ts'
import { argument, only, realOf } from './arguments.ts'

/** Half away from zero. */
export function roundHalfAway(value: number): number {
  const whole = Math.trunc(value)
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole
}

const MOST_DIGITS = 323
const FEWEST_DIGITS = -308
/** The largest power of ten that a double holds exactly. */
const EXACT_POWER = 22

/** Half away from zero at the point, half to even at any other digit; undefined where there is no such digit. */
function roundTo(value: number, digits: number): number | undefined {
  if (digits > MOST_DIGITS) return value
  if (digits < FEWEST_DIGITS) return undefined
  if (digits === 0) return roundHalfAway(value)
  const power = Number(`1e${Math.min(Math.abs(digits), EXACT_POWER)}`)
  const more = Number(`1e${Math.max(Math.abs(digits) - EXACT_POWER, 0)}`)
  const scaled = digits > 0 ? value * more * power : value / Number(`1e${-digits}`)
  if (digits > 0 && !Number.isFinite(scaled)) return value
  const nearest = roundHalfAway(scaled)
  const rounded = Math.abs(scaled - nearest) === 0.5 ? 2 * roundHalfAway(scaled / 2) : nearest
  const result = digits > 0 ? rounded / power / more : rounded * Number(`1e${-digits}`)
  return Number.isFinite(result) ? result : undefined
}

function round(call: Call): Value {
  const value = argument(call, 0, 'number')
  const digits = argument(call, 1, 'ndigits')
  const number = realOf(value)
  if (number === undefined) return undefined
  if (!isInt(digits)) return isInt(value) ? value : saturated(roundHalfAway(number))
  if (isInt(value)) return new Float(number)
  const rounded = roundTo(number, Number(digits))
  return rounded === undefined ? undefined : new Float(rounded)
}

function power(call: Call): Value {
  const [x, y, z] = [argument(call, 0, 'x'), argument(call, 1, 'y'), argument(call, 2, 'z')]
  if (isInt(z)) {
    if (z === 0) return fail('pow() 3rd argument cannot be 0')
    if (!isInt(x) || !isInt(y)) return fail('pow() 3rd argument not allowed unless all arguments are integers')
    return y < 0 ? fail('pow() 2nd argument cannot be negative when 3rd argument specified') : powerModulo(x, y, z)
  }
  const [base, exponent] = [realOf(x), realOf(y)]
  if (base === undefined || exponent === undefined) return undefined
  return isInt(x) && isInt(y) && y >= 0 ? saturated(raised(base, exponent)) : new Float(raised(base, exponent))
}

function powerModulo(base: Int, exponent: Int, modulus: Int): Value {
  const m = BigInt(modulus)
  let result = 1n
  let square = BigInt(base)
  for (let left = BigInt(exponent); left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % m
    square = (square * square) % m
  }
  return normalize(result)
}

function inBase(base: number, prefix: string): LibraryFunction {
  return (call) => {
    const value = only(call, 'number')
    if (!isInt(value)) return undefined
    const big = BigInt(value)
    return big < 0n ? `-${prefix}${(-big).toString(base)}` : `${prefix}${big.toString(base)}`
  }
}

function isMultiple(call: Call): Value {
  const [a, b] = [argument(call, 0, 'a'), argument(call, 1, 'b')]
  const given = call.positional.length + (call.keyword?.size ?? 0)
  if (given < 2) return fail(`multiplyof() takes exactly two argument (${call.positional.length} given)`)
  return isInt(a) && isInt(b) ? moduloInts(a, b) === 0 : undefined
}

function absolute(call: Call): Value {
  const value = only(call, 'inval')
  if (isInt(value)) return value < 0 ? unary('-', value) : value
  return value instanceof Float ? new Float(Math.abs(value.value)) : undefined
}

export const arithmeticFunctions: ReadonlyMap<string, LibraryFunction> = new Map<string, LibraryFunction>([
  ['multiplyof', isMultiple],
  ['abs', absolute],
  ['hex', inBase(16, '0x')],
  ['bin', inBase(2, '0b')],
  ['oct', inBase(8, '0o')],
  ['pow', power],
  ['round', round],
])
