/** Moments in time with the offset of where they are told: parts, text by RFC 3339, and time that passes. */

export interface Moment {
  /** Since 1970 in UTC, whole. */
  readonly seconds: number
  /** A thousand million and more within a leap second. */
  readonly nanoseconds: number
  /** Of local time against UTC, in seconds. */
  readonly offset: number
}

export const BILLION = 1_000_000_000
/** The first second of the year −262143, and the last one of 262142. */
const FIRST = -8_334_601_228_800
const LAST = 8_210_266_876_799

export function isInRange(seconds: number): boolean {
  return seconds >= FIRST && seconds <= LAST
}

/** Local time as a date that UTC accessors read. */
export function localDate({ seconds, offset }: Moment): Date {
  return new Date((seconds + offset) * 1000)
}

export const two = (value: number): string => String(value).padStart(2, '0')

/** Four digits; beyond them, and before the year 0, with a sign. */
export function yearText(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, '0')
  return `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(4, '0')}`
}

/** As many digits as are needed, in threes. */
export function fractionText(nanoseconds: number): string {
  const rest = nanoseconds % BILLION
  if (rest === 0) return ''
  const digits = String(rest).padStart(9, '0')
  return `.${rest % 1_000_000 === 0 ? digits.slice(0, 3) : rest % 1000 === 0 ? digits.slice(0, 6) : digits}`
}

export function offsetText(offset: number, separator: string): string {
  const minutes = Math.floor(Math.abs(offset) / 60)
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`
}

export function secondOf(moment: Moment, date: Date): number {
  return date.getUTCSeconds() + (moment.nanoseconds >= BILLION ? 1 : 0)
}

export function rfc3339Text(moment: Moment): string {
  const date = localDate(moment)
  const day = `${yearText(date.getUTCFullYear())}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(secondOf(moment, date))}`
  return `${day}T${time}${fractionText(moment.nanoseconds)}${offsetText(moment.offset, ':')}`
}

const TOO_SHORT = 'premature end of input'
const INVALID = 'input contains invalid characters'
const OUT_OF_RANGE = 'input is out of range'

/** Days of the year 2000 on are counted by UTC dates. */
export function daysInMonth(year: number, month: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month, 0)
  return date.getUTCDate()
}

/** The moment, or why there is none. */
export function parseRfc3339(source: string): Moment | string {
  const length = new TextEncoder().encode(source).length
  if (length < 19) return TOO_SHORT
  const date = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)/.exec(source)
  if (!date) return INVALID
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = date.slice(1).map(Number)
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return OUT_OF_RANGE
  if (hour > 23 || minute > 59 || second > 60) return OUT_OF_RANGE
  const rest = source.slice(19)
  const fraction = /^\.(\d+)/.exec(rest)
  if (rest.startsWith('.') && !fraction) return rest.length === 1 ? TOO_SHORT : INVALID
  const offset = parseOffset(rest.slice(fraction?.[0].length ?? 0))
  if (typeof offset === 'string') return offset
  const at = new Date(0)
  at.setUTCFullYear(year, month - 1, day)
  at.setUTCHours(hour, minute, Math.min(second, 59))
  const nanoseconds = Number((fraction?.[1] ?? '').slice(0, 9).padEnd(9, '0')) + (second === 60 ? BILLION : 0)
  return { seconds: at.getTime() / 1000 - offset, nanoseconds, offset }
}

function parseOffset(source: string): number | string {
  if (/^[Zz]/.test(source)) return source.length === 1 ? 0 : 'trailing input'
  if (source === '') return TOO_SHORT
  const match = /^([+\-−])(.*)$/s.exec(source)
  if (!match) return INVALID
  const [, sign, rest = ''] = match
  if (rest.length < 2) return TOO_SHORT
  if (!/^\d\d/.test(rest)) return INVALID
  if (rest.length === 2) return TOO_SHORT
  if (rest[2] !== ':') return INVALID
  if (rest.length < 5) return TOO_SHORT
  const minutes = /^\d\d:(\d\d)/.exec(rest)?.[1]
  if (minutes === undefined) return INVALID
  if (Number(minutes) > 59) return OUT_OF_RANGE
  const offset = (Number(rest.slice(0, 2)) * 60 + Number(minutes)) * 60
  if (offset >= 86_400) return OUT_OF_RANGE
  if (rest.length > 5) return 'trailing input'
  return sign === '+' ? offset : -offset
}

/** A moment moved by nanoseconds. A leap second that is left counts as one that passed. */
export function moved(moment: Moment, nanoseconds: bigint): Moment {
  const billion = BigInt(BILLION)
  let seconds = BigInt(moment.seconds)
  let within = BigInt(moment.nanoseconds)
  let rest = nanoseconds
  if (within >= billion) {
    const left = 2n * billion - within
    if (rest < left && rest >= -within) return { ...moment, nanoseconds: Number(within + rest) }
    if (rest >= left) {
      rest -= left
      seconds += 1n
    } else rest += within
    within = 0n
  }
  const sum = within + rest
  const carry = (sum - (((sum % billion) + billion) % billion)) / billion
  return { ...moment, seconds: Number(seconds + carry), nanoseconds: Number(sum - carry * billion) }
}
