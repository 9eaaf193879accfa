/** Unions without redundant members, and the widening of literals. */
import { isCovered } from './assignable.ts'
import { literalBase } from './literals.ts'
import { ANY } from './types.ts'
import type { Type, TypeTable } from './types.ts'

/** Beyond this many literals of one kind a union holds the kind itself: big data must not cost pairwise comparisons. */
const EXACT_LITERAL_LIMIT = 16
/** Beyond this many members that are not literals a union says nothing any more. */
const MEMBER_LIMIT = 64

/** The smallest type that holds all of `types`; the order of first appearance is kept where nothing goes. */
export function unite(table: TypeTable, types: Iterable<Type>): Type {
  if (Array.isArray(types) && types.length === 1) {
    const only = types[0] as Type
    if (only.kind !== 'union') return only
  }
  if (table.isExact) {
    const exact = uniteExactly(table, types)
    if (exact) return exact
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
      if (members.size > MEMBER_LIMIT) {
        table.isApproximate = true
        return ANY
      }
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

/** Of two that cover each other the later one stays. What went makes nothing else go. */
function withoutCovered(all: readonly Type[]): readonly Type[] {
  const gone = new Set<Type>()
  for (const [at, left] of all.entries()) {
    for (const right of all.slice(at + 1)) {
      if (gone.has(left)) break
      if (gone.has(right)) continue
      if (left.kind === 'none' || isCovered(left, right)) gone.add(left)
      else if (right.kind === 'none' || isCovered(right, left)) gone.add(right)
    }
  }
  return gone.size === 0 ? all : withoutEach(all, gone)
}

/** Beyond this many members nobody reads the message that shows them. */
const EXACT_MEMBER_LIMIT = 5000

/** Undefined where that would be too much. */
function uniteExactly(table: TypeTable, types: Iterable<Type>): Type | undefined {
  const members = new Map<unknown, Type>()
  for (const type of types) {
    for (const member of type.kind === 'union' ? type.members : [type]) {
      if (member.kind === 'any') return ANY
      const identity = identityOf(member)
      if (!members.has(identity)) members.set(identity, member)
    }
    if (members.size > EXACT_MEMBER_LIMIT) return undefined
  }
  const all = [...members.values()]
  // Literals cover nothing, but for floats, and the same one where it stands behind them.
  const others = new Map<Type, number>()
  for (const [at, member] of all.entries())
    if (!literalBase(member) || member.kind === 'floatLiteral') others.set(member, at)
  if (others.size > 1 && others.size * all.length > EXACT_MEMBER_LIMIT * 200) return undefined
  const repeated = repetitions(all)
  const gone = new Set<Type>()
  for (const [at, left] of all.entries()) {
    if (gone.has(left)) continue
    if (others.has(left)) {
      for (let other = at + 1; other < all.length; other++) if (dropOneOf(left, all[other] as Type, gone)) break
      continue
    }
    let end = all.length
    for (const [right, place] of others) {
      if (place < at || !dropOneOf(left, right, gone)) continue
      end = place
      break
    }
    for (let next = repeated[at]; next !== undefined && next < end; next = repeated[next]) gone.add(all[next] as Type)
  }
  const kept = withoutEach(all, gone)
  const [only] = kept
  if (!only) return ANY
  return kept.length === 1 ? only : table.union(kept)
}

/** Where what stands at a place stands for the next time. */
function repetitions(all: readonly Type[]): readonly (number | undefined)[] {
  const next: (number | undefined)[] = []
  const seen = new Map<number, number>()
  for (let at = all.length - 1; at >= 0; at--) {
    const { id } = all[at] as Type
    next[at] = seen.get(id)
    seen.set(id, at)
  }
  return next
}

/** Whether it was the left one. */
function dropOneOf(left: Type, right: Type, gone: Set<Type>): boolean {
  if (gone.has(right)) return false
  const isRight = isSame(left, right)
  const isLeft = !isRight && (left.kind === 'none' || isCovered(left, right))
  if (isLeft) gone.add(left)
  else if (isRight || right.kind === 'none' || isCovered(right, left)) gone.add(right)
  return isLeft
}

/** Dicts of known keys are what they are with the places of their keys. */
function isSame(left: Type, right: Type): boolean {
  return left.id === right.id && !hasKnownKeys(left) && !hasKnownKeys(right)
}

/** What a name is declared to be is the schema itself to the reference. */
function identityOf(type: Type): unknown {
  return type.kind === 'schema' && (!type.isInstance || type.isDeclared) ? type.schema : type
}

function hasKnownKeys(type: Type): boolean {
  if (type.kind === 'dict') return type.attributes !== undefined || hasKnownKeys(type.value)
  if (type.kind === 'list') return hasKnownKeys(type.element)
  return type.kind === 'union' && type.members.some(hasKnownKeys)
}

/** The last member takes the place of one that goes. */
function withoutEach(all: readonly Type[], gone: ReadonlySet<Type>): readonly Type[] {
  const kept = [...all]
  for (const member of gone) {
    const last = kept.pop()
    if (last && last !== member) kept[kept.indexOf(member)] = last
  }
  return kept
}

function widenMembers(table: TypeTable, members: Map<number, Type>): void {
  table.isApproximate = true
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
