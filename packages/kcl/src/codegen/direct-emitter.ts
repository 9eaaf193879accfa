/**
 * What runs once and is plain — literals, names, calls, instances — becomes functions of the compiler's own instead of
 * JavaScript text: most of a large program is of that kind, and V8 takes longer to compile a text than to run it once.
 * It does what generated code does, in the same order, and says where the machine stands at the same points.
 */
import type { ImportTarget } from '../program/program.ts'
import * as $ from '../runtime/index.ts'
import type { Members } from '../runtime/functions.ts'
import type { Machine } from '../runtime/machine.ts'
import { normalize } from '../runtime/numbers.ts'
import { overridesOf, type Literal } from '../runtime/config.ts'
import { Dict, Shape, type Value } from '../runtime/values.ts'
import type {
  CallArguments,
  CallExpression,
  ConfigExpression,
  Expression,
  InterpolatedString,
  ListExpression,
  NumberLiteral,
  Range,
  SchemaExpression,
  SelectorExpression,
} from '../syntax/nodes.ts'
import { plainKey } from './config-emitter.ts'
import type { EmittedFile } from './emitter.ts'
import { multiplierOf } from './multipliers.ts'
import { ImportedNames, type Linkage } from './names.ts'

export type Run = () => Value

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

/** Thrown where something has to be compiled; caught by who asked for it. */
const COMPILED = Symbol('compiled')

interface Call {
  readonly positional: () => readonly Value[]
  readonly keyword: () => ReadonlyMap<string, Value> | undefined
}

const NOTHING: readonly Value[] = []
const NO_ARGUMENTS: Call = { positional: () => NOTHING, keyword: () => undefined }

export class DirectEmitter {
  readonly #pkg: string
  readonly #links: DirectLinks
  readonly #machine: Machine
  readonly #linkage: Linkage
  readonly #imports: ImportedNames
  readonly #shapes = new ShapeTree()
  #current!: EmittedFile
  #base = 0
  #line = 0
  /** The names that are read, and the keys of literals: a name that is a key may mean the key. */
  #names: string[] = []
  #keys: string[] = []

  constructor(pkg: string, links: DirectLinks, linkage: Linkage) {
    this.#pkg = pkg
    this.#links = links
    this.#machine = links.machine
    this.#linkage = linkage
    this.#imports = new ImportedNames(pkg, linkage)
  }

  /** Undefined where the value has to be compiled. `statement` is where the machine stands first, if it says so. */
  value(node: Expression, statement: Range | undefined, file: EmittedFile): Run | undefined {
    this.#current = file
    this.#base = this.#links.position(this.#pkg, file.index)
    this.#line = 0
    this.#names = []
    this.#keys = []
    try {
      const value = this.#expression(node)
      const run = statement ? this.#at(statement, value) : value
      return this.#readsKeys() ? undefined : run
    } catch (error) {
      if (error === COMPILED) return undefined
      throw error
    }
  }

