/** Type annotations become run-time types, built once per program. */
import { MAIN_PACKAGE, type SourceFile } from '../program/program.ts'
import type { Expression, QualifiedName, TypeNode } from '../syntax/nodes.ts'
import { Emitter } from './emitter.ts'

export abstract class TypeEmitter extends Emitter {
  protected type(node: TypeNode): string {
    return this.constant(`type:${this.typeKey(node)}`, () => this.buildType(node), 't')
  }

  /** The type of a cast, whose errors call a schema of the package by its bare name. */
  protected castType(node: TypeNode): string {
    if (node.kind !== 'NamedType' || node.name.names.length > 1) return this.type(node)
    return this.constant(`cast:${this.typeKey(node)}`, () => this.namedType(node.name, ''), 't')
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
        return '$.functionType'
      case 'UnionType':
        return `$.unionType([${node.members.map((member) => this.type(member)).join(', ')}])`
    }
  }

  private namedType({ names }: QualifiedName, prefix = packagePrefix(this.pkg)): string {
    const [first, second] = names.map((part) => part.name)
    if (first === undefined) return '$.anyType'
    if (second !== undefined) {
      const target = this.importOf(first)
      if (target?.kind === 'system' && target.module === 'units' && second === 'NumberMultiplier')
        return '$.multiplierType'
      const alias = target?.kind === 'package' ? this.foreignAlias(target.package, second) : undefined
      if (alias !== undefined) return alias
      // An attribute of the package's name is no package.
      const member = this.within(undefined, () => this.packageMember(first, second))
      const title = target?.kind === 'package' ? `${target.package}.${second}` : second
      return member === undefined ? '$.anyType' : schemaType(title, `${first}.${second}`, member)
    }
    const alias = this.aliasOf(this.pkg, first)
    if (alias) return this.inFile(alias.file, () => this.type(alias.type))
    if (!this.linkage.hasGlobal(this.pkg, first)) return '$.anyType'
    return schemaType(
      `${prefix}${first}`,
      first,
      this.within(undefined, () => this.name(first)),
    )
  }

  protected abstract aliasOf(
    pkg: string,
    name: string,
  ): { readonly type: TypeNode; readonly file: SourceFile } | undefined
  protected abstract inFile<T>(file: SourceFile, emit: () => T): T
  /** A type alias of another package. */
  protected abstract foreignAlias(pkg: string, name: string): string | undefined
}

/** What names of a package's schemas begin with in errors. */
export function packagePrefix(pkg: string): string {
  return pkg === MAIN_PACKAGE ? '' : `${pkg}.`
}

function schemaType(name: string, written: string, find: string): string {
  return `$.schemaType(${JSON.stringify(name)}, ${name === written}, () => ${find})`
}
