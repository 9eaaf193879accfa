/** Statements of modules, lambdas and schema bodies. */
import { ConfigParser, NO_STEPS } from './config-parser.ts'
import { namesOf } from './expression-parser.ts'
import { chained, type Arm } from './if-chain.ts'
import type {
  AugmentedOperator,
  CallArguments,
  CheckExpression,
  ConfigExpression,
  Decorator,
  DictComprehension,
  Expression,
  ExpressionStatement,
  Identifier,
  IfStatement,
  ImportStatement,
  Module,
  NamedType,
  QualifiedName,
  SchemaExpression,
  SchemaMember,
  Statement,
  StringLiteral,
  Target,
  TargetStep,
  TypeNode,
} from './nodes.ts'

const AUGMENTED: ReadonlySet<string> = new Set([
  '+=',
  '-=',
  '*=',
  '**=',
  '/=',
  '//=',
  '%=',
  '&=',
  '|=',
  '^=',
  '<<=',
  '>>=',
])

const NO_EXPRESSIONS: readonly Expression[] = []
const STARTS: ReadonlySet<string> = new Set(['(', '[', '{', '~', '!'])

export abstract class StatementParser extends ConfigParser {
  protected abstract schemaStatement(decorators: readonly Decorator[]): Statement
  protected abstract ruleStatement(decorators: readonly Decorator[]): Statement

  module(): Module {
    const body: Statement[] = []
    let docstring: StringLiteral | undefined
    // Only on the first line.
    if (this.isLongString() && !/[\S\n]/.test(this.source.slice(0, this.token.start))) {
      body.push(this.docstring())
      docstring = docstringOf(body)
    }
    while (!this.isKind('end')) {
      if (this.takeKind('newline')) continue
      const statement = this.statement()
      if (statement) body.push(statement)
    }
    return { kind: 'Module', docstring, body, start: 0, end: this.source.length }
  }

