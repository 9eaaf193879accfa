import type { Call, LibraryMember } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { Float, type Value } from '../runtime/values.ts'
import { text } from './arguments.ts'

function now(call: Call): Date {
  const time = call.context.host.now?.()
  return time === undefined ? fail('this host has no clock') : new Date(time)
}

const two = (value: number): string => String(value).padStart(2, '0')
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

function formatted(date: Date, pattern: string): string {
  const fields: Readonly<Record<string, () => string>> = {
    Y: () => String(date.getFullYear()),
    y: () => two(date.getFullYear() % 100),
    m: () => two(date.getMonth() + 1),
    d: () => two(date.getDate()),
    e: () => String(date.getDate()).padStart(2),
    H: () => two(date.getHours()),
    I: () => two(date.getHours() % 12 || 12),
    M: () => two(date.getMinutes()),
    S: () => two(date.getSeconds()),
    p: () => (date.getHours() < 12 ? 'AM' : 'PM'),
    A: () => DAYS[date.getDay()] ?? '',
    a: () => (DAYS[date.getDay()] ?? '').slice(0, 3),
    B: () => MONTHS[date.getMonth()] ?? '',
    b: () => (MONTHS[date.getMonth()] ?? '').slice(0, 3),
    F: () => formatted(date, '%Y-%m-%d'),
    T: () => formatted(date, '%H:%M:%S'),
    s: () => String(Math.floor(date.getTime() / 1000)),
    '%': () => '%',
  }
  return pattern.replaceAll(/%([A-Za-z%])/g, (whole, letter: string) => fields[letter]?.() ?? whole)
}

/** Whether a text is a date of the pattern. */
function isDate(source: string, pattern: string): boolean {
  const parts: Readonly<Record<string, string>> = {
    Y: String.raw`(?<Y>\d{4})`,
    m: String.raw`(?<m>0[1-9]|1[0-2])`,
    d: String.raw`(?<d>0[1-9]|[12]\d|3[01])`,
    H: String.raw`(?:[01]\d|2[0-3])`,
    M: String.raw`[0-5]\d`,
    S: String.raw`[0-5]\d`,
    F: String.raw`(?<Y>\d{4})-(?<m>0[1-9]|1[0-2])-(?<d>0[1-9]|[12]\d|3[01])`,
    T: String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d`,
    z: String.raw`[+-]\d{4}`,
    y: String.raw`\d{2}`,
    f: String.raw`\d+`,
  }
  const expression = pattern
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/%([A-Za-z])/g, (whole, letter: string) => parts[letter] ?? whole)
  const match = new RegExp(`^${expression}$`).exec(source)
  if (!match) return false
  const { Y, m, d } = match.groups ?? {}
  return (
    Y === undefined ||
    m === undefined ||
    d === undefined ||
    new Date(Date.UTC(Number(Y), Number(m) - 1, Number(d))).getUTCMonth() === Number(m) - 1
  )
}

export const datetime: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  ['ticks', (call) => new Float(now(call).getTime() / 1000)],
  ['date', (call) => formatted(now(call), '%Y-%m-%d %H:%M:%S')],
  ['now', (call) => formatted(now(call), text(call, 0, 'format', '%a %b %d %H:%M:%S %Y'))],
  [
    'today',
    (call) => `${formatted(now(call), '%Y-%m-%d %H:%M:%S')}.${String(now(call).getMilliseconds()).padStart(6, '0')}`,
  ],
  ['validate', (call): Value => isDate(text(call, 0, 'date'), text(call, 1, 'format'))],
  [
    'is_rfc3339',
    (call) =>
      /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/.test(
        text(call, 0, 'date'),
      ),
  ],
  [
    'is_iso8601',
    (call) =>
      /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(
        text(call, 0, 'date'),
      ),
  ],
])
