/**
 * Unification statements of one name at the top of a package are one statement, which stands where the last one does. An
 * entry with `=` takes the place of those with the same key before it.
 */
import type { SourceFile } from '../../program/program.ts'
import type { ConfigEntry, Statement, UnificationStatement } from '../../syntax/nodes.ts'
import { calleeName } from './calls.ts'

/** Entries that were written in another file than the statement that they are now part of. */
export type BorrowedEntries = ReadonlyMap<ConfigEntry, SourceFile>

interface Placed {
  readonly entry: ConfigEntry
  readonly file: SourceFile
}

interface Group {
  last: UnificationStatement
  file: SourceFile
  count: number
  entries: readonly Placed[]
}

export class Unifications {
  readonly #groups = new Map<string, Group>()

  constructor(files: readonly SourceFile[]) {
    for (const file of files)
      for (const node of file.tree.body) if (node.kind === 'UnificationStatement') this.#add(node, file)
  }

  #add(node: UnificationStatement, file: SourceFile): void {
    const { config } = node.value
    const name = node.target.name
    const entries = config.kind === 'ConfigExpression' ? config.entries.map((entry) => ({ entry, file })) : []
    const known = this.#groups.get(name)
    if (!known) {
      this.#groups.set(name, { last: node, file, count: 1, entries })
      return
    }
    // What was of another schema is forgotten.
    const isSame = calleeName(known.last.value.callee) === calleeName(node.value.callee)
    known.entries = isSame ? joined(known.entries, entries) : entries
    known.last = node
    known.file = file
    known.count++
  }

  statementsOf(file: SourceFile): readonly Statement[] {
    const { body } = file.tree
    if ([...this.#groups.values()].every(({ count }) => count === 1)) return body
    return body.flatMap((node): readonly Statement[] => {
      if (node.kind !== 'UnificationStatement') return [node]
      const group = this.#groups.get(node.target.name)
      if (!group || group.count === 1) return [node]
      return group.last === node ? [this.#merged(group)] : []
    })
  }

  borrowedBy(node: Statement): BorrowedEntries | undefined {
    const group = node.kind === 'UnificationStatement' ? this.#groups.get(node.target.name) : undefined
    const borrowed = group?.entries.filter(({ file }) => file !== group.file) ?? []
    return borrowed.length === 0 ? undefined : new Map(borrowed.map(({ entry, file }) => [entry, file]))
  }

  #merged({ last, entries }: Group): UnificationStatement {
    const { value } = last
    if (value.config.kind !== 'ConfigExpression') return last
    return {
      ...last,
      value: { ...value, config: { ...value.config, entries: entries.map(({ entry }) => entry) } },
    }
  }
}

/** Entries with one key stand together, where the first of them does. */
function joined(before: readonly Placed[], after: readonly Placed[]): readonly Placed[] {
  const groups = new Map<unknown, Placed[]>()
  for (const placed of before) {
    const key = keyOf(placed.entry)
    groups.set(key, [...(groups.get(key) ?? []), placed])
  }
  for (const placed of after) {
    const { entry } = placed
    const key = keyOf(entry)
    const replaces = entry.kind === 'KeyValueEntry' && entry.operator === '=' && !hasPath(entry)
    groups.set(key, replaces ? [placed] : [...(groups.get(key) ?? []), placed])
  }
  return [...groups.values()].flat()
}

/** What `**` and `if` bring has no key; all keys that are computed count as one. */
function keyOf(entry: ConfigEntry): unknown {
  if (entry.kind !== 'KeyValueEntry') return entry
  const { key } = entry
  if (key.kind === 'PathKey') return key.name.name
  return key.expression.kind === 'StringLiteral' ? key.expression.value : ''
}

function hasPath({ key }: Extract<ConfigEntry, { kind: 'KeyValueEntry' }>): boolean {
  return key.kind === 'PathKey' && key.path.length > 0
}
