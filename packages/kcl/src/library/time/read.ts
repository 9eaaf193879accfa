/** Whether a text is a date, a time or both by a pattern: what the reference reads of it, and whether it holds together. */
import { dateOf, dayOfYear, isoWeek, weekdayFromMonday, weekOfYear } from './calendar.ts'
import { daysInMonth } from './instant.ts'
import { DAYS, itemsOf, MONTHS, type Item } from './pattern.ts'

/** What was read, by the letter of its pattern; `half` is the half of the day, `hour` the hour within it. */
type Fields = Map<string, number>

interface NumberRule {
  readonly width: number
  readonly isSigned?: boolean
  readonly lowest?: number
  readonly highest?: number
}

const RULES: Readonly<Record<string, NumberRule>> = {
  Y: { width: 4, isSigned: true },
  G: { width: 4, isSigned: true },
  C: { width: 2 },
  y: { width: 2, highest: 99 },
  g: { width: 2, highest: 99 },
  q: { width: 1, lowest: 1, highest: 4 },
  m: { width: 2, lowest: 1, highest: 12 },
  d: { width: 2, lowest: 1, highest: 31 },
  j: { width: 3, lowest: 1, highest: 366 },
  H: { width: 2, highest: 23 },
  I: { width: 2, lowest: 1, highest: 12 },
  M: { width: 2, highest: 59 },
  S: { width: 2, highest: 60 },
  f: { width: 9 },
  U: { width: 2, highest: 53 },
  W: { width: 2, highest: 53 },
  V: { width: 2, lowest: 1, highest: 53 },
  u: { width: 1, lowest: 1, highest: 7 },
  w: { width: 1, highest: 6 },
  s: { width: 20 },
}
const SAME: Readonly<Record<string, string>> = { e: 'd', k: 'H', l: 'I' }

class Reader {
  rest: string
  readonly fields: Fields = new Map()

  constructor(source: string) {
    this.rest = source
  }

  /** False where a field has another value already. */
  set(name: string, value: number): boolean {
    const known = this.fields.get(name)
    this.fields.set(name, value)
    return known === undefined || known === value
  }

  take(pattern: RegExp): string | undefined {
    const found = pattern.exec(this.rest)?.[0]
    if (found !== undefined) this.rest = this.rest.slice(found.length)
    return found
  }

  readAll(items: readonly Item[]): boolean {
    return items.every((item) => this.read(item))
  }

  read(item: Item): boolean {
    switch (item.kind) {
      case 'literal': {
        if (!this.rest.startsWith(item.text)) return false
        this.rest = this.rest.slice(item.text.length)
        return true
      }
      case 'space':
        this.rest = this.rest.trimStart()
        return true
      case 'number':
        return this.number(SAME[item.letter] ?? item.letter)
      case 'fixed':
        return this.fixed(item.letters)
      case 'wrong':
        return false
    }
  }

  number(letter: string): boolean {
    const rule = RULES[letter]
    if (!rule) return false
    this.rest = this.rest.trimStart()
    const sign = rule.isSigned ? this.take(/^[+-]/) : undefined
    const digits = this.take(sign === undefined ? new RegExp(`^\\d{1,${rule.width}}`) : /^\d+/)
    if (digits === undefined) return false
    const value = Number(`${sign ?? ''}${digits}`)
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return false
    if (value < (rule.lowest ?? -Infinity) || value > (rule.highest ?? Infinity)) return false
    switch (letter) {
      case 'H':
        return this.set('half', Math.floor(value / 12)) && this.set('hour', value % 12)
      case 'I':
        return this.set('hour', value % 12)
      case 'w':
        return this.set('u', value || 7)
      default:
        return this.set(letter, value)
    }
  }

  /** A name in full or its first three letters. */
  name(names: readonly string[], isShort: boolean): number | undefined {
    const lower = this.rest.toLowerCase()
    const index = names.findIndex((name) => lower.startsWith(name.slice(0, 3).toLowerCase()))
    if (index < 0) return undefined
    const full = (names[index] ?? '').toLowerCase()
    this.rest = this.rest.slice(!isShort && lower.startsWith(full) ? full.length : 3)
    return index
  }

  fixed(letters: string): boolean {
    switch (letters) {
      case 'a':
      case 'A': {
        const day = this.name(DAYS, letters === 'a')
        return day !== undefined && this.set('u', day || 7)
      }
      case 'b':
      case 'h':
      case 'B': {
        const month = this.name(MONTHS, letters !== 'B')
        return month !== undefined && this.set('m', month + 1)
      }
      case 'p':
      case 'P': {
        const half = this.take(/^[ap]m/i)
        return half !== undefined && this.set('half', /p/i.test(half) ? 1 : 0)
      }
      case '.f':
        return this.fraction(/^\.\d{1,9}/) && this.take(/^\d*/) !== undefined
      case '.3f':
      case '.6f':
      case '.9f':
        return this.fraction(new RegExp(`^\\.\\d{${letters[1]}}`))
      case '3f':
      case '6f':
      case '9f': {
        const digits = this.take(new RegExp(`^\\d{${letters[0]}}`))
        return digits !== undefined && this.set('f', Number(digits.padEnd(9, '0')))
      }
      case 'Z':
        return this.take(/^\S*/) !== undefined
      case '+':
        return this.rfc3339()
      default:
        this.rest = this.rest.trimStart()
        return this.offset(letters === '#z', letters === '#z')
    }
  }

