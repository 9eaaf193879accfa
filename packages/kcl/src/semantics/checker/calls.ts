/** Arguments against parameters. */
import { unreachable } from '@kusion/diagnostics'
import type { CallArguments, CallExpression, Expression, Range } from '../../syntax/nodes.ts'
import { renderType } from '../types/render.ts'
import { ANY, type FunctionParameter, type Type } from '../types/types.ts'
import { AssignmentChecker } from './assignments.ts'
import type { Expectation } from './core.ts'

export abstract class CallChecker extends AssignmentChecker {
  protected abstract typeOf(node: Expression, expected?: Expectation): Type

  protected typeOfCall(node: CallExpression): Type {
    const callee = this.typeOf(node.callee)
    switch (callee.kind) {
      case 'any':
        this.visitArguments(node.call)
        return ANY
      case 'function':
        this.checkArguments(callee.name ?? calleeName(node.callee), callee, node.call, node.callee)
        return callee.result
      case 'schema':
        if (!callee.isInstance) {
          this.checkArguments(calleeName(node.callee), callee.schema, node.call, node.callee)
          return this.table.schema(callee.schema, true)
        }
        return this.#notCallable(callee, node)
      case 'union':
        this.visitArguments(node.call)
        return ANY
      case 'none':
      case 'undefined':
      case 'bool':
      case 'int':
      case 'float':
      case 'str':
      case 'intLiteral':
      case 'floatLiteral':
      case 'strLiteral':
      case 'boolLiteral':
      case 'multiplier':
      case 'list':
      case 'dict':
      case 'module':
        return this.#notCallable(callee, node)
      default:
        return unreachable(callee)
    }
  }

  #notCallable(callee: Type, node: CallExpression): Type {
    this.visitArguments(node.call)
    this.report('CompileError', node.callee, `'${renderType(callee)}' object is not callable`)
    return ANY
  }

  protected visitArguments(call: CallArguments): void {
    for (const value of call.positional) this.typeOf(value)
    for (const { value } of call.keyword) this.typeOf(value)
  }

  protected checkArguments(
    name: string,
    callee: { readonly parameters: readonly FunctionParameter[]; readonly isVariadic?: boolean },
    call: CallArguments | undefined,
    range: Range,
  ): void {
    const { parameters, isVariadic = false } = callee
    if (!call && parameters.length === 0) return
    const given = new Set<string>()
    for (const [index, value] of (call?.positional ?? []).entries()) {
      const parameter = parameters[index]
      if (!parameter) {
        this.typeOf(value)
        if (isVariadic) continue
        const places = `${parameters.length} positional argument${parameters.length > 1 ? 's' : ''}`
        const count = call?.positional.length ?? 0
        this.report('CompileError', value, `"${name}" takes ${places} but ${count} were given`)
        break
      }
      if (parameter.name !== undefined) given.add(parameter.name)
      this.#checkArgument(value, parameter)
    }
    this.#checkKeywords(name, callee, call, given)
    const required = parameters.filter((parameter) => !parameter.hasDefault)
    const found = required.filter(
      (parameter, index) =>
        (parameter.name !== undefined && given.has(parameter.name)) ||
        (parameter.name === undefined && index < (call?.positional.length ?? 0)),
    )
    if (found.length < required.length) {
      const places = `${required.length} positional argument${required.length > 1 ? 's' : ''}`
      this.report('CompileError', range, `expected ${places}, found ${found.length}`)
    }
  }

  #checkKeywords(
    name: string,
    callee: { readonly parameters: readonly FunctionParameter[]; readonly isVariadic?: boolean },
    call: CallArguments | undefined,
    given: Set<string>,
  ): void {
    const named = new Set<string>()
    let previous: Range | undefined
    for (const keyword of call?.keyword ?? []) {
      const argument = keyword.name.name
      const parameter = callee.parameters.find((one) => one.name === argument)
      if (named.has(argument)) {
        const after = { start: previous?.end ?? keyword.start, end: keyword.end }
        this.report('CompileError', after, `"${name}" has duplicated keyword argument ${argument}`)
        this.typeOf(keyword.value)
      } else if (parameter) {
        given.add(argument)
        this.#checkArgument(keyword.value, parameter)
      } else {
        this.typeOf(keyword.value)
        if (callee.isVariadic !== true) {
          this.report('CompileError', keyword, `"${name}" got an unexpected keyword argument '${argument}'`)
        }
      }
      named.add(argument)
      previous = keyword
    }
  }

  #checkArgument(value: Expression, parameter: FunctionParameter): void {
    const expected = { type: parameter.type, origin: parameter.origin }
    this.mustFit(this.typeOf(value, expected), expected, value)
  }
}

/** What messages call it: the run of names that ends the expression. */
export function calleeName(callee: Expression): string {
  switch (callee.kind) {
    case 'NameExpression':
      return callee.name
    case 'SelectorExpression':
      return [calleeName(callee.value), callee.name.name].filter((name) => name !== ANONYMOUS).join('.')
    default:
      return ANONYMOUS
  }
}

const ANONYMOUS = 'anonymous function'
