/** The files of one package become one function: it fills the cells of the globals and answers the walk in source order. */
import { MAIN_PACKAGE, type SourceFile } from '../program/program.ts'
import type {
  AssignStatement,
  ConfigExpression,
  IfStatement,
  RuleStatement,
  SchemaStatement,
  Statement,
  TypeAliasStatement,
  TypeNode,
  UnificationStatement,
} from '../syntax/nodes.ts'
import type { UnificationPart } from './direct/configs.ts'
import type { DirectWalk } from './direct/walk.ts'
import type { EmittedFile } from './emitter.ts'
import type { Linkage } from './names.ts'
import type { FoundAlias, SchemaFinder } from './schema-facts.ts'
import { SchemaEmitter } from './schema-emitter.ts'

/** The walk in source order: the steps that are taken directly are named by their numbers. */
class WalkText {
  readonly #parts: string[] = []
  #from = 0
  #to = 0
  isCompiled = false

  addDirect(from: number, to: number): void {
    if (this.#to !== from) this.#from = from
    this.#to = to
  }

  add(code: string): void {
    if (code === '') return
    this.#flush()
    this.isCompiled = true
    this.#parts.push(code)
  }

  #flush(): void {
    if (this.#to > this.#from) this.#parts.push(`link.direct(${this.#from},${this.#to});`)
    this.#from = this.#to
  }

  text(): string {
    this.#flush()
    return this.#parts.join('\n')
  }
}

export class ModuleEmitter extends SchemaEmitter {
  readonly #files: readonly EmittedFile[]
  readonly #setterCounts = new Map<string, number>()
  readonly #setters: string[] = []
  readonly #unifications = new Map<string, [UnificationPart, ...UnificationPart[]]>()

  constructor(path: string, files: readonly EmittedFile[], finder: SchemaFinder, linkage: Linkage) {
    super(path, finder, linkage)
    this.#files = files
  }

  /**
   * JavaScript text of a function body with the parameters `$`, `m` and `link`; it returns the walk. `direct` takes what
   * it can; undefined where that was all.
   */
  emit(isWanted: (statement: Statement) => boolean, direct?: DirectWalk): string | undefined {
    const statements = this.#files.map((emitted) => emitted.file.tree.body.filter(isWanted))
    for (const [index, emitted] of this.#files.entries()) {
      for (const statement of statements[index] ?? []) {
        if (statement.kind !== 'UnificationStatement') continue
        const name = statement.target.name
        const parts = this.#unifications.get(name)
        if (parts) parts.push({ node: statement, file: emitted })
        else this.#unifications.set(name, [{ node: statement, file: emitted }])
      }
    }
    const walk = new WalkText()
    for (const [index, emitted] of this.#files.entries()) {
      this.current = emitted
      this.line = 0
      for (const statement of statements[index] ?? []) {
        const before = direct?.length ?? 0
        if (direct && this.#isTaken(statement, emitted, direct)) walk.addDirect(before, direct.length)
        else walk.add(this.statement(statement, undefined))
      }
    }
    if (direct && this.#setters.length === 0 && !walk.isCompiled) return undefined
    return this.#body(`${this.#setters.join('\n')}\nreturn ()=>{\n${walk.text()}\n};`)
  }

  #isTaken(node: Statement, file: EmittedFile, direct: DirectWalk): boolean {
    const next = (name: string): number => this.#nextSetter(name)
    if (node.kind !== 'UnificationStatement') return direct.take(node, file, next)
    const parts = this.#unifications.get(node.target.name)
    return parts?.at(-1)?.node === node && direct.takeUnified(parts, next)
  }

  #nextSetter(name: string): number {
    const index = this.#setterCounts.get(name) ?? 0
    this.#setterCounts.set(name, index + 1)
    return index
  }

  /** The same for one definition; it returns what the name stands for. */
  emitDefinition(node: SchemaStatement | RuleStatement | TypeAliasStatement, file: SourceFile): string {
    return this.inFile(file, () => {
      this.line = 0
      return this.#body(`return ${this.#definition(node)};`)
    })
  }

