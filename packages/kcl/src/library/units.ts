/** `units`: the factors, and numbers written with a unit. */
import type { LibraryMember } from '../runtime/context.ts'
import { saturated } from '../runtime/numbers.ts'
import { Float, type Value } from '../runtime/values.ts'
import { needed, realOf } from './arguments.ts'
import { floatOf } from './conversions.ts'

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
  ['Ki', 2 ** 10],
  ['Mi', 2 ** 20],
  ['Gi', 2 ** 30],
  ['Ti', 2 ** 40],
  ['Pi', 2 ** 50],
]

function converted(suffix: string, scale: number): LibraryMember {
  // Above one only numbers count, all else is nothing.
  const read = scale < 1 ? floatOf : (value: Value): number => realOf(value) ?? 0
  return (call) => `${saturated(read(needed(call, 0, 'num')) / scale)}${suffix}`
}

export const units: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  ...SCALES.map(([suffix, scale]): [string, LibraryMember] => [
    suffix,
    { constant: Number.isInteger(scale) ? scale : new Float(scale) },
  ]),
  ...SCALES.map(([suffix, scale]): [string, LibraryMember] => [`to_${suffix}`, converted(suffix, scale)]),
  // A type, which as a value is a number.
  ['NumberMultiplier', { constant: new Float(1) }],
])
