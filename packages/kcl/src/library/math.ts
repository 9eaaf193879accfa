import type { LibraryMember } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isInt, normalize } from '../runtime/numbers.ts'
import { Float } from '../runtime/values.ts'
import { argument, number } from './arguments.ts'

const real =
  (calculate: (x: number) => number): LibraryMember =>
  (call) =>
    new Float(calculate(number(call, 0, 'x')))

function toInt(value: number): ReturnType<typeof normalize> {
  return Number.isFinite(value) ? normalize(BigInt(value)) : fail('cannot convert float infinity to integer')
}

export const math: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  [
    'ceil',
    (call) => {
      const value = argument(call, 0, 'x')
      return isInt(value) ? value : toInt(Math.ceil(number(call, 0, 'x')))
    },
  ],
  [
    'floor',
    (call) => {
      const value = argument(call, 0, 'x')
      return isInt(value) ? value : toInt(Math.floor(number(call, 0, 'x')))
    },
  ],
  [
    'factorial',
    (call) => {
      const value = number(call, 0, 'x')
      if (!Number.isInteger(value) || value < 0) return fail('factorial() only accepts non-negative integral values')
      let result = 1n
      for (let factor = 2n; factor <= BigInt(value); factor++) {
        result *= factor
        if (result >= 1n << 63n) return fail(`${result}: A 64 bit integer overflow`)
      }
      return normalize(result)
    },
  ],
  [
    'gcd',
    (call) => {
      let [a, b] = [Math.abs(number(call, 0, 'a')), Math.abs(number(call, 1, 'b'))]
      while (b > 0) [a, b] = [b, a % b]
      return a
    },
  ],
  ['isfinite', (call) => Number.isFinite(number(call, 0, 'x'))],
  ['isinf', (call) => Math.abs(number(call, 0, 'x')) === Number.POSITIVE_INFINITY],
  ['isnan', (call) => Number.isNaN(number(call, 0, 'x'))],
  [
    'modf',
    (call) => {
      const value = number(call, 0, 'x')
      return [new Float(value - Math.trunc(value)), new Float(Math.trunc(value))]
    },
  ],
  ['exp', real(Math.exp)],
  ['expm1', real(Math.expm1)],
  [
    'log',
    (call) => {
      const value = argument(call, 0, 'x')
      const base = argument(call, 1, 'e')
      // The reference ignores an int base and answers an int for an int.
      if (isInt(value)) return Math.trunc(Math.log(Number(value)))
      return new Float(Math.log(number(call, 0, 'x')) / (base instanceof Float ? Math.log(base.value) : 1))
    },
  ],
  ['log1p', real(Math.log1p)],
  ['log2', real(Math.log2)],
  ['log10', real(Math.log10)],
  ['pow', (call) => new Float(number(call, 0, 'x') ** number(call, 1, 'y'))],
  ['sqrt', real(Math.sqrt)],
])
