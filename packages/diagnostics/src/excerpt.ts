/** A place in a source as people read it: all of it underlined, tabs as spaces, long lines cut to what matters. */
import type { Span } from './diagnostic.ts'
import { characterWidth } from './width.ts'

export interface ExcerptLine {
  readonly number: number
  /** Undefined between two lines where others are left out. */
  readonly text: string | undefined
  /** Where the mark below begins, and how wide it is. */
  readonly indent: number
  readonly width: number
}

/** Longer places show their first lines and their last. */
const SHOWN_LINES = 5
const TAB = 4

interface Cell {
  readonly text: string
  readonly width: number
}

/** `lineOf` gives the text of a line of the file; what is not there is empty. */
export function excerptOf(at: Span, lineOf: (line: number) => string, limit: number): readonly ExcerptLine[] {
  const last = at.endLine > at.line && at.endColumn <= 1 ? at.endLine - 1 : at.endLine
  const count = Math.max(1, last - at.line + 1)
  const shown = Array.from({ length: Math.min(count, SHOWN_LINES) }, (_, index) =>
    count > SHOWN_LINES && index === SHOWN_LINES - 1 ? last : at.line + index,
  )
  return shown.map((number, index) => {
    if (count > SHOWN_LINES && index === SHOWN_LINES - 2) return { number, text: undefined, indent: 0, width: 0 }
    const cells = cellsOf(lineOf(number))
    const from = number === at.line ? Math.min(at.column - 1, cells.length) : firstOf(cells)
    const to = number === at.endLine ? at.endColumn - 1 : cells.length
    return { number, ...windowOf(cells, from, Math.max(from + 1, Math.min(to, cells.length)), limit) }
  })
}

function cellsOf(line: string): readonly Cell[] {
  let column = 0
  return Array.from(line, (character) => {
    const cell = cellOf(character, column)
    column += cell.width
    return cell
  })
}

function cellOf(character: string, column: number): Cell {
  if (character === '\t') {
    const width = TAB - (column % TAB)
    return { text: ' '.repeat(width), width }
  }
  const code = character.codePointAt(0) ?? 0
  // A source must not steer the terminal.
  if (code < 32) return { text: String.fromCodePoint(0x2400 + code), width: 1 }
  if (code >= 127 && code < 160) return { text: '\u2421', width: 1 }
  if (/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(character)) return { text: '\uFFFD', width: 1 }
  return { text: character, width: characterWidth(character) }
}

/** Where a line's text begins. */
function firstOf(cells: readonly Cell[]): number {
  const first = cells.findIndex(({ text }) => text.trim() !== '')
  return first < 0 ? 0 : first
}

/** The part of a line around a place, as wide as may be, with `…` where something is cut off. */
function windowOf(cells: readonly Cell[], from: number, to: number, limit: number): Omit<ExcerptLine, 'number'> {
  const width = (first: number, end: number): number =>
    cells.slice(first, end).reduce((sum, cell) => sum + cell.width, 0)
  const text = (first: number, end: number): string =>
    cells
      .slice(first, end)
      .map((cell) => cell.text)
      .join('')
  if (width(0, cells.length) <= limit) {
    return { text: text(0, cells.length), indent: width(0, from), width: Math.max(1, width(from, to)) }
  }
  let first = 0
  if (width(0, to) > limit - 1) {
    first = from
    for (let before = 0; first > 0 && before < Math.floor(limit / 3); first--) before += cells[first - 1]?.width ?? 1
  }
  const head = first > 0 ? '…' : ''
  let end = first
  for (let used = head.length + 1; end < cells.length; end++) {
    used += cells[end]?.width ?? 1
    if (used > limit) break
  }
  const tail = end < cells.length ? '…' : ''
  return {
    text: `${head}${text(first, end)}${tail}`,
    indent: head.length + width(first, from),
    width: Math.max(1, width(from, Math.min(to, end))),
  }
}
