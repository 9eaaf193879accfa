/** What all emitters share: the file at hand, positions, fresh variables, and the meaning of names. */
import type { ImportTarget, SourceFile } from '../program/program.ts'
import { LineMap } from '../syntax/line-map.ts'
import type { Expression, Range, TypeNode } from '../syntax/nodes.ts'
import { ImportedNames, type Linkage } from './names.ts'
import { enclosingSchema, NOTHING_SET, type SchemaScope, type Scope } from './scopes.ts'
import type { SchemaFinder } from './schema-facts.ts'

export class EmittedFile {
  readonly file: SourceFile
  readonly index: number
  #lines: LineMap | undefined

  constructor(file: SourceFile, index: number) {
    this.file = file
    this.index = index
  }

  get lines(): LineMap {
    return (this.#lines ??= new LineMap(this.file.text))
  }
}

const NO_NAMES: ReadonlySet<string> = new Set()

export interface ChoiceArm<T> {
  /** What goes before the condition. */
  readonly before?: string
  readonly condition: () => string
  readonly body: () => T
}

export abstract class Emitter {
  protected readonly finder: SchemaFinder
  protected readonly linkage: Linkage
  protected readonly pkg: string
  protected readonly imports: ImportedNames
  protected readonly constants = new Map<string, string>()
  readonly #code: string[] = []
  protected current!: EmittedFile
  protected scope: Scope = undefined
  /** The line that the machine is known to stand at; 0 when it is not known. */
  protected line = 0
  /** The globals that the statement at hand sets: there, outside of lambdas, they mean what they were before. */
  protected targets: ReadonlySet<string> = NO_NAMES
  /** The names that the statement at hand sets in a lambda. */
  protected setLocally: ReadonlySet<string> = NO_NAMES
  protected readsTarget = false
  #counter = 0

  constructor(pkg: string, finder: SchemaFinder, linkage: Linkage) {
    this.pkg = pkg
    this.finder = finder
    this.linkage = linkage
    this.imports = new ImportedNames(pkg, linkage)
  }

  protected abstract expression(node: Expression): string
  /** A JavaScript boolean. */
  protected abstract test(node: Expression): string
  protected abstract type(node: TypeNode): string

  protected fresh(prefix = 'v'): string {
    return `${prefix}${++this.#counter}`
  }

  /** Declares a constant once and answers its variable. */
  protected constant(key: string, code: () => string, prefix = 'k'): string {
    const known = this.constants.get(key)
    if (known !== undefined) return known
    const variable = this.fresh(prefix)
    this.constants.set(key, variable)
    this.#code.push(`const ${variable} = ${code()};`)
    return variable
  }

  protected get constantCode(): string {
    return this.#code.join('\n')
  }

  /** Lines are counted from where the linker puts the file: generated code is the same in every program. */
  protected positionOf(node: Range): string {
    const { index, lines } = this.current
    const base = this.constant(`file:${index}`, () => `link.position(${JSON.stringify(this.pkg)}, ${index})`, 'f')
    return `${base}+${lines.lineOf(node.start)}`
  }

  /** Code that says first where the machine stands, unless it is known to stand there. */
  protected visit(node: Range, emit: () => string): string {
    const line = this.current.lines.lineOf(node.start)
    const isKnown = line === this.line
    this.line = line
    const code = emit()
    return isKnown ? code : `(m.position=${this.positionOf(node)},${code})`
  }

  /** Code that leaves the machine who knows where. */
  protected wandering(code: string): string {
    this.line = 0
    return code
  }

  /** Code that may be passed by. */
  protected maybe(emit: () => string): string {
    const { line } = this
    const code = emit()
    if (this.line !== line) this.line = 0
    return code
  }

  /** One of several arms runs: who comes to a condition has come past those before it. */
  protected choice(arms: readonly ChoiceArm<string>[], orElse: () => string): string {
    return this.arms(arms, orElse)((code) => code)
  }

