/**
 * Unification statements of one name at the top of a package are one statement, which stands where the last one does. An
 * entry with `=` takes the place of those with the same key before it.
 */
import type { SourceFile } from '../../program/program.ts'
import type {
  AssignStatement,
  ConfigEntry,
  SchemaExpression,
  Statement,
  UnificationStatement,
} from '../../syntax/nodes.ts'
import { calleeName } from './calls.ts'

/** Entries that were written in another file than the statement that they are now part of. */
export type BorrowedEntries = ReadonlyMap<ConfigEntry, SourceFile>

interface Placed {
  readonly entry: ConfigEntry
  readonly file: SourceFile
}

interface Group {
  last: UnificationStatement | AssignStatement
  value: SchemaExpression
  file: SourceFile
  count: number
  entries: readonly Placed[]
}

export class Unifications {
  readonly #groups = new Map<string, Group>()
  readonly #dropped = new Set<Statement>()

  constructor(files: readonly SourceFile[]) {
    for (const file of files)
      for (const node of file.tree.body) {
        if (node.kind === 'UnificationStatement') this.#add(node, file)
        else if (node.kind === 'AssignStatement') this.#addAssigned(node, file)
      }
  }

  /** `n = S {…}` above the first unification of `n` is one of them. */
  #addAssigned(node: AssignStatement, file: SourceFile): void {
    const { targets, type, value } = node
    const [target, another] = targets
    if (!target || another || type || target.path.length > 0 || value.kind !== 'SchemaExpression') return
    if (this.#groups.has(target.name.name)) return
    const { config } = value
    const entries = config.kind === 'ConfigExpression' ? config.entries.map((entry) => ({ entry, file })) : []
    this.#groups.set(target.name.name, { last: node, value, file, count: 1, entries })
  }

  #add(node: UnificationStatement, file: SourceFile): void {
    const { config } = node.value
    const name = node.target.name
    const entries = config.kind === 'ConfigExpression' ? config.entries.map((entry) => ({ entry, file })) : []
    const known = this.#groups.get(name)
    if (!known) {
      this.#groups.set(name, { last: node, value: node.value, file, count: 1, entries })
      return
    }
    // What was of another schema is forgotten.
    const isSame = calleeName(known.value.callee) === calleeName(node.value.callee)
    known.entries = isSame ? joined(known.entries, entries) : entries
    if (known.last.kind === 'AssignStatement') this.#dropped.add(known.last)
    known.last = node
    known.value = node.value
    known.file = file
    known.count++
  }

  statementsOf(file: SourceFile): readonly Statement[] {
    const { body } = file.tree
    if ([...this.#groups.values()].every(({ count }) => count === 1)) return body
    return body.flatMap((node): readonly Statement[] => {
      if (node.kind !== 'UnificationStatement') return this.#dropped.has(node) ? [] : [node]
      const group = this.#groups.get(node.target.name)
      if (!group || group.count === 1) return [node]
      return group.last === node ? [merged(node, group)] : []
    })
  }

  borrowedBy(node: Statement): BorrowedEntries | undefined {
    const group = node.kind === 'UnificationStatement' ? this.#groups.get(node.target.name) : undefined
    const borrowed = group?.entries.filter(({ file }) => file !== group.file) ?? []
    return borrowed.length === 0 ? undefined : new Map(borrowed.map(({ entry, file }) => [entry, file]))
  }
}

function merged(last: UnificationStatement, { entries }: Group): UnificationStatement {
  const { value } = last
  if (value.config.kind !== 'ConfigExpression') return last
  return { ...last, value: { ...value, config: { ...value.config, entries: entries.map(({ entry }) => entry) } } }
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
