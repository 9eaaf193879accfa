import type { LibraryMember } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isInt } from '../runtime/numbers.ts'
import { typeName } from '../runtime/operations.ts'
import { Float, NumberMultiplier } from '../runtime/values.ts'
import { argument } from './arguments.ts'

const SCALES: readonly (readonly [string, number])[] = [
  ['n', 1e-9],
  ['u', 1e-6],
  ['m', 1e-3],
  ['k', 1e3],
  ['K', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['P', 1e15],
  ['Ki', 1024],
  ['Mi', 1024 ** 2],
  ['Gi', 1024 ** 3],
  ['Ti', 1024 ** 4],
  ['Pi', 1024 ** 5],
]

function converted(suffix: string, scale: number): LibraryMember {
  return (call) => {
    const value = argument(call, 0, 'num')
    const number = isInt(value)
      ? Number(value)
      : value instanceof Float || value instanceof NumberMultiplier
        ? value.value
        : undefined
    if (number === undefined) return fail(`invalid value '${typeName(value)}' to convert to a unit`)
    const scaled = number / scale
    return `${Number.isInteger(number) || scale < 1 ? Math.trunc(scaled) : scaled}${suffix}`
  }
}

export const units: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  ...SCALES.map(([suffix, scale]): [string, LibraryMember] => [
    suffix,
    { constant: Number.isInteger(scale) ? scale : new Float(scale) },
  ]),
  ...SCALES.map(([suffix, scale]): [string, LibraryMember] => [`to_${suffix}`, converted(suffix, scale)]),
])
