/** Lambdas, and the parameters that schemas and rules have, too. */
import type { LambdaExpression, Parameter, Parameters, Range, Statement } from '../../syntax/nodes.ts'
import { ANY, type FunctionParameter, type Type } from '../types/types.ts'
import { CollectionChecker } from './collections.ts'
import type { Expectation } from './core.ts'

export abstract class FunctionChecker extends CollectionChecker {
  protected abstract checkStatement(node: Statement): Type

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

  protected typeOfLambda(node: LambdaExpression): Type {
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
}

const RESULTS: ReadonlySet<Statement['kind']> = new Set([
  'ExpressionStatement',
  'AssignStatement',
  'AugmentedAssignStatement',
  'AssertStatement',
])
