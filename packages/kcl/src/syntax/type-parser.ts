/** Type annotations: `int | [str] | {str:Person} | (int) -> str | "literal" | pkg.Name`. */
import { Cursor } from './cursor.ts'
import { numberLiteral } from './numbers.ts'
import type { BasicType, NameConstant, NumberLiteral, QualifiedName, StringLiteral, TypeNode } from './nodes.ts'
import { stringContent } from './strings.ts'
import type { Token } from './tokens.ts'

const STARTS_OF_TYPES = ['any', 'bool', 'int', 'float', 'str', 'True', 'False', 'identifier', 'literal', '[', '{', ')']
const CONSTANTS: ReadonlySet<string> = new Set(['True', 'False', 'None', 'Undefined'])

export const BASIC_TYPES: ReadonlySet<string> = new Set(['bool', 'int', 'float', 'str'])

export abstract class TypeParser extends Cursor {
  protected type(): TypeNode {
    const { start } = this
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
      case 'keyword':
        if (BASIC_TYPES.has(token.text) || token.text === 'any') {
          this.skip()
          return { kind: 'BasicType', name: token.text as BasicType['name'], start, end: this.endFrom(start) }
        }
        if (CONSTANTS.has(token.text)) {
          const value = this.constant()
          return { kind: 'LiteralType', value, start, end: this.endFrom(start) }
        }
        return { kind: 'NamedType', name: this.qualifiedName(), start, end: this.endFrom(start) }
      case 'number':
      case 'string':
        return { kind: 'LiteralType', value: this.literal(token), start, end: this.endFrom(start) }
      case 'operator':
        if (token.text === '[') return this.listType()
        if (token.text === '{') return this.dictType()
        if (token.text === '(') return this.functionType()
        break
      default:
    }
    this.expected(STARTS_OF_TYPES)
    this.skip()
    return { kind: 'BasicType', name: 'any', start, end: start }
  }

  private listType(): TypeNode {
    const { start } = this
    this.skip()
    const element = this.is(']') ? undefined : this.type()
    this.expect(']')
    return { kind: 'ListType', element, start, end: this.endFrom(start) }
  }

  private dictType(): TypeNode {
    const { start } = this
    this.skip()
    const key = this.is(':') ? undefined : this.type()
    this.expect(':')
    const value = this.is('}') ? undefined : this.type()
    this.expect('}')
    return { kind: 'DictType', key, value, start, end: this.endFrom(start) }
  }

  private functionType(): TypeNode {
    const { start } = this
    this.skip()
    const parameters: TypeNode[] = []
    while (!this.is(')') && !this.isKind('end')) {
      parameters.push(this.type())
      this.take(',')
    }
    this.expect(')')
    const result = this.take('->') ? this.type() : undefined
    return { kind: 'FunctionType', parameters, result, start, end: this.endFrom(start) }
  }

  protected qualifiedName(): QualifiedName {
    const { start } = this
    const names = [this.identifier()]
    while (this.take('.')) names.push(this.identifier())
    return { kind: 'QualifiedName', names, start, end: this.endFrom(start) }
  }

  protected constant(): NameConstant {
    const token = this.advance()
    return { kind: 'NameConstant', value: token.text as NameConstant['value'], start: token.start, end: token.end }
  }

  protected literal(token: Token): NumberLiteral | StringLiteral {
    this.skip()
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
