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
  const tree = new Parser(text, path, lines, tokens, diagnostics).module()
  return { tree, tokens, lines, diagnostics }
}
