/** Statements as the formatter writes them, and the blank lines between them. */
import { unreachable } from '@kusion/diagnostics'
import type {
  AssertStatement,
  IfStatement,
  Module,
  RuleStatement,
  SchemaAttribute,
  SchemaMember,
  SchemaStatement,
  Statement,
  Target,
} from '../syntax/nodes.ts'
import { ExpressionFormatter } from './expressions.ts'

export type AnyStatement = Statement | SchemaMember

export abstract class StatementFormatter extends ExpressionFormatter {
  protected abstract definition(node: SchemaStatement | RuleStatement | SchemaAttribute, indent: string): string

  module(node: Module): string {
    const text = this.statements(node.body, 0, this.source.length, '', '')
    return text.replace(/\n+$/, '\n')
  }

  /** Each with the comments before it; at most one blank line of those that were written stays. */
  protected statements(
    body: readonly AnyStatement[],
    from: number,
    to: number,
    indent: string,
    blankAtEnd = '\n',
  ): string {
    let out = ''
    let before: AnyStatement | undefined
    let isDocstring = false
    let at = from
    for (const node of body) {
      if (before && (isDocstring || this.#isApart(before, node, at))) out += '\n'
      out += this.commentLines(at, node.start, indent)
      isDocstring = out === '' && indent === '' && isLongText(node)
      const text = this.#statement(node, indent)
      out += `${indent}${text}${isCompound(node) ? '' : this.#behindStatement(node)}\n${this.commentLines(node.start, node.end, indent)}`
      at = Math.max(at, node.end)
      before = node
    }
    if (isDocstring && this.comments.isAnyIn(at, to)) out += '\n'
    return out + this.commentLines(at, to, indent, blankAtEnd)
  }

  /** What follows on its line may end the block that it stands in: its comment is inside of it or right behind it. */
  #behindStatement(node: AnyStatement): string {
    const first = this.comments.next(node.start, node.end)
    return first && !first.isAlone && first.line === this.lineOf(node.start)
      ? this.behind(node)
      : this.comments.takeBehind(node.end)
  }

  /** Whether a blank line stands between two statements; those that end a block bring their own. */
  #isApart(before: AnyStatement, node: AnyStatement, at: number): boolean {
    if (before.kind === 'ImportStatement' && node.kind !== 'ImportStatement') return true
    if (!keepsBlankLine(before)) return false
    const line = this.lineOf(at)
    const start = this.lineOf(isSchemaOrRule(node) ? node.name.start : node.start)
    const first = this.comments.next(at, node.start)?.line ?? start
    // Several lines of comments stand apart as a blank line does.
    return first - line > 1 || start - line > 2
  }

  #statement(node: AnyStatement, indent: string): string {
    switch (node.kind) {
      case 'ImportStatement':
        return `import ${'.'.repeat(node.dots)}${node.path.map((part) => this.text(part)).join('.')}${node.alias ? ` as ${this.text(node.alias)}` : ''}`
      case 'TypeAliasStatement':
        return `type ${this.text(node.name)} = ${this.type(node.type)}`
      case 'AssertStatement':
        return `assert ${this.conditional(node, indent)}`
      case 'IfStatement':
        return this.#if(node, 'if', node.start, indent)
      case 'AssignStatement': {
        const [first, ...more] = node.targets.map((target) => this.#target(target, indent))
        const type = node.type ? `: ${this.type(node.type)}` : ''
        return `${[`${first}${type}`, ...more].join(' = ')} = ${this.expression(node.value, indent)}`
      }
      case 'AugmentedAssignStatement':
        return `${this.#target(node.target, indent)} ${node.operator} ${this.expression(node.value, indent)}`
      case 'UnificationStatement':
        return `${this.text(node.target)}: ${this.expression(node.value, indent)}`
      case 'SchemaStatement':
      case 'RuleStatement':
      case 'SchemaAttribute':
        return this.definition(node, indent)
      case 'ExpressionStatement':
        return this.expression(node.expression, indent)
      default:
        return unreachable(node)
    }
  }

  /** `test if condition, message` */
  protected conditional({ test, condition, message }: Conditional, indent: string): string {
    const when = condition ? ` if ${this.expression(condition, indent)}` : ''
    return `${this.expression(test, indent)}${when}${message ? `, ${this.expression(message, indent)}` : ''}`
  }

  #target(target: Target, indent: string): string {
    return `${this.text(target.name)}${this.steps(target.path, indent)}`
  }

  /** A blank line follows it, unless it ends with `else`. Comments from `from` on are its body's first lines. */
  #if(node: IfStatement, word: 'if' | 'elif', from: number, indent: string): string {
    const deeper = indent + this.step
    const { condition, body, orElse } = node
    const above = this.commentLines(from, body[0]?.start ?? condition.end, deeper)
    const head = `${word} ${this.expression(condition, indent)}:\n${above}`
    const end = body.at(-1)?.end ?? condition.end
    const lines = `${head}${this.statements(body, condition.end, this.endOfParts(body, end), deeper)}`
    const [only] = orElse
    if (!only) return lines
    if (orElse.length === 1 && only.kind === 'IfStatement' && (only.isElif || !this.#isCommented(only, end))) {
      return `${lines}${indent}${this.#if(only, 'elif', end, indent)}`
    }
    const last = this.endOfParts(orElse, end)
    return `${lines}${indent}else:\n${this.statements(orElse, end, last, deeper)}`.replace(/\n$/, '')
  }

  /** Whether comments stand between an `else` and the only statement in its block, or below that. */
  #isCommented(node: AnyStatement, from: number): boolean {
    return this.comments.isAnyIn(from, node.start) || this.endOfParts([node], node.end) > node.end
  }
}

type Conditional = Pick<AssertStatement, 'test' | 'condition' | 'message'>

function isSchemaOrRule(node: AnyStatement): node is SchemaStatement | RuleStatement {
  return node.kind === 'SchemaStatement' || node.kind === 'RuleStatement'
}

function isCompound(node: AnyStatement): boolean {
  return isSchemaOrRule(node) || node.kind === 'IfStatement'
}

/** The reference takes the end of some statements for the beginning of what follows: no blank line is seen there. */
function keepsBlankLine(node: AnyStatement): boolean {
  if (isCompound(node)) return false
  if (node.kind === 'SchemaAttribute')
    return !node.optional && !node.nameIsString && node.decorators.length === 0 && (node.operator ?? '=') === '='
  return node.kind !== 'UnificationStatement'
}

function isLongText(node: AnyStatement): boolean {
  if (node.kind !== 'ExpressionStatement') return false
  const { expression } = node
  return (expression.kind === 'StringLiteral' || expression.kind === 'InterpolatedString') && expression.isLong
}