  /** The same where the code of the arms is put together later. */
  protected arms<T>(arms: readonly ChoiceArm<T>[], orElse: () => T): (codeOf: (part: T) => string) => string {
    const ends: number[] = []
    const parts = arms.map(({ before = '', condition, body }) => {
      const test = condition()
      const { line } = this
      const part = body()
      ends.push(this.line)
      this.line = line
      return { before, test, part }
    })
    const last = orElse()
    if (ends.some((end) => end !== this.line)) this.line = 0
    const [only] = parts
    if (parts.length === 1 && only)
      return (codeOf) => `${only.before}if(${only.test}){${codeOf(only.part)}}else{${codeOf(last)}}`
    // A chain of `else if` would be read by recursion.
    const label = this.fresh('e')
    return (codeOf) => {
      const codes = parts.map(({ before, test, part }) => `${before}if(${test}){${codeOf(part)}break ${label}}`)
      return `${label}:{${codes.join('')}${codeOf(last)}}`
    }
  }

  /** Code of which one runs. */
  protected branches(...emits: readonly (() => string)[]): readonly string[] {
    const { line } = this
    const ends: number[] = []
    const codes = emits.map((emit) => {
      this.line = line
      const code = emit()
      ends.push(this.line)
      return code
    })
    if (ends.some((end) => end !== this.line)) this.line = 0
    return codes
  }

  /** Code that runs later, from wherever: it does not know where the machine stands. */
  protected deferred<T>(emit: () => T): T {
    const { line } = this
    this.line = 0
    const result = emit()
    this.line = line
    return result
  }

  protected within<T>(scope: Scope, emit: () => T): T {
    const outer = this.scope
    this.scope = scope
    const result = emit()
    this.scope = outer
    return result
  }

  protected cell(pkg: string, name: string): string {
    return this.constant(`cell:${pkg}.${name}`, () => `link.cell(${JSON.stringify(pkg)}, ${JSON.stringify(name)})`, 'g')
  }

  /** The code that reads a name. */
  protected name(name: string): string {
    return this.nameFrom(this.scope, name, false)
  }

  private nameFrom(scope: Scope, name: string, inLambda: boolean): string {
    let isLate = inLambda
    for (let at = scope; at !== undefined; at = at.outer) {
      switch (at.kind) {
        case 'local': {
          const variable = at.names.get(name)
          // What is not assigned yet means what it means outside.
          if (variable !== undefined && at.unset.has(name))
            return `(${variable}===undefined?${this.nameFrom(at.outer, name, true)}:${variable})`
          if (variable !== undefined) return variable
          if (!at.isLoop) isLate = true
          break
        }
        case 'config': {
          const variable = at.names.get(name)
          // Inside of a schema's body its attributes go before the keys of its config literals.
          if (variable === undefined || (!at.isOfInstance && enclosingSchema(at.outer)?.facts.has(name))) break
          at.read.add(name)
          return `(${variable}===$U?${this.nameFrom(at.outer, name, isLate)}:${variable})`
        }
        case 'schema': {
          // An attribute that is inherited goes before a parameter of that name.
          if (at.parameters.includes(name) && !at.facts.has(name))
            return `${at.self}.argument(${JSON.stringify(name)},()=>${this.global(name, isLate, 'undefined')})`
          if (at.facts.keyName === name) return `${at.self}.currentKey`
          if (at.facts.has(name)) return this.attributeOf(at, name, isLate)
          if (at.facts.isOpen)
            return `(${at.self}.has(${JSON.stringify(name)})?${this.attributeOf(at, name, isLate)}:${at.self}.argument(${JSON.stringify(name)},()=>${this.global(name, isLate, 'undefined')}))`
          // A schema that extends this one may have an attribute of that name, which goes before a global.
          if (at.hasInstance && this.linkage.hasGlobal(this.pkg, name) && !this.finder.defines(this.pkg, name))
            return `(${at.self}.declares(${JSON.stringify(name)})?${this.attributeOf(at, name, isLate)}:${this.global(name, isLate)})`
          break
        }
      }
    }
    return this.global(name, isLate)
  }

