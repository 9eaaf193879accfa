/** The state that all parts of the checker share: where it is, what names mean there, and whom it tells. */
import type { Range } from '../../syntax/nodes.ts'
import type { SourceFile } from '../../program/program.ts'
import { LibraryTypes } from '../library-types.ts'
import type { Block, ErrorTitle, Reporter } from '../reporter.ts'
import { findAttribute, type AttributeInfo } from '../schema-info.ts'
import type { LocalScope, NameInfo, PackageScope, SchemaScope, Scope } from '../scopes.ts'
import { suggestionText } from '../suggestions.ts'
import { usableNames } from './schema-bodies.ts'
import type { BorrowedEntries } from '../../program/unifications.ts'
import { ANY, type Origin, type Type, type TypeTable } from '../types/types.ts'

/** What a value is for: the type that it should have, and the declaration that says so. */
export interface Expectation {
  readonly type: Type
  /** Undefined where no one declaration is to blame, as with index signatures. */
  readonly origin: Origin | undefined
}

/** What outlives one package. */
export interface ProgramState {
  readonly table: TypeTable
  readonly library: LibraryTypes
  readonly reporter: Reporter
  readonly packages: Map<string, PackageScope>
}

const UPPER = /^\p{Uppercase}/u

export abstract class CheckerCore {
  protected readonly state: ProgramState
  protected readonly table: TypeTable
  protected readonly reporter: Reporter
  protected readonly package: PackageScope
  protected file: SourceFile
  protected scope: Scope
  /** What configs and lists are for: they take it from whatever they stand in, however deep. */
  protected expectation: Expectation | undefined
  /** Loop variables that stand for their values where a bare key has their name: until a scope ends, whichever. */
  protected readonly loopNames = new Set<string>()
  /** The statement or name that was looked at last: the reference blames it for names in some places. */
  protected lastSeen: Range = { start: 0, end: 0 }
  /** Where the walk met the names of the package first: their definition, or what assigns them. */
  protected readonly definedAt = new Map<string, Origin>()
  /** Entries of the statement at hand that are in other files. */
  protected borrowed: BorrowedEntries | undefined

  constructor(state: ProgramState, scope: PackageScope, file: SourceFile) {
    this.state = state
    this.table = state.table
    this.reporter = state.reporter
    this.package = scope
    this.scope = scope
    this.file = file
  }

  protected origin(range: Range): Origin {
    return { file: this.file, range }
  }

  protected report(title: ErrorTitle, range: Range, message: string, ...more: readonly Block[]): void {
    this.reporter.report(title, { origin: this.origin(range), message }, ...more)
  }

  protected expecting<T>(expectation: Expectation | undefined, work: () => T): T {
    const outer = this.expectation
    this.expectation = expectation
    try {
      return work()
    } finally {
      this.expectation = outer
    }
  }

  protected inScope<T>(scope: Scope, work: () => T): T {
    const outer = this.scope
    this.scope = scope
    try {
      return work()
    } finally {
      this.scope = outer
      this.loopNames.clear()
    }
  }

  protected inLocal<T>(kind: LocalScope['kind'], work: (names: Map<string, NameInfo>) => T): T {
    const names = new Map<string, NameInfo>()
    return this.inScope({ kind, names, outer: this.scope }, () => work(names))
  }

  protected inFile<T>(file: SourceFile, work: () => T): T {
    const outer = this.file
    this.file = file
    try {
      return work()
    } finally {
      this.file = outer
    }
  }

  /** Says so where the name means nothing. */
  protected lookUp(name: string, range: Range): Type {
    const known = this.findName(name)
    if (known) return known.type
    if (!this.#mayBeOfHost(name)) {
      this.report('CompileError', range, `name '${name}' is not defined${this.#similarNames(name)}`)
    }
    return ANY
  }

  #similarNames(name: string): string {
    const names = this.#usableNames()
    this.reporter.comparisonsLeft -= names.size
    return this.reporter.comparisonsLeft < 0 ? '' : suggestionText(name, names)
  }

  /** What can be named here, from the outside in. */
  #usableNames(): ReadonlySet<string> {
    const scopes: (readonly string[])[] = []
    for (let at: Scope = this.scope; ; at = at.outer) {
      scopes.unshift(at.kind === 'schema' ? usableNames(at) : [...at.names.keys()])
      if (at.kind !== 'package') continue
      const imports = at.imports.get(this.file)
      return new Set([...this.state.library.builtins.keys(), ...(imports?.keys() ?? []), ...scopes.flat()])
    }
  }

  protected findName(name: string): NameInfo | undefined {
    for (let at: Scope = this.scope; ; at = at.outer) {
      if (at.kind === 'package') return this.#findInPackage(at, name)
      if (at.kind === 'schema') {
        const attribute = findAttribute(at.schema, name)
        if (attribute) return attributeInfo(attribute, at)
      }
      const local = at.names.get(name)
      const isHidden =
        at.kind === 'lambda'
          ? local?.isAnnotated || local?.type.kind === 'any'
          : at.kind === 'instance' && at !== this.scope
      if (local) return isHidden ? (this.findInBody(name) ?? local) : local
    }
  }

  /** What the body of a schema has goes before parameters of the lambdas in it, and before keys of instances around what stands in them. */
  protected findInBody(name: string): NameInfo | undefined {
    const at = this.enclosingSchema()
    if (!at) return undefined
    const attribute = findAttribute(at.schema, name)
    if (attribute) return attributeInfo(attribute, at)
    return at.assigned.has(name) ? at.names.get(name) : undefined
  }

  #findInPackage(scope: PackageScope, name: string): NameInfo | undefined {
    const imported = scope.imports.get(this.file)?.get(name)
    if (imported) return imported
    const own = scope.names.get(name)
    if (own) return own
    for (const names of scope.imports.values()) {
      const elsewhere = names.get(name)
      if (elsewhere) return elsewhere
    }
    const builtin = this.state.library.builtins.get(name)
    return builtin && { type: builtin, origin: undefined, isAnnotated: true }
  }

  /** Rules may use any name, mixins and protocols what their hosts have, which is never written like a schema. */
  #mayBeOfHost(name: string): boolean {
    const schema = this.enclosingSchema()?.schema
    if (!schema) return false
    if (schema.kind === 'schema') return schema.protocol?.indexSignature !== undefined
    return schema.kind === 'rule' || !UPPER.test(name)
  }

  protected enclosingSchema(): SchemaScope | undefined {
    for (let at: Scope = this.scope; at.kind !== 'package'; at = at.outer) if (at.kind === 'schema') return at
    return undefined
  }
}

/** What the body has given to an attribute that may be anything is its type from there on. */
export function attributeInfo({ name, type, origin }: AttributeInfo, scope: SchemaScope): NameInfo {
  const given = type.kind === 'any' ? scope.names.get(name) : undefined
  return given ?? { type, origin, isAnnotated: true }
}
