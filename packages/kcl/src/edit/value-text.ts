/** The text of a value: is it one expression, and how it looks at its new place. */
import { lex } from '../syntax/lexer.ts'
import { parse } from '../syntax/index.ts'
import type { Expression } from '../syntax/nodes.ts'
import type { Token } from '../syntax/tokens.ts'
import { problem, done, refused, type Result } from './problems.ts'

export interface Value {
  readonly text: string
  /** Its offsets are those in `text` plus `offset`. */
  readonly expression: Expression
  readonly offset: number
  readonly tokens: readonly Token[]
}

const PREFIX = '_ = '

export function readValue(given: string): Result<Value> {
  const text = given.trim()
  const { tree, diagnostics } = parse(PREFIX + text, 'value')
  const { tokens } = lex(PREFIX + text)
  const invalid = (reason: string): Result<Value> => refused(problem('KED02', { value: text, reason }))
  const [first] = diagnostics
  if (text === '') return invalid('it is empty')
  if (first) return invalid(first.message)
  const [statement, ...more] = tree.body
  const isOne =
    more.length === 0 &&
    statement?.kind === 'AssignStatement' &&
    statement.targets.length === 1 &&
    statement.value.start === PREFIX.length &&
    statement.value.end === PREFIX.length + text.length
  if (!isOne) return invalid('it is more than one expression')
  return done({ text, expression: statement.value, offset: PREFIX.length, tokens })
}

export function partOf(value: Value, part: { readonly start: number; readonly end: number }): string {
  return value.text.slice(part.start - value.offset, part.end - value.offset)
}

/** Whether the value can stand beside an operator that binds as `operator` does. */
export function operand(value: Expression, text: string): string {
  switch (value.kind) {
    case 'ConditionalExpression':
    case 'AsExpression':
    case 'BinaryExpression':
    case 'ComparisonExpression':
    case 'LambdaExpression':
    case 'QuantifierExpression':
      return `(${text})`
    default:
      return text
  }
}

export interface Fit {
  readonly indentation: string
  readonly unit: string
  readonly lineEnd: string
}

/** Lines after the first are laid out under the place's own line; what lies in long strings stays as it is. */
export function fitted(text: string, { indentation, unit, lineEnd }: Fit): string {
  if (!text.includes('\n')) return text
  const { tokens } = lex(PREFIX + text)
  const strings = tokens.filter((token) => token.kind === 'string')
  const lines: { readonly text: string; readonly isString: boolean }[] = []
  let at = 0
  for (const line of text.split('\n')) {
    const offset = at + PREFIX.length
    lines.push({ text: line, isString: strings.some(({ start, end }) => start < offset && offset < end) })
    at += line.length + 1
  }
  const laid = lines.slice(1).filter((line) => !line.isString && line.text.trim() !== '')
  const widths = laid.map((line) => leading(line.text).length)
  const margin = Math.min(...widths)
  const step = Math.min(...widths.map((width) => width - margin).filter((width) => width > 0))
  return lines
    .map((line, index) => {
      // A line end inside of a string is part of the text.
      const end = index === lines.length - 1 ? '' : lines[index + 1]?.isString === true ? '\n' : lineEnd
      const own = end === lineEnd ? line.text.replace(/\r$/, '') : line.text
      if (index === 0 || line.isString) return own + end
      if (own.trim() === '') return end
      const width = leading(own).length - margin
      const levels = width / step
      const inner = Number.isInteger(levels) ? unit.repeat(levels) : leading(own).slice(margin)
      return indentation + (width === 0 ? '' : inner) + own.trimStart() + end
    })
    .join('')
}

function leading(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? ''
}
