/** Takes an entry, an item or a statement out, with its lines or one comma, so that what holds it still parses. */
import type { Range } from '../syntax/nodes.ts'
import type { Layout, TextChange } from './layout.ts'
import type { Container } from './places.ts'

const NOTHING = { IfStatement: 'assert True', IfEntry: '**{}', IfItem: '*[]' } as const

export function removal(layout: Layout, node: Range, container: Container): TextChange {
  if (container.kind === 'branch') {
    return container.siblings.length > 1
      ? (wholeLines(layout, node) ?? cut(node))
      : branchRemoval(layout, node, container)
  }
  return (
    wholeLines(layout, node) ?? (container.kind === 'lines' ? cut(node) : withComma(layout, node, container.siblings))
  )
}

function cut({ start, end }: Range): TextChange {
  return { start, end, text: '' }
}

function wholeLines(layout: Layout, node: Range): TextChange | undefined {
  if (!layout.isFirstOnLine(node.start) || !layout.isLastOnLine(node.end)) return undefined
  return { start: layout.lineStart(node.start), end: layout.nextLine(node.end), text: '' }
}

function withComma(layout: Layout, node: Range, siblings: readonly Range[]): TextChange {
  const at = siblings.findIndex((sibling) => sibling.start === node.start)
  const previous = siblings[at - 1]
  const next = siblings[at + 1]
  const comma = layout.commaAfter(node.end)
  if (next) {
    if (comma !== undefined && layout.isSameLine(comma, next.start)) return cut({ start: node.start, end: next.start })
    return cut({ start: node.start, end: comma === undefined ? node.end : layout.spacesAfter(comma) })
  }
  if (previous && layout.isSameLine(previous.end, node.start)) return cut({ start: previous.end, end: node.end })
  return cut({ start: node.start, end: layout.spacesAfter(comma ?? node.end) })
}

/** The last of a branch takes the branch along; where another branch needs it, something that does nothing stays. */
function branchRemoval(layout: Layout, node: Range, container: Container & { readonly kind: 'branch' }): TextChange {
  const { owner, part, parent } = container
  if (part === 'body' && owner.orElse.length === 0) return removal(layout, owner, parent)
  if (part === 'orElse') {
    const from = owner.body.at(-1)?.end ?? owner.start
    const isElif = layout.source.startsWith('elif', node.start)
    const keyword = isElif ? node.start : from + layout.source.slice(from, node.start).lastIndexOf('else')
    const lines = wholeLines(layout, { start: keyword, end: node.end })
    if (lines) return lines
  }
  return { start: node.start, end: node.end, text: NOTHING[owner.kind] }
}
