/** Config literals that nothing in them reads: tables of values, or dicts that are built entry by entry. */
import * as $ from '../../runtime/index.ts'
import { overridesOf, type Literal } from '../../runtime/config.ts'
import type { Type } from '../../runtime/type-contract.ts'
import { Dict, type MergeOperator, type Value } from '../../runtime/values.ts'
import { bodiesOf, chainOf } from '../../syntax/if-chain.ts'
import type {
  AssignStatement,
  BinaryExpression,
  ConfigEntry,
  ConfigExpression,
  Expression,
  KeyValueEntry,
  Range,
  TargetStep,
  TypeNode,
} from '../../syntax/nodes.ts'
import { literalIndex, OPERATORS, plainKey } from '../config-emitter.ts'
import type { EmittedFile } from '../emitter.ts'
import {
  COMPILED,
  constantOf,
  isConstant,
  valueOf,
  type Constant,
  type ConstantConfig,
  type OpenLiteral,
  type Run,
} from './expressions.ts'
import { lastOf, unifiedEntries, type UnificationParts } from '../unified-entries.ts'
import { DirectTypes } from './types.ts'
import { ShapeTree } from './shapes.ts'

type Step = (into: Dict) => void

export class DirectEmitter extends DirectTypes {
  readonly #shapes = new ShapeTree()

  /** Undefined where the value has to be compiled. `statement` is where the machine stands first, if it says so. */
  value(node: Expression, statement: Range | undefined, file: EmittedFile): Run | undefined {
    this.enterFile(file)
    this.open = undefined
    this.isWithin = false
    try {
      // An instance of literals says itself where it stands.
      const instance = statement && this.sameLine(statement, node) ? this.plainInstance(node) : undefined
      if (instance) return instance
      return statement ? this.#visited(statement, node) : this.expression(node)
    } catch (error) {
      if (error === COMPILED) return undefined
      throw error
    }
  }

  #visited(statement: Range, node: Expression): Run {
    return this.visit(statement, () => this.expression(node))
  }

  /** What an assignment gives to the names that it sets. */
  valueFor(names: readonly string[], node: AssignStatement, file: EmittedFile): Run | undefined {
    this.beginTargets(names)
    const value = this.value(node.value, node, file)
    this.endTargets()
    return value
  }

  /** What is added to a name that the statement sets, and where the machine stands when the name is read. */
  added(node: BinaryExpression, file: EmittedFile): { readonly right: Run; readonly position: number } | undefined {
    const right = this.#tried(file, () => this.expression(node.right))
    return right && { right, position: this.positionOf(node) }
  }

  /** Undefined where the type has to be compiled. */
  typeOf(node: TypeNode, file: EmittedFile): Type | undefined {
    this.enterFile(file)
    try {
      return this.type(node)
    } catch (error) {
      if (error === COMPILED) return undefined
      throw error
    }
  }

  /** One instance of several statements. */
  unified(parts: UnificationParts): Run | undefined {
    const [first] = parts
    const last = lastOf(parts)
    if (parts.length === 1) return this.value(first.node.value, undefined, first.file)
    const entries = unifiedEntries(parts)
    if (!entries) return undefined
    return this.#tried(first.file, () => {
      this.enterFile(last.file)
      const place = { position: this.positionOf(last.node.value), offset: last.node.value.start, message: '' }
      const steps = this.#within(keysOf(entries.map(({ entry }) => entry)), () =>
        entries.map(({ entry, file }) => {
          this.enterFile(file)
          return this.#entry(entry)
        }),
      )
      this.enterFile(last.file)
      const callee = this.calleeOf(last.node.value)
      const { positional, keyword } = this.argumentsOf(last.node.value)
      const { machine } = this
      const config = (): Dict => built(steps)
      return () => $.construct($.configOf(machine, config), callee(), positional(), keyword(), place)
    })
  }

  #tried(file: EmittedFile, emit: () => Run): Run | undefined {
    this.enterFile(file)
    this.open = undefined
    this.isWithin = false
    try {
      return emit()
    } catch (error) {
      if (error === COMPILED) return undefined
      throw error
    }
  }

  protected config(node: ConfigExpression): Run {
    const { entries } = node
    if (entries.length === 0) return () => new Dict()
    const constants = this.constants(node)
    if (constants) {
      const { literal, values, last } = constants
      // Nothing can go wrong before the last of them.
      return this.visit(last, () => () => $.dictOf(literal, values))
    }
    const keys = tableKeys(entries)
    if (!keys) return this.#within(keysOf(entries), () => this.#built(entries))
    const { isWithin, open } = this
    this.isWithin = true
    this.open = { keys: keys.length > LARGE ? new Set(keys) : keys, outer: open }
    const run = this.#table(keys, entries as readonly KeyValueEntry[])
    this.isWithin = isWithin
    this.open = open
    return run
  }

  #within<T>(keys: OpenLiteral['keys'], emit: () => T): T {
    const { isWithin, open } = this
    this.isWithin = true
    this.open = { keys, outer: open }
    const result = emit()
    this.isWithin = isWithin
    this.open = open
    return result
  }

  protected constants({ entries }: ConfigExpression): ConstantConfig | undefined {
    const last = entries.at(-1)
    if (last?.kind !== 'KeyValueEntry' || entries.length > LARGE) return undefined
    for (const entry of entries) if (entry.kind !== 'KeyValueEntry' || !isConstant(entry.value)) return undefined
    const literal = this.#shapes.known(entries) ?? this.#literalOf(entries as readonly KeyValueEntry[])
    // A list of just their number: there is one for each literal of the program.
    return literal && { literal, values: (entries as readonly KeyValueEntry[]).map(constantIn), last: last.value }
  }

  #literalOf(entries: readonly KeyValueEntry[]): Literal | undefined {
    const keys = tableKeys(entries)
    return keys && this.#shapes.of(keys, entries)
  }

  #table(keys: readonly string[], entries: readonly KeyValueEntry[]): Run {
    if (keys.length > LARGE) {
      const runs = entries.map((entry) => this.expression(entry.value))
      return largeTable(
        keys,
        runs,
        entries.map((entry) => entry.operator === '='),
      )
    }
    const literal = this.#shapes.of(keys, entries)
    const runs = entries.map((entry) => this.expression(entry.value))
    return () => $.dictOf(literal, runs.map(valueOf))
  }

  #built(entries: readonly ConfigEntry[]): Run {
    const steps = entries.map((entry) => this.#entry(entry))
    return () => built(steps)
  }

  #entry(entry: ConfigEntry): Step {
    switch (entry.kind) {
      case 'UnpackEntry': {
        const value = this.expression(entry.value)
        return (into) => $.unpack(into, value())
      }
      case 'IfEntry': {
        const { arms, orElse } = chainOf(entry)
        const branch = (entries: readonly ConfigEntry[]) => () => entries.map((one) => this.#entry(one))
        const pick = this.choice(
          arms.map((arm) => ({
            condition: () => this.visit(arm, () => this.test(arm.condition)),
            body: branch(arm.body),
          })),
          branch(orElse),
        )
        return (into) => $.putAll(into, built(pick()))
      }
      case 'KeyValueEntry':
        return this.#keyValue(entry)
    }
  }

  #keyValue(entry: KeyValueEntry): Step {
    const operator = OPERATORS[entry.operator]
    const plain = plainKey(entry)
    if (plain !== undefined) {
      const value = this.expression(entry.value)
      return (into) => $.put(into, plain, value(), operator)
    }
    if (entry.key.kind === 'ComputedKey') {
      const given = this.expression(entry.value)
      const key = this.expression(entry.key.expression)
      return (into) => {
        const value = given()
        $.put(into, key(), value, operator)
      }
    }
    const { name, path } = entry.key
    const key = name.name
    const [first, ...rest] = path
    if (first?.kind === 'IndexStep' && rest.length === 0) {
      const index = this.#indexOf(first)
      return putAt(key, this.expression(entry.value), operator, index)
    }
    const value = this.#nested(path, entry)
    return putAt(key, value, 'union', this.#indexOf(first))
  }

  #indexOf(step: TargetStep | undefined): Run | undefined {
    if (step?.kind !== 'IndexStep') return undefined
    const literal = literalIndex(step.index)
    return literal === undefined ? this.expression(step.index) : () => literal
  }

  #nested(path: readonly TargetStep[], entry: KeyValueEntry): Run {
    const [step, ...rest] = path
    if (step === undefined) return this.expression(entry.value)
    if (step.kind === 'IndexStep') return this.#nested(rest, entry)
    const [next, ...after] = rest
    const isLast = next === undefined
    const isIndexed = next?.kind === 'IndexStep'
    const operator = isLast || (isIndexed && after.length === 0) ? OPERATORS[entry.operator] : 'union'
    const value = isLast ? this.expression(entry.value) : this.#nested(rest, entry)
    const put = putAt(step.name.name, value, operator, this.#indexOf(next))
    return () => built([put])
  }
}

