/**
 * Late binding. A name has a list of setters, one per assignment. Reading a name that is not known yet runs its last
 * setter whose branch is taken; a read of the same name meanwhile runs the ones before it.
 */
import { fail } from './errors.ts'
import type { Value } from './values.ts'

export interface Setter {
  /** Whether the branch that the assignment stands in is taken; undefined where it stands in none. */
  readonly guard: (() => boolean) | undefined
  readonly run: () => Value
}

export class Cell {
  readonly name: string
  readonly setters: Setter[] = []
  /** What the walk in source order has assigned so far. */
  stored: Value = undefined
  isStored = false
  value: Value = undefined
  isKnown = false
  /** How many of the last setters are being run at this moment. */
  level = 0
  /** The list or dict that the last `+=` or `|=` made and nobody has read since: the next one may grow it in place. */
  owned: Value = undefined
  constructor(name: string) {
    this.name = name
  }
}

export function read(cell: Cell): Value {
  cell.owned = undefined
  return cell.isKnown ? cell.value : force(cell)
}

function force(cell: Cell): Value {
  const { level, setters } = cell
  let value: Value
  try {
    for (let index = setters.length - 1 - level; index >= 0; index--) {
      const setter = setters[index] as Setter
      cell.level = setters.length - index
      if (setter.guard === undefined || setter.guard()) {
        value = setter.run()
        break
      }
    }
  } finally {
    cell.level = level
  }
  if (level === 0 && !cell.isKnown) {
    cell.value = value
    cell.isKnown = true
  }
  return value
}

/** The walk reaches a plain assignment. */
export function assign(cell: Cell, index: number): void {
  const isLast = index === cell.setters.length - 1
  const { level } = cell
  cell.level = cell.setters.length - index
  let value: Value
  try {
    value = (cell.setters[index] as Setter).run()
  } finally {
    cell.level = level
  }
  store(cell, value)
  if (isLast) {
    cell.value = value
    cell.isKnown = true
  }
}

/** The walk reaches `+=` or an assignment to a part: it starts from what is there now, and readers see the result at once. */
export function change(cell: Cell, index: number, apply: (before: Value, owner: Cell | undefined) => Value): void {
  const { level } = cell
  cell.level = cell.setters.length - index
  let value: Value
  try {
    value = apply(cell.isKnown ? cell.value : cell.stored, cell)
  } finally {
    cell.level = level
  }
  store(cell, value)
  cell.value = value
  cell.isKnown = true
}

function store(cell: Cell, value: Value): void {
  cell.stored = value
  cell.isStored = true
}

/** For a name that an instance may have nothing to say of. */
export function orElse(value: Value, other: () => Value): Value {
  return value === undefined ? other() : value
}

/** For locals of lambdas that may not have been assigned. */
export function undefinedName(name: string): never {
  return fail(`name '${name}' is not defined`)
}
