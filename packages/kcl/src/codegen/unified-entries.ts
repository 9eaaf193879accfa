/** Repeated statements of one instance are one. */
import { UnifiedEntries, type PlacedEntry } from '../program/unified-entries.ts'
import type { SchemaExpression, UnificationStatement } from '../syntax/nodes.ts'
import type { EmittedFile } from './emitter.ts'

/** One of the statements. */
export interface UnificationPart {
  readonly node: UnificationStatement
  readonly file: EmittedFile
}

export type UnificationParts = readonly [UnificationPart, ...UnificationPart[]]

/** The statement whose schema and arguments count. */
export function lastOf(parts: UnificationParts): UnificationPart {
  return parts.at(-1) ?? parts[0]
}

/** The entries of all statements in order; undefined where one has no plain config. What `=` overrides is never run. */
export function unifiedEntries(parts: UnificationParts): readonly PlacedEntry<EmittedFile>[] | undefined {
  const unified = new UnifiedEntries<EmittedFile>()
  for (const { node, file } of parts) {
    const { config } = node.value as SchemaExpression
    if (config.kind !== 'ConfigExpression') return undefined
    unified.add(config.entries, file)
  }
  return unified.entries
}
