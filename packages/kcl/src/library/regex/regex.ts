/** `regex`. */
import type { Call, LibraryMember } from '../../runtime/context.ts'
import { EvaluationError, fail } from '../../runtime/errors.ts'
import type { Value } from '../../runtime/values.ts'
import { argument, has, int, textOf } from '../arguments.ts'
import { inTime } from '../bounded.ts'
import { translateRegex, type Translated } from './translate.ts'
import { once } from '../once.ts'

/** All matches from the left; an empty one right after a match, or within a character, does not count. */
function* matchesOf({ expression }: Translated, source: string): Generator<RegExpExecArray> {
  let lastEnd = -1
  expression.lastIndex = 0
  for (;;) {
    const match = expression.exec(source)
    if (!match) return
    const end = match.index + match[0].length
    const next = match[0] === '' ? end + (isPair(source, end) ? 2 : 1) : end
    if (match[0] !== '' || (end !== lastEnd && !isPair(source, end - 1))) {
      lastEnd = end
      yield match
    }
    if (next > source.length) return
    // Whoever was handed the match may have used the expression.
    expression.lastIndex = next
  }
}

function isPair(source: string, at: number): boolean {
  return at >= 0 && (source.codePointAt(at) ?? 0) > 0xffff
}

interface Pair {
  readonly source: string
  readonly translated: Translated
}

/** Messages tell what is missing, alone or together. */
function pairOf(call: Call, isOne: boolean): Pair {
  const missing = `${call.name}() missing 2 required positional arguments: 'string' and 'pattern'`
  if (!has(call, 0, 'string')) return fail(missing)
  if (!has(call, 1, 'pattern')) {
    return fail(isOne ? `${call.name}() missing the required positional argument: 'pattern'` : missing)
  }
  const source = textOf(argument(call, 0, 'string'))
  return { source, translated: translateRegex(textOf(argument(call, 1, 'pattern')), source) }
}

function isMatch({ source, translated }: Pair): boolean {
  return translated.expression.test(source)
}

function findAll({ source, translated }: Pair): Value {
  const { groups } = translated
  return Array.from(matchesOf(translated, source), (match): Value => {
    return groups.length < 3 ? match[0] : groups.slice(1).map((group) => match[group] ?? '')
  })
}

/** With a limit the rest is dropped. */
function split(call: Call): Value {
  const { source, translated } = pairOf(call, true)
  const limit = Number(int(call, 2, 'maxsplit') ?? 0)
  const parts: string[] = []
  let from = 0
  for (const match of matchesOf(translated, source)) {
    parts.push(source.slice(from, match.index))
    from = match.index + match[0].length
    if (limit > 0 && parts.length === limit) return parts
  }
  parts.push(source.slice(from))
  return parts
}

function replace(call: Call): Value {
  if (!has(call, 0, 'string')) {
    return fail("replace() missing 3 required positional arguments: 'string', 'pattern', and 'replace")
  }
  for (const [index, name] of ['string', 'pattern', 'replace'].entries()) {
    if (!has(call, index, name)) fail(`replace() missing the required positional argument: '${name}'`)
  }
  const source = textOf(argument(call, 0, 'string'))
  const translated = translateRegex(textOf(argument(call, 1, 'pattern')), source)
  const template = templateOf(textOf(argument(call, 2, 'replace')), translated)
  let left = Number(int(call, 3, 'count') ?? 0)
  if (left <= 0) left = Number.POSITIVE_INFINITY
  let result = ''
  let from = 0
  for (const match of matchesOf(translated, source)) {
    result += source.slice(from, match.index)
    for (const part of template) result += typeof part === 'string' ? part : (match[part] ?? '')
    from = match.index + match[0].length
    if (--left === 0) break
  }
  return result + source.slice(from)
}

const template = once(() => /\$\$|\$\{([\p{Alphabetic}\p{N}_]+)\}|\$([\p{Alphabetic}\p{N}_]+)|[^$]+|\$/gu)

/** Texts, and groups that are put in: `$1`, `${name}`; what names no group is nothing. */
function templateOf(text: string, { groups, names }: Translated): readonly (string | number)[] {
  const parts: (string | number)[] = []
  for (const [whole, braced, plain] of text.matchAll(template())) {
    const name = braced ?? plain
    if (whole === '$$') parts.push('$')
    else if (name === undefined) parts.push(whole)
    else {
      const index = names.get(name) ?? (/^\d+$/.test(name) ? Number(name) : undefined)
      const group = index === undefined ? undefined : groups[index]
      if (group !== undefined) parts.push(group)
    }
  }
  return parts
}

function compiles(call: Call): Value {
  if (!has(call, 0, 'pattern')) return fail("compile() missing the required positional argument: 'pattern'")
  try {
    translateRegex(textOf(argument(call, 0, 'pattern')), '')
    return true
  } catch (error) {
    if (error instanceof EvaluationError) return false
    throw error
  }
}

/** Only a repeated group, or one quantifier after another, backtracks without end; the watch costs more than most matches. */
function mayBacktrack(call: Call): boolean {
  const expression = argument(call, 1, 'pattern')
  return typeof expression === 'string' && /\)[*+{]|[*+}?][^]*[*+}?]/.test(expression)
}

function watched(member: (call: Call) => Value): LibraryMember {
  return (call) => (mayBacktrack(call) ? inTime(call, 'expression', () => member(call)) : member(call))
}

export const regex: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  ['replace', watched(replace)],
  ['match', watched((call) => isMatch(pairOf(call, false)))],
  ['search', watched((call) => isMatch(pairOf(call, true)))],
  ['compile', compiles],
  ['findall', watched((call) => findAll(pairOf(call, true)))],
  ['split', watched(split)],
])
