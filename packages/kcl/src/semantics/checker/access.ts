/** What stands behind a value: members, indexes and slices. */
import type { Expression, Identifier, Range, SelectorExpression, SliceExpression } from '../../syntax/nodes.ts'
import { ownAttributeNames } from '../schema-info.ts'
import { suggestionText } from '../suggestions.ts'
import { isAssignable } from '../types/assignable.ts'
import { renderType } from '../types/render.ts'
import { ANY, INT, STR, type Type } from '../types/types.ts'
import { CallChecker } from './calls.ts'
import { findMember } from './members.ts'

export abstract class AccessChecker extends CallChecker {
  protected typeOfSelector(node: SelectorExpression): Type {
    const type = this.typeOf(node.value)
    const name = node.name.name
    const at = chainStart(node)
    if (node.optional && type.kind === 'module') {
      // What stands behind it is part of it.
      const path = `${name}${/^(?:\.\w+)*/.exec(this.file.text.slice(node.end))?.[0] ?? ''}`
      const advice = `is unnecessary and it can be modified as '.${path}'`
      const sign = { start: node.value.end, end: node.name.start }
      this.report('CompileError', sign, `For the module type, the use of '?.${path}' ${advice}`)
    }
    const member = this.typeOfMember(type, name, at)
    if ((type.kind === 'str' || type.kind === 'strLiteral') && !isPlain(node)) this.#declareMethod(node.name, member)
    return member
  }

  /** Quirk of the reference: a method of what is no plain name is known by its name from then on. */
  #declareMethod(node: Identifier, type: Type): void {
    if (type.kind !== 'function') return
    const { names } = this.scope
    if (names instanceof Map) names.set(node.name, { type, origin: this.origin(node), isAnnotated: true })
    else names.declare(node.name, type, this.file, node)
  }

  /** A condition that may be left out: what its names lack is said of what was looked at before it. */
  protected typeOfCondition(node: Expression): Type {
    switch (node.kind) {
      case 'NameExpression':
        return this.lookUp(node.name, this.lastSeen)
      case 'SelectorExpression':
        if (!isChain(node)) return this.typeOf(node)
        return this.typeOfMember(this.typeOfCondition(node.value), node.name.name, this.lastSeen)
      default:
        return this.typeOf(node)
    }
  }

  protected typeOfMember(type: Type, name: string, at: Range): Type {
    if (type.kind === 'any') return ANY
    const member = findMember(this.state, type, name)
    if (member && type.kind === 'module' && type.reference.kind === 'package') {
      return this.typeOfPackageMember(type, name, member, at)
    }
    if (member) return member
    this.reportMissingMember(type, name, at)
    return ANY
  }

  protected reportMissingMember(type: Type, name: string, range: Range): void {
    const hint = suggestionText(name, knownMembers(type))
    this.report('TypeError', range, `attribute '${name || '[missing name]'}' not found in '${renderType(type)}'${hint}`)
  }

  /** An index of what has none is not looked at. */
  protected typeOfElement(type: Type, index: Expression, at: Range): Type {
    switch (type.kind) {
      case 'any':
        return ANY
      case 'str':
      case 'strLiteral':
        this.#mustBeIndex(this.typeOf(index), index)
        return STR
      case 'list':
        this.#mustBeIndex(this.typeOf(index), index)
        return type.element
      case 'dict':
      case 'schema': {
        const key = this.typeOf(index)
        if (!isAssignable(key, STR)) {
          this.report('CompileError', at, `invalid dict/schema key type: '${renderType(key)}'`)
          return ANY
        }
        if (key.kind !== 'strLiteral')
          return type.kind === 'dict' ? type.value : (type.schema.indexSignature?.value ?? ANY)
        const instance = type.kind === 'schema' && !type.isInstance ? this.table.schema(type.schema, 'instance') : type
        const member = findMember(this.state, instance, key.value)
        if (!member) this.reportMissingMember(instance, key.value, at)
        return member ?? ANY
      }
      default:
        this.report('CompileError', at, `'${renderType(type)}' object is not subscriptable`)
        return ANY
    }
  }

  protected typeOfSlice(node: SliceExpression): Type {
    const type = this.typeOf(node.value)
    const bounds = [node.lower, node.upper, node.step].filter((bound) => bound !== undefined)
    switch (type.kind) {
      case 'str':
      case 'strLiteral':
      case 'list':
        for (const bound of bounds) this.#mustBeIndex(this.typeOf(bound), bound)
        return type.kind === 'list' ? type : STR
      case 'dict':
      case 'schema':
        this.report('CompileError', node.value, "unhashable type: 'slice'")
        return ANY
      case 'any':
        return ANY
      default:
        this.report('CompileError', node.value, `'${renderType(type)}' object is not subscriptable`)
        return ANY
    }
  }

  #mustBeIndex(type: Type, range: Range): void {
    if (!isAssignable(type, INT)) this.report('TypeError', range, `expected int, got ${renderType(type)}`)
  }
}

function knownMembers(type: Type): readonly string[] {
  if (type.kind !== 'schema' || type.isDeclared) return []
  return type.isInstance ? ownAttributeNames(type.schema) : ['instances']
}

/** `a.b.c`, with no question in it. */
function isPlain(node: Expression): boolean {
  if (node.kind === 'SelectorExpression') return !node.optional && isPlain(node.value)
  return node.kind === 'NameExpression'
}

/** `a.b.c` */
function isChain(node: Expression): boolean {
  return node.kind === 'NameExpression' || (node.kind === 'SelectorExpression' && isChain(node.value))
}

/** Where the run of plain names begins that a selector ends: messages point there. */
function chainStart(node: SelectorExpression): Range {
  let at: Range = node.name
  for (let value: Expression = node; ;) {
    if (value.kind === 'SelectorExpression') {
      at = value.name
      if (value.optional) return at
      value = value.value
    } else return value.kind === 'NameExpression' ? value : at
  }
}
