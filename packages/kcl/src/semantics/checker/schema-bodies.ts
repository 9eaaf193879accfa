/** The names that the body of a schema declares or assigns. */
import { bodiesOf } from '../../syntax/if-chain.ts'
import type { Identifier, SchemaMember } from '../../syntax/nodes.ts'
import { findAttribute, type SchemaInfo } from '../schema-info.ts'
import type { NameInfo, SchemaScope } from '../scopes.ts'
import { ANY } from '../types/types.ts'

interface BodyName {
  readonly name: Identifier
  readonly isDeclared: boolean
}

/** In the order in which they are written. */
export function bodyNames(info: SchemaInfo): readonly string[] {
  return bodyOf(info).map(({ name }) => name.name)
}

/** What can be named in the body of a schema, from the outside in. */
export function usableNames({ schema, names }: SchemaScope): readonly string[] {
  const { node } = schema
  const parameters = schema.parameters.map(({ name = '' }) => name)
  const signature = node.kind === 'SchemaStatement' ? (node.indexSignature?.name?.name ?? []) : []
  return [parameters, signature, bodyNames(schema), [...names.keys()]].flat()
}

/** A parameter, or the name in an index signature. */
export function isOfHead({ schema }: SchemaScope, { origin }: NameInfo): boolean {
  const { node, parameters } = schema
  if (origin === undefined) return false
  if (node.kind === 'SchemaStatement' && node.indexSignature?.name === origin.range) return true
  return parameters.some((parameter) => parameter.origin === origin)
}

/** Names that a body assigns without declaring them are its own; so are nested ones in `if`. */
export function declareBodyNames(info: SchemaInfo, { names, assigned }: SchemaScope): void {
  for (const { name, isDeclared } of bodyOf(info)) {
    if (isDeclared) continue
    assigned.add(name.name)
    if (!names.has(name.name) && !findAttribute(info, name.name))
      names.set(name.name, { type: ANY, origin: { file: info.file, range: name }, isAnnotated: false })
  }
}

function bodyOf({ node }: SchemaInfo): readonly BodyName[] {
  const found: BodyName[] = []
  if (node.kind === 'SchemaStatement') collect(node.body, found, true)
  return found
}

/** What an `if` declares is only assigned. */
function collect(members: readonly SchemaMember[], into: BodyName[], isOutermost: boolean): void {
  for (const member of members) {
    switch (member.kind) {
      case 'SchemaAttribute':
        into.push({ name: member.name, isDeclared: isOutermost })
        break
      case 'AssignStatement':
        for (const { name } of member.targets) into.push({ name, isDeclared: false })
        break
      case 'AugmentedAssignStatement':
        into.push({ name: member.target.name, isDeclared: false })
        break
      case 'UnificationStatement':
        into.push({ name: member.target, isDeclared: false })
        break
      case 'IfStatement':
        for (const body of bodiesOf(member)) collect(body as readonly SchemaMember[], into, false)
        break
      default:
        break
    }
  }
}
