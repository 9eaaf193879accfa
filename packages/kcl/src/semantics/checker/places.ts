/** What an entry of a config is for: the place that its key has in what is expected. */
import type { Identifier, Range } from '../../syntax/nodes.ts'
import { findAttribute, ownAttributeNames, type IndexSignatureInfo, type SchemaInfo } from '../schema-info.ts'
import { suggestionText } from '../suggestions.ts'
import { isAssignable } from '../types/assignable.ts'
import { STR, type Origin, type Type, type TypeTable } from '../types/types.ts'
import { unite } from '../types/union.ts'
import { AccessChecker } from './access.ts'
import type { Expectation } from './core.ts'

export abstract class PlaceChecker extends AccessChecker {
  /** An empty name has none, and nobody minds. */
  protected placeInExpected(name: Identifier): Expectation | undefined {
    if (!this.expectation || name.name === '') return undefined
    this.mustHavePlace(name.name, name, this.expectation, undefined)
    return placeOf(this.table, name.name, this.expectation)
  }

  /** Says so where a key has no place in what is expected. */
  protected mustHavePlace(name: string, range: Range, { type }: Expectation, given: Origin | undefined): void {
    if (name === '') return
    if (type.kind === 'schema') {
      const { schema } = type
      if (!type.isInstance || schema.kind === 'mixin' || this.#hasPlaceFor(name, schema)) return
      const hint = suggestionText(name, ownAttributeNames(schema))
      this.#reportUnknown(name, range, `schema '${schema.name}'${hint}`, given)
      return
    }
    if (type.kind !== 'union') return
    const schemas: SchemaInfo[] = []
    for (const member of type.members) {
      if (member.kind === 'dict') return
      if (member.kind !== 'schema') continue
      if (hasPlace(member.schema, name)) return
      schemas.push(member.schema)
    }
    if (schemas.length === 0) return
    const names = schemas.map((schema) => schema.name)
    const whose = schemas.length === 1 ? `'schema ${names.join('')}'` : `'schemas ${renderNames(names)}'`
    const hint = suggestionText(name, schemas.flatMap(ownAttributeNames))
    this.#reportUnknown(name, range, `${whose}${hint}`, given)
  }

  #hasPlaceFor(name: string, schema: SchemaInfo): boolean {
    if (findAttribute(schema, name)) return true
    const signature = signatureOf(schema)
    if (!signature) return false
    return isKeyOf(signature.key, this.table.stringLiteral(name))
  }

  #reportUnknown(name: string, range: Range, whose: string, given: Origin | undefined): void {
    const more = given ? [{ origin: given, message: 'config attribute is defined here' }] : []
    this.report('CompileError', range, `Cannot add member '${name}' to ${whose}`, ...more)
  }
}

/** What the value of a key is for. */
export function placeOf(table: TypeTable, name: string, { type, origin }: Expectation): Expectation | undefined {
  switch (type.kind) {
    case 'schema': {
      if (!type.isInstance) return undefined
      const attribute = findAttribute(type.schema, name)
      if (attribute) return attribute
      const signature = signatureOf(type.schema)
      return signature && { type: signature.value, origin }
    }
    case 'dict':
      return { type: type.value, origin }
    case 'list':
      return { type: type.element, origin }
    case 'union': {
      const types = type.members.flatMap((member): readonly Type[] => {
        if (member.kind === 'dict') return [member.value]
        if (member.kind !== 'schema') return []
        return [findAttribute(member.schema, name)?.type ?? member.schema.indexSignature?.value ?? []].flat()
      })
      return types.length === 0 ? undefined : { type: unite(table, types), origin }
    }
    default:
      return undefined
  }
}

function hasPlace(schema: SchemaInfo, name: string): boolean {
  return findAttribute(schema, name) !== undefined || signatureOf(schema) !== undefined
}

function signatureOf(schema: SchemaInfo): IndexSignatureInfo | undefined {
  return schema.indexSignature ?? schema.protocol?.indexSignature
}

/** Of a union of more than strs only the literals count. */
function isKeyOf(key: Type, name: Type): boolean {
  if (key.kind === 'union') {
    const strings = key.members.filter((member) => member.kind === 'any' || isAssignable(member, STR))
    if (strings.length === 0) return true
    const isOfStrings = strings.length === key.members.length
    return strings.some((member) => member.id === name.id || (isOfStrings && member.kind === 'str'))
  }
  return key.kind !== 'strLiteral' || key.id === name.id
}

function renderNames(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(', ')}]`
}
