/** Expressions by precedence climbing; unary operators bind tightest, `**` is left-associative. */
import { MAXIMUM_DEPTH } from './cursor.ts'
import { lexSignificant } from './lexer.ts'
import type {
  BasicType,
  BinaryOperator,
  CallArguments,
  ComparisonOperator,
  Expression,
  Identifier,
  InterpolationPart,
  KeywordArgument,
  NamedType,
  NameExpression,
  QuantifierExpression,
  UnaryOperator,
} from './nodes.ts'
import { numberLiteral } from './numbers.ts'
import { plainString, stringContent } from './strings.ts'
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
const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', 'in', 'not in', 'is', 'is not', '<', '>', '<=', '>='])

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
  protected abstract configOrComprehension(): Expression
  protected abstract lambda(): Expression
  protected abstract listOrComprehension(): Expression
  protected abstract quantifier(quantifier: QuantifierExpression['quantifier']): Expression

  protected expression(): Expression {
    while (this.isKind('indent')) this.unexpected()
    const { start } = this
    const body = this.simple()
    if (!this.is('if')) return body
    this.skip()
    const condition = this.simple()
    const orElse = this.expectHere('else') ? this.expression() : this.nothing()
    return { kind: 'ConditionalExpression', body, condition, orElse, start, end: this.endFrom(start) }
  }

  /** Everything but a conditional expression. */
  protected simple(): Expression {
    if (this.depth >= MAXIMUM_DEPTH) return this.tooDeep()
    this.depth++
    const { start } = this
    let value = this.binary(1)
    while (this.is('as')) {
      this.skip()
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
    this.goTo(this.tokens.length - 1)
    return { kind: 'MissingExpression', start: token.start, end: token.start }
  }

  private binaryOperator(): string | undefined {
    const { word } = this
    if (word === '') return undefined
    if (word === 'not') return this.nextWord() === 'in' ? 'not in' : undefined
    if (word === 'is') return this.nextWord() === 'not' ? 'is not' : 'is'
    if (LEVELS.has(word)) return word
    if (word === '~' || word === '!') this.expected(OPERATORS)
    return undefined
  }

  private binary(minimum: number): Expression {
    const { start } = this
    let left = this.unary()
    /** Of the comparison that `left` is: what compares it further joins it, whatever binds tighter. */
    let chain: Chain | undefined
    for (;;) {
      const operator = this.binaryOperator()
      if (operator === undefined) return left
      const level = LEVELS.get(operator) ?? 0
      if (level < minimum) return left
      this.skip()
      if (COMPARISONS.has(operator)) {
        if (operator === 'not in' || operator === 'is not') this.advance()
        chain ??= { left, operators: [], operands: [] }
        chain.operators.push(operator as ComparisonOperator)
        chain.operands.push(this.binary(level + 1))
        left = { kind: 'ComparisonExpression', ...chain, start, end: this.endFrom(start) }
        continue
      }
      const right = this.binary(level + 1)
      chain = undefined
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

  private unary(): Expression {
    const { start, word } = this
    const isOperator = word === '-' || word === '+' || word === '~' || word === '!' || word === 'not'
    if (!isOperator) return this.postfix()
    this.skip()
    const operator = word === '!' ? 'not' : (word as UnaryOperator)
    const operand = this.postfix()
    return { kind: 'UnaryExpression', operator, operand, start, end: this.endFrom(start) }
  }

  /** A primary expression with what is selected of it, called on it and configured in it. */
  protected postfix(): Expression {
    const { start } = this
    let value = this.primary()
    for (;;) {
      switch (this.word) {
        case '.':
          value = this.selector(value, false, start)
          break
        case '[':
          value = this.subscript(value, false, start)
          break
        case '?': {
          const next = this.peek()
          if (next.kind !== 'operator' || (next.text !== '.' && next.text !== '[')) return value
          this.skip()
          value = next.text === '.' ? this.selector(value, true, start) : this.subscript(value, true, start)
          break
        }
        case '(': {
          const call = this.callArguments()
          value = { kind: 'CallExpression', callee: value, call, start, end: this.endFrom(start) }
          break
        }
        case '{': {
          if (!isSchemaCallee(value)) return value
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

  protected selector(value: Expression, optional: boolean, start: number): Expression {
    this.skip()
    const name = this.identifier()
    return { kind: 'SelectorExpression', value, name, optional, start, end: this.endFrom(start) }
  }

  protected subscript(value: Expression, optional: boolean, start: number): Expression {
    this.skip()
    const parts: (Expression | undefined)[] = []
    let colons = 0
    // Of several expressions without a colon between them, the last one counts.
    let surplus = 0
    for (let count = 0; count < LONGEST_SUBSCRIPT && !this.is(']'); count++) {
      if (colons < 2 && this.take(':')) {
        colons++
        surplus--
        continue
      }
      if (colons === 0 && surplus === 1) this.report('a list should have only one expr', this.token)
      parts[colons] = this.expression()
      if (++surplus > 1) this.report('consecutive exprs found', this.token)
    }
    this.expectHere(']')
    const [first, upper, step] = parts
    const end = this.endFrom(start)
    if (colons === 0 && first) return { kind: 'SubscriptExpression', value, index: first, optional, start, end }
    if (colons === 0) this.report(`expected expression got ${this.nameOf(this.token)}`, this.token)
    return { kind: 'SliceExpression', value, lower: first, upper, step, optional, start, end }
  }

  protected callArguments(): CallArguments {
    const { start } = this
    this.skip()
    const positional: Expression[] = []
    const keyword: KeywordArgument[] = []
    // Where the first argument has a line of its own, the others may have; elsewhere the line's end is missing a bracket.
    const isMultiLine = this.isKind('newline')
    if (isMultiLine) this.skipLine()
    while (this.word !== ')' && this.word !== 'for' && this.isInside(isMultiLine)) {
      const at = this.start
      const value = this.expression()
      if (this.take('=')) {
        keyword.push({ kind: 'KeywordArgument', name: this.argumentName(value, at), ...this.argumentValue(at) })
      } else {
        const isMissing = value.kind === 'MissingExpression'
        if (isMissing) this.expected([','])
        else positional.push(value)
        const range = isMissing ? { start: at, end: at } : value
        if (keyword.length > 0) this.report('positional argument follows keyword argument', range)
        if (isMissing) this.skip()
      }
      this.take(',')
      if (isMultiLine) this.skipLine()
    }
    this.expectHere(')')
    return { kind: 'CallArguments', positional, keyword, start, end: this.endFrom(start) }
  }

  private argumentValue(start: number): { readonly value: Expression; readonly start: number; readonly end: number } {
    return { value: this.expression(), start, end: this.endFrom(start) }
  }

  private argumentName(value: Expression, start: number): Identifier {
    const end = Math.max(start, value.end)
    const names = namesOf(value)
    if (!names) this.expected(['identifier'])
    return { kind: 'Identifier', name: names?.map(({ name }) => name).join('.') ?? '', start, end }
  }

  protected primary(): Expression {
    switch (this.kind) {
      case 'identifier':
        return this.name()
      case 'number':
        return numberLiteral(this.advance())
      case 'string':
        return this.string()
      case 'keyword':
        return this.keywordPrimary(this.word)
      case 'operator':
        if (this.is('(')) return this.parenthesized()
        if (this.is('[')) return this.listOrComprehension()
        if (this.is('{')) return this.configOrComprehension()
        break
      default:
    }
    this.expectedExpression()
    return this.nothing()
  }

  /** Right behind what was read, be it the end of a line. */
  protected nothing(): Expression {
    const { index, start: at, tokens } = this
    if (index <= this.first) return { kind: 'MissingExpression', start: 0, end: 0 }
    // Blank lines belong to the end of the line above them.
    const isBehindLine = tokens.kind(index - 1) === 'newline'
    const start = isBehindLine ? lineStart(this.source, at) : tokens.end(index - 1)
    return { kind: 'MissingExpression', start, end: start }
  }

  private keywordPrimary(word: string): Expression {
    switch (word) {
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
        return this.quantifier(word)
      default:
        return this.name()
    }
  }

  protected name(): NameExpression {
    const { index, start, tokens } = this
    this.skip()
    return { kind: 'NameExpression', name: tokens.text(index), start, end: tokens.end(index) }
  }

  private parenthesized(): Expression {
    const { start } = this
    this.skip()
    const expression = this.expression()
    this.expectHere(')')
    return { kind: 'ParenthesizedExpression', expression, start, end: this.endFrom(start) }
  }

  private string(): Expression {
    const { start } = this
    const end = this.tokens.end(this.index)
    this.skip()
    const plain = plainString(this.source, start, end)
    if (plain !== undefined) return { kind: 'StringLiteral', value: plain, isRaw: false, isLong: false, start, end }
    const content = stringContent(this.source, start, end)
    const [first] = content.parts
    if (content.isOpen) this.report('invalid joined string', { start: end, end })
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
      part.kind === 'text' ? { kind: 'Text', value: part.value } : this.interpolation(part.start, part.end),
    )
    return { kind: 'InterpolatedString', parts, isLong: content.isLong, start, end }
  }

  /** An expression inside of a string, read where it stands, with the format behind it: `${value: #json}`. */
  private interpolation(start: number, end: number): InterpolationPart {
    const { first, index, tokens } = this
    const { length } = tokens
    const { errors } = lexSignificant(this.source, tokens, start, end)
    for (const error of errors) this.report(error.message, error)
    this.first = length
    this.goTo(length)
    if (start === end) this.invalidInterpolation(start - '${'.length, start - '${'.length)
    const expression = this.expression()
    let format: string | undefined
    if (this.is(':')) {
      const text = this.source.slice(this.token.end, end).trim()
      if (text.startsWith('#')) format = text.slice(1)
      else {
        this.skip()
        this.report('invalid joined string spec without #', { start: this.token.start, end: this.token.start })
        // One token is taken for the format.
        this.skip()
        if (!this.isKind('newline') && !this.isKind('end')) this.invalidInterpolation(start, end)
      }
    } else if ((!this.isKind('newline') || this.lastEnd < start) && start < end && !this.isKind('end')) {
      this.invalidInterpolation(start, end)
    }
    tokens.cut(length)
    this.first = first
    this.goTo(index)
    return { kind: 'Interpolation', expression, format }
  }

  private invalidInterpolation(start: number, end: number): void {
    const text = this.source.slice(start, end)
    this.report(`invalid string interpolation expression: '${text}'`, { start, end })
  }
}

interface Chain {
  readonly left: Expression
  readonly operators: ComparisonOperator[]
  readonly operands: Expression[]
}

/** `a : b : c` */
const LONGEST_SUBSCRIPT = 5
const OPERATORS = '+ - * / % ** // << >> ^ & | and or as == != < <= > >= is in not_in not is_not'
  .split(' ')
  .map((name) => name.replace('_', ' '))

function isSchemaCallee(value: Expression): boolean {
  return namesOf(value.kind === 'CallExpression' ? value.callee : value) !== undefined
}

function lineStart(source: string, at: number): number {
  return at === 0 ? 0 : source.lastIndexOf('\n', at - 1) + 1
}
