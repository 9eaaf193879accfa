/** What stands in braces and square brackets: config and dict literals, lists, comprehensions, `if` entries. */
import { BindingParser } from './binding-parser.ts'
import { namesOf } from './expression-parser.ts'
import { chained, type Arm } from './if-chain.ts'
import type {
  ComprehensionClause,
  ConfigEntry,
  ConfigKey,
  ConfigOperator,
  DictComprehension,
  Expression,
  IfEntry,
  IfItem,
  ListComprehension,
  ListItem,
  TargetStep,
} from './nodes.ts'
import type { Token } from './tokens.ts'

const NO_ENTRIES: ConfigEntry[] = []
/** One for all: most names stand alone. */
export const NO_STEPS: readonly TargetStep[] = []

export abstract class ConfigParser extends BindingParser {
  protected configOrComprehension(): Expression {
    const { start } = this
    this.skip()
    // A config that begins on its line ends on it.
    const isMultiLine = this.isKind('newline')
    if (isMultiLine) this.skipLine()
    // Most literals are short: a list begins with its first entry, in just its size.
    let entries: ConfigEntry[] = NO_ENTRIES
    while (this.word !== '}' && this.word !== 'for' && this.isInside(isMultiLine)) {
      const entry = this.configEntry()
      if (entries === NO_ENTRIES) entries = [entry]
      else entries.push(entry)
      this.take(',')
      if (isMultiLine || entry.kind === 'IfEntry' || this.isIndentation()) this.skipLine()
    }
    const { token: loop } = this
    const clauses = this.comprehensionClauses()
    this.skipLine()
    this.expectHere('}')
    const comprehension = clauses.length > 0 ? this.dictComprehension(entries, clauses, loop, start) : undefined
    if (comprehension) return comprehension
    return { kind: 'ConfigExpression', entries, start, end: this.endFrom(start) }
  }

  /** Undefined where there is nothing to repeat. */
  private dictComprehension(
    entries: readonly ConfigEntry[],
    clauses: readonly ComprehensionClause[],
    loop: Token,
    start: number,
  ): DictComprehension | undefined {
    const [entry] = entries
    if (!entry) {
      this.report('missing config comp clause expression', loop)
      return undefined
    }
    if (entries.length > 1) {
      this.report(`multiple config comp clause expression found: expected 1, got ${entries.length}`, entry)
    }
    const rest = { clauses, start, end: this.endFrom(start) }
    if (entry.kind === 'KeyValueEntry') {
      const { operator, value } = entry
      return { kind: 'DictComprehension', key: keyExpression(entry.key), operator, value, ...rest }
    }
    const value: Expression =
      entry.kind === 'UnpackEntry'
        ? entry.value
        : { kind: 'ConfigExpression', entries, start: entry.start, end: entry.end }
    return { kind: 'DictComprehension', key: undefined, operator: ':', value, ...rest }
  }

  private configEntry(): ConfigEntry {
    const { start } = this
    if (this.take('**')) return { kind: 'UnpackEntry', value: this.expression(), start, end: this.endFrom(start) }
    if (this.is('if')) return this.ifEntry()
    const key = this.configKey()
    let operator = this.configOperator()
    if (operator === undefined) {
      if (key.kind === 'PathKey' && key.path.length === 0) {
        const value: Expression = { ...key.name, kind: 'NameExpression' }
        return { kind: 'KeyValueEntry', key, operator: '=', value, isShort: true, start, end: this.endFrom(start) }
      }
      this.expected([':', '=', '+='])
      this.skip()
      operator = '='
    }
    const value = this.expression()
    return { kind: 'KeyValueEntry', key, operator, value, isShort: false, start, end: this.endFrom(start) }
  }

  private configOperator(): ConfigOperator | undefined {
    const { word } = this
    if (word !== ':' && word !== '=' && word !== '+=') return undefined
    this.skip()
    return word
  }

