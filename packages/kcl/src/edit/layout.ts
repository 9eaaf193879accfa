/** Lines, indentation and line ends of a source, as its author has them. */
export interface TextChange {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The changes do not overlap. */
export function applyChanges(source: string, changes: readonly TextChange[]): string {
  let text = ''
  let at = 0
  for (const change of changes.toSorted((left, right) => left.start - right.start)) {
    text += source.slice(at, change.start) + change.text
    at = change.end
  }
  return text + source.slice(at)
}

export class Layout {
  readonly source: string
  #unit: string | undefined

  constructor(source: string) {
    this.source = source
  }

  lineStart(offset: number): number {
    const start = this.source.lastIndexOf('\n', offset - 1) + 1
    return start === 0 && this.source.startsWith('\uFEFF') ? Math.min(1, offset) : start
  }

  /** Where the next line begins; the end of the source where there is none. */
  nextLine(offset: number): number {
    const end = this.source.indexOf('\n', offset)
    return end < 0 ? this.source.length : end + 1
  }

  /** The white space at the beginning of the line of an offset. */
  indentation(offset: number): string {
    return /^[ \t]*/.exec(this.source.slice(this.lineStart(offset)))?.[0] ?? ''
  }

  firstOnLine(offset: number): number {
    return this.lineStart(offset) + this.indentation(offset).length
  }

  isFirstOnLine(offset: number): boolean {
    return this.firstOnLine(offset) === offset
  }

  /** How a line ends near an offset: mixed files keep what each of their parts has. */
  lineEnd(offset: number): '\n' | '\r\n' {
    const before = this.source.lastIndexOf('\n', offset - 1)
    const found = before >= 0 ? before : this.source.indexOf('\n', offset)
    return found > 0 && this.source.charAt(found - 1) === '\r' ? '\r\n' : '\n'
  }

  /** What one level of indentation is: that of the first line that has any. */
  get unit(): string {
    this.#unit ??= /(?:^|\n)(?:[^\n]*[:{[(,]\r?\n)([ \t]+)\S/.exec(this.source)?.[1] ?? '    '
    return this.#unit
  }

  /** The end of a comma that follows on the same line. */
  commaAfter(offset: number): number | undefined {
    const comma = /^[ \t]*,/.exec(this.source.slice(offset))
    return comma ? offset + comma[0].length : undefined
  }

  spacesAfter(offset: number): number {
    return offset + (/^[ \t]*/.exec(this.source.slice(offset))?.[0].length ?? 0)
  }

  /** Nothing but a comma and a comment follows on the line. */
  isLastOnLine(offset: number): boolean {
    return /^[ \t]*,?[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/.test(this.source.slice(offset, this.nextLine(offset)))
  }

  isSameLine(first: number, second: number): boolean {
    return !this.source.slice(Math.min(first, second), Math.max(first, second)).includes('\n')
  }
}
