/**
 * Unification statements of one name at the top of a package are one statement, which stands where the last one does. An
 * entry with `=` takes the place of those with the same key before it.
 */
import type { SourceFile } from '../../program/program.ts'
import type {
  AssignStatement,
  ConfigEntry,
  ConfigExpression,
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
  /** As they are written, until there is something to join them with. */
  entries: readonly Placed[]
  /** Joined: those with one key stand together, where the first of them does. */
  byKey: Map<unknown, Placed[]> | undefined
}

export class Unifications {
  readonly #groups = new Map<string, Group>()
  readonly #dropped = new Set<Statement>()
  readonly #statements = new Map<SourceFile, readonly Statement[]>()

  constructor(files: readonly SourceFile[]) {
    const names = new Set<string>()
    for (const file of files)
      for (const node of file.tree.body) if (node.kind === 'UnificationStatement') names.add(node.target.name)
    if (names.size === 0) return
    for (const file of files)
      for (const node of file.tree.body) {
        if (node.kind === 'UnificationStatement') this.#add(node, file)
        else if (node.kind === 'AssignStatement') this.#addAssigned(node, file, names)
      }
  }

  /** `n = S {…}` above the first unification of `n` is one of them. */
  #addAssigned(node: AssignStatement, file: SourceFile, names: ReadonlySet<string>): void {
    const { targets, type, value } = node
    const [target, another] = targets
    if (!target || another || type || target.path.length > 0 || value.kind !== 'SchemaExpression') return
    if (!names.has(target.name.name) || this.#groups.has(target.name.name)) return
    const { config } = value
    const entries = config.kind === 'ConfigExpression' ? config.entries.map((entry) => ({ entry, file })) : []
    this.#groups.set(target.name.name, { last: node, value, file, count: 1, entries, byKey: undefined })
  }

  #add(node: UnificationStatement, file: SourceFile): void {
    const { config } = node.value
    const name = node.target.name
    const entries = config.kind === 'ConfigExpression' ? config.entries.map((entry) => ({ entry, file })) : []
    const known = this.#groups.get(name)
    if (!known) {
      this.#groups.set(name, { last: node, value: node.value, file, count: 1, entries, byKey: undefined })
      return
    }
    // What was of another schema is forgotten.
    const isSame = calleeName(known.value.callee) === calleeName(node.value.callee)
    if (isSame) join((known.byKey ??= byKey(known.entries)), entries)
    else {
      known.entries = entries
      known.byKey = undefined
    }
    if (known.last.kind === 'AssignStatement') this.#dropped.add(known.last)
    known.last = node
    known.value = node.value
    known.file = file
    known.count++
  }

  statementsOf(file: SourceFile): readonly Statement[] {
    let statements = this.#statements.get(file)
    if (!statements) this.#statements.set(file, (statements = this.#merge(file)))
    return statements
  }

  #merge({ tree }: SourceFile): readonly Statement[] {
    const { body } = tree
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
    const borrowed = group ? entriesOf(group).filter(({ file }) => file !== group.file) : []
    return borrowed.length === 0 ? undefined : new Map(borrowed.map(({ entry, file }) => [entry, file]))
  }
}

function merged(last: UnificationStatement, group: Group): UnificationStatement {
  const { value } = last
  if (value.config.kind !== 'ConfigExpression') return last
  const entries = entriesOf(group).map(({ entry }) => entry)
  return { ...last, value: { ...value, config: { ...value.config, entries } } }
}

function entriesOf({ byKey: joined, entries }: Group): readonly Placed[] {
  return joined ? [...joined.values()].flat() : entries
}

function byKey(entries: readonly Placed[]): Map<unknown, Placed[]> {
  const groups = new Map<unknown, Placed[]>()
  join(groups, entries)
  return groups
}

function add(groups: Map<unknown, Placed[]>, placed: Placed): void {
  const key = keyOf(placed.entry)
  const known = groups.get(key)
  if (known) known.push(placed)
  else groups.set(key, [placed])
}

function join(groups: Map<unknown, Placed[]>, entries: readonly Placed[]): void {
  for (const { entry: written, file } of entries) {
    const entry = withoutOverridden(written, file)
    const placed = { entry, file }
    if (entry.kind === 'KeyValueEntry' && entry.operator === '=' && !hasPath(entry)) groups.set(keyOf(entry), [placed])
    else add(groups, placed)
  }
}

/** In the configs inside of it, too, an entry with `=` takes the place of those before it. */
function withoutOverridden(entry: ConfigEntry, file: SourceFile): ConfigEntry {
  if (entry.kind !== 'KeyValueEntry') return entry
  const { value } = entry
  if (value.kind === 'ConfigExpression') return { ...entry, value: joinedConfig(value, file) }
  if (value.kind !== 'SchemaExpression' || value.config.kind !== 'ConfigExpression') return entry
  return { ...entry, value: { ...value, config: joinedConfig(value.config, file) } }
}

function joinedConfig(config: ConfigExpression, file: SourceFile): ConfigExpression {
  const groups = byKey(config.entries.map((entry) => ({ entry, file })))
  return { ...config, entries: [...groups.values()].flat().map(({ entry }) => entry) }
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
