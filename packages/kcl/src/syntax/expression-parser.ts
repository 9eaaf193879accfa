/** Expressions by precedence climbing; unary operators bind tightest, `**` is left-associative. */
import { MAXIMUM_DEPTH } from './cursor.ts'
import { lexSignificant } from './lexer.ts'
import type {
  BasicType,
  BinaryOperator,
  CallArguments,
  ComparisonOperator,
  ComprehensionClause,
  Expression,
  Identifier,
  InterpolationPart,
  KeywordArgument,
  NamedType,
  Parameter,
  Parameters,
  QuantifierExpression,
  Statement,
  UnaryOperator,
} from './nodes.ts'
import { isTooLarge, numberLiteral } from './numbers.ts'
import { plainString, stringContent } from './strings.ts'
import type { Token } from './tokens.ts'
import { BASIC_TYPES, TypeParser } from './type-parser.ts'

const LEVELS: ReadonlyMap<string, number> = new Map([
  ['or', 1],
  ['and', 2],
  ['==', 3],
  ['!=', 3],
  ['in', 4],
  ['not in', 4],
  ['is', 5],
  ['is not', 5],
  ['not', 5],
  ['<', 6],
  ['>', 6],
  ['<=', 6],
  ['>=', 6],
  ['|', 7],
  ['^', 8],
  ['&', 9],
  ['<<', 10],
  ['>>', 10],
  ['+', 11],
  ['-', 11],
  ['*', 12],
  ['/', 12],
  ['%', 12],
  ['//', 12],
  ['**', 13],
])
const COMPARISONS: ReadonlySet<string> = new Set([
  '==',
  '!=',
  'in',
  'not in',
  'is',
  'is not',
  'not',
  '<',
  '>',
  '<=',
  '>=',
])

/** The type that an expression names. */
function namedType(node: Expression): BasicType | NamedType | undefined {
  const { start, end } = node
  if (node.kind === 'NameExpression' && BASIC_TYPES.has(node.name))
    return { kind: 'BasicType', name: node.name as BasicType['name'], start, end }
  const names = namesOf(node)
  return names && { kind: 'NamedType', name: { kind: 'QualifiedName', names, start, end }, start, end }
}

/** The names of `a.b.c`. */
export function namesOf(expression: Expression): readonly [Identifier, ...Identifier[]] | undefined {
  if (expression.kind === 'NameExpression') {
    const { name, start, end } = expression
    return [{ kind: 'Identifier', name, start, end }]
  }
  if (expression.kind !== 'SelectorExpression' || expression.optional) return undefined
  const names = namesOf(expression.value)
  return names && [...names, expression.name]
}

export abstract class ExpressionParser extends TypeParser {
  /** A `{` after a name belongs to a quantifier's body, not to a schema expression. */
  protected bracesAreBodies = false

  protected abstract configOrComprehension(): Expression
  protected abstract lambdaBody(): readonly Statement[]
  protected abstract listOrComprehension(): Expression

  protected expression(): Expression {
    const { start } = this.token
    const body = this.simple()
    if (!this.is('if')) return body
    this.advance()
    const condition = this.simple()
    if (!this.expect('else')) return body
    const orElse = this.expression()
    return { kind: 'ConditionalExpression', body, condition, orElse, start, end: this.endFrom(start) }
  }

  /** Everything but a conditional expression. */
  protected simple(): Expression {
    if (this.depth >= MAXIMUM_DEPTH) return this.tooDeep()
    this.depth++
    const { start } = this.token
    let value = this.binary(1)
    while (this.is('as')) {
      this.advance()
      const operand = this.binary(1)
      const type = namedType(operand)
      value = {
        kind: 'AsExpression',
        value,
        type,
        operand: type ? undefined : operand,
        start,
        end: this.endFrom(start),
      }
    }
    this.depth--
    return value
  }

  private tooDeep(): Expression {
    const { token } = this
    this.report(`the nesting is deeper than ${MAXIMUM_DEPTH} levels`, token)
    this.index = this.tokens.length - 1
    return { kind: 'MissingExpression', start: token.start, end: token.start }
  }

  private binaryOperator(): string | undefined {
    const { kind, text } = this.token
    if (kind === 'keyword') {
      // `a not None` is read as `a is not None`.
      if (text === 'not') return this.peek().text === 'in' ? 'not in' : 'not'
      if (text === 'is') return this.peek().text === 'not' ? 'is not' : 'is'
      return LEVELS.has(text) ? text : undefined
    }
    return kind === 'operator' && LEVELS.has(text) ? text : undefined
  }

