/** `math`. What an int stays, what a float, and which arguments count, is the reference's choice. */
import type { Call, LibraryMember } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isInt, normalize, raised, saturated } from '../runtime/numbers.ts'
import { Float, type Int, type Value } from '../runtime/values.ts'
import { placed, realOf } from './arguments.ts'

function countedOnly(call: Call): never {
  return fail(`${call.name}() takes exactly one argument (0 given)`)
}

function real(calculate: (x: number) => number): LibraryMember {
  return (call) => {
    const x = realOf(placed(call, 0, 'x'))
    return x === undefined ? countedOnly(call) : new Float(calculate(x))
  }
}

/** Of an int only the whole part. */
function wholeOrReal(calculate: (x: number) => number): LibraryMember {
  return (call) => {
    const value = placed(call, 0, 'x')
    const x = realOf(value)
    if (x === undefined) return countedOnly(call)
    return isInt(value) ? saturated(calculate(x)) : new Float(calculate(x))
  }
}

function claim(holds: (x: number) => boolean): LibraryMember {
  return (call) => {
    const x = realOf(placed(call, 0, 'x'))
    return x === undefined ? countedOnly(call) : holds(x)
  }
}

function rounded(round: (x: number) => number): LibraryMember {
  return (call) => {
    const value = placed(call, 0, 'x')
    if (isInt(value)) return value
    return value instanceof Float ? saturated(round(value.value)) : countedOnly(call)
  }
}

const HIGHEST_FACTORIAL = 20

function factorial(call: Call): Value {
  const value = placed(call, 0, 'x')
  const n = realOf(value)
  if (n === undefined || n < 0 || n > 2 ** 63 || !Number.isInteger(n)) {
    return call.positional.length === 0 ? countedOnly(call) : fail('factorial() only accepts integral values')
  }
  if (n > HIGHEST_FACTORIAL) return fail('factorial() result overflow')
  let result = 1n
  for (let factor = 2n; factor <= BigInt(n); factor++) result *= factor
  return isInt(value) ? saturated(Number(result)) : new Float(Number(result))
}

function gcd(call: Call): Value {
  const [a, b] = [placed(call, 0, 'a'), placed(call, 1, 'b')]
  if (!isInt(a) || !isInt(b)) return fail(`gcd() takes exactly two arguments (${call.positional.length} given)`)
  let [x, y] = [BigInt(a), BigInt(b)]
  while (y !== 0n) [x, y] = [y, x % y]
  return saturated(x < 0n ? -x : x)
}

function logarithm(call: Call): Value {
  const value = placed(call, 0, 'x')
  const base = placed(call, 1, 'e')
  const x = realOf(value)
  if (x === undefined) return countedOnly(call)
  // Only a float is a base; an int has the whole part as its logarithm.
  const result = Math.log(x) / (base instanceof Float ? Math.log(base.value) : 1)
  return isInt(value) ? saturated(result) : new Float(result)
}

function power(call: Call): Value {
  const [x, y] = call.positional
  const [base, exponent] = [realOf(x), realOf(y)]
  if (base === undefined || exponent === undefined) return countedOnly(call)
  return isInt(x) && isInt(y) && y >= 0 ? wrappedPower(x, y) : new Float(raised(base, exponent))
}

/** In 64 bits, of which the higher ones are lost; of the exponent 32 bits count. */
function wrappedPower(base: Int, exponent: Int): Int {
  let result = 1n
  let factor = BigInt(base)
  for (let left = BigInt.asUintN(32, BigInt(exponent)); left > 0n; left >>= 1n) {
    if (left & 1n) result = BigInt.asIntN(64, result * factor)
    factor = BigInt.asIntN(64, factor * factor)
  }
  return normalize(result)
}

export const math: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  ['ceil', rounded(Math.ceil)],
  ['floor', rounded(Math.floor)],
  ['factorial', factorial],
  ['gcd', gcd],
  ['isfinite', claim(Number.isFinite)],
  [
    'isinf',
    (call) => {
      const value = placed(call, 0, 'x')
      if (typeof value === 'boolean') return false
      return Math.abs(realOf(value) ?? countedOnly(call)) === Number.POSITIVE_INFINITY
    },
  ],
  ['isnan', claim(Number.isNaN)],
  [
    'modf',
    (call) => {
      const x = realOf(placed(call, 0, 'x'))
      if (x === undefined) return countedOnly(call)
      const whole = Math.trunc(x)
      return [new Float(x === whole ? 0 : x - whole), new Float(whole)]
    },
  ],
  ['exp', real(Math.exp)],
  ['expm1', real(Math.expm1)],
  ['log', logarithm],
  // The reference adds one twice.
  ['log1p', real((x) => Math.log1p(x + 1))],
  ['log2', wholeOrReal(Math.log2)],
  ['log10', real(Math.log10)],
  ['pow', power],
  ['sqrt', real(Math.sqrt)],
])
