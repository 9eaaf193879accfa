/**
 * Source to tokens. NEWLINE, INDENT and DEDENT are emitted inside of brackets too, since `if` entries of lists and
 * dicts are laid out by them; a bracket never closes an indentation that was opened outside of it.
 */
import { KEYWORDS, OPERATORS, type Token, type TokenKind } from './tokens.ts'

export interface LexicalError {
  readonly message: string
  readonly start: number
  readonly end: number
}

export interface Lexed {
  readonly tokens: readonly Token[]
  readonly errors: readonly LexicalError[]
}

interface Level {
  readonly tabs: number
  readonly spaces: number
}

const OPERATORS_BY_FIRST = new Map<string, string[]>()
for (const operator of OPERATORS) {
  const first = operator.charAt(0)
  const list = OPERATORS_BY_FIRST.get(first)
  if (list) list.push(operator)
  else OPERATORS_BY_FIRST.set(first, [operator])
}

/** With `from` and `to`, lexes an expression inside of a string: no indentation there. */
export function lex(text: string, from = 0, to = text.length): Lexed {
  const isFragment = from !== 0 || to !== text.length
  const tokens: Token[] = []
  const errors: LexicalError[] = []
  const levels: Level[] = [{ tabs: 0, spaces: 0 }]
  /** For each open bracket, how many levels were open outside of it. */
  const brackets: number[] = []
  let at = from
  let lineIsEmpty = true

  const push = (kind: TokenKind, start: number, end: number, tokenText = ''): void => {
    tokens.push({ kind, start, end, text: tokenText })
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
    if (position > start) push('space', start, position)
    at = position
    const unit = text.charCodeAt(position)
    // A line of nothing but white space or a comment has no indentation.
    if (position >= to || unit === 10 || unit === 13 || unit === 35) return
    lineIsEmpty = false
    const floor = brackets.at(-1) ?? 1
    const top = levels.at(-1) ?? { tabs: 0, spaces: 0 }
    if (tabs === top.tabs && spaces === top.spaces) return
    if (tabs >= top.tabs && spaces >= top.spaces) {
      levels.push({ tabs, spaces })
      push('indent', position, position)
      return
    }
    if (tabs > top.tabs !== spaces > top.spaces && tabs !== top.tabs && spaces !== top.spaces) {
      errors.push({ message: 'inconsistent use of tabs and spaces in indentation', start: position, end: position })
    }
    while (levels.length > floor) {
      const level = levels.at(-1) ?? { tabs: 0, spaces: 0 }
      if (level.tabs <= tabs && level.spaces <= spaces) break
      levels.pop()
      push('dedent', position, position)
    }
    const now = levels.at(-1) ?? { tabs: 0, spaces: 0 }
    if ((now.tabs !== tabs || now.spaces !== spaces) && levels.length >= floor && brackets.length === 0) {
      errors.push({
        message: `invalid indentation with ${spaces} space${spaces > 1 ? 's' : ''}, try to align indents by adding or removing spaces`,
        start: position,
        end: position,
      })
      levels.push({ tabs, spaces })
    }
  }

  if (!isFragment) {
    if (text.charCodeAt(0) === 0xfeff) {
      push('space', 0, 1)
      at = 1
    }
    layOut(at)
  }
  while (at < to) {
    const unit = text.charCodeAt(at)
    if (unit === 10 || unit === 13) {
      const end = unit === 13 && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1
      push(lineIsEmpty || isFragment ? 'space' : 'newline', at, end)
      lineIsEmpty = true
      at = end
      if (!isFragment) layOut(at)
      continue
    }
    if (unit === 32 || unit === 9 || unit === 12 || unit === 0xa0 || unit === 0xfeff) {
      const start = at++
      while (at < to && isSpace(text.charCodeAt(at))) at++
      push('space', start, at)
      continue
    }
    if (unit === 35) {
      const start = at
      while (at < to && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++
      push('comment', start, at)
      continue
    }
    if (unit === 92 && (at + 1 === to || text.charCodeAt(at + 1) === 10 || text.startsWith('\r\n', at + 1))) {
      const end = Math.min(to, at + (text.charCodeAt(at + 1) === 13 ? 3 : 2))
      push('space', at, end)
      at = end
      continue
    }
    lineIsEmpty = false
    if (unit >= 48 && unit <= 57) {
      at = lexNumber(text, at, to, push)
      continue
    }
    const quote = stringStart(text, at)
    if (quote > 0) {
      at = lexString(text, at, quote, to, push, errors)
      continue
    }
    if (isIdentifierStart(text, at)) {
      const end = identifierEnd(text, at, to)
      const name = text.slice(at, end)
      push(KEYWORDS.has(name) ? 'keyword' : 'identifier', at, end, name)
      at = end
      continue
    }
    if (unit === 36 && isIdentifierStart(text, at + 1)) {
      const end = identifierEnd(text, at + 1, to)
      push('identifier', at, end, text.slice(at + 1, end))
      at = end
      continue
    }
    const operator = OPERATORS_BY_FIRST.get(text.charAt(at))?.find((candidate) => text.startsWith(candidate, at))
    if (operator === undefined) {
      const width = (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
      errors.push({ message: `unknown start of token`, start: at, end: at + width })
      push('unknown', at, at + width, text.slice(at, at + width))
      at += width
      continue
    }
    if (operator === '(' || operator === '[' || operator === '{' || operator === '?[') brackets.push(levels.length)
    else if (operator === ')' || operator === ']' || operator === '}') {
      const outside = brackets.pop()
      while (outside !== undefined && levels.length > outside) {
        levels.pop()
        push('dedent', at, at)
      }
    }
    push('operator', at, at + operator.length, operator)
    at += operator.length
  }
  if (!isFragment) {
    if (!lineIsEmpty) push('newline', to, to)
    for (; levels.length > 1; levels.pop()) push('dedent', to, to)
  }
  push('end', to, to)
  return { tokens, errors }
}

function isSpace(unit: number): boolean {
  return unit === 32 || unit === 9 || unit === 12 || unit === 0xa0
}

function isIdentifierStart(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  if (unit < 128) return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95
  // Patterns with classes of Unicode cost more to make than a small file to compile: most sources need none.
  return /[\p{XID_Start}_]/u.test(String.fromCodePoint(text.codePointAt(at) ?? 0))
}

export function isIdentifier(text: string): boolean {
  return text !== '' && isIdentifierStart(text, 0) && identifierEnd(text, 0, text.length) === text.length
}

function identifierEnd(text: string, start: number, to: number): number {
  let at = start
  while (at < to) {
    const unit = text.charCodeAt(at)
    if (unit < 128) {
      if (!((unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95 || (unit >= 48 && unit <= 57)))
        break
      at++
    } else {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
      if (!/\p{XID_Continue}/u.test(character)) break
      at += character.length
    }
  }
  return at
}

const SUFFIX = /^(?:Ki|Mi|Gi|Ti|Pi|[numkKMGTP])/

function lexNumber(
  text: string,
  start: number,
  to: number,
  push: (kind: TokenKind, start: number, end: number, text: string) => void,
): number {
  const rest = text.slice(start, Math.min(to, start + 400))
  const match =
    /^0[xX][0-9a-fA-F_]+|^0[bB][01_]+|^0[oO][0-7_]+|^\d[\d_]*(?:\.(?!\.)[\d_]*)?(?:[eE][+-]?\d[\d_]*)?/.exec(rest)
  let length = match?.[0].length ?? 1
  const digits = rest.slice(0, length)
  // `1..2` and `a.1.b` are no floats; `1.foo` is a number and a selector.
  if (digits.endsWith('.') && start + length < to && isIdentifierStart(text, start + length)) length--
  const suffix = /[.eE]/.test(digits) && !/^0[xX]/.test(digits) ? null : SUFFIX.exec(rest.slice(length))
  if (suffix) {
    const end = start + length + suffix[0].length
    if (identifierEnd(text, end, to) === end) length += suffix[0].length
  }
  push('number', start, start + length, rest.slice(0, length))
  return start + length
}

/** The length of a string's prefix and quotes, or 0. */
function stringStart(text: string, at: number): number {
  let position = at
  const unit = text.charCodeAt(at)
  if (unit === 114 || unit === 82) position++
  const quote = text.charAt(position)
  if (quote !== '"' && quote !== "'") return 0
  return position - at + (text.startsWith(quote.repeat(3), position) ? 3 : 1)
}

function lexString(
  text: string,
  start: number,
  prefix: number,
  to: number,
  push: (kind: TokenKind, start: number, end: number, text: string) => void,
  errors: LexicalError[],
): number {
  const isRaw = text.charCodeAt(start) === 114 || text.charCodeAt(start) === 82
  const quotes = text.slice(start + (isRaw ? 1 : 0), start + prefix)
  const quote = quotes.charCodeAt(0)
  const isLong = quotes.length === 3
  let at = start + prefix
  for (; at < to; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 92) at++
    else if (!isLong && unit === 10) break
    else if (unit === quote && (!isLong || text.startsWith(quotes, at))) {
      push('string', start, at + quotes.length, text.slice(start, at + quotes.length))
      return at + quotes.length
    }
  }
  const end = Math.min(at, to)
  errors.push({ message: 'unterminated string', start, end })
  push('string', start, end, text.slice(start, end))
  return end
}
