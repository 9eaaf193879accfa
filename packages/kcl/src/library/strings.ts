/** The members of str, with Python's meaning. Indices count code points. */
import { iterate } from '../runtime/collections.ts'
import type { Call, StringMember } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isInt } from '../runtime/numbers.ts'
import { toText, typeName } from '../runtime/operations.ts'
import type { Value } from '../runtime/values.ts'
import { argument, text } from './arguments.ts'
import { format } from './format.ts'

/** Bounds of a search, as Python slices them. */
function bounds(call: Call, length: number): readonly [number, number] {
  const bound = (index: number, name: string, fallback: number): number => {
    const value = argument(call, index, name)
    if (!isInt(value)) return fallback
    const at = Number(value)
    return at < 0 ? Math.max(0, length + at) : Math.min(at, length)
  }
  return [bound(1, 'start', 0), bound(2, 'end', length)]
}

function section(
  receiver: string,
  call: Call,
): { readonly inside: string; readonly start: number; readonly isEmpty: boolean } {
  const points = Array.from(receiver)
  const [start, end] = bounds(call, points.length)
  return { inside: points.slice(start, end).join(''), start, isEmpty: start > end }
}

function position(receiver: string, call: Call, last: boolean): number {
  const wanted = text(call, 0, 'sub')
  const { inside, start } = section(receiver, call)
  const at = last ? inside.lastIndexOf(wanted) : inside.indexOf(wanted)
  return at < 0 ? -1 : start + Array.from(inside.slice(0, at)).length
}

function count(receiver: string, call: Call): number {
  const wanted = text(call, 0, 'sub')
  const { inside } = section(receiver, call)
  return wanted === '' ? Array.from(inside).length + 1 : inside.split(wanted).length - 1
}

function characterSet(call: Call): (character: string) => boolean {
  const given = argument(call, 0, 'chars')
  if (typeof given !== 'string') return (character) => /^\s$/u.test(character)
  const set = new Set(Array.from(given))
  return (character) => set.has(character)
}

function strip(receiver: string, call: Call, left: boolean, right: boolean): string {
  const isStripped = characterSet(call)
  const points = Array.from(receiver)
  let start = 0
  let end = points.length
  while (left && start < end && isStripped(points[start] ?? '')) start++
  while (right && end > start && isStripped(points[end - 1] ?? '')) end--
  return points.slice(start, end).join('')
}

function split(receiver: string, call: Call, fromRight: boolean): Value {
  const separator = argument(call, 0, 'sep')
  const limitValue = argument(call, 1, 'maxsplit')
  const limit = isInt(limitValue) && limitValue >= 0 ? Number(limitValue) : Number.POSITIVE_INFINITY
  if (typeof separator !== 'string') return splitSpace(receiver, limit, fromRight)
  if (separator === '') return fail('empty separator')
  const parts = receiver.split(separator)
  if (parts.length - 1 <= limit) return parts
  if (!fromRight) return [...parts.slice(0, limit), parts.slice(limit).join(separator)]
  const cut = parts.length - limit
  return [parts.slice(0, cut).join(separator), ...parts.slice(cut)]
}

function splitSpace(receiver: string, limit: number, fromRight: boolean): Value {
  const words = receiver.trim() === '' ? [] : receiver.trim().split(/\s+/u)
  if (words.length - 1 <= limit) return words
  let rest = fromRight ? receiver.trimEnd() : receiver.trimStart()
  const taken: string[] = []
  for (let index = 0; index < limit; index++) {
    const match = fromRight ? /\s+(\S+)$/u.exec(rest) : /^(\S+)\s+/u.exec(rest)
    if (!match) break
    taken.push(match[1] ?? '')
    rest = fromRight ? rest.slice(0, match.index) : rest.slice(match[0].length)
  }
  return fromRight ? [rest, ...taken.toReversed()] : [...taken, rest.trimEnd()]
}

