/** The answers of queries. Their JSON is an interface: fields are added, never renamed. */
import type { Parsed } from '../syntax/parse.ts'

export interface QueryFile {
  readonly path: string
  readonly text: string
  readonly parsed: Parsed
}

export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

export interface VariableItem extends Place {
  readonly name: string
  readonly type: string | null
  readonly operator: string
  readonly value: string
  readonly conditional: boolean
}

export interface ImportItem extends Place {
  readonly path: string
  readonly name: string
  readonly alias: string | null
}

export interface AttributeItem {
  readonly name: string
  readonly type: string
  readonly optional: boolean
  readonly operator: string | null
  readonly default: string | null
  readonly doc: string | null
  readonly decorators: readonly string[]
  readonly line: number
}

export interface CheckItem {
  readonly test: string
  readonly condition: string | null
  readonly message: string | null
  readonly line: number
}

export interface SchemaItem extends Place {
  readonly name: string
  readonly kind: 'schema' | 'mixin' | 'protocol'
  readonly base: string | null
  readonly protocol: string | null
  readonly parameters: string | null
  readonly mixins: readonly string[]
  readonly decorators: readonly string[]
  readonly doc: string | null
  readonly attributes: readonly AttributeItem[]
  readonly indexSignature: string | null
  readonly checks: readonly CheckItem[]
}

export interface InstanceItem extends Place {
  readonly schema: string
  /** The path that the instance is the value of, or else the nearest one that it lies in. */
  readonly path: string | null
  readonly direct: boolean
}

export interface OverrideItem extends Place {
  readonly path: string
  readonly operator: string | null
  readonly value: string
  readonly conditional: boolean
}

export interface ReferenceItem extends Place {
  readonly name: string
  readonly role: 'definition' | 'use'
  /** The line that it stands in. */
  readonly text: string
}
