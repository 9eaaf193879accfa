/** Schemas, rules and attributes as the formatter writes them. */
import type {
  CheckExpression,
  Decorator,
  IndexSignature,
  RuleStatement,
  SchemaAttribute,
  SchemaMember,
  SchemaStatement,
} from '../syntax/nodes.ts'
import { isPlainText } from './layout.ts'
import { StatementFormatter } from './statements.ts'

export class SourceFormatter extends StatementFormatter {
  protected definition(node: SchemaStatement | RuleStatement | SchemaAttribute, indent: string): string {
    if (node.kind === 'SchemaAttribute') return this.#attribute(node, indent)
    return node.kind === 'RuleStatement' ? this.#rule(node, indent) : this.#schema(node, indent)
  }

  /** Each on its line, below all comments that stand between them; the first line is indented by the caller. */
  #decorators(decorators: readonly Decorator[], end: number, indent: string): string {
    const [first] = decorators
    if (!first) return ''
    const above = this.commentLines(first.start, end, indent)
    const lines = decorators.map(({ name, call }) => {
      return `${indent}@${this.expression(name, indent)}${call ? this.call(call, indent) : '()'}\n`
    })
    return `${above}${lines.join('')}${indent}`.slice(indent.length)
  }

  #attribute(node: SchemaAttribute, indent: string): string {
    const { decorators, name, nameIsString, optional, type, operator = '=', value } = node
    const above = this.#decorators(decorators, name.start, indent)
    const nameText = nameIsString && isPlainText(name.name) ? `"${name.name.replaceAll('"', '\\"')}"` : this.text(name)
    const head = `${above}${nameText}${optional ? '?' : ''}: ${this.type(type)}`
    return value ? `${head} ${operator} ${this.expression(value, indent)}` : head
  }

  /** Docstring, mixins and index signature come first, wherever they stood. A blank line follows. */
  #schema(node: SchemaStatement, indent: string): string {
    const { docstring, mixins, indexSignature, checks } = node
    const deeper = indent + this.step
    const parameters = node.parameters ? `[${this.parameters(node.parameters, deeper)}]` : ''
    const base = node.base ? `(${this.text(node.base)})` : ''
    const protocol = node.protocol ? ` for ${this.text(node.protocol)}` : ''
    const decorators = this.#decorators(node.decorators, node.name.start, indent)
    let out = `${decorators}${keywordOf(node)} ${this.text(node.name)}${parameters}${base}${protocol}:\n`
    let at = node.name.end
    if (docstring) {
      out += `${this.commentLines(at, docstring.start, deeper)}${deeper}${this.text(docstring)}`
      out += `${this.comments.takeBehind(docstring.end)}\n`
      at = docstring.end
    }
    const [firstMixin] = mixins
    if (firstMixin) {
      const lines = this.partLines(
        mixins,
        at,
        deeper + this.step,
        (mixin) => {
          return `${this.text(mixin)}${mixin === mixins.at(-1) ? '' : ','}`
        },
        (mixin) => this.comments.takeBehind(mixin.end),
      )
      out += `${deeper}mixin [\n${lines}${deeper}]\n`
      at = mixins.at(-1)?.end ?? at
    }
    const body = node.body.filter((member) => !isDocstring(member, node))
    if (indexSignature) {
      const isFirst = !body[0] || indexSignature.start < body[0].start
      const from = isFirst ? at : this.#startOfCommentsAbove(indexSignature.start)
      out += this.commentLines(from, indexSignature.start, deeper)
      out += `${deeper}${this.#indexSignature(indexSignature, deeper)}${this.behind(indexSignature)}\n`
      if (isFirst) at = indexSignature.end
    }
    const end = Math.max(at, body.at(-1)?.end ?? at, indexSignature?.end ?? at)
    const first = docstring ?? indexSignature ?? body[0]
    const column = first ? this.columnOf(first.start) : this.columnOf(node.start) + 1
    if (checks.length === 0) {
      const to = this.endOfBlock(column, end)
      return out + this.statements(body, at, Math.max(to, this.endOfLine(end)), deeper)
    }
    out += this.statements(body, at, end, deeper)
    out += `\n${deeper}check:\n${this.#checks(checks, end, deeper + this.step)}`
    return out + this.commentLines(end, this.endOfBlock(column, checks.at(-1)?.end ?? end), deeper, '\n')
  }

  #checks(checks: readonly CheckExpression[], from: number, indent: string): string {
    const lines = this.partLines(
      checks,
      from,
      indent,
      (check, deeper) => {
        // Taken first: lists need no lines of their own for it.
        const behind = this.comments.takeOnLine(this.lineOf(check.end), check.start)
        return this.conditional(check, deeper) + behind
      },
      () => '',
    )
    const end = checks.at(-1)?.end ?? from
    return lines + this.commentLines(end, this.endOfBlock(this.columnOf(checks[0]?.start ?? from), end), indent, '\n')
  }

  #rule(node: RuleStatement, indent: string): string {
    const { bases, docstring, checks } = node
    const deeper = indent + this.step
    const parameters = node.parameters ? `[${this.parameters(node.parameters, deeper)}]` : ''
    const baseNames = bases.length > 0 ? `(${bases.map((base) => this.text(base)).join(', ')})` : ''
    const protocol = node.protocol ? ` for ${this.text(node.protocol)}` : ''
    const decorators = this.#decorators(node.decorators, node.name.start, indent)
    const head = `${decorators}rule ${this.text(node.name)}${parameters}${baseNames}${protocol}:\n`
    const above = docstring ? this.commentLines(node.name.end, docstring.start, deeper) : ''
    const text = docstring ? `${above}${deeper}${this.text(docstring)}${this.behind(docstring)}\n` : ''
    return `${head}${text}${this.#checks(checks, docstring?.end ?? node.name.end, deeper)}`.replace(/\n$/, '')
  }

  #indexSignature(node: IndexSignature, indent: string): string {
    const name = node.name ? `${this.text(node.name)}: ` : ''
    const key = `[${name}${node.anyOther ? '...' : ''}${this.type(node.keyType)}]`
    const value = node.value ? ` = ${this.expression(node.value, indent)}` : ''
    return `${key}: ${this.type(node.valueType)}${value}`
  }

  /** The comments on the lines right above an offset. */
  #startOfCommentsAbove(offset: number): number {
    for (let line = this.lineOf(offset); ; line--) {
      const start = this.lines.startOf(line) ?? 0
      if (
        line === 1 ||
        !this.lines
          .line(line - 1)
          .trimStart()
          .startsWith('#')
      )
        return start
    }
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