  protected isLongString(): boolean {
    const { kind, start } = this.token
    return kind === 'string' && /^[rR]?(?:"""|''')/.test(this.source.slice(start, start + 4))
  }

  /** Nothing is interpolated into it. */
  protected docstring(): ExpressionStatement {
    const { token } = this
    const { start, end } = token
    const expression = this.literal(token)
    this.takeKind('newline')
    return { kind: 'ExpressionStatement', expression, start, end }
  }

  /** Undefined where none begins: what stands there is passed over. */
  protected statement(): Statement | undefined {
    const statement =
      this.kind === 'keyword'
        ? this.keywordStatement(this.word)
        : this.mayBeginExpression()
          ? this.simpleStatement()
          : this.is('@')
            ? this.decorated()
            : undefined
    if (statement === undefined) this.unexpected()
    return statement
  }

  private mayBeginExpression(): boolean {
    const { kind } = this
    if (kind === 'operator') return STARTS.has(this.word)
    return kind === 'identifier' || kind === 'keyword' || kind === 'number' || kind === 'string'
  }

  private keywordStatement(word: string): Statement | undefined {
    switch (word) {
      case 'import':
        return this.importStatement()
      case 'assert':
        return this.assertStatement()
      case 'if':
        return this.ifStatement()
      case 'schema':
      case 'mixin':
      case 'protocol':
        return this.schemaStatement([])
      case 'rule':
        return this.ruleStatement([])
      case 'type':
        return this.typeAlias()
      default:
        return this.simpleStatement()
    }
  }

  /** Decorators of what has none are for nobody. */
  private decorated(): Statement | undefined {
    const decorators = this.decorators()
    if (this.isAny('schema', 'mixin', 'protocol')) return this.schemaStatement(decorators)
    if (this.is('rule')) return this.ruleStatement(decorators)
    return this.mayBeginExpression() ? this.simpleStatement() : undefined
  }

  protected decorators(): Decorator[] {
    const decorators: Decorator[] = []
    while (this.is('@')) {
      const { start } = this
      this.skip()
      const expression = this.postfix()
      const isCall = expression.kind === 'CallExpression'
      const name = isCall ? expression.callee : expression
      const call: CallArguments | undefined = isCall ? expression.call : undefined
      if (isCall || namesOf(name)) decorators.push({ kind: 'Decorator', name, call, start, end: this.endFrom(start) })
      else this.expected(['identifier'])
      this.takeKind('newline')
    }
    return decorators
  }

  private importStatement(): ImportStatement {
    const { start } = this
    this.skip()
    let dots = 0
    while (this.isAny('.', '...')) dots += this.advance().text.length
    const path = [this.identifier()]
    while (this.take('.')) path.push(this.identifier())
    const alias = this.take('as') ? this.identifier() : undefined
    if (alias && this.is('.')) {
      while (this.take('.')) this.identifier()
      this.report('Invalid import asname', { start: this.lastEnd, end: this.lastEnd })
    }
    return { kind: 'ImportStatement', dots, path, alias, start, end: this.endFrom(start) }
  }

  private typeAlias(): Statement {
    const { start } = this
    this.skip()
    const { token } = this
    const target = this.postfix()
    const names = namesOf(target)
    if (!names) this.report('expected identifier', token)
    this.expect('=')
    const type = this.type()
    const range = { start: target.start, end: target.end }
    const name: Identifier = { kind: 'Identifier', name: names?.map((part) => part.name).join('.') ?? '', ...range }
    return { kind: 'TypeAliasStatement', name, type, start, end: this.endFrom(start) }
  }

  protected assertStatement(): Statement & { kind: 'AssertStatement' } {
    const { start } = this
    this.skip()
    const test = this.simple()
    const condition = this.take('if') ? this.simple() : undefined
    const message = this.take(',') ? this.expression() : undefined
    return { kind: 'AssertStatement', test, condition, message, start, end: this.endFrom(start) }
  }

  /** Its message is no operation. */
  protected checkExpression(): CheckExpression {
    const { start } = this
    const test = this.simple()
    const condition = this.take('if') ? this.simple() : undefined
    const message = this.take(',') ? this.postfix() : undefined
    return { kind: 'CheckExpression', test, condition, message, start, end: this.endFrom(start) }
  }

  protected checkBlock(): readonly CheckExpression[] {
    const checks: CheckExpression[] = []
    this.takeKind('newline')
    if (!this.takeKind('indent')) {
      this.expected(['indent'])
      this.skip()
    }
    while (!this.isKind('dedent') && !this.isKind('end')) {
      const check = this.checkExpression()
      checks.push(check)
      if (check.test.kind === 'MissingExpression' && !check.message && !this.isKind('newline')) {
        this.passUnreadable()
        continue
      }
      this.takeKind('newline')
    }
    if (this.takeKind('dedent')) return checks
    this.expected(['newline'])
    this.expected(['dedent'])
    return checks
  }

  protected ifStatement(one: () => Statement | undefined = () => this.statement()): Statement {
    const arms = [this.arm(false, one)]
    let orElse: readonly Statement[] = []
    for (;;) {
      const next = this.isKind('newline') ? this.peek() : this.token
      if (next.kind !== 'keyword' || (next.text !== 'elif' && next.text !== 'else')) break
      this.takeKind('newline')
      if (this.is('elif')) {
        arms.push(this.arm(true, one))
        continue
      }
      const { start } = this.advance()
      if (this.is('if')) {
        const range = { start, end: this.token.end }
        const fix = { description: "write 'elif'", text: 'elif', range }
        this.report("'else if' here is invalid in KCL, consider using the 'elif' keyword", range, { fix })
        this.skip()
      }
      this.expect(':')
      orElse = this.branch(one)
      break
    }
    return chained<IfStatement>(arms, orElse, ({ condition, body, isElif, start }, rest) => ({
      kind: 'IfStatement',
      condition,
      body,
      orElse: rest,
      isElif,
      start,
      end: this.endFrom(start),
    }))
  }

  /** `if` or `elif`, with its block. */
  private arm(isElif: boolean, one: () => Statement | undefined): Arm<IfStatement> {
    const { start } = this
    this.skip()
    const condition = this.expression()
    this.expect(':')
    return { condition, body: this.branch(one), isElif, start }
  }

  private branch(one: () => Statement | undefined): readonly Statement[] {
    if (!this.takeKind('newline')) {
      const only = this.simpleStatement()
      if (only) return [only]
      this.skip()
      return []
    }
    this.takeMisaligned()
    if (!this.takeKind('indent')) {
      this.expected(['indent'])
      this.skip()
    }
    const body: Statement[] = []
    while (!this.takeKind('dedent') && !this.isKind('end')) {
      if (this.takeMisaligned()) continue
      if (this.takeKind('newline')) {
        // Behind what could not be read, it ends no block.
        if (this.isKind('dedent')) this.unexpected()
        continue
      }
      const statement = one()
      if (statement !== undefined) {
        body.push(statement)
        this.takeKind('newline')
      }
    }
    return body
  }

  protected lambdaBody(): readonly Statement[] {
    const body: Statement[] = []
    this.skipLayout()
    while (!this.is('}') && !this.isKind('end')) {
      const statement = this.statement()
      if (statement) body.push(statement)
      else if (this.takeKind('newline') && this.isKind('dedent')) this.unexpected()
      this.skipLayout()
    }
    return body
  }

  /** Assignments, unifications and expressions: what they are shows only after their first part. */
  protected simpleStatement(): Statement | undefined {
    const { start, word } = this
    const next = this.nextWord()
    const isPlain = this.kind === 'identifier' && (next === '=' || next === ':')
    return this.rest(isPlain ? this.name() : this.expression(), start, word)
  }

  /** What follows the first expression of a statement. Undefined where that cannot be added to: what comes next is lost. */
  protected rest(expression: Expression, start: number, firstWord: string): Statement | undefined {
    const { word } = this
    if (word !== '' && firstWord !== '~' && firstWord !== '!') {
      if (word === '=') return this.assignment(expression, undefined, start)
      if (word === ':') {
        this.skip()
        return this.annotated(expression, start)
      }
      if (AUGMENTED.has(word)) {
        this.skip()
        const target = this.targetOf(expression)
        const value = this.expression()
        if (!target) {
          this.takeKind('newline')
          return undefined
        }
        const operator = word as AugmentedOperator
        return { kind: 'AugmentedAssignStatement', target, operator, value, start, end: this.endFrom(start) }
      }
    }
    return { kind: 'ExpressionStatement', expression, start, end: this.endFrom(start) }
  }

  /** After `name:`, either a type with a value, or a schema expression to unite with. */
  protected annotated(expression: Expression, start: number): Statement {
    const type = this.type()
    if (this.is('=')) return this.assignment(expression, type, start)
    if (type.kind === 'NamedType' && this.isAny('{', '(')) return this.unification(expression, type, start)
    this.takeKind('newline')
    this.expected(['='])
    const target = this.targetOf(expression)
    if (!target) return this.noStatement(start)
    return {
      kind: 'AssignStatement',
      targets: [target],
      type,
      value: this.nothing(),
      start,
      end: this.endFrom(start),
    }
  }

  protected unification(expression: Expression, { name }: NamedType, start: number): Statement {
    const call = this.is('(') ? this.callArguments() : undefined
    const callee = expressionOf(name)
    const config = this.configOrComprehension() as ConfigExpression | DictComprehension
    const range = { start: callee.start, end: this.endFrom(callee.start) }
    const value: SchemaExpression = { kind: 'SchemaExpression', callee, call, config, ...range }
    const end = this.endFrom(start)
    if (expression.kind === 'NameExpression') {
      const target: Identifier = { ...expression, kind: 'Identifier' }
      return { kind: 'UnificationStatement', target, value, start, end }
    }
    const asCompileError = { code: 'E2L23', title: 'CompileError' }
    if (namesOf(expression)) {
      this.report('unification identifier can not be selected', expression, asCompileError)
      return { kind: 'ExpressionStatement', expression: value, start, end }
    }
    const target = expression.kind === 'MissingExpression' ? { start, end: start } : expression
    this.report('expected identifier', target)
    this.report('missing target in the unification statement', target, asCompileError)
    return { kind: 'ExpressionStatement', expression: { kind: 'MissingExpression', start, end }, start, end }
  }

  protected assignment(first: Expression, type: TypeNode | undefined, start: number): Statement {
    this.skip()
    let value = this.expression()
    // Most statements set one name.
    let others: Expression[] | undefined
    while (this.take('=')) {
      others ??= []
      others.push(value)
      value = this.expression()
    }
    const target = this.targetOf(first)
    const targets = target ? [target] : []
    for (const other of others ?? NO_EXPRESSIONS) {
      const another = this.targetOf(other)
      if (another) targets.push(another)
    }
    if (targets.length === 0) return this.noStatement(start)
    return { kind: 'AssignStatement', targets, type, value, start, end: this.endFrom(start) }
  }

  /** What is assigned to nothing is not looked at. */
  private noStatement(start: number): Statement {
    const range = { start, end: this.endFrom(start) }
    return { kind: 'ExpressionStatement', expression: { kind: 'MissingExpression', ...range }, ...range }
  }

  private targetOf(expression: Expression): Target | undefined {
    let path: TargetStep[] | undefined
    let at = expression
    const { start, end } = expression
    for (;;) {
      if (at.kind === 'SelectorExpression' && !at.optional) {
        path ??= []
        path.push({ kind: 'MemberStep', name: at.name, start: at.value.end, end: at.end })
      } else if (at.kind === 'SubscriptExpression' && !at.optional) {
        path ??= []
        path.push({ kind: 'IndexStep', index: at.index, start: at.value.end, end: at.end })
      } else break
      at = at.value
    }
    if (at.kind === 'NameExpression') {
      const name: Identifier = { kind: 'Identifier', name: at.name, start: at.start, end: at.end }
      path?.reverse()
      return { kind: 'Target', name, path: path ?? NO_STEPS, start, end }
    }
    const part = PARTS[at.kind]
    const why = part && `, because the left-hand side of an assignment expression may not be ${part(at)}.`
    const name = `${REFERENCE_NAMES[at.kind] ?? at.kind}`
    this.report(`'${name}' is an illegal expression for assignment${why ?? ''}`, expression)
    return undefined
  }
}

const OPTIONAL_SUBSCRIPT = 'an optional subscript access'
const PARTS: Partial<Record<Expression['kind'], (node: Expression) => string>> = {
  SelectorExpression: () => 'an optional attribute access',
  SubscriptExpression: () => OPTIONAL_SUBSCRIPT,
  SliceExpression: (node) => ('optional' in node && node.optional ? OPTIONAL_SUBSCRIPT : 'a slice access'),
}

/** How the reference calls them. */
const REFERENCE_NAMES: Partial<Record<Expression['kind'], string>> = {
  SliceExpression: 'SubscriptExpression',
  ComparisonExpression: 'CompareExpression',
  ConditionalExpression: 'IfExpression',
  AsExpression: 'BinaryExpression',
  ListComprehension: 'ListCompExpression',
  DictComprehension: 'DictCompExpression',
  StringLiteral: 'StringLitExpression',
  InterpolatedString: 'JoinedStringExpression',
  NumberLiteral: 'NumberLitExpression',
  NameConstant: 'NameConstantLitExpression',
  ParenthesizedExpression: 'ParenExpression',
  QuantifierExpression: 'QuantExpression',
}

/** `a.b.C` as an expression. */
function expressionOf({ names }: QualifiedName): Expression {
  const [first, ...more] = names
  const { name = '', start = 0, end = 0 } = first ?? {}
  let value: Expression = { kind: 'NameExpression', name, start, end }
  for (const step of more) {
    value = { kind: 'SelectorExpression', value, name: step, optional: false, start, end: step.end }
  }
  return value
}

export function docstringOf([first]: readonly (Statement | SchemaMember)[]): StringLiteral | undefined {
  if (first?.kind !== 'ExpressionStatement') return undefined
  const { expression } = first
  return expression.kind === 'StringLiteral' && expression.isLong ? expression : undefined
}
