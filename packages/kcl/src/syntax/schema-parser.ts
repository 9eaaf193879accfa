/** Schemas, mixins, protocols and rules. */
import type {
  AugmentedOperator,
  CheckExpression,
  Decorator,
  Identifier,
  IndexSignature,
  QualifiedName,
  SchemaAttribute,
  SchemaMember,
  SchemaStatement,
  Statement,
} from './nodes.ts'
import { docstringOf, StatementParser } from './statement-parser.ts'
import { stringContent } from './strings.ts'

interface SchemaBody {
  readonly members: SchemaMember[]
  readonly mixins: QualifiedName[]
  /** Only right below a docstring or the head does `mixin` mean mixins: further down it is a name as any other. */
  mayMixIn: boolean
  indexSignature: IndexSignature | undefined
  checks: readonly CheckExpression[]
}

export class Parser extends StatementParser {
  protected schemaStatement(decorators: readonly Decorator[]): Statement {
    const start = decorators[0]?.start ?? this.token.start
    const keyword = this.advance().text as SchemaStatement['keyword']
    const name = this.identifier()
    const parameters = this.bracketedParameters()
    let base: QualifiedName | undefined
    if (this.take('(')) {
      base = this.is(')') ? undefined : this.qualifiedName()
      this.expect(')')
    }
    const protocol = this.take('for') ? this.qualifiedName() : undefined
    const body = this.expect(':') ? this.schemaBody() : emptyBody()
    return {
      kind: 'SchemaStatement',
      keyword,
      name,
      decorators,
      parameters,
      base,
      protocol,
      docstring: docstringOf(body.members),
      mixins: body.mixins,
      body: body.members,
      indexSignature: body.indexSignature,
      checks: body.checks,
      start,
      end: this.endFrom(start),
    }
  }

  private bracketedParameters(): SchemaStatement['parameters'] {
    if (!this.take('[')) return undefined
    const parameters = this.parameters(']')
    this.expect(']')
    return parameters
  }

  protected ruleStatement(decorators: readonly Decorator[]): Statement {
    const start = decorators[0]?.start ?? this.token.start
    this.advance()
    const name = this.identifier()
    const parameters = this.bracketedParameters()
    const bases: QualifiedName[] = []
    if (this.take('(')) {
      while (!this.is(')') && this.isKind('identifier')) {
        bases.push(this.qualifiedName())
        if (!this.take(',')) break
      }
      this.expect(')')
    }
    const protocol = this.take('for') ? this.qualifiedName() : undefined
    this.expect(':')
    const checks = this.block(() => this.endedCheck())
    const first = checks[0]
    const docstring = first?.test.kind === 'StringLiteral' && first.message === undefined ? first.test : undefined
    return {
      kind: 'RuleStatement',
      name,
      decorators,
      parameters,
      bases,
      protocol,
      docstring,
      checks: docstring ? checks.slice(1) : checks,
      start,
      end: this.endFrom(start),
    }
  }

  private endedCheck(): CheckExpression {
    return this.ended(this.checkExpression())
  }

  private schemaBody(): SchemaBody {
    const body = emptyBody()
    if (!this.isKind('newline')) {
      const member = this.member(body)
      if (member) body.members.push(member)
      return body
    }
    // A schema may be empty.
    if (this.peek().kind === 'indent') body.members.push(...this.block(() => this.member(body)))
    else this.advance()
    return body
  }

