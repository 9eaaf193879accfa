/** The statements of the main package that need no JavaScript: their setters, and their steps of the walk. */
import * as $ from '../../runtime/index.ts'
import type { Value } from '../../runtime/values.ts'
import type {
  AssignStatement,
  AugmentedAssignStatement,
  BinaryExpression,
  Statement,
  Target,
} from '../../syntax/nodes.ts'
import { DirectEmitter } from './configs.ts'
import type { UnificationParts } from '../unified-entries.ts'
import type { DirectLinks, Run } from './expressions.ts'
import type { EmittedFile } from '../emitter.ts'
import type { Linkage } from '../names.ts'

/** The linker, as the walk tells it what it has come to. */
export interface WalkLinks extends DirectLinks {
  define(cell: $.Cell): void
  emit(value: Value): void
}

type Assign = typeof $.assign

export class DirectWalk {
  readonly #pkg: string
  readonly #links: WalkLinks
  readonly #emitter: DirectEmitter
  readonly #steps: (() => void)[] = []
  /** What each step defines. */
  readonly #cells: ($.Cell | readonly $.Cell[] | undefined)[] = []
  /** Which of their setters it is. */
  readonly #indexes: (number | readonly number[])[] = []

  constructor(pkg: string, links: WalkLinks, linkage: Linkage) {
    this.#pkg = pkg
    this.#links = links
    this.#emitter = new DirectEmitter(pkg, links, linkage)
  }

  get length(): number {
    return this.#steps.length
  }

  run(from: number, to: number): void {
    for (let at = from; at < to; at++) {
      const step = this.#steps[at] as () => void
      const cells = this.#cells[at]
      if (cells instanceof $.Cell) {
        $.walkOne(cells, this.#indexes[at] as number, step)
        this.#links.define(cells)
      } else if (cells) this.#runAll(cells, this.#indexes[at] as readonly number[], step)
      else step()
    }
  }

  #runAll(cells: readonly $.Cell[], indexes: readonly number[], step: () => void): void {
    $.walk(cells, indexes, () => {
      $.beginWalk(this.#links.machine, cells)
      step()
    })
    for (const cell of cells) this.#links.define(cell)
  }

  cell(name: string): $.Cell {
    return this.#links.cell(this.#pkg, name)
  }

  /** Answers whether it took the statement: what is left has to be compiled. */
  take(node: Statement, file: EmittedFile): boolean {
    switch (node.kind) {
      case 'AssignStatement':
        return this.#assign(node, file)
      case 'AugmentedAssignStatement':
        return this.#change(node, file)
      case 'ExpressionStatement': {
        const links = this.#links
        if (node.expression === file.file.tree.docstring) return true
        const run = this.#emitter.value(node.expression, node, file)
        if (!run) return false
        // What is called says nothing by what it answers.
        this.#steps.push(node.expression.kind === 'CallExpression' ? run : () => links.emit(run()))
        this.#cells.push(undefined)
        this.#indexes.push(0)
        return true
      }
      default:
        return false
    }
  }

  /** The statements of one name, as one. */
  takeUnified(parts: UnificationParts): boolean {
    const name = parts[0].node.target.name
    const run = this.#emitter.onTargets([name], () => this.#emitter.unified(parts))
    if (!run) return false
    const cell = this.#links.cell(this.#pkg, name)
    // It is made again, even if it has been read ahead.
    this.#setAll([name], () => $.madeAgain(cell, run()), this.#emitter.readsTarget ? $.reassign : $.assign)
    return true
  }

  #assign(node: AssignStatement, file: EmittedFile): boolean {
    const { value: given } = node
    if (given.kind === 'BinaryExpression' && addsToTarget(node, given))
      return this.#add(given, nameOf(node.targets[0] as Target), file)
    const type = node.type && this.#emitter.typeOf(node.type, file)
    if (node.type && !type) return false
    for (const { path } of node.targets) if (path.length > 0) return false
    const names = node.targets.map(nameOf)
    const value = this.#emitter.valueFor(names, node, file)
    if (value) this.#set(names, type ? expected(value, type) : value)
    return value !== undefined
  }

  #set(names: readonly string[], run: Run): void {
    const assign = this.#emitter.readsTarget ? $.reassign : $.assign
    if (names.length === 1) {
      const cell = this.cell(names[0] as string)
      const index = cell.places++
      this.#step(cell, index, setter(cell, index, run, assign))
    } else this.#setAll(names, run, assign)
  }

  #setAll(names: readonly string[], run: Run, assign: Assign): void {
    const places = names.map((name) => {
      const cell = this.cell(name)
      return { cell, index: cell.places++ }
    })
    const step = (): void => {
      const value = run()
      for (const { cell, index } of places) assign(cell, index, value)
    }
    for (const { cell, index } of places) cell.set(index, step)
    this.#steps.push(step)
    this.#cells.push(places.map(({ cell }) => cell))
    this.#indexes.push(places.map(({ index }) => index))
  }

  #add(node: BinaryExpression, name: string, file: EmittedFile): boolean {
    const added = this.#emitter.onTargets([name], () => this.#emitter.added(node, file))
    if (!added) return false
    const { position, right } = added
    const grow = node.operator === '+' ? addInto : mergeInto
    const cell = this.cell(name)
    const index = cell.places++
    const { machine } = this.#links
    this.#step(cell, index, () => {
      machine.position = position
      $.changeFirst(cell, index, right, grow)
    })
    return true
  }

  #change(node: AugmentedAssignStatement, file: EmittedFile): boolean {
    const { operator, target } = node
    if ((operator !== '+=' && operator !== '|=') || target.path.length > 0) return false
    const { name } = target.name
    const right = this.#emitter.onTargets([name], () => this.#emitter.value(node.value, node, file))
    if (!right) return false
    const grow = operator === '+=' ? addInto : mergeInto
    const cell = this.cell(name)
    const index = cell.places++
    this.#step(cell, index, () => $.change(cell, index, right(), grow))
    return true
  }

  #step(cell: $.Cell, index: number, step: () => void): void {
    cell.set(index, step)
    this.#steps.push(step)
    this.#cells.push(cell)
    this.#indexes.push(index)
  }
}

type Grow = Parameters<typeof $.change>[3]

const addInto: Grow = (before, value, owner) => $.addInto(owner, before, value)
const mergeInto: Grow = (before, value, owner) => $.mergeInto(owner, before, value)

/** `a = a + b` and `a = a | b`. */
function addsToTarget({ targets, type }: AssignStatement, { left, operator }: BinaryExpression): boolean {
  if (type || targets.length > 1 || targets[0]?.path.length !== 0 || (operator !== '+' && operator !== '|'))
    return false
  return left.kind === 'NameExpression' && left.name === targets[0].name.name
}

function expected(value: Run, type: Parameters<typeof $.expect>[1]): Run {
  return () => $.expect(value(), type)
}

/** Stands by itself, so that it holds no more than it needs: there is one for each name of the program. */
function setter(cell: $.Cell, index: number, run: Run, assign: Assign): () => void {
  return () => assign(cell, index, run())
}

function nameOf({ name }: Target): string {
  return name.name
}
