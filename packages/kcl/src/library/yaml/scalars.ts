/** Scalars of a YAML text: in quotes, as blocks, plain. */
import { isBlank, isBlankOrEnd, isBreak, type Characters } from './characters.ts'
import { refuse, type Mark } from './tokens.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
}
const HEX_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

export interface Scalar {
  readonly value: string
  readonly end: Mark
}

/** The breaks between two lines: one is a space, of more the first is dropped. */
function folded(first: string, more: string): string {
  return first === '\n' ? (more === '' ? ' ' : more) : first + more
}

export function quotedScalar(text: Characters): Scalar {
  const start = text.mark()
  const quote = text.take()
  const context = 'while scanning a quoted scalar'
  let value = ''
  for (;;) {
    if (text.isDocumentIndicator('---') || text.isDocumentIndicator('...')) {
      return refuse('found unexpected document indicator', text.mark(), context, start)
    }
    if (text.peek() === '') return refuse('found unexpected end of stream', text.mark(), context, start)
    let leadingBreak: string | undefined
    let isJoined = false
    while (!isBlankOrEnd(text.peek())) {
      const next = text.peek()
      if (quote === "'" && next === "'" && text.peek(1) === "'") {
        value += "'"
        text.skip(2)
      } else if (next === quote) break
      else if (quote === '"' && next === '\\' && isBreak(text.peek(1))) {
        text.skip()
        text.takeBreak()
        isJoined = true
        break
      } else if (quote === '"' && next === '\\') value += escape(text, start)
      else value += text.take()
    }
    if (text.peek() === quote) {
      text.skip()
      return { value, end: text.mark() }
    }
    let spaces = ''
    let breaks = ''
    while (isBlank(text.peek()) || isBreak(text.peek())) {
      if (isBreak(text.peek())) {
        if (leadingBreak === undefined && !isJoined) {
          spaces = ''
          leadingBreak = text.takeBreak()
        } else breaks += text.takeBreak()
      } else if (leadingBreak === undefined && !isJoined) spaces += text.take()
      else text.skip()
    }
    value += isJoined ? breaks : leadingBreak === undefined ? spaces : folded(leadingBreak, breaks)
  }
}

function escape(text: Characters, start: Mark): string {
  const context = 'while parsing a quoted scalar'
  const letter = text.peek(1)
  const length = HEX_LENGTHS[letter]
  if (length === undefined) {
    const character = ESCAPES[letter]
    if (character === undefined || letter === '') {
      return refuse('found unknown escape character', text.mark(), context, start)
    }
    text.skip(2)
    return character
  }
  text.skip(2)
  const digits = text.source.slice(text.at, text.at + length)
  if (!new RegExp(`^[0-9a-fA-F]{${length}}$`).test(digits)) {
    return refuse('did not find expected hexadecimal number', text.mark(), context, start)
  }
  const point = Number.parseInt(digits, 16)
  if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
    return refuse('found invalid Unicode character escape code', text.mark(), context, start)
  }
  text.skip(length)
  return String.fromCodePoint(point)
}

export function blockScalar(text: Characters, parentIndentation: number): Scalar {
  const start = text.mark()
  const isLiteral = text.take() === '|'
  const context = 'while scanning a block scalar'
  let chomping = ''
  let increment = 0
  const readIncrement = (): void => {
    if (text.peek() === '0') refuse('found an indentation indicator equal to 0', text.mark(), context, start)
    increment = Number(text.take())
  }
  if (/[+-]/.test(text.peek())) {
    chomping = text.take()
    if (/\d/.test(text.peek())) readIncrement()
  } else if (/\d/.test(text.peek())) {
    readIncrement()
    if (/[+-]/.test(text.peek())) chomping = text.take()
  }
  while (isBlank(text.peek())) text.skip()
  if (text.peek() === '#') while (text.peek() !== '' && !isBreak(text.peek())) text.skip()
  if (text.peek() !== '' && !isBreak(text.peek())) {
    return refuse('did not find expected comment or line break', text.mark(), context, start)
  }
  if (isBreak(text.peek())) text.takeBreak()
  let end = text.mark()
  let indentation = increment === 0 ? 0 : Math.max(parentIndentation, 0) + increment
  let breaks = ''
  /** Blank lines, which also tell the indentation where it is not given. */
  const readBreaks = (): void => {
    let most = 0
    breaks = ''
    for (;;) {
      while ((indentation === 0 || text.column < indentation) && text.peek() === ' ') text.skip()
      if (text.column > most) most = text.column
      if ((indentation === 0 || text.column < indentation) && text.peek() === '\t') {
        refuse('found a tab character where an indentation space is expected', text.mark(), context, start)
      }
      if (!isBreak(text.peek())) break
      breaks += text.takeBreak()
      end = text.mark()
    }
    if (indentation === 0) indentation = Math.max(most, parentIndentation + 1, 1)
  }
  readBreaks()
  let value = ''
  let leadingBreak = ''
  let wasBlank = false
  while (text.column === indentation && text.peek() !== '') {
    const isBlankLine = isBlank(text.peek())
    if (!isLiteral && leadingBreak.startsWith('\n') && !wasBlank && !isBlankLine) {
      if (breaks === '') value += ' '
    } else value += leadingBreak
    value += breaks
    wasBlank = isBlank(text.peek())
    const from = text.at
    while (text.peek() !== '' && !isBreak(text.peek())) text.skip()
    value += text.source.slice(from, text.at)
    leadingBreak = text.peek() === '' ? '' : text.takeBreak()
    end = text.mark()
    readBreaks()
  }
  if (chomping !== '-') value += leadingBreak
  if (chomping === '+') value += breaks
  return { value, end }
}

export function plainScalar(
  text: Characters,
  indentation: number,
  isFlow: boolean,
): Scalar & { readonly hasBreaks: boolean } {
  const start = text.mark()
  let end = start
  let value = ''
  let spaces = ''
  let leadingBreak: string | undefined
  let breaks = ''
  let hasBreaks = false
  for (;;) {
    if (text.isDocumentIndicator('---') || text.isDocumentIndicator('...') || text.peek() === '#') break
    while (!isBlankOrEnd(text.peek())) {
      const [next, after] = [text.peek(), text.peek(1)]
      if (isFlow && next === ':' && after !== '' && ',?[]{}'.includes(after)) {
        refuse("found unexpected ':'", text.mark(), 'while scanning a plain scalar', start)
      }
      if ((next === ':' && isBlankOrEnd(after)) || (isFlow && ',[]{}'.includes(next))) break
      if (leadingBreak !== undefined) {
        value += folded(leadingBreak, breaks)
        leadingBreak = undefined
        breaks = ''
        hasBreaks = false
      } else value += spaces
      spaces = ''
      value += text.take()
      end = text.mark()
    }
    if (!isBlank(text.peek()) && !isBreak(text.peek())) break
    while (isBlank(text.peek()) || isBreak(text.peek())) {
      if (isBlank(text.peek())) {
        if (leadingBreak !== undefined && text.column < indentation && text.peek() === '\t') {
          refuse('found a tab character that violates indentation', text.mark(), 'while scanning a plain scalar', start)
        }
        if (leadingBreak === undefined) spaces += text.take()
        else text.skip()
      } else if (leadingBreak === undefined) {
        spaces = ''
        leadingBreak = text.takeBreak()
        hasBreaks = true
      } else breaks += text.takeBreak()
    }
    if (!isFlow && text.column < indentation) break
  }
  return { value, end, hasBreaks }
}
