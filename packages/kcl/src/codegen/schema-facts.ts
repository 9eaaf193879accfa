/** What can be known of a schema without running it: the names that its body can read from its instance. */
import type { Package, Program, SourceFile } from '../program/program.ts'
import { definitionIn } from '../program/outline.ts'
import { bodiesOf } from '../syntax/if-chain.ts'
import type { QualifiedName, SchemaMember, SchemaStatement, Statement, TypeNode } from '../syntax/nodes.ts'

export class SchemaFacts {
  readonly keyName: string | undefined
  /** Hosts may have more names: mixins and protocols. */
  readonly isOpen: boolean
  readonly #own: ReadonlySet<string>
  readonly #parts: () => readonly SchemaFacts[]
  readonly #known = new Map<string, boolean>()

  constructor(
    own: ReadonlySet<string>,
    parts: () => readonly SchemaFacts[],
    keyName: string | undefined,
    isOpen: boolean,
  ) {
    this.#own = own
    this.#parts = parts
    this.keyName = keyName
    this.isOpen = isOpen
  }

  /** Whether its instances have an attribute of that name: its own, or one of its bases, mixins or protocol. */
  has(name: string): boolean {
    let known = this.#known.get(name)
    if (known === undefined) {
      // A schema that extends itself ends here.
      this.#known.set(name, false)
      known = this.#own.has(name) || this.#parts().some((part) => part.has(name))
      this.#known.set(name, known)
    }
    return known
  }
}

interface FoundDefinition {
  readonly statement: ReturnType<typeof definitionIn>
  readonly file: SourceFile
}

interface FoundSchema {
  readonly statement: SchemaStatement
  readonly file: SourceFile
}

export interface FoundAlias {
  readonly type: TypeNode
  readonly file: SourceFile
}

const definitions = new WeakMap<Package, ReadonlyMap<string, SourceFile>>()

/** Looks into the file that declares it only; of equal names the last one counts. */
function findDefinition(pkg: Package, name: string): FoundDefinition | undefined {
  let files = definitions.get(pkg)
  if (!files) {
    const found = new Map<string, SourceFile>()
    for (const file of pkg.files)
      for (const { name: own, kind } of file.outline.declarations) if (kind !== 'variable') found.set(own, file)
    definitions.set(pkg, (files = found))
  }
  const file = files.get(name)
  return file && { statement: definitionIn(file.tree, name), file }
}

export class SchemaFinder {
  readonly #program: Program
  readonly #facts = new Map<SchemaStatement, SchemaFacts>()

  constructor(program: Program) {
    this.#program = program
  }

  find(name: QualifiedName, file: SourceFile): FoundSchema | undefined {
    const [first, second] = name.names.map((part) => part.name)
    if (first === undefined) return undefined
    if (second === undefined) return this.#schema(file.package, first)
    for (const target of file.targets) {
      if (target.kind === 'package' && target.name === first) return this.#schema(target.package, second)
    }
    return undefined
  }

  alias(path: string, name: string): FoundAlias | undefined {
    const found = this.#definition(path, name)
    return found?.statement.kind === 'TypeAliasStatement' ? { type: found.statement.type, file: found.file } : undefined
  }

  /** Whether a name of a package is that of a schema, a rule or a type. */
  defines(path: string, name: string): boolean {
    return this.#definition(path, name) !== undefined
  }

  #schema(path: string, name: string): FoundSchema | undefined {
    const found = this.#definition(path, name)
    return found?.statement.kind === 'SchemaStatement' ? { statement: found.statement, file: found.file } : undefined
  }

  #definition(path: string, name: string): FoundDefinition | undefined {
    const pkg = this.#program.packageAt(path)
    return pkg && findDefinition(pkg, name)
  }

  facts(statement: SchemaStatement, file: SourceFile): SchemaFacts {
    const known = this.#facts.get(statement)
    if (known) return known
    const own = new Set<string>()
    collectNames(statement.body, own)
    const isOpen = statement.keyword !== 'schema' || /(?:Mixin|Protocol)$/.test(statement.name.name)
    const parts = [statement.base, statement.protocol, ...statement.mixins]
    const facts = new SchemaFacts(own, () => this.factsOf(parts, file), statement.indexSignature?.name?.name, isOpen)
    this.#facts.set(statement, facts)
    return facts
  }

  factsOf(names: readonly (QualifiedName | undefined)[], file: SourceFile): readonly SchemaFacts[] {
    return names.flatMap((name) => {
      const found = name && this.find(name, file)
      return found ? [this.facts(found.statement, found.file)] : []
    })
  }
}

function collectNames(members: readonly (SchemaMember | Statement)[], into: Set<string>): void {
  for (const member of members) {
    switch (member.kind) {
      case 'SchemaAttribute':
        into.add(member.name.name)
        break
      case 'AssignStatement':
        for (const target of member.targets) into.add(target.name.name)
        break
      case 'AugmentedAssignStatement':
        into.add(member.target.name.name)
        break
      case 'UnificationStatement':
        into.add(member.target.name)
        break
      case 'IfStatement':
        for (const arm of bodiesOf(member)) collectNames(arm, into)
        break
      default:
    }
  }
}
