/** One package: all its names are declared, then its schemas are resolved, then its code is walked. */
import { importsOf, schemaKind } from '../../program/outline.ts'
import type { SourceFile } from '../../program/program.ts'
import { bodiesOf } from '../../syntax/if-chain.ts'
import type {
  AssignStatement,
  Identifier,
  Range,
  SchemaMember,
  Statement,
  Target,
  TypeAliasStatement,
} from '../../syntax/nodes.ts'
import type { SchemaInfo } from '../schema-info.ts'
import type { NameInfo } from '../scopes.ts'
import { renderType } from '../types/render.ts'
import { ANY, type Origin, type Type } from '../types/types.ts'
import { SchemaChecker } from './schemas.ts'
import { Unifications } from './unifications.ts'

export class PackageChecker extends SchemaChecker {
  check(files: readonly SourceFile[]): void {
    this.#inEach(files, (file) => this.package.imports.set(file, this.importedNames(file)))
    this.#inEach(files, (file) => this.#declareDefinitions(file))
    this.#inEach(files, (file) => this.#declareAliases(file))
    const unified = new Unifications(files)
    this.#inEach(files, (file) => this.#declareGlobals(unified.statementsOf(file)))
    this.#resolveSchemas()
    this.#inEach(files, (file) => {
      for (const statement of unified.statementsOf(file)) {
        this.borrowed = unified.borrowedBy(statement)
        this.checkStatement(statement)
      }
    })
  }

  #inEach(files: readonly SourceFile[], work: (file: SourceFile) => void): void {
    for (const file of files) this.inFile(file, () => work(file))
  }

  // ── declarations ──────────────────────────────────────────────────────────────────────────────────────────────────

  protected importedNames(file: SourceFile): Map<string, NameInfo> {
    const names = new Map<string, NameInfo>()
    for (const [index, target] of file.targets.entries()) {
      const title = target.kind === 'package' || target.kind === 'missing' ? target.package : target.module
      const reference =
        target.kind === 'package'
          ? { kind: 'package' as const, package: target.package }
          : target.kind === 'system'
            ? { kind: 'system' as const, module: target.module }
            : { kind: target.kind, name: target.name }
      const type = this.table.module(reference, title)
      const known = names.get(target.name)
      if (!known) names.set(target.name, importedName(type, file, index))
      else if (known.type.id !== type.id) this.#reportImportedTwice(target.name, file, index)
    }
    return names
  }

  protected aliasedType(node: TypeAliasStatement): Type {
    const { name, type } = node
    return type.kind === 'NamedType' ? this.typeOfName(type.name, name) : this.typeOfAnnotation(type, name)
  }

  #reportImportedTwice(name: string, file: SourceFile, index: number): void {
    const at = importsOf(file.tree)[index]
    const message = `the name '${name}' is defined multiple times, '${name}' must be defined only once`
    if (at) this.report('CompileError', at, message)
  }

  /** Of two with one name the later one counts, but the place of the first. */
  #declareDefinitions(file: SourceFile): void {
    for (const node of file.tree.body) {
      if (node.kind !== 'SchemaStatement' && node.kind !== 'RuleStatement') continue
      const name = node.name.name
      const known = this.package.imports.get(file)?.get(name) ?? this.package.names.get(name)
      if (known) this.report('UniqueKeyError', node, `Unique key error name '${name}'`)
      else this.definedAt.set(name, this.origin(node.name))
      const info: SchemaInfo = {
        kind: schemaKind(node),
        name,
        file,
        node,
        base: undefined,
        protocol: undefined,
        mixins: [],
        attributes: new Map(),
        indexSignature: undefined,
        parameters: [],
      }
      this.package.schemas.set(name, info)
      const type = this.table.schema(info, 'definition')
      const first = this.package.names.get(name)
      this.package.names.set(name, { type, origin: first?.origin ?? this.origin(node), isAnnotated: true })
    }
  }

  #declareAliases(file: SourceFile): void {
    for (const node of file.tree.body) {
      if (node.kind !== 'TypeAliasStatement') continue
      const type = this.aliasedType(node)
      this.package.aliases.set(node.name.name, type)
      this.package.names.set(node.name.name, { type, origin: this.origin(node.name), isAnnotated: true })
    }
  }

  #declareGlobals(body: readonly (Statement | SchemaMember)[]): void {
    for (const node of body) {
      switch (node.kind) {
        case 'AssignStatement':
          this.#declareAssigned(node)
          break
        case 'UnificationStatement':
          this.#declareUnified(node.target, node.value.callee)
          break
        case 'IfStatement':
          for (const arm of bodiesOf(node)) this.#declareGlobals(arm)
          break
        default:
          break
      }
    }
  }

  #declareAssigned(node: AssignStatement): void {
    for (const [index, target] of node.targets.entries()) {
      const name = target.name.name
      const known = this.package.imports.get(this.file)?.get(name) ?? this.package.names.get(name)
      if (known && !name.startsWith('_')) this.#reportImmutable(target, known)
      if (target.path.length > 0) continue
      const annotation = index === 0 && node.type ? this.typeOfAnnotation(node.type) : undefined
      if (known && !annotation) continue
      if (known && annotation && known.isAnnotated && known.type.id !== annotation.id && known.origin) {
        const type = renderType(known.type)
        this.report('TypeError', target, `can not change the type of '${name}' to ${type}`, {
          origin: known.origin,
          message: `expected ${type}`,
        })
      }
      this.package.names.set(name, {
        type: annotation ?? this.#typeAhead(node),
        origin: this.origin(target.name),
        isAnnotated: annotation !== undefined,
      })
    }
  }

  /** A function's type can be told before it is looked at, so that calls above it are checked. */
  #typeAhead(node: AssignStatement): Type {
    if (node.value.kind !== 'LambdaExpression') return ANY
    const { parameters, result } = node.value
    const type = result ? this.reporter.silently(() => this.typeOfAnnotation(result)) : ANY
    return this.table.function(this.parametersOf(parameters), type)
  }

  #declareUnified(target: Identifier, callee: Parameters<SchemaChecker['typeOf']>[0]): void {
    const type = this.typeOf(callee)
    if (type.kind !== 'schema') return
    const known = this.package.names.get(target.name)
    if (!known?.isAnnotated) {
      this.package.names.set(target.name, {
        type: this.table.schema(type.schema, 'declared'),
        origin: this.origin(target),
        isAnnotated: true,
      })
    }
  }

  #reportImmutable(target: Target, known: { readonly origin: Origin | undefined }): void {
    if (!known.origin) return
    const name = target.name.name
    this.reporter.report(
      'ImmutableError',
      {
        origin: this.origin(target),
        message: `Can not change the value of '${name}', because it was declared immutable`,
      },
      {
        origin: known.origin,
        message: `The variable '${name}' is declared here`,
        note: `change the variable name to '_${name}' to make it mutable`,
      },
    )
  }

  // ── schemas ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #resolveSchemas(): void {
    const schemas = [...this.package.schemas.values()]
    this.#resolveEach(schemas)
    // Attributes are held against those of a base, which may stand below.
    if (hasBaseBelow(schemas)) this.#resolveEach(schemas)
    const acyclic = new Set<SchemaInfo>()
    for (const info of schemas) this.#reportCycle(info, schemas, acyclic)
  }

  #resolveEach(schemas: readonly SchemaInfo[]): void {
    for (const info of schemas) {
      this.inFile(info.file, () => {
        this.resolveRelations(info)
        this.declareAttributes(info)
      })
    }
  }

  #reportCycle(info: SchemaInfo, schemas: readonly SchemaInfo[], acyclic: Set<SchemaInfo>): void {
    const cycle = new Set<SchemaInfo>()
    let at: SchemaInfo | undefined = info
    while (at && !cycle.has(at) && !acyclic.has(at)) {
      cycle.add(at)
      at = at.base
    }
    if (at !== info || acyclic.has(info)) {
      if (!at || acyclic.has(at)) for (const one of cycle) acyclic.add(one)
      return
    }
    const names = schemas.filter((one) => cycle.has(one)).map((one) => one.name)
    this.inFile(info.file, () =>
      this.report('CompileError', info.node.name, `There is a circular reference between schemas ${names.join(', ')}`),
    )
  }
}

function hasBaseBelow(schemas: readonly SchemaInfo[]): boolean {
  const places = new Map(schemas.map((info, place) => [info, place]))
  return schemas.some(({ base }, place) => base !== undefined && (places.get(base) ?? 0) > place)
}

/** Most origins are never asked for, and the file that has them need not be parsed. */
function importedName(type: Type, file: SourceFile, index: number): NameInfo {
  const statement = (): Range => importsOf(file.tree)[index] ?? { start: 0, end: 0 }
  return {
    type,
    get origin() {
      return { file, range: statement() }
    },
    isAnnotated: true,
  }
}
