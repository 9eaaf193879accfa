/** Where the parser stands in the tokens, and how it says what is wrong. */
import type { Diagnostic } from '@kusion/diagnostics'
import type { LineMap } from './line-map.ts'
import type { Identifier, Range } from './nodes.ts'
import type { TokenList } from './token-list.ts'
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
  protected readonly tokens: TokenList
  protected index = 0
  /** What the token at hand is: asked for so often that it is not looked up each time. */
  protected kind!: Token['kind']
  /** Where it begins. */
  protected start = 0
  /** Its text where it is a keyword or an operator; empty where it is none. */
  protected word = ''
  /** Of the tokens of the text that is read: those within a string stand after all others while they are read. */
  protected first = 0
  protected depth = 0
  #lastEnd = 0

  constructor(source: string, file: string, lines: LineMap, tokens: TokenList, diagnostics: Diagnostic[]) {
    this.source = source
    this.file = file
    this.lines = lines
    this.diagnostics = diagnostics
    this.tokens = tokens
    this.goTo(0)
  }

  protected goTo(index: number): void {
    const { tokens } = this
    this.index = index
    this.kind = tokens.kind(index)
    this.start = tokens.start(index)
    this.word = tokens.word(index)
  }

  protected get token(): Token {
    return this.tokens.at(this.index)
  }

  /** Keywords are names where none of them is meant. */
  protected isName(): boolean {
    const { kind } = this
    return kind === 'identifier' || kind === 'keyword'
  }

  protected peek(offset = 1): Token {
    return this.tokens.at(Math.min(this.index + offset, this.tokens.length - 1))
  }

  /** The keyword or operator after the one at hand. */
  protected nextWord(): string {
    return this.tokens.word(Math.min(this.index + 1, this.tokens.length - 1))
  }

  /** Passes the token at hand. */
  protected skip(): void {
    const { index, kind } = this
    if (!isLayout(kind)) this.#lastEnd = this.tokens.end(index)
    if (kind !== 'end') this.goTo(index + 1)
  }

  protected advance(): Token {
    const { token } = this
    this.skip()
    return token
  }

  /** Where the last token that is more than layout ended. */
  protected get lastEnd(): number {
    return this.#lastEnd
  }

  protected isKind(kind: Token['kind']): boolean {
    return this.kind === kind
  }

  protected is(text: string): boolean {
    return this.word === text
  }

  protected isAny(...texts: readonly string[]): boolean {
    const { word } = this
    return word !== '' && texts.includes(word)
  }

  protected take(text: string): boolean {
    if (!this.is(text)) return false
    this.skip()
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
    if (this.kind !== kind) return false
    this.skip()
    return true
  }

  protected skipLayout(): void {
    while (isLayout(this.kind)) this.goTo(this.index + 1)
  }

  /** Whether brackets go on that are closed by their end, or by that of the line. */
  protected isInside(isMultiLine: boolean): boolean {
    return this.kind !== 'end' && (isMultiLine || this.kind !== 'newline')
  }

  /** Between the parts of brackets: the end of a line, and where the next one is indented. Whether there was any. */
  protected skipLine(): boolean {
    const before = this.index
    if (this.isKind('newline')) this.goTo(before + 1)
    while (this.isIndentation()) this.goTo(this.index + 1)
    return this.index > before
  }

  protected isIndentation(): boolean {
    const { kind } = this
    return kind === 'indent' || kind === 'dedent' || kind === 'misaligned'
  }

  /** The end of a node that began at `start`. */
  protected endFrom(start: number): number {
    return Math.max(start, this.#lastEnd)
  }

  protected identifier(): Identifier {
    const { index, start, tokens } = this
    if (this.isName()) {
      this.skip()
      return { kind: 'Identifier', name: tokens.text(index), start, end: tokens.end(index) }
    }
    this.expected(['identifier'])
    return { kind: 'Identifier', name: '', start, end: start }
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
    if (!this.isKind('misaligned')) return false
    const { token } = this
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
        // A long one that is never closed says nothing.
        if (/^[rR]?("""|''')(?![^]*\1$)/.test(text)) return ''
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
    // The parser marks nothing at the beginning of a line.
    const lineOnly = span.column === 1 && !isAtEnd && code === 'E1001'
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

function isLayout(kind: Token['kind']): boolean {
  return kind === 'newline' || kind === 'indent' || kind === 'dedent' || kind === 'misaligned'
}

const STARTS_OF_EXPRESSIONS = ['identifier', 'literal', '(', '[', '{']
