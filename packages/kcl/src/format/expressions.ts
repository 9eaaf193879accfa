/** Expressions and types as the formatter writes them. */
import { unreachable } from '@kusion/diagnostics'
import type {
  Expression,
  LambdaExpression,
  LiteralType,
  NumberLiteral,
  Parameter,
  Parameters,
  QuantifierExpression,
  Statement,
  TypeNode,
} from '../syntax/nodes.ts'
import { CollectionFormatter } from './collections.ts'
import { isPlainText } from './layout.ts'

/** The bytes that a lambda's head may have. */
const LAMBDA_WIDTH = 80

export abstract class ExpressionFormatter extends CollectionFormatter {
  protected abstract statements(body: readonly Statement[], from: number, to: number, indent: string): string

  protected expression(node: Expression, indent: string): string {
    const inner = (child: Expression): string => this.expression(child, indent)
    switch (node.kind) {
      case 'NameExpression':
      case 'StringLiteral':
      case 'InterpolatedString':
      case 'NameConstant':
        return this.text(node)
      case 'NumberLiteral':
        return this.#number(node)
      case 'MissingExpression':
        return ''
      case 'SelectorExpression':
        return `${inner(node.value)}${node.optional ? '?.' : '.'}${this.text(node.name)}`
      case 'SubscriptExpression':
        return `${inner(node.value)}${node.optional ? '?' : ''}[${inner(node.index)}]`
      case 'SliceExpression': {
        const [lower, upper, step] = [node.lower, node.upper, node.step].map((bound) => (bound ? inner(bound) : ''))
        return `${inner(node.value)}${node.optional ? '?' : ''}[${lower}:${upper}:${step}]`
      }
      case 'CallExpression':
        return `${inner(node.callee)}${this.call(node.call, indent)}`
      case 'SchemaExpression': {
        const { call } = node
        const isEmpty = !call || (call.positional.length === 0 && call.keyword.length === 0)
        return `${inner(node.callee)}${isEmpty ? '' : this.call(call, indent)} ${inner(node.config)}`
      }
      case 'ConfigExpression':
        return this.config(node, indent)
      case 'ListExpression':
        return this.list(node, indent)
      case 'ListComprehension':
        return this.listComprehension(node, indent)
      case 'DictComprehension':
        return this.dictComprehension(node, indent)
      case 'QuantifierExpression':
        return this.#quantifier(node, indent)
      case 'LambdaExpression':
        return this.#lambda(node, indent)
      case 'ConditionalExpression':
        return `${inner(node.body)} if ${inner(node.condition)} else ${inner(node.orElse)}`
      case 'UnaryExpression':
        return `${node.operator}${node.operator === 'not' ? ' ' : ''}${inner(node.operand)}`
      case 'BinaryExpression':
        return `${inner(node.left)} ${node.operator} ${inner(node.right)}`
      case 'ComparisonExpression':
        return node.operands.reduce(
          (text, operand, at) => `${text} ${node.operators[at] ?? '=='} ${inner(operand)}`,
          inner(node.left),
        )
      case 'AsExpression':
        return `${inner(node.value)} as ${node.type ? this.type(node.type, ': ') : inner(node.operand ?? node)}`
      case 'ParenthesizedExpression':
        return `(${inner(node.expression)})`
      default:
        return unreachable(node)
    }
  }

