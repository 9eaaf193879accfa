/** Where the parser stands in the tokens, and how it says what is wrong. */
import type { Diagnostic } from '@kusion/diagnostics'
import type { LineMap } from './line-map.ts'
import type { Identifier, Range } from './nodes.ts'
import type { Token } from './tokens.ts'

/** Deeper nesting than this is refused: it would exhaust the stack of whoever walks the tree. */
export const MAXIMUM_DEPTH = 500

interface ReportOptions {
  readonly code?: string
  readonly title?: string
  readonly fix?: { readonly description: string; readonly text: string; readonly range: Range } | undefined
}

export class Cursor {
  readonly source: string
  readonly file: string
  readonly lines: LineMap
  readonly diagnostics: Diagnostic[]
  protected tokens: readonly Token[]
  protected index = 0
  protected depth = 0
  #lastEnd = 0

  constructor(source: string, file: string, lines: LineMap, tokens: readonly Token[], diagnostics: Diagnostic[]) {
    this.source = source
    this.file = file
    this.lines = lines
    this.diagnostics = diagnostics
    this.tokens = tokens
  }

  protected get token(): Token {
    return this.tokens[this.index] as Token
  }

  /** Keywords are names where none of them is meant. */
  protected isName(): boolean {
    const { kind } = this.token
    return kind === 'identifier' || kind === 'keyword'
  }

  protected peek(offset = 1): Token {
    return this.tokens[Math.min(this.index + offset, this.tokens.length - 1)] ?? this.token
  }

  protected advance(): Token {
    const { token } = this
    if (token.kind !== 'end') this.index++
    if (!isLayout(token)) this.#lastEnd = token.end
    return token
  }

  /** Where the last token that is more than layout ended. */
  protected get lastEnd(): number {
    return this.#lastEnd
  }

  protected isKind(kind: Token['kind']): boolean {
    return this.token.kind === kind
  }

  protected is(text: string): boolean {
    const token = this.tokens[this.index] as Token
    return token.text === text && (token.kind === 'operator' || token.kind === 'keyword')
  }

  protected isAny(...texts: readonly string[]): boolean {
    const { kind, text } = this.token
    return (kind === 'operator' || kind === 'keyword') && texts.includes(text)
  }

  protected take(text: string): boolean {
    if (!this.is(text)) return false
    this.advance()
    return true
  }

  /** What stands in its place is passed over. */
  protected expect(text: string): boolean {
    if (this.take(text)) return true
    this.expected([text])
    this.advance()
    return false
  }

  /** What stands in its place may be the beginning of what follows. */
  protected expectHere(text: string): boolean {
    if (this.take(text)) return true
    this.expected([text])
    return false
  }

  protected expectKindHere(kind: 'newline' | 'indent' | 'dedent'): boolean {
    if (this.takeKind(kind)) return true
    this.expected([kind])
    return false
  }

  protected takeKind(kind: Token['kind']): boolean {
    if (this.token.kind !== kind) return false
    this.advance()
    return true
  }

  protected skipLayout(): void {
    while (isLayout(this.token)) this.index++
  }

  /** Between the parts of brackets: the end of a line, and where the next one is indented. Whether there was any. */
  protected skipLine(): boolean {
    const before = this.index
    if (this.isKind('newline')) this.index++
    while (isIndentation(this.token)) this.index++
    return this.index > before
  }

  /** The end of a node that began at `start`. */
  protected endFrom(start: number): number {
    return Math.max(start, this.#lastEnd)
  }

  protected identifier(): Identifier {
    const { token } = this
    if (this.isName()) {
      this.advance()
      return { kind: 'Identifier', name: token.text, start: token.start, end: token.end }
    }
    this.expected(['identifier'])
    return { kind: 'Identifier', name: '', start: token.start, end: token.start }
  }

  protected expected(choices: readonly string[], token: Token = this.token): void {
    const list = choices.map((choice) => JSON.stringify(choice)).join(', ')
    this.report(`expected one of [${list}] got ${this.nameOf(token)}`, token)
  }

  /** Where an expression should stand: nothing is read. */
  protected expectedExpression(): void {
    this.expected(STARTS_OF_EXPRESSIONS)
  }

  /** Among expressions: what is none of them is passed over. */
  protected passUnreadable(): void {
    this.report(`expected expression, got ${this.nameOf(this.token)}`, this.token)
    this.advance()
  }

  /** Among statements. */
  protected unexpected(): void {
    this.report(`unexpected token '${this.nameOf(this.token)}'`, this.token)
    this.advance()
  }

  /** In a block, a line at none of its levels belongs to it, which is said. */
  protected takeMisaligned(): boolean {
    const { token } = this
    if (token.kind !== 'misaligned') return false
    this.report(token.text, token)
    this.advance()
    return true
  }

  protected nameOf(token: Token): string {
    switch (token.kind) {
      case 'identifier':
      case 'keyword':
        return 'identifier'
      case 'number':
        return this.source.slice(token.start, token.end)
      case 'string': {
        const text = this.source.slice(token.start, token.end)
        return text.replace(/^[rR]?("""|'''|["'])([^]*?)(?:\1)?$/, '$2').replaceAll(/\\(["'])/g, '$1')
      }
      case 'end':
        return 'eof'
      case 'operator':
        return token.text === '!' ? 'not' : token.text
      default:
        return token.kind === 'misaligned' ? 'dedent' : token.kind
    }
  }

  report(message: string, range: Range, { fix, code = 'E1001', title = 'InvalidSyntax' }: ReportOptions = {}): void {
    if (this.diagnostics.length > 200) return
    const isAtEnd = range.start >= this.source.length
    const span = this.lines.span(this.file, isAtEnd ? this.#endOfText() : range)
    // What ends a line is shown at its last character.
    const width = Math.max(1, Array.from(this.lines.line(span.line)).length)
    const column = Math.min(span.column, width)
    if (this.#isReported(message, span.line, column)) return
    const at = { ...span, column, ...(span.endLine === span.line && { endColumn: Math.max(span.endColumn, column) }) }
    const fixes = fix && [{ description: fix.description, text: fix.text, at: this.lines.span(this.file, fix.range) }]
    // Nothing is marked at the beginning of a line.
    const lineOnly = span.column === 1 && !isAtEnd
    this.diagnostics.push({
      code,
      title,
      severity: 'error',
      message,
      labels: [{ at, message, ...(lineOnly && { lineOnly }), ...(fixes && { fixes }) }],
      notes: [],
      suggestions: [],
    })
  }

  /** Two readings of one place may miss the same. */
  #isReported(message: string, line: number, column: number): boolean {
    return this.diagnostics.some((known) => {
      const at = known.labels[0]?.at
      return known.message === message && at?.line === line && at.column === column
    })
  }

  /** What is missed at the end of a file is shown at the end of its last line, be that a comment, or where its text ends. */
  #endOfText(): Range {
    const lines = this.source.replace(/\r?\n$/, '')
    const end = /(?:^|\n)\r?$/.test(lines) ? lines.trimEnd().length : lines.length
    return { start: end, end }
  }
}

export function isIndentation({ kind }: Token): boolean {
  return kind === 'indent' || kind === 'dedent' || kind === 'misaligned'
}

export function isLayout({ kind }: Token): boolean {
  return kind === 'newline' || kind === 'indent' || kind === 'dedent' || kind === 'misaligned'
}

const STARTS_OF_EXPRESSIONS = ['identifier', 'literal', '(', '[', '{']
