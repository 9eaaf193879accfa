/** Type annotations become run-time types, built once per program. */
import type { SourceFile } from '../program/program.ts'
import type { Expression, QualifiedName, TypeNode } from '../syntax/nodes.ts'
import { Emitter } from './emitter.ts'

export abstract class TypeEmitter extends Emitter {
  protected type(node: TypeNode): string {
    return this.constant(`type:${this.typeKey(node)}`, () => this.buildType(node), 't')
  }

  // Two annotations with the same words in the same file mean the same.
  private typeKey(node: TypeNode): string {
    return `${this.current.index}:${this.current.file.text.slice(node.start, node.end)}`
  }

  private buildType(node: TypeNode): string {
    switch (node.kind) {
      case 'BasicType':
        return `$.${node.name}Type`
      case 'NamedType':
        return this.namedType(node.name)
      case 'LiteralType':
        return `$.literalType(${this.deferred(() => this.expression(node.value as Expression))})`
      case 'ListType':
        return `$.listType(${node.element ? this.type(node.element) : 'undefined'})`
      case 'DictType':
        return `$.dictType(${node.key ? this.type(node.key) : 'undefined'}, ${node.value ? this.type(node.value) : 'undefined'})`
      case 'FunctionType':
        return `$.functionType(${JSON.stringify(this.current.file.text.slice(node.start, node.end))})`
      case 'UnionType':
        return `$.unionType([${node.members.map((member) => this.type(member)).join(', ')}])`
    }
  }

  private namedType({ names }: QualifiedName): string {
    const [first, second] = names.map((part) => part.name)
    if (first === undefined) return '$.anyType'
    const text = names.map((part) => part.name).join('.')
    if (second !== undefined) {
      const target = this.importOf(first)
      if (target?.kind === 'system' && target.module === 'units' && second === 'NumberMultiplier')
        return '$.multiplierType'
      const alias = target?.kind === 'package' ? this.foreignAlias(target.package, second) : undefined
      if (alias !== undefined) return alias
      const member = this.packageMember(first, second)
      const title = target?.kind === 'package' ? `${target.package}.${second}` : second
      return member === undefined ? '$.anyType' : `$.schemaType(${JSON.stringify(title)}, () => ${member})`
    }
    const alias = this.aliasOf(this.pkg, first)
    if (alias) return this.inFile(alias.file, () => this.type(alias.type))
    if (!this.linkage.hasGlobal(this.pkg, first)) return '$.anyType'
    return `$.schemaType(${JSON.stringify(text)}, () => ${this.within(undefined, () => this.name(first))})`
  }

  protected abstract aliasOf(
    pkg: string,
    name: string,
  ): { readonly type: TypeNode; readonly file: SourceFile } | undefined
  protected abstract inFile<T>(file: SourceFile, emit: () => T): T
  /** A type alias of another package. */
  protected abstract foreignAlias(pkg: string, name: string): string | undefined
}
