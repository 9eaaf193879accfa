/**
 * Source to tokens. NEWLINE, INDENT and DEDENT are emitted inside of brackets too, since `if` entries of lists and
 * dicts are laid out by them: brackets do not change what a line's indentation means.
 */
import { isReadable } from './strings.ts'
import { identifierEnd, isIdentifierStart } from './identifiers.ts'
import { readNumber } from './numbers.ts'
import { CODES, codeOfWord, TokenList, type Word } from './token-list.ts'
import { KEYWORDS, OPERATORS, type Token } from './tokens.ts'

export interface LexicalError {
  readonly message: string
  readonly start: number
  readonly end: number
}

export interface Scanned {
  readonly errors: readonly LexicalError[]
  /** How many brackets are open at once, at most. */
  readonly depth: number
}

export interface Lexed {
  readonly tokens: readonly Token[]
  readonly errors: readonly LexicalError[]
}

interface Level {
  readonly tabs: number
  readonly spaces: number
}

/** By the code of their first character, in the order of the list. */
function byFirst(words: Iterable<string>): readonly (readonly Word[] | undefined)[] {
  const found: Word[][] = []
  for (const text of words) {
    const first = text.charCodeAt(0)
    const word = { text, code: codeOfWord(text) }
    const known = found[first]
    if (known) known.push(word)
    else found[first] = [word]
  }
  return found
}

/** Longest first. */
const OPERATORS_BY_FIRST = byFirst(OPERATORS)
/** Most names begin like none of them. */
const KEYWORDS_BY_FIRST = byFirst(KEYWORDS)

/** The texts of all tokens, joined, are the source: comments and white space are tokens too. */
export function lex(text: string): Lexed {
  const list = new TokenList(text)
  const { errors } = scan(text, list, 0, text.length, true)
  const tokens = Array.from({ length: list.length }, (_, index): Token => {
    const token = list.at(index)
    const { kind, start, end } = token
    const isWritten = kind === 'string' || kind === 'number' || kind === 'unknown'
    return isWritten ? { kind, start, end, text: text.slice(start, end) } : token
  })
  return { tokens, errors }
}

/** Adds what means something to the list. With `from` and `to`, an expression inside of a string: no indentation there. */
export function lexSignificant(text: string, list: TokenList, from = 0, to = text.length): Scanned {
  return scan(text, list, from, to, false)
}

function keywordAt(text: string, start: number, end: number, first: number): Word | undefined {
  const candidates = KEYWORDS_BY_FIRST[first]
  if (candidates === undefined) return undefined
  for (const word of candidates) if (word.text.length === end - start && text.startsWith(word.text, start)) return word
  return undefined
}

