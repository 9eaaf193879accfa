/**
 * What runs once and is plain — literals, names, calls, instances — becomes functions of the compiler's own instead of
 * JavaScript text: most of a large program is of that kind, and V8 takes longer to compile a text than to run it once.
 * They do what generated code does, in the same order, and say where the machine stands at the same points; a method
 * here has the name of the one of the emitter whose code it stands for.
 */
import type { ImportTarget } from '../../program/program.ts'
import * as $ from '../../runtime/index.ts'
import type { Literal } from '../../runtime/config.ts'
import type { ErrorPlace } from '../../runtime/errors.ts'
import type { Members } from '../../runtime/functions.ts'
import type { Machine } from '../../runtime/machine.ts'
import { normalize } from '../../runtime/numbers.ts'
import type { Value } from '../../runtime/values.ts'
import { chainOf } from '../../syntax/if-chain.ts'
import type {
  BinaryExpression,
  CallArguments,
  CallExpression,
  ComparisonExpression,
  ComparisonOperator,
  ConfigExpression,
  Expression,
  InterpolatedString,
  ListExpression,
  ListItem,
  NumberLiteral,
  Range,
  SchemaExpression,
  SelectorExpression,
} from '../../syntax/nodes.ts'
import type { EmittedFile } from '../emitter.ts'
import { multiplierOf } from '../multipliers.ts'
import { ImportedNames, type Linkage } from '../names.ts'

export type Run = () => Value
type Test = () => boolean

/** What the linker knows of the world outside of the package. */
export interface DirectLinks {
  readonly machine: Machine
  readonly members: Members
  cell(pkg: string, name: string): $.Cell
  builtin(name: string): Value
  library(module: string, name: string): Value
  position(pkg: string, file: number): number
  format(value: Value, format: string): string
}

export interface OpenLiteral {
  readonly keys: readonly string[] | ReadonlySet<string>
  readonly outer: OpenLiteral | undefined
}

/** Thrown where something has to be compiled; caught by who asked for it. */
export const COMPILED = Symbol('compiled')

export interface ConstantConfig {
  readonly literal: Literal
  readonly values: readonly Value[]
  /** The value that is read last. */
  readonly last: Range
}

interface Call {
  readonly positional: () => readonly Value[]
  readonly keyword: () => ReadonlyMap<string, Value> | undefined
}

const NO_NAMES: readonly string[] = []
const NOTHING: readonly Value[] = []
const NO_ARGUMENTS: Call = { positional: () => NOTHING, keyword: () => undefined }
const NAMED_CONSTANTS = { True: true, False: false, None: null, Undefined: undefined }

/** What is the same whenever it runs, and runs without a fault. */
export type Constant = Extract<Expression, { kind: 'StringLiteral' | 'NumberLiteral' | 'NameConstant' }>

export function isConstant(node: ListItem): node is Constant {
  return node.kind === 'StringLiteral' || node.kind === 'NumberLiteral' || node.kind === 'NameConstant'
}

export function constantOf(node: Constant): Value {
  switch (node.kind) {
    case 'StringLiteral':
      return node.value
    case 'NumberLiteral':
      return numberOf(node)
    case 'NameConstant':
      return NAMED_CONSTANTS[node.value]
  }
}

function numberOf({ value, suffix }: NumberLiteral): Value {
  if (value.type === 'float') return new $.Float(value.float)
  const int = normalize(value.int)
  return suffix === undefined ? int : new $.NumberMultiplier(Number(value.int) * multiplierOf(suffix), int, suffix)
}

/** Stands by itself, so that it holds no more than it needs. */
function instanceRun(
  machine: Machine,
  schema: $.Cell,
  read: typeof $.read,
  literal: Literal,
  values: readonly Value[],
  place: ErrorPlace,
  end: number,
): Run {
  return () => {
    machine.position = end
    const callee = schema.isDefinition ? read(schema) : $.unfinished(machine, () => read(schema))
    return $.construct($.dictOf(literal, values), callee, NOTHING, undefined, place)
  }
}

