/** `datetime`. */
import { positional } from '../../float-text.ts'
import type { Call, LibraryMember } from '../../runtime/context.ts'
import { fail } from '../../runtime/errors.ts'
import { Float, type Value } from '../../runtime/values.ts'
import { argument, has, realOf, text, textOf } from '../arguments.ts'
import { roundHalfAway } from '../arithmetic.ts'
import { once } from '../once.ts'
import { BILLION, isInRange, parseRfc3339, type Moment } from './instant.ts'
import { isMoment } from './read.ts'
import { writeMoment } from './write.ts'

function clock(call: Call): number {
  return call.context.host.now?.() ?? fail('this host has no clock')
}

function local(seconds: number, nanoseconds: number): Moment {
  return { seconds, nanoseconds, offset: -new Date(seconds * 1000).getTimezoneOffset() * 60 }
}

function currentMoment(call: Call): Moment {
  const time = clock(call)
  return local(Math.floor(time / 1000), (((time % 1000) + 1000) % 1000) * 1_000_000)
}

/** What is no number counts as the start of 1970. */
function momentOf(ticks: number): Moment {
  const seconds = Number.isNaN(ticks) ? 0 : Math.trunc(ticks)
  const nanoseconds = Number.isNaN(ticks) ? 0 : roundHalfAway(Math.abs(ticks - seconds) * BILLION)
  if (!isInRange(seconds) || nanoseconds >= BILLION) {
    return fail(`now() got an out-of-range 'ticks' value: ${positional(ticks)}`)
  }
  return local(seconds, nanoseconds)
}

function now(call: Call): Value {
  const pattern = has(call, 0, 'format') ? textOf(argument(call, 0, 'format')) : '%a %b %d %H:%M:%S %Y'
  const moment = has(call, 1, 'ticks') ? momentOf(realOf(argument(call, 1, 'ticks')) ?? 0) : currentMoment(call)
  return writeMoment(moment, pattern)
}

function validate(call: Call): Value {
  const missing = [has(call, 0, 'date'), has(call, 1, 'format')].indexOf(false)
  if (missing >= 0) return fail(`validate() takes 2 positional arguments (${missing} given)`)
  return isMoment(textOf(argument(call, 0, 'date')), textOf(argument(call, 1, 'format')))
}

const isRfc3339 = (source: string): boolean => typeof parseRfc3339(source) !== 'string'

const AMOUNT = String.raw`\p{Nd}+(?:\.\p{Nd}+)?`
const length = once(
  () =>
    new RegExp(
      `^P(?!$)(?:${AMOUNT}Y)?(?:${AMOUNT}M)?(?:${AMOUNT}W)?(?:${AMOUNT}D)?(?:T(?=\\p{Nd})(?:${AMOUNT}H)?(?:${AMOUNT}M)?(?:${AMOUNT}S)?)?$`,
      'u',
    ),
)

const DATE_AND_TIME = '%Y-%m-%d %H:%M:%S'

export const datetime: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  ['ticks', (call) => new Float(Math.floor(clock(call) / 1000))],
  ['date', (call) => writeMoment(currentMoment(call), DATE_AND_TIME)],
  ['now', now],
  ['today', (call) => writeMoment(currentMoment(call), `${DATE_AND_TIME}.%s`)],
  ['validate', validate],
  ['is_rfc3339', (call) => isRfc3339(text(call, 0, 'date'))],
  [
    'is_iso8601',
    (call) => {
      const source = text(call, 0, 'date')
      return isRfc3339(source) || length().test(source)
    },
  ],
])
