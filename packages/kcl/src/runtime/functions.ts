/** Lambdas, calls of members, and how expressions of the generated code use what runs once only. */
import type { Cell } from './cells.ts'
import { callValue, iterate, iteratePairs, select } from './collections.ts'
import type { LibraryFunction, StringMember } from './context.ts'
import { EvaluationError, fail, type ErrorPlace } from './errors.ts'
import { enter, leave, type Machine } from './machine.ts'
import { arithmetic, isTruthy } from './operations.ts'
import { construct, instancesOf, SchemaFunction } from './schema.ts'
import { fitAttribute, type Type } from './type-contract.ts'
import { CONFIGURING, WRITING, union } from './union.ts'
import { Dict, FunctionValue, isUserDefined, Lambda, SchemaInstance, type List, type Value } from './values.ts'

export interface LambdaShape {
  readonly names: readonly string[]
  readonly types: readonly (Type | undefined)[]
  readonly defaults: readonly ((() => Value) | undefined)[]
  /** Some default is more than a literal: it is evaluated at every call, whether it is needed or not. */
  readonly isEager: boolean
  readonly result: Type | undefined
  /** It stands in a schema: what it makes is complete enough for a schema's body, whoever calls it. */
  readonly isInSchema: boolean
}

export function lambda(machine: Machine, shape: LambdaShape, body: (...values: Value[]) => Value): FunctionValue {
  const { names, types, defaults, isEager, result, isInSchema } = shape
  const isTyped = types.some((type) => type !== undefined)
  /** What parameters are that nobody gives a value: of their types, whether it is needed or not. */
  const evaluated = (): readonly Value[] =>
    names.map((_, index) => {
      const [otherwise, type] = [defaults[index], types[index]]
      if (!otherwise) return null
      return type ? fitAttribute(otherwise(), type) : otherwise()
    })
  let literals: readonly Value[] | undefined
  const bind = (positional: readonly Value[], keyword: ReadonlyMap<string, Value> | undefined): readonly Value[] => {
    const others = isEager ? evaluated() : (literals ??= evaluated())
    return names.map((name, index) => {
      const isNamed = keyword?.has(name) === true
      if (!isNamed && index >= positional.length) return others[index]
      const value = isNamed ? keyword.get(name) : positional[index]
      const type = types[index]
      return type ? fitAttribute(value, type) : value
    })
  }
  const call: FunctionValue['call'] = (positional, keyword) => {
    enter(machine)
    machine.lambdas++
    if (isInSchema) machine.bodies++
    try {
      const values =
        isTyped || isEager || keyword !== undefined || positional.length < names.length
          ? bind(positional, keyword)
          : positional
      const value = body(...values)
      return result === undefined ? value : fitAttribute(value, result)
    } finally {
      leave(machine)
      machine.lambdas--
      if (isInSchema) machine.bodies--
    }
  }
  return new Lambda('lambda', call, types[0]?.text)
}

export interface Members {
  readonly strings: ReadonlyMap<string, StringMember>
}

export function wrap(name: string, member: LibraryFunction, machine: Machine): FunctionValue {
  return new FunctionValue(name, (positional, keyword) =>
    member({ name, positional, keyword, context: machine.context }),
  )
}

/** A value whose member is called: that it has one shows before the arguments are evaluated. */
export function having({ strings }: Members, value: Value, name: string, isOptional: boolean): Value {
  if (typeof value === 'string') {
    if (!strings.has(name) && !(isOptional && value === '')) return fail(`str object attr '${name}' not found`)
  } else if (!(isOptional && !isTruthy(value)) && !(name === 'instances' && isUserDefined(value))) select(value, name)
  return value
}

/** `value.name(…)` */
export function callMember(
  machine: Machine,
  members: Members,
  value: Value,
  name: string,
  positional: readonly Value[],
  keyword: ReadonlyMap<string, Value> | undefined,
): Value {
  if (typeof value === 'string') {
    const member = members.strings.get(name)
    if (!member) return fail(`str object attr '${name}' not found`)
    return member(value, { name, positional, keyword, context: machine.context })
  }
  if (value instanceof SchemaFunction && name === 'instances') {
    const full = positional.length > 0 ? positional[0] : keyword?.get('full_pkg')
    return instancesOf(machine, value.schema, isTruthy(full))
  }
  if (value instanceof Lambda && name === 'instances') return []
  return callValue(select(value, name), positional, keyword)
}

