/** What can be known of a schema without running it: the names that its body can read from its instance. */
import type { Program, SourceFile } from '../program/program.ts'
import type { QualifiedName, SchemaMember, SchemaStatement, Statement } from '../syntax/nodes.ts'

export interface SchemaFacts {
  readonly names: ReadonlySet<string>
  readonly keyName: string | undefined
  /** Hosts may have more names: mixins and protocols. */
  readonly isOpen: boolean
}

export class SchemaFinder {
  readonly #schemas = new Map<string, { readonly statement: SchemaStatement; readonly file: SourceFile }>()
  readonly #facts = new Map<SchemaStatement, SchemaFacts>()

  constructor(program: Program) {
    for (const pkg of [program.main, ...program.packages.values()]) {
      for (const file of pkg.files) {
        for (const statement of file.tree.body) {
          if (statement.kind === 'SchemaStatement')
            this.#schemas.set(`${pkg.path}.${statement.name.name}`, { statement, file })
        }
      }
    }
  }

  find(
    name: QualifiedName,
    file: SourceFile,
  ): { readonly statement: SchemaStatement; readonly file: SourceFile } | undefined {
    const [first, second] = name.names.map((part) => part.name)
    if (first === undefined) return undefined
    if (second === undefined) return this.#schemas.get(`${file.package}.${first}`)
    for (const target of file.imports.values()) {
      if (target.kind === 'package' && target.name === first) return this.#schemas.get(`${target.package}.${second}`)
    }
    return undefined
  }

  facts(statement: SchemaStatement, file: SourceFile): SchemaFacts {
    const known = this.#facts.get(statement)
    if (known) return known
    const names = new Set<string>()
    this.#facts.set(statement, { names, keyName: undefined, isOpen: false })
    collectNames(statement.body, names)
    const include = (name: QualifiedName | undefined): void => {
      const found = name && this.find(name, file)
      if (found) for (const inherited of this.facts(found.statement, found.file).names) names.add(inherited)
    }
    include(statement.base)
    include(statement.protocol)
    for (const mixin of statement.mixins) include(mixin)
    const isOpen = statement.keyword !== 'schema' || /(?:Mixin|Protocol)$/.test(statement.name.name)
    const facts = { names, keyName: statement.indexSignature?.name?.name, isOpen }
    this.#facts.set(statement, facts)
    return facts
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
        collectNames(member.body, into)
        collectNames(member.orElse, into)
        break
      default:
    }
  }
}
