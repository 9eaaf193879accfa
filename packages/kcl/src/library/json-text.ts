/** JSON as values, with the reference's errors and its way to read floats. */
import { fail } from '../runtime/errors.ts'
import { normalize } from '../runtime/numbers.ts'
import { Dict, Float, type Value } from '../runtime/values.ts'

const MAXIMUM_DEPTH = 128
const HIGHEST = (1n << 63n) - 1n
const LOWEST = -(1n << 63n)
const MOST_UNSIGNED = (1n << 64n) - 1n

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

class JsonReader {
  readonly #source: string
  #at = 0
  #depth = 0

  constructor(source: string) {
    this.#source = source
  }

  document(): Value {
    const value = this.#value()
    this.#space()
    if (this.#at < this.#source.length) this.#ahead('trailing characters')
    return value
  }

  #space(): void {
    while (/[ \n\t\r]/.test(this.#source.charAt(this.#at))) this.#at++
  }

  /** What is wrong with what was read last. */
  #wrong(why: string, at = this.#at): never {
    const before = this.#source.slice(0, at)
    const line = before.lastIndexOf('\n') + 1
    const column = new TextEncoder().encode(before.slice(line)).length
    return fail(`${why} at line ${before.split('\n').length} column ${column}`)
  }

  /** What is wrong with the next character, whose first byte is counted. */
  #ahead(why: string): never {
    if (this.#at >= this.#source.length) return this.#wrong(why)
    const before = this.#source.slice(0, this.#at)
    if (this.#source[this.#at] === '\n') {
      return fail(`${why} at line ${before.split('\n').length + 1} column 0`)
    }
    const line = before.lastIndexOf('\n') + 1
    const column = new TextEncoder().encode(before.slice(line)).length + 1
    return fail(`${why} at line ${before.split('\n').length} column ${column}`)
  }

  #value(): Value {
    this.#space()
    const next = this.#source[this.#at]
    switch (next) {
      case undefined:
        return this.#ahead('EOF while parsing a value')
      case 'n':
        return this.#word('null', null)
      case 't':
        return this.#word('true', true)
      case 'f':
        return this.#word('false', false)
      case '"':
        return this.#string()
      case '[':
        return this.#nested(() => this.#list())
      case '{':
        return this.#nested(() => this.#object())
      default:
        return next === '-' || (next >= '0' && next <= '9') ? this.#number() : this.#ahead('expected value')
    }
  }

  #nested(read: () => Value): Value {
    if (++this.#depth >= MAXIMUM_DEPTH) this.#ahead('recursion limit exceeded')
    this.#at++
    const value = read()
    this.#depth--
    return value
  }

