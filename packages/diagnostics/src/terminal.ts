/** The format of the reference compiler: a header, and one block of source for each labelled place. */
import type { Diagnostic, Label, Severity } from './diagnostic.ts'

/** The text of a file, where it can be had. */
export type SourceOf = (file: string) => string | undefined

export interface TerminalOptions {
  readonly color?: boolean
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
  return diagnostics.map((diagnostic) => block(diagnostic, lines, paint)).join('')
}

type Paint = (color: string, text: string) => string
type LineOf = (file: string, line: number) => string | undefined

const plain: Paint = (_color, text) => text

function block(diagnostic: Diagnostic, lineOf: LineOf, paint: Paint): string {
  const color = COLORS[diagnostic.severity]
  const name = diagnostic.code === '' ? diagnostic.severity : `${diagnostic.severity}[${diagnostic.code}]`
  const title = diagnostic.title === '' ? '' : `: ${diagnostic.title}`
  const out = [`${paint(color, name)}${title}`]
  if (diagnostic.labels.length === 0) out.push(diagnostic.message)
  for (const label of diagnostic.labels) {
    out.push(...excerpt(label, lineOf, paint, color))
    out.push(...remarks(label.notes ?? [], label.suggestions ?? [], paint))
  }
  out.push(...remarks(diagnostic.notes, diagnostic.suggestions, paint))
  return `${out.join('\n')}\n`
}

function excerpt(label: Label, lineOf: LineOf, paint: Paint, color: string): readonly string[] {
  const { at } = label
  const column = label.lineOnly === true ? 1 : at.column
  const number = String(at.line)
  const margin = ' '.repeat(number.length)
  const bar = paint(BLUE, '|')
  const head = `${margin}${paint(BLUE, '-->')} ${at.file}:${at.line}:${column}`
  const text = lineOf(at.file, at.line)
  if (text === undefined) return [head, `${margin} ${paint(BLUE, '=')} ${label.message}`]
  const indent = label.lineOnly === true ? '' : ' '.repeat(widthOf([...text].slice(0, column - 1)))
  const mark = label.lineOnly === true ? '' : paint(color, '^')
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