  private binary(minimum: number): Expression {
    const { start } = this.token
    let left = this.unary()
    for (;;) {
      const operator = this.binaryOperator()
      if (operator === undefined) return left
      const level = LEVELS.get(operator) ?? 0
      if (level < minimum) return left
      if (COMPARISONS.has(operator)) {
        left = this.comparison(left, start, level)
        continue
      }
      this.advance()
      const right = this.binary(level + 1)
      left = {
        kind: 'BinaryExpression',
        operator: operator as BinaryOperator,
        left,
        right,
        start,
        end: this.endFrom(start),
      }
    }
  }

  private comparison(left: Expression, start: number, level: number): Expression {
    const operators: ComparisonOperator[] = []
    const operands: Expression[] = []
    for (;;) {
      const operator = this.binaryOperator()
      if (operator === undefined || LEVELS.get(operator) !== level) break
      this.advance()
      if (operator === 'not in' || operator === 'is not') this.advance()
      operators.push((operator === 'not' ? 'is not' : operator) as ComparisonOperator)
      operands.push(this.binary(level + 1))
    }
    return { kind: 'ComparisonExpression', left, operators, operands, start, end: this.endFrom(start) }
  }

  private unary(): Expression {
    const { kind, start, text } = this.token
    const isOperator =
      kind === 'operator'
        ? text === '-' || text === '+' || text === '~'
        : kind === 'keyword' && text === 'not' && this.peek().text !== 'in'
    if (!isOperator) return this.postfix()
    if (this.depth >= MAXIMUM_DEPTH) return this.tooDeep()
    this.depth++
    const operator = this.advance().text as UnaryOperator
    const operand = this.operand()
    this.depth--
    return { kind: 'UnaryExpression', operator, operand, start, end: this.endFrom(start) }
  }

  /** What a unary operator stands before: no other unary operator. */
  private operand(): Expression {
    const { token } = this
    if (this.isAny('+', '-', '~')) {
      this.expected(['identifier', 'literal', '(', '[', '{'], token)
      return this.unary()
    }
    if (!this.is('not')) return this.postfix()
    // A second `not` is read as a name, which nothing defines.
    this.unary()
    return { kind: 'NameExpression', name: 'not', start: token.start, end: token.end }
  }

  private postfix(): Expression {
    const { start } = this.token
    let value = this.primary()
    for (;;) {
      const { kind, text } = this.token
      if (kind !== 'operator') return value
      switch (text) {
        case '.':
        case '?.': {
          this.advance()
          const optional = text === '?.'
          const name = this.identifier()
          value = { kind: 'SelectorExpression', value, name, optional, start, end: this.endFrom(start) }
          break
        }
        case '[':
        case '?[':
          value = this.subscript(value, start)
          break
        case '(': {
          const call = this.callArguments()
          value = { kind: 'CallExpression', callee: value, call, start, end: this.endFrom(start) }
          break
        }
        case '{': {
          if (this.bracesAreBodies || !isSchemaCallee(value)) return value
          const config = this.configOrComprehension()
          if (config.kind !== 'ConfigExpression' && config.kind !== 'DictComprehension') return value
          const [callee, call]: [Expression, CallArguments | undefined] =
            value.kind === 'CallExpression' ? [value.callee, value.call] : [value, undefined]
          value = { kind: 'SchemaExpression', callee, call, config, start, end: this.endFrom(start) }
          break
        }
        default:
          return value
      }
    }
  }

  private subscript(value: Expression, start: number): Expression {
    const optional = this.advance().text === '?['
    const outer = this.bracesAreBodies
    this.bracesAreBodies = false
    let lower: Expression | undefined
    if (!this.is(':')) lower = this.expression()
    if (!this.is(':')) {
      this.expect(']')
      this.bracesAreBodies = outer
      const index = lower ?? { kind: 'MissingExpression', start: this.token.start, end: this.token.start }
      return { kind: 'SubscriptExpression', value, index, optional, start, end: this.endFrom(start) }
    }
    this.advance()
    const upper = this.is(':') || this.is(']') ? undefined : this.expression()
    const step = this.take(':') && !this.is(']') ? this.expression() : undefined
    this.expect(']')
    this.bracesAreBodies = outer
    return { kind: 'SliceExpression', value, lower, upper, step, optional, start, end: this.endFrom(start) }
  }

