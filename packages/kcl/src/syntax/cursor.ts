/** Where the parser stands in the tokens, and how it says what is wrong. */
import type { Diagnostic } from '@kusion/diagnostics'
import type { LineMap } from './line-map.ts'
import type { Identifier, Range } from './nodes.ts'
import type { Token } from './tokens.ts'

/** Deeper nesting than this is refused: it would exhaust the stack of whoever walks the tree. */
export const MAXIMUM_DEPTH = 500

interface ReportOptions {
  readonly lineOnly?: boolean
  readonly fix?: { readonly description: string; readonly text: string; readonly range: Range }
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

  protected expect(text: string): boolean {
    if (this.take(text)) return true
    this.expected([text])
    // The token that stands in its place is passed over, unless it ends something.
    if (!this.isAny(')', ']', '}') && !this.isKind('dedent')) this.advance()
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

  /** The end of a node that began at `start`. */
  protected endFrom(start: number): number {
    return Math.max(start, this.#lastEnd)
  }

  protected identifier(): Identifier {
    const { token } = this
    // Keywords that the reference reads as names after a dot or as keys.
    if (token.kind === 'identifier') {
      this.advance()
      return { kind: 'Identifier', name: token.text, start: token.start, end: token.end }
    }
    this.expected(['identifier'])
    return { kind: 'Identifier', name: '', start: token.start, end: token.start }
  }

  protected expected(choices: readonly string[], token: Token = this.token): void {
    const list = choices.map((choice) => JSON.stringify(choice)).join(', ')
    this.report(`expected one of [${list}] got ${tokenName(token)}`, token, { lineOnly: token.kind === 'dedent' })
  }

  protected unexpected(token: Token = this.token): void {
    if (token.text === ';') {
      const next = this.peek().kind
      const isLast = next === 'newline' || next === 'end'
      this.report("the semicolon ';' here is unnecessary, please remove it", token, {
        ...(isLast && { fix: { description: 'remove the semicolon', text: '', range: token } }),
      })
    } else if (token.text === '!') {
      const fix = { description: "write 'not '", text: 'not ', range: token }
      this.report("invalid token '!', consider using 'not '", token, { fix })
    } else this.report(`unexpected token '${tokenName(token)}'`, token, { lineOnly: token.kind === 'dedent' })
  }

  report(message: string, range: Range, { lineOnly = false, fix }: ReportOptions = {}): void {
    if (this.diagnostics.length > 200) return
    const isAtEnd = range.start >= this.source.length
    const span = this.lines.span(this.file, isAtEnd ? this.#endOfText() : range)
    // What ends a line is shown at its last character.
    const width = Math.max(1, Array.from(this.lines.line(span.line)).length)
    const column = Math.min(span.column, width)
    const at = { ...span, column, ...(span.endLine === span.line && { endColumn: Math.max(span.endColumn, column) }) }
    const fixes = fix && [{ description: fix.description, text: fix.text, at: this.lines.span(this.file, fix.range) }]
    this.diagnostics.push({
      code: 'E1001',
      title: 'InvalidSyntax',
      severity: 'error',
      message,
      labels: [{ at, message, ...(lineOnly && !isAtEnd && { lineOnly }), ...(fixes && { fixes }) }],
      notes: [],
      suggestions: [],
    })
  }

  /** What is missed at the end of a file is shown where its text ends. */
  #endOfText(): Range {
    const end = this.source.trimEnd().length
    return { start: end, end }
  }
}

export function isLayout({ kind }: Token): boolean {
  return kind === 'newline' || kind === 'indent' || kind === 'dedent'
}

export function tokenName(token: Token): string {
  switch (token.kind) {
    case 'identifier':
      return 'identifier'
    case 'number':
    case 'string':
      return 'literal'
    case 'end':
      return 'eof'
    case 'newline':
    case 'indent':
    case 'dedent':
    case 'unknown':
    case 'comment':
    case 'space':
      return token.kind
    case 'keyword':
    case 'operator':
      return token.text
  }
}
