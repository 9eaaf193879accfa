/** What a name means at a place: resolved when code is generated, so that no name is looked up while it runs. */
import type { SchemaFacts } from './schema-facts.ts'

export type Scope = LocalScope | ConfigScope | SchemaScope | undefined

/** Parameters, loop variables and assigned names of a lambda. */
export interface LocalScope {
  readonly kind: 'local'
  /** Loop variables stand for their values as bare keys of dicts too. */
  readonly isLoop: boolean
  readonly outer: Scope
  /** Names to JavaScript variables. */
  readonly names: Map<string, string>
  /** Those that may not be assigned yet where code is emitted. */
  readonly unset: Set<string>
}

/** Keys of a config literal that have been evaluated, for the entries after them. */
export interface ConfigScope {
  readonly kind: 'config'
  /** Of an instance: its keys go before the attributes of the schema in whose body it stands. */
  readonly isOfInstance: boolean
  readonly outer: Scope
  readonly names: Map<string, string>
  /** The keys that are read: only they need their variables. */
  readonly read: Set<string>
}

export interface SchemaScope {
  readonly kind: 'schema'
  readonly outer: Scope
  /** The JavaScript variable that holds the instance, and the one that holds the schema. */
  readonly self: string
  readonly schema: string
  readonly facts: SchemaFacts
  /** Defaults of parameters are evaluated before there is one. */
  readonly hasInstance: boolean
  readonly parameters: readonly string[]
  /** The setters of the statement at hand, by their names: there a name means what it was before. */
  own: ReadonlyMap<string, string>
}

/** In statements that set nothing: conditions, assertions, checks. */
export const NOTHING_SET: ReadonlyMap<string, string> = new Map()

/** The schema whose body a place stands in. */
export function enclosingSchema(scope: Scope): SchemaScope | undefined {
  for (let at = scope; at !== undefined; at = at.outer) if (at.kind === 'schema') return at
  return undefined
}
