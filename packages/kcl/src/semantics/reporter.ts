/** Collects what the checker has to say; the same finding is said once. */
import type { Diagnostic, Fix, Label, Span } from '@kusion/diagnostics'
import { LineMap } from '../syntax/line-map.ts'
import type { SourceFile } from '../program/program.ts'
import { suggestedNames } from './suggestions.ts'
import type { Origin } from './types/types.ts'

const TITLES = {
  TypeError: 'E2G22',
  CompileError: 'E2L23',
  IllegalAttributeError: 'E2A31',
  UniqueKeyError: 'E2L28',
  IllegalInheritError: 'E2D34',
  ImmutableError: 'E1001',
  IllegalParameterError: 'E1001',
  IndexSignatureError: 'E1001',
  NameError: 'E1001',
} as const
export type ErrorTitle = keyof typeof TITLES

export interface Block {
  readonly origin: Origin
  readonly message: string
  readonly note?: string
}

export class Reporter {
  readonly diagnostics: Diagnostic[] = []
  /** What fits a union that says less than it should may not fit. */
  isInDoubt = false
  /** Comparisons that finding similar names may still cost: thousands of unknown names are not held against thousands of known ones. */
  comparisonsLeft = 500_000
  /** How often something was not said because it was to be silent. */
  dropped = 0
  readonly #seen = new Set<string>()
  readonly #maps = new Map<SourceFile, LineMap>()
  #silent = 0

  /** What `work` reports is dropped: for looking at code again only to learn its type. */
  silently<T>(work: () => T): T {
    this.#silent++
    try {
      return work()
    } finally {
      this.#silent--
    }
  }

  report(title: ErrorTitle, ...blocks: readonly [Block, ...Block[]]): void {
    if (this.#silent > 0) {
      this.dropped++
      return
    }
    const labels = blocks.map((block) => this.#label(block))
    const key = `${title}${blocks.map(({ origin, message }) => `\n${origin.file.path}:${origin.range.start}:${message}`).join('')}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.diagnostics.push({
      code: TITLES[title],
      title,
      severity: 'error',
      message: blocks[0].message,
      labels,
      notes: [],
      suggestions: [],
    })
  }

  #label(block: Block): Label {
    const { file, range } = block.origin
    let map = this.#maps.get(file)
    if (!map) this.#maps.set(file, (map = new LineMap(file.text)))
    const span = map.span(file.path, range)
    // What is missing at the end of a line is shown at its last character.
    const at = file.text[range.start] === '\n' && span.column > 1 ? { ...span, column: span.column - 1 } : span
    const fixes = fixesFor(block.message, file.text.slice(range.start, range.end), at)
    return {
      at,
      message: block.message,
      ...(block.note !== undefined && { notes: [block.note] }),
      ...(fixes.length > 0 && { fixes }),
    }
  }
}

/** Writes the names that a message offers in place of the one that it is about, in the same quotes. */
function fixesFor(message: string, written: string, at: Span): readonly Fix[] {
  const [, quote, name] = /^(["']?)([^"'\s]+)\1$/.exec(written) ?? []
  if (name === undefined || !message.includes(`'${name}'`)) return []
  return suggestedNames(message).map((one) => ({ description: `write '${one}'`, at, text: `${quote}${one}${quote}` }))
}