  protected callArguments(): CallArguments {
    const { start } = this.token
    this.expect('(')
    const outer = this.bracesAreBodies
    this.bracesAreBodies = false
    const positional: Expression[] = []
    const keyword: KeywordArgument[] = []
    // Where the first argument has a line of its own, line breaks stand for commas; elsewhere there are none.
    const isMultiLine = this.isKind('newline')
    if (isMultiLine) this.skipLayout()
    while (!this.is(')') && !this.isKind('end')) {
      const before = this.index
      if (this.isKind('identifier') && this.peek().kind === 'operator' && this.peek().text === '=') {
        const at = this.token.start
        const name = this.identifier()
        this.advance()
        keyword.push({ kind: 'KeywordArgument', name, value: this.expression(), start: at, end: this.endFrom(at) })
      } else {
        const value = this.expression()
        if (keyword.length > 0) this.report('positional argument follows keyword argument', value)
        positional.push(value)
      }
      const { index } = this
      if (isMultiLine) this.skipLayout()
      const isOnNewLine = this.index > index
      if (!this.take(',') && !isOnNewLine) break
      if (isMultiLine) this.skipLayout()
      if (this.index === before || this.isKind('newline')) break
    }
    // What follows the end of the line is the next statement, whatever is missing here.
    if (this.isKind('newline')) this.expected([')'])
    else this.expect(')')
    this.bracesAreBodies = outer
    return { kind: 'CallArguments', positional, keyword, start, end: this.endFrom(start) }
  }

  private primary(): Expression {
    const { token } = this
    switch (token.kind) {
      case 'identifier':
        this.advance()
        return { kind: 'NameExpression', name: token.text, start: token.start, end: token.end }
      case 'number': {
        this.advance()
        const literal = numberLiteral(token)
        const { token: after } = this
        if (isTooLarge(literal)) this.report('number literal is too large', token)
        else if (after.kind === 'identifier' && after.start === token.end && literal.value.type === 'int') {
          this.report('invalid int binary suffix', token)
          this.advance()
        }
        return literal
      }
      case 'string':
        this.advance()
        return this.string(token)
      case 'keyword':
        return this.keywordPrimary(token)
      case 'operator':
        if (token.text === '(') return this.parenthesized()
        if (token.text === '[') return this.inBrackets(() => this.listOrComprehension())
        if (token.text === '{') return this.inBrackets(() => this.configOrComprehension())
        break
      default:
    }
    return this.missing()
  }

  private inBrackets(parse: () => Expression): Expression {
    const outer = this.bracesAreBodies
    this.bracesAreBodies = false
    const value = parse()
    this.bracesAreBodies = outer
    return value
  }

  protected missing(): Expression {
    const { token } = this
    if (token.text === '!') {
      this.unexpected(token)
      this.advance()
      return this.unary()
    }
    this.expected(['identifier', 'literal', '(', '[', '{'], token)
    if (token.kind === 'operator' || token.kind === 'keyword' || token.kind === 'unknown') this.advance()
    return { kind: 'MissingExpression', start: token.start, end: token.start }
  }

  private keywordPrimary(token: Token): Expression {
    switch (token.text) {
      case 'True':
      case 'False':
      case 'None':
      case 'Undefined':
        return this.constant()
      case 'lambda':
        return this.lambda()
      case 'all':
      case 'any':
      case 'filter':
      case 'map':
        return this.quantifier(token.text)
      case 'mixin':
        this.advance()
        return { kind: 'NameExpression', name: token.text, start: token.start, end: token.end }
      case 'type':
      case 'check':
      case 'rule':
      case 'schema':
      default:
        return this.missing()
    }
  }

  private parenthesized(): Expression {
    const { start } = this.token
    this.advance()
    return this.inBrackets(() => {
      const expression = this.expression()
      this.expect(')')
      return { kind: 'ParenthesizedExpression', expression, start, end: this.endFrom(start) }
    })
  }

  private string(token: Token): Expression {
    const { start, end } = token
    const plain = plainString(this.source, start, end)
    if (plain !== undefined) return { kind: 'StringLiteral', value: plain, isRaw: false, isLong: false, start, end }
    const content = stringContent(this.source, start, end)
    const [first] = content.parts
    if (content.parts.length <= 1 && first?.kind !== 'expression') {
      return {
        kind: 'StringLiteral',
        value: first?.value ?? '',
        isRaw: content.isRaw,
        isLong: content.isLong,
        start,
        end,
      }
    }
    const parts = content.parts.map((part): InterpolationPart =>
      part.kind === 'text'
        ? { kind: 'Text', value: part.value }
        : { kind: 'Interpolation', expression: this.fragment(part.start, part.end), format: part.format },
    )
    return { kind: 'InterpolatedString', parts, isLong: content.isLong, start, end }
  }

