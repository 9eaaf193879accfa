/** What is known of a schema or rule: what the checker looks attributes up in. */
import type { SourceFile } from '../program/program.ts'
import type { RuleStatement, SchemaStatement } from '../syntax/nodes.ts'
import type { FunctionParameter, Origin, Type } from './types/types.ts'

export interface AttributeInfo {
  readonly name: string
  readonly type: Type
  readonly origin: Origin
  readonly isOptional: boolean
}

export interface IndexSignatureInfo {
  readonly key: Type
  readonly value: Type
  /** `[...str]`: declared attributes need not meet it. */
  readonly anyOther: boolean
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

/** What a protocol promises is known to its mixin, and to none that mixes that in. */
export function findAttribute(schema: SchemaInfo, name: string): AttributeInfo | undefined {
  let depth = 0
  for (let at: SchemaInfo | undefined = schema; at && depth < LONGEST_CHAIN; at = at.base, depth++) {
    const found = findOwnAttribute(at, name) ?? at.protocol?.attributes.get(name)
    if (found) return found
  }
  return undefined
}

export function isSubschema(schema: SchemaInfo, base: SchemaInfo): boolean {
  let at: SchemaInfo | undefined = schema
  for (let depth = 0; at && depth < LONGEST_CHAIN; depth++, at = at.base) if (at === base) return true
  return false
}

/** What the schema itself or its mixins declare. */
export function findOwnAttribute(schema: SchemaInfo, name: string): AttributeInfo | undefined {
  const own = schema.attributes.get(name)
  if (own) return own
  for (const mixin of schema.mixins) {
    const mixed = mixin === schema ? undefined : findOwnAttribute(mixin, name)
    if (mixed) return mixed
  }
  return undefined
}

export function ownAttributeNames(schema: SchemaInfo): readonly string[] {
  const mixed = schema.mixins.flatMap((mixin) => (mixin === schema ? [] : ownAttributeNames(mixin)))
  return [...new Set([...schema.attributes.keys(), ...mixed])]
}
