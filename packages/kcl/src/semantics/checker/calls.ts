/** Arguments against parameters. */
import type { CallArguments, CallExpression, Expression, Range } from '../../syntax/nodes.ts'
import { calleeName } from '../../syntax/callee.ts'
import { similarNames } from '../suggestions.ts'
import { renderType } from '../types/render.ts'
import { ANY, type FunctionParameter, type Type } from '../types/types.ts'
import { AssignmentChecker } from './assignments.ts'

export abstract class CallChecker extends AssignmentChecker {
  protected abstract typeOf(node: Expression): Type

  /** The arguments of what cannot be called are not looked at. */
  protected typeOfCall({ callee: node, call }: CallExpression): Type {
    const callee = this.typeOf(node)
    switch (callee.kind) {
      case 'any': {
        const ahead = node.kind === 'NameExpression' ? this.findName(node.name)?.ahead : undefined
        if (ahead) {
          this.checkArguments(calleeName(node), ahead, call, node)
          return ANY
        }
        for (const value of call.positional) this.typeOf(value)
        this.#checkKeywords(calleeName(node), UNKNOWN, call)
        return ANY
      }
      case 'function':
        this.checkArguments(calleeName(node), callee, call, node)
        return callee.result
      case 'schema':
        if (!callee.isInstance || callee.isDeclared) {
          this.checkArguments(calleeName(node), callee.schema, call, node)
          return this.table.schema(callee.schema, 'instance')
        }
        this.report('CompileError', node, `schema '${callee.schema.name}' instance is not callable`)
        return ANY
      default:
        this.report('CompileError', node, `'${renderType(callee)}' object is not callable`)
        return ANY
    }
  }

  protected checkArguments(name: string, callee: Callee, call: CallArguments | undefined, range: Range): void {
    const { parameters, isVariadic = false } = callee
    if (!call && parameters.length === 0) return
    for (const [index, value] of (call?.positional ?? []).entries()) {
      const parameter = parameters[index]
      if (!parameter) {
        this.typeOf(value)
        if (isVariadic) continue
        const places = `${parameters.length} positional argument${parameters.length > 1 ? 's' : ''}`
        const count = call?.positional.length ?? 0
        this.report('CompileError', value, `${name} takes ${places} but ${count} were given`)
        break
      }
      this.#checkArgument(value, parameter)
    }
    const named = this.#checkKeywords(name, callee, call)
    const required = parameters.filter((parameter) => !parameter.hasDefault)
    const byName = required.filter(({ name: own }) => own !== undefined && named.has(own))
    // What is given twice, by place and by name, counts twice.
    const found = (call?.positional.length ?? 0) + byName.length
    if (found < required.length) {
      const places = `${required.length} positional argument${required.length > 1 ? 's' : ''}`
      this.report('CompileError', range, `expected ${places}, found ${found}`)
    }
  }

  /** A value that no parameter takes is not looked at. */
  #checkKeywords(name: string, callee: Callee, call: CallArguments | undefined): ReadonlySet<string> {
    const named = new Set<string>()
    let previous: Range | undefined
    for (const keyword of call?.keyword ?? []) {
      const argument = keyword.name.name
      if (argument === '') {
        this.report('CompileError', keyword.name, 'missing argument')
        continue
      }
      const parameter = callee.parameters.find((one) => one.name === argument)
      if (named.has(argument)) {
        const after = { start: previous?.end ?? keyword.start, end: keyword.end }
        this.report('CompileError', after, `${name} has duplicated keyword argument ${argument}`)
      }
      if (parameter) this.#checkArgument(keyword.value, parameter)
      else if (callee.isVariadic !== true) {
        const names = similarNames(
          argument,
          callee.parameters.flatMap((one) => one.name ?? []),
        )
        const meant = names.length === 0 ? '' : `, did you mean '${names.join(' or ')}'?`
        this.report('CompileError', keyword, `${name} got an unexpected keyword argument '${argument}'${meant}`)
      }
      named.add(argument)
      previous = keyword
    }
    return named
  }

  #checkArgument(value: Expression, parameter: FunctionParameter): void {
    const type = this.expecting({ type: parameter.type, origin: this.origin(value) }, () => this.typeOf(value))
    this.mustFit(type, parameter, value)
  }
}

interface Callee {
  readonly parameters: readonly FunctionParameter[]
  readonly isVariadic?: boolean
}

const UNKNOWN: Callee = { parameters: [], isVariadic: true }
