/** Source to syntax tree. Never throws: the tree is there even when the source is broken. */
import type { Diagnostic } from '@kusion/diagnostics'
import { lexSignificant, type LexicalError } from './lexer.ts'
import { LineMap } from './line-map.ts'
import type { Module, Range } from './nodes.ts'
import { Parser } from './schema-parser.ts'
import { TokenList } from './token-list.ts'
import type { Token } from './tokens.ts'

export interface Parsed {
  readonly tree: Module
  readonly lines: LineMap
  readonly diagnostics: readonly Diagnostic[]
}

/** `path` is the file's name in diagnostics. */
export function parse(text: string, path: string): Parsed {
  const diagnostics: Diagnostic[] = []
  const lines = new LineMap(text)
  const tokens = new TokenList(text)
  const { errors, depth } = lexSignificant(text, tokens)
  const parser = new Parser(text, path, lines, tokens, diagnostics)
  for (const error of errors) parser.report(error.message, error, { fix: repair(text, error) })
  const deepest = depth > MAXIMUM_NESTING ? tooDeepBracket(tokens) : undefined
  if (!deepest) return { tree: parser.module(), lines, diagnostics }
  parser.report(`the nesting is deeper than ${MAXIMUM_NESTING} levels`, deepest)
  const tree: Module = { kind: 'Module', docstring: undefined, body: [], start: 0, end: text.length }
  return { tree, lines, diagnostics }
}

const MAXIMUM_NESTING = 1000

/** What stands in the place of a token that should not be there. */
function repair(text: string, error: LexicalError): { description: string; text: string; range: Range } | undefined {
  const token = text.slice(error.start, error.end)
  if (token === '!') return { description: "write 'not '", text: 'not ', range: error }
  if (token !== ';' || !/^;[ \t]*(?:\r?\n|$)/.test(text.slice(error.start))) return undefined
  return { description: 'remove the semicolon', text: '', range: error }
}

/** Recovery from a hostile nesting would cost more than reading it: it is refused before it is parsed. */
function tooDeepBracket(tokens: TokenList): Token | undefined {
  let depth = 0
  for (let at = 0; at < tokens.length; at++) {
    const word = tokens.word(at)
    if (word === '(' || word === '[' || word === '{') depth++
    else if (word === ')' || word === ']' || word === '}') depth--
    if (depth > MAXIMUM_NESTING) return tokens.at(at)
  }
  return undefined
}