  private member(body: SchemaBody): SchemaMember | undefined {
    const { token } = this
    const { mayMixIn } = body
    body.mayMixIn = mayMixIn && token.kind === 'string'
    if (token.kind === 'keyword') {
      if (token.text === 'mixin' && mayMixIn && this.peek().text === '[') {
        body.mixins.push(...this.mixins())
        return undefined
      }
      if (token.text === 'check' && this.peek().text === ':') {
        this.advance()
        this.advance()
        body.checks = [...body.checks, ...this.block(() => this.endedCheck())]
        return undefined
      }
      if (token.text === 'if') return this.ifStatement(() => this.member(body) as Statement | undefined) as SchemaMember
      if (token.text === 'assert') return this.ended(this.assertStatement())
    }
    if (token.kind === 'operator' && token.text === '@') {
      const decorators = this.decorators()
      const attribute = this.attribute(decorators)
      if (attribute) return this.ended(attribute)
      this.unexpected()
      return undefined
    }
    if (token.kind === 'operator' && token.text === '[') {
      const signature = this.indexSignature()
      if (signature) {
        if (body.indexSignature) {
          this.report('duplicate schema index signature definitions, only one is allowed in the schema', signature)
        }
        body.indexSignature = this.ended(signature)
        return undefined
      }
    }
    const attribute = this.attribute([])
    if (attribute) return this.ended(attribute)
    return this.ended(this.simpleStatement()) as SchemaMember
  }

  private mixins(): QualifiedName[] {
    const mixins: QualifiedName[] = []
    this.advance()
    this.expect('[')
    this.skipLayout()
    while (this.isKind('identifier')) {
      mixins.push(this.qualifiedName())
      this.skipLayout()
      if (this.take(',')) this.skipLayout()
    }
    this.expect(']')
    this.ended(undefined)
    return mixins
  }

  /** `name?: T = value`; undefined (and nothing read) where something else stands. */
  private attribute(decorators: readonly Decorator[]): SchemaAttribute | undefined {
    const before = this.index
    const problems = this.diagnostics.length
    const { token } = this
    const start = decorators[0]?.start ?? token.start
    if (token.kind !== 'identifier' && token.kind !== 'string') return undefined
    this.advance()
    const name: Identifier = {
      kind: 'Identifier',
      name:
        token.kind === 'string'
          ? stringContent(this.source, token.start, token.end)
              .parts.map((part) => (part.kind === 'text' ? part.value : ''))
              .join('')
          : token.text,
      start: token.start,
      end: token.end,
    }
    const optional = this.take('?')
    if (!this.take(':')) return this.back(before, problems)
    const type = this.type()
    // `name: Schema {…}` and `name: Schema(…) {…}` are unifications.
    if (!optional && this.isAny('{', '(')) return this.back(before, problems)
    const { token: next } = this
    const isOperator =
      next.kind === 'operator' && (next.text === '=' || /^(?:[-+*%&|^/]|\*\*|\/\/|<<|>>)=$/.test(next.text))
    const operator = isOperator ? (this.advance().text as '=' | AugmentedOperator) : undefined
    const value = operator === undefined ? undefined : this.expression()
    return {
      kind: 'SchemaAttribute',
      decorators,
      name,
      nameIsString: token.kind === 'string',
      optional,
      type,
      operator,
      value,
      start,
      end: this.endFrom(start),
    }
  }

  private back(index: number, problems: number): undefined {
    this.index = index
    this.diagnostics.length = problems
    return undefined
  }

  /** `[name: ...str]: T = value`; undefined where a list expression stands. */
  private indexSignature(): IndexSignature | undefined {
    const before = this.index
    const problems = this.diagnostics.length
    const { start } = this.token
    this.advance()
    let name: Identifier | undefined
    if (this.isKind('identifier') && this.peek().text === ':') {
      name = this.identifier()
      this.advance()
    }
    const anyOther = this.take('...')
    const keyType = this.type()
    if (!this.take(']') || !this.take(':')) return this.back(before, problems)
    const valueType = this.type()
    const value = this.take('=') ? this.expression() : undefined
    return { kind: 'IndexSignature', name, anyOther, keyType, valueType, value, start, end: this.endFrom(start) }
  }
}

function emptyBody(): SchemaBody {
  return { members: [], mixins: [], mayMixIn: true, indexSignature: undefined, checks: [] }
}
