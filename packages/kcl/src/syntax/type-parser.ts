/** Type annotations: `int | [str] | {str:Person} | (int) -> str | "literal" | pkg.Name`. */
import { Cursor } from './cursor.ts'
import { numberLiteral } from './numbers.ts'
import type { NameConstant, NumberLiteral, QualifiedName, StringLiteral, TypeNode } from './nodes.ts'
import { stringContent } from './strings.ts'
import type { Token } from './tokens.ts'

export const BASIC_TYPES: ReadonlySet<string> = new Set(['bool', 'int', 'float', 'str'])

export abstract class TypeParser extends Cursor {
  protected type(): TypeNode {
    const { start } = this.token
    const members = [this.singleType()]
    while (this.take('|')) members.push(this.singleType())
    const [only] = members
    return only !== undefined && members.length === 1
      ? only
      : { kind: 'UnionType', members, start, end: this.endFrom(start) }
  }

  private singleType(): TypeNode {
    const { token } = this
    const { start } = token
    switch (token.kind) {
      case 'identifier':
        if (BASIC_TYPES.has(token.text)) {
          this.advance()
          return {
            kind: 'BasicType',
            name: token.text as 'bool' | 'int' | 'float' | 'str',
            start,
            end: this.endFrom(start),
          }
        }
        return { kind: 'NamedType', name: this.qualifiedName(), start, end: this.endFrom(start) }
      case 'number':
      case 'string':
        return { kind: 'LiteralType', value: this.literal(token), start, end: this.endFrom(start) }
      case 'keyword':
        if (token.text === 'any') {
          this.advance()
          return { kind: 'BasicType', name: 'any', start, end: this.endFrom(start) }
        }
        if (['True', 'False', 'None', 'Undefined'].includes(token.text)) {
          const value = this.constant()
          return { kind: 'LiteralType', value, start, end: this.endFrom(start) }
        }
        break
      case 'operator':
        if (token.text === '-' || token.text === '+') return this.signedLiteral()
        if (token.text === '[') return this.listType()
        if (token.text === '{') return this.dictType()
        if (token.text === '(') return this.functionType()
        break
      default:
    }
    this.expected(['identifier', 'literal', 'True', 'False', 'None', '[', '{', '('])
    if (token.kind !== 'newline' && token.kind !== 'dedent' && token.kind !== 'indent') this.advance()
    return { kind: 'BasicType', name: 'any', start, end: start }
  }

  private signedLiteral(): TypeNode {
    const { start } = this.token
    const negative = this.advance().text === '-'
    const { token } = this
    if (token.kind !== 'number') {
      this.expected(['literal'])
      return { kind: 'BasicType', name: 'any', start, end: start }
    }
    const { value } = numberLiteral(this.advance())
    const signed: NumberLiteral['value'] =
      value.type === 'int'
        ? { type: 'int', int: negative ? -value.int : value.int }
        : { type: 'float', float: negative ? -value.float : value.float }
    const range = { start, end: this.endFrom(start) }
    return {
      kind: 'LiteralType',
      value: { kind: 'NumberLiteral', value: signed, suffix: undefined, ...range },
      ...range,
    }
  }

  private listType(): TypeNode {
    const { start } = this.token
    this.advance()
    const element = this.is(']') ? undefined : this.type()
    this.expect(']')
    return { kind: 'ListType', element, start, end: this.endFrom(start) }
  }

  private dictType(): TypeNode {
    const { start } = this.token
    this.advance()
    if (this.take('}')) return { kind: 'DictType', key: undefined, value: undefined, start, end: this.endFrom(start) }
    const key = this.is(':') ? undefined : this.type()
    let value: TypeNode | undefined
    if (this.expect(':') && !this.is('}')) value = this.type()
    this.expect('}')
    return { kind: 'DictType', key, value, start, end: this.endFrom(start) }
  }

  private functionType(): TypeNode {
    const { start } = this.token
    this.advance()
    const parameters: TypeNode[] = []
    while (!this.is(')') && !this.isKind('end')) {
      parameters.push(this.type())
      if (!this.take(',')) break
    }
    this.expect(')')
    const result = this.take('->') ? this.type() : undefined
    return { kind: 'FunctionType', parameters, result, start, end: this.endFrom(start) }
  }

  protected qualifiedName(): QualifiedName {
    const { start } = this.token
    const names = [this.identifier()]
    while (this.take('.')) names.push(this.identifier())
    return { kind: 'QualifiedName', names, start, end: this.endFrom(start) }
  }

  protected constant(): NameConstant {
    const token = this.advance()
    return { kind: 'NameConstant', value: token.text as NameConstant['value'], start: token.start, end: token.end }
  }

  private literal(token: Token): NumberLiteral | StringLiteral {
    this.advance()
    if (token.kind === 'number') return numberLiteral(token)
    const content = stringContent(this.source, token.start, token.end)
    const value = content.parts
      .map((part) => (part.kind === 'text' ? part.value : this.source.slice(part.start - 2, part.end + 1)))
      .join('')
    return {
      kind: 'StringLiteral',
      value,
      isRaw: content.isRaw,
      isLong: content.isLong,
      start: token.start,
      end: token.end,
    }
  }
}
