/** What stands in brackets: configs, lists, comprehensions, arguments. On one line, or each part on its own. */
import { unreachable } from '@kusion/diagnostics'
import type {
  CallArguments,
  ComprehensionClause,
  ConfigEntry,
  ConfigExpression,
  ConfigKey,
  DictComprehension,
  Expression,
  ListComprehension,
  ListExpression,
  ListItem,
  Range,
  TargetStep,
} from '../syntax/nodes.ts'
import { Layout } from './layout.ts'

export abstract class CollectionFormatter extends Layout {
  /** Lines after the first begin with `indent`. */
  protected abstract expression(node: Expression, indent: string): string

  protected config(node: ConfigExpression, indent: string): string {
    const { entries } = node
    if (this.#isBlock(node, entries) || isNested(entries)) {
      return this.#block('{}', node, entries, indent, this.#entryText, this.#behindEntry)
    }
    return `{${entries.map((entry) => this.#entryText(entry, indent)).join(', ')}}`
  }

  protected list(node: ListExpression, indent: string): string {
    const { items } = node
    if (this.#isBlock(node, items) || items.some((item) => item.kind === 'IfItem')) {
      return this.#block('[]', node, items, indent, this.#itemText, this.#behindItem)
    }
    return `[${items.map((item) => this.#itemText(item, indent)).join(', ')}]`
  }

  protected listComprehension(node: ListComprehension, indent: string): string {
    return this.#comprehension('[]', node, node.element, indent, (deeper) => this.expression(node.element, deeper))
  }

