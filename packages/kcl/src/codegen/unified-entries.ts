/** Repeated statements of one instance are one config: what is said of a key stands where it was first spoken of. */
import type { ConfigEntry, SchemaExpression, UnificationStatement } from '../syntax/nodes.ts'
import type { EmittedFile } from './emitter.ts'

/** One of the statements. */
export interface UnificationPart {
  readonly node: UnificationStatement
  readonly file: EmittedFile
}

export type UnificationParts = readonly [UnificationPart, ...UnificationPart[]]

interface PlacedEntry {
  readonly entry: ConfigEntry
  readonly file: EmittedFile
}

/** The statement whose schema and arguments count. */
export function lastOf(parts: UnificationParts): UnificationPart {
  return parts.at(-1) ?? parts[0]
}

/** The entries of all statements in order; undefined where one has no plain config. What `=` overrides is never run. */
export function unifiedEntries(parts: UnificationParts): readonly PlacedEntry[] | undefined {
  const slots: PlacedEntry[][] = []
  const known = new Map<string, PlacedEntry[]>()
  for (const { node, file } of parts) {
    const { config } = node.value as SchemaExpression
    if (config.kind !== 'ConfigExpression') return undefined
    for (const entry of config.entries) {
      const key = entryKey(entry)
      const slot = key === undefined ? undefined : known.get(key)
      if (!slot) {
        const added = [{ entry, file }]
        slots.push(added)
        if (key !== undefined) known.set(key, added)
      } else {
        if (entry.kind === 'KeyValueEntry' && entry.operator === '=' && isWhole(entry)) slot.length = 0
        slot.push({ entry, file })
      }
    }
  }
  return slots.flat()
}

function isWhole({ key }: Extract<ConfigEntry, { kind: 'KeyValueEntry' }>): boolean {
  return key.kind !== 'PathKey' || key.path.length === 0
}

/** The first name of an entry that has a fixed one. */
function entryKey(entry: ConfigEntry): string | undefined {
  if (entry.kind !== 'KeyValueEntry') return undefined
  const { key } = entry
  if (key.kind === 'PathKey') return key.path[0]?.kind === 'IndexStep' ? undefined : key.name.name
  return key.expression.kind === 'StringLiteral' ? key.expression.value : undefined
}
