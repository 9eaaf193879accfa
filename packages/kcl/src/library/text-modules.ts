/** `regex`, `base64`, `base32`, `template`, `collection` and `runtime`. */
import Handlebars from 'handlebars'
import { iterate } from '../runtime/collections.ts'
import type { Call, LibraryMember } from '../runtime/context.ts'
import { EvaluationError, fail } from '../runtime/errors.ts'
import { union } from '../runtime/union.ts'
import { Dict, Float, SchemaInstance, type Value } from '../runtime/values.ts'
import { argument, has, int, text } from './arguments.ts'
import { translateRegex } from './regex-syntax.ts'

function pattern(call: Call, index: number, flags: string): RegExp {
  return translateRegex(text(call, index, 'pattern'), flags)
}

const regexMembers: readonly (readonly [string, (call: Call) => Value])[] = [
  [
    'replace',
    (call) => {
      const replacement = text(call, 2, 'replace')
        .replaceAll('$$', '\u0000')
        .replaceAll(/\$\{(\d+)\}/g, '$$$1')
        .replaceAll(/\$\{(\w+)\}/g, '$$<$1>')
        .replaceAll('\u0000', '$$$$')
      const count = has(call, 3, 'count') ? int(call, 3, 'count', 0) : 0
      let left = count === 0 ? Number.POSITIVE_INFINITY : count
      const expression = pattern(call, 1, 'gu')
      return text(call, 0, 'string').replace(expression, (...parts) => {
        if (left-- <= 0) return String(parts[0])
        const groups = typeof parts.at(-1) === 'object' ? (parts.at(-1) as Record<string, string | undefined>) : {}
        return replacement.replaceAll(/\$(?:\$|(\d+)|<(\w+)>)/g, (whole, number, name) =>
          whole === '$$' ? '$' : String((name ? groups[name as string] : parts[Number(number)]) ?? ''),
        )
      })
    },
  ],
  ['match', (call) => pattern(call, 1, 'u').test(text(call, 0, 'string'))],
  ['search', (call) => pattern(call, 1, 'u').test(text(call, 0, 'string'))],
  [
    'compile',
    (call) => {
      try {
        pattern(call, 0, 'u')
        return true
      } catch {
        return false
      }
    },
  ],
  [
    'findall',
    (call) =>
      [...text(call, 0, 'string').matchAll(pattern(call, 1, 'gu'))].map((match): Value => {
        const groups = match.slice(1)
        if (groups.length === 0) return match[0]
        return groups.length === 1 ? (groups[0] ?? '') : groups.map((group) => group ?? '')
      }),
  ],
  [
    'split',
    (call) => {
      const source = text(call, 0, 'string')
      const limit = has(call, 2, 'maxsplit') ? int(call, 2, 'maxsplit', 0) : 0
      const parts: string[] = []
      let from = 0
      for (const match of source.matchAll(pattern(call, 1, 'gu'))) {
        parts.push(source.slice(from, match.index))
        from = match.index + match[0].length
      }
      parts.push(source.slice(from))
      // With a limit the reference drops the rest.
      return limit > 0 ? parts.slice(0, limit) : parts
    },
  ],
]

const PATIENCE_MS = 1000

/** Gives up what takes too long, where the host can. */
function inTime(call: Call, what: string, work: () => Value): Value {
  const { bounded } = call.context.host
  if (!bounded) return work()
  const done = bounded(PATIENCE_MS, work)
  return done ? done.value : fail(`the ${what} takes longer than ${PATIENCE_MS} ms`)
}

/** Only a repeated group, or one quantifier after another, backtracks without end; the watch costs more than most matches. */
const mayBacktrack = (call: Call): boolean => {
  const expression = call.positional[1]
  return typeof expression !== 'string' || /\)[*+{]|[*+}?][^]*[*+}?]/.test(expression)
}

