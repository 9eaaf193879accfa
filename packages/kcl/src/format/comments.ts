/** The comments of a source: each is printed exactly once, by whoever stands next to it. */
import type { Token } from '../syntax/tokens.ts'

interface Comment {
  readonly start: number
  readonly end: number
  readonly text: string
  /** Nothing but white space stands before it on its line. */
  readonly isAlone: boolean
}

export class Comments {
  readonly #source: string
  readonly #all: readonly Comment[]
  readonly #printed = new Set<Comment>()

  constructor(source: string, tokens: readonly Token[]) {
    this.#source = source
    this.#all = tokens
      .filter((token) => token.kind === 'comment')
      .map(({ start, end }) => ({
        start,
        end,
        // White space at the end of a comment is kept: it belongs to its text.
        text: source.slice(start, end).replace(/\r$/, ''),
        isAlone: /(?:^|\n)[^\S\n]*$/.test(source.slice(source.lastIndexOf('\n', start - 1) + 1, start)),
      }))
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

  isAnyIn(from: number, to: number): boolean {
    const comment = this.#all[this.#firstFrom(from)]
    return comment !== undefined && comment.start < to
  }

  /** The comment behind what ends at an offset, on the same line. */
  takeBehind(end: number): string {
    const comment = this.#all[this.#firstFrom(end)]
    if (!comment || comment.isAlone || this.#printed.has(comment)) return ''
    if (!/^[^\S\n]*,?[^\S\n]*$/.test(this.#source.slice(end, comment.start))) return ''
    this.#printed.add(comment)
    return ` ${comment.text}`
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
