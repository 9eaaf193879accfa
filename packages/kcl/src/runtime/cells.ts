/**
 * Late binding of globals. A name has a list of setters, one for each place that sets it. Reading a name that is not
 * known yet runs its last setter, in which the name stands for what the setter before it makes, and so on; it is known
 * from then on. The walk in source order goes on from what is stored at its place.
 */
import type { Machine } from './machine.ts'
import type { SchemaInstance, Value } from './values.ts'

export class Cell {
  readonly name: string
  readonly machine: Machine
  /** Each runs its statement; of an `if` that it stands in, the branch up to it. */
  setters: (() => void)[] = []
  /** How many setters it will have, as far as the walk has been made. */
  places = 0
  /** What the walk, or a setter that was run ahead of it, stored last. */
  stored: Value = undefined
  /** What readers see, once it is known. */
  value: Value = undefined
  isKnown = false
  /** Whether it is the name of a schema, a rule or a type: it means the same wherever it is read. */
  isDefinition = false
  /** Whether it is known because somebody read it ahead of the walk. */
  isForced = false
  /** The instances that were made then, which count again when the walk comes by. */
  made: readonly SchemaInstance[] | undefined = undefined
  /** Whether the walk has come to the statement that has its last setter: what is stored is what there is. */
  isOpen = false
  /** How many of the last setters are being run at this moment. */
  level = 0
  /** The list or dict that the last `+=` or `|=` made and nobody has read since: the next one may grow it in place. */
  owned: Value = undefined
  /** Whether it is among the globals that the program shows. */
  isShown = false
  constructor(name: string, machine: Machine) {
    this.name = name
    this.machine = machine
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

/** In a scope of its own, such as a config or a lambda: the walk does not see what is stored on the way. */
export function readWithin(cell: Cell): Value {
  cell.owned = undefined
  if (cell.isKnown) return cell.value
  const { machine } = cell
  machine.within++
  try {
    return force(cell)
  } finally {
    machine.within--
  }
}

/** In the body of a schema: what the walk has stored when the body runs. */
export function readInBody(machine: Machine, cell: Cell): Value {
  return cell.stored === undefined && machine.lambdas === 0 ? readWithin(cell) : readStored(cell)
}

/** In a statement of a body that sets nothing: it takes for its own what the statement around it sets. */
export function readInCondition(machine: Machine, cell: Cell): Value {
  return machine.target === cell.name ? own(cell) : readInBody(machine, cell)
}

/** In a lambda, which the body of a schema may call, or a statement that sets the name. */
export function readInLambda(machine: Machine, cell: Cell): Value {
  if (machine.schemas > 0) return readStored(cell)
  return isTarget(cell) ? own(cell) : readWithin(cell)
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

function isTarget(cell: Cell): boolean {
  const { targets } = cell.machine
  return targets === cell || (Array.isArray(targets) && targets.includes(cell))
}

/** The walk comes to a statement, or a branch, that sets names: those of the last setters that it has have these numbers. */
export function walk(cells: readonly Cell[], indexes: readonly number[], run: () => void): void {
  for (let at = 0; at < cells.length; at++) open(cells[at] as Cell, indexes[at] as number)
  run()
  const [cell] = cells
  if (cell) cell.machine.target = undefined
}

function open(cell: Cell, index: number): void {
  cell.isOpen = index === cell.setters.length - 1
}

/** The same for an assignment to one name. */
export function walkOne(cell: Cell, index: number, run: () => void): void {
  if (isDone(cell)) return
  open(cell, index)
  const { machine } = cell
  beginWalk(machine, cell)
  run()
  machine.target = undefined
}

/** Whether a name that is set in one place has been read ahead of the walk, which passes that place by. */
export function isDone(cell: Cell): boolean {
  if (!cell.isForced || cell.setters.length > 1) return false
  cell.stored = cell.value
  const { machine, made } = cell
  if (made) {
    for (const instance of made) {
      machine.created.push(instance)
      if (machine.recordsInstances) machine.createdInMain.push(instance)
    }
    cell.made = undefined
  }
  return true
}

/** A statement of a branch begins. */
export function begin(machine: Machine, cells: Cell | readonly Cell[]): void {
  machine.targets = cells
  machine.target = cells instanceof Cell ? cells.name : cells.at(-1)?.name
}

/** The same while the branch is walked. */
export function beginWalk(machine: Machine, cells: Cell | readonly Cell[]): void {
  begin(machine, cells)
  machine.callsBefore = machine.calls
}

function force(cell: Cell): Value {
  const { level, machine, setters, stored } = cell
  if (cell.isOpen && level === 0 && stored !== undefined) return stored
  const setter = setters[setters.length - 1 - level]
  if (setter === undefined) return stored
  const { target, targets } = machine
  const before = machine.created.length
  cell.level = level + 1
  begin(machine, cell)
  try {
    setter()
  } finally {
    cell.level = level
    machine.targets = targets
    machine.target = target
    if (!cell.isDefinition) machine.ahead++
  }
  know(cell)
  cell.isForced = true
  if (machine.created.length > before) cell.made = machine.created.slice(before)
  // Whoever asked has it now.
  cell.owned = undefined
  if (machine.within > 0 && level === 0 && !cell.isDefinition) cell.stored = stored
  return cell.value
}

/** Whether an assignment on the way to another name is lost with the scope that asked for that. */
function isLost(cell: Cell): boolean {
  return cell.machine.within > 0 && cell.level === 0
}

export function assign(cell: Cell, index: number, value: Value): void {
  if (isLost(cell)) return
  cell.stored = value
  if (cell.level === 0 && !cell.isKnown && index === cell.setters.length - 1) know(cell)
}

/**
 * An assignment that starts from what the name is: readers see it at once, unless they were told more before; then they
 * see the last one, if nothing was called for it.
 */
export function reassign(cell: Cell, index: number, value: Value): void {
  if (isLost(cell)) return
  cell.stored = value
  if (cell.level > 0) {
    if (cell.isKnown && cell.machine.within > 0) cell.value = value
    return
  }
  if (!cell.isForced || (index === cell.setters.length - 1 && cell.machine.calls === cell.machine.callsBefore))
    know(cell)
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

/** `a = a + b`: what is added to is read first, and may still be the name's own when what is added is there. */
export function changeFirst(
  cell: Cell,
  index: number,
  right: () => Value,
  apply: (before: Value, right: Value, owner: Cell | undefined) => Value,
): void {
  const before = current(cell)
  const value = right()
  reassign(cell, index, apply(before, value, isLost(cell) ? undefined : cell))
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
