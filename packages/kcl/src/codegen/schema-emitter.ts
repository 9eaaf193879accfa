/** A schema statement becomes one definition: declarations, setters, checks, each a function of the instance. */
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
import { FunctionEmitter } from './function-emitter.ts'
import { SchemaFacts } from './schema-facts.ts'
import type { SchemaScope } from './scopes.ts'

interface Parts {
  readonly setters: string[]
  readonly statements: string[]
  readonly attributes: string[]
}

export abstract class SchemaEmitter extends FunctionEmitter {
  protected schema(node: SchemaStatement): string {
    const self = this.fresh('s')
    const variable = this.fresh('d')
    const parameters = node.parameters?.list ?? []
    const scope: SchemaScope = {
      kind: 'schema',
      outer: undefined,
      self,
      schema: variable,
      facts: this.finder.facts(node, this.current.file),
      parameters: parameters.map((parameter) => parameter.name.name),
    }
    const parts: Parts = { setters: [], statements: [], attributes: [] }
    const inBody = <T>(emit: () => T): T => this.deferred(() => this.within(scope, emit))
    inBody(() => this.members(node.body, undefined, parts, self))
    const checks = inBody(() => node.checks.map((check) => this.check(check, self)))
    const signature = node.indexSignature
    const code = this.definition(node, {
      isMixin: node.keyword === 'mixin' || node.name.name.endsWith('Mixin'),
      isProtocol: node.keyword === 'protocol' || node.name.name.endsWith('Protocol'),
      base: node.base,
      mixins: node.mixins,
      protocol: node.protocol,
      parameters: this.parameterCode(node.parameters),
      ...parts,
      indexSignature: signature ? inBody(() => this.indexSignature(signature, self)) : 'undefined',
      checks,
    })
    return `(()=>{const ${variable}=new $.SchemaFunction(new $.Schema(${code},m));return ${variable}})()`
  }

  protected rule(node: RuleStatement): string {
    const self = this.fresh('s')
    const variable = this.fresh('d')
    const { file } = this.current
    const scope: SchemaScope = {
      kind: 'schema',
      outer: undefined,
      self,
      schema: variable,
      facts: new SchemaFacts(new Set(), () => this.finder.factsOf([node.protocol], file), undefined, true),
      parameters: (node.parameters?.list ?? []).map((parameter) => parameter.name.name),
    }
    const checks = this.deferred(() => this.within(scope, () => node.checks.map((check) => this.check(check, self))))
    const code = this.definition(node, {
      isMixin: true,
      isProtocol: false,
      base: node.protocol,
      mixins: node.bases,
      protocol: undefined,
      parameters: this.parameterCode(node.parameters),
      setters: [],
      statements: [],
      attributes: [],
      indexSignature: 'undefined',
      checks,
    })
    return `(()=>{const ${variable}=new $.SchemaFunction(new $.Schema(${code},m));return ${variable}})()`
  }

  private parameterCode(parameters: SchemaStatement['parameters']): readonly string[] {
    return (parameters?.list ?? []).map((parameter) => {
      const value = parameter.value
        ? `()=>${this.deferred(() => this.expression(parameter.value as Expression))}`
        : 'undefined'
      return `{name:${JSON.stringify(parameter.name.name)},type:${parameter.type ? this.type(parameter.type) : 'undefined'},value:${value}}`
    })
  }

