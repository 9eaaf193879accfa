/** The types of expressions. What an expression is for comes with it, so that configs are checked where they are written. */
import { unreachable } from '@kusion/diagnostics'
import type {
  AsExpression,
  BinaryExpression,
  ComparisonExpression,
  ComparisonOperator,
  Expression,
  NumberLiteral,
  Range,
} from '../../syntax/nodes.ts'
import { isSubschema } from '../schema-info.ts'
import { isAssignable } from '../types/assignable.ts'
import { FULL_NAMES, renderType } from '../types/render.ts'
import { ANY, BOOL, FALSE, FLOAT, NONE, STR, TRUE } from '../types/types.ts'
import type { Type } from '../types/types.ts'
import { unite } from '../types/union.ts'
import { elementExpectation } from './collections.ts'
import { FunctionChecker } from './functions.ts'
import { collapsed, isComparable, typeOfBinary, typeOfUnary } from './operators.ts'

export abstract class ExpressionChecker extends FunctionChecker {
  protected typeOf(node: Expression): Type {
    switch (node.kind) {
      case 'NameExpression':
        this.lastSeen = node
        return this.lookUp(node.name, node)
      case 'SelectorExpression':
        return this.typeOfSelector(node)
      case 'SubscriptExpression':
        return this.typeOfElement(this.typeOf(node.value), node.index, node.value)
      case 'SliceExpression':
        return this.typeOfSlice(node)
      case 'CallExpression':
        return this.typeOfCall(node)
      case 'SchemaExpression':
        return this.typeOfSchemaExpression(node)
      case 'ConfigExpression':
        return this.typeOfConfig(node)
      case 'ListExpression':
        return this.typeOfList(node.items)
      case 'ListComprehension':
        return this.expecting(elementExpectation(this.expectation), () =>
          this.inClauses(node.clauses, () => this.table.list(this.typeOf(node.element))),
        )
      case 'DictComprehension':
        return this.typeOfDictComprehension(node)
      case 'QuantifierExpression':
        return this.typeOfQuantifier(node)
      case 'LambdaExpression':
        return this.typeOfLambda(node)
      case 'ConditionalExpression': {
        this.typeOf(node.condition)
        const body = this.typeOf(node.body)
        return unite(this.table, [body, this.typeOf(node.orElse)])
      }
      case 'UnaryExpression': {
        const operand = this.typeOf(node.operand)
        const type = typeOfUnary(node.operator, operand)
        if (type) return collapsed(this.table, type)
        this.report('TypeError', node.operand, `bad operand type for unary ${node.operator}: '${renderType(operand)}'`)
        return ANY
      }
      case 'BinaryExpression':
        return this.#binary(node)
      case 'ComparisonExpression':
        return this.#comparison(node)
      case 'AsExpression':
        return this.#conversion(node)
      case 'ParenthesizedExpression':
        return this.typeOf(node.expression)
      case 'NumberLiteral':
        return this.#number(node)
      case 'StringLiteral':
        return this.table.stringLiteral(node.value)
      case 'InterpolatedString':
        for (const part of node.parts) {
          if (part.kind === 'Text') continue
          if (part.format !== undefined && !['json', 'yaml'].includes(part.format.toLowerCase())) {
            this.report('CompileError', part.expression, `#${part.format} is a invalid format spec`)
          }
          this.typeOf(part.expression)
        }
        return STR
      case 'NameConstant':
        return this.table.fresh(CONSTANTS[node.value])
      case 'MissingExpression':
        return ANY
      default:
        return unreachable(node)
    }
  }

  #number({ value, suffix }: NumberLiteral): Type {
    if (value.type === 'float') return this.table.floatLiteral(value.float)
    return suffix === undefined ? this.table.intLiteral(value.int) : this.table.multiplier(value.int, suffix)
  }

  #conversion(node: AsExpression): Type {
    const type = this.typeOf(node.value)
    if (!node.type) {
      if (node.operand) this.typeOf(node.operand)
      this.report('CompileError', node, "keyword 'as' right operand must be a type")
      return type
    }
    this.lastSeen = node.type
    const target = this.settled(this.typeOfAnnotation(node.type))
    if (type.kind === 'any') return ANY
    if (!overlaps(type, target)) {
      const from = renderType(collapsed(this.table, type), FULL_NAMES)
      const to = renderType(target, FULL_NAMES)
      const reason = 'may be a mistake because neither type sufficiently overlaps with the other'
      this.report('TypeError', node.value, `Conversion of type '${from}' to type '${to}' ${reason}`)
    }
    return target
  }

  // ── operators ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #binary(node: BinaryExpression): Type {
    const left = this.typeOf(node.left)
    const right = this.typeOf(node.right)
    return this.binaryResult(node.operator, left, right, node)
  }

  protected binaryResult(operator: BinaryExpression['operator'], left: Type, right: Type, range: Range): Type {
    const type = typeOfBinary(this.table, operator, left, right)
    if (type && type.kind !== 'any' && ['/', '//', '%'].includes(operator) && isZero(right)) {
      this.report('TypeError', range, 'integer division or modulo by zero')
    }
    if (type) return type
    this.#reportOperands(operator, left, right, range)
    return ANY
  }

  #reportOperands(operator: string, left: Type, right: Type, range: Range): void {
    const operands = `'${renderType(left)}' and '${renderType(right)}'`
    this.report('TypeError', range, `unsupported operand type(s) for ${operator}: ${operands}`)
  }

  /** What follows the second operand is held against the first, by the operator behind it; nothing looks at the last one. */
  #comparison(node: ComparisonExpression): Type {
    const left = collapsed(this.table, this.typeOf(node.left))
    const mustCompare = (operator: ComparisonOperator, operand: Expression, range: Range): void => {
      const right = collapsed(this.table, this.typeOf(operand))
      if (!isComparable(operator, left, right)) this.#reportOperands(operator, left, right, range)
    }
    const [second, ...others] = node.operands
    const [first = '==', , ...behind] = node.operators
    if (second) mustCompare(first, second, node)
    for (const [at, operand] of others.entries()) {
      const operator = behind[at]
      if (operator) mustCompare(operator, operand, operand)
    }
    return BOOL
  }
}

const CONSTANTS = { True: TRUE, False: FALSE, None: NONE, Undefined: NONE }

function isZero(type: Type): boolean {
  return (type.kind === 'intLiteral' && type.value === 0n) || (type.kind === 'floatLiteral' && type.value === 0)
}

function overlaps(type: Type, target: Type): boolean {
  if (type.kind === 'any' || target.kind === 'any') return true
  if (type.kind === 'union') return type.members.some((member) => overlaps(member, target))
  if (target.kind === 'union') return target.members.some((member) => overlaps(type, member))
  if (type.kind === 'multiplier' && type.literal && target.kind === 'multiplier') return type.id === target.id
  const convertsToFloat = target.id === FLOAT.id && type.kind !== 'floatLiteral' && type.id !== FLOAT.id
  if (type.kind === 'none') return true
  if (type.kind === 'schema' && !type.isInstance) {
    return target.kind === 'schema' && isSubschema(target.schema, type.schema)
  }
  // An instance is of its own schema, whatever that extends.
  if (type.kind === 'schema' && target.kind === 'schema') return isAssignable(target, type)
  if (convertsToFloat || (type.kind === 'dict' && target.kind === 'schema')) return false
  return isAssignable(type, target) || isAssignable(target, type)
}
