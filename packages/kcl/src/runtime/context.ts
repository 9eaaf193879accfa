/** The contract between evaluation and the library: how a member is called, what it may reach, how it fails. */
import type { Host } from '../host.ts'
import type { Value } from './values.ts'

export interface Call {
  /** The name of the member, for messages. */
  readonly name: string
  readonly positional: readonly Value[]
  readonly keyword: ReadonlyMap<string, Value> | undefined
  readonly context: Context
}

export type LibraryFunction = (call: Call) => Value

/** A member of a module that is no function, such as `units.Ki`. */
export interface LibraryConstant {
  readonly constant: Value
}

export type LibraryMember = LibraryFunction | LibraryConstant

/** A member of every string, such as `upper`. */
export type StringMember = (receiver: string, call: Call) => Value

/** Documents, and how they are written, whatever else is said of the output. */
export interface DocumentStream {
  readonly documents: readonly Value[]
  readonly separator: string
  readonly options: { readonly sortKeys: boolean; readonly showHidden: boolean; readonly disableNone: boolean }
}

export interface Context {
  readonly host: Host
  /** The `-D` arguments, as text. */
  readonly options: ReadonlyMap<string, string>
  /** The folder of the nearest kcl.mod, and the one in which the program runs. */
  readonly root: string
  readonly workingFolder: string
  /** What the program may reach of a host that has more. */
  readonly folders: readonly string[]
  /** The path of the file that is evaluated now. */
  file(): string
  print(text: string): void
  /** Calls a function value. */
  call(callee: Value, positional: readonly Value[]): Value
  /** What was given to `manifests.yaml_stream`; the last call counts. */
  stream: DocumentStream | undefined
}