function matchesAny(
  receiver: string,
  call: Call,
  test: (part: string, wanted: string) => boolean,
  name: string,
): boolean {
  const wanted = argument(call, 0, name)
  const { inside } = section(receiver, call)
  if (Array.isArray(wanted))
    return (wanted as readonly Value[]).some((item) => typeof item === 'string' && test(inside, item))
  return typeof wanted === 'string' ? test(inside, wanted) : fail(`expect str, got ${typeName(wanted)}`)
}

function every(pattern: RegExp): StringMember {
  return (receiver) => receiver !== '' && Array.from(receiver).every((character) => pattern.test(character))
}

/** Cased characters are all of the one kind, and there is one at least. */
function cased(wanted: RegExp, other: RegExp): StringMember {
  return (receiver) => wanted.test(receiver) && !other.test(receiver)
}

function title(receiver: string): string {
  return receiver.replace(/\p{L}+/gu, (word) => {
    const [first = '', ...rest] = Array.from(word)
    return first.toUpperCase() + rest.join('').toLowerCase()
  })
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
  ['endswith', (receiver, call) => matchesAny(receiver, call, (part, wanted) => part.endsWith(wanted), 'suffix')],
  ['startswith', (receiver, call) => matchesAny(receiver, call, (part, wanted) => part.startsWith(wanted), 'prefix')],
  ['find', (receiver, call) => position(receiver, call, false)],
  ['rfind', (receiver, call) => position(receiver, call, true)],
  [
    'index',
    (receiver, call) => {
      const found = position(receiver, call, false)
      return found < 0 ? fail('substring not found') : found
    },
  ],
  [
    'rindex',
    (receiver, call) => {
      const found = position(receiver, call, true)
      return found < 0 ? fail('substring not found') : found
    },
  ],
  ['format', (receiver, call) => format(receiver, call)],
  ['isalnum', every(/^[\p{L}\p{N}]$/u)],
  ['isalpha', every(/^\p{L}$/u)],
  ['isdigit', every(/^\p{Nd}$/u)],
  ['islower', cased(/\p{Ll}/u, /\p{Lu}/u)],
  ['isupper', cased(/\p{Lu}/u, /\p{Ll}/u)],
  ['isspace', every(/^\s$/u)],
  ['istitle', (receiver) => /\p{L}/u.test(receiver) && title(receiver) === receiver],
  ['join', (receiver, call) => [...iterate(argument(call, 0, 'iter'))].map(toText).join(receiver)],
  ['lower', (receiver) => receiver.toLowerCase()],
  ['upper', (receiver) => receiver.toUpperCase()],
  ['title', title],
  ['lstrip', (receiver, call) => strip(receiver, call, true, false)],
  ['rstrip', (receiver, call) => strip(receiver, call, false, true)],
  ['strip', (receiver, call) => strip(receiver, call, true, true)],
  [
    'removeprefix',
    (receiver, call) => {
      const prefix = text(call, 0, 'prefix')
      return prefix !== '' && receiver.startsWith(prefix) ? receiver.slice(prefix.length) : receiver
    },
  ],
  [
    'removesuffix',
    (receiver, call) => {
      const suffix = text(call, 0, 'suffix')
      return suffix !== '' && receiver.endsWith(suffix) ? receiver.slice(0, -suffix.length) : receiver
    },
  ],
  [
    'replace',
    (receiver, call) => {
      const [old, replacement] = [text(call, 0, 'old'), text(call, 1, 'new')]
      const limit = argument(call, 2, 'count')
      if (!isInt(limit) || limit < 0) return receiver.replaceAll(old, () => replacement)
      const parts = receiver.split(old)
      const times = Math.min(Number(limit), parts.length - 1)
      return (
        parts.slice(0, times + 1).join(replacement) +
        parts
          .slice(times + 1)
          .map((part) => old + part)
          .join('')
      )
    },
  ],
  ['split', (receiver, call) => split(receiver, call, false)],
  ['rsplit', (receiver, call) => split(receiver, call, true)],
  [
    'splitlines',
    (receiver, call) => {
      const keeps = argument(call, 0, 'keepends') === true
      const lines = receiver.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []
      return keeps ? lines : lines.map((line) => line.replace(/(?:\r\n|\r|\n)$/, ''))
    },
  ],
])
