/** Whether a value of one type may stand where another is expected, and whether that says no more than the other. */
import { isSubschema } from '../schema-info.ts'
import { FLOAT, INT } from './types.ts'
import { literalBase } from './literals.ts'
import type { Type } from './types.ts'

const DEPTH_LIMIT = 64

export function isAssignable(type: Type, expected: Type, depth = 0): boolean {
  if (type.kind === 'module') return expected.id === type.id
  if (type.id === expected.id || depth > DEPTH_LIMIT) return true
  // A module fits nowhere, not even among others.
  if (type.kind === 'union') return type.members.every((member) => isCovered(member, expected))
  if (type.kind === 'any' || expected.kind === 'any' || type.kind === 'none') return true
  if (expected.kind === 'union') return expected.members.some((member) => isCovered(type, member))
  if (expected.id === FLOAT.id && (type.id === INT.id || type.kind === 'intLiteral' || type.kind === 'floatLiteral'))
    return true
  // Refused when the program runs.
  if (expected.id === FLOAT.id && type.kind === 'boolLiteral') return true
  // Whether a str is one of the literals shows when the program runs.
  if (type.kind === 'str' && expected.kind === 'strLiteral') return true
  if (type.kind === 'int' && expected.kind === 'floatLiteral') return true
  const base = literalBase(type)
  if (base) {
    if (type.kind === 'intLiteral' && expected.kind === 'floatLiteral') return true
    return base.id === expected.id
  }
  switch (type.kind) {
    case 'list':
      return expected.kind === 'list' && isAssignable(type.element, expected.element, depth + 1)
    case 'dict':
      if (expected.kind !== 'dict') return false
      return isAssignable(type.key, expected.key, depth + 1) && isAssignable(type.value, expected.value, depth + 1)
    case 'schema':
      if (expected.kind === 'schema') return isSubschema(type.schema, expected.schema)
      return false
    case 'function':
      if (expected.kind !== 'function') return false
      return (
        (type.isVariadic || type.parameters.length === expected.parameters.length) &&
        type.parameters.every((parameter, index) => {
          const other = expected.parameters[index]
          return !other || isAssignable(other.type, parameter.type, depth + 1)
        }) &&
        isAssignable(type.result, expected.result, depth + 1)
      )
    default:
      return false
  }
}

/** Whether `narrow` adds nothing to a union that holds `wide`. */
export function isCovered(narrow: Type, wide: Type): boolean {
  if (narrow.id === wide.id) return true
  if (wide.kind === 'any') return true
  if (narrow.kind === 'any') return wide.kind === 'union' && wide.members.some((member) => member.kind === 'any')
  if (narrow.kind === 'union') return narrow.members.every((member) => isCovered(member, wide))
  if (wide.kind === 'union') return wide.members.some((member) => isCovered(narrow, member))
  if (narrow.kind === 'list' && wide.kind === 'list') return isCovered(narrow.element, wide.element)
  if (narrow.kind === 'dict' && wide.kind === 'dict') {
    return isCovered(narrow.key, wide.key) && isCovered(narrow.value, wide.value)
  }
  if (narrow.kind === 'dict') return false
  if (narrow.kind === 'function' && wide.kind === 'function') {
    return (
      (narrow.isVariadic || narrow.parameters.length === wide.parameters.length) &&
      narrow.parameters.every((parameter, index) => {
        const other = wide.parameters[index]
        return !other || isCovered(other.type, parameter.type)
      }) &&
      isCovered(narrow.result, wide.result)
    )
  }
  return isAssignable(narrow, wide)
}
