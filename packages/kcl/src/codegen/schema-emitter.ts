/** A schema statement becomes one definition: declarations, setters, checks, each a function of the instance. */
import { chainOf } from '../syntax/if-chain.ts'
import type {
  CheckExpression,
  Decorator,
  Expression,
  IfStatement,
  IndexSignature,
  QualifiedName,
  RuleStatement,
  SchemaAttribute,
  SchemaMember,
  SchemaStatement,
  Statement,
} from '../syntax/nodes.ts'
import { FunctionEmitter, LITERALS } from './function-emitter.ts'
import { SchemaFacts } from './schema-facts.ts'
import { NOTHING_SET, type SchemaScope } from './scopes.ts'

/** A schema while its body is emitted. */
interface Body {
  readonly scope: SchemaScope
  /** Constants that statements share. */
  readonly code: string[]
  readonly setters: string[]
  readonly walk: string[]
}

const NO_NAMES: ReadonlySet<string> = new Set()

/** The branch of an outermost `if` that a statement stands in. */
interface Branch {
  readonly function: string
  readonly arm: 0 | 1
}

export abstract class SchemaEmitter extends FunctionEmitter {
  protected schema(node: SchemaStatement): string {
    const scope: SchemaScope = {
      kind: 'schema',
      outer: undefined,
      self: this.fresh('s'),
      schema: this.fresh('d'),
      facts: this.finder.facts(node, this.current.file),
      parameters: (node.parameters?.list ?? []).map((parameter) => parameter.name.name),
      hasInstance: true,
      own: NOTHING_SET,
    }
    const body: Body = { scope, code: [], setters: [], walk: [] }
    const inBody = <T>(emit: () => T): T => this.deferred(() => this.within(scope, emit))
    for (const member of node.body) inBody(() => this.member(member, body))
    const checks = inBody(() => node.checks.map((check) => this.check(check, scope.self)))
    const signature = node.indexSignature
    return this.definition(node, body, {
      base: node.base,
      mixins: node.mixins,
      protocol: node.protocol,
      parameters: this.parameterCode(node.parameters, scope),
      indexSignature: signature ? inBody(() => this.indexSignature(signature, scope.self)) : 'undefined',
      checks,
    })
  }

  protected rule(node: RuleStatement): string {
    const { file } = this.current
    const scope: SchemaScope = {
      kind: 'schema',
      outer: undefined,
      self: this.fresh('s'),
      schema: this.fresh('d'),
      facts: new SchemaFacts(new Set(), () => this.finder.factsOf([node.protocol], file), undefined, true),
      parameters: (node.parameters?.list ?? []).map((parameter) => parameter.name.name),
      hasInstance: true,
      own: NOTHING_SET,
    }
    const body: Body = { scope, code: [], setters: [], walk: [] }
    return this.definition(node, body, {
      base: node.protocol,
      mixins: node.bases,
      protocol: undefined,
      parameters: this.parameterCode(node.parameters, scope),
      indexSignature: 'undefined',
      checks: this.deferred(() => this.within(scope, () => node.checks.map((check) => this.check(check, scope.self)))),
    })
  }

  private parameterCode(parameters: SchemaStatement['parameters'], scope: SchemaScope): readonly string[] {
    const outside: SchemaScope = {
      ...scope,
      facts: new SchemaFacts(NO_NAMES, () => [], undefined, false),
      hasInstance: false,
      parameters: [],
    }
    return (parameters?.list ?? []).map((parameter) => {
      const { value: given } = parameter
      const value = given
        ? `()=>${this.deferred(() => this.within(outside, () => this.expression(given)))}`
        : 'undefined'
      return `{name:${JSON.stringify(parameter.name.name)},type:${parameter.type ? this.type(parameter.type) : 'undefined'},value:${value}}`
    })
  }

  private definition(
    node: SchemaStatement | RuleStatement,
    body: Body,
    parts: {
      readonly base: QualifiedName | undefined
      readonly mixins: readonly QualifiedName[]
      readonly protocol: QualifiedName | undefined
      readonly parameters: readonly string[]
      readonly indexSignature: string
      readonly checks: readonly string[]
    },
  ): string {
    const late = (name: QualifiedName | undefined): string =>
      name ? `()=>${this.deferred(() => this.qualified(name))}` : 'undefined'
    const { schema } = body.scope
    const code = `{name:${JSON.stringify(node.name.name)},package:${JSON.stringify(this.pkg)},isRule:${node.kind === 'RuleStatement'},
base:${late(parts.base)},mixins:()=>[${parts.mixins.map((mixin) => this.deferred(() => this.qualified(mixin))).join(',')}],protocol:${late(parts.protocol)},
parameters:[${parts.parameters.join(',')}],setters:[${body.setters.join(',')}],body:[${body.walk.join(',')}],
indexSignature:${parts.indexSignature},checks:[${parts.checks.join(',\n')}],deprecated:${this.deprecation(node.decorators)}}`
    return `(()=>{${body.code.join('\n')}const ${schema}=new $.SchemaFunction(new $.Schema(${code},m));return ${schema}})()`
  }

