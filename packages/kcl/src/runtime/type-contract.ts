/** What a type at run time is, apart from the types that there are. */
import { EvaluationError } from './errors.ts'
import { qualifiedTypeName } from './operations.ts'
import type { Value } from './values.ts'

/** Answers a value of a type: the value itself, or what it was turned into; `NO` where it does not fit. */
export const NO: unique symbol = Symbol('no')

export interface Type {
  /** As errors name it. */
  readonly text: string
  fit(value: Value): Value | typeof NO
  /** Like `fit`, for `value as T`: an instance must be one of the very schema. */
  cast?(value: Value): Value | typeof NO
  /** Like `fit`, of a whole value where a body may complete an instance later: an empty dict is none that waits for that. */
  fitAttribute?(value: Value): Value | typeof NO
  /** Why a value does not fit, as further lines. */
  explain?(value: Value): string
}

export function mismatch(value: Value, type: Type): string {
  return `expect ${type.text}, got ${qualifiedTypeName(value)}${type.explain?.(value) ?? ''}`
}

export function fitAttribute(value: Value, type: Type): Value {
  const fitted = type.fitAttribute ? type.fitAttribute(value) : type.fit(value)
  if (fitted === NO) throw new EvaluationError(mismatch(value, type))
  return fitted
}

export function anyKeyFits(keyType: Type, valueType: Type, key: string, value: Value): boolean {
  return keyType.fit(key) !== NO && valueType.fit(value) !== NO
}
