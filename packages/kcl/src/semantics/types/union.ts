/** Unions without redundant members, and the widening of literals. */
import { isAssignable } from './assignable.ts'
import { literalBase } from './literals.ts'
import { ANY } from './types.ts'
import type { Type, TypeTable } from './types.ts'

/** Beyond this many literals of one kind a union holds the kind itself: big data must not cost pairwise comparisons. */
const EXACT_LITERAL_LIMIT = 16
/** Beyond this many members that are not literals a union says nothing any more. */
const MEMBER_LIMIT = 64

/** Whether `narrow` adds nothing to a union that holds `wide`. */
export function isCovered(narrow: Type, wide: Type): boolean {
  if (narrow.id === wide.id) return true
  if (wide.kind === 'any') return true
  if (narrow.kind === 'any') return false
  if (narrow.kind === 'union') return narrow.members.every((member) => isCovered(member, wide))
  if (wide.kind === 'union') return wide.members.some((member) => isCovered(narrow, member))
  if (narrow.kind === 'list' && wide.kind === 'list') return isCovered(narrow.element, wide.element)
  if (narrow.kind === 'dict' && wide.kind === 'dict') {
    return isCovered(narrow.key, wide.key) && isCovered(narrow.value, wide.value)
  }
  if (narrow.kind === 'dict') return false
  if (narrow.kind === 'function' && wide.kind === 'function') {
    return (
      (narrow.isVariadic || narrow.parameters.length === wide.parameters.length) &&
      narrow.parameters.every((parameter, index) => {
        const other = wide.parameters[index]
        return !other || isCovered(other.type, parameter.type)
      }) &&
      isCovered(narrow.result, wide.result)
    )
  }
  return isAssignable(narrow, wide)
}

/** The smallest type that holds all of `types`; the order of first appearance is kept where nothing goes. */
export function unite(table: TypeTable, types: Iterable<Type>): Type {
  if (Array.isArray(types) && types.length === 1) {
    const only = types[0] as Type
    if (only.kind !== 'union') return only
  }
  const members = new Map<number, Type>()
  const add = (type: Type): boolean => {
    if (type.kind === 'any') return false
    if (type.kind === 'union') return type.members.every(add)
    if (!members.has(type.id)) members.set(type.id, type)
    return true
  }
  let widened = false
  for (const type of types) {
    if (!add(type)) return ANY
    if (!widened && members.size > EXACT_LITERAL_LIMIT * 4) {
      widenMembers(table, members)
      widened = true
    }
    if (widened) {
      const last = widen(table, type)
      members.delete(type.id)
      if (!add(last)) return ANY
      if (members.size > MEMBER_LIMIT) return ANY
    }
  }
  const literalsOfBase = new Map<number, number>()
  for (const member of members.values()) {
    const base = literalBase(member)
    if (base) literalsOfBase.set(base.id, (literalsOfBase.get(base.id) ?? 0) + 1)
  }
  if (
    [...literalsOfBase.values()].some((count) => count > EXACT_LITERAL_LIMIT) ||
    members.size > EXACT_LITERAL_LIMIT * 2
  ) {
    widenMembers(table, members)
  }
  const kept = withoutCovered([...members.values()])
  const [first] = kept
  if (!first) return ANY
  return kept.length === 1 ? first : table.union(kept)
}

/** Of two that cover each other the later one stays. The last member takes the place of one that goes. */
function withoutCovered(all: readonly Type[]): readonly Type[] {
  const gone = new Set<Type>()
  for (const [at, left] of all.entries()) {
    for (const right of all.slice(at + 1)) {
      if (left.kind === 'none' || isCovered(left, right)) gone.add(left)
      else if (right.kind === 'none' || isCovered(right, left)) gone.add(right)
    }
  }
  if (gone.size === 0) return all
  const kept = [...all]
  for (const member of gone) {
    const last = kept.pop()
    if (last && last !== member) kept[kept.indexOf(member)] = last
  }
  return kept
}

function widenMembers(table: TypeTable, members: Map<number, Type>): void {
  const wide = [...members.values()].map((member) => widen(table, member))
  members.clear()
  for (const member of wide) members.set(member.id, member)
}

/** The type that a variable has when its first value has `type`: literals lose their exact value. */
export function widen(table: TypeTable, type: Type, depth = 0): Type {
  if (type.kind === 'multiplier') return type
  const base = literalBase(type)
  if (base) return base
  if (depth > 64) return ANY
  switch (type.kind) {
    case 'none':
      return ANY
    case 'list':
      return table.list(widen(table, type.element, depth + 1))
    case 'dict': {
      const key = widen(table, type.key, depth + 1)
      return table.dict(key, widen(table, type.value, depth + 1), type.attributes)
    }
    case 'union':
      return unite(
        table,
        type.members.map((member) => widen(table, member, depth + 1)),
      )
    default:
      return type
  }
}
