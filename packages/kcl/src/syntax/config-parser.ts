/** What stands in braces and square brackets: config and dict literals, lists, comprehensions, `if` entries. */
import { isLayout } from './cursor.ts'
import { ExpressionParser, namesOf } from './expression-parser.ts'
import { chained, type Arm } from './if-chain.ts'
import type {
  ConfigEntry,
  ConfigKey,
  ConfigOperator,
  Expression,
  IfEntry,
  IfItem,
  KeyValueEntry,
  ListItem,
  TargetStep,
} from './nodes.ts'

const NO_ENTRIES: ConfigEntry[] = []
/** One for all: most names stand alone. */
export const NO_STEPS: readonly TargetStep[] = []

export abstract class ConfigParser extends ExpressionParser {
  protected configOrComprehension(): Expression {
    const { start } = this.token
    const outer = this.bracesAreBodies
    this.bracesAreBodies = false
    this.expect('{')
    this.skipLayout()
    // Most literals are short: a list begins with its first entry, in just its size.
    let entries: ConfigEntry[] = NO_ENTRIES
    let comprehension: Expression | undefined
    while (!this.is('}') && !this.isKind('end')) {
      const before = this.index
      const entry = this.configEntry()
      if (entry && entries === NO_ENTRIES) entries = [entry]
      else if (entry) entries.push(entry)
      if (this.layoutThenFor() && entry && entries.length === 1 && entry.kind !== 'IfEntry') {
        comprehension = this.dictComprehension(entry, start)
        break
      }
      this.separate('}', before)
    }
    this.expect('}')
    this.bracesAreBodies = outer
    if (comprehension) return { ...comprehension, start, end: this.endFrom(start) }
    return { kind: 'ConfigExpression', entries, start, end: this.endFrom(start) }
  }

  /** Between entries: commas and line breaks. What cannot be read is skipped, so that the loop always goes on. */
  private separate(close: string, before: number): void {
    // An `if` entry ends with its block, and the block with its line.
    const afterBlock = this.tokens[this.index - 1]?.kind === 'dedent'
    const isSeparated = afterBlock || this.isKind('newline') || this.isKind('dedent') || this.is(',') || this.is(close)
    if (!isSeparated) this.expected([',', 'newline', close])
    this.skipLayout()
    while (this.take(',')) this.skipLayout()
    if (this.index === before) this.advance()
  }

  /** The `for` of a comprehension may stand on the next line. */
  private layoutThenFor(): boolean {
    let offset = 0
    while (isLayout(this.peek(offset))) offset++
    const next = this.peek(offset)
    if (next.kind !== 'keyword' || next.text !== 'for') return false
    this.skipLayout()
    return true
  }

  private dictComprehension(entry: Exclude<ConfigEntry, IfEntry>, start: number): Expression {
    const clauses = this.comprehensionClauses()
    this.skipLayout()
    const rest = { clauses, start, end: this.endFrom(start) }
    if (entry.kind === 'UnpackEntry') {
      return { kind: 'DictComprehension', key: undefined, operator: ':', value: entry.value, ...rest }
    }
    return {
      kind: 'DictComprehension',
      key: keyExpression(entry.key),
      operator: entry.operator,
      value: entry.value,
      ...rest,
    }
  }

  private configEntry(): ConfigEntry | undefined {
    const { start } = this.token
    if (this.take('**')) return { kind: 'UnpackEntry', value: this.expression(), start, end: this.endFrom(start) }
    if (this.is('if')) return this.ifEntry()
    return this.keyValue()
  }

  private keyValue(): KeyValueEntry | undefined {
    const { start } = this.token
    const key = this.configKey()
    const operator = this.configOperator()
    if (operator === undefined) {
      this.expected([':', '=', '+='])
      return undefined
    }
    const value = this.expression()
    return { kind: 'KeyValueEntry', key, operator, value, start, end: this.endFrom(start) }
  }

  private configOperator(): ConfigOperator | undefined {
    if (!this.isAny(':', '=', '+=')) return undefined
    return this.advance().text as ConfigOperator
  }

  private configKey(): ConfigKey {
    const { token } = this
    const next = this.peek()
    if (token.kind === 'identifier' && next.kind === 'operator' && (next.text === ':' || next.text === '=')) {
      const { text, start, end } = token
      this.advance()
      return { kind: 'PathKey', name: { kind: 'Identifier', name: text, start, end }, path: NO_STEPS, start, end }
    }
    const expression = this.expression()
    const { start, end } = expression
    const isIndexed = expression.kind === 'SubscriptExpression' && !expression.optional && isNumeral(expression.index)
    const names = namesOf(isIndexed ? expression.value : expression)
    if (!names) return { kind: 'ComputedKey', expression, start, end }
    const [name, ...rest] = names
    const path: TargetStep[] = rest.map((step) => ({
      kind: 'MemberStep',
      name: step,
      start: step.start,
      end: step.end,
    }))
    if (isIndexed) path.push({ kind: 'IndexStep', index: expression.index, start: expression.index.start, end })
    return { kind: 'PathKey', name, path, start, end }
  }

