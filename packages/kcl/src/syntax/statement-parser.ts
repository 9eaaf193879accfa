/** Statements of modules, lambdas and schema bodies. */
import { ConfigParser, NO_STEPS } from './config-parser.ts'
import { chained, type Arm } from './if-chain.ts'
import type {
  AugmentedOperator,
  CallArguments,
  CheckExpression,
  Decorator,
  Expression,
  IfStatement,
  ImportStatement,
  Module,
  Range,
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

const STARTS_OF_EXPRESSIONS: ReadonlySet<string> = new Set(['(', '[', '{', '+', '-', '~', '*', '**', '@', '!'])

export abstract class StatementParser extends ConfigParser {
  protected abstract schemaStatement(decorators: readonly Decorator[]): Statement
  protected abstract ruleStatement(decorators: readonly Decorator[]): Statement

  module(): Module {
    const body: Statement[] = []
    while (!this.isKind('end')) {
      if (this.takeKind('newline')) continue
      const before = this.index
      const statement = this.statement()
      if (statement) body.push(statement)
      if (this.index === before) {
        this.unexpected()
        this.advance()
      }
    }
    return { kind: 'Module', docstring: docstringOf(body), body, start: 0, end: this.source.length }
  }

  protected statement(): Statement | undefined {
    const { token } = this
    if (token.kind === 'keyword') {
      switch (token.text) {
        case 'import':
          return this.ended(this.importStatement())
        case 'assert':
          return this.ended(this.assertStatement())
        case 'if':
          return this.ifStatement(() => this.statement())
        case 'schema':
        case 'mixin':
        case 'protocol':
          return this.schemaStatement([])
        case 'rule':
          return this.ruleStatement([])
        case 'type':
          if (this.peek().kind === 'identifier') return this.ended(this.typeAlias())
          break
        default:
      }
    }
    if (token.kind === 'operator' && token.text === '@') return this.decorated()
    if (token.kind === 'indent' || token.kind === 'dedent') {
      this.unexpected()
      this.advance()
      return undefined
    }
    if (token.kind === 'operator' && !STARTS_OF_EXPRESSIONS.has(token.text)) {
      this.unexpected()
      this.advance()
      return undefined
    }
    return this.ended(this.simpleStatement())
  }

  /** A simple statement ends at its line, at the brace of its lambda, or it is an error what follows. */
  protected ended<T>(statement: T): T {
    if (this.is(';')) {
      this.unexpected()
      this.advance()
    }
    if (this.takeKind('newline') || this.isKind('end') || this.isKind('dedent') || this.is('}')) return statement
    this.unexpected()
    this.advance()
    this.takeKind('newline')
    return statement
  }

  private decorated(): Statement | undefined {
    const decorators = this.decorators()
    if (this.isAny('schema', 'mixin', 'protocol')) return this.schemaStatement(decorators)
    if (this.is('rule')) return this.ruleStatement(decorators)
    this.expected(['schema', 'mixin', 'protocol', 'rule'])
    return undefined
  }

  protected decorators(): Decorator[] {
    const decorators: Decorator[] = []
    while (this.is('@')) {
      const { start } = this.token
      this.advance()
      const name = this.decoratorName()
      const call: CallArguments | undefined = this.is('(') ? this.callArguments() : undefined
      decorators.push({ kind: 'Decorator', name, call, start, end: this.endFrom(start) })
      while (this.takeKind('newline'));
    }
    return decorators
  }

  private decoratorName(): Expression {
    const identifier = this.identifier()
    return { kind: 'NameExpression', name: identifier.name, start: identifier.start, end: identifier.end }
  }

  private importStatement(): ImportStatement {
    const { start } = this.token
    this.advance()
    let dots = 0
    while (this.isAny('.', '...')) dots += this.advance().text.length
    const path = [this.identifier()]
    while (this.is('.')) {
      this.advance()
      if (this.is('.')) {
        const at = this.token
        this.expected(['identifier'])
        path.push({ kind: 'Identifier', name: '', start: at.start, end: at.start })
      } else path.push(this.identifier())
    }
    const alias = this.take('as') ? this.identifier() : undefined
    return { kind: 'ImportStatement', dots, path, alias, start, end: this.endFrom(start) }
  }

  private typeAlias(): Statement {
    const { start } = this.token
    this.advance()
    const name = this.identifier()
    this.expect('=')
    const type = this.type()
    return { kind: 'TypeAliasStatement', name, type, start, end: this.endFrom(start) }
  }

  protected assertStatement(): Statement & { kind: 'AssertStatement' } {
    const { start } = this.token
    this.advance()
    const test = this.simple()
    const condition = this.take('if') ? this.simple() : undefined
    const message = this.take(',') ? this.expression() : undefined
    return { kind: 'AssertStatement', test, condition, message, start, end: this.endFrom(start) }
  }

  protected checkExpression(): CheckExpression {
    const { start } = this.token
    const test = this.simple()
    const condition = this.take('if') ? this.simple() : undefined
    const message = this.take(',') ? this.expression() : undefined
    return { kind: 'CheckExpression', test, condition, message, start, end: this.endFrom(start) }
  }

  protected ifStatement<T extends Statement>(one: () => T | undefined): Statement {
    const arms = [this.arm(false, one)]
    let orElse: readonly T[] = []
    for (;;) {
      while (this.isKind('newline') && this.peek().kind === 'keyword' && /^(?:elif|else)$/.test(this.peek().text))
        this.advance()
      if (this.is('else') && this.peek().text === 'if') {
        const range = { start: this.token.start, end: this.peek().end }
        this.report("'else if' here is invalid in KCL, consider using the 'elif' keyword", this.token, {
          lineOnly: true,
          fix: { description: "write 'elif'", text: 'elif', range },
        })
        this.advance()
      } else if (!this.is('elif')) {
        if (this.take('else')) {
          this.expect(':')
          orElse = this.block(one)
        }
        break
      }
      arms.push(this.arm(true, one))
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
  private arm<T extends Statement>(isElif: boolean, one: () => T | undefined): Arm<IfStatement> {
    const { start } = this.token
    this.advance()
    const condition = this.expression()
    this.expect(':')
    return { condition, body: this.block(one), isElif, start }
  }

  protected block<T>(one: () => T | undefined): readonly T[] {
    const body: T[] = []
    if (!this.isKind('newline')) {
      const statement = one()
      if (statement !== undefined) body.push(statement)
      return body
    }
    this.advance()
    if (!this.takeKind('indent')) {
      this.expected(['indent'])
      return body
    }
    while (!this.isKind('dedent') && !this.isKind('end')) {
      if (this.takeKind('newline')) continue
      const before = this.index
      const statement = one()
      if (statement !== undefined) body.push(statement)
      if (this.index === before) {
        this.unexpected()
        this.advance()
      }
    }
    this.takeKind('dedent')
    return body
  }

  protected lambdaBody(): readonly Statement[] {
    const body: Statement[] = []
    this.skipLayout()
    while (!this.is('}') && !this.isKind('end')) {
      const before = this.index
      const statement = this.statement()
      if (statement) body.push(statement)
      this.skipLayout()
      if (this.index === before) {
        this.unexpected()
        this.advance()
      }
    }
    return body
  }

  /** Assignments, unifications and expressions: what they are shows only after their first part. */
  protected simpleStatement(): Statement & Range {
    const { start } = this.token
    if (this.isKind('identifier')) {
      const before = this.index
      const problems = this.diagnostics.length
      const target = this.target()
      if (target) {
        const assigned = this.assignmentTo(target, start)
        if (assigned) return assigned
      }
      this.index = before
      this.diagnostics.length = problems
    }
    const expression = this.expression()
    if (this.isAny('=', '+=', ':') && expression.kind !== 'MissingExpression') this.illegalTarget(expression)
    return { kind: 'ExpressionStatement', expression, start, end: this.endFrom(start) }
  }

  private illegalTarget(expression: Expression): void {
    const optional = expression.kind === 'SelectorExpression' && expression.optional
    this.report(
      optional
        ? "'SelectorExpression' is an illegal expression for assignment, because the left-hand side of an assignment expression may not be an optional attribute access."
        : expression.kind === 'SliceExpression'
          ? "'SubscriptExpression' is an illegal expression for assignment, because the left-hand side of an assignment expression may not be a slice access."
          : `'${expression.kind}' is an illegal expression for assignment`,
      expression,
    )
    this.advance()
    this.expression()
  }

  protected assignmentTo(target: Target, start: number): Statement | undefined {
    const { token } = this
    if (token.kind !== 'operator') return undefined
    if (AUGMENTED.has(token.text)) {
      this.advance()
      const value = this.expression()
      return {
        kind: 'AugmentedAssignStatement',
        target,
        operator: token.text as AugmentedOperator,
        value,
        start,
        end: this.endFrom(start),
      }
    }
    if (token.text === '=') return this.assignment([target], undefined, start)
    if (token.text !== ':') return undefined
    this.advance()
    return this.annotated(target, start)
  }

  /** After `name:`, either a type with a value, or a schema expression to unite with. */
  private annotated(target: Target, start: number): Statement {
    const before = this.index
    const problems = this.diagnostics.length
    const type = this.type()
    if (this.is('=')) return this.assignment([target], type, start)
    this.index = before
    this.diagnostics.length = problems
    const value = this.expression()
    if (value.kind === 'SchemaExpression' && target.path.length === 0) {
      return { kind: 'UnificationStatement', target: target.name, value, start, end: this.endFrom(start) }
    }
    this.takeKind('newline')
    this.expected(['='])
    return { kind: 'ExpressionStatement', expression: value, start, end: this.endFrom(start) }
  }

  private assignment(targets: Target[], type: TypeNode | undefined, start: number): Statement {
    this.advance()
    for (;;) {
      const before = this.index
      const problems = this.diagnostics.length
      const next = this.isKind('identifier') && this.mayBeTarget() ? this.target() : undefined
      if (next && this.is('=')) {
        this.advance()
        targets.push(next)
        continue
      }
      this.index = before
      this.diagnostics.length = problems
      break
    }
    const value = this.expression()
    return { kind: 'AssignStatement', targets, type, value, start, end: this.endFrom(start) }
  }

  /** By what follows its first name. */
  private mayBeTarget(): boolean {
    const { kind, text } = this.peek()
    return kind === 'operator' && (text === '=' || text === '.' || text === '[')
  }

  protected target(): Target | undefined {
    const { start } = this.token
    const name = this.identifier()
    if (!this.isAny('.', '[')) return { kind: 'Target', name, path: NO_STEPS, start, end: this.endFrom(start) }
    const path: TargetStep[] = []
    while (this.is('.') || this.is('[')) {
      const at = this.token.start
      if (this.advance().text === '.') {
        if (!this.isKind('identifier')) return undefined
        path.push({ kind: 'MemberStep', name: this.identifier(), start: at, end: this.endFrom(at) })
      } else {
        const index = this.expression()
        if (!this.take(']')) return undefined
        path.push({ kind: 'IndexStep', index, start: at, end: this.endFrom(at) })
      }
    }
    return { kind: 'Target', name, path, start, end: this.endFrom(start) }
  }
}

export function docstringOf(body: readonly { readonly kind: string }[]): StringLiteral | undefined {
  const first = body[0] as Statement | undefined
  return first?.kind === 'ExpressionStatement' && first.expression.kind === 'StringLiteral'
    ? first.expression
    : undefined
}