  private definition(
    node: SchemaStatement | RuleStatement,
    parts: Parts & {
      readonly isMixin: boolean
      readonly isProtocol: boolean
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
    return `{name:${JSON.stringify(node.name.name)},package:${JSON.stringify(this.pkg)},isMixin:${parts.isMixin},isProtocol:${parts.isProtocol},
base:${late(parts.base)},mixins:()=>[${parts.mixins.map((mixin) => this.deferred(() => this.qualified(mixin))).join(',')}],protocol:${late(parts.protocol)},
parameters:[${parts.parameters.join(',')}],attributes:[${parts.attributes.join(',\n')}],setters:[${parts.setters.join(',\n')}],
statements:[${parts.statements.join(',\n')}],indexSignature:${parts.indexSignature},checks:[${parts.checks.join(',\n')}],deprecated:${this.deprecation(node.decorators)}}`
  }

  protected qualified({ names }: QualifiedName): string {
    const [first, second] = names.map((name) => name.name)
    if (second === undefined) return this.within(undefined, () => this.name(first ?? ''))
    return this.within(undefined, () => this.packageMember(first ?? '', second)) ?? 'undefined'
  }

  private members(
    members: readonly (SchemaMember | Statement)[],
    guard: string | undefined,
    parts: Parts,
    self: string,
  ): void {
    for (const member of members) this.member(member, guard, parts, self)
  }

  private setter(parts: Parts, name: string, guard: string | undefined, self: string, run: string): void {
    const guardCode = guard === undefined ? 'undefined' : `(${self})=>${guard}`
    parts.setters.push(`{name:${JSON.stringify(name)},guard:${guardCode},run:(${self})=>${run}}`)
  }

  private member(node: SchemaMember | Statement, guard: string | undefined, parts: Parts, self: string): void {
    switch (node.kind) {
      case 'SchemaAttribute':
        return this.attribute(node, guard, parts, self)
      case 'AssignStatement': {
        for (const target of node.targets) {
          const name = target.name.name
          let value = this.deferred(() => this.at(node, this.expression(node.value)))
          if (node.type) value = `$.expect(${value},${this.type(node.type)})`
          if (target.path.length > 0) {
            value = `$.replaceAt(${self}.whole(${JSON.stringify(name)}),${this.deferred(() => this.steps(target.path))},0,()=>${value})`
            value = this.deferred(() => this.at(node, value))
          }
          this.setter(parts, name, guard, self, value)
        }
        return
      }
      case 'AugmentedAssignStatement': {
        const name = node.target.name.name
        const before = this.fresh()
        const right = this.deferred(() => this.at(node, this.expression(node.value)))
        const update = `(${before})=>${this.operation(node.operator, before, right)}`
        const previous = `${self}.attribute(${JSON.stringify(name)})`
        const run =
          node.target.path.length === 0
            ? `(${update})(${previous})`
            : `$.replaceAt(${previous},${this.deferred(() => this.steps(node.target.path))},0,${update},true)`
        return this.setter(parts, name, guard, self, run)
      }
      case 'UnificationStatement': {
        const name = node.target.name
        const { value } = node
        const run = this.deferred(() => {
          const callee = this.expression(value.callee)
          const { positional, keyword } = this.callParts(value.call)
          const config = this.deferred(() => this.configCode(value))
          return `$.unify(m,${self}.previous(${JSON.stringify(name)}),${callee},${positional},${keyword},()=>${config},${this.place(value)})`
        })
        this.setter(parts, name, guard, self, run)
        return
      }
      case 'IfStatement':
        return this.branches(node, guard, parts, self)
      case 'AssertStatement': {
        const code = this.deferred(() => this.assertion(node))
        parts.statements.push(`(${self})=>{${guard === undefined ? '' : `if(${guard})`}{${code}}}`)
        return
      }
      case 'ExpressionStatement': {
        if (node.expression.kind === 'StringLiteral') return
        const code = this.deferred(() => this.at(node, this.expression(node.expression)))
        parts.statements.push(`(${self})=>{${guard === undefined ? '' : `if(${guard})`}{${code}}}`)
        return
      }
      default:
    }
  }

  private branches(node: IfStatement, guard: string | undefined, parts: Parts, self: string): void {
    const condition = this.deferred(() => this.at(node, this.test(node.condition)))
    const outer = guard === undefined ? '' : `${guard}&&`
    this.members(node.body, `${outer}${condition}`, parts, self)
    this.members(node.orElse, `${outer}!${condition}`, parts, self)
  }

  private attribute(node: SchemaAttribute, guard: string | undefined, parts: Parts, self: string): void {
    const name = node.name.name
    const type = this.type(node.type)
    parts.attributes.push(
      `{name:${JSON.stringify(name)},optional:${node.optional},type:${type},position:${this.positionOf(node)},deprecated:${this.deprecation(node.decorators)}}`,
    )
    const { value } = node
    if (value && node.operator !== undefined && node.operator !== '=') {
      const right = this.deferred(() => this.at(node, this.expression(value)))
      this.setter(
        parts,
        name,
        guard,
        self,
        this.operation(node.operator, `${self}.attribute(${JSON.stringify(name)})`, right),
      )
    } else if (value) {
      this.setter(
        parts,
        name,
        guard,
        self,
        this.deferred(() => this.at(node, this.expression(value))),
      )
    } else if (node.type.kind === 'LiteralType') {
      // A literal type is its own default.
      this.setter(
        parts,
        name,
        guard,
        self,
        this.deferred(() =>
          this.expression((node.type as Extract<SchemaAttribute['type'], { kind: 'LiteralType' }>).value),
        ),
      )
    }
  }

  private indexSignature(node: IndexSignature, self: string): string {
    const { value } = node
    const code = value ? `(${self})=>${this.deferred(() => this.expression(value))}` : 'undefined'
    return `{keyName:${JSON.stringify(node.name?.name)},anyOther:${node.anyOther},keyType:${this.type(node.keyType)},valueType:${this.type(node.valueType)},value:${code}}`
  }

  private check(node: CheckExpression, self: string): string {
    const test = this.deferred(() => {
      const condition = node.condition ? `!${this.test(node.condition)}||` : ''
      return `${condition}${this.at(node, this.test(node.test))}`
    })
    const message = node.message
      ? `$.toText(${this.deferred(() => this.at(node.message as Expression, this.expression(node.message as Expression)))})`
      : '""'
    return `{position:${this.positionOf(node)},passes:(${self})=>${test},message:(${self})=>${message}}`
  }

  private deprecation(decorators: readonly Decorator[]): string {
    const decorator = decorators.find(
      (candidate) => candidate.name.kind === 'NameExpression' && candidate.name.name === 'deprecated',
    )
    if (!decorator) return 'undefined'
    const names = ['version', 'reason', 'strict'] as const
    const given = (name: (typeof names)[number]): string => {
      const value =
        decorator.call?.keyword.find((argument) => argument.name.name === name)?.value ??
        decorator.call?.positional[names.indexOf(name)]
      return value
        ? this.within(undefined, () => this.deferred(() => this.expression(value)))
        : name === 'strict'
          ? 'true'
          : 'undefined'
    }
    return `{version:${given('version')},reason:${given('reason')},strict:${given('strict')}}`
  }
}
