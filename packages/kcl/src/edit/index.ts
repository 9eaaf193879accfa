/** Lossless edits: a source is changed at a path, and no byte changes that need not. */
import { lex } from '../syntax/lexer.ts'
import { parse } from '../syntax/index.ts'
import { parsePath, pathText, type Change, type ValuePath } from '../syntax/value-path.ts'
import { applyChanges } from './layout.ts'
import { planEdit } from './plan.ts'
import { problem, refused } from './problems.ts'
import type { Diagnostic } from '@kusion/diagnostics'

export type Edit =
  | { readonly kind: 'set' | 'union' | 'append'; readonly path: string; readonly value: string }
  | { readonly kind: 'delete'; readonly path: string }
  /** Only the key is renamed, not what refers to it. */
  | { readonly kind: 'rename'; readonly path: string; readonly name: string }

export type Edited =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

const KINDS = { '=': 'set', ':': 'union', '+=': 'append' } as const

/** What `-O path=value` says, as an edit. */
export function editOf({ path, operator, value }: Change): Edit {
  return operator === '-'
    ? { kind: 'delete', path: pathText(path) }
    : { kind: KINDS[operator], path: pathText(path), value }
}

export interface EditOptions {
  /** A path that is written several times is changed at all of its places instead of being refused. */
  readonly everywhere?: boolean
}

/** All edits, one after the other, or none. `file` is the name in diagnostics. */
export function editSource(
  source: string,
  file: string,
  edits: readonly Edit[],
  { everywhere = false }: EditOptions = {},
): Edited {
  let text = source
  for (const edit of edits) {
    const path = parsePath(edit.path)
    if (!path) return refused(problem('KED01', { path: edit.path }))
    const edited = editOnce(text, file, edit, path, everywhere)
    if (!edited.ok) return edited
    text = edited.text
  }
  return { ok: true, text }
}

function editOnce(source: string, file: string, edit: Edit, path: ValuePath, everywhere: boolean): Edited {
  const parsed = parse(source, file)
  if (parsed.diagnostics.length > 0) return refused(...parsed.diagnostics)
  const planned = planEdit({ source, file, ...parsed, tokens: lex(source).tokens }, edit, path, everywhere)
  if (!planned.ok) return planned
  const { changes, more } = planned.value
  const text = applyChanges(source, changes)
  const [broken] = parse(text, file).diagnostics
  if (broken) return refused(problem('KED08', { path: edit.path, reason: broken.message }))
  return more.length === 0 ? { ok: true, text } : editSource(text, file, more, { everywhere })
}