  protected qualified({ names }: QualifiedName): string {
    const [first, second] = names.map((name) => name.name)
    if (second === undefined) return this.within(undefined, () => this.name(first ?? ''))
    return this.within(undefined, () => this.packageMember(first ?? '', second)) ?? 'undefined'
  }

  /** One statement, which is a function of the instance; those of a branch are part of that of the outermost `if`. */
  private member(node: SchemaMember | Statement, body: Body): void {
    const { self } = body.scope
    if (node.kind === 'IfStatement') {
      const name = this.fresh('i')
      const code = this.bodyIf(node, body, (arm) => ({ function: name, arm }))
      body.code.push(`const ${name}=(${self},a,t)=>{const e=$.errands(m),o=m.target;${code}};`)
      body.walk.push(name)
      return
    }
    const name = this.fresh('c')
    const code = this.bodyStatement(node, body, undefined, name)
    if (code === '') return
    body.code.push(`const ${name}=(${self})=>{${code}};`)
    body.walk.push(name)
  }

  /** `branch` knows where the outermost of the `if`s leads to. */
  private bodyIf(node: IfStatement, body: Body, branch: (arm: 0 | 1) => Branch, isInner = false): string {
    const { arms, orElse } = chainOf(node)
    const code = (members: IfStatement['body'], index: 0 | 1): string => {
      const inner = branch(index)
      return members
        .map((member) =>
          member.kind === 'IfStatement'
            ? this.bodyIf(member, body, () => inner, true)
            : this.bodyStatement(member, body, inner, ''),
        )
        .join('')
    }
    // Who asked for what the other branch sets finds nothing here, unless the condition made it forgotten who asked.
    const notHere = (index: 0 | 1): string => (isInner ? '' : `if(a===${1 - index}&&e===$.errands(m))return;`)
    return this.choice(
      arms.map((one, at) => ({
        before: at === 1 ? notHere(1) : '',
        condition: () => this.visit(one, () => this.test(one.condition)),
        body: () => `${at === 0 ? notHere(0) : ''}${code(one.body, at === 0 ? 0 : 1)}`,
      })),
      () => `${arms.length === 1 ? notHere(1) : ''}${code(orElse, 1)}`,
    )
  }

  private bodyStatement(node: SchemaMember | Statement, body: Body, branch: Branch | undefined, run: string): string {
    const { self } = body.scope
    switch (node.kind) {
      case 'SchemaAttribute':
        // In a branch it declares nothing.
        return branch ? this.branchAttribute(node, body, branch) : this.attribute(node, body, run)
      case 'AssignStatement': {
        const names = node.targets.map((target) => target.name.name)
        const setters = names.map((name) => this.setter(name, undefined, body, branch, run))
        const value = this.fresh()
        const code = this.withOwn(body, names, setters, () => {
          const given = this.visit(node, () => this.expression(node.value))
          return `const ${value}=${node.type ? `$.expect(${given},${this.type(node.type)})` : given};`
        })
        const stores = node.targets.map(({ path }, index) =>
          path.length === 0
            ? `${self}.store(${setters[index]},${value});`
            : `${self}.storePart(${setters[index]},(b)=>$.replaceAt(b,${this.steps(path)},0,()=>${value}));`,
        )
        return this.until(setters, branch, `${targeting(names.at(-1), node.value)}{${code}${stores.join('')}}`)
      }
      case 'AugmentedAssignStatement': {
        const { target, operator } = node
        const setter = this.setter(target.name.name, undefined, body, branch, run)
        const right = this.fresh()
        const value = this.withOwn(body, [target.name.name], [setter], () =>
          this.visit(node, () => this.expression(node.value)),
        )
        const store =
          target.path.length === 0
            ? `${self}.store(${setter},${this.operation(operator, `${self}.own(${setter})`, right)})`
            : `${self}.storePart(${setter},(b)=>$.replaceAt(b,${this.steps(target.path)},0,(v)=>${this.operation(operator, 'v', right)},true))`
        this.line = 0
        return this.until(
          [setter],
          branch,
          `${targeting(target.name.name, node.value)}{const ${right}=${value};${store}}`,
        )
      }
      case 'UnificationStatement': {
        const { target, value } = node
        const setter = this.setter(target.name, undefined, body, branch, run)
        const code = this.visit(node, () => {
          const config = this.configOf(value)
          const callee = this.calleeOf(value)
          const { positional, keyword } = this.callParts(value.call)
          return `$.unify(()=>${self}.own(${setter}),${config},${callee},${positional},${keyword},${this.place(value)})`
        })
        this.line = 0
        return this.until([setter], branch, `${targeting(target.name, value)}${self}.store(${setter},${code});`)
      }
      case 'AssertStatement':
        return this.assertion(node)
      case 'ExpressionStatement':
        if (node.expression.kind === 'StringLiteral') return ''
        return `${this.visit(node, () => this.expression(node.expression))};`
      default:
        return ''
    }
  }