/** `value?.name(…)` */
export function callMemberOptional(...parameters: Parameters<typeof callMember>): Value {
  return isTruthy(parameters[2]) ? callMember(...parameters) : undefined
}

/** `value.name` without a call. */
export function member(machine: Machine, members: Members, value: Value, name: string): Value {
  if (typeof value === 'string' && members.strings.has(name)) {
    return new FunctionValue(name, (positional, keyword) =>
      callMember(machine, members, value, name, positional, keyword),
    )
  }
  if (value instanceof SchemaFunction && name === 'instances')
    return new FunctionValue(name, ([full], keyword) =>
      instancesOf(machine, value.schema, isTruthy(full ?? keyword?.get('full_pkg'))),
    )
  return select(value, name)
}

/** `value?.name` */
export function memberOptional(machine: Machine, members: Members, value: Value, name: string): Value {
  return isTruthy(value) ? member(machine, members, value, name) : null
}

/** `name: Schema {…}` in a schema body: adds to what earlier statements made of the attribute. */
export function unify(
  before: () => Value,
  config: Dict,
  callee: Value,
  positional: readonly Value[],
  keyword: ReadonlyMap<string, Value> | undefined,
  at: ErrorPlace,
): Value {
  const earlier = before()
  if (!(earlier instanceof SchemaInstance))
    return union(earlier, construct(config, callee, positional, keyword, at), CONFIGURING)
  const merged = union(earlier.config, config, WRITING)
  return construct(merged instanceof Dict ? merged : config, callee, positional, keyword, at)
}

/** An instance that statements of its own make: what was made of it ahead of the walk is united with it once more. */
export function madeAgain(cell: Cell, value: Value): Value {
  return cell.level > 0 ? value : unite(cell.stored, value)
}

/** `|=` on what may not be there yet. */
export function unite(before: Value, value: Value): Value {
  return before === undefined ? value : arithmetic('|', before, value)
}

export function all(target: Value, test: (...items: Value[]) => boolean, pairs: boolean): boolean {
  if (pairs) {
    for (const [key, value] of iteratePairs(target)) if (!test(key, value)) return false
  } else for (const item of iterate(target)) if (!test(item)) return false
  return true
}

export function any(target: Value, test: (...items: Value[]) => boolean, pairs: boolean): boolean {
  return !all(target, (...items) => !test(...items), pairs)
}

export function mapItems(
  target: Value,
  body: (...items: Value[]) => Value,
  pairs: boolean,
  isTaken: (...items: Value[]) => boolean = () => true,
): Value {
  const result: Value[] = []
  if (pairs) {
    for (const [key, value] of iteratePairs(target)) if (isTaken(key, value)) result.push(body(key, value))
  } else for (const item of iterate(target)) if (isTaken(item)) result.push(body(item))
  return result
}

export function filterItems(target: Value, test: (...items: Value[]) => boolean, pairs: boolean): Value {
  if (target instanceof Dict) {
    const keys = [...target.keys()]
    const places = new Map(keys.map((key, at) => [key, at]))
    for (const [key, value] of target.entries) {
      if (pairs ? test(key, value) : test(key)) continue
      // The last takes the place of the one that leaves.
      const at = places.get(key) as number
      const last = keys.pop() as string
      if (last === key) continue
      keys[at] = last
      places.set(last, at)
    }
    return new Dict(new Map(keys.map((key) => [key, target.get(key)])), target.operators)
  }
  if (Array.isArray(target)) {
    let index = 0
    return (target as List).filter((item) => (pairs ? test(index++, item) : test(item)))
  }
  // Texts and instances stay whole, or not at all.
  if (all(target, test, pairs)) return target
  return fail('only list, dict and schema can be removed item')
}

export function assertion(test: Value, message: Value): void {
  if (!isTruthy(test)) throw new EvaluationError(typeof message === 'string' ? message : '')
}
