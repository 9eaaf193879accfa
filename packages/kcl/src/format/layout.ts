/** What all of the formatter stands on: the source, its lines, and where comments go. */
import type { Range } from '../syntax/nodes.ts'
import type { LineMap } from '../syntax/line-map.ts'
import type { Comments } from './comments.ts'

export abstract class Layout {
  protected readonly source: string
  protected readonly lines: LineMap
  protected readonly comments: Comments
  /** What one level is indented by. */
  protected readonly step: string

  constructor(source: string, lines: LineMap, comments: Comments, step: string) {
    this.source = source
    this.lines = lines
    this.comments = comments
    this.step = step
  }

  protected text({ start, end }: Range): string {
    return this.source.slice(start, end)
  }

  protected lineOf(offset: number): number {
    return this.lines.lineOf(offset)
  }

  /** The comments between two offsets on lines of their own; `blank` is written where blank lines stood between them. */
  protected commentLines(from: number, to: number, indent: string, blank = `${indent}\n`): string {
    let out = ''
    let line: number | undefined
    for (const comment of this.comments.take(from, to)) {
      if (line !== undefined && comment.line - line > 1) out += blank
      out += `${indent}${comment.text}\n`
      line = comment.line
    }
    return out
  }

  /** Parts on lines of their own, each below the comments before it; what is left inside of one stands below it. */
  protected partLines<T extends Range>(
    parts: readonly T[],
    from: number,
    indent: string,
    write: (part: T, indent: string) => string,
    behind: (part: T) => string,
  ): string {
    let out = ''
    let at = from
    for (const part of parts) {
      out += this.commentLines(at, part.start, indent)
      out += `${indent}${write(part, indent)}${behind(part)}\n${this.commentLines(part.start, part.end, indent)}`
      at = part.end
    }
    return out
  }

  /** The comment that ends the first or the last line of what was written on one line now. */
  protected behind({ start, end }: Range): string {
    const first = this.comments.takeOnLine(this.lineOf(start), start)
    return first === '' ? this.comments.takeOnLine(this.lineOf(end), start) : first
  }

  /** Comments below what ends at an offset that are indented as it or deeper belong to its block: where they end. */
  protected endOfBlock(column: number, end: number): number {
    let at = end
    for (let number = this.lineOf(end) + 1; ; number++) {
      const start = this.lines.startOf(number)
      if (start === undefined) return at
      const text = this.lines.line(number)
      const code = text.trimStart()
      if (code === '') continue
      if (!code.startsWith('#') || text.length - code.length < column) return at
      at = start + text.length
    }
  }

  /** The same for statements, entries and items; those behind their head on its line form no block. */
  protected endOfParts(parts: readonly Range[], otherwise: number): number {
    const [first] = parts
    const end = parts.at(-1)?.end ?? otherwise
    if (!first) return end
    const line = this.source.slice(this.lines.startOf(this.lineOf(first.start)), first.start)
    return line.trim() === '' ? this.endOfBlock(line.length, end) : end
  }

  /** How deep the line is indented on which an offset stands. */
  protected columnOf(offset: number): number {
    const line = this.lines.line(this.lineOf(offset))
    return line.length - line.trimStart().length
  }

  protected endOfLine(offset: number): number {
    const next = this.lines.startOf(this.lineOf(offset) + 1)
    return next === undefined ? this.source.length : next - 1
  }
}

/** Whether a text means itself between quotes. */
export function isPlainText(text: string): boolean {
  return !/[\\\p{Cc}]|\$\{/u.test(text)
}
