/** Statements as the formatter writes them, and the blank lines between them. */
import { unreachable } from '@kusion/diagnostics'
import type {
  CheckExpression,
  Decorator,
  IfStatement,
  IndexSignature,
  Module,
  Range,
  RuleStatement,
  SchemaAttribute,
  SchemaMember,
  SchemaStatement,
  Statement,
  Target,
} from '../syntax/nodes.ts'
import { ExpressionFormatter, INDENT } from './expressions.ts'

type AnyStatement = Statement | SchemaMember

export class StatementFormatter extends ExpressionFormatter {
  module(node: Module): string {
    return this.statements(node.body, 0, this.source.length, '')
  }

  /** Each with the comments before it; at most one blank line of those that were written stays. */
  protected statements(body: readonly AnyStatement[], from: number, to: number, indent: string): string {
    let out = ''
    let before: AnyStatement | undefined
    let at = from
    const addComments = (until: number): void => {
      for (const [index, comment] of this.comments.take(at, until).entries()) {
        if (index > 0 && this.lineOf(comment.start) - this.lineOf(at) > 1) out += '\n'
        out += `${indent}${comment.text}\n`
        at = comment.end
      }
    }
    for (const node of body) {
      if (before) {
        const start = this.#firstComment(at, node.start) ?? node.start
        // Several lines of comments stand apart as a blank line does. After a unification nothing does.
        const isApart = this.lineOf(start) - this.lineOf(at) > 1 || this.lineOf(node.start) - this.lineOf(at) > 2
        if (needsBlank(before, node) || (isApart && before.kind !== 'UnificationStatement')) out += '\n'
      }
      addComments(node.start)
      out += `${indent}${this.#statement(node, indent)}${this.comments.takeBehind(node.end)}\n`
      at = Math.max(at, node.end)
      before = node
    }
    if (before && isCompound(before) && this.#firstComment(at, to) !== undefined) out += '\n'
    addComments(to)
    return out
  }

  /** Where the first comment on a line of its own begins. */
  #firstComment(from: number, to: number): number | undefined {
    const found = /^\s*#|\n[^\S\n]*#/.exec(this.source.slice(from, to))
    return found ? from + found.index + found[0].length - 1 : undefined
  }

