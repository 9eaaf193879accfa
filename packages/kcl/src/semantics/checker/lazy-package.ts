/**
 * A package that is known to be without fault, and that declares nothing but schemas, rules and aliases: each of its names
 * is declared when it is first asked for, so that only the files that a program uses are parsed.
 */
import { definitionIn, type DeclarationKind } from '../../program/outline.ts'
import type { Package, PackageDeclaration, SourceFile } from '../../program/program.ts'
import type { RuleStatement, SchemaStatement, TypeAliasStatement } from '../../syntax/nodes.ts'
import { Reporter } from '../reporter.ts'
import type { AttributeInfo, IndexSignatureInfo, SchemaInfo } from '../schema-info.ts'
import type { NameInfo, PackageScope } from '../scopes.ts'
import type { FunctionParameter, Type } from '../types/types.ts'
import type { ProgramState } from './core.ts'
import { PackageChecker } from './packages.ts'

export function isDeclarative(pkg: Package): boolean {
  if (!pkg.checked || pkg.files.some((file) => !file.outline.isDeclarative)) return false
  const { declarations } = pkg
  return new Set(declarations.map(({ name }) => name)).size === declarations.length
}

export function declareLazily(state: ProgramState, sources: Package): PackageScope {
  const declared = new Map(sources.declarations.map((one) => [one.name, one]))
  const namesOf = (isWanted: (kind: DeclarationKind) => boolean): readonly string[] =>
    sources.declarations.filter(({ kind }) => isWanted(kind)).map(({ name }) => name)
  const scope: PackageScope = {
    kind: 'package',
    path: sources.path,
    names: new LazyMap(declared.keys(), (name) => of(name, (one) => checker?.nameInfo(one))),
    imports: new LazyMap(sources.files, (file) => checker?.importedNames(file)),
    schemas: new LazyMap(
      namesOf((kind) => !isAlias(kind)),
      (name) => of(name, (one) => checker?.schemaInfo(one)),
    ),
    aliases: new LazyMap(namesOf(isAlias), (name) => of(name, (one) => checker?.aliasType(one))),
  }
  const of = <T>(name: string, make: (one: PackageDeclaration) => T): T | undefined => {
    const one = declared.get(name)
    return one && make(one)
  }
  // It outlives the program that it was made for, of which it needs the packages that it imports itself.
  const own = { ...state, reporter: new Reporter(), packages: new Map(state.packages) }
  const [first] = sources.files
  const checker = first && new LazyPackage(own, scope, first)
  return scope
}

function isAlias(kind: DeclarationKind): boolean {
  return kind === 'alias of a name' || kind === 'alias of a type'
}

class LazyPackage extends PackageChecker {
  override importedNames(file: SourceFile): Map<string, NameInfo> {
    return this.inFile(file, () => super.importedNames(file))
  }

  nameInfo({ name, kind, file }: PackageDeclaration): NameInfo | undefined {
    const type = isAlias(kind) ? this.package.aliases.get(name) : this.#definition(name)
    const origin = () => ({ file, range: isAlias(kind) ? aliasIn(file, name).name : schemaIn(file, name) })
    return (
      type && {
        type,
        get origin() {
          return origin()
        },
        isAnnotated: true,
      }
    )
  }

  #definition(name: string): Type | undefined {
    const schema = this.package.schemas.get(name)
    return schema && this.table.schema(schema, 'definition')
  }

  aliasType({ name, file }: PackageDeclaration): Type {
    return this.#atTop(file, () => this.aliasedType(aliasIn(file, name)))
  }

  schemaInfo({ name, kind, file }: PackageDeclaration): SchemaInfo {
    return new LazySchema(kind as SchemaInfo['kind'], name, file, (info) =>
      this.#atTop(file, () => this.resolveSchema(info)),
    )
  }

  #atTop<T>(file: SourceFile, work: () => T): T {
    return this.inScope(this.package, () => this.inFile(file, work))
  }
}

/** Its relations and attributes are looked up when one of them is asked for. */
class LazySchema implements SchemaInfo {
  readonly kind: SchemaInfo['kind']
  readonly name: string
  readonly file: SourceFile
  readonly #attributes = new Map<string, AttributeInfo>()
  #resolve: ((info: SchemaInfo) => void) | undefined
  #base: SchemaInfo | undefined
  #protocol: SchemaInfo | undefined
  #mixins: readonly SchemaInfo[] = []
  #indexSignature: IndexSignatureInfo | undefined
  #parameters: readonly FunctionParameter[] = []

  constructor(kind: SchemaInfo['kind'], name: string, file: SourceFile, resolve: (info: SchemaInfo) => void) {
    this.kind = kind
    this.name = name
    this.file = file
    this.#resolve = resolve
  }

  /** What is asked for while it is resolved is answered with what is known so far, as when all are declared in turn. */
  #resolved(): this {
    const resolve = this.#resolve
    this.#resolve = undefined
    resolve?.(this)
    return this
  }

  get node(): SchemaStatement | RuleStatement {
    return schemaIn(this.file, this.name)
  }

  get attributes(): Map<string, AttributeInfo> {
    return this.#resolved().#attributes
  }

  get base(): SchemaInfo | undefined {
    return this.#resolved().#base
  }
  set base(base: SchemaInfo | undefined) {
    this.#base = base
  }

  get protocol(): SchemaInfo | undefined {
    return this.#resolved().#protocol
  }
  set protocol(protocol: SchemaInfo | undefined) {
    this.#protocol = protocol
  }

  get mixins(): readonly SchemaInfo[] {
    return this.#resolved().#mixins
  }
  set mixins(mixins: readonly SchemaInfo[]) {
    this.#mixins = mixins
  }

  get indexSignature(): IndexSignatureInfo | undefined {
    return this.#resolved().#indexSignature
  }
  set indexSignature(signature: IndexSignatureInfo | undefined) {
    this.#indexSignature = signature
  }

  get parameters(): readonly FunctionParameter[] {
    return this.#resolved().#parameters
  }
  set parameters(parameters: readonly FunctionParameter[]) {
    this.#parameters = parameters
  }
}

/** A map whose keys are known and whose values are made when they are asked for. */
class LazyMap<K, V> extends Map<K, V> {
  readonly #known: ReadonlySet<K>
  readonly #make: (key: K) => V | undefined

  constructor(keys: Iterable<K>, make: (key: K) => V | undefined) {
    super()
    this.#known = new Set(keys)
    this.#make = make
  }

  override get(key: K): V | undefined {
    if (!super.has(key) && this.#known.has(key)) {
      const value = this.#make(key)
      if (value !== undefined) super.set(key, value)
    }
    return super.get(key)
  }

  override has(key: K): boolean {
    return this.#known.has(key)
  }

  override keys(): MapIterator<K> {
    return this.#known.values()
  }

  override values(): MapIterator<V> {
    for (const key of this.#known) this.get(key)
    return super.values()
  }
}

function schemaIn(file: SourceFile, name: string): SchemaStatement | RuleStatement {
  const found = definitionIn(file.tree, name)
  if (found.kind === 'TypeAliasStatement') throw new Error(`${file.path} declares no schema ${name}`)
  return found
}

function aliasIn(file: SourceFile, name: string): TypeAliasStatement {
  const found = definitionIn(file.tree, name)
  if (found.kind !== 'TypeAliasStatement') throw new Error(`${file.path} declares no alias ${name}`)
  return found
}
