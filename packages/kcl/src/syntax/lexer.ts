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
  const lexed = scan(text, from, to, false)
  nameSoftKeywords(lexed.tokens)
  return lexed
}

interface Scanned {
  readonly tokens: Token[]
  readonly errors: readonly LexicalError[]
}

function scan(text: string, from: number, to: number, keepsTrivia: boolean): Scanned {
  const isFragment = from !== 0 || to !== text.length
  const tokens: Token[] = []
  const errors: LexicalError[] = []
  const levels: Level[] = [{ tabs: 0, spaces: 0 }]
  /** For each open bracket, how many levels were open outside of it. */
  const brackets: number[] = []
  let at = from
  let lineIsEmpty = true

  /** Equal names are one string, which is quick to compare and to look up. */
  const names = new Map<string, string>()

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
    const floor = brackets.at(-1) ?? 1
    const top = levels[levels.length - 1] as Level
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
      trivia('space', 0, 1)
      at = 1
    }
    layOut(at)
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
      trivia('comment', start, at)
      continue
    }
    if (unit === 92 && (at + 1 === to || text.charCodeAt(at + 1) === 10 || text.startsWith('\r\n', at + 1))) {
      const end = Math.min(to, at + (text.charCodeAt(at + 1) === 13 ? 3 : 2))
      trivia('space', at, end)
      at = end
      continue
    }
    lineIsEmpty = false
    if (unit >= 48 && unit <= 57) {
      at = lexNumber(text, at, to, push)
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
      let name = text.slice(at, end)
      if (KEYWORDS.has(name)) push('keyword', at, end, name)
      else {
        const known = names.get(name)
        if (known === undefined) names.set(name, name)
        else name = known
        push('identifier', at, end, name)
      }
      at = end
      continue
    }
    if (unit === 36 && isIdentifierStart(text, at + 1)) {
      const end = identifierEnd(text, at + 1, to)
      push('identifier', at, end, text.slice(at + 1, end))
      at = end
      continue
    }
    const operator = operatorAt(text, at, unit)
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

function operatorAt(text: string, at: number, unit: number): string | undefined {
  const candidates = OPERATORS_BY_FIRST[unit]
  if (candidates === undefined) return undefined
  for (const candidate of candidates) if (candidate.length === 1 || text.startsWith(candidate, at)) return candidate
  return undefined
}

/** Words that are keywords only where their statement can stand; elsewhere they are names. */
const SOFT: ReadonlySet<string> = new Set([
  'type',
  'rule',
  'schema',
  'mixin',
  'protocol',
  'check',
  'map',
  'filter',
  'all',
  'any',
])

function nameSoftKeywords(tokens: Token[]): void {
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token
    if (token.kind !== 'keyword' || !SOFT.has(token.text)) continue
    if (isName(token.text, tokens[index - 1], tokens[index + 1])) tokens[index] = { ...token, kind: 'identifier' }
  }
}

function isName(word: string, previous: Token | undefined, next: Token | undefined): boolean {
  if (previous?.kind === 'operator' && (previous.text === '.' || previous.text === '?.')) return true
  if (previous?.kind === 'keyword' && ((previous.text === 'as' && word !== 'any') || previous.text === 'import'))
    return true
  if (word === 'any') return next?.kind === 'operator' && next.text === '=' && previous?.kind !== 'operator'
  if (next?.kind === 'identifier' || next?.kind === 'keyword')
    return next.text === 'if' || next.text === 'else' || next.text === 'in' || next.text === 'for' || next.text === 'as'
  if (word === 'mixin') return !(next?.kind === 'operator' && next.text === '[')
  if (word === 'check') return !(next?.kind === 'operator' && next.text === ':')
  return true
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

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}

/** Whether what follows digits may be more of the number. */
function goesOn(unit: number): boolean {
  return unit === 46 || unit === 95 || (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90)
}

const SUFFIX = /^(?:Ki|Mi|Gi|Ti|Pi|[numkKMGTP])/

function lexNumber(
  text: string,
  start: number,
  to: number,
  push: (kind: TokenKind, start: number, end: number, text: string) => void,
): number {
  let plain = start + 1
  while (plain < to && isDigit(text.charCodeAt(plain))) plain++
  if (plain === to || !goesOn(text.charCodeAt(plain))) {
    push('number', start, plain, text.slice(start, plain))
    return plain
  }
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
  const first = text.charCodeAt(at)
  const position = first === 114 || first === 82 ? at + 1 : at
  const quote = text.charCodeAt(position)
  if (quote !== 34 && quote !== 39) return 0
  const isLong = text.charCodeAt(position + 1) === quote && text.charCodeAt(position + 2) === quote
  return position - at + (isLong ? 3 : 1)
}

function stringEnd(text: string, start: number, prefix: number, to: number, errors: LexicalError[]): number {
  const quote = text.charCodeAt(start + prefix - 1)
  const isLong = prefix >= 3
  let at = start + prefix
  for (; at < to; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 92) at++
    else if (unit === quote) {
      if (!isLong) return at + 1
      if (text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote) return at + 3
    } else if (unit === 10 && !isLong) break
  }
  const end = Math.min(at, to)
  errors.push({ message: 'unterminated string', start, end })
  return end
}