function constantIn({ value }: KeyValueEntry): Value {
  return constantOf(value as Constant)
}

function putAt(key: string, value: Run, operator: MergeOperator, index: Run | undefined): Step {
  if (index === undefined) return (into) => $.put(into, key, value(), operator)
  return (into) => $.put(into, key, value(), operator, Number(index()))
}

function built(steps: readonly Step[]): Dict {
  const dict = new Dict()
  for (const step of steps) step(dict)
  return dict
}

/** All keys that something in the literal may read. */
function keysOf(entries: readonly ConfigEntry[]): ReadonlySet<string> {
  const keys = new Set<string>()
  const add = (some: readonly ConfigEntry[]): void => {
    for (const entry of some) {
      if (entry.kind === 'KeyValueEntry') {
        const key = entry.key.kind === 'PathKey' ? entry.key.name.name : plainKey(entry)
        if (key !== undefined) keys.add(key)
      } else if (entry.kind === 'IfEntry') {
        for (const body of bodiesOf(entry)) add(body)
      }
    }
  }
  add(entries)
  return keys
}

/** The keys of a literal whose keys are plain and different. */
function tableKeys(entries: readonly ConfigEntry[]): readonly string[] | undefined {
  const keys: string[] = []
  for (const entry of entries) {
    const key = entry.kind === 'KeyValueEntry' && entry.operator !== '+=' ? plainKey(entry) : undefined
    if (key === undefined) return undefined
    keys.push(key)
  }
  return hasRepeated(keys) ? undefined : keys
}

function hasRepeated(keys: readonly string[]): boolean {
  if (keys.length > LARGE) return new Set(keys).size < keys.length
  for (let at = 1; at < keys.length; at++) if (keys.indexOf(keys[at] as string) < at) return true
  return false
}

/** Dicts of more keys have no siblings with the same ones. */
const LARGE = 24

function largeTable(keys: readonly string[], runs: readonly Run[], overrides: readonly boolean[]): Run {
  const operators = overridesOf(keys.filter((_, index) => overrides[index]))
  return () => {
    const entries = new Map<string, Value>()
    for (let at = 0; at < keys.length; at++) entries.set(keys[at] as string, (runs[at] as Run)())
    return new Dict(entries, operators)
  }
}
