/** Expressions and types as the formatter writes them. */
import { unreachable } from '@kusion/diagnostics'
import type {
  CallArguments,
  ComprehensionClause,
  ConfigEntry,
  ConfigExpression,
  ConfigKey,
  Expression,
  LambdaExpression,
  ListItem,
  NumberLiteral,
  Parameters,
  Range,
  Statement,
  TargetStep,
  TypeNode,
} from '../syntax/nodes.ts'
import type { LineMap } from '../syntax/line-map.ts'
import type { Comments } from './comments.ts'

export const INDENT = '    '
const LINE_WIDTH = 120

export abstract class ExpressionFormatter {
  protected readonly source: string
  protected readonly lines: LineMap
  protected readonly comments: Comments

  constructor(source: string, lines: LineMap, comments: Comments) {
    this.source = source
    this.lines = lines
    this.comments = comments
  }

  protected abstract statements(body: readonly Statement[], from: number, to: number, indent: string): string

  protected text({ start, end }: Range): string {
    return this.source.slice(start, end)
  }

  protected lineOf(offset: number): number {
    return this.lines.lineOf(offset)
  }

  /** Lines after the first begin with `indent`. */
  protected expression(node: Expression, indent: string): string {
    const inner = (child: Expression): string => this.expression(child, indent)
    switch (node.kind) {
      case 'NameExpression':
      case 'StringLiteral':
      case 'InterpolatedString':
      case 'NameConstant':
        return this.text(node)
      case 'NumberLiteral':
        return node.suffix === undefined ? this.#number(node) : this.text(node)
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
        const call = node.call ? this.call(node.call, indent) : ''
        return `${inner(node.callee)}${call} ${inner(node.config)}`
      }
      case 'ConfigExpression':
        return this.#config(node, indent)
      case 'ListExpression':
        return this.#list(node.items, node, indent)
      case 'ListComprehension':
        return `[${inner(node.element)}${this.#clauses(node.clauses, indent)}]`
      case 'DictComprehension': {
        const entry = node.key
          ? `${inner(node.key)}${operatorText(node.operator)}${inner(node.value)}`
          : `**${inner(node.value)}`
        return `{${entry}${this.#clauses(node.clauses, indent)}}`
      }
      case 'QuantifierExpression': {
        const head = `${node.quantifier} ${node.variables.map((name) => this.text(name)).join(', ')} in ${inner(node.iterable)}`
        const isBlock = this.lineOf(node.test.start) > this.lineOf(node.iterable.end)
        const deeper = isBlock ? indent + INDENT : indent
        const before = isBlock ? this.ownLines(node.iterable.end, node.test.start, deeper) : ''
        const condition = node.condition
        const test = `${this.expression(node.test, deeper)}${condition ? ` if ${this.expression(condition, deeper)}` : ''}`
        const behind = isBlock ? this.comments.takeBehind((condition ?? node.test).end) : ''
        return isBlock ? `${head} {\n${before}${deeper}${test}${behind}\n${indent}}` : `${head} {${test}}`
      }
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
        return `${inner(node.value)} as ${this.type(node.type)}`
      case 'ParenthesizedExpression':
        return `(${inner(node.expression)})`
      default:
        return unreachable(node)
    }
  }

  /** Ints are written in decimals, but not those that a decimal could not say; floats must stay floats. */
  #number(node: NumberLiteral): string {
    const text = this.text(node).replaceAll('_', '')
    if (node.value.type === 'float') return /^\d{1,8}\.\d{0,7}[1-9]0+$/.test(text) ? text.replace(/0+$/, '') : text
    const value = BigInt(/^0\d/.test(text) ? `0o${text}` : text)
    return value < 1n << 63n ? String(value) : text
  }

  // ── types and parameters ──────────────────────────────────────────────────────────────────────────────────────────

  protected type(node: TypeNode): string {
    switch (node.kind) {
      case 'BasicType':
        return node.name
      case 'NamedType':
        return this.text(node)
      case 'LiteralType':
        return this.expression(node.value, '')
      case 'ListType':
        return `[${node.element ? this.type(node.element) : ''}]`
      case 'DictType':
        return `{${node.key ? this.type(node.key) : ''}:${node.value ? this.type(node.value) : ''}}`
      case 'FunctionType': {
        const result = node.result ? ` -> ${this.type(node.result)}` : ''
        return `(${node.parameters.map((parameter) => this.type(parameter)).join(', ')})${result}`
      }
      case 'UnionType':
        return node.members.map((member) => this.type(member)).join(' | ')
      default:
        return unreachable(node)
    }
  }

  protected parameters(parameters: Parameters, indent: string): string {
    return parameters.list
      .map(({ name, type, value }) => {
        const typeText = type ? `: ${this.type(type)}` : ''
        return `${this.text(name)}${typeText}${value ? ` = ${this.expression(value, indent)}` : ''}`
      })
      .join(', ')
  }

  protected call({ positional, keyword }: CallArguments, indent: string): string {
    const values = [
      ...positional.map((value) => this.expression(value, indent)),
      ...keyword.map(({ name, value }) => `${this.text(name)}=${this.expression(value, indent)}`),
    ]
    return `(${values.join(', ')})`
  }

  #lambda(node: LambdaExpression, indent: string): string {
    const list = node.parameters?.list ?? []
    const last = list.at(-1)
    const header = node.result?.end ?? last?.end ?? node.start + 'lambda'.length
    const isCommented = last !== undefined && this.#hasCommentsBetween(node.start, last.end)
    const parameters = node.parameters && list.length > 0 ? ` ${this.parameters(node.parameters, indent)}` : ''
    const result = node.result ? ` -> ${this.type(node.result)}` : ''
    const head = `lambda${parameters}${result}`
    const isLong = head.includes('\n') || indent.length + head.length > LINE_WIDTH
    const open = isCommented || (isLong && list.length > 0) ? this.#longHead(node, list, indent) : head
    const body = this.statements(node.body, header, node.end - 1, indent + INDENT)
    return `${open} {\n${body}${indent}}`
  }

  /** Whether comments stand among the parameters, the one behind the last of them included. */
  #hasCommentsBetween(start: number, end: number): boolean {
    return this.comments.isAnyIn(start, this.source.indexOf('\n', end))
  }

  /** Each parameter on a line of its own, below the comments that stand before or behind it. */
  #longHead(node: LambdaExpression, list: Parameters['list'], indent: string): string {
    const deeper = indent + INDENT
    let at = node.start
    const lines = list.map((parameter) => {
      const text = this.parameters({ kind: 'Parameters', list: [parameter], start: at, end: at }, deeper)
      const behind = this.comments.takeBehind(parameter.end).trimStart()
      const comments = this.ownLines(at, parameter.end, deeper) + (behind === '' ? '' : `${deeper}${behind}\n`)
      at = parameter.end
      return `${comments}${deeper}${text},\n`
    })
    return `lambda {\n${lines.join('')}${indent}} -> ${node.result ? this.type(node.result) : 'any'}`
  }

  #clauses(clauses: readonly ComprehensionClause[], indent: string): string {
    return clauses
      .map(({ variables, iterable, conditions }) => {
        const names = variables.map((name) => this.text(name)).join(', ')
        const tests = conditions.map((condition) => ` if ${this.expression(condition, indent)}`).join('')
        return ` for ${names} in ${this.expression(iterable, indent)}${tests}`
      })
      .join('')
  }

  // ── configs and lists ─────────────────────────────────────────────────────────────────────────────────────────────

  #config(node: ConfigExpression, indent: string): string {
    const { entries } = node
    if (!this.#isBlock(node, entries) && !isNested(entries)) {
      return `{${entries.map((entry) => this.#entry(entry, indent)).join(', ')}}`
    }
    return this.#block('{', '}', node, entries, indent, (entry, deeper) => this.#entry(entry, deeper))
  }

  #list(items: readonly ListItem[], node: Range, indent: string): string {
    if (!this.#isBlock(node, items) && items.every((item) => item.kind !== 'IfItem')) {
      return `[${items.map((item) => this.#item(item, indent)).join(', ')}]`
    }
    return this.#block('[', ']', node, items, indent, (item, deeper) => this.#item(item, deeper))
  }

  /** What was written over several lines stays so, and comments need lines of their own. */
  #isBlock(node: Range, parts: readonly Range[]): boolean {
    const line = this.lineOf(node.start)
    if (parts.some((part) => this.lineOf(part.start) > line)) return true
    return /#/.test(this.source.slice(node.start, parts[0]?.start ?? node.end)) && this.#hasComment(node, parts)
  }

  #hasComment(node: Range, parts: readonly Range[]): boolean {
    const inside = this.source.slice(node.start + 1, parts[0]?.start ?? node.end - 1)
    return /^\s*#/.test(inside)
  }

  #block<T extends Range>(
    open: string,
    close: string,
    node: Range,
    parts: readonly T[],
    indent: string,
    write: (part: T, indent: string) => string,
  ): string {
    const deeper = indent + INDENT
    let out = `${open}\n`
    let from = node.start
    for (const part of parts) {
      out += this.ownLines(from, part.start, deeper)
      out += `${deeper}${write(part, deeper)}${this.comments.takeBehind(part.end)}\n`
      from = part.end
    }
    return `${out}${this.ownLines(from, node.end, deeper)}${indent}${close}`
  }

  protected ownLines(from: number, to: number, indent: string): string {
    return this.comments
      .take(from, to)
      .map((comment) => `${indent}${comment.text}\n`)
      .join('')
  }

  #entry(entry: ConfigEntry, indent: string): string {
    switch (entry.kind) {
      case 'KeyValueEntry':
        return `${this.#key(entry.key, indent)}${operatorText(entry.operator)}${this.expression(entry.value, indent)}`
      case 'UnpackEntry':
        return `**${this.expression(entry.value, indent)}`
      case 'IfEntry':
        return this.#branches(entry, indent, (inner, deeper) => this.#entry(inner, deeper))
      default:
        return unreachable(entry)
    }
  }

  #item(item: ListItem, indent: string): string {
    if (item.kind === 'UnpackEntry') return `*${this.expression(item.value, indent)}`
    if (item.kind === 'IfItem') return this.#branches(item, indent, (inner, deeper) => this.#item(inner, deeper))
    return this.expression(item, indent)
  }

  #branches<T extends Range>(
    node: { readonly condition: Expression; readonly body: readonly T[]; readonly orElse: readonly T[] } & Range,
    indent: string,
    write: (part: T, indent: string) => string,
    word = 'if',
  ): string {
    const deeper = indent + INDENT
    const lines = (parts: readonly T[], from: number): string => {
      let at = from
      let out = ''
      for (const part of parts) {
        out += `${this.ownLines(at, part.start, deeper)}${deeper}${write(part, deeper)}${this.comments.takeBehind(part.end)}\n`
        at = part.end
      }
      return out
    }
    const head = `${word} ${this.expression(node.condition, indent)}:\n${lines(node.body, node.condition.end)}`
    const [only] = node.orElse as readonly (T & { readonly kind: string })[]
    const end = node.body.at(-1)?.end ?? node.condition.end
    if (!only) return head.trimEnd()
    const comments = this.ownLines(end, only.start, indent)
    const isElif = node.orElse.length === 1 && /^IfEntry$|^IfItem$/.test(only.kind) && this.#startsWithElif(only)
    if (isElif) {
      const next = only as unknown as typeof node
      return `${head}${comments}${indent}${this.#branches(next, indent, write, 'elif')}`
    }
    return `${head}${comments}${indent}else:\n${lines(node.orElse, end)}`.trimEnd()
  }

  #startsWithElif(node: Range): boolean {
    return this.source.startsWith('elif', node.start)
  }

  #key(key: ConfigKey, indent: string): string {
    if (key.kind === 'ComputedKey') return this.expression(key.expression, indent)
    return `${this.text(key.name)}${this.steps(key.path, indent)}`
  }

  protected steps(path: readonly TargetStep[], indent: string): string {
    return path
      .map((step) =>
        step.kind === 'MemberStep' ? `.${this.text(step.name)}` : `[${this.expression(step.index, indent)}]`,
      )
      .join('')
  }
}

function operatorText(operator: ':' | '=' | '+='): string {
  return operator === ':' ? ': ' : ` ${operator} `
}

/** Branches, and a single entry that holds a config itself, take lines of their own. */
function isNested(entries: readonly ConfigEntry[]): boolean {
  if (entries.some((entry) => entry.kind === 'IfEntry')) return true
  const [only, ...more] = entries
  if (!only || more.length > 0 || only.kind === 'IfEntry') return false
  return only.value.kind === 'ConfigExpression' || only.value.kind === 'SchemaExpression'
}
