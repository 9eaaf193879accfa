/** What stands on a line: the part of the source that a run-time error, of which the line is known, can be about. */
import type { Span } from '@kusion/diagnostics'
import type { SourceFile } from '../program/program.ts'
import { LineMap } from '../syntax/line-map.ts'
import type { Range } from '../syntax/nodes.ts'
import { childrenOf } from '../syntax/tree.ts'

/**
 * From the first to the last character of the code that begins on the line; what goes on in later lines is left out,
 * as are indentation and comments. Undefined where no code begins there.
 */
export function spanOfLine(file: SourceFile, line: number): Span | undefined {
  const lines = new LineMap(file.text)
  const start = lines.startOf(line)
  if (start === undefined) return undefined
  const end = start + lines.line(line).length
  const found: Range[] = []
  const visit = (node: Range): void => {
    if (node.start >= end || node.end <= start) return
    // The module begins with its first line, and no error is about all of it.
    if (node.start >= start && node !== file.tree) found.push(node)
    else for (const child of childrenOf(node)) visit(child)
  }
  visit(file.tree)
  if (found.length === 0) return undefined
  const first = Math.min(...found.map((node) => node.start))
  const last = Math.max(...found.map((node) => Math.min(node.end, end)))
  return lines.span(file.path, { start: first, end: first + file.text.slice(first, last).trimEnd().length })
}
