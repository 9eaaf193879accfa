/** The statements of the main package that need no JavaScript: their setters, and their steps of the walk. */
import * as $ from '../../runtime/index.ts'
import type { Value } from '../../runtime/values.ts'
import type { AssignStatement, AugmentedAssignStatement, Statement } from '../../syntax/nodes.ts'
import { DirectEmitter, type UnificationPart } from './configs.ts'
import type { DirectLinks, Run } from './expressions.ts'
import type { EmittedFile } from '../emitter.ts'
import type { Linkage } from '../names.ts'

/** The linker, as the walk tells it what it has come to. */
export interface WalkLinks extends DirectLinks {
  define(cell: $.Cell): void
  emit(value: Value): void
}

/** Counts the setters of a name, those of compiled statements among them. */
type NextSetter = (name: string) => number

export class DirectWalk {
  readonly #pkg: string
  readonly #links: WalkLinks
  readonly #emitter: DirectEmitter
  readonly #steps: (() => void)[] = []

  constructor(pkg: string, links: WalkLinks, linkage: Linkage) {
    this.#pkg = pkg
    this.#links = links
    this.#emitter = new DirectEmitter(pkg, links, linkage)
  }

  get length(): number {
    return this.#steps.length
  }

  run(from: number, to: number): void {
    for (let at = from; at < to; at++) (this.#steps[at] as () => void)()
  }

  /** Answers whether it took the statement: what is left has to be compiled. */
  take(node: Statement, file: EmittedFile, next: NextSetter): boolean {
    switch (node.kind) {
      case 'AssignStatement':
        return this.#assign(node, file, next)
      case 'AugmentedAssignStatement':
        return this.#change(node, file, next)
      case 'ExpressionStatement': {
        const links = this.#links
        if (node.expression.kind === 'StringLiteral') return true
        const run = this.#emitter.value(node.expression, node, file)
        if (run) this.#steps.push(() => links.emit(run()))
        return run !== undefined
      }
      default:
        return false
    }
  }

  /** The statements of one name, as one. */
  takeUnified(parts: readonly [UnificationPart, ...UnificationPart[]], next: NextSetter): boolean {
    const run = this.#emitter.unified(parts)
    if (run) this.#set(parts[0].node.target.name, run, next)
    return run !== undefined
  }

  #assign(node: AssignStatement, file: EmittedFile, next: NextSetter): boolean {
    const type = node.type && this.#emitter.typeOf(node.type, file)
    if ((node.type && !type) || node.targets.some((target) => target.path.length > 0)) return false
    const value = this.#emitter.value(node.value, node, file)
    if (!value) return false
    const run = type ? () => $.expect(value(), type) : value
    for (const { name } of node.targets) this.#set(name.name, run, next)
    return true
  }

  #set(name: string, run: Run, next: NextSetter): void {
    const links = this.#links
    const cell = links.cell(this.#pkg, name)
    const index = next(name)
    cell.setters[index] = { guard: undefined, run }
    this.#steps.push(() => {
      $.assign(cell, index)
      links.define(cell)
    })
  }

  #change(node: AugmentedAssignStatement, file: EmittedFile, next: NextSetter): boolean {
    const { operator, target } = node
    if ((operator !== '+=' && operator !== '|=') || target.path.length > 0) return false
    const right = this.#emitter.value(node.value, node, file)
    if (!right) return false
    const links = this.#links
    const grow = operator === '+=' ? $.addInto : $.mergeInto
    const change: Parameters<typeof $.change>[2] = (before, owner) => grow(owner, before, right())
    const cell = links.cell(this.#pkg, target.name.name)
    const index = next(target.name.name)
    cell.setters[index] = { guard: undefined, run: () => change($.read(cell), undefined) }
    this.#steps.push(() => {
      $.change(cell, index, change)
      links.define(cell)
    })
    return true
  }
}
