/** Schemas, mixins, protocols and rules. */
import type {
  AssignStatement,
  AugmentedOperator,
  CheckExpression,
  Decorator,
  Identifier,
  IndexSignature,
  QualifiedName,
  SchemaMember,
  SchemaStatement,
  Statement,
  TypeNode,
} from './nodes.ts'
import { docstringOf, StatementParser } from './statement-parser.ts'
import { stringContent } from './strings.ts'
import type { Token } from './tokens.ts'

interface SchemaBody {
  readonly members: SchemaMember[]
  readonly mixins: QualifiedName[]
  indexSignature: IndexSignature | undefined
  checks: readonly CheckExpression[]
}

export class Parser extends StatementParser {
  protected schemaStatement(decorators: readonly Decorator[]): Statement {
    const start = decorators[0]?.start ?? this.token.start
    const keyword = this.advance().text as SchemaStatement['keyword']
    const name = this.joinedName()
    const parameters = this.bracketedParameters()
    let base: QualifiedName | undefined
    if (this.take('(')) {
      base = this.qualifiedName()
      this.expect(')')
    }
    const protocol = this.take('for') ? this.qualifiedName() : undefined
    this.expect(':')
    const body = this.schemaBody()
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
    this.takeKind('newline')
    return parameters
  }

  protected ruleStatement(decorators: readonly Decorator[]): Statement {
    const start = decorators[0]?.start ?? this.token.start
    this.skip()
    const name = this.identifier()
    const parameters = this.bracketedParameters()
    const bases: QualifiedName[] = []
    if (this.take('(')) {
      while (!this.is(')') && !this.isKind('end') && !this.isKind('newline')) {
        bases.push(this.qualifiedName())
        if (this.take(',') || this.is(')')) continue
        this.expected([',', ')'])
        this.skip()
      }
      this.expect(')')
    }
    const protocol = this.take('for') ? this.qualifiedName() : undefined
    this.expect(':')
    const checks = this.checkBlock()
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

  private schemaBody(): SchemaBody {
    const body = emptyBody()
    // A schema may be empty.
    this.takeKind('newline')
    if (!this.takeKind('indent')) return body
    if (this.isLongString() && this.peek().text !== ':') body.members.push(this.docstring())
    if (this.is('mixin')) body.mixins.push(...this.mixins())
    this.takeKind('newline')
    while (!this.isKind('dedent') && !this.isKind('end') && !this.is('check')) {
      const member = this.member(body)
      if (member) body.members.push(member)
    }
    if (this.take('check')) {
      this.expect(':')
      body.checks = this.checkBlock()
    }
    while (this.takeMisaligned());
    if (!this.takeKind('dedent')) {
      this.expected(['dedent'])
      this.skip()
    }
    return body
  }

  /** The end of its line belongs to it. Undefined for what is no member of the body, or none at all. */
  private member(body: SchemaBody): SchemaMember | undefined {
    // Whatever a question mark follows is an optional attribute.
    const next = this.peek()
    if (next.kind === 'operator' && next.text === '?' && !this.isAny('[', 'if', 'assert')) return this.attributeLine([])
    if (this.takeMisaligned()) return undefined
    if (this.isKind('indent')) {
      while (this.isKind('indent')) this.unexpected()
      const member = this.isName() && this.isAttribute() ? this.attribute([]) : this.expressionMember()
      if (member) this.takeKind('newline')
      return member
    }
    if (this.is('[')) {
      const signature = this.indexSignature()
      if (signature === undefined) return this.listMember()
      if (body.indexSignature) {
        this.report('duplicate schema index signature definitions, only one is allowed in the schema', signature)
      }
      body.indexSignature = signature
      this.takeKind('newline')
      return undefined
    }
    const member = this.otherMember()
    if (member) this.takeKind('newline')
    return member
  }

  private attributeLine(decorators: readonly Decorator[]): SchemaMember {
    const attribute = this.attribute(decorators)
    this.takeKind('newline')
    return attribute
  }

  private listMember(): SchemaMember | undefined {
    const { token } = this
    const next = this.peek()
    const isList = next.kind === 'operator' ? next.text === ']' : next.kind !== 'number' && next.kind !== 'string'
    if (!isList) {
      this.skip()
      this.report(`expected a index signature or list expression here, got ${this.nameOf(next)}`, next)
      return undefined
    }
    const expression = this.listOrComprehension()
    this.takeKind('newline')
    return { kind: 'ExpressionStatement', expression, start: token.start, end: this.endFrom(token.start) }
  }

  private otherMember(): SchemaMember | undefined {
    if (this.is('if')) return this.ifStatement(() => this.memberOfBranch() as Statement | undefined) as SchemaMember
    if (this.is('assert')) return this.assertStatement()
    if (this.is('@')) return this.attribute(this.decorators())
    return this.isAttribute() ? this.attribute([]) : this.expressionMember()
  }

  private expressionMember(): SchemaMember | undefined {
    const { start, word, index: before } = this
    const expression = this.expression()
    if (this.take(':')) {
      const type = this.type()
      if (this.is('=')) return declaredFirst(this.assignment(expression, type, start)) as SchemaMember
      if (type.kind === 'NamedType' && this.isAny('{', '(')) {
        return this.unification(expression, type, start) as SchemaMember
      }
      this.takeKind('newline')
      this.expected(['='])
      this.skip()
      return undefined
    }
    const statement = this.rest(expression, start, word) as SchemaMember | undefined
    if (this.index > before) {
      if (!statement) this.advance()
      return statement
    }
    if (this.isKind('newline')) this.advance()
    else this.passUnreadable()
    return undefined
  }

  /** A branch declares attributes by giving them values. */
  private memberOfBranch(): SchemaMember | undefined {
    const statement = this.statement()
    if (statement?.kind !== 'AssignStatement' || !statement.type || statement.targets.length !== 1) {
      return statement as SchemaMember | undefined
    }
    const [target] = statement.targets
    if (!target || target.path.length > 0 || statement.value.kind === 'MissingExpression') return statement
    return attributeOf(statement, target.name, statement.type)
  }

  private mixins(): QualifiedName[] {
    const mixins: QualifiedName[] = []
    this.skip()
    this.expect('[')
    const isMultiLine = this.takeKind('newline')
    if (isMultiLine && !this.expectKindHere('indent') && this.takeKind('dedent')) {
      this.expect(']')
      return mixins
    }
    while (!this.is(']') && !this.isKind('end') && !this.isKind('dedent')) {
      const before = this.index
      // What is no name counts as one that is missing.
      mixins.push(this.qualifiedName())
      if (this.is(']') || this.isKind('dedent')) break
      if (this.take(',')) this.takeKind('newline')
      else if (!this.takeKind('newline') && this.index === before) this.passUnreadable()
    }
    if (isMultiLine) this.takeKind('dedent')
    this.expect(']')
    return mixins
  }

  /** By what follows its name: `:`, unless the name is one of an expression. */
  private isAttribute(): boolean {
    const { kind } = this.token
    let offset = 1
    if (kind === 'identifier' || kind === 'keyword') {
      while (this.isDot(this.peek(offset))) offset += 2
    } else if (kind !== 'string') return false
    const next = this.peek(offset)
    if (next.kind !== 'operator') return false
    return next.text === ':' && !(kind === 'keyword' && NO_NAMES.has(this.token.text))
  }

  private isDot({ kind, text }: Token): boolean {
    return kind === 'operator' && text === '.'
  }

  /** `name?: T = value` */
  private attribute(decorators: readonly Decorator[]): SchemaMember {
    const { token } = this
    const start = decorators[0]?.start ?? token.start
    const nameIsString = token.kind === 'string'
    const names = nameIsString ? [this.stringName(this.advance())] : this.dottedName()
    const optional = this.take('?')
    this.expect(':')
    const type = this.type()
    const { token: next, index: equals } = this
    const isOperator =
      next.kind === 'operator' && (next.text === '=' || /^(?:[-+*%&|^/]|\*\*|\/\/|<<|>>)=$/.test(next.text))
    const name = this.nameOfAttribute(names, isOperator)
    // `name: Schema {…}` and `name: Schema(…) {…}` are unifications.
    const isPlain = !optional && !nameIsString && decorators.length === 0
    if (isPlain && type.kind === 'NamedType' && this.isAny('{', '(')) {
      return this.unification({ ...name, kind: 'NameExpression' }, type, start) as SchemaMember
    }
    const operator = isOperator ? (this.advance().text as '=' | AugmentedOperator) : undefined
    const value = operator === undefined ? undefined : this.expression()
    if (operator === '=' && this.is('=') && isPlain && value?.kind !== 'MissingExpression') {
      // Values of several names are assigned.
      this.goTo(equals)
      return this.assignment({ ...name, kind: 'NameExpression' }, type, start) as SchemaMember
    }
    return {
      kind: 'SchemaAttribute',
      decorators,
      name,
      selected: name === names[0] ? undefined : names[0],
      nameIsString,
      optional,
      type,
      operator,
      value,
      start,
      end: this.endFrom(start),
    }
  }

  private stringName({ start, end }: Token): Identifier {
    const { parts } = stringContent(this.source, start, end)
    if (parts.some((part) => part.kind === 'expression')) this.expected(['identifier'])
    const name = parts.map((part) => (part.kind === 'text' ? part.value : '')).join('')
    return { kind: 'Identifier', name, start, end }
  }

  private dottedName(): Identifier[] {
    const names = [this.identifier()]
    while (this.take('.')) names.push(this.identifier())
    return names
  }

  /** Of several names the first one is meant where it is given a value, and else all of them. */
  private nameOfAttribute(names: readonly Identifier[], hasValue: boolean): Identifier {
    const name = names[0] as Identifier
    const last = names.at(-1) as Identifier
    if (names.length === 1 || hasValue) return name
    return { ...name, name: names.map((one) => one.name).join('.'), end: last.end }
  }

  /** `[name: ...str]: T = value`; undefined where a list expression stands. */
  private indexSignature(): IndexSignature | undefined {
    const { start } = this
    const [first, second, third] = [this.peek(1), this.peek(2), this.peek(3)]
    const isNamed = second.kind === 'operator' && second.text === ':'
    const isOther = first.kind === 'operator' && first.text === '...' && second.kind !== 'operator'
    const isLiteral = first.kind === 'number' || first.kind === 'string'
    const isOnlyType = second.kind === 'operator' && second.text === ']' && third.text === ':' && !isLiteral
    if (!isOther && (first.kind === 'operator' || (!isNamed && !isOnlyType))) return undefined
    this.skip()
    let name: Identifier | undefined
    if (isNamed && !isOther) {
      name = this.identifier()
      this.skip()
    }
    const anyOther = this.take('...')
    const keyType = this.type()
    this.expect(']')
    this.expect(':')
    const valueType = this.type()
    const value = this.take('=') ? this.expression() : undefined
    return { kind: 'IndexSignature', name, anyOther, keyType, valueType, value, start, end: this.endFrom(start) }
  }
}

/** Keywords that begin an expression even before a colon. */
const NO_NAMES: ReadonlySet<string> = new Set('lambda all any map filter not True False None Undefined'.split(' '))

/** `name[index]: T = value` declares the name. */
function declaredFirst(statement: Statement): Statement | SchemaMember {
  if (statement.kind !== 'AssignStatement' || !statement.type || statement.targets.length !== 1) return statement
  const [target] = statement.targets
  return target && target.path.length > 0 ? attributeOf(statement, target.name, statement.type) : statement
}

function attributeOf({ value, start, end }: AssignStatement, name: Identifier, type: TypeNode): SchemaMember {
  return {
    kind: 'SchemaAttribute',
    decorators: [],
    name,
    selected: undefined,
    nameIsString: false,
    optional: false,
    type,
    operator: '=',
    value,
    start,
    end,
  }
}

function emptyBody(): SchemaBody {
  return { members: [], mixins: [], indexSignature: undefined, checks: [] }
}
