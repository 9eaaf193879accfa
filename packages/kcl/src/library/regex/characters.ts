/** Classes of characters in JavaScript's notation (of the flag `v`), for texts of ASCII only and for all others. */
import { refuse, refusePart } from './errors.ts'

/** What stands in brackets. `isAscii`: the text has no other characters, which makes small tables of large ones. */
export function classOf(letter: string, isAscii: boolean): string {
  switch (letter) {
    case 'd':
      return isAscii ? '0-9' : String.raw`\p{Nd}`
    case 's':
      return isAscii ? String.raw`\t-\r\x20` : String.raw`\p{White_Space}`
    case 'w':
      return isAscii ? '0-9A-Z_a-z' : String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}`
    case 'h':
      return '0-9A-Fa-f'
    default:
      return `^${classOf(letter.toLowerCase(), isAscii)}`
  }
}

export function character(point: number): string {
  return `\\u{${point.toString(16)}}`
}

const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: String.raw`\x00-\x7f`,
  blank: String.raw`\t\x20`,
  cntrl: String.raw`\x00-\x1f\x7f`,
  digit: '0-9',
  graph: String.raw`\x21-\x7e`,
  lower: 'a-z',
  print: String.raw`\x20-\x7e`,
  punct: String.raw`\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e`,
  space: String.raw`\t-\r\x20`,
  upper: 'A-Z',
  word: '0-9A-Z_a-z',
  xdigit: '0-9A-Fa-f',
}

const known = new Map<string, string | undefined>()

/** A property by any spelling of its name; undefined where there is none. */
function property(name: string): string | undefined {
  if (!known.has(name)) known.set(name, findProperty(name))
  return known.get(name)
}

function isProperty(text: string): boolean {
  try {
    return new RegExp(`\\p{${text}}`, 'v') instanceof RegExp
  } catch {
    return false
  }
}

function findProperty(name: string): string | undefined {
  const [, key, value = ''] = /^(?:([^=:]+)[=:])?(.*)$/s.exec(name) ?? []
  const words = value.replace(/^is[ _-]?/i, '').split(/[ _-]+/)
  const titled = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()).join('_')
  const spellings = [value, titled, value.toUpperCase(), words.join('_')]
  const isScript = key !== undefined && /^(?:sc|script)$/i.test(key)
  const isExtension = key !== undefined && /^(?:scx|script_?extensions)$/i.test(key)
  for (const spelling of spellings) {
    const candidates = isExtension ? [`scx=${spelling}`] : isScript ? [`sc=${spelling}`] : [spelling, `sc=${spelling}`]
    const found = candidates.find(isProperty)
    if (found !== undefined) return found
  }
  return undefined
}

/** The name stands in `source`, where an error points to. */
export function propertyClass(name: string, isNegated: boolean, source: string, start: number, end: number): string {
  const found = property(name)
  if (found === undefined) return refusePart(source, start, end, 'Unicode property not found')
  return `\\${isNegated ? 'P' : 'p'}{${found}}`
}

/** Reads what stands in brackets, with operators and nested brackets. */
export class ClassReader {
  readonly #source: string
  readonly #isAscii: boolean
  #at: number

  constructor(source: string, start: number, isAscii: boolean) {
    this.#source = source
    this.#at = start
    this.#isAscii = isAscii
  }

  /** The class that starts at the bracket, and where it ends. */
  read(): { readonly js: string; readonly end: number } {
    const js = this.#class()
    return { js, end: this.#at }
  }

  #class(): string {
    const start = this.#at++
    const negation = this.#take('^') ? '^' : ''
    let operands: string[] = []
    let left: string | undefined
    let operator = ''
    const close = (): string => {
      const right = operands.length === 0 ? '[]' : `[${operands.join('')}]`
      operands = []
      return left === undefined ? right : combined(left, operator, right)
    }
    while (this.#take('-')) operands.push(character(0x2d))
    if (operands.length === 0 && this.#take(']')) operands.push(character(0x5d))
    for (;;) {
      if (this.#at >= this.#source.length) {
        return refusePart(this.#source, start, start + 1, 'unclosed character class')
      }
      if (this.#take(']')) return `[${negation}${close()}]`
      const pair = this.#source.slice(this.#at, this.#at + 2)
      if (pair === '&&' || pair === '--' || pair === '~~') {
        left = close()
        operator = pair
        this.#at += 2
      } else operands.push(this.#item())
    }
  }

  #item(): string {
    if (this.#source[this.#at] === '[') return this.#posix() ?? this.#class()
    const start = this.#at
    const first = this.#atom()
    const next = this.#source[this.#at + 1]
    if (this.#source[this.#at] !== '-' || next === ']' || next === '-' || next === undefined) {
      return typeof first === 'number' ? character(first) : first
    }
    if (typeof first !== 'number') this.#refuseBoundary(start)
    this.#at++
    const second = this.#at
    const last = this.#atom()
    if (typeof last !== 'number') return this.#refuseBoundary(second)
    if (last < (first as number)) {
      const why = 'invalid character class range, the start must be <= the end'
      return refusePart(this.#source, start, this.#at, why)
    }
    return `${character(first as number)}-${character(last)}`
  }

  #refuseBoundary(start: number): never {
    return refusePart(this.#source, start, this.#at, 'invalid range boundary, must be a literal')
  }

  #posix(): string | undefined {
    const match = /^\[:(\^?)([a-z]+):\]/.exec(this.#source.slice(this.#at, this.#at + 20))
    const members = match && POSIX[match[2] ?? '']
    if (!match || members === undefined) return undefined
    this.#at += match[0].length
    return `[${match[1]}${members}]`
  }

  /** A code point, or a class in JavaScript's notation. */
  #atom(): number | string {
    const start = this.#at
    const point = this.#source.codePointAt(start) ?? 0
    this.#at += point > 0xffff ? 2 : 1
    if (point !== 0x5c) return point
    const escape = readEscape(this.#source, start)
    this.#at = escape.end
    if (escape.kind === 'point') return escape.point
    if (escape.kind === 'class') return `[${classOf(escape.letter, this.#isAscii)}]`
    if (escape.kind === 'property') {
      return propertyClass(escape.name, escape.isNegated, this.#source, start, escape.end)
    }
    return refusePart(this.#source, start, escape.end, 'invalid escape sequence found in character class')
  }

  #take(text: string): boolean {
    if (this.#source[this.#at] !== text) return false
    this.#at++
    return true
  }
}

function combined(left: string, operator: string, right: string): string {
  if (operator === '&&') return `[${left}&&${right}]`
  return operator === '--' ? `[${left}--${right}]` : `[[${left}--${right}][${right}--${left}]]`
}

export type Escape = { readonly end: number } & (
  | { readonly kind: 'point'; readonly point: number }
  | { readonly kind: 'class'; readonly letter: string }
  | { readonly kind: 'property'; readonly name: string; readonly isNegated: boolean }
  | { readonly kind: 'anchor'; readonly letter: string }
  | { readonly kind: 'group'; readonly number: number }
  | { readonly kind: 'name' }
)

const CONTROLS: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9, v: 11 }
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** What the backslash at a place starts. */
export function readEscape(source: string, at: number): Escape {
  const point = source.codePointAt(at + 1)
  if (point === undefined) return refuse('TrailingBackslash')
  const letter = String.fromCodePoint(point)
  const end = at + 1 + letter.length
  if (/\d/.test(letter)) {
    const digits = /^\d+/.exec(source.slice(at + 1))?.[0] ?? ''
    return { kind: 'group', number: Number(digits), end: at + 1 + digits.length }
  }
  if (letter in CONTROLS) return { kind: 'point', point: CONTROLS[letter] ?? 0, end }
  if (/[dDsSwWhH]/.test(letter)) return { kind: 'class', letter, end }
  if (/[AzbB]/.test(letter)) return { kind: 'anchor', letter, end }
  if (letter === 'k') return { kind: 'name', end }
  if (letter in HEX_DIGITS) return hexadecimal(source, end, HEX_DIGITS[letter] ?? 2)
  if (letter === 'p' || letter === 'P') return namedProperty(source, end, letter === 'P')
  if (/[a-zA-Z]/.test(letter)) return refuse(`InvalidEscape(${JSON.stringify(`\\${letter}`)})`)
  if (point > 0x7f) return refusePart(source, at, end, 'unrecognized escape sequence')
  return { kind: 'point', point, end }
}

function hexadecimal(source: string, start: number, width: number): Escape {
  const rest = source.slice(start)
  const digits = /^\{([0-9a-fA-F]+)\}/.exec(rest) ?? new RegExp(`^([0-9a-fA-F]{${width}})`).exec(rest)
  if (!digits) return refuse('InvalidHex')
  const point = Number.parseInt(digits[1] ?? '', 16)
  if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return refuse('InvalidCodepointValue')
  return { kind: 'point', point, end: start + digits[0].length }
}

function namedProperty(source: string, start: number, isNegated: boolean): Escape {
  const first = source[start]
  if (first === undefined) return refuse('TrailingBackslash')
  if (first !== '{') return { kind: 'property', name: first, isNegated, end: start + 1 }
  const close = source.indexOf('}', start)
  if (close < 0) return refuse('UnclosedUnicodeName')
  return { kind: 'property', name: source.slice(start + 1, close), isNegated, end: close + 1 }
}