  /** Where an instance has nothing to say, the body means what others mean. A lambda sees what is there when it runs. */
  private attributeOf({ self, own }: SchemaScope, name: string, inLambda: boolean): string {
    if (inLambda) return `${self}.stored(${JSON.stringify(name)})`
    const setter = own.get(name)
    if (setter !== undefined) return this.wandering(`${self}.own(${setter})`)
    if (own === NOTHING_SET) {
      const otherwise = this.linkage.hasGlobal(this.pkg, name) ? `()=>${this.global(name)}` : 'undefined'
      return this.wandering(`${self}.seen(${JSON.stringify(name)},${otherwise})`)
    }
    const value = this.wandering(`${self}.attribute(${JSON.stringify(name)})`)
    return this.linkage.hasGlobal(this.pkg, name) ? `$.orElse(${value},()=>${this.global(name)})` : value
  }

  private global(name: string, inLambda = false, otherwise = 'undefined'): string {
    if (this.linkage.hasGlobal(this.pkg, name)) {
      const cell = this.cell(this.pkg, name)
      if (!inLambda && this.targets.has(name)) {
        this.readsTarget = true
        return this.wandering(`$.own(${cell})`)
      }
      // A lambda that sets the name runs nothing ahead for it.
      if (inLambda && this.setLocally.has(name)) return this.wandering(`$.readStored(${cell})`)
      if (this.scope === undefined) return this.wandering(`$.read(${cell})`)
      const body = enclosingSchema(this.scope)
      if (body) {
        if (inLambda) return this.wandering(`$.readStored(${cell})`)
        return this.wandering(`$.${body.own === NOTHING_SET ? 'readInCondition' : 'readInBody'}(m,${cell})`)
      }
      return this.wandering(inLambda ? `$.readInLambda(m,${cell})` : `$.readWithin(${cell})`)
    }
    const pkg = this.importOf(name)
    if (pkg) return this.constant(`module:${name}:${this.current.index}`, () => `link.module(${JSON.stringify(name)})`)
    if (this.linkage.isBuiltin(name)) return this.builtin(name)
    return otherwise
  }

  protected builtin(name: string): string {
    return this.constant(`builtin:${name}`, () => `link.builtin(${JSON.stringify(name)})`, 'b')
  }

  /** Whether a name is bound by anything nearer than the file's imports. */
  protected isShadowed(name: string): boolean {
    for (let at = this.scope; at !== undefined; at = at.outer) {
      if (at.kind !== 'schema' && at.names.has(name)) return true
      if (at.kind === 'schema' && (at.facts.has(name) || at.parameters.includes(name))) return true
    }
    return false
  }

  protected importOf(name: string): ImportTarget | undefined {
    return this.imports.find(name, this.current.file)
  }

  /** `alias.name` where alias is an import; undefined where it is none. */
  protected packageMember(alias: string, name: string): string | undefined {
    if (this.isShadowed(alias)) return undefined
    const target = this.importOf(alias)
    if (!target) return undefined
    const text = JSON.stringify(name)
    switch (target.kind) {
      case 'package':
        if (this.linkage.hasGlobal(target.package, name)) return `$.read(${this.cell(target.package, name)})`
        return `$.fail(${JSON.stringify(`attribute '${name}' not found in module '${target.package}'`)})`
      case 'system':
        if (!this.linkage.isLibraryMember(target.module, name)) {
          return `$.fail(${JSON.stringify(`attribute '${name}' not found in module '${target.module}'`)})`
        }
        return this.constant(
          `library:${target.module}.${name}`,
          () => `link.library(${JSON.stringify(target.module)}, ${text})`,
          'l',
        )
      case 'plugin':
        return this.constant(
          `plugin:${target.module}.${name}`,
          () => `link.plugin(${JSON.stringify(target.module)}, ${text})`,
          'l',
        )
      case 'missing':
        return `$.fail(${JSON.stringify(`cannot find the module ${target.package}`)})`
    }
  }
}