  /** An expression inside of a string, read where it stands. */
  private fragment(start: number, end: number): Expression {
    const { tokens, errors } = lexSignificant(this.source, start, end)
    for (const error of errors) this.report(error.message, error)
    const outer = { tokens: this.tokens, index: this.index }
    this.tokens = tokens
    this.index = 0
    let expression: Expression
    if (this.isKind('end')) {
      this.report("invalid string interpolation expression: ''", { start, end })
      expression = { kind: 'MissingExpression', start, end: start }
    } else {
      expression = this.expression()
      if (!this.isKind('end')) {
        const text = this.source.slice(start, end)
        this.report(`invalid string interpolation expression: '${text}'`, { start, end })
      }
    }
    this.tokens = outer.tokens
    this.index = outer.index
    return expression
  }

  private lambda(): Expression {
    const { start } = this.token
    this.advance()
    const parameters = this.lambdaParameters()
    const result = this.take('->') ? this.type() : undefined
    this.expect('{')
    const outer = this.bracesAreBodies
    this.bracesAreBodies = false
    const body = this.lambdaBody()
    this.bracesAreBodies = outer
    this.expect('}')
    return { kind: 'LambdaExpression', parameters, result, body, start, end: this.endFrom(start) }
  }

  /** `lambda x, y`, or `lambda { x, y } ->` with the parameters in braces. */
  private lambdaParameters(): Parameters | undefined {
    if (this.is('->')) return undefined
    if (!this.is('{')) return this.parameters('->', '{')
    let open = 0
    let offset = 0
    for (; this.peek(offset).kind !== 'end'; offset++) {
      const { kind, text } = this.peek(offset)
      if (kind !== 'operator') continue
      if (text === '{') open++
      else if (text === '}' && --open === 0) break
    }
    if (this.peek(offset + 1).text !== '->') return undefined
    this.advance()
    this.skipLayout()
    const parameters = this.parameters('}')
    this.skipLayout()
    this.expect('}')
    return parameters
  }

  protected parameters(...closing: readonly string[]): Parameters {
    const { start } = this.token
    const list: Parameter[] = []
    this.skipLayoutIn(closing)
    while (!this.isAny(...closing) && this.isKind('identifier')) {
      const at = this.token.start
      const name = this.identifier()
      const type = this.take(':') ? this.type() : undefined
      const value = this.take('=') ? this.expression() : undefined
      list.push({ kind: 'Parameter', name, type, value, start: at, end: this.endFrom(at) })
      this.skipLayoutIn(closing)
      if (!this.take(',')) break
      this.skipLayoutIn(closing)
    }
    return { kind: 'Parameters', list, start, end: this.endFrom(start) }
  }

  // Parameters in brackets may be laid out over lines.
  private skipLayoutIn(closing: readonly string[]): void {
    if (closing.includes(']') || closing.includes('}')) this.skipLayout()
  }

  private quantifier(quantifier: QuantifierExpression['quantifier']): Expression {
    const { start } = this.token
    this.advance()
    const variables = this.loopVariables()
    this.expect('in')
    const outer = this.bracesAreBodies
    this.bracesAreBodies = true
    const iterable = this.quantifierTarget()
    this.bracesAreBodies = false
    this.expect('{')
    this.skipLayout()
    const test = this.simple()
    const condition = this.take('if') ? this.simple() : undefined
    this.skipLayout()
    this.expect('}')
    this.bracesAreBodies = outer
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
    if (token.kind === 'string' || token.kind === 'number' || this.is('[') || this.is('{')) return this.primary()
    if (token.kind !== 'identifier') {
      this.expected(['[', '{'], token)
      return this.simple()
    }
    let value = this.primary()
    for (;;) {
      if (this.is('.') || this.is('?.')) {
        const optional = this.advance().text === '?.'
        value = {
          kind: 'SelectorExpression',
          value,
          name: this.identifier(),
          optional,
          start: token.start,
          end: this.endFrom(token.start),
        }
      } else if (this.is('[') || this.is('?[')) value = this.subscript(value, token.start)
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
      const { start } = this.token
      this.advance()
      const variables = this.loopVariables()
      this.expect('in')
      const iterable = this.simple()
      const conditions: Expression[] = []
      this.skipLayout()
      if (this.take('if')) {
        conditions.push(this.expression())
        this.skipLayout()
      }
      clauses.push({ kind: 'ComprehensionClause', variables, iterable, conditions, start, end: this.endFrom(start) })
    }
    return clauses
  }
}

function isSchemaCallee(value: Expression): boolean {
  if (value.kind === 'CallExpression') return isSchemaCallee(value.callee)
  return value.kind === 'NameExpression' || value.kind === 'SelectorExpression'
}
