/** The types of expressions. What an expression is for comes with it, so that configs are checked where they are written. */
import { unreachable } from '@kusion/diagnostics'
import { chainOf } from '../../syntax/if-chain.ts'
import type {
  AsExpression,
  BinaryExpression,
  ComparisonExpression,
  ComparisonOperator,
  ComprehensionClause,
  Expression,
  Identifier,
  IfItem,
  LambdaExpression,
  ListItem,
  NumberLiteral,
  Parameter,
  Parameters,
  QuantifierExpression,
  Range,
  SelectorExpression,
  SliceExpression,
  Statement,
} from '../../syntax/nodes.ts'
import { isSubschema, ownAttributeNames } from '../schema-info.ts'
import { suggestionText } from '../suggestions.ts'
import { isAssignable } from '../types/assignable.ts'
import { FULL_NAMES, renderType } from '../types/render.ts'
import { ANY, BOOL, FALSE, FLOAT, INT, NONE, STR, TRUE } from '../types/types.ts'
import type { FunctionParameter, Type, TypeTable } from '../types/types.ts'
import { unite, widen } from '../types/union.ts'
import { ConfigChecker } from './configs.ts'
import type { Expectation } from './core.ts'
import { findMember } from './members.ts'
import { collapsed, isComparable, iterationTypes, typeOfBinary, typeOfUnary, type IterationTypes } from './operators.ts'

export abstract class ExpressionChecker extends ConfigChecker {
  protected abstract checkStatement(node: Statement): Type

  protected typeOf(node: Expression): Type {
    switch (node.kind) {
      case 'NameExpression':
        this.lastSeen = node
        return this.lookUp(node.name, node)
      case 'SelectorExpression':
        return this.#selector(node)
      case 'SubscriptExpression':
        return this.typeOfElement(this.typeOf(node.value), node.index, node.value)
      case 'SliceExpression':
        return this.#slice(node)
      case 'CallExpression':
        return this.typeOfCall(node)
      case 'SchemaExpression':
        return this.typeOfSchemaExpression(node)
      case 'ConfigExpression':
        return this.typeOfConfig(node)
      case 'ListExpression':
        return this.#list(node.items)
      case 'ListComprehension':
        return this.expecting(elementExpectation(this.expectation), () =>
          this.inClauses(node.clauses, () => this.table.list(this.typeOf(node.element))),
        )
      case 'DictComprehension':
        return this.typeOfDictComprehension(node)
      case 'QuantifierExpression':
        return this.#quantifier(node)
      case 'LambdaExpression':
        return this.#lambda(node)
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

  // ── names and members ─────────────────────────────────────────────────────────────────────────────────────────────

  #selector(node: SelectorExpression): Type {
    const type = this.typeOf(node.value)
    const name = node.name.name
    const at = chainStart(node)
    if (node.optional && type.kind === 'module') {
      const advice = `is unnecessary and it can be modified as '.${name}'`
      const sign = { start: node.value.end, end: node.name.start }
      this.report('CompileError', sign, `For the module type, the use of '?.${name}' ${advice}`)
    }
    const member = this.typeOfMember(type, name, at)
    if ((type.kind === 'str' || type.kind === 'strLiteral') && !isPlain(node)) this.#declareMethod(node.name, member)
    return member
  }

  /** Quirk of the reference: a method of what is no plain name is known by its name from then on. */
  #declareMethod(node: Identifier, type: Type): void {
    if (type.kind !== 'function') return
    const { names } = this.scope
    if (names instanceof Map) names.set(node.name, { type, origin: this.origin(node), isAnnotated: true })
    else names.declare(node.name, type, this.file, node)
  }

  /** A condition that may be left out: what its names lack is said of what was looked at before it. */
  protected typeOfCondition(node: Expression): Type {
    switch (node.kind) {
      case 'NameExpression':
        return this.lookUp(node.name, this.lastSeen)
      case 'SelectorExpression':
        if (!isChain(node)) return this.typeOf(node)
        return this.typeOfMember(this.typeOfCondition(node.value), node.name.name, this.lastSeen)
      default:
        return this.typeOf(node)
    }
  }

  protected typeOfMember(type: Type, name: string, at: Range): Type {
    if (type.kind === 'any') return ANY
    const member = findMember(this.state, type, name)
    if (member && type.kind === 'module' && type.reference.kind === 'package') {
      return this.typeOfPackageMember(type, name, member, at)
    }
    if (member) return member
    this.reportMissingMember(type, name, at)
    return ANY
  }

