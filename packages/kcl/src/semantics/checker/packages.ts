/** One package: all its names are declared, then its schemas are resolved, then its code is walked. */
import { importsOf, schemaKind } from '../../program/outline.ts'
import type { SourceFile } from '../../program/program.ts'
import { bodiesOf } from '../../syntax/if-chain.ts'
import type {
  AssignStatement,
  Identifier,
  Range,
  RuleStatement,
  SchemaMember,
  SchemaStatement,
  Statement,
  Target,
  TypeAliasStatement,
  TypeNode,
} from '../../syntax/nodes.ts'
import type { SchemaInfo } from '../schema-info.ts'
import type { NameInfo } from '../scopes.ts'
import { isCovered } from '../types/assignable.ts'
import { renderType } from '../types/render.ts'
import { ANY, type FunctionType, type Origin, type Type } from '../types/types.ts'
import { builtinNameTaken, isBasicType, SchemaChecker } from './schemas.ts'
import { unificationsOf } from '../../program/unifications.ts'

export class PackageChecker extends SchemaChecker {
  /** All of them, also those that another one of the same name hides. */
  readonly #definitions: SchemaInfo[] = []
  #needsSecondLook = false

  check(files: readonly SourceFile[]): void {
    this.#inEach(files, (file) => this.package.imports.set(file, this.importedNames(file)))
    this.#inEach(files, (file) => this.#declareDefinitions(file))
    this.#inEach(files, (file) => this.#declareAliases(file))
    // What an alias above another one lacked is known now.
    if (this.reporter.diagnostics.length > 0)
      this.reporter.silently(() => this.#inEach(files, (file) => this.#declareAliases(file)))
    const unified = unificationsOf(files)
    const places = new Map<string, Origin>()
    this.#inEach(files, (file) => this.#declareGlobals(unified.statementsOf(file), places))
    this.#resolveSchemas()
    // Only then does it matter that the reference looks at all of them again.
    if (this.#needsSecondLook || this.reporter.diagnostics.length > 0)
      this.#inEach(files, (file) => this.#declareTypes(unified.statementsOf(file)))
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
      const head = headOf(file, node)
      if (known) this.report('UniqueKeyError', head, `Unique key error name '${name}'`)
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
      this.#definitions.push(info)
      this.package.schemas.set(name, info)
      const type = this.table.schema(info, 'definition')
      const first = this.package.names.get(name)
      this.#setName(name, { type, origin: first?.origin ?? this.origin(head), isAnnotated: true })
    }
  }

  /** It takes the place of what the file imports by that name. */
  #setName(name: string, info: NameInfo): void {
    this.package.imports.get(this.file)?.delete(name)
    this.package.names.set(name, info)
  }

