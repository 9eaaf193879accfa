/** Literal types and the types that they are values of. */
import { BOOL, FLOAT, INT, MULTIPLIER, STR, type Type } from './types.ts'

/** Undefined for types that are no literals. */
export function literalBase(type: Type): Type | undefined {
  switch (type.kind) {
    case 'intLiteral':
      return INT
    case 'floatLiteral':
      return FLOAT
    case 'strLiteral':
      return STR
    case 'boolLiteral':
      return BOOL
    case 'multiplier':
      return type.literal ? MULTIPLIER : undefined
    default:
      return undefined
  }
}
