/** The formatter: the layout of a source is made anew, its comments and its meaning stay. */
import type { Diagnostic } from '@kusion/diagnostics'
import { lex } from '../syntax/lexer.ts'
import { parse } from '../syntax/index.ts'
import { Comments } from './comments.ts'
import { StatementFormatter } from './statements.ts'

export type Formatted =
  | { readonly ok: true; readonly text: string }
  /** Sources with syntax errors are left as they are. */
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** `path` is the file's name in diagnostics. */
export function formatSource(source: string, path: string): Formatted {
  const { tree, lines, diagnostics } = parse(source, path)
  if (diagnostics.length > 0) return { ok: false, diagnostics }
  const text = new StatementFormatter(source, lines, new Comments(source, lex(source).tokens)).module(tree)
  return { ok: true, text }
}