  private configKey(): ConfigKey {
    const next = this.nextWord()
    if (this.isKind('identifier') && (next === ':' || next === '=')) {
      const name = this.identifier()
      return { kind: 'PathKey', name, path: NO_STEPS, start: name.start, end: name.end }
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

  /** An entry of a branch: it is never short, operators are no part of what it unpacks, and what is none is passed over. */
  private branchEntry(): ConfigEntry {
    const { start } = this
    if (this.take('**')) return { kind: 'UnpackEntry', value: this.postfix(), start, end: this.endFrom(start) }
    if (this.is('if')) return this.ifEntry()
    const key = this.configKey()
    const operator = this.configOperator()
    if (operator === undefined) this.expected([':', '=', '+='])
    const value = this.expression()
    const isNothing = key.kind === 'ComputedKey' && key.expression.kind === 'MissingExpression'
    if (isNothing && operator === undefined && value.kind === 'MissingExpression') this.passUnreadable()
    const end = this.endFrom(start)
    return { kind: 'KeyValueEntry', key, operator: operator ?? '=', value, isShort: false, start, end }
  }

  private ifEntry(): IfEntry {
    const arms: Arm<IfEntry>[] = []
    do {
      const { start } = this
      const isElif = this.advance().text === 'elif'
      const condition = this.expression()
      this.expect(':')
      arms.push({ start, condition, body: this.entryBranch(), isElif })
    } while (this.comesTo('elif'))
    let orElse: readonly ConfigEntry[] = []
    if (this.comesTo('else')) {
      this.skip()
      this.expect(':')
      orElse = this.entryBranch()
    }
    return chained<IfEntry>(arms, orElse, ({ condition, body, start }, rest) => ({
      kind: 'IfEntry',
      condition,
      body,
      orElse: rest,
      start,
      end: this.endFrom(start),
    }))
  }

  private entryBranch(): readonly ConfigEntry[] {
    if (!this.takeKind('newline')) {
      return [this.branchEntry()]
    }
    this.beginBranch()
    const entries: ConfigEntry[] = []
    while (!this.takeKind('dedent') && !this.isKind('end') && !this.isAny('elif', 'else')) {
      if (this.takeKind('newline') || this.takeMisaligned()) continue
      entries.push(this.branchEntry())
      this.take(',')
      this.takeKind('newline')
    }
    return entries
  }

  private beginBranch(): void {
    this.takeMisaligned()
    if (this.takeKind('indent')) return
    this.expected(['indent'])
    this.skip()
  }

  /** Items on their line have one `elif` at most, blocks are followed by blocks. */
  private ifItem(): IfItem {
    const arms: Arm<IfItem>[] = []
    let isBlock = false
    do {
      const { start } = this
      const isElif = this.advance().text === 'elif'
      const condition = this.expression()
      this.expect(':')
      if (arms.length === 0) isBlock = this.isKind('newline')
      arms.push({ start, condition, body: this.itemBranch(isBlock), isElif })
    } while ((isBlock || arms.length < 2) && this.comesTo('elif'))
    let orElse: readonly ListItem[] = []
    if (this.comesTo('else')) {
      this.skip()
      this.expect(':')
      orElse = this.itemBranch(isBlock)
    }
    return chained<IfItem>(arms, orElse, ({ condition, body, start }, rest) => ({
      kind: 'IfItem',
      condition,
      body,
      orElse: rest,
      start,
      end: this.endFrom(start),
    }))
  }

  private itemBranch(isBlock: boolean): readonly ListItem[] {
    if (!isBlock) return [this.listItem()]
    this.takeKind('newline')
    this.beginBranch()
    const items: ListItem[] = []
    while (!this.takeKind('dedent') && !this.isKind('end')) {
      if (this.takeMisaligned()) continue
      const item = this.listItem()
      items.push(item)
      if (item.kind === 'MissingExpression' && !this.isKind('newline')) {
        this.passUnreadable()
        continue
      }
      this.take(',')
      this.takeKind('newline')
    }
    return items
  }

  /** `elif` and `else` may follow a line break, which a branch ends with in any case. */
  private comesTo(word: 'elif' | 'else'): boolean {
    this.takeKind('newline')
    return this.is(word)
  }

  protected listOrComprehension(): Expression {
    const { start } = this
    this.skip()
    this.skipLine()
    const items: ListItem[] = []
    while (this.word !== ']' && this.word !== 'for' && !this.isKind('end')) {
      const item = this.listItem()
      // What is missed at the beginning is an item, later it is a comma.
      if (item.kind !== 'MissingExpression' || items.length === 0) items.push(item)
      else {
        this.expected([','])
        this.skip()
      }
      this.take(',')
      this.skipLine()
    }
    const { token: loop } = this
    const clauses = this.comprehensionClauses()
    this.skipLine()
    this.expectHere(']')
    const comprehension = clauses.length > 0 ? this.listComprehension(items, clauses, loop, start) : undefined
    if (comprehension) return comprehension
    return { kind: 'ListExpression', items, start, end: this.endFrom(start) }
  }

  private listComprehension(
    items: readonly ListItem[],
    clauses: readonly ComprehensionClause[],
    loop: Token,
    start: number,
  ): ListComprehension | undefined {
    const [item] = items
    if (!item) {
      this.report('missing list comp clause expression', loop)
      return undefined
    }
    if (items.length > 1) {
      this.report(`multiple list comp clause expression found: expected 1, got ${items.length}`, item)
    }
    if (item.kind === 'UnpackEntry') {
      const message = 'list unpacking cannot be used in list comprehension'
      this.report(message, item, { code: 'E2L23', title: 'CompileError' })
    }
    const element: Expression =
      item.kind === 'IfItem' || item.kind === 'UnpackEntry'
        ? { kind: 'ListExpression', items: [item], start: item.start, end: item.end }
        : item
    return { kind: 'ListComprehension', element, clauses, start, end: this.endFrom(start) }
  }

  private listItem(): ListItem {
    const { start } = this
    if (this.take('*')) return { kind: 'UnpackEntry', value: this.expression(), start, end: this.endFrom(start) }
    if (this.is('if')) return this.ifItem()
    return this.expression()
  }
}

function isNumeral(index: Expression): boolean {
  const number = index.kind === 'UnaryExpression' ? index.operand : index
  return number.kind === 'NumberLiteral' && number.value.type === 'int'
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
