/** The formatter: the layout of a source is made anew, its comments and its meaning stay. */
import type { Diagnostic } from '@kusion/diagnostics'
import { lex } from '../syntax/lexer.ts'
import { parse } from '../syntax/index.ts'
import { Comments } from './comments.ts'
import { SourceFormatter } from './definitions.ts'

export type Formatted =
  | { readonly ok: true; readonly text: string }
  /** Sources with syntax errors are left as they are. */
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

const MAXIMUM_PASSES = 5

export interface FormatOptions {
  /** What one level is indented by, four spaces if nothing is said. */
  readonly indent?: string | undefined
}

/** `path` is the file's name in diagnostics. */
export function formatSource(source: string, path: string, { indent = '    ' }: FormatOptions = {}): Formatted {
  let text = source.replaceAll('\r\n', '\n')
  // Where lines were joined, a second pass may see what the first could not: a result is what stays as it is.
  for (let pass = 0; pass < MAXIMUM_PASSES; pass++) {
    const { tree, lines, diagnostics } = parse(text, path)
    if (diagnostics.length > 0) return pass === 0 ? { ok: false, diagnostics } : { ok: true, text: source }
    const next = new SourceFormatter(text, lines, new Comments(text, lex(text).tokens, lines), indent).module(tree)
    if (next === text) break
    text = next
  }
  return { ok: true, text }
}