  protected dictComprehension(node: DictComprehension, indent: string): string {
    const { key, operator, value } = node
    const first = { start: key?.start ?? value.start, end: value.end }
    return this.#comprehension('{}', node, first, indent, (deeper) => {
      const text = this.expression(value, deeper)
      return key ? `${this.expression(key, deeper)}${operatorText(operator)}${text}` : `**${text}`
    })
  }

  protected call(node: CallArguments, indent: string): string {
    const texts = new Map<Range, (deeper: string) => string>([
      ...node.positional.map((value) => [value, (deeper: string) => this.expression(value, deeper)] as const),
      ...node.keyword.map(
        (argument) =>
          [
            argument,
            (deeper: string) => `${this.text(argument.name)}=${this.expression(argument.value, deeper)}`,
          ] as const,
      ),
    ])
    const parts = [...texts.keys()]
    const write = (part: Range, deeper: string): string => texts.get(part)?.(deeper) ?? ''
    if (!this.#hasCommentsBetween(node, parts)) return `(${parts.map((part) => write(part, indent)).join(', ')})`
    const withComma = (part: Range, deeper: string): string =>
      part === parts.at(-1) ? write(part, deeper) : `${write(part, deeper)},`
    return this.#block('()', node, parts, indent, withComma, this.#behindItem)
  }

  /** Only comments keep it on several lines. */
  #comprehension(
    brackets: string,
    node: Range & { readonly clauses: readonly ComprehensionClause[] },
    first: Range,
    indent: string,
    writeFirst: (deeper: string) => string,
  ): string {
    const clauses = node.clauses.flatMap(({ variables, iterable, conditions, start }) => [
      {
        start,
        end: iterable.end,
        head: `for ${variables.map((name) => this.text(name)).join(', ')} in `,
        value: iterable,
      },
      ...conditions.map((value) => ({ start: value.start, end: value.end, head: 'if ', value })),
    ])
    const texts = new Map<Range, (deeper: string) => string>([
      [first, writeFirst],
      ...clauses.map(
        (part) => [part, (deeper: string) => `${part.head}${this.expression(part.value, deeper)}`] as const,
      ),
    ])
    const parts = [...texts.keys()]
    const write = (part: Range, deeper: string): string => texts.get(part)?.(deeper) ?? ''
    if (this.#hasCommentsBetween(node, parts)) {
      return this.#block(brackets, node, parts, indent, write, this.#behindItem)
    }
    return `${brackets.charAt(0)}${parts.map((part) => write(part, indent)).join(' ')}${brackets.charAt(1)}`
  }

  #hasCommentsBetween(node: Range, parts: readonly Range[]): boolean {
    let from = node.start
    return [...parts, { start: node.end, end: node.end }].some((part) => {
      const isAny = this.comments.isAnyIn(from, part.start)
      from = part.end
      return isAny
    })
  }

  /** What was written over several lines stays so, and comments need lines of their own. */
  #isBlock(node: Range, parts: readonly Range[]): boolean {
    const line = this.lineOf(node.start)
    if (parts.length === 0) return this.#hasCommentLines(node)
    if (parts.some((part) => this.lineOf(part.start) > line)) return true
    return this.#hasCommentsBetween(node, parts) || this.comments.waitsOnLine(line, node.start)
  }

  /** A lone comment behind an opening bracket does not need lines of its own. */
  #hasCommentLines({ start, end }: Range): boolean {
    const first = this.comments.next(start, end)
    if (!first) return false
    return first.isAlone || this.comments.isAnyIn(first.end, end) || this.comments.waitsOnLine(this.lineOf(end), end)
  }

  #block<T extends Range>(
    brackets: string,
    node: Range,
    parts: readonly T[],
    indent: string,
    write: (part: T, indent: string) => string,
    behind: (part: T) => string,
  ): string {
    const deeper = indent + this.step
    const open = `${brackets.charAt(0)}${this.comments.takeBehind(node.start + 1)}\n`
    const lines = this.partLines(parts, node.start, deeper, write, behind)
    const rest = this.commentLines(parts.at(-1)?.end ?? node.start, node.end, deeper, '\n')
    return `${open}${lines}${rest}${indent}${brackets.charAt(1)}`
  }

  readonly #entryText = (entry: ConfigEntry, indent: string): string => {
    switch (entry.kind) {
      case 'KeyValueEntry':
        if (entry.isShort) return this.#key(entry.key, indent)
        return `${this.#key(entry.key, indent)}${operatorText(entry.operator)}${this.expression(entry.value, indent)}`
      case 'UnpackEntry':
        return `**${this.expression(entry.value, indent)}`
      case 'IfEntry':
        return this.#branches(entry, entry.start, indent, this.#entryText, this.#behindEntry)
      default:
        return unreachable(entry)
    }
  }

  readonly #itemText = (item: ListItem, indent: string): string => {
    if (item.kind === 'UnpackEntry') return `*${this.expression(item.value, indent)}`
    if (item.kind === 'IfItem') return this.#branches(item, item.start, indent, this.#itemText, this.#behindItem)
    return this.expression(item, indent)
  }

  readonly #behindEntry = (entry: ConfigEntry): string => (entry.kind === 'IfEntry' ? '' : this.behind(entry))

  /** What follows an item on its line may be another item: its comment is the one right behind it. */
  readonly #behindItem = (item: Range): string => this.comments.takeBehind(item.end)

  /** Comments from `from` on that stand above or behind a branch's head are its body's first lines. */
  #branches<T extends Range & { readonly kind: string }>(
    node: Range & { readonly condition: Expression; readonly body: readonly T[]; readonly orElse: readonly T[] },
    from: number,
    indent: string,
    write: (part: T, indent: string) => string,
    behind: (part: T) => string,
  ): string {
    const deeper = indent + this.step
    const block = (parts: readonly T[], at: number): string => {
      const lines = this.partLines(parts, at, deeper, write, behind)
      const end = parts.at(-1)?.end ?? at
      return (lines + this.commentLines(end, this.endOfParts(parts, end), deeper, '\n')).replace(/\n$/, '')
    }
    const { condition, body, orElse } = node
    const above = this.commentLines(from, body[0]?.start ?? condition.end, deeper)
    const word = this.source.startsWith('elif', node.start) ? 'elif' : 'if'
    const head = `${word} ${this.expression(condition, indent)}:\n${above}${block(body, condition.end)}`
    const [only] = orElse
    if (!only) return head
    const end = body.at(-1)?.end ?? condition.end
    if (isBranch(only) && this.source.startsWith('elif', only.start)) {
      return `${head}\n${indent}${this.#branches(only as unknown as typeof node, end, indent, write, behind)}`
    }
    return `${head}\n${indent}else:\n${block(orElse, end)}`
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

function isBranch(part: { readonly kind: string }): boolean {
  return part.kind === 'IfEntry' || part.kind === 'IfItem'
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
