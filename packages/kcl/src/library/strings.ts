/**
 * The members of str, with Python's meaning. They take arguments by place only. Places in a text are counted in bytes,
 * as `len` does.
 */
import { iterate } from '../runtime/collections.ts'
import type { Call, StringMember } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isTruthy, toText } from '../runtime/operations.ts'
import type { Value } from '../runtime/values.ts'
import { integerOf, placed } from './arguments.ts'
import { format } from './format.ts'
import { once } from './once.ts'
import { byteLength } from './text-length.ts'

const WHITE = String.raw`\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`
const white = once(() => new RegExp(`^[${WHITE}]$`))

/** The part of a text between two places, `undefined` where they leave none. */
interface Section {
  readonly inside: string
  /** In bytes. */
  readonly start: number
}

function section(receiver: string, call: Call): Section | undefined {
  const length = byteLength(receiver)
  const place = (value: Value, fallback: number): number => {
    if (value === undefined || value === null) return fallback
    const at = integerOf(value)
    return at < 0 ? Math.max(0, length + at) : Math.min(at, length + 1)
  }
  const start = place(call.positional[1], 0)
  const end = Math.min(place(call.positional[2], length), length)
  if (start > end) return undefined
  return { inside: receiver.slice(unitAt(receiver, start, length), unitAt(receiver, end, length)), start }
}

/** The place in code units of a place in bytes. */
function unitAt(text: string, at: number, length: number): number {
  if (text.length === length) return at
  let unit = 0
  for (let bytes = 0; bytes < at; unit++) {
    const code = text.codePointAt(unit) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x8_00 ? 2 : code < 0x1_00_00 ? 3 : 4
    if (code > 0xff_ff) unit++
  }
  return unit
}

function wanted(call: Call, member: string): string {
  if (call.positional.length === 0) return fail(`${member}() takes at least 1 argument (0 given)`)
  const [value] = call.positional
  return typeof value === 'string' ? value : fail(`Invalid str object in str_${member}`)
}

function search(member: 'find' | 'rfind' | 'index' | 'rindex'): StringMember {
  const isLast = member.startsWith('r')
  return (receiver, call) => {
    const sub = wanted(call, member)
    const within = section(receiver, call)
    const at = within === undefined ? -1 : isLast ? within.inside.lastIndexOf(sub) : within.inside.indexOf(sub)
    if (within !== undefined && at >= 0) return within.start + byteLength(within.inside.slice(0, at))
    return member.endsWith('find') ? -1 : fail('substring not found')
  }
}

function edge(member: 'startswith' | 'endswith'): StringMember {
  return (receiver, call) => {
    const part = wanted(call, member)
    const within = section(receiver, call)
    if (within === undefined) return false
    return member === 'startswith' ? within.inside.startsWith(part) : within.inside.endsWith(part)
  }
}

function count(receiver: string, call: Call): number {
  const sub = wanted(call, 'count')
  const within = section(receiver, call)
  if (within === undefined) return 0
  return sub === '' ? Array.from(within.inside).length + 1 : within.inside.split(sub).length - 1
}

/** What is no text stands for the empty one. */
function textOf(value: Value): string {
  return typeof value === 'string' ? value : ''
}

function strip(left: boolean, right: boolean): StringMember {
  return (receiver, call) => {
    const [given] = call.positional
    const set = new Set(Array.from(textOf(given)))
    const isStripped =
      given === undefined || given === null
        ? (character: string): boolean => white().test(character)
        : (character: string): boolean => set.has(character)
    const points = Array.from(receiver)
    let start = 0
    let end = points.length
    while (left && start < end && isStripped(points[start] ?? '')) start++
    while (right && end > start && isStripped(points[end - 1] ?? '')) end--
    return points.slice(start, end).join('')
  }
}

function split(fromRight: boolean): StringMember {
  return (receiver, call) => {
    const [separator, most] = [placed(call, 0, 'sep'), placed(call, 1, 'maxsplit')]
    const given = most === undefined || most === null ? -1 : integerOf(most)
    const limit = given < 0 ? Number.POSITIVE_INFINITY : given
    if (separator === undefined || separator === null) return splitSpace(receiver, limit, fromRight)
    const parts = separator === '' || typeof separator !== 'string' ? around(receiver) : receiver.split(separator)
    if (parts.length - 1 <= limit) return parts
    const by = textOf(separator)
    if (!fromRight) return [...parts.slice(0, limit), parts.slice(limit).join(by)]
    const cut = parts.length - limit
    return [parts.slice(0, cut).join(by), ...parts.slice(cut)]
  }
}

/** A text cut at every place where nothing stands: also before its first character and after its last. */
function around(text: string): readonly string[] {
  return ['', ...Array.from(text), '']
}

/** Only the spaces of ASCII separate. What the limit leaves keeps those at its far end. */
function splitSpace(receiver: string, limit: number, fromRight: boolean): Value {
  const words: string[] = []
  let rest = receiver
  for (;;) {
    rest = fromRight ? rest.replace(/[\t-\r ]+$/, '') : rest.replace(/^[\t-\r ]+/, '')
    if (rest === '') break
    const word = words.length < limit ? (fromRight ? /[^\t-\r ]+$/ : /^[^\t-\r ]+/).exec(rest)?.[0] : undefined
    words.push(word ?? rest)
    if (word === undefined) break
    rest = fromRight ? rest.slice(0, rest.length - word.length) : rest.slice(word.length)
  }
  return fromRight ? words.toReversed() : words
}

