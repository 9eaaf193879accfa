/** From types as they are written to types. */
import { unreachable } from '@kusion/diagnostics'
import type { FunctionType, LiteralType, QualifiedName, Range, TypeNode } from '../../syntax/nodes.ts'
import { renderType } from '../types/render.ts'
import { ANY, BOOL, FALSE, FLOAT, INT, STR, TRUE, type Type } from '../types/types.ts'
import { CheckerCore } from './core.ts'
import { findMember } from './members.ts'

const BASIC = { any: ANY, bool: BOOL, int: INT, float: FLOAT, str: STR }

export abstract class AnnotationReader extends CheckerCore {
  #outermost: Range | undefined

  /** Names that mean nothing are reported `at` the whole annotation, or what stands for it. */
  protected typeOfAnnotation(node: TypeNode, at: Range = node): Type {
    const outer = this.#outermost
    this.#outermost ??= at
    const type = this.#read(node)
    this.#outermost = outer
    return type
  }

  #read(node: TypeNode): Type {
    switch (node.kind) {
      case 'BasicType':
        return this.table.fresh(BASIC[node.name])
      case 'NamedType':
        return this.#asInstance(this.typeOfName(node.name))
      case 'LiteralType':
        return this.#literal(node)
      case 'ListType':
        return this.table.list(node.element ? this.typeOfAnnotation(node.element) : ANY)
      case 'DictType':
        return this.table.dict(
          node.key ? this.typeOfAnnotation(node.key) : ANY,
          node.value ? this.typeOfAnnotation(node.value) : ANY,
        )
      case 'FunctionType':
        return this.#function(node)
      case 'UnionType': {
        const members = node.members.map((member) => this.typeOfAnnotation(member))
        return this.table.union(flatten(members))
      }
      default:
        return unreachable(node)
    }
  }

  /** The type of what `a.b.C` names; ANY, after saying so, where it names nothing. */
  protected typeOfName(name: QualifiedName, blamed: Range = name): Type {
    const [first, ...rest] = name.names
    if (!first) return ANY
    const alias = rest.length === 0 ? this.package.aliases.get(first.name) : undefined
    if (alias) return alias
    const at = this.#outermost ?? blamed
    let type = this.lookUp(first.name, at)
    for (const step of rest) {
      if (type.kind === 'any') return ANY
      const member = findMember(this.state, type, step.name)
      if (member === undefined) {
        this.reportMissingMember(type, step.name, at)
        return ANY
      }
      if (type.kind !== 'module' || type.reference.kind !== 'package') type = member
      else type = this.typeOfPackageMember(type, step.name, member, at)
    }
    return type
  }

  /** Neither what is private in a package nor what it imports is for others. */
  protected typeOfPackageMember(of: Type, name: string, member: Type, at: Range): Type {
    if (name.startsWith('_')) {
      this.report('CompileError', at, `cannot reference private member '${name}' from ${renderType(of)}`)
      return ANY
    }
    if (member.kind === 'module') {
      this.report('CompileError', at, `can not import the attribute '${name}' from the ${renderType(of)}`)
    }
    return member
  }

  protected abstract reportMissingMember(type: Type, name: string, range: Range): void

  #asInstance(type: Type): Type {
    return type.kind === 'schema' ? this.table.schema(type.schema, 'declared') : type
  }

  /** An annotation that is read when all attributes are known. */
  protected settled(type: Type): Type {
    return type.kind === 'schema' && type.isInstance ? this.table.schema(type.schema, 'instance') : type
  }

  #literal(node: LiteralType): Type {
    const { value } = node
    switch (value.kind) {
      case 'StringLiteral':
        return this.table.stringLiteral(value.value)
      case 'NumberLiteral':
        if (value.value.type === 'float') return this.table.floatLiteral(value.value.float)
        return value.suffix === undefined
          ? this.table.intLiteral(value.value.int)
          : this.table.multiplier(value.value.int, value.suffix)
      case 'NameConstant':
        if (value.value === 'True') return this.table.fresh(TRUE)
        if (value.value === 'False') return this.table.fresh(FALSE)
        this.report('CompileError', this.#outermost ?? node, `name '${value.value}' is not defined`)
        return ANY
      default:
        return unreachable(value)
    }
  }

  #function(node: FunctionType): Type {
    const parameters = node.parameters.map((parameter) => ({
      name: undefined,
      type: this.typeOfAnnotation(parameter),
      hasDefault: false,
      origin: this.origin(node),
    }))
    return this.table.function(parameters, node.result ? this.typeOfAnnotation(node.result) : ANY)
  }
}

/** A union that somebody wrote keeps all its members, also twice, so that messages show it as it is written. */
function flatten(types: readonly Type[]): readonly Type[] {
  return types.flatMap((type) => (type.kind === 'union' ? type.members : [type]))
}
