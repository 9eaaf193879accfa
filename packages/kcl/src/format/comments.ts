/** The comments of a source: each is printed exactly once, by whoever stands next to it. */
import type { LineMap } from '../syntax/line-map.ts'
import type { Token } from '../syntax/tokens.ts'

export interface Comment {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly line: number
  /** Nothing but white space stands before it on its line. */
  readonly isAlone: boolean
}

export class Comments {
  readonly #source: string
  readonly #all: readonly Comment[]
  /** Those that end a line of code. */
  readonly #behindCode: ReadonlyMap<number, Comment>
  readonly #printed = new Set<Comment>()

  constructor(source: string, tokens: readonly Token[], lines: LineMap) {
    this.#source = source
    this.#all = tokens
      .filter((token) => token.kind === 'comment')
      .map(({ start, end }) => ({
        start,
        end,
        // White space at the end of a comment is kept: it belongs to its text.
        text: source.slice(start, end),
        line: lines.lineOf(start),
        isAlone: source.slice(source.lastIndexOf('\n', start - 1) + 1, start).trim() === '',
      }))
    this.#behindCode = new Map(
      this.#all.filter(({ isAlone }) => !isAlone).map((comment) => [comment.line, comment] as const),
    )
  }

  /** Those between two offsets that nobody has printed, in order. */
  take(from: number, to: number): readonly Comment[] {
    const found: Comment[] = []
    for (let at = this.#firstFrom(from); at < this.#all.length; at++) {
      const comment = this.#all[at]
      if (!comment || comment.start >= to) break
      if (this.#printed.has(comment)) continue
      this.#printed.add(comment)
      found.push(comment)
    }
    return found
  }

  /** The first that `take` would give. */
  next(from: number, to: number): Comment | undefined {
    for (let at = this.#firstFrom(from); at < this.#all.length; at++) {
      const comment = this.#all[at]
      if (!comment || comment.start >= to) return undefined
      if (!this.#printed.has(comment)) return comment
    }
    return undefined
  }

  isAnyIn(from: number, to: number): boolean {
    return this.next(from, to) !== undefined
  }

  /** The comment behind what ends at an offset, on the same line. */
  takeBehind(end: number): string {
    const comment = this.#all[this.#firstFrom(end)]
    if (!comment || comment.isAlone || this.#printed.has(comment)) return ''
    if (!/^[^\S\n]*,?[^\S\n]*$/.test(this.#source.slice(end, comment.start))) return ''
    this.#printed.add(comment)
    return ` ${comment.text}`
  }

  /** The comment that ends a line of code, if it waits behind an offset. */
  takeOnLine(line: number, from: number): string {
    const comment = this.#behindCode.get(line)
    if (!comment || comment.start < from || this.#printed.has(comment)) return ''
    this.#printed.add(comment)
    return ` ${comment.text}`
  }

  waitsOnLine(line: number, from: number): boolean {
    const comment = this.#behindCode.get(line)
    return comment !== undefined && comment.start >= from && !this.#printed.has(comment)
  }

  /** A layout that turns out to be too wide is undone: what it printed waits again. */
  attempt<T>(lay: () => T, isFit: (made: T) => boolean): T | undefined {
    const before = this.#printed.size
    const made = lay()
    if (isFit(made)) return made
    // Sets keep the order in which they grew.
    for (const comment of [...this.#printed].slice(before)) this.#printed.delete(comment)
    return undefined
  }

  #firstFrom(offset: number): number {
    let low = 0
    let high = this.#all.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#all[middle]?.start ?? 0) < offset) low = middle + 1
      else high = middle
    }
    return low
  }
}