/** Makes a list of just the right size. */
export function valueOf(run: Run): Value {
  return run()
}

export abstract class DirectExpressions {
  protected readonly links: DirectLinks
  protected readonly machine: Machine
  protected current!: EmittedFile
  protected line = 0
  /** The literals around the place at hand: a name that is a key of theirs may mean the key. */
  protected open: OpenLiteral | undefined
  protected readonly pkg: string
  protected readonly linkage: Linkage
  protected readonly imports: ImportedNames
  #base = 0
  /** Whether names are read in a scope of its own: that of a config. */
  protected isWithin = false
  /** The names that the statement at hand sets: there they mean what they were before. */
  #targets: readonly string[] = NO_NAMES
  readsTarget = false

  constructor(pkg: string, links: DirectLinks, linkage: Linkage) {
    this.pkg = pkg
    this.linkage = linkage
    this.imports = new ImportedNames(pkg, linkage)
    this.links = links
    this.machine = links.machine
  }

  protected abstract config(node: ConfigExpression): Run
  /** What a config is that has nothing but literals under plain and different keys. */
  protected abstract constants(node: ConfigExpression): ConstantConfig | undefined

  /** What a statement that sets names is made of. */
  onTargets<T>(names: readonly string[], emit: () => T): T {
    this.beginTargets(names)
    const result = emit()
    this.endTargets()
    return result
  }

  protected beginTargets(names: readonly string[]): void {
    this.#targets = names
    this.readsTarget = false
  }

  protected endTargets(): void {
    this.#targets = NO_NAMES
  }

  protected enterFile(file: EmittedFile): void {
    this.current = file
    this.#base = this.links.position(this.pkg, file.index)
    this.line = 0
  }

  protected sameLine(one: Range, other: Range): boolean {
    return this.current.lines.lineOf(one.start) === this.current.lines.lineOf(other.start)
  }

  protected positionOf(node: Range): number {
    return this.#base + this.current.lines.lineOf(node.start)
  }

  /** Says first where the machine stands, unless it is known to stand there. */
  protected visit<T>(node: Range, emit: () => () => T): () => T {
    const line = this.current.lines.lineOf(node.start)
    const isKnown = line === this.line
    this.line = line
    const run = emit()
    return isKnown ? run : this.#standingAt(line, run)
  }

  /** What leaves the machine who knows where. */
  protected wandering<T>(run: () => T): () => T {
    this.line = 0
    return run
  }

  /** What may be passed by. */
  protected maybe<T>(emit: () => T): T {
    const { line } = this
    const result = emit()
    if (this.line !== line) this.line = 0
    return result
  }

  /** One or the other runs. */
  protected branches<T>(first: () => T, second: () => T): readonly [T, T] {
    const { line } = this
    const one = first()
    const end = this.line
    this.line = line
    const other = second()
    if (this.line !== end) this.line = 0
    return [one, other]
  }

  /** The arm that runs: who comes to a condition has come past those before it. */
  protected choice<T>(
    arms: readonly { readonly condition: () => Test; readonly body: () => T }[],
    orElse: () => T,
  ): () => T {
    const ends: number[] = []
    const tests: Test[] = []
    const bodies: T[] = []
    for (const { condition, body } of arms) {
      tests.push(condition())
      const { line } = this
      bodies.push(body())
      ends.push(this.line)
      this.line = line
    }
    const last = orElse()
    if (ends.some((end) => end !== this.line)) this.line = 0
    return () => {
      for (let at = 0; at < tests.length; at++) if ((tests[at] as Test)()) return bodies[at] as T
      return last
    }
  }

  protected expression(node: Expression): Run {
    const line = this.current.lines.lineOf(node.start)
    const isKnown = line === this.line
    this.line = line
    const run = this.plainInstance(node)
    if (run) return run
    const other = this.#unvisited(node)
    return isKnown ? other : this.#standingAt(line, other)
  }

