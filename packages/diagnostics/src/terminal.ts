/** The format of the reference compiler: a header, and one block of source for each labelled place. */
import type { Diagnostic, Label, Severity } from './diagnostic.ts'
import { excerptOf } from './excerpt.ts'
import { characterWidth, widthOf } from './width.ts'

/** The text of a file, where it can be had. */
export type SourceOf = (file: string) => string | undefined

export interface TerminalOptions {
  readonly color?: boolean
  /** Marks all of a place instead of its first character, also where the reference shows the line alone. */
  readonly spans?: boolean
  /** With `spans`: what is wider is cut. */
  readonly width?: number | undefined
}

const COLORS: Readonly<Record<Severity, string>> = {
  error: '\u001B[1;31m',
  warning: '\u001B[1;33m',
  note: '\u001B[1;32m',
}
const BLUE = '\u001B[1;34m'
const RESET = '\u001B[0m'
const WIDTH = 120
const NARROWEST = 40

export function renderTerminal(
  diagnostics: readonly Diagnostic[],
  sourceOf: SourceOf,
  options: TerminalOptions = {},
): string {
  const paint = options.color === true ? (color: string, text: string) => `${color}${text}${RESET}` : plain
  const lines = lineCache(sourceOf)
  const width = Math.max(NARROWEST, options.width ?? WIDTH)
  const draw: Draw =
    options.spans === true
      ? (label, color) => underlined(label, lines, paint, color, width)
      : (label, color) => pointed(label, lines, paint, color)
  return diagnostics.map((diagnostic) => block(diagnostic, paint, draw)).join('')
}

type Paint = (color: string, text: string) => string
type LinesOf = (file: string) => readonly string[] | undefined
type Draw = (label: Label, color: string) => readonly string[]

const plain: Paint = (_color, text) => text

function block(diagnostic: Diagnostic, paint: Paint, draw: Draw): string {
  const color = COLORS[diagnostic.severity]
  const name = diagnostic.code === '' ? diagnostic.severity : `${diagnostic.severity}[${diagnostic.code}]`
  const title = diagnostic.title === '' ? '' : `: ${diagnostic.title}`
  const out = [`${paint(color, name)}${title}`]
  if (diagnostic.labels.length === 0) out.push(diagnostic.message)
  for (const label of diagnostic.labels) {
    out.push(...draw(label, color))
    out.push(...remarks(label.notes ?? [], label.suggestions ?? [], paint))
  }
  out.push(...remarks(diagnostic.notes, diagnostic.suggestions, paint))
  return `${out.join('\n')}\n`
}

/** The first character of the place, or its line alone. */
function pointed({ at, lineOnly, message }: Label, linesOf: LinesOf, paint: Paint, color: string): readonly string[] {
  const column = lineOnly === true ? 1 : at.column
  const number = String(at.line)
  const margin = ' '.repeat(number.length)
  const bar = paint(BLUE, '|')
  const head = `${margin}${paint(BLUE, '-->')} ${at.file}:${at.line}:${column}`
  const text = linesOf(at.file)?.[at.line - 1]
  if (text === undefined) return [head, `${margin} ${paint(BLUE, '=')} ${message}`]
  const characters = Array.from(text)
  const indent = ' '.repeat(widthOf(characters.slice(0, column - 1)))
  const marked = characters[column - 1]
  const mark = lineOnly === true ? '' : paint(color, marked !== undefined && characterWidth(marked) > 1 ? '^^' : '^')
  return [
    head,
    `${margin} ${bar}`,
    `${paint(BLUE, number)} ${bar} ${text}`,
    `${margin} ${bar} ${indent}${mark}${message === '' ? '' : ` ${paint(color, message)}`}`,
    `${margin} ${bar}`,
  ]
}

/** All of the place. */
function underlined(
  { at, lineOnly, message }: Label,
  linesOf: LinesOf,
  paint: Paint,
  color: string,
  width: number,
): readonly string[] {
  const isLineOnly = lineOnly === true && at.endLine === at.line && at.endColumn <= at.column
  const lines = linesOf(at.file)
  const margin = ' '.repeat(String(at.endLine).length)
  const bar = paint(BLUE, '|')
  const head = `${margin}${paint(BLUE, '-->')} ${at.file}:${at.line}:${isLineOnly ? 1 : at.column}`
  if (!lines || at.line > lines.length) return [head, `${margin} ${paint(BLUE, '=')} ${message}`]
  const limit = width - margin.length - 3
  const shown = excerptOf(at, (line) => lines[line - 1] ?? '', limit)
  const below = shown.flatMap(({ number, text, indent, width: marked }, index) => {
    if (text === undefined) return [`${margin} ${bar} …`]
    const isLast = index === shown.length - 1
    const mark = isLineOnly ? '' : paint(color, '^'.repeat(marked))
    const source = `${paint(BLUE, String(number).padStart(margin.length))} ${bar} ${text}`
    const [first = '', ...more] = isLast ? message.split('\n') : ['']
    const words = isLast ? ` ${paint(color, first)}` : ''
    const rest = more.map((line) => `${margin} ${bar} ${' '.repeat(indent + 2)}${paint(color, line)}`)
    return [source, `${margin} ${bar} ${' '.repeat(isLineOnly ? 0 : indent)}${mark}${words}`, ...rest]
  })
  return [head, `${margin} ${bar}`, ...below, `${margin} ${bar}`]
}

function remarks(notes: readonly string[], suggestions: readonly string[], paint: Paint): readonly string[] {
  return [
    ...notes.map((note) => `${paint(BLUE, 'note')}: ${note}`),
    ...suggestions.map((suggestion) => `${paint(BLUE, 'suggestion')}: ${suggestion}`),
  ]
}

function lineCache(sourceOf: SourceOf): LinesOf {
  const files = new Map<string, readonly string[] | undefined>()
  return (file) => {
    if (!files.has(file))
      files.set(
        file,
        sourceOf(file)
          ?.replace(/^\uFEFF/, '')
          .split(/\r?\n/),
      )
    return files.get(file)
  }
}
