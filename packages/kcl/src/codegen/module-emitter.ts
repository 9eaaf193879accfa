/** The files of one package become one function: it fills the cells of the globals and answers the walk in source order. */
import { MAIN_PACKAGE, type SourceFile } from '../program/program.ts'
import { chainOf } from '../syntax/if-chain.ts'
import type {
  AssignStatement,
  AugmentedAssignStatement,
  IfStatement,
  RuleStatement,
  SchemaStatement,
  Statement,
  TargetStep,
  TypeAliasStatement,
  TypeNode,
  UnificationStatement,
} from '../syntax/nodes.ts'
import { useOf } from '../program/imported-uses.ts'
import { lastOf, unifiedEntries, type UnificationPart, type UnificationParts } from './unified-entries.ts'
import type { DirectWalk } from './direct/walk.ts'
import type { EmittedFile } from './emitter.ts'
import type { Linkage } from './names.ts'
import type { FoundAlias, SchemaFinder } from './schema-facts.ts'
import { collectAssigned } from './function-emitter.ts'
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

/** One of the places that set a global. */
interface GlobalPlace {
  readonly name: string
  readonly cell: string
  readonly index: number
}

export class ModuleEmitter extends SchemaEmitter {
  readonly #files: readonly EmittedFile[]
  readonly #setterCounts = new Map<string, number>()
  #direct: DirectWalk | undefined
  readonly #setters: string[] = []
  /** How many statements of branches there are. */
  #ends = 0
  /** What each statement is a part of, and the last of these by name. */
  readonly #unifications = new Map<Statement, [UnificationPart, ...UnificationPart[]]>()
  readonly #lastUnifications = new Map<string, [UnificationPart, ...UnificationPart[]]>()
  /** The names that anything else sets too: what they are is united with what their unification says. */
  #setOtherwise: Set<string> | undefined
  #wanted: readonly (readonly Statement[])[] = []

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
    // These loops run once, over all of a program: a function is compiled sooner than what is around it.
    const unified = new Set(
      statements.flat().flatMap((node) => (node.kind === 'UnificationStatement' ? [node.target.name] : [])),
    )
    if (unified.size > 0) {
      for (const [index, emitted] of this.#files.entries())
        statements[index]?.forEach((statement) => this.#addUnification(statement, emitted, unified))
    }
    this.#wanted = statements
    this.#direct = direct
    const walk = new WalkText()
    // Packages run first, wherever they are imported.
    for (const [index, emitted] of this.#files.entries()) {
      this.current = emitted
      statements[index]?.forEach((statement) => {
        if (statement.kind === 'ImportStatement') walk.add(this.statement(statement))
      })
    }
    for (const [index, emitted] of this.#files.entries()) {
      this.current = emitted
      this.line = 0
      statements[index]?.forEach((statement) => {
        if (statement.kind === 'ImportStatement') return
        const before = direct?.length ?? 0
        if (direct && this.#isTaken(statement, emitted, direct)) walk.addDirect(before, direct.length)
        else walk.add(this.statement(statement))
      })
    }
    if (direct && this.#setters.length === 0 && !walk.isCompiled) return undefined
    return this.#body(`${this.#setters.join('\n')}\nreturn ()=>{\n${walk.text()}\n};`)
  }

  /** What is assigned an instance is the first part of it, unless more than that is said. */
  #addUnification(node: Statement, file: EmittedFile, unified: ReadonlySet<string>): void {
    const part = partOf(node)
    if (!part || !unified.has(part.target.name)) return
    const { name } = part.target
    const known = node.kind === 'UnificationStatement' ? this.#lastUnifications.get(name) : undefined
    const parts: [UnificationPart, ...UnificationPart[]] = known ?? [{ node: part, file }]
    if (known) known.push({ node: part, file })
    else this.#lastUnifications.set(name, parts)
    this.#unifications.set(node, parts)
  }

  /** Whether a later statement says what this one says. */
  #isMerged(node: Statement): boolean {
    const parts = this.#unifications.get(node)
    if (!parts || !this.isMain) return false
    return node.kind === 'UnificationStatement' ? lastOf(parts).node !== node : parts.length > 1
  }

  #isTaken(node: Statement, file: EmittedFile, direct: DirectWalk): boolean {
    if (this.#isMerged(node)) return false
    const parts = node.kind === 'UnificationStatement' ? this.#unifications.get(node) : undefined
    if (!parts) return direct.take(node, file)
    return !this.#isSetOtherwise(parts[0].node.target.name) && direct.takeUnified(parts)
  }

  /** Asked of names of unifications only: most programs have none. */
  #isSetOtherwise(name: string): boolean {
    let names = this.#setOtherwise
    if (!names) {
      this.#setOtherwise = names = new Set()
      const others = this.#wanted.flatMap((some) =>
        some.filter((node) => node.kind !== 'UnificationStatement' && !this.#isMerged(node)),
      )
      collectAssigned(others, names)
    }
    return names.has(name)
  }