  /** An instance of a schema of this package whose config is all literals, in one: large programs are full of them. */
  protected plainInstance(node: Expression): Run | undefined {
    if (node.kind !== 'SchemaExpression' || node.call || node.config.kind !== 'ConfigExpression') return undefined
    const { callee, config } = node
    if (callee.kind !== 'NameExpression' || this.#targets.includes(callee.name)) return undefined
    const entries = this.linkage.hasGlobal(this.pkg, callee.name) ? this.constants(config) : undefined
    if (!entries) return undefined
    this.#mustNotBeKey(callee.name)
    const cell = this.links.cell(this.pkg, callee.name)
    const place = { position: this.positionOf(node), offset: node.start, message: '' }
    const { last, literal, values } = entries
    const read = this.isWithin ? $.readWithin : $.read
    this.line = 0
    return instanceRun(this.machine, cell, read, literal, values, place, this.positionOf(last))
  }

  #standingAt<T>(line: number, run: () => T): () => T {
    const { machine } = this
    const position = this.#base + line
    return () => {
      machine.position = position
      return run()
    }
  }

  #unvisited(node: Expression): Run {
    switch (node.kind) {
      case 'StringLiteral':
      case 'NumberLiteral':
      case 'NameConstant': {
        const value = constantOf(node)
        return () => value
      }
      case 'NameExpression':
        return this.#name(node.name)
      case 'InterpolatedString':
        return this.#interpolated(node)
      case 'ParenthesizedExpression':
        return this.expression(node.expression)
      case 'SelectorExpression':
        return this.#selector(node)
      case 'SubscriptExpression': {
        const value = this.expression(node.value)
        const index = this.expression(node.index)
        const subscript = node.optional ? $.subscriptOptional : $.subscript
        return () => subscript(value(), index())
      }
      case 'CallExpression':
        return this.#call(node)
      case 'SchemaExpression':
        return this.schemaExpression(node)
      case 'ConfigExpression':
        return this.config(node)
      case 'ListExpression':
        return this.#list(node)
      case 'ConditionalExpression': {
        const condition = this.test(node.condition)
        const [body, orElse] = this.branches(
          () => this.expression(node.body),
          () => this.expression(node.orElse),
        )
        return () => (condition() ? body() : orElse())
      }
      case 'UnaryExpression': {
        const { operator } = node
        if (operator === 'not') return this.#unvisitedTest(node)
        const operand = this.expression(node.operand)
        return () => $.unary(operator, operand())
      }
      case 'BinaryExpression':
        return this.#binary(node)
      case 'ComparisonExpression':
        return this.#comparison(node)
      default:
        throw COMPILED
    }
  }

  protected test(node: Expression): Test {
    return this.visit(node, () => this.#unvisitedTest(node))
  }

  #unvisitedTest(node: Expression): Test {
    switch (node.kind) {
      case 'ComparisonExpression':
        return this.#comparison(node)
      case 'ParenthesizedExpression':
        return this.test(node.expression)
      case 'NameConstant': {
        const isTrue = node.value === 'True'
        return () => isTrue
      }
      case 'UnaryExpression': {
        if (node.operator !== 'not') break
        const operand = this.test(node.operand)
        return () => !operand()
      }
      case 'BinaryExpression': {
        if (node.operator !== 'and' && node.operator !== 'or') break
        const left = this.test(node.left)
        const right = this.maybe(() => this.test(node.right))
        return node.operator === 'and' ? () => left() && right() : () => left() || right()
      }
      default:
    }
    const value = this.#unvisited(node)
    return () => $.isTruthy(value())
  }

  #interpolated(node: InterpolatedString): Run {
    const { links } = this
    const parts = node.parts.map((part): (() => string) => {
      if (part.kind === 'Text') return () => part.value
      const { format } = part
      const value = this.expression(part.expression)
      return format === undefined ? () => $.toText(value()) : () => links.format(value(), format)
    })
    return () => {
      let text = ''
      for (const part of parts) text += part()
      return text
    }
  }

  #mustNotBeKey(name: string): void {
    for (let at = this.open; at !== undefined; at = at.outer) {
      const { keys } = at
      if ('has' in keys ? keys.has(name) : keys.includes(name)) throw COMPILED
    }
  }

  #name(name: string): Run {
    this.#mustNotBeKey(name)
    if (this.linkage.hasGlobal(this.pkg, name)) {
      if (!this.#targets.includes(name)) return this.read(this.pkg, name)
      this.readsTarget = true
      const cell = this.links.cell(this.pkg, name)
      return this.wandering(() => $.own(cell))
    }
    if (this.imports.find(name, this.current.file) || !this.linkage.isBuiltin(name)) throw COMPILED
    const value = this.links.builtin(name)
    return () => value
  }

  protected read(pkg: string, name: string): Run {
    const cell = this.links.cell(pkg, name)
    return this.wandering(this.isWithin ? () => $.readWithin(cell) : () => $.read(cell))
  }

  /** `alias.name` where alias is an import; undefined where it is none. */
  #imported(node: Expression): Run | undefined {
    if (node.kind !== 'SelectorExpression' || node.value.kind !== 'NameExpression') return undefined
    const target = this.imports.find(node.value.name, this.current.file)
    if (!target) return undefined
    this.#mustNotBeKey(node.value.name)
    return this.#memberOf(target, node.name.name)
  }

  #memberOf(target: ImportTarget, name: string): Run {
    if (target.kind === 'package' && this.linkage.hasGlobal(target.package, name))
      return this.read(target.package, name)
    if (target.kind !== 'system' || !this.linkage.isLibraryMember(target.module, name)) throw COMPILED
    const value = this.links.library(target.module, name)
    return () => value
  }

  #selector(node: SelectorExpression): Run {
    const imported = this.#imported(node)
    if (imported) return imported
    const value = this.expression(node.value)
    const member = node.optional ? $.memberOptional : $.member
    const { members } = this.links
    const { machine } = this
    const name = node.name.name
    return this.wandering(() => member(machine, members, value(), name))
  }

  protected callParts(call: CallArguments | undefined): Call {
    if (!call) return NO_ARGUMENTS
    const positional = call.positional.map((argument) => this.expression(argument))
    const keyword = call.keyword.map((argument) => [argument.name.name, this.expression(argument.value)] as const)
    return {
      positional: () => positional.map(valueOf),
      keyword: keyword.length === 0 ? () => undefined : () => new Map(keyword.map(([name, run]) => [name, run()])),
    }
  }

  #call(node: CallExpression): Run {
    const { callee } = node
    const imported = this.#imported(callee)
    if (callee.kind === 'SelectorExpression' && !imported) {
      const value = this.expression(callee.value)
      const { positional, keyword } = this.callParts(node.call)
      const call = callee.optional ? $.callMemberOptional : $.callMember
      const { members } = this.links
      const { machine } = this
      const name = callee.name.name
      const { optional } = callee
      const receiver: Run = () => $.having(members, value(), name, optional)
      return this.wandering(() => call(machine, members, receiver(), name, positional(), keyword()))
    }
    const value = imported ?? this.expression(callee)
    const { positional, keyword } = this.callParts(node.call)
    return this.wandering(() => $.callValue(value(), positional(), keyword()))
  }

  protected schemaExpression(node: SchemaExpression): Run {
    if (node.config.kind !== 'ConfigExpression') throw COMPILED
    const literal = node.config
    const config = this.visit(literal, () => this.config(literal))
    const callee = this.calleeOf(node)
    const { machine } = this
    const place = { position: this.positionOf(node), offset: node.start, message: '' }
    if (!node.call)
      return this.wandering(() => $.construct($.configOf(machine, config), callee(), NOTHING, undefined, place))
    const { positional, keyword } = this.argumentsOf(node)
    return this.wandering(() => $.construct($.configOf(machine, config), callee(), positional(), keyword(), place))
  }

  protected calleeOf({ callee }: SchemaExpression): Run {
    const run = this.#unvisited(callee)
    const { machine } = this
    return callee.kind === 'NameExpression' ? () => $.unfinished(machine, run) : run
  }

  protected argumentsOf({ call }: SchemaExpression): Call {
    const { positional, keyword } = this.callParts(call)
    const { machine } = this
    return { positional: () => $.unfinished(machine, positional), keyword: () => $.unfinished(machine, keyword) }
  }

  #list(node: ListExpression): Run {
    const { items } = node
    const last = items.at(-1)
    if (last && items.every(isConstant)) {
      const values = items.map(constantOf)
      return this.visit(last, () => () => values.slice())
    }
    if (items.every((item) => item.kind !== 'UnpackEntry' && item.kind !== 'IfItem')) {
      const runs = items.map((item) => this.expression(item as Expression))
      return () => runs.map(valueOf)
    }
    const steps = items.map((item) => this.#listItem(item))
    return () => {
      const list: Value[] = []
      for (const step of steps) step(list)
      return list
    }
  }

  #listItem(item: ListItem): (list: Value[]) => void {
    switch (item.kind) {
      case 'UnpackEntry': {
        const value = this.expression(item.value)
        return (list) => {
          for (const one of $.spread(value())) list.push(one)
        }
      }
      case 'IfItem': {
        const { arms, orElse } = chainOf(item)
        const branch = (items: readonly ListItem[]) => () => items.map((inner) => this.#listItem(inner))
        const pick = this.choice(
          arms.map((arm) => ({ condition: () => this.test(arm.condition), body: branch(arm.body) })),
          branch(orElse),
        )
        return (list) => {
          for (const step of pick()) step(list)
        }
      }
      default: {
        const value = this.expression(item)
        return (list) => list.push(value())
      }
    }
  }

  #binary(node: BinaryExpression): Run {
    const { operator } = node
    const left = this.expression(node.left)
    if (operator === 'and' || operator === 'or') {
      const right = this.maybe(() => this.expression(node.right))
      return () => {
        const value = left()
        return $.isTruthy(value) === (operator === 'and') ? right() : value
      }
    }
    const right = this.expression(node.right)
    if (operator === '+') return () => $.add(left(), right())
    const run: Run = () => $.arithmetic(operator, left(), right())
    return operator === '|' ? this.wandering(run) : run
  }

  #comparison(node: ComparisonExpression): Test {
    const [operator, ...operators] = node.operators
    const first = this.expression(node.left)
    const [second, ...more] = node.operands.map((operand, index) =>
      index === 0 ? this.expression(operand) : this.maybe(() => this.expression(operand)),
    )
    if (!operator || !second) throw COMPILED
    if (more.length === 0) return () => compare(operator, first(), second())
    return () => {
      let [left, right] = [first(), second()]
      if (!compare(operator, left, right)) return false
      return more.every((run, index) => {
        ;[left, right] = [right, run()]
        return compare(operators[index] ?? operator, left, right)
      })
    }
  }
}

function compare(operator: ComparisonOperator, left: Value, right: Value): boolean {
  switch (operator) {
    case '==':
      return $.equals(left, right)
    case '!=':
      return !$.equals(left, right)
    case 'in':
      return $.contains(left, right)
    case 'not in':
      return !$.contains(left, right)
    case 'is':
      return $.isIdentical(left, right)
    case 'is not':
      return !$.isIdentical(left, right)
    case '<':
    case '<=':
    case '>':
    case '>=':
      return $.compare(operator, left, right)
  }
}