  #readsKeys(): boolean {
    if (this.#names.length === 0 || this.#keys.length === 0) return false
    const names = new Set(this.#names)
    return this.#keys.some((key) => names.has(key))
  }

  #at(node: Range, run: Run): Run {
    const line = this.#current.lines.lineOf(node.start)
    if (line === this.#line) return run
    this.#line = line
    const machine = this.#machine
    const position = this.#base + line
    return () => {
      machine.position = position
      return run()
    }
  }

  #expression(node: Expression): Run {
    switch (node.kind) {
      case 'StringLiteral': {
        const { value } = node
        return () => value
      }
      case 'NumberLiteral':
        return this.#number(node)
      case 'NameConstant': {
        const value = { True: true, False: false, None: null, Undefined: undefined }[node.value]
        return () => value
      }
      case 'NameExpression':
        return this.#at(node, this.#name(node.name))
      case 'InterpolatedString':
        return this.#interpolated(node)
      case 'ParenthesizedExpression':
        return this.#expression(node.expression)
      case 'SelectorExpression':
        return this.#selector(node)
      case 'SubscriptExpression': {
        const value = this.#expression(node.value)
        const index = this.#expression(node.index)
        const subscript = node.optional ? $.subscriptOptional : $.subscript
        return this.#at(node, () => subscript(value(), index()))
      }
      case 'CallExpression':
        return this.#call(node)
      case 'SchemaExpression':
        return this.#schemaExpression(node)
      case 'ConfigExpression':
        return this.#config(node)
      case 'ListExpression':
        return this.#list(node)
      case 'UnaryExpression': {
        const { operator } = node
        if (operator === 'not') throw COMPILED
        const operand = this.#expression(node.operand)
        return this.#at(node, () => $.unary(operator, operand()))
      }
      case 'BinaryExpression': {
        const { operator } = node
        if (operator === 'and' || operator === 'or') throw COMPILED
        const left = this.#expression(node.left)
        const right = this.#expression(node.right)
        return this.#at(
          node,
          operator === '+' ? () => $.add(left(), right()) : () => $.arithmetic(operator, left(), right()),
        )
      }
      default:
        throw COMPILED
    }
  }

  #number({ value, suffix }: NumberLiteral): Run {
    if (value.type === 'float') {
      const float = new $.Float(value.float)
      return () => float
    }
    const int = normalize(value.int)
    if (suffix === undefined) return () => int
    const multiplier = new $.NumberMultiplier(Number(value.int) * multiplierOf(suffix), int, suffix)
    return () => multiplier
  }

  #interpolated(node: InterpolatedString): Run {
    const links = this.#links
    const parts = node.parts.map((part): (() => string) => {
      if (part.kind === 'Text') return () => part.value
      const { format } = part
      const value = this.#expression(part.expression)
      return format === undefined ? () => $.toText(value()) : () => links.format(value(), format)
    })
    return () => {
      let text = ''
      for (const part of parts) text += part()
      return text
    }
  }

  #name(name: string): Run {
    this.#names.push(name)
    if (this.#linkage.hasGlobal(this.#pkg, name)) return this.#read(this.#pkg, name)
    if (this.#imports.find(name, this.#current.file) || !this.#linkage.isBuiltin(name)) throw COMPILED
    const value = this.#links.builtin(name)
    return () => value
  }

  #read(pkg: string, name: string): Run {
    const cell = this.#links.cell(pkg, name)
    return () => $.read(cell)
  }

  /** `alias.name` where alias is an import; undefined where it is none. */
  #imported(node: Expression): Run | undefined {
    if (node.kind !== 'SelectorExpression' || node.value.kind !== 'NameExpression') return undefined
    const target = this.#imports.find(node.value.name, this.#current.file)
    if (!target) return undefined
    this.#names.push(node.value.name)
    return this.#memberOf(target, node.name.name)
  }

  #memberOf(target: ImportTarget, name: string): Run {
    if (target.kind === 'package' && this.#linkage.hasGlobal(target.package, name))
      return this.#read(target.package, name)
    if (target.kind !== 'system' || !this.#linkage.isLibraryMember(target.module, name)) throw COMPILED
    const value = this.#links.library(target.module, name)
    return () => value
  }

  #selector(node: SelectorExpression): Run {
    const imported = this.#imported(node)
    if (imported) return this.#at(node, imported)
    const value = this.#expression(node.value)
    const member = node.optional ? $.memberOptional : $.member
    const { members } = this.#links
    const machine = this.#machine
    const name = node.name.name
    return this.#at(node, () => member(machine, members, value(), name))
  }

  #callParts(call: CallArguments | undefined): Call {
    if (!call) return NO_ARGUMENTS
    const positional = call.positional.map((argument) => this.#expression(argument))
    const keyword = call.keyword.map((argument) => [argument.name.name, this.#expression(argument.value)] as const)
    return {
      positional: () => positional.map((run) => run()),
      keyword: keyword.length === 0 ? () => undefined : () => new Map(keyword.map(([name, run]) => [name, run()])),
    }
  }

  #call(node: CallExpression): Run {
    const { callee } = node
    const imported = this.#imported(callee)
    if (callee.kind === 'SelectorExpression' && !imported) {
      const value = this.#expression(callee.value)
      const { positional, keyword } = this.#callParts(node.call)
      const call = callee.optional ? $.callMemberOptional : $.callMember
      const { members } = this.#links
      const machine = this.#machine
      const name = callee.name.name
      return this.#at(node, () => call(machine, members, value(), name, positional(), keyword()))
    }
    const value = imported ? this.#at(callee, imported) : this.#expression(callee)
    const { positional, keyword } = this.#callParts(node.call)
    return this.#at(node, () => $.callValue(value(), positional(), keyword()))
  }

  #schemaExpression(node: SchemaExpression): Run {
    if (node.config.kind !== 'ConfigExpression') throw COMPILED
    const callee = this.#expression(node.callee)
    const { positional, keyword } = this.#callParts(node.call)
    this.#line = 0
    const config = this.#config(node.config)
    this.#line = 0
    const machine = this.#machine
    const place = {
      position: this.#base + this.#current.lines.lineOf(node.start),
      offset: node.start,
      message: '',
    }
    return this.#at(node, () => $.construct(machine, callee(), positional(), keyword(), config, place))
  }

  #list(node: ListExpression): Run {
    const items = node.items.map((item) => {
      if (item.kind === 'UnpackEntry' || item.kind === 'IfItem') throw COMPILED
      return this.#at(item, this.#expression(item))
    })
    return () => {
      const list: Value[] = []
      for (const item of items) list.push(item())
      return list
    }
  }

  #config(node: ConfigExpression): Run {
    const { entries } = node
    if (entries.length === 0) return () => new Dict()
    const keys: string[] = []
    const runs: Run[] = []
    const overrides: boolean[] = []
    for (const entry of entries) {
      if (entry.kind !== 'KeyValueEntry' || entry.operator === '+=') throw COMPILED
      const key = plainKey(entry)
      if (key === undefined) throw COMPILED
      keys.push(key)
      this.#keys.push(key)
      overrides.push(entry.operator === '=')
      runs.push(this.#at(entry, this.#expression(entry.value)))
    }
    if (hasRepeated(keys)) throw COMPILED
    if (keys.length > LARGE) return largeDict(keys, runs, overrides)
    const literal = this.#shapes.of(keys, overrides)
    return () => {
      const values: Value[] = []
      for (const run of runs) values.push(run())
      return $.dictOf(literal, values)
    }
  }
}

