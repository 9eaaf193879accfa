/** What operators take and give, by the types of their operands. Undefined means: not these. */
import { unreachable } from '@kusion/diagnostics'
import type { BinaryOperator, ComparisonOperator, UnaryOperator } from '../../syntax/nodes.ts'
import { ANY, BOOL, FLOAT, INT, STR, type Type, type TypeTable } from '../types/types.ts'
import { unite, widen } from '../types/union.ts'

const isAny = (type: Type): boolean => type.kind === 'any'
const isNone = (type: Type): boolean => type.kind === 'none'
const every = (type: Type, test: (member: Type) => boolean): boolean =>
  type.kind === 'union' ? type.members.every(test) : test(type)

const isInt = (type: Type): boolean => every(type, (one) => one.kind === 'int' || one.kind === 'intLiteral')
const isNumber = (type: Type): boolean =>
  every(type, (one) => ['int', 'intLiteral', 'float', 'floatLiteral'].includes(one.kind))
const isBool = (type: Type): boolean => every(type, (one) => one.kind === 'bool' || one.kind === 'boolLiteral')
const isString = (type: Type): boolean => every(type, (one) => one.kind === 'str' || one.kind === 'strLiteral')
const isPrimitive = (type: Type): boolean =>
  every(type, (one) => isNumber(one) || isString(one) || isBool(one) || isNone(one) || isAny(one))
const isOrdered = (type: Type): boolean => every(type, (one) => isNumber(one) || isBool(one))
const isKeyed = (type: Type): boolean => type.kind === 'dict' || type.kind === 'schema'

export function typeOfUnary(operator: UnaryOperator, operand: Type): Type | undefined {
  if (isAny(operand)) return ANY
  switch (operator) {
    case '+':
    case '-':
      return isNumber(operand) ? operand : undefined
    case '~':
      return isInt(operand) || isBool(operand) ? operand : undefined
    case 'not':
      return operand
    default:
      return unreachable(operator)
  }
}

export function typeOfBinary(
  table: TypeTable,
  operator: BinaryOperator,
  leftOperand: Type,
  rightOperand: Type,
): Type | undefined {
  const [left, right] = [collapsed(table, leftOperand), collapsed(table, rightOperand)]
  switch (operator) {
    case 'and':
      return isAny(left) || isAny(right) ? ANY : BOOL
    case 'or':
      return unite(table, [left, right])
    case '+':
      return typeOfAddition(table, left, right)
    case '-':
    case '/':
    case '//':
    case '**':
      return typeOfArithmetic(table, left, right)
    // An int to the checker, whatever its operands are.
    case '%':
      return typeOfArithmetic(table, left, right)?.kind === 'float'
        ? table.fresh(INT)
        : typeOfArithmetic(table, left, right)
    case '*':
      return typeOfArithmetic(table, left, right) ?? repeated(left, right) ?? repeated(right, left)
    case '^':
    case '&':
    case '<<':
    case '>>':
      if (isAny(left) || isAny(right)) return ANY
      return isInt(left) && isInt(right) ? table.fresh(INT) : undefined
    case '|':
      return typeOfMerge(table, left, right)
    default:
      return unreachable(operator)
  }
}

function typeOfArithmetic(table: TypeTable, left: Type, right: Type): Type | undefined {
  if (isAny(left) || isAny(right)) return ANY
  if (!isNumber(left) || !isNumber(right)) return undefined
  return table.fresh(isInt(left) && isInt(right) ? INT : FLOAT)
}

/** A union whose members differ in their literals alone is one type for an operator. */
export function collapsed(table: TypeTable, type: Type): Type {
  if (type.kind !== 'union') return type
  const members = type.members.map((member) => {
    const wide = widen(table, member)
    return wide.kind === 'dict' ? table.dict(wide.key, wide.value) : wide
  })
  return unite(table, members)
}

function typeOfAddition(table: TypeTable, left: Type, right: Type): Type | undefined {
  const sum = typeOfArithmetic(table, left, right)
  if (sum) return sum
  if (isString(left) && isString(right)) return STR
  if (left.kind === 'list' && right.kind === 'list') return table.list(unite(table, [left.element, right.element]))
  return undefined
}

function repeated(what: Type, times: Type): Type | undefined {
  const isRepeatable = every(what, (one) => isNumber(one) || isString(one) || one.kind === 'list')
  return isRepeatable && isInt(times) ? what : undefined
}

function typeOfMerge(table: TypeTable, left: Type, right: Type): Type | undefined {
  if (isNone(left)) return right
  if (isNone(right)) return left
  if (isAny(left) || isAny(right)) return ANY
  if (isInt(left) && isInt(right)) return table.fresh(INT)
  if (left.kind === 'list' && right.kind === 'list') return table.list(unite(table, [left.element, right.element]))
  if (left.kind === 'dict' && right.kind === 'dict') {
    const attributes =
      left.attributes || right.attributes
        ? new Map([...(left.attributes ?? []), ...(right.attributes ?? [])])
        : undefined
    return table.dict(unite(table, [left.key, right.key]), unite(table, [left.value, right.value]), attributes)
  }
  if (left.kind === 'schema' && isKeyed(right)) return left
  return undefined
}

export function isComparable(operator: ComparisonOperator, left: Type, right: Type): boolean {
  if (left.kind === 'any' || right.kind === 'any') return true
  switch (operator) {
    case '==':
    case '!=':
      if (isNone(left) || isNone(right)) return true
      if (isPrimitive(left) && isPrimitive(right)) return true
      return (left.kind === 'list' && right.kind === 'list') || (isKeyed(left) && isKeyed(right))
    case 'is':
    case 'is not':
      return isNone(left) || isNone(right) || (isOrdered(left) && isOrdered(right))
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isOrdered(left) && isOrdered(right)
    case 'in':
    case 'not in':
      return isAny(right) || isString(right) || right.kind === 'list' || isKeyed(right)
    default:
      return unreachable(operator)
  }
}

/** What the variables of a loop are: the only one, or the first and the second. */
export interface IterationTypes {
  readonly single: Type
  readonly first: Type
  readonly second: Type
}

/** Over a type that is no union; undefined where there is nothing to go through. */
export function iterationTypes(iterable: Type): IterationTypes | undefined {
  switch (iterable.kind) {
    case 'any':
      return { single: ANY, first: ANY, second: ANY }
    case 'str':
    case 'strLiteral':
      return { single: STR, first: INT, second: STR }
    case 'list':
      return { single: iterable.element, first: INT, second: iterable.element }
    case 'dict':
      return { single: iterable.key, first: iterable.key, second: iterable.value }
    case 'schema':
      return { single: STR, first: STR, second: iterable.schema.indexSignature?.value ?? ANY }
    default:
      return undefined
  }
}
