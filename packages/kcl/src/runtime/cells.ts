/**
 * Late binding of globals. A name has a list of setters, one for each place that sets it. Reading a name that is not
 * known yet runs its last setter, in which the name stands for what the setter before it makes, and so on; it is known
 * from then on. The walk in source order goes on from what is stored at its place.
 */
import { fail } from './errors.ts'
import type { Machine } from './machine.ts'
import type { Value } from './values.ts'

export class Cell {
  readonly name: string
  /** Each runs its statement; of an `if` that it stands in, the branch up to it. */
  setters: (() => void)[] = []
  /** What the walk, or a setter that was run ahead of it, stored last. */
  stored: Value = undefined
  /** What readers see, once it is known. */
  value: Value = undefined
  isKnown = false
  /** Whether it is the name of a schema, a rule or a type: it means the same wherever it is read. */
  isDefinition = false
  /** Whether it is known because somebody read it ahead of the walk. */
  isForced = false
  /** How many of the last setters are being run at this moment. */
  level = 0
  /** The list or dict that the last `+=` or `|=` made and nobody has read since: the next one may grow it in place. */
  owned: Value = undefined
  /** Whether it is among the globals that the program shows. */
  isShown = false
  constructor(name: string) {
    this.name = name
  }

  /** Most have one: a list for just that. */
  set(index: number, setter: () => void): void {
    if (index === 0 && this.setters.length === 0) this.setters = [setter]
    else this.setters[index] = setter
  }
}

export function read(cell: Cell): Value {
  cell.owned = undefined
  return cell.isKnown ? cell.value : force(cell)
}

/** How many scopes of their own are reading ahead at this moment. */
let within = 0

/** In a scope of its own, such as a config or a lambda: the walk does not see what is stored on the way. */
export function readWithin(cell: Cell): Value {
  cell.owned = undefined
  if (cell.isKnown) return cell.value
  within++
  try {
    return force(cell)
  } finally {
    within--
  }
}

/** In the body of a schema: what the walk has stored when the body runs. */
export function readInBody(machine: Machine, cell: Cell): Value {
  return cell.stored === undefined && machine.lambdas === 0 ? readWithin(cell) : readStored(cell)
}

/** In a lambda, which the body of a schema may call. */
export function readInLambda(machine: Machine, cell: Cell): Value {
  return machine.schemas === 0 ? readWithin(cell) : readStored(cell)
}

/** Where bodies and lambdas meet, nothing runs ahead. */
export function readStored(cell: Cell): Value {
  if (cell.isDefinition) return readWithin(cell)
  cell.owned = undefined
  return cell.stored
}

/** A name in a statement that sets it. */
export function own(cell: Cell): Value {
  cell.owned = undefined
  return current(cell)
}

function current(cell: Cell): Value {
  return cell.level === 0 ? cell.stored : read(cell)
}

function force(cell: Cell): Value {
  const { level, setters, stored } = cell
  const setter = setters[setters.length - 1 - level]
  if (setter === undefined) return stored
  cell.level = level + 1
  try {
    setter()
  } finally {
    cell.level = level
  }
  know(cell)
  cell.isForced = true
  // Whoever asked has it now.
  cell.owned = undefined
  if (within > 0 && level === 0 && !cell.isDefinition) cell.stored = stored
  return cell.value
}

/** Whether an assignment on the way to another name is lost with the scope that asked for that. */
function isLost(cell: Cell): boolean {
  return within > 0 && cell.level === 0
}

export function assign(cell: Cell, index: number, value: Value): void {
  if (isLost(cell)) return
  cell.stored = value
  if (cell.level === 0 && !cell.isKnown && index === cell.setters.length - 1) know(cell)
}

/** An assignment that starts from what the name is: readers see it at once, unless they were told more before. */
export function reassign(cell: Cell, index: number, value: Value): void {
  if (isLost(cell)) return
  cell.stored = value
  if (cell.level === 0 && (!cell.isForced || index === cell.setters.length - 1)) know(cell)
}

/** `+=` and its like: what is added is there before it is asked what it is added to. */
export function change(
  cell: Cell,
  index: number,
  right: Value,
  apply: (before: Value, right: Value, owner: Cell | undefined) => Value,
): void {
  reassign(cell, index, apply(current(cell), right, isLost(cell) ? undefined : cell))
}

/** Part of a value is set: who has the value already sees the change. */
export function changePart(cell: Cell, index: number, update: (before: Value, isOwned: boolean) => Value): void {
  if (isLost(cell)) return
  const before = current(cell)
  const isSeen = cell.isKnown && cell.value === before
  // What the update makes is nobody else's.
  cell.owned = cell.stored = update(before, before !== undefined && cell.owned === before)
  if (isSeen) cell.value = cell.stored
  else if (cell.level === 0 && !cell.isKnown && index === cell.setters.length - 1) know(cell)
}

function know(cell: Cell): void {
  cell.value = cell.stored
  cell.isKnown = true
}

/** What a schema or a type is called: it has its value whenever it is asked. */
export function define(cell: Cell, value: Value): void {
  cell.stored = value
  cell.isDefinition = true
  know(cell)
}

/** For a name that an instance may have nothing to say of. */
export function orElse(value: Value, other: () => Value): Value {
  return value === undefined ? other() : value
}

/** For locals of lambdas that may not have been assigned. */
export function undefinedName(name: string): never {
  return fail(`name '${name}' is not defined`)
}