  #word(word: string, value: Value): Value {
    this.#at++
    for (const letter of word.slice(1)) {
      const next = this.#source[this.#at]
      if (next === undefined) return this.#wrong('EOF while parsing a value')
      this.#at++
      if (next !== letter) return this.#wrong('expected ident')
    }
    return value
  }

  #digits(): string {
    const start = this.#at
    while (this.#at < this.#source.length && /\d/.test(this.#source.charAt(this.#at))) this.#at++
    return this.#source.slice(start, this.#at)
  }

  #number(): Value {
    const isNegative = this.#source[this.#at] === '-'
    if (isNegative) this.#at++
    const first = this.#source[this.#at]
    if (first === undefined) return this.#wrong('EOF while parsing a value')
    if (!/\d/.test(first)) {
      this.#at++
      return this.#wrong('invalid number')
    }
    this.#at++
    const whole = first === '0' ? first : first + this.#digits()
    if (first === '0' && /\d/.test(this.#source.charAt(this.#at))) return this.#ahead('invalid number')
    let fraction = ''
    let exponent = 0
    let isFloat = false
    if (this.#source[this.#at] === '.') {
      isFloat = true
      this.#at++
      fraction = this.#digits()
      if (fraction === '') {
        this.#ahead(this.#at < this.#source.length ? 'invalid number' : 'EOF while parsing a value')
      }
    }
    if (/[eE]/.test(this.#source.charAt(this.#at))) {
      isFloat = true
      exponent = this.#exponent()
    }
    if (isFloat) return new Float(this.#float(isNegative, whole, fraction, exponent))
    const value = BigInt(whole) * (isNegative ? -1n : 1n)
    const isWhole = value >= LOWEST && value <= HIGHEST && !(isNegative && value === 0n)
    return isWhole ? normalize(value) : new Float(this.#float(isNegative, whole, '', 0))
  }

  #exponent(): number {
    this.#at++
    const sign = /[+-]/.test(this.#source.charAt(this.#at)) ? this.#source.charAt(this.#at++) : ''
    const next = this.#source[this.#at]
    if (next === undefined) return this.#wrong('EOF while parsing a value')
    const digits = this.#digits()
    if (digits === '') {
      this.#at++
      return this.#wrong('invalid number')
    }
    return Number(sign + digits)
  }

  /** As many digits as fit into 64 bits, times or over a power of ten: the last digit of the result may be another one. */
  #float(isNegative: boolean, whole: string, fraction: string, given: number): number {
    let significand = 0n
    let exponent = given
    let isFull = false
    for (const [index, digit] of Array.from(whole + fraction).entries()) {
      const isFraction = index >= whole.length
      const next = significand * 10n + BigInt(digit)
      if (isFull || next > MOST_UNSIGNED) {
        isFull = true
        if (!isFraction) exponent++
        continue
      }
      significand = next
      if (isFraction) exponent--
    }
    let value = Number(significand)
    while (Math.abs(exponent) > 308 && value !== 0) {
      if (exponent > 0) return this.#wrong('number out of range')
      value /= 1e308
      exponent += 308
    }
    if (value !== 0) {
      const power = Number(`1e${Math.abs(exponent)}`)
      value = exponent < 0 ? value / power : value * power
      if (!Number.isFinite(value)) return this.#wrong('number out of range')
    }
    return isNegative ? -value : value
  }

  #string(): string {
    this.#at++
    let text = ''
    for (;;) {
      const start = this.#at
      // oxlint-disable-next-line no-control-regex
      while (this.#at < this.#source.length && !/["\\\0-\x1f]/.test(this.#source.charAt(this.#at))) this.#at++
      text += this.#source.slice(start, this.#at)
      const next = this.#source[this.#at]
      if (next === undefined) return this.#wrong('EOF while parsing a string')
      this.#at++
      if (next === '"') return text
      if (next !== '\\') return this.#wrong('control character (\\u0000-\\u001F) found while parsing a string')
      text += this.#escape()
    }
  }

  #escape(): string {
    const letter = this.#source[this.#at]
    if (letter === undefined) return this.#wrong('EOF while parsing a string')
    this.#at++
    if (letter !== 'u') return ESCAPES[letter] ?? this.#wrong('invalid escape')
    const first = this.#hexadecimal()
    if (first >= 0xdc00 && first < 0xe000) return this.#wrong('lone leading surrogate in hex escape')
    if (first < 0xd800 || first > 0xdbff) return String.fromCharCode(first)
    for (const letter of '\\u') {
      if (this.#at >= this.#source.length) return this.#wrong('EOF while parsing a string')
      if (this.#source[this.#at++] !== letter) return this.#wrong('unexpected end of hex escape')
    }
    const second = this.#hexadecimal()
    if (second < 0xdc00 || second > 0xdfff) return this.#wrong('lone leading surrogate in hex escape')
    return String.fromCharCode(first, second)
  }

  #hexadecimal(): number {
    if (this.#at + 4 > this.#source.length) {
      this.#at = this.#source.length
      return this.#wrong('EOF while parsing a string')
    }
    const digits = this.#source.slice(this.#at, this.#at + 4)
    this.#at += 4
    return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : this.#wrong('invalid escape')
  }

  #list(): Value {
    const items: Value[] = []
    for (;;) {
      this.#space()
      const next = this.#source[this.#at]
      if (next === undefined) return this.#ahead('EOF while parsing a list')
      if (next === ']') {
        this.#at++
        return items
      }
      if (items.length > 0) {
        if (next !== ',') return this.#ahead('expected `,` or `]`')
        this.#at++
        this.#space()
        if (this.#source[this.#at] === ']') return this.#ahead('trailing comma')
        if (this.#at >= this.#source.length) return this.#ahead('EOF while parsing a value')
      }
      items.push(this.#value())
    }
  }

  #object(): Value {
    const dict = new Dict()
    for (let isFirst = true; ; isFirst = false) {
      this.#space()
      let next = this.#source[this.#at]
      if (next === undefined) return this.#ahead('EOF while parsing an object')
      if (next === '}') {
        this.#at++
        return dict
      }
      if (!isFirst) {
        if (next !== ',') return this.#ahead('expected `,` or `}`')
        this.#at++
        this.#space()
        next = this.#source[this.#at]
        if (next === undefined) return this.#ahead('EOF while parsing a value')
        if (next === '}') return this.#ahead('trailing comma')
      }
      if (next !== '"') return this.#ahead('key must be a string')
      const key = this.#string()
      this.#space()
      if (this.#at >= this.#source.length) return this.#ahead('EOF while parsing an object')
      if (this.#source[this.#at] !== ':') return this.#ahead('expected `:`')
      this.#at++
      dict.entries.set(key, this.#value())
    }
  }
}

/** Fails where the text is no JSON. */
export function readJson(source: string): Value {
  return new JsonReader(source).document()
}
