/** From offsets to lines and columns. Lines are found once; columns count code points. */
import type { Span } from '@kusion/diagnostics'

export class LineMap {
  readonly #text: string
  #starts: number[] | undefined
  #last = 1
  /** The last place that was asked for: the next one is often behind it on its line, which may be long. */
  #at = 0
  #column = 1

  constructor(text: string) {
    this.#text = text
  }

  #lineStarts(): number[] {
    if (this.#starts) return this.#starts
    // A byte order mark is no part of the first line.
    const starts = [this.#text.charCodeAt(0) === 0xfeff ? 1 : 0]
    for (let at = this.#text.indexOf('\n'); at >= 0; at = this.#text.indexOf('\n', at + 1)) starts.push(at + 1)
    return (this.#starts = starts)
  }

  /** 1-based. */
  lineOf(offset: number): number {
    const starts = this.#lineStarts()
    // Most questions are about the line of the last one, or the line after it.
    for (let line = this.#last; line < this.#last + 2; line++) {
      if ((starts[line - 1] ?? Infinity) <= offset && offset < (starts[line] ?? Infinity)) return (this.#last = line)
    }
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return (this.#last = low + 1)
  }

  position(offset: number): { readonly line: number; readonly column: number } {
    const line = this.lineOf(offset)
    const start = this.#lineStarts()[line - 1] ?? 0
    const goesOn = start <= this.#at && this.#at <= offset
    let column = goesOn ? this.#column : 1
    for (let at = goesOn ? this.#at : start; at < offset; at++) {
      const unit = this.#text.charCodeAt(at)
      if (unit < 0xdc00 || unit > 0xdfff) column++
    }
    this.#at = offset
    this.#column = column
    return { line, column }
  }

  /** Where a line begins; undefined where there is none of that number. */
  startOf(number: number): number | undefined {
    return this.#lineStarts()[number - 1]
  }

  /** The text of a line, without its end. */
  line(number: number): string {
    const starts = this.#lineStarts()
    const start = starts[number - 1]
    if (start === undefined) return ''
    const next = starts[number]
    return this.#text.slice(start, next === undefined ? undefined : next - 1).replace(/\r$/, '')
  }

  span(file: string, range: { readonly start: number; readonly end: number }): Span {
    const from = this.position(range.start)
    const to = this.position(range.end)
    return { file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column }
  }
}
