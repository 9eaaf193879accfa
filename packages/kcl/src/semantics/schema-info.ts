/** What is known of a schema or rule: what the checker looks attributes up in. */
import type { SourceFile } from '../program/program.ts'
import type { RuleStatement, SchemaStatement } from '../syntax/nodes.ts'
import type { FunctionParameter, Origin, Type } from './types/types.ts'

export interface AttributeInfo {
  readonly name: string
  readonly type: Type
  readonly origin: Origin
}

export interface IndexSignatureInfo {
  readonly key: Type
  readonly value: Type
}

/** A schema, mixin, protocol or rule with its relations resolved, which happens after all names are declared. */
export interface SchemaInfo {
  readonly kind: 'schema' | 'mixin' | 'protocol' | 'rule'
  readonly name: string
  readonly file: SourceFile
  readonly node: SchemaStatement | RuleStatement
  base: SchemaInfo | undefined
  protocol: SchemaInfo | undefined
  mixins: readonly SchemaInfo[]
  /** Own declared attributes, in the order in which they are written. */
  readonly attributes: Map<string, AttributeInfo>
  indexSignature: IndexSignatureInfo | undefined
  parameters: readonly FunctionParameter[]
}

/** Cyclic inheritance is reported when relations are resolved; a walk up the bases ends all the same. */
const LONGEST_CHAIN = 10_000

export function findAttribute(schema: SchemaInfo, name: string): AttributeInfo | undefined {
  let at: SchemaInfo | undefined = schema
  for (let depth = 0; at && depth < LONGEST_CHAIN; depth++, at = at.base) {
    const own = at.attributes.get(name)
    if (own) return own
  }
  at = schema
  for (let depth = 0; at && depth < LONGEST_CHAIN; depth++, at = at.base) {
    for (const mixin of at.mixins) {
      const mixed = mixin === schema ? undefined : findAttribute(mixin, name)
      if (mixed) return mixed
    }
    const promised = at.protocol?.attributes.get(name)
    if (promised) return promised
  }
  return undefined
}

export function isSubschema(schema: SchemaInfo, base: SchemaInfo): boolean {
  let at: SchemaInfo | undefined = schema
  for (let depth = 0; at && depth < LONGEST_CHAIN; depth++, at = at.base) if (at === base) return true
  return false
}

export function attributeNames(schema: SchemaInfo): readonly string[] {
  const names = new Set<string>()
  let at: SchemaInfo | undefined = schema
  for (let depth = 0; at && depth < LONGEST_CHAIN; depth++, at = at.base) {
    for (const name of at.attributes.keys()) names.add(name)
    for (const mixin of at.mixins) for (const name of mixin.attributes.keys()) names.add(name)
  }
  return [...names]
}
