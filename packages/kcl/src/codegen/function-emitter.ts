/** Lambdas and the statements in them: plain JavaScript variables, assigned in order. */
import { bodiesOf, chainOf } from '../syntax/if-chain.ts'
import type {
  Expression,
  AssignStatement,
  AugmentedAssignStatement,
  IfStatement,
  LambdaExpression,
  Statement,
  Target,
  TargetStep,
} from '../syntax/nodes.ts'
import { ConfigEmitter } from './config-emitter.ts'
import { enclosingSchema, type LocalScope } from './scopes.ts'

export const LITERALS: ReadonlySet<Expression['kind']> = new Set(['NumberLiteral', 'StringLiteral', 'NameConstant'])

export abstract class FunctionEmitter extends ConfigEmitter {
  protected lambda(node: LambdaExpression): string {
    const parameters = node.parameters?.list ?? []
    const names = new Map(parameters.map((parameter) => [parameter.name.name, this.fresh()]))
    const variables = [...names.values()]
    const defaults = parameters.map((parameter) =>
      parameter.value ? `()=>${this.deferred(() => this.expression(parameter.value as never))}` : 'undefined',
    )
    const isEager = parameters.some(({ value }) => value !== undefined && !LITERALS.has(value.kind))
    const types = parameters.map((parameter) => (parameter.type ? this.type(parameter.type) : 'undefined'))
    const scope: LocalScope = { kind: 'local', isLoop: false, outer: this.scope, names, unset: new Set() }
    const assigned = new Set<string>()
    collectAssigned(node.body, assigned)
    const locals: string[] = []
    for (const name of assigned) {
      if (names.has(name)) continue
      const variable = this.fresh()
      names.set(name, variable)
      scope.unset.add(name)
      locals.push(variable)
    }
    const body = this.deferred(() => this.within(scope, () => this.body(node.body, scope, true)))
    const declared = locals.length > 0 ? `let ${locals.join(',')};` : ''
    const result = node.result ? this.type(node.result) : 'undefined'
    const shape = `{names:${JSON.stringify(parameters.map((parameter) => parameter.name.name))},types:[${types.join(',')}],defaults:[${defaults.join(',')}],isEager:${isEager},result:${result},isInSchema:${enclosingSchema(this.scope) !== undefined}}`
    return `$.lambda(m,${shape},(${variables.join(',')})=>{${declared}${body}})`
  }

  private body(statements: readonly Statement[], scope: LocalScope, isLast: boolean): string {
    return statements
      .map((statement, index) => this.localStatement(statement, scope, isLast && index === statements.length - 1))
      .join('')
  }

  private localStatement(node: Statement, scope: LocalScope, isLast: boolean): string {
    switch (node.kind) {
      case 'ExpressionStatement': {
        const code = this.visit(node, () => this.expression(node.expression))
        return isLast ? `return ${code};` : `${code};`
      }
      case 'AssignStatement':
        return (
          this.whileSetting(node.targets, () => this.localAssign(node, scope)) +
          (isLast ? `return ${scope.names.get(node.targets[0]?.name.name ?? '') ?? 'undefined'};` : '')
        )
      case 'AugmentedAssignStatement':
        return (
          this.whileSetting([node.target], () => this.localChange(node, scope)) +
          (isLast ? `return ${scope.names.get(node.target.name.name) ?? 'undefined'};` : '')
        )
      case 'IfStatement': {
        const { arms, orElse } = chainOf(node)
        const before = [...scope.unset]
        const body = (members: IfStatement['body']) => (): string => {
          const code = this.body(members as readonly Statement[], scope, isLast)
          for (const name of before) scope.unset.add(name)
          return code
        }
        return this.choice(
          arms.map((arm) => ({
            condition: () => this.visit(arm, () => this.test(arm.condition)),
            body: body(arm.body),
          })),
          body(orElse),
        )
      }
      case 'AssertStatement':
        return this.assertion(node)
      case 'UnificationStatement': {
        const variable = scope.names.get(node.target.name) ?? ''
        const config = this.configOf(node.value)
        const callee = this.calleeOf(node.value)
        const base = this.name(node.target.name)
        const code = `$.unify(()=>${base},${config},${callee},${this.argumentsOf(node.value)},${this.place(node.value)})`
        scope.unset.delete(node.target.name)
        return `${variable}=${code};${isLast ? `return ${variable};` : ''}`
      }
      default:
        return ''
    }
  }

  private whileSetting(targets: readonly Target[], emit: () => string): string {
    const outer = this.setLocally
    this.setLocally = new Set([...outer, ...targets.map((target) => target.name.name)])
    const code = emit()
    this.setLocally = outer
    return code
  }

  private localAssign(node: AssignStatement, scope: LocalScope): string {
    let value = this.visit(node, () => this.expression(node.value))
    if (node.type) value = `$.expect(${value},${this.type(node.type)})`
    const [target] = node.targets
    if (target && node.targets.length === 1 && target.path.length === 0) {
      scope.unset.delete(target.name.name)
      return `${scope.names.get(target.name.name)}=${value};`
    }
    const common = this.fresh()
    const stores = node.targets.map(({ name, path }) => {
      const variable = scope.names.get(name.name) ?? ''
      const whole =
        path.length === 0 ? common : `$.replaceAt(${this.name(name.name)},${this.steps(path)},0,()=>${common})`
      scope.unset.delete(name.name)
      return `${variable}=${whole};`
    })
    return `{const ${common}=${value};${stores.join('')}}`
  }

  private localChange({ operator, target, value }: AugmentedAssignStatement, scope: LocalScope): string {
    const variable = scope.names.get(target.name.name) ?? ''
    const right = this.fresh()
    const code = this.visit(target, () => this.expression(value))
    const before = this.name(target.name.name)
    const changed =
      target.path.length === 0
        ? this.operation(operator, before, right)
        : `$.replaceAt(${before},${this.steps(target.path)},0,(v)=>${this.operation(operator, 'v', right)},true)`
    scope.unset.delete(target.name.name)
    return `{const ${right}=${code};${variable}=${changed};}`
  }

  protected operation(operator: string, left: string, right: string): string {
    const plain = operator.slice(0, -1)
    return plain === '+' ? `$.add(${left},${right})` : `$.arithmetic('${plain}',${left},${right})`
  }

  protected steps(path: readonly TargetStep[]): string {
    const steps = path.map((step) =>
      step.kind === 'MemberStep'
        ? `{kind:'member',name:${JSON.stringify(step.name.name)}}`
        : `{kind:'index',index:${this.expression(step.index)}}`,
    )
    return `[${steps.join(',')}]`
  }

  protected assertion(node: Extract<Statement, { kind: 'AssertStatement' }>): string {
    const { condition, message } = node
    const guard = condition ? `if(${this.visit(node, () => this.test(condition))})` : ''
    const test = this.visit(node, () => this.expression(node.test))
    const text = message ? this.expression(message) : '""'
    if (condition) this.line = 0
    return `${guard}$.assertion(${test},${text});`
  }
}

export function collectAssigned(statements: readonly Statement[], into: Set<string>): void {
  for (const statement of statements) {
    if (statement.kind === 'AssignStatement') for (const target of statement.targets) into.add(target.name.name)
    else if (statement.kind === 'AugmentedAssignStatement') into.add(statement.target.name.name)
    else if (statement.kind === 'UnificationStatement') into.add(statement.target.name)
    else if (statement.kind === 'IfStatement')
      for (const arm of bodiesOf(statement)) collectAssigned(arm as readonly Statement[], into)
  }
}