function every(pattern: () => RegExp): StringMember {
  return (receiver) => receiver !== '' && Array.from(receiver).every((character) => pattern().test(character))
}

const lowercase = once(() => /\p{Lowercase}/u)
const uppercase = once(() => /\p{Uppercase}/u)

/** Cased characters are all of the one kind, and there is one at least. */
function cased(kind: () => RegExp, other: () => RegExp): StringMember {
  return (receiver) => kind().test(receiver) && !other().test(receiver)
}

/** A letter with a case is large where none stands before it, and small elsewhere. */
function title(receiver: string): string {
  let result = ''
  let isInWord = false
  for (const character of receiver) {
    const isLower = /\p{Lowercase}/u.test(character)
    const isCased = isLower || /[\p{Uppercase}\p{Lt}]/u.test(character)
    result += isInWord ? (isCased ? character.toLowerCase() : character) : isLower ? titleCase(character) : character
    isInWord = isCased
  }
  return result
}

/** Georgian letters stay small. One letter may become two: only the first of them is large. */
function titleCase(character: string): string {
  if (/[ა-ჿ]/.test(character)) return character
  const pair = 'ǆǉǌǳ'.indexOf(character)
  if (pair >= 0) return 'ǅǈǋǲ'.charAt(pair)
  const [large = '', ...small] = Array.from(character.toUpperCase())
  return large + small.join('').toLowerCase()
}

function isTitle(receiver: string): boolean {
  let isInWord = false
  let hasCase = false
  for (const character of receiver) {
    const isLarge = /[\p{Uppercase}\p{Lt}]/u.test(character)
    const isCased = isLarge || /\p{Lowercase}/u.test(character)
    if (isCased && isLarge === isInWord) return false
    isInWord = isCased
    hasCase ||= isCased
  }
  return hasCase
}

function requireArguments(call: Call, needed: number): void {
  const given = call.positional.length
  if (given < needed) fail(`expect ${given + 1} argument${given > 0 ? 's' : ''}, found ${given}`)
}

function replace(receiver: string, call: Call): string {
  requireArguments(call, 2)
  const [old, replacement] = [textOf(call.positional[0]), textOf(call.positional[1])]
  const given = call.positional[2]
  const limit = given === undefined || given === null ? -1 : integerOf(given)
  if (limit < 0) return old === '' ? around(receiver).join(replacement) : receiver.replaceAll(old, () => replacement)
  const parts = old === '' ? around(receiver) : receiver.split(old)
  const times = Math.min(limit, parts.length - 1)
  return parts.slice(0, times).join(replacement) + (times > 0 ? replacement : '') + parts.slice(times).join(old)
}

export const stringMembers: ReadonlyMap<string, StringMember> = new Map<string, StringMember>([
  [
    'capitalize',
    (receiver) => {
      const [first = '', ...rest] = Array.from(receiver)
      return first.toUpperCase() + rest.join('').toLowerCase()
    },
  ],
  ['chars', (receiver) => Array.from(receiver)],
  ['count', count],
  ['endswith', edge('endswith')],
  ['startswith', edge('startswith')],
  ['find', search('find')],
  ['rfind', search('rfind')],
  ['index', search('index')],
  ['rindex', search('rindex')],
  ['format', (receiver, call) => format(receiver, call)],
  ['isalnum', every(once(() => /^[\p{Alphabetic}\p{N}]$/u))],
  ['isalpha', every(once(() => /^\p{Alphabetic}$/u))],
  ['isdigit', every(once(() => /^[0-9¹²³⁰⁴-⁹]$/))],
  ['islower', cased(lowercase, uppercase)],
  ['isupper', cased(uppercase, lowercase)],
  ['isspace', every(once(() => new RegExp(`^[${WHITE}\\u001c-\\u001f]$`)))],
  ['istitle', isTitle],
  ['join', (receiver, call) => [...iterate(call.positional[0])].map(toText).join(receiver)],
  ['lower', (receiver) => receiver.toLowerCase()],
  ['upper', (receiver) => receiver.toUpperCase()],
  ['title', title],
  ['lstrip', strip(true, false)],
  ['rstrip', strip(false, true)],
  ['strip', strip(true, true)],
  [
    'removeprefix',
    (receiver, call) => {
      requireArguments(call, 1)
      const prefix = textOf(call.positional[0])
      return receiver.startsWith(prefix) ? receiver.slice(prefix.length) : receiver
    },
  ],
  [
    'removesuffix',
    (receiver, call) => {
      requireArguments(call, 1)
      const suffix = textOf(call.positional[0])
      return receiver.endsWith(suffix) ? receiver.slice(0, receiver.length - suffix.length) : receiver
    },
  ],
  ['replace', replace],
  ['split', split(false)],
  ['rsplit', split(true)],
  [
    'splitlines',
    (receiver, call) => {
      const keeps = isTruthy(call.positional[0])
      const lines = receiver.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []
      return keeps ? lines : lines.map((line) => line.replace(/(?:\r\n|\r|\n)$/, ''))
    },
  ],
])
