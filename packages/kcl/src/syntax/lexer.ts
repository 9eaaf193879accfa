/**
 * Source to tokens. NEWLINE, INDENT and DEDENT are emitted inside of brackets too, since `if` entries of lists and
 * dicts are laid out by them: brackets do not change what a line's indentation means.
 */
import { isReadable } from './strings.ts'
import { identifierEnd, isIdentifierStart } from './identifiers.ts'
import { readNumber } from './numbers.ts'
import { KEYWORDS, OPERATORS, type Token, type TokenKind } from './tokens.ts'

export interface LexicalError {
  readonly message: string
  readonly start: number
  readonly end: number
}

export interface Lexed {
  readonly tokens: readonly Token[]
  readonly errors: readonly LexicalError[]
  /** How many brackets are open at once, at most. */
  readonly depth: number
}

interface Level {
  readonly tabs: number
  readonly spaces: number
}

/** By the code of their first character, longest first. */
const OPERATORS_BY_FIRST: (readonly string[] | undefined)[] = []
for (const operator of OPERATORS) {
  const first = operator.charCodeAt(0)
  OPERATORS_BY_FIRST[first] = [...(OPERATORS_BY_FIRST[first] ?? []), operator]
}

/** The texts of all tokens, joined, are the source: comments and white space are tokens too. */
export function lex(text: string): Lexed {
  return scan(text, 0, text.length, true)
}

/** Only what means something. With `from` and `to`, an expression inside of a string: no indentation there. */
export function lexSignificant(text: string, from = 0, to = text.length): Lexed {
  return scan(text, from, to, false)
}

/** By the code of their first character: most names begin like none of them. */
const KEYWORDS_BY_FIRST: (readonly string[] | undefined)[] = []
for (const keyword of KEYWORDS) {
  const first = keyword.charCodeAt(0)
  KEYWORDS_BY_FIRST[first] = [...(KEYWORDS_BY_FIRST[first] ?? []), keyword]
}

function keywordLike(name: string, first: number): string | undefined {
  const candidates = KEYWORDS_BY_FIRST[first]
  if (candidates === undefined) return undefined
  for (const candidate of candidates) if (candidate === name) return candidate
  return undefined
}

const MOST_RECENT = 1024
/** A place for so many characters: more would cost a small file more to make than they save. */
const CHARACTERS_FOR_ONE = 32

/** Equal names are one string, mostly, which is quick to compare and to look up. A table of all of them would cost more. */
class RecentNames {
  readonly #names: (string | undefined)[]

  constructor(characters: number) {
    const length = Math.min(MOST_RECENT, 1 + Math.floor(characters / CHARACTERS_FOR_ONE))
    this.#names = Array.from<undefined>({ length })
  }

  shared(name: string): string {
    const last = name.length - 1
    const middle = name.charCodeAt(last >> 1)
    const place = (name.charCodeAt(0) * 7 + middle * 31 + name.charCodeAt(last) * 131 + last) % this.#names.length
    const known = this.#names[place]
    if (known === name) return known
    this.#names[place] = name
    return name
  }
}

interface Scanned {
  readonly tokens: Token[]
  readonly errors: readonly LexicalError[]
  readonly depth: number
}

