/** What a type at run time is, apart from the types that there are. */
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
  /** Whether a dict has not all that an attribute of the type needs; elsewhere the instance says so itself. */
  lacks?(value: Value): boolean
  /** Why a value does not fit, as further lines. */
  explain?(value: Value): string
}

export function mismatch(value: Value, type: Type): string {
  return `expect ${type.text}, got ${qualifiedTypeName(value)}${type.explain?.(value) ?? ''}`
}

export function anyKeyFits(keyType: Type, valueType: Type, key: string, value: Value): boolean {
  return keyType.fit(key) !== NO && valueType.fit(value) !== NO
}
