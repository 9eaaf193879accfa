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
    known.entries = isSame ? [...withoutReplaced(known.entries, entries), ...entries] : entries
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

function withoutReplaced(before: readonly Placed[], after: readonly Placed[]): readonly Placed[] {
  const replaced = new Set<string>()
  for (const { entry } of after) {
    const key = entry.kind === 'KeyValueEntry' && entry.operator === '=' ? plainKey(entry) : undefined
    if (key !== undefined) replaced.add(key)
  }
  if (replaced.size === 0) return before
  return before.filter(({ entry }) => {
    const key = entry.kind === 'KeyValueEntry' ? plainKey(entry) : undefined
    return key === undefined || !replaced.has(key)
  })
}

function plainKey({ key }: Extract<ConfigEntry, { kind: 'KeyValueEntry' }>): string | undefined {
  if (key.kind === 'PathKey') return key.path.length === 0 ? key.name.name : undefined
  return key.expression.kind === 'StringLiteral' ? key.expression.value : undefined
}