export const regex: ReadonlyMap<string, LibraryMember> = new Map(
  regexMembers.map(([name, member]): [string, LibraryMember] => [
    name,
    (call) => (mayBacktrack(call) ? inTime(call, 'expression', () => member(call)) : member(call)),
  ]),
)

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export const base64: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  [
    'encode',
    (call) => btoa(Array.from(encoder.encode(text(call, 0, 'value')), (byte) => String.fromCharCode(byte)).join('')),
  ],
  [
    'decode',
    (call) => {
      try {
        return decoder.decode(Uint8Array.from(atob(text(call, 0, 'value')), (character) => character.charCodeAt(0)))
      } catch {
        return fail('invalid base64 text')
      }
    },
  ],
])

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export const base32: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  [
    'encode',
    (call) => {
      let bits = ''
      for (const byte of encoder.encode(text(call, 0, 'value'))) bits += byte.toString(2).padStart(8, '0')
      const digits = (bits.match(/.{1,5}/g) ?? [])
        .map((chunk) => ALPHABET.charAt(Number.parseInt(chunk.padEnd(5, '0'), 2)))
        .join('')
      return digits.padEnd(Math.ceil(digits.length / 8) * 8, '=')
    },
  ],
  [
    'decode',
    (call) => {
      const digits = text(call, 0, 'value').replace(/=+$/, '').toUpperCase()
      let bits = ''
      for (const digit of digits) {
        const value = ALPHABET.indexOf(digit)
        if (value < 0) return fail('invalid base32 text')
        bits += value.toString(2).padStart(5, '0')
      }
      return decoder.decode(Uint8Array.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))))
    },
  ],
])

export const collection: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  [
    'union_all',
    (call) =>
      [...iterate(argument(call, 0, 'a'))].reduce((merged: Value, value) => union(merged, value, true), undefined),
  ],
])

/** Only a text: what a lambda fails with, or the empty one. */
export const runtimeModule: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  [
    'catch',
    (call) => {
      try {
        call.context.call(argument(call, 0, 'func'), [])
        return ''
      } catch (error) {
        if (error instanceof EvaluationError) return error.message
        throw error
      }
    },
  ],
])

function templateData(value: Value): unknown {
  if (value instanceof Dict || value instanceof SchemaInstance) {
    const dict = value instanceof Dict ? value : value.attributes
    const plain = Object.create(null) as Record<string, unknown>
    for (const [key, item] of dict.entries) plain[key] = templateData(item)
    return plain
  }
  if (Array.isArray(value)) return (value as readonly Value[]).map(templateData)
  return value instanceof Float ? value.value : value
}

/** Handlebars with the helpers that the reference's templates have. */
function templates(): typeof Handlebars {
  const handlebars = Handlebars.create()
  handlebars.registerHelper({
    raw: (value: unknown) => new Handlebars.SafeString(String(value)),
    len: (value: unknown) =>
      typeof value === 'string' || Array.isArray(value) ? value.length : Object.keys(Object(value)).length,
    eq: (left: unknown, right: unknown) => left === right,
    ne: (left: unknown, right: unknown) => left !== right,
    gt: (left: number, right: number) => left > right,
    gte: (left: number, right: number) => left >= right,
    lt: (left: number, right: number) => left < right,
    lte: (left: number, right: number) => left <= right,
    and: (left: unknown, right: unknown) => Boolean(left) && Boolean(right),
    or: (left: unknown, right: unknown) => Boolean(left) || Boolean(right),
    not: (value: unknown) => !value,
  })
  return handlebars
}

export const template: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  [
    'execute',
    (call) => {
      try {
        const compiled = templates().compile(text(call, 0, 'template'), { noEscape: false })
        return inTime(call, 'template', () => compiled(templateData(argument(call, 1, 'data'))))
      } catch (error) {
        return fail((error as Error).message)
      }
    },
  ],
  [
    'html_escape',
    (call) =>
      text(call, 0, 'data')
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#x27;')
        .replaceAll('`', '&#x60;')
        .replaceAll('=', '&#x3D;'),
  ],
])