  #nextSetter(name: string): number {
    if (this.#direct) return this.#direct.cell(name).places++
    const index = this.#settersOf(name)
    this.#setterCounts.set(name, index + 1)
    return index
  }

  /** How many there are so far: cells count for themselves where there are any. */
  #settersOf(name: string): number {
    return this.#direct ? this.#direct.cell(name).places : (this.#setterCounts.get(name) ?? 0)
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
        return `$.schemaType(${JSON.stringify(`${pkg}.${name}`)}, false, () => $.read(${this.cell(pkg, name)}))`
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
        return '$.functionType'
      case 'LiteralType':
        return `$.literalType(${this.expression(node.value)})`
    }
  }

  private statement(node: Statement): string {
    this.line = 0
    switch (node.kind) {
      case 'ImportStatement': {
        const target = this.current.file.imports.get(node)
        if (target?.kind !== 'package') return ''
        if (useOf(this.linkage.filesOf(this.pkg), target.name) !== 'selected') return ''
        return `link.enter(${JSON.stringify(target.package)});`
      }
      case 'TypeAliasStatement': {
        if (node.type.kind !== 'NamedType') return ''
        const { cell, index } = this.globalPlace(node.name.name)
        this.#setters.push(
          `${cell}.isDefinition=true;${cell}.setters[${index}]=()=>$.define(${cell},${this.#definition(node)});`,
        )
        return ''
      }
      case 'SchemaStatement':
      case 'RuleStatement':
        this.#setters.push(`$.define(${this.cell(this.pkg, node.name.name)},${this.#definition(node)});`)
        return ''
      case 'IfStatement': {
        const name = this.fresh('i')
        this.#setters.push(
          `const ${name}=(a,t)=>{const e=$.errands(m),o=m.target;${this.globalIf(node, name, undefined)}};`,
        )
        const names = new Set<string>()
        collectAssigned([node], names)
        const cells = [...names].map((one) => this.cell(this.pkg, one))
        const indexes = [...names].map((one) => this.#settersOf(one) - 1)
        return `$.walk([${cells.join(',')}],[${indexes.join(',')}],${name});`
      }
      default: {
        // Repeated statements of one instance are one: their entries in order, at the place of the last.
        if (this.#isMerged(node)) return ''
        const parts = this.isMain ? this.#unifications.get(node) : undefined
        const places = this.placesOf(node)
        const code = this.setting(node, places, parts)
        if (places.length === 0) return code
        const run = this.fresh('c')
        const setters = places.map(({ cell, index }) => `${cell}.setters[${index}]=${run};`)
        this.#setters.push(`const ${run}=()=>{${code}};${setters.join('')}`)
        return `${this.walkOf(node, places, run)}${this.defined(places)}`
      }
    }
  }

  /** An instance of a statement of its own is made again, even if it has been read ahead. */
  private walkOf(node: Statement, places: readonly GlobalPlace[], run: string): string {
    const [only, ...others] = places
    if (only && others.length === 0 && node.kind !== 'UnificationStatement')
      return `$.walkOne(${only.cell},${only.index},${run});`
    const cells = `[${places.map(({ cell }) => cell).join(',')}]`
    const indexes = places.map(({ index }) => index).join(',')
    return `$.walk(${cells},[${indexes}],()=>{$.beginWalk(m,${cells});${run}()});`
  }

  /** `arm` is where the outermost of the `if`s leads to. */
  private globalIf(node: IfStatement, name: string, arm: 0 | 1 | undefined): string {
    const { arms, orElse } = chainOf(node)
    const body = (members: IfStatement['body'], index: 0 | 1): string =>
      (members as readonly Statement[])
        .map((member) =>
          member.kind === 'IfStatement'
            ? this.globalIf(member, name, arm ?? index)
            : this.inBranch(member, name, arm ?? index),
        )
        .join('')
    // Who asked for what the other branch sets finds nothing here, unless the condition made it forgotten who asked.
    const notHere = (index: 0 | 1): string => (arm === undefined ? `if(a===${1 - index}&&e===$.errands(m))return;` : '')
    return this.choice(
      arms.map((one, at) => ({
        before: at === 1 ? notHere(1) : '',
        condition: () => this.visit(one, () => this.test(one.condition)),
        body: () => `${at === 0 ? notHere(0) : ''}${body(one.body, at === 0 ? 0 : 1)}`,
      })),
      () => `${arms.length === 1 ? notHere(1) : ''}${body(orElse, 1)}`,
    )
  }

  private inBranch(node: Statement, name: string, arm: 0 | 1): string {
    const places = this.placesOf(node)
    const code = this.setting(node, places, undefined)
    if (places.length === 0) return code
    const end = ++this.#ends
    const cells = this.constant(`targets:${end}`, () => `[${places.map(({ cell }) => cell).join(',')}]`)
    for (const { cell, index } of places) this.#setters.push(`${cell}.setters[${index}]=()=>${name}(${arm},${end});`)
    // A branch that is run for what one of its statements sets ends there.
    const [only] = places
    const statement =
      node.kind === 'AssignStatement' && places.length === 1 && only ? `if(!$.isDone(${only.cell})){${code}}` : code
    return `if(a===undefined)$.beginWalk(m,${cells});else $.begin(m,${cells});${statement}m.target=o;if(t===${end})return;${this.isMain ? `if(a===undefined){${this.defined(places)}}` : ''}`
  }

  private globalPlace(name: string): GlobalPlace {
    return { name, cell: this.cell(this.pkg, name), index: this.#nextSetter(name) }
  }

  private placesOf(node: Statement): readonly GlobalPlace[] {
    switch (node.kind) {
      case 'AssignStatement':
        return node.targets.map((target) => this.globalPlace(target.name.name))
      case 'AugmentedAssignStatement':
        return [this.globalPlace(node.target.name.name)]
      case 'UnificationStatement':
        return [this.globalPlace(node.target.name)]
      default:
        return []
    }
  }

  private setting(node: Statement, places: readonly GlobalPlace[], parts: UnificationParts | undefined): string {
    const [first] = places
    switch (node.kind) {
      case 'AssignStatement':
        return this.globalAssign(node, places)
      case 'AugmentedAssignStatement':
        return first ? this.globalChange(node, first) : ''
      case 'UnificationStatement': {
        if (!first) return ''
        if (!this.isMain) return this.unitedUnification(node, first)
        const before = first.index > 0 && this.#isSetOtherwise(first.name) ? `$.own(${first.cell})` : undefined
        const { code, isChange } = this.onTargets(places, () =>
          this.unified(parts ?? [{ node, file: this.current }], before),
        )
        const value = before === undefined ? `$.madeAgain(${first.cell},${code})` : code
        return `$.${isChange || before !== undefined ? 'reassign' : 'assign'}(${first.cell},${first.index},${value});`
      }
      case 'AssertStatement':
        return this.assertion(node)
      case 'ExpressionStatement': {
        if (node.expression === this.current.file.tree.docstring) return ''
        const value = this.visit(node, () => this.expression(node.expression))
        return this.isMain && node.expression.kind !== 'CallExpression' ? `link.emit(${value});` : `${value};`
      }
      default:
        return ''
    }
  }

  /** In packages repeated statements make an instance each, and these are united. */
  private unitedUnification(node: UnificationStatement, { cell, index }: GlobalPlace): string {
    const value = this.expression(node.value)
    return index === 0
      ? `$.assign(${cell},0,$.madeAgain(${cell},${value}));`
      : `{const v=${value};$.reassign(${cell},${index},$.unite($.own(${cell}),v));}`
  }

  /** Code of a statement that sets names, and whether it starts from what they are. */
  private onTargets(
    places: readonly GlobalPlace[],
    emit: () => string,
  ): { readonly code: string; readonly isChange: boolean } {
    const outer = this.targets
    this.targets = new Set(places.map(({ name }) => name))
    this.readsTarget = false
    const code = emit()
    this.targets = outer
    return { code, isChange: this.readsTarget }
  }

  private globalAssign(node: AssignStatement, places: readonly GlobalPlace[]): string {
    const { code, isChange } = this.onTargets(places, () => {
      const given = this.visit(node, () => this.expression(node.value))
      return node.type ? `$.expect(${given},${this.type(node.type)})` : given
    })
    const assign = `$.${isChange ? 'reassign' : 'assign'}`
    const [target, ...others] = node.targets
    const [place] = places
    if (target && place && others.length === 0 && target.path.length === 0)
      return `${assign}(${place.cell},${place.index},${code});`
    const value = this.fresh()
    const stores = node.targets.map(({ path }, at) => {
      const { cell, index } = places[at] as GlobalPlace
      return path.length === 0
        ? `${assign}(${cell},${index},${value});`
        : `$.changePart(${cell},${index},(b,o)=>(${this.atSteps(path)}$.replaceAt(b,${this.steps(path)},0,()=>${value},false,o)));`
    })
    return `{const ${value}=${code};${stores.join('')}}`
  }

  /** Where the machine stands when it has read what is changed and comes to a computed step. */
  private atSteps(path: readonly TargetStep[]): string {
    const step = path.find(({ kind }) => kind === 'IndexStep')
    return step ? `m.position=${this.positionOf(step)},` : ''
  }

  private globalChange({ operator, target, value }: AugmentedAssignStatement, place: GlobalPlace): string {
    const { cell, index } = place
    const { code } = this.onTargets([place], () => this.visit(target, () => this.expression(value)))
    this.line = 0
    if (target.path.length === 0) return `$.change(${cell},${index},${code},(b,r,o)=>${this.growth(operator)});`
    const right = this.fresh()
    const steps = this.onTargets([place], () => this.steps(target.path)).code
    const update = `(b,o)=>$.replaceAt(b,${steps},0,(v)=>${this.operation(operator, 'v', right)},true,o)`
    return `{const ${right}=${code};$.changePart(${cell},${index},${update});}`
  }

  /** The change of a global that may own what it grows. */
  private growth(operator: string): string {
    if (operator === '+=') return '$.addInto(o,b,r)'
    if (operator === '|=') return '$.mergeInto(o,b,r)'
    return this.operation(operator, 'b', 'r')
  }

  private get isMain(): boolean {
    return this.pkg === MAIN_PACKAGE
  }

  /** The globals of the main package are its output. */
  private defined(places: readonly GlobalPlace[]): string {
    return this.isMain ? places.map(({ cell }) => `link.define(${cell});`).join('') : ''
  }

  private unified(parts: UnificationParts, before: string | undefined): string {
    const [first] = parts
    const last = lastOf(parts)
    const entries = parts.length === 1 ? undefined : unifiedEntries(parts)
    if (!entries && before === undefined) return this.expression(first.node.value)
    const outer = this.current
    this.current = last.file
    const config = entries ? this.builtOf(entries) : this.configCode(last.node.value)
    this.current = last.file
    this.line = 0
    const callee = this.calleeOf(last.node.value)
    const given = this.argumentsOf(last.node.value)
    const place = this.place(last.node.value)
    this.current = outer
    this.line = 0
    const made = `$.configOf(m,()=>${config}),${callee},${given},${place}`
    return before === undefined ? `$.construct(${made})` : `$.unify(()=>${before},${made})`
  }
}

function partOf(node: Statement): UnificationStatement | undefined {
  if (node.kind === 'UnificationStatement') return node
  if (node.kind !== 'AssignStatement' || node.value.kind !== 'SchemaExpression') return undefined
  const { targets, value, start, end } = node
  const [target] = targets
  if (!target || targets.length > 1 || target.path.length > 0) return undefined
  return { kind: 'UnificationStatement', target: target.name, value, start, end }
}
