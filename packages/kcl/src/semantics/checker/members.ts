/** What `value.name` is, by the type of the value. */
import { unreachable } from '@kusion/diagnostics'
import { findAttribute } from '../schema-info.ts'
import { ANY, BOOL, type ModuleReference, type Type, type TypeTable } from '../types/types.ts'
import type { PackageScope } from '../scopes.ts'
import type { ProgramState } from './core.ts'

/** Undefined where there is no such member. */
export function findMember(state: ProgramState, type: Type, name: string): Type | undefined {
  switch (type.kind) {
    case 'any':
    case 'union':
      return ANY
    case 'none':
    case 'bool':
    case 'int':
    case 'float':
    case 'intLiteral':
    case 'floatLiteral':
    case 'boolLiteral':
    case 'multiplier':
    case 'list':
    case 'function':
      return undefined
    case 'str':
    case 'strLiteral':
      return state.library.strings.get(name)
    case 'dict':
      return type.attributes?.get(name)?.type ?? type.value
    case 'schema':
      if (!type.isInstance && name === 'instances') return instancesFunction(state.table)
      return findAttribute(type.schema, name)?.type ?? (type.schema.indexSignature && ANY)
    case 'module':
      return findModuleMember(state, type.reference, name)
    default:
      return unreachable(type)
  }
}

function instancesFunction(table: TypeTable): Type {
  return table.function([{ name: 'full_pkg', type: BOOL, hasDefault: true, origin: undefined }], table.list(ANY))
}

/** What one of its files imports. */
function importedAs({ imports }: PackageScope, name: string): Type | undefined {
  for (const file of imports.keys()) {
    const found = imports.get(file)?.get(name)
    if (found) return found.type
  }
  return undefined
}

function findModuleMember(state: ProgramState, reference: ModuleReference, name: string): Type | undefined {
  switch (reference.kind) {
    case 'plugin':
      return ANY
    case 'missing':
      return undefined
    case 'system':
      return state.library.module(reference.module).get(name)
    case 'package': {
      const scope = state.packages.get(reference.package)
      return scope && (scope.aliases.get(name) ?? scope.names.get(name)?.type ?? importedAs(scope, name))
    }
    default:
      return unreachable(reference)
  }
}