function scan(text: string, list: TokenList, from: number, to: number, keepsTrivia: boolean): Scanned {
  const isFragment = from !== 0 || to !== text.length
  const errors: LexicalError[] = []
  const levels: Level[] = [{ tabs: 0, spaces: 0 }]
  const brackets: number[] = []
  let depth = 0
  let at = from
  let lineIsEmpty = true

  const trivia = (code: number, start: number, end: number): void => {
    if (keepsTrivia) list.add(code, start, end)
  }

  if (!isFragment) {
    if (text.charCodeAt(0) === 0xfeff) {
      trivia(CODES.space, 0, 1)
      at = 1
    }
    // The indentation of the first line means nothing.
    const start = at
    while (isSpace(text.charCodeAt(at))) at++
    if (at > start) trivia(CODES.space, start, at)
  }
  while (at < to) {
    const unit = text.charCodeAt(at)
    if (unit === 10 || unit === 13) {
      const end = unit === 13 && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1
      if (lineIsEmpty || isFragment) trivia(CODES.space, at, end)
      else list.add(CODES.newline, at, end)
      at = end
      if (isFragment) continue
      at = lineStart(text, at, to)
      if (at > end) trivia(CODES.space, end, at)
      const isContinued = isContinuation(text, at)
      const isEmpty = isLineEnd(text, at, to)
      // A line that starts with its continuation changes the level without a word of it.
      if (!isEmpty) layOut(text, end, at, levels, isContinued ? new TokenList(text) : list, errors)
      lineIsEmpty = isEmpty || isContinued
      continue
    }
    if (unit === 32 || unit === 9 || unit === 12 || unit === 0xa0 || unit === 0xfeff) {
      const start = at++
      while (at < to && isSpace(text.charCodeAt(at))) at++
      trivia(CODES.space, start, at)
      continue
    }
    if (unit === 35) {
      const start = at
      while (at < to && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++
      if (isFragment) list.add(CODES.unknown, start, at)
      else trivia(CODES.comment, start, at)
      continue
    }
    if (unit === 92) {
      const isContinued = isContinuation(text, at)
      const end = Math.min(to, isContinued ? at + (text.charCodeAt(at + 1) === 13 ? 3 : 2) : at + 1)
      if (!isContinued && end < to) {
        errors.push({ message: 'unexpected character after line continuation character', start: at, end })
      }
      trivia(CODES.space, at, end)
      at = end
      continue
    }
    lineIsEmpty = false
    if (unit >= 48 && unit <= 57) {
      at = lexNumber(text, at, to, list, errors)
      continue
    }
    if (unit === 34 || unit === 39 || unit === 114 || unit === 82) {
      const quote = stringStart(text, at)
      if (quote > 0) {
        const end = stringEnd(text, at, quote, to, errors)
        // Whoever needs them reads strings where they stand.
        list.add(CODES.string, at, end)
        at = end
        continue
      }
    }
    if (isIdentifierStart(text, at)) {
      const end = identifierEnd(text, at, to)
      list.add(keywordAt(text, at, end, unit)?.code ?? CODES.identifier, at, end)
      at = end
      continue
    }
    if (unit === 36 && isIdentifierStart(text, at + 1)) {
      const end = identifierEnd(text, at + 1, to)
      list.add(CODES.identifier, at, end)
      at = end
      continue
    }
    const operator = operatorAt(text, at, unit)
    if (operator === undefined) {
      const width = (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
      errors.push({ message: `unknown start of token`, start: at, end: at + width })
      trivia(CODES.unknown, at, at + width)
      at += width
      continue
    }
    const width = operator.text.length
    let { code } = operator
    if (width === 1) {
      if (unit === PARENTHESIS || unit === BRACKET || unit === BRACE) depth = Math.max(depth, brackets.push(unit))
      else if (isClosing(unit)) {
        const expected = closing(brackets.pop())
        if (expected !== operator.text) {
          errors.push({ message: MISMATCHED[operator.text] as string, start: at, end: at + 1 })
          // Some bracket is closed: the one that is open.
          if (!keepsTrivia && expected !== undefined) code = codeOfWord(expected)
        }
      } else if (unit === SEMICOLON) {
        errors.push({ message: "the semicolon ';' here is unnecessary, please remove it", start: at, end: at + 1 })
        if (!keepsTrivia) {
          at++
          continue
        }
      } else if (unit === EXCLAMATION) {
        errors.push({ message: "invalid token '!', consider using 'not '", start: at, end: at + 1 })
      }
    }
    list.add(code, at, at + width)
    at += width
  }
  if (!isFragment) {
    if (!lineIsEmpty) list.add(CODES.newline, to, to)
    if (levels.length > 1) {
      for (; levels.length > 1; levels.pop()) list.add(CODES.dedent, to, to)
      list.add(CODES.newline, to, to)
    }
  } else list.add(CODES.newline, to, to)
  list.add(CODES.end, to, to)
  return { errors, depth }
}

/** Where the white space ends that begins a line. */
function lineStart(text: string, start: number, to: number): number {
  let at = start
  while (at < to && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++
  return at
}

/** A line of nothing but white space or a comment has no indentation. */
function isLineEnd(text: string, at: number, to: number): boolean {
  const unit = text.charCodeAt(at)
  return at >= to || unit === 10 || unit === 13 || unit === 35
}

function isContinuation(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== 92) return false
  return text.charCodeAt(at + 1) === 10 || text.startsWith('\r\n', at + 1)
}

/** The indentation of a line, which ends at `position`, against that of the blocks around it. */
function layOut(
  text: string,
  start: number,
  position: number,
  levels: Level[],
  list: TokenList,
  errors: LexicalError[],
): void {
  let tabs = 0
  for (let at = start; at < position; at++) if (text.charCodeAt(at) === 9) tabs++
  const spaces = position - start - tabs
  let top = levels[levels.length - 1] as Level
  if (tabs === top.tabs && spaces === top.spaces) return
  if (tabs >= top.tabs && spaces >= top.spaces) {
    levels.push({ tabs, spaces })
    list.add(CODES.indent, position, position)
    return
  }
  // What stands between two levels belongs to the inner one.
  while (tabs <= top.tabs && spaces <= top.spaces && levels.length > 1) {
    const next = levels[levels.length - 2] as Level
    if ((tabs > next.tabs && spaces >= next.spaces) || (tabs >= next.tabs && spaces > next.spaces)) {
      const deeper = spaces - next.spaces
      const message = `invalid indentation with ${deeper} space${deeper > 1 ? 's' : ''}, try to align indents by adding or removing spaces`
      list.addWithText(CODES.misaligned, position, position, message)
      return
    }
    levels.pop()
    list.add(CODES.dedent, position, position)
    top = next
    if (tabs === top.tabs && spaces === top.spaces) return
  }
  // It goes on at the level that is left open.
  const message = 'inconsistent use of tabs and spaces in indentation'
  errors.push({ message, start: position, end: position + 1 })
}

function operatorAt(text: string, at: number, unit: number): Word | undefined {
  const candidates = OPERATORS_BY_FIRST[unit]
  if (candidates === undefined) return undefined
  for (const word of candidates) if (word.text.length === 1 || text.startsWith(word.text, at)) return word
  return undefined
}

const PARENTHESIS = 40
const BRACKET = 91
const BRACE = 123
const SEMICOLON = 59
const EXCLAMATION = 33

function closing(open: number | undefined): string | undefined {
  if (open === PARENTHESIS) return ')'
  return open === BRACKET ? ']' : open === BRACE ? '}' : undefined
}

function isClosing(unit: number): boolean {
  return unit === 41 || unit === 93 || unit === 125
}

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

function lexNumber(text: string, start: number, to: number, list: TokenList, errors: LexicalError[]): number {
  let plain = start + 1
  while (plain < to && isDigit(text.charCodeAt(plain))) plain++
  const isPlain = plain === to || !goesOn(text.charCodeAt(plain))
  if (isPlain && (plain === start + 1 || text.charCodeAt(start) !== 48) && plain - start < 19) {
    list.add(CODES.number, start, plain)
    return plain
  }
  const { end, value, problems = [] } = readNumber(text, start, to)
  for (const message of problems) errors.push({ message, start, end })
  list.addWithText(CODES.number, start, end, value)
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