  protected reportMissingMember(type: Type, name: string, range: Range): void {
    const hint = suggestionText(name, knownMembers(type))
    this.report('TypeError', range, `attribute '${name || '[missing name]'}' not found in '${renderType(type)}'${hint}`)
  }

  /** An index of what has none is not looked at. */
  protected typeOfElement(type: Type, index: Expression, at: Range): Type {
    switch (type.kind) {
      case 'any':
        return ANY
      case 'str':
      case 'strLiteral':
        this.#mustBeIndex(this.typeOf(index), index)
        return STR
      case 'list':
        this.#mustBeIndex(this.typeOf(index), index)
        return type.element
      case 'dict':
      case 'schema': {
        const key = this.typeOf(index)
        if (!isAssignable(key, STR)) {
          this.report('CompileError', at, `invalid dict/schema key type: '${renderType(key)}'`)
          return ANY
        }
        if (key.kind !== 'strLiteral')
          return type.kind === 'dict' ? type.value : (type.schema.indexSignature?.value ?? ANY)
        const instance = type.kind === 'schema' && !type.isInstance ? this.table.schema(type.schema, 'instance') : type
        const member = findMember(this.state, instance, key.value)
        if (!member) this.reportMissingMember(instance, key.value, at)
        return member ?? ANY
      }
      default:
        this.report('CompileError', at, `'${renderType(type)}' object is not subscriptable`)
        return ANY
    }
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

  #list(items: readonly ListItem[]): Type {
    const element = this.expecting(elementExpectation(this.expectation), () =>
      unite(this.table, [...this.#itemTypes(items)]),
    )
    return this.table.list(element)
  }

  *#itemTypes(items: readonly ListItem[]): Generator<Type> {
    for (const item of items) {
      if (item.kind === 'UnpackEntry') yield this.#unpackedElement(item.value)
      else if (item.kind === 'IfItem') yield this.#typeOfIfItem(item)
      else yield this.typeOf(item)
    }
  }

  /** Without an `else` there may be anything. Conditions are looked at first, then what is written last. */
  #typeOfIfItem(node: IfItem): Type {
    const { arms, orElse } = chainOf(node)
    for (const { condition } of arms) this.typeOf(condition)
    // What stands after `else` is a list of its own.
    const others = this.expecting(elementExpectation(this.expectation), () => [...this.#itemTypes(orElse)])
    const types = arms.toReversed().flatMap(({ body }) => [...this.#itemTypes(body)])
    return orElse.length === 0 ? ANY : unite(this.table, [...others, ...types])
  }

  #unpackedElement(value: Expression): Type {
    const type = this.typeOf(value)
    const element = elementOf(this.table, type)
    if (element) return element
    this.report('CompileError', value, 'only list, dict, schema object can be used * unpacked, got any')
    return ANY
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
    const [, second, third] = loop.variables
    if (third) {
      const count = loop.variables.length
      const before = { start: second?.end ?? third.start, end: third.end }
      this.report('CompileError', before, `the number of loop variables is ${count}, which can only be 1 or 2`)
    }
    const types = this.#iterationTypes(iterable, loop.iterable)
    return this.inLocal('loop', (names) => {
      const isSingle = loop.variables.length === 1
      for (const [index, variable] of loop.variables.slice(0, 2).entries()) {
        const part = isSingle ? 'single' : index === 0 ? 'first' : 'second'
        const type = unite(
          this.table,
          types.map((one) => one[part]),
        )
        this.loopNames.add(variable.name)
        names.set(variable.name, {
          type: widen(this.table, type),
          origin: this.origin(variable),
          isAnnotated: false,
        })
      }
      return work()
    })
  }

  /** One for each member of a union, the last one first; those that cannot be gone through are reported. */
  #iterationTypes(iterable: Type, at: Range): readonly IterationTypes[] {
    const members = iterable.kind === 'union' ? iterable.members : [iterable]
    const found = members.flatMap((member) => {
      const types = iterationTypes(member)
      if (types) return [types]
      this.report('CompileError', at, `'${renderType(member)}' object is not iterable`)
      return []
    })
    return found.reverse()
  }

  #quantifier(node: QuantifierExpression): Type {
    const iterable = this.typeOf(node.iterable)
    const test = this.#inLoop(iterable, node, () => {
      if (node.condition) this.typeOfCondition(node.condition)
      return this.typeOf(node.test)
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
    return (parameters?.list ?? []).map((parameter) => this.parameterOf(parameter))
  }

  /** What names in the type mean is said `at` the type, or what stands for it. */
  protected parameterOf(parameter: Parameter, at: Range | undefined = parameter.type): FunctionParameter {
    return {
      name: parameter.name.name,
      type: parameter.type ? this.typeOfAnnotation(parameter.type, at) : ANY,
      hasDefault: parameter.value !== undefined,
      origin: this.origin(parameter),
    }
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
    const parameters = this.parametersOf(node.parameters).map((parameter) => ({
      ...parameter,
      type: this.settled(parameter.type),
    }))
    const declared = node.result && {
      type: this.typeOfAnnotation(node.result, this.lastSeen),
      origin: this.origin(node.result),
    }
    for (const { value } of node.parameters?.list ?? []) if (value) this.typeOf(value)
    const result = this.inLocal('lambda', (names) => {
      for (const parameter of parameters) {
        names.set(parameter.name ?? '', { type: parameter.type, origin: parameter.origin, isAnnotated: true })
      }
      return this.#lambdaBody(node, declared)
    })
    return this.table.function(parameters, declared?.type ?? result)
  }

  #lambdaBody(node: LambdaExpression, declared: Expectation | undefined): Type {
    const { lastSeen } = this
    let result: Type = ANY
    const last = node.body.at(-1)
    if (last && !RESULTS.has(last.kind)) {
      const at = last.kind === 'TypeAliasStatement' ? last.name : last
      this.report('CompileError', at, 'The last statement of the lambda body must be a expression e.g., x, 1, etc.')
    }
    for (const [index, statement] of node.body.entries()) {
      if (index === node.body.length - 1 && statement.kind === 'ExpressionStatement') {
        const expected = { type: declared?.type ?? ANY, origin: this.origin(statement.expression) }
        const type = this.expecting(expected, () => this.typeOf(statement.expression))
        this.mustFit(type, declared ?? { type: ANY, origin: undefined }, statement.expression)
        return declared?.type ?? type
      }
      result = this.checkStatement(statement)
    }
    if (declared) this.mustFit(result, { type: declared.type, origin: undefined }, lastSeen)
    return declared?.type ?? result
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

const RESULTS: ReadonlySet<Statement['kind']> = new Set([
  'ExpressionStatement',
  'AssignStatement',
  'AugmentedAssignStatement',
  'AssertStatement',
])

/** What `*` gives of a value: dicts and schemas give their keys. */
function elementOf(table: TypeTable, type: Type): Type | undefined {
  switch (type.kind) {
    case 'list':
      return type.element
    case 'dict':
      return type.key
    case 'schema':
      return STR
    case 'any':
    case 'none':
      return type
    case 'union': {
      const elements = type.members.map((member) => elementOf(table, member))
      return elements.includes(undefined) ? undefined : unite(table, elements as readonly Type[])
    }
    default:
      return undefined
  }
}

function knownMembers(type: Type): readonly string[] {
  if (type.kind !== 'schema' || type.isDeclared) return []
  return type.isInstance ? ownAttributeNames(type.schema) : ['instances']
}

function isZero(type: Type): boolean {
  return (type.kind === 'intLiteral' && type.value === 0n) || (type.kind === 'floatLiteral' && type.value === 0)
}

function elementExpectation(expected: Expectation | undefined): Expectation | undefined {
  if (expected?.type.kind === 'list') return { type: expected.type.element, origin: expected.origin }
  if (expected?.type.kind === 'dict') return { type: expected.type.value, origin: expected.origin }
  return undefined
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
  if (convertsToFloat || (type.kind === 'dict' && target.kind === 'schema')) return false
  return isAssignable(type, target) || isAssignable(target, type)
}

/** `a.b.c`, with no question in it. */
function isPlain(node: Expression): boolean {
  if (node.kind === 'SelectorExpression') return !node.optional && isPlain(node.value)
  return node.kind === 'NameExpression'
}

/** `a.b.c` */
function isChain(node: Expression): boolean {
  return node.kind === 'NameExpression' || (node.kind === 'SelectorExpression' && isChain(node.value))
}

/** Where the run of plain names begins that a selector ends: messages point there. */
function chainStart(node: SelectorExpression): Range {
  let at: Range = node.name
  for (let value: Expression = node; ;) {
    if (value.kind === 'SelectorExpression') {
      at = value.name
      if (value.optional) return at
      value = value.value
    } else return value.kind === 'NameExpression' ? value : at
  }
}
