/** What a place in a YAML text is, and how scanning moves over it. */
import { fail } from '../../runtime/errors.ts'
import type { Mark } from './tokens.ts'

export const isBreak = (character: string): boolean => /[\n\r\u0085\u2028\u2029]/.test(character)
export const isBlank = (character: string): boolean => character === ' ' || character === '\t'
/** The end of the text is the empty character. */
export const isBlankOrEnd = (character: string): boolean =>
  character === '' || character === ' ' || character === '\t' || isBreak(character)
export const isWord = (character: string): boolean => /[0-9A-Za-z_-]/.test(character)

/** Neither a control character nor half of a character. */
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/

export class Characters {
  readonly source: string
  at = 0
  line = 0
  column = 0

  constructor(source: string) {
    const forbidden = FORBIDDEN.exec(source)
    if (forbidden) {
      const position = new TextEncoder().encode(source.slice(0, forbidden.index)).length
      fail(`control characters are not allowed${position === 0 ? '' : ` at position ${position}`}`)
    }
    this.source = source.startsWith('\ufeff') ? source.slice(1) : source
  }

  mark(): Mark {
    return { at: this.at, line: this.line, column: this.column }
  }

  peek(offset = 0): string {
    return this.source.charAt(this.at + offset)
  }

  startsWith(text: string): boolean {
    return this.source.startsWith(text, this.at)
  }

  skip(count = 1): void {
    for (let left = count; left > 0 && this.at < this.source.length; left--) {
      this.at += (this.source.codePointAt(this.at) ?? 0) > 0xffff ? 2 : 1
      this.column++
    }
  }

  /** The next character, whole. */
  take(): string {
    const start = this.at
    this.skip()
    return this.source.slice(start, this.at)
  }

  /** A line break as the text of a scalar has it. */
  takeBreak(): string {
    const next = this.peek()
    this.at += this.startsWith('\r\n') ? 2 : 1
    this.line++
    this.column = 0
    return next === '\u2028' || next === '\u2029' ? next : '\n'
  }

  /** `---` or `...` at the start of a line. */
  isDocumentIndicator(text: string): boolean {
    return this.column === 0 && this.startsWith(text) && isBlankOrEnd(this.peek(3))
  }
}
