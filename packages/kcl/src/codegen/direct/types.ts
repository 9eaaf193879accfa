/** Annotations of plain statements. */
import * as $ from '../../runtime/index.ts'
import type { Type } from '../../runtime/type-contract.ts'
import type { QualifiedName, TypeNode } from '../../syntax/nodes.ts'
import { packagePrefix } from '../type-emitter.ts'
import { COMPILED, DirectExpressions } from './expressions.ts'

const BASIC_TYPES: Readonly<Record<string, Type>> = {
  any: $.anyType,
  bool: $.boolType,
  float: $.floatType,
  int: $.intType,
  str: $.strType,
}

export abstract class DirectTypes extends DirectExpressions {
  readonly #types = new Map<string, Type>()

  protected type(node: TypeNode): Type {
    // Two annotations with the same words in the same file mean the same.
    const { file, index } = this.current
    const key = `${index}:${file.text.slice(node.start, node.end)}`
    let type = this.#types.get(key)
    if (!type) this.#types.set(key, (type = this.#buildType(node)))
    return type
  }

  #buildType(node: TypeNode): Type {
    switch (node.kind) {
      case 'BasicType':
        return BASIC_TYPES[node.name] ?? $.anyType
      case 'NamedType':
        return this.#namedType(node.name)
      case 'LiteralType':
        return $.literalType(this.expression(node.value)())
      case 'ListType':
        return $.listType(node.element && this.type(node.element))
      case 'DictType':
        return $.dictType(node.key && this.type(node.key), node.value && this.type(node.value))
      case 'FunctionType':
        return $.functionType
      case 'UnionType':
        return $.unionType(node.members.map((member) => this.type(member)))
    }
  }

  #namedType({ names }: QualifiedName): Type {
    const [first = '', second] = names.map((part) => part.name)
    if (second === undefined) return this.#schemaType(this.pkg, first, `${packagePrefix(this.pkg)}${first}`, first)
    const target = this.imports.find(first, this.current.file)
    if (target?.kind !== 'package') throw COMPILED
    return this.#schemaType(target.package, second, `${target.package}.${second}`, `${first}.${second}`)
  }

  #schemaType(pkg: string, name: string, title: string, written: string): Type {
    if (!this.linkage.hasGlobal(pkg, name) || this.linkage.isAlias(pkg, name)) throw COMPILED
    return $.schemaType(title, title === written, this.read(pkg, name))
  }
}