  #body(code: string): string {
    return `"use strict";const $U=Symbol();\n${this.constantCode}\n${code}`
  }

  #definition(node: SchemaStatement | RuleStatement | TypeAliasStatement): string {
    switch (node.kind) {
      case 'SchemaStatement':
        return this.schema(node)
      case 'RuleStatement':
        return this.rule(node)
      case 'TypeAliasStatement': {
        const { type } = node
        return type.kind === 'NamedType' ? this.deferred(() => this.qualified(type.name)) : 'undefined'
      }
    }
  }

  protected inFile<T>(file: SourceFile, emit: () => T): T {
    const outer = this.current
    this.current = this.#files.find((candidate) => candidate.file === file) ?? outer
    const result = emit()
    this.current = outer
    return result
  }

  protected aliasOf(pkg: string, name: string): FoundAlias | undefined {
    return this.finder.alias(pkg, name)
  }

  protected foreignAlias(pkg: string, name: string): string | undefined {
    const alias = this.aliasOf(pkg, name)
    return alias && this.foreignType(alias.type, pkg)
  }

  /** Aliases of other packages are read where they may name schemas of theirs by a bare name only. */
  private foreignType(node: TypeNode, pkg: string): string {
    switch (node.kind) {
      case 'NamedType': {
        const name = node.name.names[0]?.name ?? ''
        return `$.schemaType(${JSON.stringify(name)}, () => $.read(${this.cell(pkg, name)}))`
      }
      case 'UnionType':
        return `$.unionType([${node.members.map((member) => this.foreignType(member, pkg)).join(', ')}])`
      case 'ListType':
        return `$.listType(${node.element ? this.foreignType(node.element, pkg) : '$.anyType'})`
      case 'DictType':
        return `$.dictType(${node.key ? this.foreignType(node.key, pkg) : '$.anyType'}, ${node.value ? this.foreignType(node.value, pkg) : '$.anyType'})`
      case 'BasicType':
        return `$.${node.name}Type`
      case 'FunctionType':
        return '$.functionType()'
      case 'LiteralType':
        return `$.literalType(${this.expression(node.value)})`
    }
  }

  private addSetter(
    name: string,
    guard: string | undefined,
    run: string,
  ): { readonly cell: string; readonly index: number } {
    const index = this.#nextSetter(name)
    const cell = this.cell(this.pkg, name)
    this.#setters.push(
      `${cell}.setters[${index}]={guard:${guard === undefined ? 'undefined' : `()=>${guard}`},run:()=>${run}};`,
    )
    return { cell, index }
  }

  private statement(node: Statement, guard: string | undefined): string {
    this.line = 0
    switch (node.kind) {
      case 'ImportStatement': {
        const target = this.current.file.imports.get(node)
        return target?.kind === 'package' ? `link.enter(${JSON.stringify(target.package)});` : ''
      }
      case 'TypeAliasStatement':
        if (node.type.kind === 'NamedType') {
          this.addSetter(node.name.name, undefined, this.#definition(node))
        }
        return ''
      case 'SchemaStatement':
      case 'RuleStatement': {
        const cell = this.cell(this.pkg, node.name.name)
        this.#setters.push(`${cell}.value=${this.#definition(node)};${cell}.isKnown=true;`)
        return ''
      }
      case 'AssignStatement':
        return this.globalAssign(node, guard)
      case 'AugmentedAssignStatement': {
        const before = this.fresh()
        const right = this.deferred(() => this.visit(node, () => this.expression(node.value)))
        const update = `(${before},o)=>${this.growth(node.operator, before, right)}`
        const steps = this.deferred(() => this.steps(node.target.path))
        const change =
          node.target.path.length === 0
            ? update
            : `(b)=>${this.deferred(() => this.visit(node, () => `$.replaceAt(b,${steps},0,${update},true)`))}`
        return this.globalChange(node.target.name.name, guard, change)
      }
      case 'UnificationStatement':
        return this.globalUnification(node, guard)
      case 'IfStatement':
        return this.globalIf(node, guard)
      case 'AssertStatement':
        return this.assertion(node)
      case 'ExpressionStatement':
        if (node.expression.kind === 'StringLiteral') return ''
        return this.isMain
          ? `link.emit(${this.visit(node, () => this.expression(node.expression))});`
          : `${this.visit(node, () => this.expression(node.expression))};`
    }
  }

  private globalAssign(node: AssignStatement, guard: string | undefined): string {
    let value = this.deferred(() => this.visit(node, () => this.expression(node.value)))
    if (node.type) value = `$.expect(${value},${this.type(node.type)})`
    return node.targets
      .map((target) => {
        const name = target.name.name
        if (target.path.length > 0) {
          const steps = this.deferred(() => this.steps(target.path))
          return this.globalChange(
            name,
            guard,
            `(b)=>${this.deferred(() => this.visit(node, () => `$.replaceAt(b,${steps},0,()=>${value})`))}`,
          )
        }
        const setter = this.addSetter(name, guard, value)
        return `$.assign(${setter.cell},${setter.index});${this.defined(setter.cell)}`
      })
      .join('')
  }

  /** The change of a global that may own what it grows. */
  private growth(operator: string, before: string, right: string): string {
    if (operator === '+=') return `$.addInto(o,${before},${right})`
    if (operator === '|=') return `$.mergeInto(o,${before},${right})`
    return this.operation(operator, before, right)
  }

  private get isMain(): boolean {
    return this.pkg === MAIN_PACKAGE
  }

  /** The globals of the main package are its output. */
  private defined(cell: string): string {
    return this.isMain ? `link.define(${cell});` : ''
  }

  private globalChange(name: string, guard: string | undefined, change: string): string {
    const cell = this.cell(this.pkg, name)
    const variable = this.constant(
      `change:${name}:${this.#setterCounts.get(name) ?? 0}:${this.constants.size}`,
      () => change,
      'c',
    )
    const { index } = this.addSetter(name, guard, `${variable}($.read(${cell}))`)
    return `$.change(${cell},${index},${variable});${this.defined(cell)}`
  }

  /** Repeated statements are one: their entries in order, at the place of the last. */
  private globalUnification(node: UnificationStatement, guard: string | undefined): string {
    const name = node.target.name
    const parts = guard === undefined ? this.#unifications.get(name) : undefined
    if (parts && parts.at(-1)?.node !== node) return ''
    const used = parts ?? [{ node, file: this.current }]
    const setter = this.addSetter(
      name,
      guard,
      this.deferred(() => this.unified(used)),
    )
    return `$.assign(${setter.cell},${setter.index});${this.defined(setter.cell)}`
  }

  private unified(parts: readonly UnificationPart[]): string {
    const [first] = parts
    const withArguments = parts.find((part) => part.node.value.call !== undefined) ?? first
    if (!first || !withArguments) return 'undefined'
    if (parts.length === 1 || parts.some((part) => part.node.value.config.kind !== 'ConfigExpression'))
      return this.expression(first.node.value)
    const outer = this.current
    this.current = first.file
    const callee = this.expression(first.node.value.callee)
    const config = this.built(
      parts.map((part) => part.node.value.config as ConfigExpression),
      (index, emit) => {
        this.current = parts[index]?.file ?? outer
        this.line = 0
        return emit()
      },
    )
    this.current = withArguments.file
    this.line = 0
    const { positional, keyword } = this.callParts(withArguments.node.value.call)
    this.current = first.file
    const place = this.place(first.node.value)
    this.current = outer
    this.line = 0
    return `$.construct(${callee},$.configOf(m,()=>${config}),${positional},${keyword},${place})`
  }

  private globalIf(node: IfStatement, guard: string | undefined): string {
    const condition = this.deferred(() => this.visit(node, () => this.test(node.condition)))
    const outer = guard === undefined ? '' : `${guard}&&`
    const body = (node.body as readonly Statement[])
      .map((statement) => this.statement(statement, `${outer}${condition}`))
      .join('')
    const orElse = (node.orElse as readonly Statement[])
      .map((statement) => this.statement(statement, `${outer}!${condition}`))
      .join('')
    return `if(${condition}){${body}}else{${orElse}}`
  }
}
