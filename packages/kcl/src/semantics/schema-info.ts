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

/** Cyclic inheritance is reported and cut when relations are resolved; the walk ends all the same. */
function* schemaChain(schema: SchemaInfo): Generator<SchemaInfo> {
  const seen = new Set<SchemaInfo>()
  for (let at: SchemaInfo | undefined = schema; at && !seen.has(at); at = at.base) {
    seen.add(at)
    yield at
  }
}

export function findAttribute(schema: SchemaInfo, name: string): AttributeInfo | undefined {
  for (const one of schemaChain(schema)) {
    const own = one.attributes.get(name)
    if (own) return own
  }
  for (const one of schemaChain(schema)) {
    for (const mixin of one.mixins) {
      const mixed = mixin === schema ? undefined : findAttribute(mixin, name)
      if (mixed) return mixed
    }
    const promised = one.protocol?.attributes.get(name)
    if (promised) return promised
  }
  return undefined
}

export function isSubschema(schema: SchemaInfo, base: SchemaInfo): boolean {
  for (const one of schemaChain(schema)) if (one === base) return true
  return false
}

export function attributeNames(schema: SchemaInfo): readonly string[] {
  const names = new Set<string>()
  for (const one of schemaChain(schema)) {
    for (const name of one.attributes.keys()) names.add(name)
    for (const mixin of one.mixins) for (const name of mixin.attributes.keys()) names.add(name)
  }
  return [...names]
}