function scan(text: string, from: number, to: number, keepsTrivia: boolean): Scanned {
  const isFragment = from !== 0 || to !== text.length
  const tokens: Token[] = []
  const errors: LexicalError[] = []
  const levels: Level[] = [{ tabs: 0, spaces: 0 }]
  const brackets: string[] = []
  let depth = 0
  let at = from
  let lineIsEmpty = true

  const names = isFragment ? undefined : new RecentNames(text.length)

  const push = (kind: TokenKind, start: number, end: number, tokenText = ''): void => {
    tokens.push({ kind, start, end, text: tokenText })
  }
  const trivia = (kind: 'space' | 'comment', start: number, end: number): void => {
    if (keepsTrivia) push(kind, start, end)
  }

  const layOut = (start: number): void => {
    let tabs = 0
    let spaces = 0
    let position = start
    for (; position < to; position++) {
      const unit = text.charCodeAt(position)
      if (unit === 32) spaces++
      else if (unit === 9) tabs++
      else break
    }
    if (position > start) trivia('space', start, position)
    at = position
    const unit = text.charCodeAt(position)
    // A line of nothing but white space or a comment has no indentation.
    if (position >= to || unit === 10 || unit === 13 || unit === 35) return
    lineIsEmpty = false
    let top = levels[levels.length - 1] as Level
    if (tabs === top.tabs && spaces === top.spaces) return
    if (tabs >= top.tabs && spaces >= top.spaces) {
      levels.push({ tabs, spaces })
      push('indent', position, position)
      return
    }
    // What stands between two levels belongs to the inner one.
    while (tabs <= top.tabs && spaces <= top.spaces && levels.length > 1) {
      const next = levels[levels.length - 2] as Level
      if ((tabs > next.tabs && spaces >= next.spaces) || (tabs >= next.tabs && spaces > next.spaces)) {
        const deeper = spaces - next.spaces
        const message = `invalid indentation with ${deeper} space${deeper > 1 ? 's' : ''}, try to align indents by adding or removing spaces`
        push('misaligned', position, position, message)
        return
      }
      levels.pop()
      push('dedent', position, position)
      top = next
      if (tabs === top.tabs && spaces === top.spaces) return
    }
    // It goes on at the level that is left open.
    const message = 'inconsistent use of tabs and spaces in indentation'
    errors.push({ message, start: position, end: position + 1 })
  }

  if (!isFragment) {
    if (text.charCodeAt(0) === 0xfeff) {
      trivia('space', 0, 1)
      at = 1
    }
    // The indentation of the first line means nothing.
    const start = at
    while (isSpace(text.charCodeAt(at))) at++
    if (at > start) trivia('space', start, at)
  }
  while (at < to) {
    const unit = text.charCodeAt(at)
    if (unit === 10 || unit === 13) {
      const end = unit === 13 && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1
      if (lineIsEmpty || isFragment) trivia('space', at, end)
      else push('newline', at, end)
      lineIsEmpty = true
      at = end
      if (!isFragment) layOut(at)
      continue
    }
    if (unit === 32 || unit === 9 || unit === 12 || unit === 0xa0 || unit === 0xfeff) {
      const start = at++
      while (at < to && isSpace(text.charCodeAt(at))) at++
      trivia('space', start, at)
      continue
    }
    if (unit === 35) {
      const start = at
      while (at < to && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++
      if (isFragment) push('unknown', start, at)
      else trivia('comment', start, at)
      continue
    }
    if (unit === 92) {
      const isContinued = text.charCodeAt(at + 1) === 10 || text.startsWith('\r\n', at + 1)
      const end = Math.min(to, isContinued ? at + (text.charCodeAt(at + 1) === 13 ? 3 : 2) : at + 1)
      if (!isContinued && end < to) {
        errors.push({ message: 'unexpected character after line continuation character', start: at, end })
      }
      trivia('space', at, end)
      at = end
      continue
    }
    lineIsEmpty = false
    if (unit >= 48 && unit <= 57) {
      at = lexNumber(text, at, to, keepsTrivia, push, errors)
      continue
    }
    if (unit === 34 || unit === 39 || unit === 114 || unit === 82) {
      const quote = stringStart(text, at)
      if (quote > 0) {
        const end = stringEnd(text, at, quote, to, errors)
        // The parser reads strings where they stand.
        push('string', at, end, keepsTrivia ? text.slice(at, end) : '')
        at = end
        continue
      }
    }
    if (isIdentifierStart(text, at)) {
      const end = identifierEnd(text, at, to)
      const name = text.slice(at, end)
      const keyword = keywordLike(name, unit)
      if (keyword !== undefined) push('keyword', at, end, keyword)
      else push('identifier', at, end, names ? names.shared(name) : name)
      at = end
      continue
    }
    if (unit === 36 && isIdentifierStart(text, at + 1)) {
      const end = identifierEnd(text, at + 1, to)
      push('identifier', at, end, text.slice(at + 1, end))
      at = end
      continue
    }
    let operator = operatorAt(text, at, unit)
    if (operator === undefined) {
      const width = (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
      errors.push({ message: `unknown start of token`, start: at, end: at + width })
      if (keepsTrivia) push('unknown', at, at + width, text.slice(at, at + width))
      at += width
      continue
    }
    const width = operator.length
    if (width === 1) {
      if (unit === PARENTHESIS || unit === BRACKET || unit === BRACE) depth = Math.max(depth, brackets.push(operator))
      else if (operator === ')' || operator === ']' || operator === '}') {
        const open = brackets.pop()
        const expected = open === undefined ? undefined : CLOSING[open]
        if (expected !== operator) {
          errors.push({ message: MISMATCHED[operator] as string, start: at, end: at + 1 })
          // Some bracket is closed: the one that is open.
          if (!keepsTrivia) operator = expected ?? operator
        }
      } else if (operator === ';') {
        errors.push({ message: "the semicolon ';' here is unnecessary, please remove it", start: at, end: at + 1 })
        if (!keepsTrivia) {
          at++
          continue
        }
      } else if (operator === '!') {
        errors.push({ message: "invalid token '!', consider using 'not '", start: at, end: at + 1 })
      }
    }
    push('operator', at, at + width, operator)
    at += width
  }
  if (!isFragment) {
    if (!lineIsEmpty) push('newline', to, to)
    if (levels.length > 1) {
      for (; levels.length > 1; levels.pop()) push('dedent', to, to)
      push('newline', to, to)
    }
  } else push('newline', to, to)
  push('end', to, to)
  return { tokens, errors, depth }
}

function operatorAt(text: string, at: number, unit: number): string | undefined {
  const candidates = OPERATORS_BY_FIRST[unit]
  if (candidates === undefined) return undefined
  for (const candidate of candidates) if (candidate.length === 1 || text.startsWith(candidate, at)) return candidate
  return undefined
}

const PARENTHESIS = 40
const BRACKET = 91
const BRACE = 123
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
const MISMATCHED: Readonly<Record<string, string>> = {
  ')': 'error nesting on close paren',
  ']': 'mismatched closing delimiter',
  '}': 'error nesting on close brace',
}

function isSpace(unit: number): boolean {
  return unit === 32 || unit === 9 || unit === 12 || unit === 0xa0
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}

/** Whether what follows digits may be more of the number. */
function goesOn(unit: number): boolean {
  return unit === 46 || unit === 95 || unit >= 128 || (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90)
}

function lexNumber(
  text: string,
  start: number,
  to: number,
  keepsTrivia: boolean,
  push: (kind: TokenKind, start: number, end: number, text: string) => void,
  errors: LexicalError[],
): number {
  let plain = start + 1
  while (plain < to && isDigit(text.charCodeAt(plain))) plain++
  const isPlain = plain === to || !goesOn(text.charCodeAt(plain))
  if (isPlain && (plain === start + 1 || text.charCodeAt(start) !== 48) && plain - start < 19) {
    push('number', start, plain, text.slice(start, plain))
    return plain
  }
  const { end, value, problems = [] } = readNumber(text, start, to)
  for (const message of problems) errors.push({ message, start, end })
  push('number', start, end, keepsTrivia ? text.slice(start, end) : value)
  return end
}

/** The length of a string's prefix and quotes, or 0. */
function stringStart(text: string, at: number): number {
  const first = text.charCodeAt(at)
  const position = first === 114 || first === 82 ? at + 1 : at
  const quote = text.charCodeAt(position)
  if (quote !== 34 && quote !== 39) return 0
  const isLong = text.charCodeAt(position + 1) === quote && text.charCodeAt(position + 2) === quote
  return position - at + (isLong ? 3 : 1)
}

/** The end of a string, after saying what is wrong with it. */
function stringEnd(text: string, start: number, prefix: number, to: number, errors: LexicalError[]): number {
  const isLong = prefix >= 3
  const open = start + prefix - (isLong ? 3 : 1)
  const from = start + prefix
  const end = closedEnd(text, from, isLong, to)
  if (end !== undefined) {
    if (open === start && !isReadable(text.slice(from, end - (isLong ? 3 : 1))))
      errors.push({ message: 'invalid string syntax', start: from, end })
    return end
  }
  const rest = isLong ? to : endOfLine(text, from, to)
  errors.push({ message: 'unterminated string', start: open, end: rest })
  // Its last character is taken for a quotation mark.
  const isContinued = rest < to && text.charCodeAt(rest - 1) === 92
  if (isLong || rest === from || !isReadable(text.slice(from, isContinued ? rest : rest - 1)))
    errors.push({ message: 'invalid string syntax', start: open + 1, end: rest })
  return rest
}

function endOfLine(text: string, from: number, to: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 || end > to ? to : end
}

function closedEnd(text: string, from: number, isLong: boolean, to: number): number | undefined {
  const quote = text.charCodeAt(from - 1)
  if (isLong && to === text.length) return longStringEnd(text, from, text.slice(from - 3, from))
  let at = from
  for (; at < to; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 92 && (isLong || text.charCodeAt(at + 1) !== 10)) at++
    else if (unit === quote) {
      if (!isLong) return at + 1
      if (text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote) return at + 3
    } else if (unit === 10 && !isLong) break
  }
  return undefined
}

/** The same in leaps. */
function longStringEnd(text: string, start: number, quotes: string): number | undefined {
  let at = start
  let close = text.indexOf(quotes, at)
  while (close >= 0) {
    const escape = text.slice(at, close).indexOf('\\')
    if (escape < 0) return close + 3
    at += escape + 2
    if (at > close) close = text.indexOf(quotes, at)
  }
  return undefined
}
