/** What binds names within an expression: lambdas with their parameters, quantifiers, the loops of comprehensions. */
import { ExpressionParser } from './expression-parser.ts'
import type {
  ComprehensionClause,
  Expression,
  Identifier,
  Parameter,
  Parameters,
  QuantifierExpression,
  Statement,
} from './nodes.ts'

/** Keywords over which no quantifier goes. */
const NO_TARGETS = ['None', 'Undefined', 'lambda', 'any', 'all', 'map', 'filter']

export abstract class BindingParser extends ExpressionParser {
  protected abstract lambdaBody(): readonly Statement[]

  protected lambda(): Expression {
    const { start } = this
    this.skip()
    const parameters = this.lambdaParameters()
    const result = this.take('->') ? this.type() : undefined
    this.expect('{')
    const body = this.lambdaBody()
    this.expectHere('}')
    return { kind: 'LambdaExpression', parameters, result, body, start, end: this.endFrom(start) }
  }

  /** `lambda x, y`, or `lambda { x, y } ->` with the parameters in braces. */
  private lambdaParameters(): Parameters | undefined {
    if (this.isAny('->', '(', '[')) return undefined
    if (!this.is('{')) {
      const parameters = this.parameters('->', '{')
      if (!this.isAny('->', '{')) {
        this.expected(['->', '{'])
        this.skip()
      }
      return parameters
    }
    let open = 0
    let offset = 0
    for (; this.peek(offset).kind !== 'end'; offset++) {
      const { kind, text } = this.peek(offset)
      if (kind !== 'operator') continue
      if (text === '{') open++
      else if (text === '}' && --open === 0) break
    }
    const after = this.peek(offset + 1)
    if (after.kind !== 'operator' || after.text !== '->') return undefined
    this.skip()
    this.skipLayout()
    const parameters = this.parameters('}')
    this.skipLayout()
    this.expect('}')
    return parameters
  }

  protected parameters(...closing: readonly string[]): Parameters {
    const { start } = this
    const list: Parameter[] = []
    // Parameters in braces may be laid out over lines.
    const isLaidOut = closing.includes('}')
    while (!this.isAny(...closing) && !this.isKind('newline') && !this.isKind('end')) {
      const before = this.index
      const at = this.start
      const name = this.joinedName()
      const type = this.take(':') ? this.type() : undefined
      const value = this.take('=') ? this.defaultValue() : undefined
      list.push({ kind: 'Parameter', name, type, value, start: at, end: this.endFrom(at) })
      if (isLaidOut) this.skipLayout()
      this.take(',')
      if (this.index === before) this.passUnreadable()
      if (isLaidOut) this.skipLayout()
    }
    return { kind: 'Parameters', list, start, end: this.endFrom(start) }
  }

  /** One that is missing is missed where it should stand. */
  private defaultValue(): Expression {
    const { start } = this.token
    const value = this.expression()
    return value.kind === 'MissingExpression' ? { ...value, start, end: start } : value
  }

  /** `a.b` counts as one name. */
  protected joinedName(): Identifier {
    const name = this.identifier()
    if (!this.is('.') || name.name === '') return name
    const names = [name.name]
    while (this.take('.')) names.push(this.identifier().name)
    return { ...name, name: names.join('.'), end: this.lastEnd }
  }

  protected quantifier(quantifier: QuantifierExpression['quantifier']): Expression {
    const { start } = this
    this.skip()
    const variables = [this.identifier()]
    if (this.take(',')) variables.push(this.identifier())
    this.expectHere('in')
    const iterable = this.quantifierTarget()
    this.expectHere('{')
    const isMultiLine = this.takeKind('newline')
    if (isMultiLine) this.expectKindHere('indent')
    const test = this.simple()
    const condition = this.take('if') ? this.simple() : undefined
    if (isMultiLine) {
      this.expectKindHere('newline')
      this.expectKindHere('dedent')
    }
    this.expectHere('}')
    return {
      kind: 'QuantifierExpression',
      quantifier,
      variables,
      iterable,
      test,
      condition,
      start,
      end: this.endFrom(start),
    }
  }

  /** A name with selectors and subscripts, or a literal; never a call or an operation. */
  private quantifierTarget(): Expression {
    const { token } = this
    if (token.kind === 'string' || this.is('[') || this.is('{')) return this.primary()
    if (!this.isName() || NO_TARGETS.includes(token.text)) {
      if (this.isName()) this.expected(NO_TARGETS)
      else if (this.is('(')) this.expected(['[', '{'])
      else this.expected(token.kind === 'number' ? ['str'] : ['identifier', 'literal'])
      return this.nothing()
    }
    const { start } = token
    const { name, end } = this.identifier()
    let value: Expression = { kind: 'NameExpression', name, start, end }
    for (;;) {
      const optional = this.is('?') && ['.', '['].includes(this.peek().text)
      if (optional) this.advance()
      if (this.is('.')) value = this.selector(value, optional, start)
      else if (this.is('[')) value = this.subscript(value, optional, start)
      else return value
    }
  }

  protected loopVariables(): Identifier[] {
    const variables = [this.identifier()]
    while (this.take(',')) variables.push(this.identifier())
    return variables
  }

  protected comprehensionClauses(): ComprehensionClause[] {
    const clauses: ComprehensionClause[] = []
    while (this.is('for')) {
      const { start } = this
      this.skip()
      const variables = this.loopVariables()
      this.expect('in')
      const iterable = this.simple()
      this.takeKind('newline')
      const conditions = this.take('if') ? [this.expression()] : []
      clauses.push({ kind: 'ComprehensionClause', variables, iterable, conditions, start, end: this.endFrom(start) })
    }
    return clauses
  }
}