  private ifEntry(): IfEntry {
    const { arms, orElse } = this.choice<IfEntry>(() => this.entryBlock(() => this.configEntry()))
    return chained<IfEntry>(arms, orElse, ({ condition, body, start }, rest) => ({
      kind: 'IfEntry',
      condition,
      body,
      orElse: rest,
      start,
      end: this.endFrom(start),
    }))
  }

  private ifItem(): IfItem {
    const { arms, orElse } = this.choice<IfItem>(() => this.entryBlock(() => this.listItem()))
    return chained<IfItem>(arms, orElse, ({ condition, body, start }, rest) => ({
      kind: 'IfItem',
      condition,
      body,
      orElse: rest,
      start,
      end: this.endFrom(start),
    }))
  }

  private choice<N extends IfEntry | IfItem>(
    block: () => N['body'],
  ): { readonly arms: readonly Arm<N>[]; readonly orElse: N['orElse'] } {
    const arms: Arm<N>[] = []
    do {
      const { start } = this.token
      const isElif = this.advance().text === 'elif'
      const condition = this.expression()
      this.expect(':')
      arms.push({ start, condition, body: block(), isElif })
    } while (this.comesTo('elif'))
    if (!this.comesTo('else')) return { arms, orElse: [] }
    this.advance()
    this.expect(':')
    return { arms, orElse: block() }
  }

  /** `elif` and `else` may follow a comma or a line break. */
  private comesTo(word: 'elif' | 'else'): boolean {
    let offset = 0
    for (
      let next = this.token;
      next.kind === 'newline' || (next.kind === 'operator' && next.text === ',');
      next = this.peek(++offset)
    );
    const next = this.peek(offset)
    if (next.kind !== 'keyword' || next.text !== word) return false
    while (!this.is(word)) this.advance()
    return true
  }

  private entryBlock<T>(entry: () => T | undefined): readonly T[] {
    const entries: T[] = []
    const add = (): void => {
      const read = entry()
      if (read !== undefined) entries.push(read)
    }
    if (!this.isKind('newline')) {
      add()
      return entries
    }
    this.advance()
    if (!this.takeKind('indent')) {
      this.expected(['indent'])
      return entries
    }
    while (!this.isKind('dedent') && !this.isKind('end') && !this.isAny('}', ']')) {
      const before = this.index
      add()
      while (this.is(',') || this.isKind('newline')) this.advance()
      if (this.index === before) {
        this.unexpected()
        this.advance()
      }
    }
    this.takeKind('dedent')
    return entries
  }

  protected listOrComprehension(): Expression {
    const { start } = this.token
    this.expect('[')
    this.skipLayout()
    const items: ListItem[] = []
    while (!this.is(']') && !this.isKind('end')) {
      const before = this.index
      const item = this.listItem()
      items.push(item)
      if (this.layoutThenFor() && items.length === 1 && item.kind !== 'UnpackEntry' && item.kind !== 'IfItem') {
        const clauses = this.comprehensionClauses()
        this.skipLayout()
        this.expect(']')
        return { kind: 'ListComprehension', element: item, clauses, start, end: this.endFrom(start) }
      }
      this.separate(']', before)
    }
    this.expect(']')
    return { kind: 'ListExpression', items, start, end: this.endFrom(start) }
  }

  private listItem(): ListItem {
    const { start } = this.token
    if (this.take('*')) return { kind: 'UnpackEntry', value: this.expression(), start, end: this.endFrom(start) }
    if (this.is('if')) return this.ifItem()
    return this.expression()
  }
}

function isNumeral(index: Expression): boolean {
  return index.kind === 'NumberLiteral' || (index.kind === 'UnaryExpression' && index.operand.kind === 'NumberLiteral')
}

function keyExpression(key: ConfigKey): Expression {
  if (key.kind === 'ComputedKey') return key.expression
  let expression: Expression = { kind: 'NameExpression', name: key.name.name, start: key.name.start, end: key.name.end }
  for (const step of key.path) {
    const range = { start: key.start, end: step.end }
    expression =
      step.kind === 'MemberStep'
        ? { kind: 'SelectorExpression', value: expression, name: step.name, optional: false, ...range }
        : { kind: 'SubscriptExpression', value: expression, index: step.index, optional: false, ...range }
  }
  return expression
}
