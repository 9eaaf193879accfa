/** The format of the reference compiler: a header, and one block of source for each labelled place. */
import type { Diagnostic, Label, Severity } from './diagnostic.ts'

/** The text of a file, where it can be had. */
export type SourceOf = (file: string) => string | undefined

export interface TerminalOptions {
  readonly color?: boolean
  /** Marks all of a place instead of its first character, also where the reference shows the line alone. */
  readonly spans?: boolean
}

const COLORS: Readonly<Record<Severity, string>> = {
  error: '\u001B[1;31m',
  warning: '\u001B[1;33m',
  note: '\u001B[1;32m',
}
const BLUE = '\u001B[1;34m'
const RESET = '\u001B[0m'

export function renderTerminal(
  diagnostics: readonly Diagnostic[],
  sourceOf: SourceOf,
  options: TerminalOptions = {},
): string {
  const paint = options.color === true ? (color: string, text: string) => `${color}${text}${RESET}` : plain
  const lines = lineCache(sourceOf)
  const draw = options.spans === true ? underlined : pointed
  return diagnostics.map((diagnostic) => block(diagnostic, lines, paint, draw)).join('')
}

type Paint = (color: string, text: string) => string
type LineOf = (file: string, line: number) => string | undefined

const plain: Paint = (_color, text) => text

function block(diagnostic: Diagnostic, lineOf: LineOf, paint: Paint, draw: Draw): string {
  const color = COLORS[diagnostic.severity]
  const name = diagnostic.code === '' ? diagnostic.severity : `${diagnostic.severity}[${diagnostic.code}]`
  const title = diagnostic.title === '' ? '' : `: ${diagnostic.title}`
  const out = [`${paint(color, name)}${title}`]
  if (diagnostic.labels.length === 0) out.push(diagnostic.message)
  for (const label of diagnostic.labels) {
    out.push(...excerpt(label, lineOf, paint, color, draw))
    out.push(...remarks(label.notes ?? [], label.suggestions ?? [], paint))
  }
  out.push(...remarks(diagnostic.notes, diagnostic.suggestions, paint))
  return `${out.join('\n')}\n`
}

/** What is drawn below a line of source: where it begins, and how many characters it marks. */
interface Mark {
  readonly column: number
  readonly width: number
}
type Draw = (label: Label, line: readonly string[]) => Mark

const pointed: Draw = ({ at, lineOnly }) =>
  lineOnly === true ? { column: 1, width: 0 } : { column: at.column, width: 1 }

const underlined: Draw = ({ at, lineOnly }, line) => {
  const end = at.endLine > at.line ? line.length + 1 : at.endColumn
  const width = Math.max(lineOnly === true ? 0 : 1, end - at.column)
  return width === 0 ? { column: 1, width } : { column: at.column, width }
}

function excerpt(label: Label, lineOf: LineOf, paint: Paint, color: string, draw: Draw): readonly string[] {
  const { at } = label
  const text = lineOf(at.file, at.line)
  const characters = Array.from(text ?? '')
  const { column, width } = draw(label, characters)
  const number = String(at.line)
  const margin = ' '.repeat(number.length)
  const bar = paint(BLUE, '|')
  const head = `${margin}${paint(BLUE, '-->')} ${at.file}:${at.line}:${column}`
  if (text === undefined) return [head, `${margin} ${paint(BLUE, '=')} ${label.message}`]
  const indent = ' '.repeat(widthOf(characters.slice(0, column - 1)))
  const marked = width === 1 ? 1 : widthOf(characters.slice(column - 1, column - 1 + width))
  const mark = width === 0 ? '' : paint(color, '^'.repeat(Math.max(1, marked)))
  return [
    head,
    `${margin} ${bar}`,
    `${paint(BLUE, number)} ${bar} ${text}`,
    `${margin} ${bar} ${indent}${mark} ${paint(color, label.message)}`,
    `${margin} ${bar}`,
  ]
}

/** Characters that terminals show two columns wide. */
const INVISIBLE = /\p{Cc}/u
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u

function widthOf(characters: readonly string[]): number {
  return characters.reduce(
    (width, character) => width + (INVISIBLE.test(character) ? 0 : WIDE.test(character) ? 2 : 1),
    0,
  )
}

function remarks(notes: readonly string[], suggestions: readonly string[], paint: Paint): readonly string[] {
  return [
    ...notes.map((note) => `${paint(BLUE, 'note')}: ${note}`),
    ...suggestions.map((suggestion) => `${paint(BLUE, 'suggestion')}: ${suggestion}`),
  ]
}

function lineCache(sourceOf: SourceOf): LineOf {
  const files = new Map<string, readonly string[] | undefined>()
  return (file, line) => {
    if (!files.has(file)) files.set(file, sourceOf(file)?.split(/\r?\n/))
    return files.get(file)?.[line - 1]
  }
}
