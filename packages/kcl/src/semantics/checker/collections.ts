/** Lists, and what goes through them and other collections. */
import { unreachable } from '@kusion/diagnostics'
import { chainOf } from '../../syntax/if-chain.ts'
import type {
  ComprehensionClause,
  Expression,
  IfItem,
  ListItem,
  QuantifierExpression,
  Range,
} from '../../syntax/nodes.ts'
import { renderType } from '../types/render.ts'
import { ANY, BOOL, STR, type Type, type TypeTable } from '../types/types.ts'
import { unite, widen } from '../types/union.ts'
import { ConfigChecker } from './configs.ts'
import type { Expectation } from './core.ts'
import { iterationTypes, type IterationTypes } from './operators.ts'

export abstract class CollectionChecker extends ConfigChecker {
  protected typeOfList(items: readonly ListItem[]): Type {
    const element = this.expecting(elementExpectation(this.expectation), () =>
      unite(this.table, [...this.#itemTypes(items)]),
    )
    return this.table.list(element)
  }

  *#itemTypes(items: readonly ListItem[]): Generator<Type> {
    for (const item of items) {
      if (item.kind === 'UnpackEntry') yield this.#unpackedElement(item.value)
      else if (item.kind === 'IfItem') yield this.#typeOfIfItem(item)
      else yield this.typeOf(item)
    }
  }

  /** Without an `else` there may be anything. Conditions are looked at first, then what is written last. */
  #typeOfIfItem(node: IfItem): Type {
    const { arms, orElse } = chainOf(node)
    for (const { condition } of arms) this.typeOf(condition)
    // What stands after `else` is a list of its own.
    const others = this.expecting(elementExpectation(this.expectation), () => [...this.#itemTypes(orElse)])
    const types = arms.toReversed().flatMap(({ body }) => [...this.#itemTypes(body)])
    return orElse.length === 0 ? ANY : unite(this.table, [...others, ...types])
  }

  #unpackedElement(value: Expression): Type {
    const type = this.typeOf(value)
    const element = elementOf(this.table, type)
    if (element) return element
    this.report('CompileError', value, 'only list, dict, schema object can be used * unpacked, got any')
    return ANY
  }

  /** Runs `work` where the variables of the clauses are known. */
  protected inClauses<T>(clauses: readonly ComprehensionClause[], work: () => T): T {
    const [clause, ...rest] = clauses
    if (!clause) return work()
    const iterable = this.typeOf(clause.iterable)
    return this.#inLoop(iterable, clause, () => {
      for (const condition of clause.conditions) this.typeOf(condition)
      return this.inClauses(rest, work)
    })
  }

  #inLoop<T>(iterable: Type, loop: Pick<ComprehensionClause, 'variables' | 'iterable'>, work: () => T): T {
    const [, second, third] = loop.variables
    if (third) {
      const count = loop.variables.length
      const before = { start: second?.end ?? third.start, end: third.end }
      this.report('CompileError', before, `the number of loop variables is ${count}, which can only be 1 or 2`)
    }
    const types = this.#iterationTypes(iterable, loop.iterable)
    return this.inLocal('loop', (names) => {
      const isSingle = loop.variables.length === 1
      for (const [index, variable] of loop.variables.slice(0, 2).entries()) {
        const part = isSingle ? 'single' : index === 0 ? 'first' : 'second'
        const type = unite(
          this.table,
          types.map((one) => one[part]),
        )
        this.loopNames.add(variable.name)
        names.set(variable.name, {
          type: widen(this.table, type),
          origin: this.origin(variable),
          isAnnotated: false,
        })
      }
      return work()
    })
  }

  /** One for each member of a union, the last one first; those that cannot be gone through are reported. */
  #iterationTypes(iterable: Type, at: Range): readonly IterationTypes[] {
    const members = iterable.kind === 'union' ? iterable.members : [iterable]
    const found = members.flatMap((member) => {
      const types = iterationTypes(member)
      if (types) return [types]
      this.report('CompileError', at, `'${renderType(member)}' object is not iterable`)
      return []
    })
    return found.reverse()
  }

  protected typeOfQuantifier(node: QuantifierExpression): Type {
    const iterable = this.typeOf(node.iterable)
    const test = this.#inLoop(iterable, node, () => {
      if (node.condition) this.typeOfCondition(node.condition)
      return this.typeOf(node.test)
    })
    switch (node.quantifier) {
      case 'all':
      case 'any':
        return BOOL
      case 'map':
        return this.table.list(test)
      case 'filter':
        return iterable
      default:
        return unreachable(node.quantifier)
    }
  }
}

/** What `*` gives of a value: dicts and schemas give their keys. */
function elementOf(table: TypeTable, type: Type): Type | undefined {
  switch (type.kind) {
    case 'list':
      return type.element
    case 'dict':
      return type.key
    case 'schema':
      return STR
    case 'any':
    case 'none':
      return type
    case 'union': {
      const elements = type.members.map((member) => elementOf(table, member))
      return elements.includes(undefined) ? undefined : unite(table, elements as readonly Type[])
    }
    default:
      return undefined
  }
}

export function elementExpectation(expected: Expectation | undefined): Expectation | undefined {
  if (expected?.type.kind === 'list') return { type: expected.type.element, origin: expected.origin }
  if (expected?.type.kind === 'dict') return { type: expected.type.value, origin: expected.origin }
  return undefined
}
