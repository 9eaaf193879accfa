/** Puts new entries, items and statements behind those that are there, laid out as these are. */
import type { Range, SchemaStatement } from '../syntax/nodes.ts'
import type { Token } from '../syntax/tokens.ts'
import type { Layout, TextChange } from './layout.ts'
import { fitted } from './value-text.ts'

/** `owner` is what stands in braces or brackets. */
export function insertion(
  layout: Layout,
  owner: Range,
  siblings: readonly Range[],
  texts: readonly string[],
): TextChange {
  const close = owner.end - 1
  const last = siblings.at(-1)
  if (!last) return intoEmpty(layout, owner, texts)
  const comma = layout.commaAfter(last.end)
  const isOnLines = layout.firstOnLine(last.start) > owner.start && !layout.isSameLine(last.end, close)
  if (isOnLines && layout.isLastOnLine(last.end)) {
    const indentation = layout.indentation(last.start)
    const lines = texts.map((text) => line(layout, text, indentation, last.start, comma === undefined ? '' : ','))
    return at(layout.nextLine(last.end), lines.join(''))
  }
  const fit = (text: string): string => fittedAt(layout, text, layout.indentation(last.start), last.start)
  const added = texts.map(fit).join(', ')
  // Behind a block, an entry on the same line would belong to the block.
  if (/^if\b/.test(layout.source.slice(last.start, last.start + 3))) return at(last.start, `${added}, `)
  return comma === undefined ? at(last.end, `, ${added}`) : at(comma, ` ${added},`)
}

function intoEmpty(layout: Layout, owner: Range, texts: readonly string[]): TextChange {
  const close = owner.end - 1
  const inner = layout.source.slice(owner.start + 1, close)
  if (!inner.includes('\n')) {
    const added = texts.map((text) => fittedAt(layout, text, layout.indentation(owner.start), owner.start)).join(', ')
    return at(owner.start + 1, inner === '' ? added : ` ${added}`)
  }
  const indentation = layout.indentation(close) + layout.unit
  return at(layout.lineStart(close), texts.map((text) => line(layout, text, indentation, close, '')).join(''))
}

export function memberInsertion(
  layout: Layout,
  tokens: readonly Token[],
  schema: SchemaStatement,
  text: string,
): TextChange | undefined {
  const own = schema.body.at(-1)
  const isOnlyDocumented = own !== undefined && own.start === schema.docstring?.start
  const mixin = schema.mixins.at(-1)
  const close = mixin && tokens.find((token) => token.start >= mixin.end && token.text === ']')
  const before = own && !(isOnlyDocumented && close) ? own : (close ?? own)
  if (before && layout.isSameLine(schema.name.start, before.start)) return undefined
  const first = schema.body[0] ?? schema.mixins[0]
  const indentation = first ? layout.indentation(first.start) : layout.indentation(schema.start) + layout.unit
  return lineAfter(layout, before?.end ?? schema.end, text, indentation)
}

/** At the end of the source, which ends with a line break or without one as before. */
export function statementInsertion(layout: Layout, text: string): TextChange {
  const { source } = layout
  const end = source.length
  const start = layout.lineStart(end)
  const own = fittedAt(layout, text, '', end)
  const eol = layout.lineEnd(end)
  if (source.slice(start).trim() === '')
    return at(start, own + (end === start && start <= 1 && !source.includes('\n') ? '\n' : eol))
  return at(end, eol + own)
}

function lineAfter(layout: Layout, offset: number, text: string, indentation: string): TextChange {
  const next = layout.nextLine(offset)
  if (layout.source.charAt(next - 1) === '\n') return at(next, line(layout, text, indentation, offset, ''))
  return at(next, layout.lineEnd(offset) + indentation + fittedAt(layout, text, indentation, offset))
}

function line(layout: Layout, text: string, indentation: string, near: number, end: string): string {
  return indentation + fittedAt(layout, text, indentation, near) + end + layout.lineEnd(near)
}

function fittedAt(layout: Layout, text: string, indentation: string, near: number): string {
  return fitted(text, { indentation, unit: layout.unit, lineEnd: layout.lineEnd(near) })
}

function at(offset: number, text: string): TextChange {
  return { start: offset, end: offset, text }
}
