/**
 * Repeated statements of one instance are one config: what is said of a key stands where it was first spoken of, and `=`
 * takes the place of what was said before. So do the configs inside of it, each for itself.
 */
import type { ConfigEntry, ConfigExpression, Expression, KeyValueEntry } from '../syntax/nodes.ts'

/** An entry with where it is written. */
export interface PlacedEntry<File> {
  readonly entry: ConfigEntry
  readonly file: File
}

export class UnifiedEntries<File> {
  /** What has no fixed name, such as `if`, `**`, `"${k}"` and `a[0]`, counts as one key. */
  readonly #byKey = new Map<string | undefined, PlacedEntry<File>[]>()

  add(entries: readonly ConfigEntry[], file: File): void {
    for (const written of entries) {
      const placed = { entry: withUnifiedValue(written), file }
      const key = keyOf(written)
      const known = this.#byKey.get(key)
      if (!known || isOverride(written)) this.#byKey.set(key, [placed])
      else known.push(placed)
    }
  }

  get entries(): readonly PlacedEntry<File>[] {
    return [...this.#byKey.values()].flat()
  }
}

function keyOf(entry: ConfigEntry): string | undefined {
  if (entry.kind !== 'KeyValueEntry') return undefined
  const { key } = entry
  if (key.kind === 'PathKey') return isIndexed(entry) ? undefined : key.name.name
  return key.expression.kind === 'StringLiteral' ? key.expression.value : undefined
}

function isOverride(entry: ConfigEntry): boolean {
  if (entry.kind !== 'KeyValueEntry' || entry.operator !== '=') return false
  return entry.key.kind !== 'PathKey' || entry.key.path.length === 0 || isIndexed(entry)
}

function isIndexed({ key }: KeyValueEntry): boolean {
  return key.kind === 'PathKey' && key.path.at(-1)?.kind === 'IndexStep'
}

function withUnifiedValue(entry: ConfigEntry): ConfigEntry {
  if (entry.kind !== 'KeyValueEntry') return entry
  const value = unifiedValue(entry.value)
  return value === entry.value ? entry : { ...entry, value }
}

function unifiedValue(value: Expression): Expression {
  if (value.kind === 'ConfigExpression') return unifiedConfig(value)
  if (value.kind !== 'SchemaExpression' || value.config.kind !== 'ConfigExpression') return value
  const config = unifiedConfig(value.config)
  return config === value.config ? value : { ...value, config }
}

/** The same one where nothing changes, as in most. */
function unifiedConfig(config: ConfigExpression): ConfigExpression {
  const unified = new UnifiedEntries<undefined>()
  unified.add(config.entries, undefined)
  const entries = unified.entries.map(({ entry }) => entry)
  const isSame = entries.length === config.entries.length && entries.every((entry, at) => entry === config.entries[at])
  return isSame ? config : { ...config, entries }
}
