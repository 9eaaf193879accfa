/** Source to syntax tree. Never throws: the tree is there even when the source is broken. */
import type { Diagnostic } from '@kusion/diagnostics'
import { Cursor } from './cursor.ts'
import { lex } from './lexer.ts'
import { LineMap } from './line-map.ts'
import type { Module } from './nodes.ts'
import { Parser } from './schema-parser.ts'
import type { Token } from './tokens.ts'

export interface Parsed {
  readonly tree: Module
  /** All of them: their texts, joined, are the source. */
  readonly tokens: readonly Token[]
  readonly lines: LineMap
  readonly diagnostics: readonly Diagnostic[]
}

/** `path` is the file's name in diagnostics. */
export function parse(text: string, path: string): Parsed {
  const diagnostics: Diagnostic[] = []
  const lines = new LineMap(text)
  const { tokens, errors } = lex(text)
  const cursor = new Cursor(text, path, lines, tokens, diagnostics)
  for (const error of errors) cursor.report(error.message, error)
  const deepest = tooDeepBracket(tokens)
  if (deepest) {
    cursor.report(`the nesting is deeper than ${MAXIMUM_NESTING} levels`, deepest)
    return {
      tree: { kind: 'Module', docstring: undefined, body: [], start: 0, end: text.length },
      tokens,
      lines,
      diagnostics,
    }
  }
  const tree = new Parser(text, path, lines, tokens, diagnostics).module()
  return { tree, tokens, lines, diagnostics }
}

const MAXIMUM_NESTING = 1000

/** Recovery from a hostile nesting would cost more than reading it: it is refused before it is parsed. */
function tooDeepBracket(tokens: readonly Token[]): Token | undefined {
  let depth = 0
  return tokens.find((token) => {
    if (token.kind !== 'operator') return false
    if (token.text === '(' || token.text === '[' || token.text === '{') depth++
    else if (token.text === ')' || token.text === ']' || token.text === '}') depth--
    return depth > MAXIMUM_NESTING
  })
}
