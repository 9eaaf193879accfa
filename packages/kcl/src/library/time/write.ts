/** Moments by a pattern. */
import { fail } from '../../runtime/errors.ts'
import { dayOfYear, isoWeek, weekdayFromMonday, weekOfYear } from './calendar.ts'
import {
  BILLION,
  fractionText,
  localDate,
  offsetText,
  rfc3339Text,
  secondOf,
  yearText,
  type Moment,
} from './instant.ts'
import { DAYS, itemsOf, MONTHS, type Item, type Padding } from './pattern.ts'

export function writeMoment(moment: Moment, pattern: string): string {
  const date = localDate(moment)
  return itemsOf(pattern)
    .map((item) => written(item, moment, date))
    .join('')
}

function written(item: Item, moment: Moment, date: Date): string {
  switch (item.kind) {
    case 'literal':
    case 'space':
      return item.text
    case 'number':
      return numberText(item.letter, item.padding, moment, date)
    case 'fixed':
      return fixedText(item.letters, moment, date)
    case 'wrong':
      return unwritable()
  }
}

function unwritable(): never {
  return fail('a Display implementation returned an error unexpectedly: Error')
}

function numberText(letter: string, padding: Padding, moment: Moment, date: Date): string {
  const year = date.getUTCFullYear()
  const hour = date.getUTCHours()
  const padded = (value: number, width: number): string => {
    if (padding === '') return String(value)
    return String(value).padStart(width, padding)
  }
  switch (letter) {
    case 'Y':
      return paddedYear(year, padding)
    case 'G':
      return paddedYear(isoWeek(date).year, padding)
    case 'C':
      return century(Math.floor(year / 100), padding)
    case 'y':
      return padded(((year % 100) + 100) % 100, 2)
    case 'g':
      return padded(((isoWeek(date).year % 100) + 100) % 100, 2)
    case 'q':
      return padded(Math.floor(date.getUTCMonth() / 3) + 1, 1)
    case 'm':
      return padded(date.getUTCMonth() + 1, 2)
    case 'd':
    case 'e':
      return padded(date.getUTCDate(), 2)
    case 'H':
    case 'k':
      return padded(hour, 2)
    case 'I':
    case 'l':
      return padded(hour % 12 || 12, 2)
    case 'M':
      return padded(date.getUTCMinutes(), 2)
    case 'S':
      return padded(secondOf(moment, date), 2)
    case 'f':
      return padded(moment.nanoseconds % BILLION, 9)
    case 'j':
      return padded(dayOfYear(date), 3)
    case 'u':
      return padded(weekdayFromMonday(date), 1)
    case 'w':
      return padded(date.getUTCDay(), 1)
    case 'U':
      return padded(weekOfYear(date, 0), 2)
    case 'W':
      return padded(weekOfYear(date, 1), 2)
    case 'V':
      return padded(isoWeek(date).week, 2)
    case 's':
      return String(moment.seconds)
    default:
      return unwritable()
  }
}

function paddedYear(year: number, padding: Padding): string {
  if (padding === '0') return yearText(year)
  const plain = year < 0 || year > 9999 ? `${year < 0 ? '' : '+'}${year}` : String(year)
  return padding === '' ? plain : plain.padStart(year < 0 || year > 9999 ? 5 : 4)
}

/** Two characters, also where the number has more digits: that is how the reference writes it. */
function century(value: number, padding: Padding): string {
  const tens = Math.floor(value / 10)
  if (tens === 0 && padding !== '0') return padding + value
  return String.fromCharCode(48 + tens, 48 + (value % 10))
}

function fixedText(letters: string, moment: Moment, date: Date): string {
  switch (letters) {
    case 'A':
      return DAYS[date.getUTCDay()] ?? ''
    case 'a':
      return (DAYS[date.getUTCDay()] ?? '').slice(0, 3)
    case 'B':
      return MONTHS[date.getUTCMonth()] ?? ''
    case 'b':
    case 'h':
      return (MONTHS[date.getUTCMonth()] ?? '').slice(0, 3)
    case 'p':
      return date.getUTCHours() < 12 ? 'AM' : 'PM'
    case 'P':
      return date.getUTCHours() < 12 ? 'am' : 'pm'
    case 'Z':
    case ':z':
      return offsetText(moment.offset, ':')
    case 'z':
      return offsetText(moment.offset, '')
    case '::z':
      return `${offsetText(moment.offset, ':')}:00`
    case ':::z':
      return offsetText(moment.offset, '').slice(0, 3)
    case '+':
      return rfc3339Text(moment)
    case '.f':
      return fractionText(moment.nanoseconds)
    default: {
      const width = Number(/[369]/.exec(letters)?.[0])
      if (Number.isNaN(width)) return unwritable()
      const digits = String(moment.nanoseconds % BILLION)
        .padStart(9, '0')
        .slice(0, width)
      return letters.startsWith('.') ? `.${digits}` : digits
    }
  }
}
