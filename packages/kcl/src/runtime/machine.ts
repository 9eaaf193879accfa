/** One run of one program: where it stands, how deep it is, and what is bounded. */
import type { Cell } from './cells.ts'
import { fail } from './errors.ts'
import type { Context } from './context.ts'
import type { SchemaInstance } from './values.ts'

export interface Machine {
  /** File and line of the last visited node: file index × LINE_BITS + line. Generated code writes it. */
  position: number
  depth: number
  /** Where the outermost call was made; with `isTraced` errors within are blamed on that. */
  outside: number
  readonly isTraced: boolean
  /** Calls and rounds of loops so far. */
  steps: number
  readonly context: Context
  /** All instances in order of creation, and those that the main package's own statements made. */
  readonly created: SchemaInstance[]
  readonly createdInMain: SchemaInstance[]
  /** True while the main package's own statements run. */
  recordsInstances: boolean
  /** How many schema bodies and configs of instances are being run: what they make may be completed by a config later. */
  bodies: number
  /** How many schema bodies are. */
  schemas: number
  /** How many lambdas are. */
  lambdas: number
  /** Lambdas that were called and instances that were begun so far; and how many when the walk came to where it stands. */
  calls: number
  callsBefore: number
  /** Names that were read ahead of the walk so far. */
  ahead: number
  /** How many scopes of their own are reading ahead at this moment. */
  within: number
  /** What the innermost statement that is run sets. */
  targets: Cell | readonly Cell[] | undefined
  /** The last name that the innermost statement sets: conditions in schemas that it comes to take it for their own. */
  target: string | undefined
  /** Instances, and what they lack. */
  readonly incomplete: Map<SchemaInstance, string>
}

const MAXIMUM_DEPTH = 2000

/** More than any configuration takes, and a few seconds at most: a program that runs on without end is stopped. */
const MAXIMUM_STEPS = 10_000_000

export function step(machine: Machine): void {
  if (++machine.steps > MAXIMUM_STEPS) fail(`the program takes more than ${MAXIMUM_STEPS} steps`)
}

/** Who runs a branch for one of its arms is forgotten by the next of these: then whichever arm it is runs. */
export function errands({ calls, ahead }: Machine): number {
  return calls + ahead
}

export function enter(machine: Machine): void {
  step(machine)
  machine.calls++
  if (machine.depth === 0) machine.outside = machine.position
  if (++machine.depth > MAXIMUM_DEPTH) {
    machine.depth--
    fail(`the recursion is deeper than ${MAXIMUM_DEPTH} calls`)
  }
}

export function leave(machine: Machine): void {
  if (--machine.depth === 0 && machine.isTraced) machine.position = machine.outside
}

/** Where an error is that is met now. */
export function blamed({ depth, isTraced, outside, position }: Machine): number {
  return isTraced && depth > 0 ? outside : position
}
