/** The types of expressions. What an expression is for comes with it, so that configs are checked where they are written. */
import { unreachable } from '@kusion/diagnostics'
import type {
  BinaryExpression,
  ComparisonExpression,
  ComprehensionClause,
  Expression,
  LambdaExpression,
  ListItem,
  NumberLiteral,
  Parameters,
  QuantifierExpression,
  Range,
  SelectorExpression,
  SliceExpression,
  Statement,
  SubscriptExpression,
} from '../../syntax/nodes.ts'
import { suggestionText } from '../suggestions.ts'
import { isAssignable } from '../types/assignable.ts'
import { renderType } from '../types/render.ts'
import { ANY, BOOL, FALSE, FLOAT, INT, NONE, STR, TRUE, UNDEFINED } from '../types/types.ts'
import type { FunctionParameter, Type } from '../types/types.ts'
import { unite, widen } from '../types/union.ts'
import { ConfigChecker } from './configs.ts'
import type { Expectation } from './core.ts'
import { findMember } from './members.ts'
import { isComparable, iterationTypes, typeOfBinary, typeOfUnary } from './operators.ts'

export abstract class ExpressionChecker extends ConfigChecker {
  protected abstract checkStatement(node: Statement): Type

  protected typeOf(node: Expression, expected?: Expectation): Type {
    switch (node.kind) {
      case 'NameExpression':
        return this.lookUp(node.name, node)
      case 'SelectorExpression':
        return this.#selector(node)
      case 'SubscriptExpression':
        return this.#subscript(node)
      case 'SliceExpression':
        return this.#slice(node)
      case 'CallExpression':
        return this.typeOfCall(node)
      case 'SchemaExpression':
        return this.typeOfSchemaExpression(node)
      case 'ConfigExpression':
        return this.typeOfConfig(node, expected)
      case 'ListExpression':
        return this.#list(node.items, expected)
      case 'ListComprehension':
        return this.inClauses(node.clauses, () =>
          this.table.list(this.typeOf(node.element, elementExpectation(expected))),
        )
      case 'DictComprehension':
        return this.typeOfDictComprehension(node, expected)
      case 'QuantifierExpression':
        return this.#quantifier(node)
      case 'LambdaExpression':
        return this.#lambda(node)
      case 'ConditionalExpression': {
        this.typeOf(node.condition)
        const body = this.typeOf(node.body, expected)
        return unite(this.table, [body, this.typeOf(node.orElse, expected)])
      }
      case 'UnaryExpression': {
        const operand = this.typeOf(node.operand)
        const type = typeOfUnary(node.operator, operand)
        if (type) return type
        this.report('TypeError', node.operand, `bad operand type for unary ${node.operator}: '${renderType(operand)}'`)
        return ANY
      }
      case 'BinaryExpression':
        return this.#binary(node, expected)
      case 'ComparisonExpression':
        return this.#comparison(node)
      case 'AsExpression': {
        const type = this.typeOf(node.value)
        const target = this.typeOfAnnotation(node.type)
        if (node.type.kind !== 'NamedType' && node.type.kind !== 'BasicType') {
          this.report('CompileError', node, "keyword 'as' right operand must be a type")
          return target
        }
        if (!overlaps(type, target)) {
          this.report(
            'TypeError',
            node.value,
            `Conversion of type '${renderType(type)}' to type '${renderType(target)}' may be a mistake because neither type sufficiently overlaps with the other`,
          )
        }
        return target
      }
      case 'ParenthesizedExpression':
        return this.typeOf(node.expression, expected)
      case 'NumberLiteral':
        return this.#number(node)
      case 'StringLiteral':
        return this.table.stringLiteral(node.value)
      case 'InterpolatedString':
        for (const part of node.parts) {
          if (part.kind === 'Text') continue
          this.typeOf(part.expression)
          if (part.format !== undefined && !['json', 'yaml'].includes(part.format.toLowerCase())) {
            this.report('CompileError', part.expression, `#${part.format} is a invalid format spec`)
          }
        }
        return STR
      case 'NameConstant':
        return { True: TRUE, False: FALSE, None: NONE, Undefined: UNDEFINED }[node.value]
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

  // ── names and members ─────────────────────────────────────────────────────────────────────────────────────────────

  #selector(node: SelectorExpression): Type {
    const type = this.typeOf(node.value)
    const name = node.name.name
    if (type.kind === 'any') return ANY
    const at = chainStart(node)
    if (type.kind === 'module' && type.reference.kind === 'package' && name.startsWith('_')) {
      this.report('CompileError', at, `cannot reference private member '${name}' from ${renderType(type)}`)
      return ANY
    }
    const member = findMember(this.state, type, name)
    if (member) return member
    if (this.isOpenEnded() && type.kind === 'schema') return ANY
    this.reportMissingMember(type, name, at)
    return ANY
  }

  protected reportMissingMember(type: Type, name: string, range: Range): void {
    const candidates = type.kind === 'schema' && !type.isInstance ? ['instances'] : []
    const hint = suggestionText(name, candidates)
    this.report('TypeError', range, `attribute '${name}' not found in '${renderType(type)}'${hint}`)
  }

  #subscript(node: SubscriptExpression): Type {
    const type = this.typeOf(node.value)
    const index = this.typeOf(node.index)
    switch (type.kind) {
      case 'any':
        return ANY
      case 'str':
      case 'strLiteral':
        this.#mustBeIndex(index, node.index)
        return STR
      case 'list':
        this.#mustBeIndex(index, node.index)
        return type.element
      case 'dict':
      case 'schema':
        if (type.kind === 'schema' && !type.isInstance) break
        if (!isAssignable(index, STR)) {
          this.report('CompileError', node.value, `invalid dict/schema key type: '${renderType(index)}'`)
          return ANY
        }
        if (index.kind === 'strLiteral') {
          const member = findMember(this.state, type, index.value)
          if (member) return member
          this.reportMissingMember(type, index.value, node.value)
          return ANY
        }
        return type.kind === 'dict' ? type.value : ANY
      default:
        break
    }
    this.report('CompileError', node.value, `'${renderType(type)}' object is not subscriptable`)
    return ANY
  }

