/**
 * `-O` of `kcl run`: the sources are changed at paths before they are compiled, as if someone had edited them. Where a
 * path is written several times all of them change, and what is to be removed may be absent.
 */
import type { Diagnostic } from '@kusion/diagnostics'
import { parse } from '../syntax/index.ts'
import { parseChange, parsePath } from '../syntax/value-path.ts'
import { editOf, editSource, type Edit } from './index.ts'
import { findPlaces } from './places.ts'
import { readValue } from './value-text.ts'

export interface NamedSource {
  readonly path: string
  readonly text: string
}

export type Overridden =
  | { readonly ok: true; readonly sources: readonly NamedSource[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** Undefined where the text is none: it has no path, no operator or no value. */
export function parseOverride(text: string): Edit | undefined {
  const change = parseChange(text.trim())
  if (!change) return undefined
  const value = change.operator === '-' ? '' : valueText(change.value.trim())
  return value === undefined ? undefined : editOf({ ...change, value })
}

/** Operations and what is no expression are text: `-O image=registry/web:2` needs no quotes. */
function valueText(text: string): string | undefined {
  const read = readValue(text)
  if (!read.ok) return /^["'[{(=]/.test(text) ? undefined : quoted(text)
  const { expression } = read.value
  switch (expression.kind) {
    case 'UnaryExpression':
      return expression.operator !== '~' && expression.operand.kind === 'NumberLiteral' ? text : quoted(text)
    case 'BinaryExpression':
    case 'AsExpression':
      return quoted(text)
    default:
      return text
  }
}

function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('${', String.raw`\${`)
}

export function overrideSources(sources: readonly NamedSource[], edits: readonly Edit[]): Overridden {
  let changed = sources
  for (const edit of edits) {
    const chosen = new Set(filesFor(changed, edit))
    const next: NamedSource[] = []
    for (const source of changed) {
      if (!chosen.has(source)) {
        next.push(source)
        continue
      }
      const edited = editSource(source.text, source.path, [edit], { everywhere: true })
      if (!edited.ok) return edited
      next.push({ path: source.path, text: edited.text })
    }
    changed = next
  }
  return { ok: true, sources: changed }
}

/** Those that write the path; else the one that has most of it, or the last. */
function filesFor(sources: readonly NamedSource[], edit: Edit): readonly NamedSource[] {
  const path = parsePath(edit.path)
  const last = sources.at(-1)
  if (!path || !last) return []
  const found = sources.map((source) => {
    const { places, hosts, obstacles } = findPlaces(parse(source.text, source.path).tree, path)
    const depths = [...hosts, ...obstacles].map(({ depth }) => depth)
    return { source, isWritten: places.length > 0, depth: Math.max(0, ...depths) }
  })
  const written = found.filter(({ isWritten }) => isWritten).map(({ source }) => source)
  if (written.length > 0 || edit.kind === 'delete') return written
  const deepest = Math.max(...found.map(({ depth }) => depth))
  return deepest === 0
    ? [last]
    : found
        .filter(({ depth }) => depth === deepest)
        .slice(0, 1)
        .map(({ source }) => source)
}