  #statement(node: AnyStatement, indent: string): string {
    switch (node.kind) {
      case 'ImportStatement':
        return `import ${'.'.repeat(node.dots)}${node.path.map((part) => this.text(part)).join('.')}${node.alias ? ` as ${this.text(node.alias)}` : ''}`
      case 'TypeAliasStatement':
        return `type ${this.text(node.name)} = ${this.type(node.type)}`
      case 'AssertStatement': {
        const condition = node.condition ? ` if ${this.expression(node.condition, indent)}` : ''
        const message = node.message ? `, ${this.expression(node.message, indent)}` : ''
        return `assert ${this.expression(node.test, indent)}${condition}${message}`
      }
      case 'IfStatement':
        return this.#if(node, indent, 'if').trimEnd()
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
        return this.#schema(node, indent)
      case 'RuleStatement':
        return this.#rule(node, indent)
      case 'SchemaAttribute':
        return this.#attribute(node, indent)
      case 'ExpressionStatement':
        return this.expression(node.expression, indent)
      default:
        return unreachable(node)
    }
  }

  #target(target: Target, indent: string): string {
    return `${this.text(target.name)}${this.steps(target.path, indent)}`
  }

  #if(node: IfStatement, indent: string, word: string): string {
    const deeper = indent + INDENT
    const end = node.body.at(-1)?.end ?? node.condition.end
    const body = this.statements(node.body, node.condition.end, this.#endOfBlock(end, node.end), deeper)
    const head = `${word} ${this.expression(node.condition, indent)}:\n${body}`
    const [only] = node.orElse
    if (!only) return head
    if (node.orElse.length === 1 && only.kind === 'IfStatement' && only.isElif) {
      return `${head}${indent}${this.#if(only, indent, 'elif')}`
    }
    const last = node.orElse.at(-1)?.end ?? node.end
    const orElse = this.statements(node.orElse, end, this.#endOfBlock(last, last), deeper)
    return `${head}${indent}else:\n${orElse}`
  }

  /** Comments below a block that are indented as it is belong to it. */
  #endOfBlock(end: number, limit: number): number {
    const line = this.lines.line(this.lineOf(end))
    const depth = /^\s*/.exec(line)?.[0].length ?? 0
    if (depth === 0) return end
    let at = end
    for (let number = this.lineOf(end) + 1; ; number++) {
      const text = this.lines.line(number)
      const start = this.#startOfLine(number)
      if (start === undefined || (limit > end && start >= limit)) return at
      if (text.trim() === '') continue
      const indentation = /^\s*/.exec(text)?.[0].length ?? 0
      if (!text.trimStart().startsWith('#') || indentation < depth) return at
      at = start + text.length
    }
  }

  #startOfLine(number: number): number | undefined {
    return this.lines.startOf(number)
  }

  // ── schemas and rules ─────────────────────────────────────────────────────────────────────────────────────────────

  #decorators(decorators: readonly Decorator[], indent: string): string {
    return decorators
      .map(({ name, call }) => `@${this.expression(name, indent)}${call ? this.call(call, indent) : '()'}\n${indent}`)
      .join('')
  }

  #schema(node: SchemaStatement, indent: string): string {
    const name = this.text(node.name)
    const deeper = indent + INDENT
    const parameters = node.parameters ? `[${this.parameters(node.parameters, deeper)}]` : ''
    const base = node.base ? `(${this.text(node.base)})` : ''
    const protocol = node.protocol ? ` for ${this.text(node.protocol)}` : ''
    let out = `${this.#decorators(node.decorators, indent)}${keywordOf(node)} ${name}${parameters}${base}${protocol}:\n`
    const header = node.protocol?.end ?? node.base?.end ?? node.parameters?.end ?? node.name.end
    const behind = this.comments.takeBehind(this.source.indexOf(':', header) + 1)
    if (behind !== '') out += `${deeper}${behind.trimStart()}\n`
    if (node.docstring)
      out += `${this.ownLines(header, node.docstring.start, deeper)}${deeper}${this.text(node.docstring)}\n`
    if (node.mixins.length > 0) {
      const [first] = node.mixins
      out += this.ownLines(node.docstring?.end ?? header, first?.start ?? header, deeper)
      out += `${deeper}mixin [\n${node.mixins.map((mixin) => `${deeper}${INDENT}${this.text(mixin)}`).join(',\n')}\n${deeper}]\n`
    }
    if (node.indexSignature) out += this.#indexSignature(node.indexSignature, deeper)
    const body = node.body.filter((member) => !isDocstring(member, node))
    const start = node.mixins.at(-1)?.end ?? node.docstring?.end ?? header
    const from = body[0] && body[0].start < start ? header : start
    const last = Math.max(body.at(-1)?.end ?? start, node.indexSignature?.end ?? start)
    const end = node.checks.length > 0 ? last : this.#endOfBlock(last, node.end)
    out += this.statements(body, from, Math.max(end, from), deeper)
    if (node.checks.length > 0) out += `${out.endsWith(':\n') ? '' : '\n'}${this.#checks(node.checks, last, deeper)}`
    return out.trimEnd()
  }

  #checks(checks: readonly CheckExpression[], from: number, indent: string): string {
    return `${indent}check:\n${this.#checkLines(checks, from, indent + INDENT)}`
  }

  #checkLines(checks: readonly CheckExpression[], from: number, indent: string): string {
    let at = from
    let out = ''
    for (const check of checks) {
      const condition = check.condition ? ` if ${this.expression(check.condition, indent)}` : ''
      out += this.ownLines(at, check.start, indent)
      const test = this.expression(check.test, indent)
      const message = check.message ? `, ${this.expression(check.message, indent)}` : ''
      out += `${indent}${test}${condition}${message}${this.comments.takeBehind(check.end)}\n`
      at = check.end
    }
    return out + this.ownLines(at, this.#endOfBlock(at, at), indent)
  }

  #rule(node: RuleStatement, indent: string): string {
    const deeper = indent + INDENT
    const parameters = node.parameters ? `[${this.parameters(node.parameters, deeper)}]` : ''
    const bases = node.bases.length > 0 ? `(${node.bases.map((base) => this.text(base)).join(', ')})` : ''
    const protocol = node.protocol ? ` for ${this.text(node.protocol)}` : ''
    const head = `${this.#decorators(node.decorators, indent)}rule ${this.text(node.name)}${parameters}${bases}${protocol}:\n`
    const docstring = node.docstring ? `${deeper}${this.text(node.docstring)}\n` : ''
    return `${head}${docstring}${this.#checkLines(node.checks, node.docstring?.end ?? node.name.end, deeper)}`.trimEnd()
  }

  #attribute(node: SchemaAttribute, indent: string): string {
    const head = `${this.#decorators(node.decorators, indent)}${this.text(node.name)}${node.optional ? '?' : ''}: ${this.type(node.type)}`
    return node.value ? `${head} ${node.operator ?? '='} ${this.expression(node.value, indent)}` : head
  }

  #indexSignature(node: IndexSignature, indent: string): string {
    const name = node.name ? `${this.text(node.name)}: ` : ''
    const key = `[${name}${node.anyOther ? '...' : ''}${this.type(node.keyType)}]`
    const value = node.value ? ` = ${this.expression(node.value, indent)}` : ''
    const lineStart = this.source.lastIndexOf('\n', node.start) + 1
    return `${this.#attachedComments(lineStart, indent)}${indent}${key}: ${this.type(node.valueType)}${value}${this.comments.takeBehind(node.end)}\n`
  }

  /** Comments on the lines right above an offset. */
  #attachedComments(lineStart: number, indent: string): string {
    let from = lineStart
    while (from > 0) {
      const start = this.source.lastIndexOf('\n', from - 2) + 1
      if (!this.source.slice(start, from).trimStart().startsWith('#')) break
      from = start
    }
    return this.ownLines(from, lineStart, indent)
  }
}

function keywordOf(node: SchemaStatement): string {
  if (node.keyword !== 'schema') return node.keyword
  const { name } = node.name
  return name.endsWith('Mixin') ? 'mixin' : name.endsWith('Protocol') ? 'protocol' : 'schema'
}

function isDocstring(member: SchemaMember, node: SchemaStatement): boolean {
  return member.kind === 'ExpressionStatement' && member.expression === node.docstring
}

function isCompound(node: AnyStatement): boolean {
  return node.kind === 'SchemaStatement' || (node.kind === 'IfStatement' && node.orElse.length === 0)
}

/** Where a blank line stands also if none was written. */
function needsBlank(before: AnyStatement, node: AnyStatement): boolean {
  switch (before.kind) {
    case 'ImportStatement':
      return node.kind !== 'ImportStatement'
    case 'SchemaStatement':
      return true
    case 'IfStatement':
      return node.kind !== 'IfStatement' && before.orElse.length === 0
    case 'ExpressionStatement':
      return isLongText(before) && before.start === 0
    default:
      return false
  }
}

function isLongText(node: Range & { readonly expression: { readonly kind: string } }): boolean {
  return node.expression.kind === 'StringLiteral'
}