  /** The constant of a place that sets a name. */
  private setter(
    name: string,
    declaration: string | undefined,
    body: Body,
    branch: Branch | undefined,
    run: string,
  ): string {
    const variable = this.fresh('k')
    const { self } = body.scope
    const runCode = branch
      ? `(${self})=>${branch.function}(${self},${branch.arm},${variable})`
      : `(${self})=>${run}(${self})`
    body.code.push(
      `const ${variable}={name:${JSON.stringify(name)},declaration:${declaration ?? 'undefined'},run:${runCode}};`,
    )
    body.setters.push(variable)
    return variable
  }

  /** A branch that is run for what one of its statements sets ends there. */
  private until(setters: readonly string[], branch: Branch | undefined, code: string): string {
    if (!branch) return code
    return `${code}m.target=o;if(${setters.map((setter) => `t===${setter}`).join('||')})return;`
  }

  private withOwn<T>({ scope }: Body, names: readonly string[], setters: readonly string[], emit: () => T): T {
    scope.own = new Map(names.map((name, index) => [name, setters[index] ?? '']))
    const result = emit()
    scope.own = NOTHING_SET
    return result
  }

  private branchAttribute({ name: { name }, type, value }: SchemaAttribute, body: Body, branch: Branch): string {
    const { self } = body.scope
    const setter = this.setter(name, undefined, body, branch, '')
    const code = this.withOwn(body, [name], [setter], () => (value ? this.expression(value) : 'undefined'))
    const store = `${self}.store(${setter},$.expect(${code},${this.type(type)}));`
    return this.until([setter], branch, `${targeting(name, value)}${store}`)
  }

  private attribute(node: SchemaAttribute, body: Body, run: string): string {
    const { self } = body.scope
    const { name } = node.name
    // A literal type is its own default, where something has to be there.
    const isOwnDefault = node.type.kind === 'LiteralType' && !node.optional
    const value = node.value ?? (isOwnDefault ? node.type.value : undefined)
    const declaration = `{name:${JSON.stringify(name)},optional:${node.optional},type:${this.type(node.type)},deprecated:${this.deprecation(node.decorators)}}`
    const setter = this.setter(name, declaration, body, undefined, run)
    const here = `m.position=${this.positionOf(node)};`
    this.line = this.current.lines.lineOf(node.start)
    if (value === undefined) return `${here}${self}.declareOnly(${setter});`
    const code = this.withOwn(body, [name], [setter], () => this.expression(value))
    this.line = 0
    // Of the operators only this one looks at what is there.
    const united = this.fresh()
    const store =
      node.operator === '|='
        ? `{const ${united}=${code};${self}.store(${setter},$.unite(${self}.own(${setter}),${united}))}`
        : `${self}.store(${setter},${code});`
    return `${targeting(name, value)}${here}if(${self}.declare(${setter}))${store}`
  }

  private indexSignature(node: IndexSignature, self: string): string {
    const { value } = node
    const code = value ? `(${self})=>${this.deferred(() => this.expression(value))}` : 'undefined'
    return `{keyName:${JSON.stringify(node.name?.name)},anyOther:${node.anyOther},keyType:${this.type(node.keyType)},valueType:${this.type(node.valueType)},value:${code}}`
  }

  private check({ test, condition, message }: CheckExpression, self: string): string {
    const applies = condition ? `(${self})=>${this.deferred(() => this.test(condition))}` : 'undefined'
    const passes = this.deferred(() => this.test(test))
    const text = message ? this.deferred(() => this.expression(message)) : '""'
    // A text is known without being evaluated, but for its line.
    const isPlain = !message || (message.kind === 'StringLiteral' && text === JSON.stringify(message.value))
    return `{applies:${applies},passes:(${self})=>${passes},message:${isPlain ? text : `(${self})=>${text}`}}`
  }

  private deprecation(decorators: readonly Decorator[]): string {
    const decorator = decorators.find(
      (candidate) => candidate.name.kind === 'NameExpression' && candidate.name.name === 'deprecated',
    )
    if (!decorator) return 'undefined'
    // What is given by its place alone goes unheard.
    const given = (name: 'version' | 'reason' | 'strict'): string => {
      const value = decorator.call?.keyword.find((argument) => argument.name.name === name)?.value
      return value
        ? this.within(undefined, () => this.deferred(() => this.expression(value)))
        : name === 'strict'
          ? 'true'
          : 'undefined'
    }
    return `{version:${given('version')},reason:${given('reason')},strict:${given('strict')}}`
  }
}

/** Says what the statement at hand sets, where its value may lead to conditions that ask. */
function targeting(name: string | undefined, value: Expression | undefined): string {
  if (name === undefined || value === undefined || LITERALS.has(value.kind)) return ''
  return `m.target=${JSON.stringify(name)};`
}
