/** Unification statements of one name at the top of a package are one statement, which stands where the last one does. */
import { MAIN_PACKAGE, type SourceFile } from './program.ts'
import { calleeName } from '../syntax/callee.ts'
import { UnifiedEntries, type PlacedEntry } from './unified-entries.ts'
import type {
  AssignStatement,
  ConfigEntry,
  SchemaExpression,
  Statement,
  UnificationStatement,
} from '../syntax/nodes.ts'

/** Entries that were written in another file than the statement that they are now part of. */
export type BorrowedEntries = ReadonlyMap<ConfigEntry, SourceFile>

interface Group {
  last: UnificationStatement | AssignStatement
  value: SchemaExpression
  file: SourceFile
  count: number
  /** As they are written in `file`, until there is something to unify them with. */
  entries: readonly ConfigEntry[]
  unified: UnifiedEntries<SourceFile> | undefined
}

/** Several steps of one compilation ask for them. */
const known = new WeakMap<readonly SourceFile[], Unifications>()

/** Those of a package: only in the main one they are one statement. */
export function unificationsOf(files: readonly SourceFile[]): Unifications {
  let unifications = known.get(files)
  if (!unifications) {
    unifications = new Unifications(files[0]?.package === MAIN_PACKAGE ? files : [])
    known.set(files, unifications)
  }
  return unifications
}

class Unifications {
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
    const entries = configEntries(value)
    this.#groups.set(target.name.name, { last: node, value, file, count: 1, entries, unified: undefined })
  }

  #add(node: UnificationStatement, file: SourceFile): void {
    const name = node.target.name
    const entries = configEntries(node.value)
    const known = this.#groups.get(name)
    if (!known) {
      this.#groups.set(name, { last: node, value: node.value, file, count: 1, entries, unified: undefined })
      return
    }
    // What was of another schema is forgotten.
    const isSame = calleeName(known.value.callee) === calleeName(node.value.callee)
    if (isSame) {
      if (!known.unified) {
        known.unified = new UnifiedEntries()
        known.unified.add(known.entries, known.file)
      }
      known.unified.add(entries, file)
    } else {
      known.entries = entries
      known.unified = undefined
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

function entriesOf({ entries, file, unified }: Group): readonly PlacedEntry<SourceFile>[] {
  return unified?.entries ?? entries.map((entry) => ({ entry, file }))
}

function configEntries({ config }: SchemaExpression): readonly ConfigEntry[] {
  return config.kind === 'ConfigExpression' ? config.entries : []
}