  #declareAliases(file: SourceFile): void {
    for (const node of file.tree.body) {
      if (node.kind !== 'TypeAliasStatement') continue
      if (isBasicType(node.name.name))
        this.report('TypeError', node.name, builtinNameTaken('type alias', node.name.name))
      const type = this.aliasedType(node)
      this.package.aliases.set(node.name.name, type)
      this.package.names.set(node.name.name, { type, origin: this.origin(node.name), isAnnotated: true })
    }
  }

  /** Names first, their types after that: `places` gets what unifies a name last. */
  #declareGlobals(body: readonly (Statement | SchemaMember)[], places: Map<string, Origin>): void {
    for (const node of body) {
      switch (node.kind) {
        case 'AssignStatement':
          for (let at = 0; at < node.targets.length; at++)
            this.#declareAssigned(node.targets[at] as Target, at === 0 ? node.type : undefined, places, node)
          break
        case 'UnificationStatement':
          this.#declareUnified(node.target, node.value.callee)
          places.set(node.target.name, this.origin(node.target))
          break
        case 'IfStatement':
          for (const arm of bodiesOf(node)) this.#declareGlobals(arm, places)
          break
        default:
          break
      }
    }
  }

  #declareAssigned(
    target: Target,
    type: TypeNode | undefined,
    places: Map<string, Origin>,
    node: AssignStatement,
  ): void {
    const name = target.name.name
    const origin = this.origin(target.name)
    const known = this.package.imports.get(this.file)?.get(name) ?? this.package.names.get(name)
    if (known) {
      this.#needsSecondLook = true
      if (!name.startsWith('_')) {
        const place = places.get(name) ?? known.origin
        if (place) this.#reportImmutable(target, place)
        return
      }
    }
    const annotation = type && this.typeOfAnnotation(type)
    if (known && !annotation) {
      // What it may be is known from further up; it counts as said here.
      if (target.path.length === 0 && this.package.names.get(name) === known)
        this.package.names.set(name, { ...known, origin })
      return
    }
    if (known && annotation) this.#mustBeNarrower(target, annotation, known)
    const info = { type: annotation ?? ANY, origin, isAnnotated: annotation !== undefined }
    const ahead = target.path.length === 0 && !annotation ? this.#typeAhead(node) : undefined
    this.#setName(name, ahead ? { ...info, ahead } : info)
  }

  #mustBeNarrower(target: Target, type: Type, known: NameInfo): void {
    if (!known.origin || isCovered(type, known.type)) return
    const message = `can not change the type of '${target.name.name}' to ${renderType(known.type)}`
    this.report('TypeError', target, message, { origin: known.origin, message: `expected ${renderType(known.type)}` })
  }

  /** A function's parameters can be told before it is looked at, so that calls above it are checked. */
  #typeAhead({ value }: AssignStatement): FunctionType | undefined {
    if (value.kind !== 'LambdaExpression') return undefined
    const { dropped } = this.reporter
    const parameters = this.reporter.silently(() => this.parametersOf(value.parameters))
    if (this.reporter.dropped > dropped) this.#needsSecondLook = true
    return this.table.function(parameters, ANY)
  }

  #declareUnified(target: Identifier, callee: Parameters<SchemaChecker['typeOf']>[0]): void {
    const type = this.typeOf(callee)
    // Whatever was said of it before has to fit what unifies it.
    if (this.package.names.has(target.name)) this.#needsSecondLook = true
    this.#setName(target.name, {
      type: type.kind === 'schema' ? this.table.schema(type.schema, 'declared') : type,
      origin: this.origin(target),
      isAnnotated: type.kind !== 'any',
    })
  }

  /** The second look at all assignments: what stands below counts for what stands above. */
  #declareTypes(body: readonly (Statement | SchemaMember)[], isBranch = false): void {
    for (const node of body) {
      if (node.kind === 'IfStatement') for (const arm of bodiesOf(node)) this.#declareTypes(arm, true)
      else if (node.kind === 'UnificationStatement') this.#declareUnified(node.target, node.value.callee)
      else if (node.kind === 'AssignStatement') {
        if (!isBranch) this.#declareParameters(node)
        for (const [index, target] of node.targets.entries()) {
          if (target.path.length > 0) continue
          this.#declareType(target, index === 0 && node.type ? this.typeOfAnnotation(node.type) : undefined)
        }
      }
    }
  }

  /** What is wrong with a function's parameters is said before statements are looked at. */
  #declareParameters({ targets, type, value }: AssignStatement): void {
    const [target] = targets
    if (value.kind !== 'LambdaExpression' || type || !target || targets.length > 1 || target.path.length > 0) return
    const own = this.package.names.get(target.name.name)
    if (!own || own.origin?.range === target.name) this.parametersOf(value.parameters)
  }

  #declareType(target: Target, annotation: Type | undefined): void {
    const name = target.name.name
    const own = this.package.names.get(name)
    const origin = this.origin(target.name)
    if (!annotation) {
      if (own && own.origin?.range !== target.name) this.package.names.set(name, { ...own, origin })
      return
    }
    const known = this.package.imports.get(this.file)?.get(name) ?? own
    if (known) this.#mustBeNarrower(target, annotation, known)
    this.#setName(name, { type: annotation, origin, isAnnotated: true })
  }

  #reportImmutable(target: Target, first: Origin): void {
    const name = target.name.name
    this.reporter.report(
      'ImmutableError',
      {
        origin: this.origin(target),
        message: `Can not change the value of '${name}', because it was declared immutable`,
      },
      {
        origin: first,
        message: `The variable '${name}' is declared here`,
        note: `change the variable name to '_${name}' to make it mutable`,
      },
    )
  }

  // ── schemas ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #resolveSchemas(): void {
    const schemas = this.#definitions
    this.#resolveEach(schemas)
    // Attributes are held against those of a base, which may stand below.
    if (hasBaseBelow(schemas)) this.#resolveEach(schemas)
    const seen = new Set<SchemaInfo>()
    for (const info of schemas) this.#reportCycle(info, seen)
  }

  #resolveEach(schemas: readonly SchemaInfo[]): void {
    for (const info of schemas) {
      this.inFile(info.file, () => this.resolveSchema(info))
    }
  }

  /** Each circle is said of all that are in it, along its bases; `seen` has those that were looked at. */
  #reportCycle(info: SchemaInfo, seen: Set<SchemaInfo>): void {
    const chain: SchemaInfo[] = []
    let at: SchemaInfo | undefined = info
    for (; at && !seen.has(at); at = at.base) {
      seen.add(at)
      chain.push(at)
    }
    const start = at ? chain.indexOf(at) : -1
    if (start < 0) return
    const cycle = chain.slice(start)
    if (cycle.some(({ name }) => name === '')) return
    const names = cycle.map(({ name }) => name).join(', ')
    for (const one of cycle)
      this.inFile(one.file, () =>
        this.report('CompileError', one.node.name, `There is a circular reference between schemas ${names}`),
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

/** Without its decorators. */
function headOf({ text }: SourceFile, node: SchemaStatement | RuleStatement): Range {
  if (node.decorators.length === 0) return node
  const keyword = node.kind === 'RuleStatement' ? 'rule' : node.keyword
  return { start: text.lastIndexOf(keyword, node.name.start - 1), end: node.end }
}