  #slice(node: SliceExpression): Type {
    const type = this.typeOf(node.value)
    const bounds = [node.lower, node.upper, node.step].filter((bound) => bound !== undefined)
    switch (type.kind) {
      case 'str':
      case 'strLiteral':
      case 'list':
        for (const bound of bounds) this.#mustBeIndex(this.typeOf(bound), bound)
        return type.kind === 'list' ? type : STR
      case 'dict':
      case 'schema':
        this.report('CompileError', node.value, "unhashable type: 'slice'")
        return ANY
      case 'any':
        for (const bound of bounds) this.typeOf(bound)
        return ANY
      default:
        this.report('CompileError', node.value, `'${renderType(type)}' object is not subscriptable`)
        return ANY
    }
  }

  #mustBeIndex(type: Type, range: Range): void {
    if (!isAssignable(type, INT)) this.report('TypeError', range, `expected int, got ${renderType(type)}`)
  }

  // ── collections and loops ─────────────────────────────────────────────────────────────────────────────────────────

  #list(items: readonly ListItem[], expected: Expectation | undefined): Type {
    return this.table.list(unite(this.table, this.#itemTypes(items, elementExpectation(expected))))
  }

  *#itemTypes(items: readonly ListItem[], expected: Expectation | undefined): Generator<Type> {
    for (const item of items) {
      if (item.kind === 'UnpackEntry') yield this.#unpackedElement(item.value)
      else if (item.kind === 'IfItem') {
        this.typeOf(item.condition)
        for (const _ of this.#itemTypes(item.body, expected));
        for (const _ of this.#itemTypes(item.orElse, expected));
        yield ANY
      } else yield this.typeOf(item, expected)
    }
  }

  #unpackedElement(value: Expression): Type {
    const type = this.typeOf(value)
    switch (type.kind) {
      case 'list':
        return type.element
      case 'any':
      case 'none':
      case 'undefined':
      case 'union':
      case 'dict':
      case 'schema':
        return ANY
      default:
        this.report('CompileError', value, 'only list, dict, schema object can be used * unpacked, got any')
        return ANY
    }
  }

  /** Runs `work` where the variables of the clauses are known. */
  protected inClauses<T>(clauses: readonly ComprehensionClause[], work: () => T): T {
    const [clause, ...rest] = clauses
    if (!clause) return work()
    const iterable = this.typeOf(clause.iterable)
    return this.#inLoop(iterable, clause, () => {
      for (const condition of clause.conditions) this.typeOf(condition)
      return this.inClauses(rest, work)
    })
  }

  #inLoop<T>(iterable: Type, loop: Pick<ComprehensionClause, 'variables' | 'iterable'>, work: () => T): T {
    const types = iterationTypes(iterable, this.table)
    if (!types) {
      this.report('CompileError', loop.iterable, `'${renderType(iterable)}' object is not iterable`)
    }
    return this.inLocal('loop', (names) => {
      const isSingle = loop.variables.length === 1
      for (const [index, variable] of loop.variables.entries()) {
        if (index === 2) {
          const count = loop.variables.length
          const before = { start: loop.variables[1]?.end ?? variable.start, end: variable.end }
          this.report('CompileError', before, `the number of loop variables is ${count}, which can only be 1 or 2`)
        }
        const overKeys = iterable.kind === 'dict' || iterable.kind === 'schema'
        const type = types && (index === 0 && !(isSingle && !overKeys) ? types.first : types.second)
        names.set(variable.name, {
          type: widen(this.table, type ?? ANY),
          origin: this.origin(variable),
          isAnnotated: false,
        })
      }
      return work()
    })
  }

  #quantifier(node: QuantifierExpression): Type {
    const iterable = this.typeOf(node.iterable)
    const test = this.#inLoop(iterable, node, () => {
      const type = this.typeOf(node.test)
      if (node.condition) this.typeOf(node.condition)
      return type
    })
    switch (node.quantifier) {
      case 'all':
      case 'any':
        return BOOL
      case 'map':
        return this.table.list(test)
      case 'filter':
        return iterable
      default:
        return unreachable(node.quantifier)
    }
  }

  // ── functions ─────────────────────────────────────────────────────────────────────────────────────────────────────

  protected parametersOf(parameters: Parameters | undefined): readonly FunctionParameter[] {
    return (parameters?.list ?? []).map((parameter) => ({
      name: parameter.name.name,
      type: parameter.type ? this.typeOfAnnotation(parameter.type) : ANY,
      hasDefault: parameter.value !== undefined,
      origin: this.origin(parameter),
    }))
  }

  protected checkDefaults(parameters: Parameters | undefined): void {
    const list = parameters?.list ?? []
    const last = list.findLastIndex((parameter) => !parameter.value)
    for (const { value } of list.slice(0, Math.max(last, 0)).reverse()) {
      if (!value) continue
      this.reporter.report('IllegalParameterError', {
        origin: this.origin(value),
        message: 'non-default argument follows default argument',
        note: 'A default argument',
      })
    }
  }

  #lambda(node: LambdaExpression): Type {
    this.checkDefaults(node.parameters)
    const parameters = this.parametersOf(node.parameters)
    const declared = node.result && { type: this.typeOfAnnotation(node.result), origin: this.origin(node.result) }
    const result = this.inLocal('lambda', (names) => {
      for (const [index, parameter] of parameters.entries()) {
        const value = node.parameters?.list[index]?.value
        if (value && parameter.origin) {
          this.typeOf(value, { type: parameter.type, origin: undefined })
        }
        names.set(parameter.name ?? '', { type: parameter.type, origin: parameter.origin, isAnnotated: true })
      }
      return this.#lambdaBody(node, declared)
    })
    return this.table.function(parameters, declared?.type ?? result)
  }

  #lambdaBody(node: LambdaExpression, declared: Expectation | undefined): Type {
    let result: Type = ANY
    for (const [index, statement] of node.body.entries()) {
      if (index === node.body.length - 1 && statement.kind === 'ExpressionStatement') {
        const type = this.typeOf(statement.expression, declared)
        if (declared) this.mustFit(type, declared, statement.expression)
        return declared?.type ?? type
      }
      result = this.checkStatement(statement)
    }
    return result
  }

  // ── operators ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #binary(node: BinaryExpression, expected: Expectation | undefined): Type {
    const left = this.typeOf(node.left, expected)
    const right = this.typeOf(node.right, expected)
    return this.binaryResult(node.operator, left, right, node)
  }

  protected binaryResult(operator: BinaryExpression['operator'], left: Type, right: Type, range: Range): Type {
    const type = typeOfBinary(this.table, operator, left, right)
    if (type && ['/', '//', '%'].includes(operator) && isZero(right)) {
      this.report('TypeError', range, 'integer division or modulo by zero')
      return ANY
    }
    if (type) return type
    const operands = `'${renderType(left)}' and '${renderType(right)}'`
    this.report('TypeError', range, `unsupported operand type(s) for ${operator}: ${operands}`)
    return ANY
  }

  #comparison(node: ComparisonExpression): Type {
    let left = this.typeOf(node.left)
    for (const [index, operand] of node.operands.entries()) {
      const operator = node.operators[index] ?? '=='
      const right = this.typeOf(operand)
      if (!isComparable(operator, left, right)) {
        const operands = `'${renderType(left)}' and '${renderType(right)}'`
        this.report('TypeError', node, `unsupported operand type(s) for ${operator}: ${operands}`)
      }
      left = right
    }
    return BOOL
  }
}

function isZero(type: Type): boolean {
  return (type.kind === 'intLiteral' && type.value === 0n) || (type.kind === 'floatLiteral' && type.value === 0)
}

function elementExpectation(expected: Expectation | undefined): Expectation | undefined {
  return expected?.type.kind === 'list' ? { type: expected.type.element, origin: expected.origin } : undefined
}

function overlaps(type: Type, target: Type): boolean {
  if (type.kind === 'any' || target.kind === 'any') return true
  if (type.kind === 'union') return type.members.some((member) => overlaps(member, target))
  if (target.kind === 'union') return target.members.some((member) => overlaps(type, member))
  const convertsToFloat = target.id === FLOAT.id && type.kind !== 'floatLiteral' && type.id !== FLOAT.id
  if (convertsToFloat || (type.kind === 'dict' && target.kind === 'schema')) return false
  return isAssignable(type, target) || isAssignable(target, type)
}

/** Where the run of plain names begins that a selector ends: messages point there. */
function chainStart(node: SelectorExpression): Range {
  let at: Range = node.name
  for (let value: Expression = node; ;) {
    if (value.kind === 'SelectorExpression') {
      at = value.name
      value = value.value
    } else return value.kind === 'NameExpression' ? value : at
  }
}
