/** Types as messages show them. */
import { unreachable } from '@kusion/diagnostics'
import { positional } from '../../float-text.ts'
import { MAIN_PACKAGE } from '../../program/program.ts'
import type { SchemaInfo } from '../schema-info.ts'
import type { Type } from './types.ts'

const DEPTH_LIMIT = 64

interface RenderOptions {
  readonly depth: number
  readonly fullNames: boolean
}
const SHORT_NAMES: RenderOptions = { depth: 0, fullNames: false }
/** Schemas of other packages with their package. */
export const FULL_NAMES: RenderOptions = { depth: 0, fullNames: true }

export function renderType(type: Type, options = SHORT_NAMES): string {
  if (options.depth > DEPTH_LIMIT) return 'any'
  const inner = (part: Type): string => renderType(part, { ...options, depth: options.depth + 1 })
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
      return `[${inner(type.element)}]`
    case 'dict':
      return `{${inner(type.key)}:${inner(type.value)}}`
    case 'union':
      return type.members.map((member) => inner(member)).join(' | ')
    case 'schema':
      return options.fullNames ? fullName(type.schema) : type.schema.name
    case 'function':
      return `(${type.parameters.map((parameter) => inner(parameter.type)).join(', ')}) -> ${inner(type.result)}`
    case 'module':
      return `module '${type.title}'`
    default:
      return unreachable(type)
  }
}

function fullName({ name, file }: SchemaInfo): string {
  return file.package === MAIN_PACKAGE ? name : `${file.package.replaceAll('/', '.')}.${name}`
}