  /** Ints are written in decimals, but not those that a decimal could not say; floats must stay floats. */
  #number(node: NumberLiteral): string {
    const text = this.text(node).replace(/[\s_]/g, '')
    if (node.value.type === 'float') return floatText(node.value.float) ?? text
    const [, sign = '', digits = '', suffix = ''] =
      /^([-+]?)(0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+)(\w*)$/.exec(text) ?? []
    if (digits === '') return text
    const value = BigInt(/^0\d/.test(digits) ? `0o${digits}` : digits)
    return value < 1n << 63n ? `${sign}${value}${suffix}` : text
  }

  #quantifier(node: QuantifierExpression, indent: string): string {
    const { quantifier, variables, iterable, test, condition } = node
    const names = variables.map((name) => this.text(name)).join(', ')
    const head = `${quantifier} ${names} in ${this.expression(iterable, indent)}`
    const end = (condition ?? test).end
    const isBlock =
      this.lineOf(test.start) > this.lineOf(node.start) ||
      this.comments.isAnyIn(iterable.end, test.start) ||
      this.comments.isAnyIn(end, node.end)
    const deeper = isBlock ? indent + this.step : indent
    const before = this.commentLines(iterable.end, test.start, deeper)
    const text = `${this.expression(test, deeper)}${condition ? ` if ${this.expression(condition, deeper)}` : ''}`
    if (!isBlock) return `${head} {${text}}`
    const behind = this.comments.takeBehind(end)
    return `${head} {\n${before}${deeper}${text}${behind}\n${this.commentLines(end, node.end, deeper, '\n')}${indent}}`
  }

  // ── lambdas ───────────────────────────────────────────────────────────────────────────────────────────────────────

  protected parameters({ list }: Parameters, indent: string): string {
    return list.map((parameter) => this.#parameter(parameter, indent)).join(', ')
  }

  #parameter({ name, type, value }: Parameter, indent: string): string {
    const typeText = type ? `: ${this.type(type)}` : ''
    return `${this.text(name)}${typeText}${value ? ` = ${this.expression(value, indent)}` : ''}`
  }

  #lambda(node: LambdaExpression, indent: string): string {
    const list = node.parameters?.list ?? []
    const header = list.at(-1)?.end ?? node.start + 'lambda'.length
    const isLong = this.#hasComments(node.start, list) || this.#isFarTooLong(node.start, header)
    const short = isLong ? undefined : this.comments.attempt(() => this.#head(node, indent), isShort)
    const head = short ?? (list.length > 0 ? this.#longHead(node, list, indent) : this.#head(node, indent))
    const body = this.statements(node.body, header, node.end - 1, indent + this.step)
    return `${head} {\n${body}${indent}}`
  }

  #head(node: LambdaExpression, indent: string): string {
    const parameters = node.parameters ? ` ${this.parameters(node.parameters, indent)}` : ''
    return `lambda${parameters}${node.result ? ` -> ${this.type(node.result)}` : ''}`
  }

  /** Seen without writing it: lambdas within the defaults of lambdas would be written twice for each that is around them. */
  #isFarTooLong(start: number, end: number): boolean {
    if (end - start > 50 * LAMBDA_WIDTH) return true
    return this.source.slice(start, end).replace(/\s+/g, '').length > 2 * LAMBDA_WIDTH
  }

  /** Whether comments stand among the parameters, the one behind the last of them included. */
  #hasComments(start: number, list: readonly Parameter[]): boolean {
    const last = list.at(-1)
    if (!last) return false
    let from = start
    for (const { start: to, end } of list) {
      if (this.comments.isAnyIn(from, to)) return true
      from = end
    }
    const behind = this.comments.next(last.end, this.source.length)
    return behind !== undefined && /^[^\S\n]*,?[^\S\n]*$/.test(this.source.slice(last.end, behind.start))
  }

  /** Each parameter on a line of its own, below the comments that stand before or behind it. */
  #longHead(node: LambdaExpression, list: readonly Parameter[], indent: string): string {
    const deeper = indent + this.step
    let at = node.start
    const lines = list.map((parameter) => {
      const above = this.commentLines(at, parameter.start, deeper)
      const text = this.#parameter(parameter, deeper)
      const behind = this.comments.takeBehind(parameter.end).trimStart()
      at = parameter.end
      return `${above}${behind === '' ? '' : `${deeper}${behind}\n`}${deeper}${text},\n`
    })
    return `lambda {\n${lines.join('')}${indent}} -> ${node.result ? this.type(node.result) : 'any'}`
  }

  // ── types ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** After `as` the types of dicts are written as dicts are. */
  protected type(node: TypeNode, colon = ':'): string {
    const inner = (type: TypeNode | undefined): string => (type ? this.type(type, colon) : '')
    switch (node.kind) {
      case 'BasicType':
        return node.name
      case 'NamedType':
        return node.name.names.map((name) => this.text(name)).join('.')
      case 'LiteralType':
        return colon === ':' ? this.#literalType(node.value) : this.expression(node.value, '')
      case 'ListType':
        return `[${inner(node.element)}]`
      case 'DictType':
        return `{${inner(node.key)}${node.key && node.value ? colon : ':'}${inner(node.value)}}`
      case 'FunctionType': {
        const result = node.result ? ` -> ${inner(node.result)}` : ''
        return `(${node.parameters.map(inner).join(', ')})${result}`
      }
      case 'UnionType':
        return node.members.map(inner).join(' | ')
      default:
        return unreachable(node)
    }
  }

  /** Quotes are double where nothing has to be escaped for it but quotes. */
  #literalType(node: LiteralType['value']): string {
    if (node.kind !== 'StringLiteral' || !isPlainText(node.value)) return this.expression(node, '')
    return `"${node.value.replaceAll('"', '\\"')}"`
  }
}

function isShort(head: string): boolean {
  return new TextEncoder().encode(head).length <= LAMBDA_WIDTH
}

/** The shortest digits, without an exponent; undefined for floats that would read as ints then. */
function floatText(value: number): string | undefined {
  if (!Number.isFinite(value) || Number.isInteger(value)) return undefined
  const [mantissa = '', exponent] = String(value).split('e')
  if (exponent === undefined) return mantissa
  return `0.${'0'.repeat(-Number(exponent) - 1)}${mantissa.replace('.', '')}`
}
