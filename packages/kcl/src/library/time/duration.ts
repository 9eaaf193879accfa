/** `duration`: lengths of time such as `1d2h30m`. */
import { positional } from '../../float-text.ts'
import type { Call, LibraryMember } from '../../runtime/context.ts'
import { fail } from '../../runtime/errors.ts'
import { Float } from '../../runtime/values.ts'
import { argument, needed, text, textOf } from '../arguments.ts'
import { floatOf } from '../conversions.ts'
import { quoted } from '../quoted.ts'
import { BILLION, isInRange, moved, parseRfc3339, rfc3339Text } from './instant.ts'

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
]

/** Seconds; undefined for what is no duration. Units may repeat, but none comes after a smaller one. */
function parse(source: string): number | undefined {
  const trimmed = source.trim()
  if (!/^(?:[\d.]+[dhms])+$/.test(trimmed)) return undefined
  let seconds = 0
  let last = 0
  for (const [, number = '', unit = ''] of trimmed.matchAll(/([\d.]+)([dhms])/g)) {
    const rank = UNITS.findIndex(([name]) => name === unit)
    if (rank < last || !/^(?:\d+\.?\d*|\.\d+)$/.test(number)) return undefined
    last = rank
    seconds += Number(number) * (UNITS[rank]?.[1] ?? 1)
  }
  return seconds
}

function asUnsigned(value: number): bigint {
  return value >= 2 ** 64 ? 2n ** 64n - 1n : BigInt(Math.trunc(Math.max(0, value)))
}

function shown(total: number): string {
  let rest = total
  let result = ''
  for (const [unit, size] of UNITS.slice(0, 3)) {
    const count = asUnsigned(rest / size)
    if (count === 0n) continue
    result += `${count}${unit}`
    // Products wrap around at 64 bits.
    rest -= Number(BigInt.asUintN(64, count * BigInt(size)))
  }
  if (rest > 0 || result === '') result += `${Number.isInteger(rest) ? asUnsigned(rest) : positional(rest)}s`
  return result
}

function parsed(call: Call): number {
  const source = text(call, 0, 'd')
  return parse(source) ?? fail(`${call.name}() invalid duration: ${quoted(source)}`)
}

function combined(combine: (a: number, b: number, call: Call) => number): LibraryMember {
  return (call) => {
    const [a, b] = [text(call, 0, 'a'), text(call, 1, 'b')]
    const [left, right] = [parse(a), parse(b)]
    if (left === undefined || right === undefined) {
      return fail(`${call.name}() invalid duration(s): a=${quoted(a)}, b=${quoted(b)}`)
    }
    return shown(combine(left, right, call))
  }
}

function ofUnit(size: number): LibraryMember {
  return (call) => {
    const number = floatOf(needed(call, 0, 'n'))
    if (!(number >= 0)) fail(`${call.name}() requires a non-negative finite number, got ${positional(number)}`)
    return shown(number * size)
  }
}

function shifted(sign: 1 | -1): LibraryMember {
  return (call) => {
    needed(call, 0, 'dt')
    needed(call, 1, 'd')
    const [when, length] = [textOf(argument(call, 0, 'dt')), textOf(argument(call, 1, 'd'))]
    // Both go by one name in messages.
    const wrong = (why: string): never => fail(`add_to_datetime() ${why}`)
    const moment = parseRfc3339(when)
    if (typeof moment === 'string') return wrong(`expected RFC 3339 input, got ${quoted(when)}: ${moment}`)
    const seconds = parse(length)
    if (seconds === undefined) return wrong(`invalid duration: ${quoted(length)}`)
    const whole = Math.trunc(seconds)
    if (whole > Number.MAX_SAFE_INTEGER) return fail('TimeDelta::seconds out of bounds')
    const nanoseconds = BigInt(whole) * BigInt(BILLION) + BigInt(Math.trunc((seconds - whole) * BILLION))
    const result = moved(moment, BigInt(sign) * nanoseconds)
    if (!isInRange(result.seconds)) return fail('`DateTime + TimeDelta` overflowed')
    return rfc3339Text(result)
  }
}

export const duration: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  ['parse', (call) => shown(parsed(call))],
  ['is_valid', (call) => parse(text(call, 0, 'd')) !== undefined],
  ['to_seconds', (call) => new Float(parsed(call))],
  ['from_seconds', ofUnit(1)],
  ['second', ofUnit(1)],
  ['minute', ofUnit(60)],
  ['hour', ofUnit(3600)],
  ['day', ofUnit(86_400)],
  ['add', combined((a, b) => a + b)],
  [
    'sub',
    combined((a, b, call) => {
      if (a >= b) return a - b
      const [left, right] = [textOf(argument(call, 0, 'a')), textOf(argument(call, 1, 'b'))]
      return fail(`duration.sub() result would be negative: ${left} - ${right}`)
    }),
  ],
  ['add_to_datetime', shifted(1)],
  ['sub_from_datetime', shifted(-1)],
])