  /** A fraction may be left out. */
  fraction(pattern: RegExp): boolean {
    if (!this.rest.startsWith('.')) return true
    const digits = this.take(pattern)?.slice(1)
    return digits !== undefined && this.set('f', Number(digits.padEnd(9, '0')))
  }

  offset(allowsZ: boolean, isShort: boolean): boolean {
    if (allowsZ && this.take(/^z/i) !== undefined) return true
    if (this.take(/^[+\-−]\d\d/) === undefined) return false
    this.take(/^[:\s]+/)
    return this.take(/^[0-5]\d/) !== undefined || (isShort && !/^\d\d/.test(this.rest))
  }

  rfc3339(): boolean {
    const { rest } = this
    if (!this.readAll(itemsOf('%Y-%m-%d')) || this.take(/^[tT ]/) === undefined) return false
    if (!this.readAll(itemsOf('%H:%M:%S%.f'))) return false
    this.rest = this.rest.trimStart()
    return rest !== '' && (this.take(/^utc/i) !== undefined || this.offset(true, false))
  }
}

export function isMoment(source: string, pattern: string): boolean {
  const reader = new Reader(source)
  if (!reader.readAll(itemsOf(pattern)) || reader.rest !== '') return false
  const { fields } = reader
  return isDate(fields) || isTime(fields) || isTimestamp(fields)
}

function isTime(fields: Fields): boolean {
  return fields.has('half') && fields.has('hour') && fields.has('M') && (!fields.has('f') || fields.has('S'))
}

function isTimestamp(fields: Fields): boolean {
  const seconds = fields.get('s')
  if (seconds === undefined) return false
  const date = new Date(seconds * 1000)
  return !Number.isNaN(date.getTime()) && holds(fields, date)
}

/** The year by its own field, or by its century and the year within it. */
function yearOf(fields: Fields, whole: string, rest: string): number | undefined | false {
  const [year, century, within] = [fields.get(whole), fields.get('C'), fields.get(rest)]
  if (year !== undefined) {
    const fits =
      (whole !== 'Y' || century === undefined || century === Math.floor(year / 100)) &&
      (within === undefined || (year >= 0 && within === year % 100))
    return fits && year
  }
  if (within === undefined) return century === undefined || whole !== 'Y' ? undefined : false
  if (whole === 'Y' && century !== undefined) return century * 100 + within
  return within + (within < 70 ? 2000 : 1900)
}

function isDate(fields: Fields): boolean {
  const year = yearOf(fields, 'Y', 'y')
  const isoYear = yearOf(fields, 'G', 'g')
  if (year === false || isoYear === false) return false
  const date = dateByFields(fields, year, isoYear)
  return date !== undefined && holds(fields, date)
}

function dateByFields(fields: Fields, year: number | undefined, isoYear: number | undefined): Date | undefined {
  const [month, day, ordinal, weekday] = ['m', 'd', 'j', 'u'].map((name) => fields.get(name))
  const [sundays, mondays, week] = ['U', 'W', 'V'].map((name) => fields.get(name))
  if (year !== undefined) {
    if (month !== undefined && day !== undefined) {
      return day <= daysInMonth(year, month) ? dateOf(year, month, day) : undefined
    }
    const within = (date: Date): Date | undefined => (date.getUTCFullYear() === year ? date : undefined)
    if (ordinal !== undefined) return within(dateOf(year, 1, ordinal))
    for (const [number, first] of [
      [sundays, 0],
      [mondays, 1],
    ] as const) {
      if (number === undefined || weekday === undefined) continue
      const start = dateOf(year, 1, 1)
      const firstDay = 1 + ((7 - start.getUTCDay() + first) % 7)
      const index = first === 0 ? weekday % 7 : weekday - 1
      return within(dateOf(year, 1, firstDay + (number - 1) * 7 + index))
    }
  }
  if (isoYear !== undefined && week !== undefined && weekday !== undefined) {
    const fourth = dateOf(isoYear, 1, 4)
    const date = dateOf(isoYear, 1, 4 - weekdayFromMonday(fourth) + (week - 1) * 7 + weekday)
    return isoWeek(date).year === isoYear ? date : undefined
  }
  return undefined
}

/** All that was read is true of the date. */
function holds(fields: Fields, date: Date): boolean {
  const year = date.getUTCFullYear()
  const iso = isoWeek(date)
  const facts: Readonly<Record<string, number>> = {
    Y: year,
    C: Math.floor(year / 100),
    y: ((year % 100) + 100) % 100,
    q: Math.floor(date.getUTCMonth() / 3) + 1,
    m: date.getUTCMonth() + 1,
    d: date.getUTCDate(),
    j: dayOfYear(date),
    u: weekdayFromMonday(date),
    U: weekOfYear(date, 0),
    W: weekOfYear(date, 1),
    G: iso.year,
    g: ((iso.year % 100) + 100) % 100,
    V: iso.week,
  }
  return Object.entries(facts).every(([name, value]) => (fields.get(name) ?? value) === value)
}
