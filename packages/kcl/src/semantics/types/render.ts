/** Types as messages show them. */
import { unreachable } from '@kusion/diagnostics'
import { positional } from '../../float-text.ts'
import type { Type } from './types.ts'

const DEPTH_LIMIT = 64

export function renderType(type: Type, depth = 0): string {
  if (depth > DEPTH_LIMIT) return 'any'
  switch (type.kind) {
    case 'any':
    case 'bool':
    case 'int':
    case 'float':
    case 'str':
      return type.kind
    case 'none':
      return 'NoneType'
    case 'intLiteral':
      return `int(${type.value})`
    case 'floatLiteral':
      return `float(${positional(type.value)})`
    case 'strLiteral':
      return `str(${type.value})`
    case 'boolLiteral':
      return type.value ? 'bool(True)' : 'bool(False)'
    case 'multiplier':
      return type.literal ? `number_multiplier(${type.literal.value}${type.literal.suffix})` : 'number_multiplier'
    case 'list':
      return `[${renderType(type.element, depth + 1)}]`
    case 'dict':
      return `{${renderType(type.key, depth + 1)}:${renderType(type.value, depth + 1)}}`
    case 'union':
      return type.members.map((member) => renderType(member, depth + 1)).join(' | ')
    case 'schema':
      return type.schema.name
    case 'function':
      return `(${type.parameters.map((parameter) => renderType(parameter.type, depth + 1)).join(', ')}) -> ${renderType(type.result, depth + 1)}`
    case 'module':
      return `module '${type.title}'`
    default:
      return unreachable(type)
  }
}
