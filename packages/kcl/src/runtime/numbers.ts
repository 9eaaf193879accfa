/** Arithmetic of i64 and f64. Ints are numbers while they are safe, bigints beyond; overflow is an error. */
import { positional } from '../float-text.ts'
import { fail } from './errors.ts'
import { Float, type Int } from './values.ts'

const MAXIMUM = (1n << 63n) - 1n
const MINIMUM = -(1n << 63n)
const F32_MAXIMUM = 3.4028234663852886e38

export function normalize(value: bigint): Int {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value
}

/** A number's whole part as an int, held to 64 bits; nothing of what is no number. */
export function saturated(value: number | bigint): Int {
  if (value >= 2 ** 63) return MAXIMUM
  if (value <= -(2 ** 63)) return MINIMUM
  if (typeof value === 'bigint') return normalize(value)
  return Number.isNaN(value) ? 0 : normalize(BigInt(Math.trunc(value)))
}

/** With `-r` the results of int arithmetic are held to 32 bits. Set once, before a program runs. */
let isStrict = false
export function useStrictRange(strict: boolean): void {
  isStrict = strict
}

function within32(value: number, a: number, b: number): number {
  if (isStrict && (isWide(value, true) || isWide(a, true) || isWide(b, true))) return overflow(BigInt(value))
  return value
}

function checked(value: bigint, bits = 64): Int {
  if (isWide(value, false)) return overflow(BigInt.asIntN(128, value), bits)
  return normalize(value)
}

/** What is made of two ints. */
function made(value: bigint, a: Int, b: Int, bits = 64): Int {
  if (isStrict && (isWide(value, true) || isWide(a, true) || isWide(b, true)))
    return overflow(BigInt.asIntN(128, value))
  return checked(value, bits)
}

function isWide(value: Int, isNarrow: boolean): boolean {
  return isNarrow ? value > 2147483647 || value < -2147483648 : value > MAXIMUM || value < MINIMUM
}

function overflow(value: bigint, bits = 64): never {
  return fail(`${value}: A ${isStrict ? 32 : bits} bit integer overflow`)
}

export function isInt(value: unknown): value is Int {
  return typeof value === 'number' || typeof value === 'bigint'
}

export function toNumber(value: Int | Float): number {
  return value instanceof Float ? value.value : Number(value)
}

/** With `-r` results are held to the range of f32; a sum of an int and a float always is. */
function checkedFloat(value: number, isMixedSum = false): Float {
  if ((isStrict || isMixedSum) && Math.abs(value) > F32_MAXIMUM) {
    if (Number.isFinite(value)) fail(`${value}: A 32-bit floating point number overflow`)
    // The reference's slip.
    if (isMixedSum) fail(`${positional(value)}: A 32-bit floating point numbe+r overflow`)
  }
  return new Float(value)
}

export function addInts(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum)) return within32(sum, a, b)
  }
  return made(BigInt(a) + BigInt(b), a, b)
}

export function subtractInts(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b
    if (Number.isSafeInteger(difference)) return within32(difference, a, b)
  }
  return made(BigInt(a) - BigInt(b), a, b, 32)
}

export function multiplyInts(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b
    if (Number.isSafeInteger(product)) return within32(product === 0 ? 0 : product, a, b)
  }
  return made(BigInt(a) * BigInt(b), a, b)
}

/** The exponent is read as 32 bits without a sign, so a negative one is large. */
export function powerInts(a: Int, b: Int): Int {
  const base = BigInt(a)
  const exponent = BigInt.asUintN(32, BigInt(b))
  if (b >= -2147483648 && b <= 2147483647 && !isWide(a, isStrict)) {
    if (base === -1n) return exponent % 2n === 0n ? 1 : -1
    if (base === 0n || base === 1n) return exponent === 0n ? 1 : Number(base)
    if (exponent < 64n) return made(base ** exponent, a, 0)
  }
  return overflow(wrappedPower(base, exponent))
}

/** The lowest 128 bits, which is what the message of an overflow shows. */
function wrappedPower(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let [square, rest] = [base, exponent]; rest > 0n; rest >>= 1n) {
    if (rest % 2n === 1n) result = BigInt.asIntN(128, result * square)
    square = BigInt.asIntN(128, square * square)
  }
  return result
}

/** Rounds towards negative infinity. */
export function floorDivideInts(a: Int, b: Int): Int {
  if (b === 0) fail(a < 0 ? 'attempt to calculate the remainder with a divisor of zero' : 'attempt to divide by zero')
  if (typeof a === 'number' && typeof b === 'number') {
    const quotient = Math.floor(a / b)
    if (Number.isSafeInteger(quotient) && Math.abs(a) < 2 ** 50) return quotient === 0 ? 0 : quotient
  }
  const [x, y] = [BigInt(a), BigInt(b)]
  const quotient = x / y
  return checked(x % y !== 0n && x < 0n !== y < 0n ? quotient - 1n : quotient)
}

export function moduloInts(a: Int, b: Int): Int {
  if (b === 0) fail('attempt to calculate the remainder with a divisor of zero')
  if (typeof a === 'number' && typeof b === 'number') {
    const rest = a % b
    const floored = rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest
    return floored === 0 ? 0 : floored
  }
  const [x, y] = [BigInt(a), BigInt(b)]
  const rest = x % y
  return normalize(rest !== 0n && rest < 0n !== y < 0n ? rest + y : rest)
}

export function shiftLeft(a: Int, b: Int): Int {
  if (isShift(a, b)) return normalize(BigInt.asIntN(64, BigInt(a) << BigInt(b)))
  return overflow(BigInt.asIntN(128, BigInt(a) << wrappedShift(b)))
}

export function shiftRight(a: Int, b: Int): Int {
  if (isShift(a, b)) return normalize(BigInt(a) >> BigInt(b))
  return overflow(BigInt(a) >> wrappedShift(b))
}

function isShift(a: Int, b: Int): boolean {
  return b >= 0 && b < (isStrict ? 32 : 64) && !isWide(a, isStrict)
}

/** How far 128 bits are shifted, which is what the message of an overflow shows. */
function wrappedShift(by: Int): bigint {
  return BigInt.asUintN(7, BigInt(by))
}

export function bitwise(operator: '&' | '|' | '^', a: Int, b: Int): Int {
  const [x, y] = [BigInt(a), BigInt(b)]
  return normalize(BigInt.asIntN(64, operator === '&' ? x & y : operator === '|' ? x | y : x ^ y))
}

export function invert(a: Int): Int {
  return normalize(~BigInt(a))
}

export function negate(a: Int): Int {
  if (typeof a === 'number') return a === 0 ? 0 : -a
  return checked(-a)
}

/** A power as C knows it: one stays one, whatever is no number. */
export function raised(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1
  return base ** exponent
}

export function floatArithmetic(
  operator: '+' | '-' | '*' | '/' | '%' | '//' | '**',
  a: Int | Float,
  b: Int | Float,
): Float {
  const x = toNumber(a)
  const y = toNumber(b)
  switch (operator) {
    case '+':
      return checkedFloat(x + y, a instanceof Float !== b instanceof Float)
    case '-':
      return checkedFloat(x - y)
    case '*':
      return checkedFloat(x * y)
    case '/':
      return new Float(x / y)
    case '%':
      return new Float(x % y)
    case '//':
      return new Float(Math.floor(x / y))
    case '**':
      return checkedFloat(raised(x, y))
  }
}

/** As `str()` shows a float: never with an exponent, always with a point. */
export function floatToString(value: number): string {
  const shortest = positional(value)
  return shortest.includes('.') ? shortest : `${shortest}.0`
}