function hasRepeated(keys: readonly string[]): boolean {
  if (keys.length > LARGE) return new Set(keys).size < keys.length
  for (let at = 1; at < keys.length; at++) if (keys.indexOf(keys[at] as string) < at) return true
  return false
}

/** Dicts of more keys have no siblings with the same ones. */
const LARGE = 24

function largeDict(keys: readonly string[], runs: readonly Run[], overrides: readonly boolean[]): Run {
  const operators = overridesOf(keys.filter((_, index) => overrides[index]))
  return () => {
    const entries = new Map<string, Value>()
    for (let at = 0; at < keys.length; at++) entries.set(keys[at] as string, (runs[at] as Run)())
    return new Dict(entries, operators)
  }
}

class ShapeNode {
  readonly united = new Map<string, ShapeNode>()
  readonly overriding = new Map<string, ShapeNode>()
  literal: Literal | undefined
}

/** Literals with the same keys and operators, in the same order, share their shape. */
class ShapeTree {
  readonly #root = new ShapeNode()

  of(keys: readonly string[], overrides: readonly boolean[]): Literal {
    let node = this.#root
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] as string
      const nodes = overrides[at] === true ? node.overriding : node.united
      let next = nodes.get(key)
      if (!next) nodes.set(key, (next = new ShapeNode()))
      node = next
    }
    return (node.literal ??= {
      shape: new Shape(keys),
      operators: overridesOf(keys.filter((_, index) => overrides[index])),
    })
  }
}
